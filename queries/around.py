"""Where an answer stands by the words around it: between the words that stand around the interrogative, or in the heading above."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.doers.heads import may_be_name
from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import Value
from zhize.queries.ground import Ground
from zhize.queries.passages import Passage
from zhize.queries.words import Question, Target, question_words

_TURN, _TURN_BEFORE = phrase("questions", "turn"), phrase("questions", "turn_last")
_HELP_FIRST, _HELP_LAST = phrase("questions", "helping_first"), phrase("questions", "helping_last")
_REST = phrase("answers", "rest_of_row")
_OPENING = phrase("answers", "opening")
_BROUGHT = phrase("answers", "brought_in")
_SEGMENT = regex.compile(r"[，。；：:！？“”]")
_HEADING = phrase("answers", "heading_name")
_LONGEST, _SHORTEST = 30, 2
_SHORT = 14
"""A name that nothing brings in is no longer."""
_BACK = 10
"""So many clauses above a clause may hold the name under which it stands."""


class Around(msgspec.Struct, frozen=True):
    """The words of a question before and behind its interrogative, without those that only help a verb; `turn` brings it in: 由, 经, 报."""

    before: str
    turn: str
    behind: str


def around(question: Question, target: Target) -> Around:
    """The words around the interrogative of a part of a question.

    Example: `长期处方先要经谁评估？` -> before `长期处方先要`, turn `经`, behind `评估`.
    """
    text = question.text
    start = target.start
    end = start + len(target.asked)
    before = regex.split("[，。？；：]", text[:start])[-1]
    behind = regex.split("[，。？；：]", text[end:])[0]
    turn = _TURN.match(target.asked) or _TURN_BEFORE.search(before)
    if not _TURN.match(target.asked):
        before += regex.split(question_words().asks, target.asked)[0]  # a noun of the interrogative: 补贴 of 补贴多少元
    return Around(_HELP_LAST.sub("", before), turn[0] if turn else "", _HELP_FIRST.sub("", behind))


def nearness(words: Around, text: str, start: int, end: int) -> float:
    """How much of the words around the interrogative stand around a value of a text, 0 to 1.

    Example: of `体温超过多少度`, `37.3℃` in `体温超过37.3℃的`: both characters of `超过`.
    """
    left = _HELP_LAST.sub("", text[max(0, start - 16) : start].rstrip("：:"))
    right = _HELP_FIRST.sub("", _REST.sub("", text[end : end + 28]))
    turned = bool(words.turn) and bool(_BROUGHT.search(left))
    left = _BROUGHT.sub("", left) if turned else left
    within = next((n for n in range(4, 1, -1) if words.before[-n:] in text[start:end]), 0) if words.before else 0
    first = max(within, _same(words.before[::-1], left[::-1]))  # `不设押金` has the noun of the question in itself
    last = max((_same(words.behind, right[i:]) - 0.4 * i for i in range(5)), default=0.0)
    return min(1.0, (min(4, first) + min(6.0, max(0.0, last)) + turned) / 8)


def _same(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    return n


def between(words: Around, text: str) -> list[Value]:
    """What stands in a text where the interrogative stands in the question: before the same verb, behind what brings it in.

    Example: `会议由谁召集` of `工作会议由组长召集` -> `组长`; `报谁批准` of `报领导小组组长批准` -> `领导小组组长`.
    """
    verb = words.behind[:2]
    if len(verb) < _SHORTEST:
        return []
    out: list[Value] = []
    for match in regex.finditer(regex.escape(verb), text):
        marks = [0, *(m.end() for m in _SEGMENT.finditer(text, 0, match.start()))]
        segment = marks[-1] if marks[-1] < match.start() or len(marks) == 1 else marks[-2]
        said = text[segment : match.start()]
        kept = _AND_REST.sub("", _HELP_LAST.sub("", said.rstrip("，")))
        turns = list(_BRINGS.finditer(kept))
        turned = bool(turns)
        begin = turns[-1].end() if turns else _OPENING.match(kept).end()  # type: ignore[union-attr]
        name = kept[begin:]
        if _is_name(name, turned=turned):
            start = segment + begin
            out.append(Value(start, start + len(name), name, name))
    return out


_AND_REST = phrase("answers", "and_rest")
_BRINGS = phrase("answers", "brings")
_NO_NAME = phrase("answers", "no_name")


def _is_name(name: str, *, turned: bool) -> bool:
    if not _SHORTEST <= len(name) <= _LONGEST or _NO_NAME.search(name):
        return False
    return turned or (len(name) <= _SHORT and "的" not in name) or may_be_name(name)


def headed(ground: Ground, passage: Passage) -> str:
    """The name of a body in the heading or line under which a clause stands; empty where there is none.

    Example: `负责伤员救治` below `（二）医疗救治组` -> `医疗救治组`.
    """
    rows = ground.said.rows
    above = rows[max(0, passage.number - _BACK) : passage.number]
    lines = [r.text for r in reversed(above) if r.document == passage.document and r.section == passage.section]
    for line in (*lines, *reversed(passage.section)):
        match = _HEADING.fullmatch(line.rstrip("。；："))
        if match and may_be_name(match["v"]):
            return str(match["v"])
    return ""
