"""Who puts a level of response or warning in force, who ends it, and under which condition, as plans say it.

The words stand in `lexicon/plans.yaml`; nothing here knows a plan.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
import regex

from zhize.graph.language.bodies import is_body_name
from zhize.graph.language.late import late
from zhize.graph.language.levels import levels_of_responses
from zhize.graph.language.lists import cut
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective
from zhize.graph.language.people import is_post, role_pattern
from zhize.graph.language.spans import Excerpt, Span
from zhize.graph.language.vocabulary import any_of, load

LONGEST_WHO = 40


class PlanWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of plans.yaml."""

    start: tuple[str, ...]
    end: tuple[str, ...]
    things: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    decides: tuple[str, ...]
    before_deciding: tuple[str, ...]
    through: tuple[str, ...]
    wished: tuple[str, ...]
    spoken_of: tuple[str, ...]
    whole: tuple[str, ...]
    when: tuple[str, ...]
    judged: tuple[str, ...]
    announces_conditions: tuple[str, ...]
    announces_actions: tuple[str, ...]
    condition_headings: tuple[str, ...]
    action_headings: tuple[str, ...]
    decision_headings: tuple[str, ...]
    of_level: tuple[str, ...]
    divides: tuple[str, ...]
    level_tails: tuple[str, ...]
    no_topic: tuple[str, ...]
    deciders: tuple[str, ...]
    plans: tuple[str, ...]
    schemes: tuple[str, ...]
    columns: dict[Literal["level", "condition", "starts", "ends", "actions"], tuple[str, ...]]


class Decision(msgspec.Struct, frozen=True):
    """That levels come into force or end: `start` and `end` are offsets into the text that was read.

    `ranks` is empty where the text names no level, `who` where it names nobody. `kind` is 响应 or 预警. The condition
    stands at `condition_start`, empty where none is said; `called` is the word for what is put in force (`应急响应`).
    """

    action: Literal["starts", "ends"]
    ranks: tuple[int, ...]
    kind: str
    who: tuple[Mention, ...]
    start: int
    end: int
    condition: str = ""
    condition_start: int = 0
    called: str = ""


@cache
def plan_words() -> PlanWords:
    """Load and check plans.yaml.

    Raises:
        SchemaError: the file is malformed.
    """
    return load("plans.yaml", PlanWords)


class _Patterns:
    def __init__(self) -> None:
        words = plan_words()
        self.verb = regex.compile(rf"(?P<starts>{any_of(words.start)})|(?P<ends>{any_of(words.end)})")
        self.thing = regex.compile(any_of(words.things))
        self.wished = regex.compile(rf"{any_of(words.wished)}(?:{any_of(words.before_deciding)})*$")
        self.spoken_of = regex.compile(rf"(?:命令)?(?:的)?{any_of(words.spoken_of)}|的(?=\p{{Han}})")
        self.strip = regex.compile(
            rf"(?:{any_of(words.decides, words.before_deciding, words.start, words.end, words.things)}|[、或和及])+$"
        )
        self.through = regex.compile(
            rf"^(?:并|再|且|应|要|须|需|可|及时|立即|同时)*{any_of(words.through)}(?:请)?(?=\p{{Han}})"
        )
        self.by = regex.compile(rf"(?:^|.*?(?:响应|预警|预案|级))(?:应|可|的)?(?:{any_of(words.through)})(?=\p{{Han}})")
        self.decided = regex.compile(
            rf"(?P<who>[^，。；：]{{2,{LONGEST_WHO}}}?)(?:{any_of(words.before_deciding)})*{any_of(words.decides)}(?:后|的)?"
        )
        self.leading = regex.compile(
            rf"^(?P<who>[^，。；：]{{2,{LONGEST_WHO}}}?)(?={any_of(words.before_deciding, words.judged, words.decides)}|接到|收到)"
        )
        self.when = regex.compile(rf"^(?:（?\d{{1,2}}[）.、])?{any_of(words.when)}")
        self.deciders = regex.compile(rf"{any_of(words.deciders)}$")
        self.behind = regex.compile(
            rf"^[^，。；]{{0,12}}?由(?P<who>[^，。；：]{{2,{LONGEST_WHO}}}?)(?:{any_of(words.before_deciding)})*(?:{any_of(words.decides, words.start, words.end)})"
        )
        self.asked = regex.compile(rf"(?:{any_of(words.through)})(?P<who>[^，。；：]{{2,}}?)$")
        self.sure = regex.compile(rf"{any_of(words.decides)}(?:{any_of(words.before_deciding)})*$")
        self.role = regex.compile(rf"(?:{role_pattern('chief', 'deputy', 'secretary')})$")
        self.judged = regex.compile(rf"^(?:{any_of(words.judged, words.through)})")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def find_decisions(sentence: str, *, under: str = "") -> list[Decision]:
    """What a sentence decides of levels: who starts or ends which, and when.

    Reads `发生重大X时，由A启动Ⅱ级响应`, `经B批准，启动Ⅰ级响应`, `Ⅲ级响应由A启动`, `一级响应：A签发启动`, `A宣布终止响应`.
    What is only proposed (`提出启动建议`) or spoken of (`启动响应后`) is no decision. `under` is the kind of level (响应,
    预警) that the text stands below: there `A批准启动。` needs no object.
    Example: `发生重大灾害时，由区指挥部启动Ⅱ级应急响应` -> starts, ranks 2, 区指挥部, condition `发生重大灾害时`.
    """
    patterns = _patterns()
    out: list[Decision] = []
    clauses = _clauses(sentence)
    for n, (a, b) in enumerate(clauses):
        clause = sentence[a:b]
        for verb in patterns.verb.finditer(clause):
            about = under or (out[-1].kind if out and out[-1].ranks else "")
            found = _decision(sentence, clauses[: n + 1], verb, about)
            if found is not None and not found.ranks and not under and out and about == found.kind:
                found = msgspec.structs.replace(found, ranks=out[-1].ranks)
            if found is not None and not any(_same(found, known) for known in out):
                out.append(found)
                break
    return out


def _same(one: Decision, other: Decision) -> bool:
    return (one.action, one.ranks, one.who) == (other.action, other.ranks, other.who)


_SIGNS = late("[ⅠⅡⅢⅣIV一二三四级]，[ⅠⅡⅢⅣIV一二三四]{1,3}级")
"""A comma between two levels ends no clause: `启动Ⅲ，Ⅳ级响应`."""


def _clauses(sentence: str) -> list[Span]:
    """The pieces between ，and ：outside brackets, without these."""
    out: list[Span] = []
    depth, begin = 0, 0
    for at, char in enumerate(sentence):
        if char in "（“":
            depth += 1
        elif char in "）”":
            depth = max(0, depth - 1)
        elif char in "，：。；" and not depth and not _SIGNS.match(sentence, max(0, at - 1)):
            out.append((begin, at))
            begin = at + 1
    if begin < len(sentence):
        out.append((begin, len(sentence)))
    return out


def _decision(sentence: str, clauses: list[Span], verb: regex.Match[str], under: str) -> Decision | None:
    patterns, words = _patterns(), plan_words()
    a, b = clauses[-1]
    clause = sentence[a:b]
    before, after = clause[: verb.start()], clause[verb.end() :]
    if patterns.wished.search(before) or patterns.spoken_of.match(after):
        return None
    thing = patterns.thing.search(after[:30])
    label = sentence[clauses[-2][0] : clauses[-2][1]] if len(clauses) > 1 and sentence[a - 1] == "：" else ""
    about = after[: thing.end()] if thing else before if patterns.thing.search(before) else label
    if not about and patterns.sure.search(before):
        about = sentence[:a]  # `提出响应终止建议，由A签发终止`
    if not patterns.thing.search(about) and under and not after.strip("。；") and before:
        about = under  # below the heading of a level: `A批准启动。`
    if (
        thing is not None
        and patterns.spoken_of.match(after, thing.end())
        and after[thing.end() :].strip("。；") not in words.whole
    ):
        return None
    if not patterns.thing.search(about):
        return None
    kind = next((k for k, words in plan_words().kinds.items() if k in about), "响应")
    ranks = ranks_of(about) or ranks_of(before)
    if verb.lastgroup == "starts" and verb[0].startswith("发布") and kind != "预警":
        return None
    behind = patterns.behind.match(after)
    named = deciders(behind["who"]) if behind else ()
    naming = _Naming(named, len(clauses) - 1) if named else _who(sentence, clauses, before)
    condition = _condition(sentence, clauses, naming.clause)
    action: Literal["starts", "ends"] = "ends" if verb.lastgroup == "ends" else "starts"
    return Decision(action, ranks, kind, naming.who, a, b, condition.text, condition.start, called(about, kind))


def ranks_of(text: str) -> tuple[int, ...]:
    """The ranks of all levels of response or warning that a text names, in order."""
    return tuple(dict.fromkeys(rank for found in levels_of_responses(text) for rank in found.ranks))


class _Naming(msgspec.Struct, frozen=True):
    """Who decides, and the number of the clause in which the naming begins."""

    who: tuple[Mention, ...]
    clause: int


def _who(sentence: str, clauses: list[Span], before: str) -> _Naming:
    """Who decides: named in the clause itself, else before it."""
    patterns = _patterns()
    last = len(clauses) - 1
    head = patterns.strip.sub("", before)
    by = patterns.by.match(head)
    named = deciders(head[by.end() :] if by else head)
    if not named and (decided := patterns.decided.search(before)):
        named = _decided(decided["who"])
    if named:
        return _Naming(named, last)
    fallback = _Naming((), last)
    for n in range(last - 1, -1, -1):
        clause = sentence[clauses[n][0] : clauses[n][1]]
        through = patterns.through.match(clause)
        decided = patterns.decided.match(clause, through.end() if through else 0)
        if decided and (named := _decided(decided["who"])):
            return _Naming(named, n)
        leading = None if through else patterns.leading.match(clause)
        if leading and (named := deciders(leading["who"])):
            fallback = _Naming(named, n)
    return fallback


def _decided(who: str) -> tuple[Mention, ...]:
    """Who decides in the words before the verb: `副指挥报指挥` -> 指挥, `区指挥部` -> itself."""
    asked = _patterns().asked.search(who)
    return (deciders(asked["who"]) if asked else ()) or deciders(who)


def deciders(text: str) -> tuple[Mention, ...]:
    """The bodies, classes of bodies and offices that a text names and nothing else; none where anything else stands there.

    Example: `区指挥部总指挥` -> the office; `省指挥部、省政府` -> both; `根据会商结果` -> none.
    """
    text = regex.sub(r"（[^（）]*）", "", text).strip("“” ")
    if not 2 <= len(text) <= LONGEST_WHO:
        return ()
    whole = _decider(text)
    if whole is not None and (whole.post or not regex.search("[、或和]", text)):
        return (whole,)
    pieces = [p for part in cut(text, "、") for p in regex.split(r"或者?|和|及", part) if p]
    found = [_decider(piece) for piece in pieces]
    return tuple(f for f in found if f is not None) if len(pieces) > 1 and all(found) else ((whole,) if whole else ())


_PROSE = late(r"[，。；：]|^(?:根据|按照|对|将|在|当|及时|立即|其|的)|(?:发生|造成|进行|达到|提出)|是|[为被把]|\d")


def _decider(text: str) -> Mention | None:
    if len(text) < 2 or _PROSE.search(text):
        return None
    office = (is_post(text) or bool(_patterns().role.search(text))) and not is_agency(text)
    if not (
        office or is_agency(text) or is_collective(text) or is_body_name(text) or _patterns().deciders.search(text)
    ):
        return None
    return Mention(text, text, post=office, collective=not office and is_collective(text) and not is_agency(text))


def _condition(sentence: str, clauses: list[Span], first: int) -> Excerpt:
    """The clauses before who decides, from the first that begins like a condition."""
    patterns = _patterns()
    begin = next(
        (n for n in range(len(clauses) - 1) if patterns.when.match(sentence[clauses[n][0] : clauses[n][1]])), None
    )
    if begin is None:
        return Excerpt("", 0, 0)
    stop = begin
    for n in range(begin, max(begin + 1, min(first, len(clauses) - 1))):
        clause = sentence[clauses[n][0] : clauses[n][1]]
        leading = patterns.leading.match(clause)
        if n > begin and (patterns.judged.match(clause) or (leading and deciders(leading["who"]))):
            break
        stop = n
    if stop >= first and first < len(clauses) - 1 and begin >= first:
        return Excerpt("", 0, 0)
    (start, _), (_, end) = clauses[begin], clauses[stop]
    return Excerpt(sentence[start:end].removesuffix("时"), start, end)


def called(text: str, kind: str) -> str:
    """The word by which a text calls what is put in force: 应急响应 or 响应, 预警."""
    return f"应急{kind}" if f"应急{kind}" in text else kind
