"""What a diagram shows: an agency and its work, a document and who does what it says, a network of agencies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from statistics import fmean
from typing import NamedTuple

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import Relation
from zhize.graph.views.cards import full_name
from zhize.graph.views.pictures.board import Board
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node
from zhize.graph.views.pictures.lines import INKS

LONGEST_LABEL = 40
_FULL = 90  # characters of a duty or an action, which begin alike, in a wide box


def node_of(kg: KnowledgeGraph, node: str, label: str | None = None, longest: int = LONGEST_LABEL) -> Node:
    """A node of the graph as a diagram draws it: its sign by the schema, its card with properties and source.

    Its label has at most `longest` characters.
    """
    node_class = kg.ontology.class_of(node)
    caption = kg.label(node)
    card = tuple(
        (prop.label, "；".join(prop.shown(v) for v in kg.values(node, name)))
        for name, prop in node_class.properties.items()
        if kg.values(node, name) and not prop.inner
    )
    source = kg.source(node)
    if source is not None:
        where = source.evidence
        card = (*card, ("出处", f"{where.place}：{where.quote}"))
    text = label or caption
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return Node(node, short, node_class.id, node_class.label, node_class.color, caption, card, shape=node_class.shape)


def edge_of(kg: KnowledgeGraph, fact: Fact, *, quiet: bool = False) -> Edge:
    """A relation as a diagram draws it, with its quote and source."""
    relation = kg.ontology.relations[fact.predicate]
    title = f"{relation.label}：{fact.evidence.quote}（{fact.evidence.place}）"
    return Edge(fact.id, fact.subject, str(fact.object), relation.id, relation.label, title, quiet)


def agency_view(kg: KnowledgeGraph, agency: str) -> Diagram:
    """An agency, what it has to do by role, the bodies it sits in, and the documents that say so."""
    work, seats = kg.ontology.of_kind("work"), kg.ontology.of_kind("seat")
    groups = [group for relation in work for group in _by_occasion(kg, relation, kg.out(agency, relation.id))]
    groups += [
        (relation.inverse_title, [(fact.subject, fact) for fact in kg.into(agency, relation.id)]) for relation in seats
    ]
    board, edges, placed = Board(), list[Edge](), {agency}
    y = -26.0
    for label, ends in groups:
        names = list(dict.fromkeys(end for end, _ in ends))
        nodes = [node_of(kg, end, full_name(kg, end), _FULL) for end in names if end not in placed]
        placed.update(names)
        edges += [edge_of(kg, fact) for _, fact in ends]
        y = board.frame(f"{label}（{len(names)}）", nodes, 270, y, 340) + (16 if nodes else 0)
    at = {node.id: node.place[1] for node in board.nodes if node.place}
    wanted: dict[str, list[float]] = defaultdict(list)
    for end, high in at.items():
        for fact in _sources(kg, end):
            wanted[str(fact.object)].append(high)
            edges.append(edge_of(kg, fact))
    board.beside(((fmean(highs), document_node(kg, doc)) for doc, highs in wanted.items()), 760, 0, 250)
    own = node_of(kg, agency)
    board.put(own, 0, min(max(y / 2 - 40, 0), 240), 170)
    board.nodes.insert(0, board.nodes.pop())
    return board.diagram(f"{kg.caption(agency)}：任务、职责与参与的机构", edges)


def _by_occasion(kg: KnowledgeGraph, relation: Relation, facts: list[Fact]) -> list[tuple[str, list[tuple[str, Fact]]]]:
    """What an agency does by a relation; actions apart by the level at which they are due, steps by their procedure.

    The highest level comes first; actions of a level and steps stand in their own order.
    """
    groups: dict[_Occasion, list[tuple[int, Fact]]] = defaultdict(list)
    for fact in facts:
        end, order = str(fact.object), 0
        level = next((str(f.object) for f in kg.out(end, "action_of")), None)
        occasion = _Occasion(label=relation.title)
        if level is not None:
            plan = next((str(f.object) for f in kg.out(level, "level_of")), "")
            rank, order = int(kg.text(level, "rank") or 0), fact.evidence.start
            occasion = _Occasion(1, kg.text(level, "kind"), rank, plan, f"{kg.label(level)}：行动")
        elif procedure := kg.text(end, "procedure"):
            occasion = _Occasion(2, fact.document, label=f"办理环节：{procedure}")
            order = int(kg.text(end, "position") or 0)
        groups[occasion].append((order, fact))
    return [
        (occasion.label, [(str(fact.object), fact) for _, fact in sorted(groups[occasion], key=lambda row: row[0])])
        for occasion in sorted(groups)
    ]


class _Occasion(NamedTuple):
    """On which occasion an agency acts, in the order in which occasions are drawn: always, at a level, in a procedure."""

    kind: int = 0
    of: str = ""
    rank: int = 0
    plan: str = ""
    label: str = ""


def _sources(kg: KnowledgeGraph, node: str) -> list[Fact]:
    """The relation that leads from a node to its document, where it has one."""
    return [fact for relation in kg.ontology.of_kind("item", "origin") for fact in kg.out(node, relation.id)][:1]


def document_node(kg: KnowledgeGraph, node: str) -> Node:
    """A document with its number before its title."""
    number = kg.text(node, "number")
    return node_of(kg, node, f"{number} {kg.caption(node)}" if number else None)


def _papers(kg: KnowledgeGraph, document: str) -> Iterator[tuple[str, list[Fact], bool]]:
    """The lists at the side of a document: the papers around it and what it states beside its items."""
    parts = [part for part in kg.ontology.parts("Document") if part[0].kind in ("paper", "origin")]
    for relation, inward in sorted(parts, key=lambda part: part[1]):
        if inward:
            yield relation.inverse_title, kg.into(document, relation.id), True
        else:
            yield relation.title, kg.out(document, relation.id), False


def document_view(kg: KnowledgeGraph, document: str) -> Diagram:
    """A document with what it rests on and issues, what it orders in the order of print, and who does it."""
    board, edges = Board(), list[Edge]()
    y = board.put(document_node(kg, document), 10, 10, 230) + 16
    for label, facts, inward in _papers(kg, document):
        known = {node.id for node in board.nodes}
        ends = dict.fromkeys(f.subject if inward else str(f.object) for f in facts)
        nodes = [node_of(kg, end, full_name(kg, end)) for end in ends if end not in known]
        edges += [edge_of(kg, fact, quiet=True) for fact in facts]
        y = board.frame(f"{label}（{len(nodes)}）", nodes, 0, y, 230) + (6 if nodes else 0)
    y, doers = -26.0, defaultdict[str, list[float]](list)
    for relation in kg.ontology.of_kind("item"):
        facts = kg.into(document, relation.id)
        nodes = [node_of(kg, item, longest=_FULL) for item in dict.fromkeys(f.subject for f in facts)]
        edges += [edge_of(kg, fact, quiet=len(nodes) > 20) for fact in facts]
        y = board.frame(f"{relation.inverse_title}（{len(nodes)}）", nodes, 330, y, 340) + (16 if nodes else 0)
        at = {node.id: node.place[1] for node in board.nodes if node.place}
        for node in nodes:
            for fact in (f for work in kg.ontology.of_kind("work") for f in kg.into(node.id, work.id)):
                doers[fact.subject].append(at[node.id])
                edges.append(edge_of(kg, fact))
    known = {node.id for node in board.nodes}
    new = ((fmean(highs), node_of(kg, doer)) for doer, highs in doers.items() if doer not in known)
    board.beside(new, 840, 10, 190)
    return board.diagram(f"{kg.caption(document)}：依据、任务与责任单位", edges)


def network_view(kg: KnowledgeGraph, region: str | None = None) -> Diagram:
    """Which agencies share tasks: each pair has a line, which is wider the more tasks they have in common."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for task in kg.nodes("Task"):
        facts = [f for role in kg.ontology.roles for f in kg.into(task, role)]
        agencies = sorted({f.subject for f in facts if f.subject.startswith("agency:")})
        if region:
            agencies = [a for a in agencies if any(str(f.object) == region for f in kg.out(a, "jurisdiction"))]
        for pair in combinations(agencies, 2):
            shared[pair].append(task)
    place = kg.caption(region) if region else ""
    names = {n: _without(place, kg.caption(n)) for n in sorted({n for pair in shared for n in pair})}
    signs = _signs([_place(kg, n) for n in names])
    nodes = tuple(_in_place(kg, n, name, signs) for n, name in names.items())
    edges = tuple(_partners(kg, pair, tasks) for pair, tasks in sorted(shared.items()))
    where = f"{place}：" if place else ""
    return Diagram(f"{where}共同承担任务的机构", nodes, edges, size_label="有共同任务的机构数")


class _Sign(msgspec.Struct, frozen=True):
    """The colour and shape of the agencies of a place."""

    color: str
    shape: str


def _place(kg: KnowledgeGraph, agency: str) -> str:
    return next((kg.caption(str(f.object)) for f in kg.out(agency, "jurisdiction")), "地区未写明")


def _signs(places: list[str]) -> dict[str, _Sign]:
    """A sign for each place, those with most agencies first: the colours of the palette, then another shape."""
    ranked = [place for place, _ in sorted(Counter(places).items(), key=lambda item: (-item[1], item[0]))]
    inks = list(INKS.values())
    shapes = ("dot", "square", "diamond", "triangle", "hexagon", "star")
    return {place: _Sign(inks[i % len(inks)], shapes[i // len(inks) % len(shapes)]) for i, place in enumerate(ranked)}


def _in_place(kg: KnowledgeGraph, agency: str, name: str, signs: dict[str, _Sign]) -> Node:
    place = _place(kg, agency)
    sign = signs[place]
    return msgspec.structs.replace(node_of(kg, agency, name), group=place, color=sign.color, shape=sign.shape)


def _without(place: str, name: str) -> str:
    """A name without the place that the whole picture is about: 淄川区委宣传部 as 区委宣传部."""
    rest = name.removeprefix(place)
    if rest.startswith(("委", "人民", "政府")):
        return name.removeprefix(place[:-1])
    return rest if len(rest) > 2 else name


def _partners(kg: KnowledgeGraph, pair: tuple[str, str], tasks: list[str]) -> Edge:
    lines = [f"共同承担 {len(tasks)} 项"]
    for task in tasks[:8]:
        source = kg.source(task)
        where = f"（{source.evidence.place}）" if source else ""
        lines.append(f"{kg.caption(task)}{where}")
    more = [f"……共 {len(tasks)} 项"] if len(tasks) > 8 else []
    label = f"共同承担 {len(tasks)} 项"
    return Edge(
        "|".join(pair),
        *pair,
        "partner",
        label,
        "\n".join([*lines, *more]),
        directed=False,
        weight=len(tasks),
        kind_label="共同承担任务",
    )
