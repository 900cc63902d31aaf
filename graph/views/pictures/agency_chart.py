"""Where an agency stands: what is above it and below it, and the bodies in which it sits, by its part in them."""

from __future__ import annotations

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.cards import full_name
from zhize.graph.views.pictures.board import BETWEEN, GAP, PAD, Board
from zhize.graph.views.pictures.diagram import Diagram, Edge
from zhize.graph.views.pictures.networks import edge_of, node_of

_OWN, _WIDE = 300, 210
_ACROSS = 4
"""Boxes side by side at most."""


def agency_chart(kg: KnowledgeGraph, agency: str) -> Diagram:
    """The chart: its parent, the agency, and below it a frame for each kind of place that it has."""
    board, edges = Board(), list[Edge]()
    groups: dict[str, list[str]] = {}
    below = kg.into(agency, "parent")
    groups[kg.ontology.relations["parent"].inverse_title] = [f.subject for f in below]
    for relation in sorted(kg.ontology.of_kind("seat"), key=lambda r: r.inverse_order or 0):
        groups[relation.inverse_title] = [f.subject for f in kg.into(agency, relation.id)]
    frames = {title: list(dict.fromkeys(ends)) for title, ends in groups.items() if ends}
    columns = min(max(map(len, frames.values()), default=1), _ACROSS)
    whole = max(columns * (_WIDE + GAP) - GAP + 2 * PAD, _OWN)
    y, middle = 0.0, (whole - _OWN) / 2
    for fact in kg.out(agency, "parent")[:1]:
        y = board.put(node_of(kg, str(fact.object)), middle, y, _OWN) + 2 * BETWEEN
        edges.append(edge_of(kg, fact))
    y = board.put(node_of(kg, agency), middle, y, _OWN) + BETWEEN
    placed = {node.id for node in board.nodes}
    for title, ends in frames.items():
        new = [node_of(kg, end, full_name(kg, end)) for end in ends if end not in placed]
        placed.update(ends)
        wide = min(len(new), columns) * (_WIDE + GAP) - GAP + 2 * PAD
        label = f"{title}（{len(new)}）" if len(new) > 1 else title
        y = board.frame(label, new, (whole - wide) / 2, y, _WIDE, columns) + BETWEEN
    return board.diagram(f"{kg.caption(agency)}：在组织中的位置", edges, down=True)
