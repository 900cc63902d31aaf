"""The page of a node that is no document: its card, and what only bodies, regions and agencies have."""

from __future__ import annotations

import msgspec

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.cards import CardLine, CardPart, card, full_name
from zhize.web.pages.parts import PER_PART, Pager, Place, Ref, ShownPart, pager, place_of, ref, shown_parts
from zhize.web.shelf import Shelf


class Seats(msgspec.Struct, frozen=True):
    """Who sits in a body under one title: 总指挥, 成员."""

    title: str
    holders: tuple[Ref, ...]


class Chart(msgspec.Struct, frozen=True):
    """A body in the organisation chart: who sits there, and the bodies below it."""

    body: Ref
    seats: tuple[Seats, ...]
    below: tuple[Chart, ...]


class NodePage(msgspec.Struct, frozen=True):
    """A node: what it is called and what kind it is, the parts of its card, its best words in the print.

    `chart` is set for bodies that have parts or seats; `part` is set where one part alone is shown.
    """

    node: str
    class_id: str
    kind: str
    title: str
    parts: tuple[ShownPart, ...]
    source: Place | None
    chart: Chart | None = None
    part: int | None = None


def node_page(shelf: Shelf, node: str, *, part: int | None = None, page: int = 1) -> NodePage:
    """The page of a node; with `part` only that part of its card, page by page.

    Raises:
        NoSuchPage: the card has no such part.
    """
    kg = shelf.kg
    node_class = kg.ontology.class_of(node)
    shown = card(kg, node)
    if node_class.id == "Region":
        shown = msgspec.structs.replace(shown, parts=(*shown.parts, *_region_parts(shelf, node)))
    parts = shown_parts(shown, part, page)
    chart = _chart(kg, node, set()) if node_class.id == "Body" and part is None else None
    return NodePage(
        node,
        node_class.id,
        node_class.label,
        shown.title if len(shown.title) <= 60 else f"{shown.title[:58]}……",
        tuple(parts),
        place_of(kg.source(node)),
        chart if chart and (chart.seats or chart.below) else None,
        part,
    )


def _region_parts(shelf: Shelf, node: str) -> list[CardPart]:
    """The documents for a region, its agencies and bodies."""
    kg = shelf.kg
    documents = sorted(
        {f.subject: f for f in kg.into(node, "relevant_for") if f.subject.startswith("document:")}.values(),
        key=lambda f: (kg.text(f.subject, "date"), f.subject),
        reverse=True,
    )
    agencies = {f.subject: f for f in kg.into(node, "jurisdiction")}
    groups = {
        "文件": [CardLine(kg.caption(f.subject), f.subject, f) for f in documents],
        "机构": _called(kg, [n for n in agencies if n.startswith("agency:")]),
        "议事协调机构": _called(kg, [n for n in agencies if n.startswith("body:")]),
    }
    return [CardPart(title, tuple(lines)) for title, lines in groups.items() if lines]


def _called(kg: KnowledgeGraph, nodes: list[str]) -> list[CardLine]:
    lines = [CardLine(full_name(kg, n) if n.startswith("body:") else kg.caption(n), n) for n in nodes]
    return sorted(lines, key=lambda line: line.text)


def _chart(kg: KnowledgeGraph, body: str, seen: set[str]) -> Chart:
    """The chart of a body; a body that stands below itself is shown once."""
    seen.add(body)
    seats = []
    for relation in kg.ontology.of_kind("seat"):
        holders = dict.fromkeys(
            Ref(f.printed or kg.caption(str(f.object)), str(f.object)) for f in kg.out(body, relation.id)
        )
        if holders:
            seats.append(Seats(relation.title, tuple(holders)))
    below = dict.fromkeys(f.subject for f in kg.into(body, "within_body"))
    return Chart(ref(kg, body), tuple(seats), tuple(_chart(kg, b, seen) for b in below if b not in seen))


class Entry(msgspec.Struct, frozen=True):
    """A row of a list of names: the node, what it is called, what is said of it."""

    node: str
    name: str
    remarks: tuple[str, ...] = ()


class NamesPage(msgspec.Struct, frozen=True):
    """The nodes of a class by name; `asked` is the part of a name that was asked for."""

    class_id: str
    label: str
    asked: str
    rows: tuple[Entry, ...]
    pager: Pager


NAMED = {"agencies": "Agency", "bodies": "Body", "documents": "Document", "regions": "Region", "people": "Person"}
"""Lists of names by the last part of their addresses, with the classes they list."""


def names_page(shelf: Shelf, name: str, asked: str = "", page: int = 1, size: int = PER_PART * 2) -> NamesPage:
    """A list of names."""
    kg, class_id = shelf.kg, NAMED[name]
    found = shelf.names(class_id, asked)
    cut = pager(page, len(found), size)
    rows = [Entry(n.node, n.name, _remarks(shelf, n.node)) for n in found[cut.first_row : cut.first_row + cut.size]]
    return NamesPage(class_id, kg.ontology.classes[class_id].label, asked, tuple(rows), cut)


def _remarks(shelf: Shelf, node: str) -> tuple[str, ...]:
    """What tells a node from others of its name."""
    kg = shelf.kg
    if node.startswith("document:"):
        cited = () if shelf.files(node) else ("仅被引用",)
        return (*(t for t in (kg.text(node, "number"), kg.text(node, "date")) if t), *cited)
    if node.startswith(("agency:", "body:")):
        places = [kg.caption(str(f.object)) for f in kg.out(node, "jurisdiction")[:1]]
        return tuple(place for place in places if place not in kg.caption(node))
    if node.startswith("person:"):
        held = [kg.caption(str(f.object)) for f in kg.out(node, "holds")]
        held += [kg.text(f.subject, "post") for f in kg.into(node, "appoints")]
        held += [kg.caption(str(b.object)) for f in kg.into(node, "held_by") for b in kg.out(f.subject, "seat_in")]
        return tuple(list(dict.fromkeys(post for post in held if post))[:3])
    return tuple(t for t in (kg.text(node, "level"),) if t)
