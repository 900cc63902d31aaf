"""Clauses: what stands between two stops, each with the subject that its statement has.

A paragraph is cut at ；。！？ outside brackets and quotations, and at ， where another body and its predicate begin
(`A负责甲，B负责乙`). A clause that names nobody carries the subject of the clause before it.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
import regex

from zhize.graph.language.doers import LONGEST_NAMES, Doer, find_doer, says_duty
from zhize.graph.language.names import is_agency, is_collective
from zhize.graph.language.spans import Span

_OPEN, _CLOSE = "（《〈“‘「〔[(【", "）》〉”’」〕])】"
_STOPS = "。；！？;"
_NUMBER = regex.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]\s*|[①-⑳]")
LOST_BRACKET = 120
"""A bracket that has not closed after so many characters is taken as closed at the next stop."""


class Clause(msgspec.Struct, frozen=True):
    """A clause of a paragraph: `start` and `end` are offsets into the paragraph's text.

    `subject` is the clause's own subject (its offsets count in the same text), None where it has none.
    """

    start: int
    end: int
    subject: Doer | None = None


class Run(msgspec.Struct, frozen=True):
    """Neighbouring clauses of one subject; `subject` is None for clauses before anybody is named."""

    subject: Doer | None
    start: int
    end: int


def sentences(text: str, start: int = 0) -> list[Span]:
    """Where the pieces between stops begin and end, stops included."""
    out: list[Span] = []
    depth, opened, begin = 0, start, start
    for at in range(start, len(text)):
        char = text[at]
        if char in _OPEN:
            depth += 1
            opened = at
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _STOPS and (depth == 0 or at - opened > LOST_BRACKET):
            out.append((begin, at + 1))
            begin, depth = at + 1, 0
    if begin < len(text):
        out.append((begin, len(text)))
    return out


def clauses(text: str, start: int = 0, *, listed: bool = False) -> list[Clause]:
    """The clauses of a paragraph, in order.

    Example: `区水利局负责甲；区气象局负责乙。` -> two clauses with a subject each.
    """
    out: list[Clause] = []
    for begin, end in sentences(text, start):
        first = not out
        number = None if first else _NUMBER.match(text, begin, end)
        at = number.end() if number else begin
        subject = find_doer(text if first else text[:end], at, listed=listed and first)
        if subject is not None and not first and not (_stands_alone(subject) or (listed and _is_told(subject))):
            subject = None
        out += _cut_at_commas(text, begin, end, subject)
    return out


@lru_cache(4096)
def runs(text: str, start: int = 0, *, listed: bool = False) -> tuple[Run, ...]:
    """Clauses joined by subject. Behind a label all clauses are said of the label's names, until the next label."""
    out: list[Run] = []
    for clause in clauses(text, start, listed=listed):
        last = out[-1] if out else None
        subject = clause.subject
        labelled = last is not None and last.subject is not None and last.subject.form in ("label", "name", "duties")
        if labelled and subject is not None and subject.form not in ("label", "duties"):
            subject = None
        if last is not None and subject is None:
            out[-1] = msgspec.structs.replace(last, end=clause.end)
        else:
            out.append(Run(subject, clause.start, clause.end))
    return tuple(out)


def _stands_alone(subject: Doer) -> bool:
    """Whether names inside a paragraph begin a statement of their own: real bodies with a word of duty behind them."""
    if subject.form == "label":
        return all(is_agency(name.reading) or is_collective(name.printed) for name in subject.names)
    if subject.form == "duties":
        return True
    known = all(is_agency(name.reading) or name.collective for name in subject.names)
    return known and subject.cue in ("duty", "modal", "manner", "act")


def _is_told(subject: Doer) -> bool:
    """Whether one name that no lexicon knows begins a sentence of a list with its word of duty: `财务室负责…`."""
    return subject.form == "predicate" and subject.cue == "duty" and len(subject.names) == 1


def _cut_at_commas(text: str, begin: int, end: int, subject: Doer | None) -> list[Clause]:
    """One sentence cut where a second body and its word of duty follow a comma."""
    out: list[Clause] = []
    at, own = begin, subject
    depth = 0
    for i in range(max(begin, subject.body if subject else begin), end - 1):
        char = text[i]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "，" and not depth and says_duty(text, i + 1, min(end, i + 1 + LONGEST_NAMES)):
            following = find_doer(text[:end], i + 1)
            if following is not None and _begins_here(following, i + 1):
                out.append(Clause(at, i + 1, own))
                at, own = i + 1, following
    out.append(Clause(at, end, own))
    return out


def _begins_here(subject: Doer, at: int) -> bool:
    known = all(is_agency(name.reading) or name.collective for name in subject.names)
    return known and subject.start == at and subject.form == "predicate" and subject.cue in ("duty", "modal")
