"""The first page: a question, its answer with its parts and sources, or the nearest lines where there is none."""

from __future__ import annotations

import re
from itertools import zip_longest

import msgspec

from zhize.queries.answer import Answer, AnswerSource, bare, cut
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
    return AskPage(question, region, counts=counts, problem=problem)


def ask_page(
    shelf: Shelf, question: str, region: str, answer: Answer, explanation: Explanation | None = None
) -> AskPage:
    """The page of an answer."""
    sources = tuple(_source(shelf, s, answer.items) for s in answer.sources)
    documents = {source.place.document for source in sources}
    items = tuple(_item(shelf, text, documents) if n < _LINKED else Ref(text) for n, text in enumerate(answer.items))
    return AskPage(
        question,
        region,
        answer,
        items,
        sources,
        tuple(_source(shelf, s, ()) for s in answer.nearest),
        explanation,
    )


def _item(shelf: Shelf, text: str, documents: set[str]) -> Ref:
    """An item of an answer; it leads to the node where just one is called so, at least of the places and papers of the sources."""
    kg = shelf.kg
    tasks = {row.node for row in shelf.titled.get(text, ()) if row.document in documents}
    if len(tasks) == 1:
        return Ref(text, tasks.pop())
    regions = {region for document in documents if document for region in kg.regions_of(document)}
    for class_id in ("Agency", "Body", "Document") if 2 <= len(text) <= 60 else ():
        named = kg.named(class_id, text)
        here = [n for n in named if any(str(f.object) in regions for f in kg.out(n, "jurisdiction"))]
        for found in (named, here):
            if len(found) == 1:
                return Ref(text, found[0])
    return Ref(text)


def _source(shelf: Shelf, source: AnswerSource, items: tuple[str, ...]) -> Source:
    document = shelf.document_at(source.file, source.start)
    place = Place(document, source.file, source.start, source.end, source.line, source.quote)
    before, after = _around(shelf, place) if len(source.quote) < _SHORT else ("", "")
    pieces = cut(source.quote, bare(source.items or items))
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


def examples(shelf: Shelf) -> tuple[str, ...]:
    """Questions that the graph may be asked, made of what it holds: of each kind a few, those of different kinds in turn."""
    kinds = (_of_tasks(shelf), _of_duties(shelf), _of_bodies(shelf))
    mixed = [question for row in zip_longest(*kinds) for question in row if question]
    return tuple(dict.fromkeys(mixed))


_TRIED = 3
"""So many questions of a kind are made."""


def _of_tasks(shelf: Shelf) -> list[str]:
    out = list[str]()
    for row in shelf.tasks[:200]:
        leads = shelf.kg.into(row.node, "leads") if "leads" in row.roles and len(row.text) <= 24 else []
        if leads and leads[0].subject.startswith("agency:"):
            out += [f"{row.text}由谁牵头？", f"{shelf.kg.caption(leads[0].subject)}牵头哪些任务？"]
    return out[: 2 * _TRIED]


def _of_duties(shelf: Shelf) -> list[str]:
    holders = (shelf.kg.into(row.node, "has_duty") for row in shelf.duties[:200])
    names = [
        shelf.kg.caption(facts[0].subject) for facts in holders if facts and facts[0].subject.startswith("agency:")
    ]
    return [f"{name}有哪些职责？" for name in dict.fromkeys(names)][:_TRIED]


def _of_bodies(shelf: Shelf) -> list[str]:
    kg = shelf.kg
    chiefs = ((node, kg.out(node, "chief")) for node in kg.nodes("Body")[:200] if len(kg.caption(node)) > 4)
    posts = [(kg.caption(node), _POST.search(facts[0].evidence.quote)) for node, facts in chiefs if facts]
    return [f"{name}的{post[0]}是谁？" for name, post in posts if post][:_TRIED]


_POST = re.compile("总指挥|指挥长|组长|主任|总召集人|召集人")
