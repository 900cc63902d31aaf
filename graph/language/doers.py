"""Who does what in the sentences of rules, plans and opinions: public bodies and classes of them, with what they shall do.

A sentence says it in three forms: the body at its head (`县级以上人民政府应当…`), the body behind what is said of the time or
the case (`汛期到来前，当地人民政府应当…`), and the body behind 由 (`目录由市水利部门制定`). A name may hold a clause of its own
(`有防汛任务的人民政府`, `负责登记的部门`), several names are parted by `、`, 和, 及其, 以及, 或者, and fields of work before one
class are a name each (`铁路、民航等部门`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

import msgspec
import regex

from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.lists import cut
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective, is_elliptic
from zhize.graph.language.vocabulary import any_of, load, no_predicate, predicates

Place = Literal["head", "behind", "agent"]
Cue = Literal["duty", "modal", "manner", "act"]

LONGEST = 80
"""The names before a predicate are no longer than this."""


class Doer(msgspec.Struct, frozen=True):
    """Who does something: `start` and `body` are where the names begin and where what is said of them begins.

    `place` is the form of the sentence, `cue` the kind of its first predicate word, `word` that word.
    """

    names: tuple[Mention, ...]
    start: int
    body: int
    place: Place
    cue: Cue
    word: str


class DoerWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of doers.yaml."""

    heads: tuple[str, ...]
    bare_class: tuple[str, ...]
    bars: tuple[str, ...]
    relative: tuple[str, ...]
    before_agent: tuple[str, ...]
    agent_verbs: tuple[str, ...]
    persons: tuple[str, ...]
    penalties: tuple[str, ...]
    upkeep: tuple[str, ...]
    wide: tuple[str, ...]
    no_duty: tuple[str, ...]
    in_charge: tuple[str, ...]
    may: tuple[str, ...]
    areas: tuple[str, ...]
    fields: tuple[str, ...]
    shall: tuple[str, ...]
    inside: tuple[str, ...]
    bare: tuple[str, ...]
    competence: tuple[str, ...]


class _Patterns(msgspec.Struct, frozen=True):
    head: regex.Pattern[str]
    bars: regex.Pattern[str]
    predicate: regex.Pattern[str]
    strong: regex.Pattern[str]
    relative: regex.Pattern[str]
    agent: regex.Pattern[str]
    agent_verb: regex.Pattern[str]
    shared: regex.Pattern[str]
    persons: regex.Pattern[str]
    joint: regex.Pattern[str]
    inside: regex.Pattern[str]


@cache
def doer_words() -> DoerWords:
    """The words of doers.yaml."""
    return load("doers.yaml", DoerWords)


def one_of(patterns: tuple[str, ...]) -> str:
    """Patterns as alternatives of one, in their order."""
    return "(?:" + "|".join(patterns) + ")"


@cache
def _patterns() -> _Patterns:
    words, said = doer_words(), predicates()
    kinds = "|".join(f"(?P<{kind}>{any_of(getattr(said, kind))})" for kind in ("modal", "duty", "manner", "act"))
    strong = f"(?P<modal>{any_of(said.modal)})|(?P<duty>{any_of(said.duty)})"
    none = f"(?!{no_predicate()})"
    heads = one_of(words.heads)
    return _Patterns(
        regex.compile(rf"{heads}(?:（[^（）]{{1,24}}）)?$"),
        regex.compile(one_of(words.bars)),
        regex.compile(rf"{none}(?!(?<=所)[在需])(?:{kinds})"),
        regex.compile(rf"{none}(?!(?<=所)[在需])(?:{strong})"),
        regex.compile(rf"{any_of(words.relative)}(?!部门|机关|机构|单位)[^，。；：由]{{2,30}}?的(?:有关|相关)?(?:部门|机构|机关|单位)(?:、(?:部门|机构|机关|单位))?(?!的)"),
        regex.compile(rf"{any_of(words.before_agent)}*由(?P<who>[^，。；：]{{2,{LONGEST}}})"),
        regex.compile(none + any_of(words.agent_verbs)),
        regex.compile(rf"(?:等(?P<kind>{any_of(words.bare_class)})|(?P<kind>{any_of(words.bare_class)}))$"),
        regex.compile(rf"{any_of(words.persons)}(?:（[^（）]*）)?$"),
        regex.compile(r"(?:以及|及其(?!他|它|余)|及|和|或者|或|与)"),
        regex.compile(one_of(words.inside)),
    )  # fmt: skip


@lru_cache(8192)
def doer(sentence: str) -> Doer | None:
    """Who the sentence says does something, None where it names no public body.

    Example: `区域规划由市水利部门会同财政部门编制。` -> 市水利部门 behind 由, cue `act`.
    """
    at = 0
    places = [0, *(m.end() for m in regex.finditer("，", sentence) if not _inside(sentence, m.start()))]
    for at in places[:4]:
        found = _at_head(sentence, at) or _agent(sentence, at)
        if found is not None:
            return found
        if at == 0 and (inner := _agent_inside(sentence)) is not None:
            return inner
    return None


def _inside(text: str, at: int) -> bool:
    """Whether a place stands in brackets or quotation marks."""
    before = text[:at]
    return before.count("（") > before.count("）") or before.count("“") > before.count("”")


def _at_head(text: str, at: int) -> Doer | None:
    """A body at a place with its predicate behind it."""
    if _patterns().bars.match(text, at):
        return None
    place: Place = "behind" if at else "head"
    end = min(len(text), at + LONGEST)
    skip = at
    relative = _patterns().relative.search(text, at, end)
    comma = _comma(text, at, end)
    for match in _patterns().predicate.finditer(text, at + 2, min(len(text), end + 4)):
        if relative is not None and relative.start() <= match.start() < relative.end():
            continue
        if match.start() < skip or _inside(text, match.start()):
            continue
        who = text[at : match.start()]
        if comma is not None and match.start() > comma + 1:
            return None
        if comma is not None and match.start() == comma + 1:
            if match.lastgroup != "modal":
                return None
            who = who[:-1]
        if names := names_of(who):
            return Doer(names, at, match.start(), place, match.lastgroup, match[0])  # type: ignore[arg-type]
    if relative is not None and relative.start() == at and (names := names_of(text[at : relative.end()])):
        behind = _patterns().predicate.match(text, relative.end())
        if behind is not None:
            return Doer(names, at, behind.start(), place, behind.lastgroup, behind[0])  # type: ignore[arg-type]
    return None


def _comma(text: str, at: int, end: int) -> int | None:
    return next((i for i in range(at, end) if text[i] == "，" and not _inside(text, i)), None)


def _agent(text: str, at: int) -> Doer | None:
    """A body behind 由 at a place: `…，由市水利部门制定`."""
    match = _patterns().agent.match(text, at)
    return _of_agent(text, match.start("who"), match.end("who")) if match else None


def _agent_inside(text: str) -> Doer | None:
    """A body behind 由 inside the first clause: `经费由市财政部门安排`."""
    comma = _comma(text, 0, len(text))
    at = text.find("由", 1, comma if comma is not None else len(text))
    if at < 2 or _inside(text, at) or text[at - 1] in "自理事缘经":
        return None
    match = _patterns().agent.match(text, at)
    return _of_agent(text, match.start("who"), match.end("who")) if match else None


def _of_agent(text: str, start: int, end: int) -> Doer | None:
    for i in range(start + 2, end):
        verb = _patterns().agent_verb.match(text, i) or _patterns().strong.match(text, i)
        if verb is None or _inside(text, i):
            continue
        relative = _patterns().relative.match(text, i)
        if (relative is not None and relative.end() < end) or _OF_A_NAME.match(text, i + 2):
            continue
        if _OF_A_THING.match(text, i + 2):
            return None
        if names := names_of(text[start:i]):
            cue: Cue = "duty" if verb[0] in predicates().duty else "act"
            return Doer(names, start, i, "agent", cue, verb[0])
    return None


_OF_A_NAME = regex.compile(r"[^，。；：、由]{0,10}的(?:部门|机构|机关|单位|组织)")
_OF_A_THING = regex.compile(r"[^，。；：]{0,12}(?<!目|标)的")
"""Behind the verb of a clause inside a name: `由市政府指定的部门`; inside the name of a thing: `由市政府批准的方案`."""


@lru_cache(16384)
def names_of(who: str) -> tuple[Mention, ...]:
    """The public bodies that a noun phrase lists, () where a part of it is none.

    Example: `市、县（区）人民政府及其有关部门` -> `市、县（区）人民政府`, `有关部门`.
    """
    if not 2 <= len(who) <= LONGEST or regex.search("[，。；：？！\\d]", who) or _patterns().bars.match(who):
        return ()
    if _patterns().persons.search(who):
        return ()
    if "、" in who:
        who = who.removesuffix("等")
    out: list[Mention] = []
    for part in _parts(who):
        found = _part(part)
        if not found:
            return ()
        out += found
    return tuple(out)


def _parts(who: str) -> list[str]:
    """A phrase cut at 及其, 以及, 和, 或者 where a whole name stands on both sides."""
    for match in _patterns().joint.finditer(who):
        left, right = who[: match.start()], who[match.end() :]
        if _inside(who, match.start()) or right in ("政府", "人民政府", "单位", "部门", "机构") or not left:
            continue
        if _part(left) and all(_part(p) for p in _parts(right)):
            return [left, *_parts(right)]
    return [who]


def _part(text: str) -> list[Mention]:
    """One name, or several with `、` between them."""
    if "、" not in text:
        both = _halves(text, "部门") if text.endswith("部门") else [text]
        if len(both) == 2:
            return [Mention(p, p, collective=True) for p in both]
        if (etc := _ETC.search(text)) and (_is_public(text[: etc.start()]) or _is_field(text[: etc.start()])):
            return _with_class([text[: etc.start()]], etc["kind"])
        return [_mention(text)] if _is_public(text) else []
    if (etc := _ETC.search(text)) and all(map(_is_public, cut(text[: etc.start()], "、"))):
        return _with_class(cut(text[: etc.start()], "、"), etc["kind"])
    pieces = cut(text, "、")
    if all(_is_public(p) for p in pieces) and not _levels(pieces):
        return [_mention(p) for p in pieces]
    shared = None if _LIST_OF_PLACES.match(text) else _patterns().shared.search(text)
    if shared is not None and (found := _fields(text, shared)):
        return found
    merged = _with_levels(pieces)
    if len(merged) < len(pieces) and all(_is_public(p) for p in merged):
        return [_mention(p) for p in merged]
    whole = _modified(text) or _LIST_OF_PLACES.match(text)
    return [Mention(text, text, collective=True)] if _is_public(text) and whole else []


_ETC = regex.compile(r"等(?P<kind>(?:有关|相关)?(?:主管|行政)?(?:部门|单位))$")


def _with_class(names: list[str], kind: str) -> list[Mention]:
    """The names before 等, and the class behind it where it says more than that there are others."""
    wide = [Mention(kind, kind, collective=True)] if regex.match("有关|相关", kind) else []
    return [*map(_mention, names), *wide]


_LIST_OF_PLACES = regex.compile(r"^[^，。；的]{2,30}等\p{Han}{2,8}(?:管理单位|管理机构|管理部门)$")
"""`河道、水库等工程管理单位` is one class."""


_LEVEL = regex.compile(
    r"^(?:各)?(?:省|自治区|直辖市|设区的市|市|州|盟|地区|县|区|旗|乡|镇|街道)(?:级)?(?:（[^（）]{1,12}）)?$"
)


def _levels(pieces: list[str]) -> bool:
    return any(_LEVEL.match(p) for p in pieces[:-1])


def _with_levels(pieces: list[str]) -> list[str]:
    """Words of levels joined with the name behind them: `市`, `县（区）人民政府` are one name."""
    out: list[str] = []
    run: list[str] = []
    for piece in pieces:
        if _LEVEL.match(piece):
            run.append(piece)
            continue
        out.append("、".join([*run, piece]))
        run = []
    return out if not run else [*out, *run]


def _fields(text: str, shared: regex.Match[str]) -> list[Mention]:
    """Fields of work before one class, a name each: `铁路、民航部门` -> `铁路`, `民航部门`."""
    etc = text[shared.start()] == "等"
    kind = shared["kind"]
    body = text[: shared.start()] if etc else text
    pieces = [p for piece in _with_levels(cut(body, "、")) for p in _halves(piece, kind)]
    plain = [p if etc or i < len(pieces) - 1 else p.removesuffix(kind) for i, p in enumerate(pieces)]
    if any(
        not regex.fullmatch(r"[\p{Han}（）、]{2,20}", p) or _patterns().strong.search(p) or "的" in p for p in plain
    ):
        return []
    if 2 * sum(map(_is_field, plain)) < len(plain):
        return []
    out = [Mention(p, p, collective=not is_agency(p)) for p in pieces]
    if etc and regex.match("有关|相关", kind):
        out.append(Mention(kind, kind, collective=True))
    return out


def _halves(piece: str, kind: str) -> list[str]:
    """`财政和审计部门` is two fields; `文化和旅游部门` is one."""
    for match in regex.finditer("[和与及]", piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if _is_field(left) and _is_field(right.removesuffix(kind)) and not _is_field(piece.removesuffix(kind)):
            return [left, right]
    return [piece]


@cache
def _is_field(word: str) -> bool:
    """Whether a word names a field that departments are named by: 教育, 公安, 市农业农村."""
    bare = regex.sub(
        r"^(?:各)?(?:省|市|县|区)(?:级)?(?:（[^（）]*）)?(?:、(?:县|区|市)(?:级)?(?:（[^（）]*）)?)*(?=\p{Han}{2})",
        "",
        word,
    )
    if word in doer_words().fields or bare in doer_words().fields:
        return True
    return any(lexicon().match(w + s) is not None for w in {word, bare} for s in ("局", "", "部", "委"))  # fmt: skip


@lru_cache(16384)
def _is_public(name: str) -> bool:
    """Whether a text is the name of a public body or of a class of them."""
    if len(name) < 2 or _patterns().bars.match(name) or _patterns().persons.search(name):
        return False
    if _patterns().inside.search(name):
        return False
    verb = None if _patterns().relative.match(name) else _patterns().strong.match(name)
    if verb is not None and (verb.lastgroup == "duty" or not is_agency(name)):
        return False
    if is_agency(name):
        return True
    if len(name) > 40 or name in doer_words().bare:
        return False
    if not _patterns().head.search(name):
        return _patterns().relative.fullmatch(name) is not None
    if "的" in name or _patterns().relative.search(name):
        return _modified(name)
    verb = _patterns().strong.search(name)
    return verb is None and not regex.search(r"[由向对将把被并]", name) and (_is_class(name) or is_elliptic(name))


def _is_class(name: str) -> bool:
    return is_collective(name) or bool(_patterns().head.search(name))


_MODIFIER = regex.compile(r"^[\p{Han}、（）“”]{2,30}(?:的|职责)$")


def _modified(name: str) -> bool:
    """Whether a name of a class has a clause in front: `有防汛任务的人民政府`, `负责登记的部门、单位`."""
    relative = _patterns().relative.search(name)
    if relative is not None and relative.end() == len(name):
        before = name[: relative.start()]
        return not before or _is_class(before) or is_agency(before)
    at = name.rfind("的")
    return (
        at > 1
        and bool(_MODIFIER.match(name[: at + 1]))
        and (_is_public(name[at + 1 :]) or name[at + 1 :] in doer_words().bare_class)
        and not regex.search("[由向将把被]", name[:at])
    )


def _mention(name: str) -> Mention:
    return Mention(name, name, collective=not is_agency(name))


class Piece(msgspec.Struct, frozen=True):
    """A part of a sentence with who does what it says; the places of `doer` count from `start`."""

    start: int
    end: int
    doer: Doer | None


def doers(sentence: str) -> list[Piece]:
    """A sentence cut where a second body and what it shall do follow a comma.

    Example: `市水利局负责甲，市财政局负责乙。` -> a piece of each.
    """
    first = doer(sentence)
    if first is None:
        return [Piece(0, len(sentence), None)]
    out: list[Piece] = []
    begin, own = 0, first
    for match in regex.finditer("，", sentence):
        at = match.end()
        if at <= begin + own.body or _inside(sentence, match.start()):
            continue
        found = _at_head(sentence[at:], 0) if _patterns().strong.search(sentence, at, at + LONGEST) else None
        if found is not None and found.cue in ("duty", "modal") and found.names != own.names:
            out.append(Piece(begin, at, own))
            begin, own = at, found
    out.append(Piece(begin, len(sentence), own))
    return out
