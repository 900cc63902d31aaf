"""The public bodies that a noun phrase names.

A name may hold a clause of its own (`有防汛任务的人民政府`, `负责登记的部门`), several names are parted by `、`, 和, 及其, 以及,
或者, and fields of work before one class are a name each (`铁路、民航等部门`).
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.graph.language.doers.predicates import strong_predicate
from zhize.graph.language.doers.words import doer_words, one_of
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.lists import cut
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective, is_elliptic
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.sentences import is_enclosed
from zhize.graph.language.vocabulary import any_of

LONGEST = 80
"""The names before a predicate are no longer than this."""


class _Patterns(msgspec.Struct, frozen=True):
    head: regex.Pattern[str]
    bars: regex.Pattern[str]
    relative: regex.Pattern[str]
    shared: regex.Pattern[str]
    persons: regex.Pattern[str]
    inside: regex.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known = doer_words()
    bare = any_of(known.bare_class)
    return _Patterns(
        head=regex.compile(rf"{one_of(known.heads)}(?:（[^（）]{{1,24}}）)?$"),
        bars=regex.compile(one_of(known.bars)),
        relative=phrase("doers", "relative_clause", relative=any_of(known.relative)),
        shared=regex.compile(rf"(?:等(?P<kind>{bare})|(?P<kind>{bare}))$"),
        persons=regex.compile(rf"{any_of(known.persons)}(?:（[^（）]*）)?$"),
        inside=regex.compile(one_of(known.inside)),
    )


(
    _JOINT,
    _ETC,
    _WIDE,
    _LIST_OF_PLACES,
    _LEVEL,
    _LEVEL_FRONT,
    _HALVES,
    _PREPOSITION,
    _IN_CLAUSE,
    _MODIFIER,
    _SEVERAL,
    _OF_A_LEVEL,
) = (
    phrase("doers", name)
    for name in (
        "joint",
        "etc",
        "wide",
        "places",
        "level_word",
        "level_front",
        "halves",
        "preposition",
        "preposition_in_clause",
        "modifier",
        "several",
        "of_a_level",
    )
)
_BARE = words("doers", "bare")
_OF_FIELDS = words("doers", "of_fields")[0]


def bars_name(text: str, at: int) -> bool:
    """Whether words stand at a place that no name begins with; a name may begin with a clause: `组织调查的部门`."""
    return _patterns().bars.match(text, at) is not None and _patterns().relative.match(text, at) is None


def relative_clause() -> regex.Pattern[str]:
    """A clause inside a name with the class behind it: `负责登记的部门`."""
    return _patterns().relative


_NO_NAMES = regex.compile(r"[，。；：？！\d]")


@lru_cache(16384)
def names_of(who: str) -> tuple[Mention, ...]:
    """The public bodies that a noun phrase lists, () where a part of it is none.

    Example: `市、县（区）人民政府及其有关部门` -> `市、县（区）人民政府`, `有关部门`.
    """
    if not 2 <= len(who) <= LONGEST or _NO_NAMES.search(who) or bars_name(who, 0):
        return ()
    if _patterns().persons.search(who):
        return ()
    who = cue("short_name").sub("", who)
    if "、" in who:
        who = who.removesuffix("等")
    out: list[Mention] = []
    parts = _parts(who)
    for part in parts:
        found = _part(part) or ([_mention(part)] if _is_beside(part) and part != parts[0] else [])
        if not found:
            return ()
        out += found
    return tuple(out)


def _parts(who: str) -> list[str]:
    """A phrase cut at 及其, 以及, 和, 或者 where a whole name stands on both sides."""
    for match in _JOINT.finditer(who):
        left, right = who[: match.start()], who[match.end() :]
        if is_enclosed(who, match.start()) or right in _BARE or not left:
            continue
        if _part(left) and (_is_beside(right) or all(_part(p) for p in _parts(right))):
            return [left, *_parts(right)]
    return [who]


def _is_beside(text: str) -> bool:
    """Whether a text names who may stand beside a public body in one list: 学校, 挂靠单位."""
    return text in doer_words().beside


def _part(text: str) -> list[Mention]:
    """One name, or several with `、` between them."""
    if "、" not in text:
        both = _halves(text, _OF_FIELDS) if text.endswith(_OF_FIELDS) else [text]
        if len(both) == 2:
            return [Mention(p, p, collective=True) for p in both]
        if etc := _ETC.search(text):
            before = _halves(text[: etc.start()], _OF_FIELDS)
            if all(_is_public(p) or is_field(p) for p in before):
                return _with_class(before, etc["kind"])
        return [_mention(text)] if _is_public(text) else []
    if (etc := _ETC.search(text)) and all(map(_is_public, cut(text[: etc.start()], "、"))):
        return _with_class(cut(text[: etc.start()], "、"), etc["kind"])
    pieces = cut(text, "、")
    known = [p for p in pieces if _is_public(p)]
    if known and all(p in known or _is_beside(p) for p in pieces) and not any(map(is_level, pieces[:-1])):
        return [_mention(p) for p in pieces]
    shared = None if _LIST_OF_PLACES.match(text) else _patterns().shared.search(text)
    if shared is not None and (found := _fields(text, shared)):
        return found
    merged = _with_levels(pieces)
    if len(merged) < len(pieces) and all(_is_public(p) for p in merged):
        return [_mention(p) for p in merged]
    whole = _modified(text) or _LIST_OF_PLACES.match(text)
    return [Mention(text, text, collective=True)] if _is_public(text) and whole else []


def _with_class(names: list[str], kind: str) -> list[Mention]:
    """The names before 等, and the class behind it where it says more than that there are others."""
    wide = [Mention(kind, kind, collective=True)] if _WIDE.match(kind) else []
    return [*map(_mention, names), *wide]


def is_level(word: str) -> bool:
    """Whether a word is a level of government and no name of its own: `各省`, `县（区）`, `自治区`."""
    return _LEVEL.match(word) is not None


def _with_levels(pieces: list[str]) -> list[str]:
    """Words of levels joined with the name behind them: `市`, `县（区）人民政府` are one name."""
    out: list[str] = []
    run: list[str] = []
    for piece in pieces:
        if is_level(piece):
            run.append(piece)
            continue
        out.append("、".join([*run, piece]))
        run = []
    return out if not run else [*out, *run]


def _fields(text: str, shared: regex.Match[str]) -> list[Mention]:
    """Fields of work before one class, a name each: `铁路、民航部门` -> `铁路`, `民航部门`; of one level they are one class."""
    etc = text[shared.start()] == "等"
    kind = shared["kind"]
    body = text[: shared.start()] if etc else text
    pieces = [p for piece in _with_levels(cut(body, "、")) for p in _halves(piece, kind)]
    plain = [p if etc or i < len(pieces) - 1 else p.removesuffix(kind) for i, p in enumerate(pieces)]
    if not all(map(_may_be_field, plain)):
        return []
    if 2 * sum(is_field(_OF_A_LEVEL.sub("", p)) for p in plain) < len(plain):
        return []
    if _OF_A_LEVEL.match(text):
        return [Mention(text, text, collective=True)]
    out = [Mention(p, p, collective=not is_agency(p)) for p in pieces]
    if etc and _WIDE.match(kind):
        out.append(Mention(kind, kind, collective=True))
    return out


def _may_be_field(text: str) -> bool:
    held = strong_predicate().search(text) or _patterns().inside.search(text)
    return bool(regex.fullmatch(r"[\p{Han}（）、]{2,20}", text)) and not held and "的" not in text


def _halves(piece: str, kind: str) -> list[str]:
    """`财政和审计部门` is two fields; `文化和旅游部门` is one."""
    for match in _HALVES.finditer(piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if is_field(left) and is_field(right.removesuffix(kind)) and not is_field(piece.removesuffix(kind)):
            return [left, right]
    return [piece]


@cache
def is_field(word: str) -> bool:
    """Whether a word names a field that departments are named by: 教育, 公安, 市农业农村."""
    bare = _LEVEL_FRONT.sub("", word)
    if word in doer_words().fields or bare in doer_words().fields:
        return True
    return any(lexicon().match(w + end) is not None for w in {word, bare} for end in ("局", "", "部", "委"))


@lru_cache(16384)
def _is_public(name: str) -> bool:
    """Whether a text is the name of a public body or of a class of them."""
    if len(name) < 2 or bars_name(name, 0) or _patterns().persons.search(name):
        return False
    if _patterns().inside.search(name):
        return False
    verb = None if _patterns().relative.match(name) else strong_predicate().match(name)
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
    verb = strong_predicate().search(name)
    return verb is None and not _PREPOSITION.search(name) and (_is_class(name) or is_elliptic(name))


def _is_class(name: str) -> bool:
    return is_collective(name) or bool(_patterns().head.search(name))


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
        and not _IN_CLAUSE.search(name[:at])
    )


def _mention(name: str) -> Mention:
    one = is_agency(name) or (is_elliptic(name) and not _SEVERAL.search(name))
    return Mention(name, name, collective=not one)
