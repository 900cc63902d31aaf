"""The first page: a question, its answer with its parts and sources, or the nearest lines where there is none."""

from __future__ import annotations

import msgspec

from zhize.queries.answer import Answer, AnswerSource
from zhize.queries.explain import Explanation
from zhize.web.pages.parts import Place, Ref
from zhize.web.shelf import Shelf

LONGEST = 300
"""Characters of a question at most."""
_LINKED = 60
"""Items of an answer that are looked up as names."""


class Source(msgspec.Struct, frozen=True):
    """A place that an answer rests on, with the headings above it and the words of the answer in it.

    `pieces` is the quote cut at these: every second piece is one. `before` and `after` are what stands around a short quote
    in its own sentence.
    """

    title: str
    number: str
    section: tuple[str, ...]
    place: Place
    pieces: tuple[str, ...]
    before: str = ""
    after: str = ""


class AskPage(msgspec.Struct, frozen=True):
    """A question with its answer; on the first page there is none, but examples and what the graph holds."""

    question: str = ""
    region: str = ""
    answer: Answer | None = None
    items: tuple[Ref, ...] = ()
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    explanation: Explanation | None = None
    examples: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    problem: str = ""


COUNTED = ("Document", "Agency", "Task", "Duty", "Body", "Region")


def front_page(shelf: Shelf, question: str = "", region: str = "", problem: str = "") -> AskPage:
    """The page before a question is asked, or where it could not be (`problem`)."""
    counts = {name: shelf.counts.get(name, 0) for name in COUNTED}
    return AskPage(question, region, examples=_examples(shelf), counts=counts, problem=problem)


def ask_page(
    shelf: Shelf, question: str, region: str, answer: Answer, explanation: Explanation | None = None
) -> AskPage:
    """The page of an answer."""
    items = tuple(_item(shelf, text) if n < _LINKED else Ref(text) for n, text in enumerate(answer.items))
    return AskPage(
        question,
        region,
        answer,
        items,
        tuple(_source(shelf, s, answer.items) for s in answer.sources),
        tuple(_source(shelf, s, ()) for s in answer.nearest),
        explanation,
    )


def _item(shelf: Shelf, text: str) -> Ref:
    """An item of an answer; it leads to the node where just one is called so."""
    for class_id in ("Agency", "Body", "Document") if 2 <= len(text) <= 60 else ():
        exact, _ = shelf.called(class_id, text)
        if len(exact) == 1:
            return Ref(text, exact[0])
    return Ref(text)


def _source(shelf: Shelf, source: AnswerSource, items: tuple[str, ...]) -> Source:
    document = shelf.document_at(source.file, source.start)
    place = Place(document, source.file, source.start, source.end, source.line, source.quote)
    before, after = _around(shelf, place) if len(source.quote) < _SHORT else ("", "")
    pieces = _cut(source.quote, items)
    return Source(source.title, source.number or "", source.section, place, pieces, before, after)


def _around(shelf: Shelf, place: Place, most: int = 60) -> tuple[str, str]:
    """What stands before and behind some words up to the ends of their sentence, cut where it is long."""
    text = shelf.print_of(place.file)
    start, end = text.span(place.start, place.end) if text else (0, 0)
    if text is None or start >= end:
        return "", ""
    left, right = text.text[max(0, start - most) : start], text.text[end : end + most]
    low = max(left.rfind(stop) for stop in _STOPS) + 1
    high = min((at for stop in _STOPS if (at := right.find(stop)) >= 0), default=len(right))
    before = left[low:] if low or start <= most else f"……{left}"
    after = right[: high + 1] if high < len(right) else f"{right}……"
    return before.replace("\n", ""), after.replace("\n", "")


_SHORT = 60
_STOPS = ("。", "；", "\n\n")


def _cut(text: str, items: tuple[str, ...]) -> tuple[str, ...]:
    """A text cut at the items that stand in it, the longest first."""
    pieces = [text]
    for item in sorted({i for i in items if i and i in text}, key=lambda i: (-len(i), i)):
        out: list[str] = []
        for n, piece in enumerate(pieces):
            rest = piece.split(item) if n % 2 == 0 else [piece]
            for k, part in enumerate(rest):
                out += [item, part] if k else [part]
        pieces = out
    return tuple(pieces)


def _examples(shelf: Shelf) -> tuple[str, ...]:
    """Questions that the graph can be asked, made of what it holds."""
    kg, out = shelf.kg, list[str]()
    for row in shelf.tasks[:200]:
        leads = kg.into(row.node, "leads")
        if "leads" in row.roles and len(row.text) <= 24 and leads and leads[0].subject.startswith("agency:"):
            out += [f"{row.text}由谁牵头？", f"{kg.caption(leads[0].subject)}牵头哪些任务？"]
            break
    for row in shelf.duties[:200]:
        holders = kg.into(row.node, "has_duty")
        if holders and holders[0].subject.startswith("agency:"):
            out.append(f"{kg.caption(holders[0].subject)}有哪些职责？")
            break
    seated = next((b for b in kg.nodes("Body")[:200] if kg.out(b, "chief") and len(kg.caption(b)) > 4), None)
    if seated:
        out.append(f"{kg.caption(seated)}由谁任主要负责人？")
    return tuple(out[:4])
