"""Times in questions: by when, within which year, what ends when."""

from __future__ import annotations

import calendar

import msgspec

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.language.phrases import phrase
from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import Inquiry


class Span(msgspec.Struct, frozen=True):
    """The first and the last day of a time, ISO, and its words in the question."""

    start: str
    end: str
    text: str = ""


_DUE = phrase("questions", "due")
_DAY = phrase("questions", "day")
_BEFORE = phrase("questions", "due_after")


def span_of(text: str) -> Span | None:
    """The time within which things are to end, where a question names one.

    Example: `2024年10月底前完成` -> up to 2024-10-31; `2025年才完成` -> the year 2025.
    """
    match = _DUE.search(text) or _BEFORE.search(text)
    if match is None:
        return None
    year = int(match["y"])
    month = int(match["m"]) if match["m"] else 0
    if match["d"]:
        first = last = f"{year}-{month:02d}-{int(match['d']):02d}"
    elif month:
        first = f"{year}-{month:02d}-01"
        last = f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}" if 1 <= month <= 12 else f"{year}-12-31"
    else:
        first, last = f"{year}-01-01", f"{year}-12-31"
    return Span("0000-00-00" if match["before"] else first, last, match[0])


def day_in(text: str) -> str | None:
    """The day, ISO, that a question names as the one to look at: `2027年1月1日还有效吗`; None where it names no whole day."""
    match = _DAY.search(text)
    return f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}" if match else None


def in_time(asked: Inquiry, task: str) -> bool:
    """Whether a task is due in the time that the question names; any where it names none."""
    span = span_of(asked.question.text)
    if span is None:
        return True
    due = asked.ground.kg.text(task, "due")
    return bool(due) and span.start <= due <= span.end


def due_tasks(asked: Inquiry) -> list[Candidate]:
    """The tasks that are due within the time that the question names."""
    span = span_of(asked.question.text)
    if span is None or asked.links.agencies:
        return []  # those of an agency are among its tasks
    kg = asked.ground.kg
    facts: list[Fact] = []
    for node in asked.ground.shelf.days("due", span.start, span.end):
        due = kg.properties[node]["due"][:1]
        facts += due
    facts = asked.kept(facts)
    facts.sort(key=lambda f: (f.document, f.evidence.file, f.evidence.start))
    titles = tuple(dict.fromkeys(kg.text(f.subject, "title") for f in facts))
    if not titles:
        return []
    sentence = told_as("due_tasks", number=len(titles), titles="；".join(titles))
    return [
        Candidate(
            titles,
            sentence,
            tuple(facts),
            facts[0].document,
            "due_tasks",
            "fact",
            0.95,
            tuple(f.subject for f in facts),
            covers=span.text,
        )
    ]


def ending_documents(asked: Inquiry) -> list[Candidate]:
    """The documents whose term ends within the time that the question names."""
    span = span_of(asked.question.text)
    if span is None:
        return []
    kg = asked.ground.kg
    facts = []
    for node in asked.ground.shelf.days("valid_until", span.start, span.end):
        last = kg.properties[node]["valid_until"][:1]
        if asked.ground.titles.get(node) and asked.scope.get(node, 1.0) > 0:
            facts += last
    titles = tuple(_name(asked, f.subject) for f in facts)
    if not titles:
        return []
    ends = "；".join(f"《{t}》{f.object}" for t, f in zip(titles, facts, strict=True))
    sentence = told_as("ending_documents", number=len(titles), titles=ends)
    return [
        Candidate(
            titles,
            sentence,
            tuple(facts),
            facts[0].document,
            "ending",
            "fact",
            0.95,
            tuple(f.subject for f in facts),
            covers=span.text,
        )
    ]


def _name(asked: Inquiry, document: str) -> str:
    kg = asked.ground.kg
    plans = [kg.text(str(f.object), "title") for f in kg.out(document, "issues")]
    return plans[0] if plans else kg.text(document, "title")
