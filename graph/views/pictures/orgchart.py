"""A body as an organisation chart: its heads, its office and seat, its members, its groups with their leads."""

from __future__ import annotations

import re

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.board import BETWEEN, GAP, HEADING, PAD, Board
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node
from zhize.graph.views.pictures.networks import edge_of, node_of

WIDE = 170
COLUMN = WIDE + 2 * PAD + BETWEEN
ACROSS = 5  # columns of the chart
HEAD = 300  # width of the body itself
MARGIN = -22  # where the lines to its parts run
_HEADS = {
    "command": ("总指挥", "副总指挥"),
    "leading_group": ("组长", "副组长"),
    "office": ("主任", "副主任"),
    "committee": ("主任", "副主任"),
    "working_group": ("组长", "副组长"),
}
_CHIEFS = re.compile(r"(?<!副)(?:总指挥|指挥长|组长|主任|召集人|会长|指挥(?!部|长))")
_DEPUTIES = re.compile(r"(?:常务)?副(?:总指挥|指挥长|组长|主任|召集人|会长|指挥(?!部|长))")


class _Chart:
    """The chart as it grows; an agency or post has one box for each body that it sits in."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self.board = Board()
        self.edges: list[Edge] = []

    def seats(self, body: str, *relations: str) -> list[Node]:
        """Make the boxes of who sits in a body; an agency that sits there twice has one box."""
        nodes: dict[str, Node] = {}
        for fact in (f for relation in relations for f in self.kg.out(body, relation)):
            seat = f"{fact.object}@{body}"
            if seat not in nodes and all(node.id != seat for node in self.board.nodes):
                own = node_of(self.kg, str(fact.object), self._name(fact))
                nodes[seat] = msgspec.structs.replace(own, id=seat, of=own.id)
            self.edges.append(msgspec.structs.replace(edge_of(self.kg, fact, quiet=True), target=seat))
        return list(nodes.values())

    def _name(self, fact: Fact) -> str:
        """An agency without the name of its place where the text itself leaves it out."""
        return fact.printed or self.kg.caption(str(fact.object))

    def title(self, body: str, relation: str) -> str:
        """What the text calls the heads of a body: 总指挥, 组长, 主任, 常务副指挥."""
        pattern = _CHIEFS if relation == "chief" else _DEPUTIES
        said = [m for f in self.kg.out(body, relation) for m in pattern.findall(f.evidence.quote)[-1:]]
        usual = _HEADS.get(self.kg.text(body, "kind"), ("主要负责人", "副职"))
        return max(said, key=len) if said else usual[relation != "chief"]

    def heads(self, body: str, y: float) -> float:
        """Frames of the chiefs and the deputies, in the middle; returns the bottom."""
        for relation in ("chief", "deputy"):
            nodes = self.seats(body, relation)
            wide = WIDE if len(nodes) > 1 else WIDE + 90
            columns = min(len(nodes), 4)
            x = (ACROSS * COLUMN - BETWEEN) / 2 - (columns * (wide + GAP) - GAP) / 2 - PAD
            y = self.board.frame(self.title(body, relation), nodes, x, y, wide, columns) + (BETWEEN if nodes else 0)
        return y

    def join(self, fact: Fact, x: float, y: float) -> None:
        """A line from the top of a part at (x, y) over the left margin to its body."""
        bus, (top_x, top_y) = y - 16, next(n.place or (0, 0) for n in self.board.nodes if n.id == fact.object)
        via = ((x, y), (x, bus), (MARGIN, bus), (MARGIN, top_y), (top_x - HEAD / 2, top_y))
        self.edges.append(msgspec.structs.replace(edge_of(self.kg, fact), via=via))

    def group(self, body: str, x: float, y: float) -> float:
        """A column: the group, who leads it, its seat, its heads, its members, and what is below it."""
        own = node_of(self.kg, body)
        y = self.board.put(own, x + PAD, y, WIDE)
        for relation in self.kg.ontology.of_kind("seat"):
            nodes = self.seats(body, relation.id)
            heads = relation.id in ("chief", "deputy")
            label = self.title(body, relation.id) if heads else relation.title
            y = self.board.frame(
                f"{label}（{len(nodes)}）" if len(nodes) > 1 and not heads else label, nodes, x, y, WIDE
            )
        for fact in self.kg.into(body, "within_body"):
            if all(node.id != fact.subject for node in self.board.nodes):
                self.edges.append(edge_of(self.kg, fact))
                y = self.group(fact.subject, x, y + 2 * BETWEEN)
        return y


def body_view(kg: KnowledgeGraph, body: str) -> Diagram:
    """The organisation chart of a command, leading group or committee."""
    chart = _Chart(kg)
    whole = ACROSS * COLUMN - BETWEEN
    y = chart.board.put(node_of(kg, body), (whole - HEAD) / 2, 0, HEAD)
    y = chart.heads(body, y)
    parts = list(dict.fromkeys(f.subject for f in kg.into(body, "within_body")))
    offices = [part for part in parts if kg.text(part, "kind") == "office"][:2]
    links = {f.subject: f for f in kg.into(body, "within_body")}
    y = max(_staff(chart, body, {part: links[part] for part in offices}, y), y)
    others = [part for part in parts if part not in offices]
    others.sort(key=lambda part: -_size(kg, part))
    for start in range(0, len(others), ACROSS):
        row = others[start : start + ACROSS]
        left = (whole - len(row) * COLUMN + BETWEEN) / 2
        top = y + 48
        for k, part in enumerate(row):
            chart.join(links[part], left + k * COLUMN + PAD + WIDE / 2, top)
            y = max(y, chart.group(part, left + k * COLUMN, top))
    return chart.board.diagram(f"{kg.label(body)}：组织结构", chart.edges, down=True)


def _staff(chart: _Chart, body: str, offices: dict[str, Fact], y: float) -> float:
    """The offices at the left, the members in a block beside them; returns the bottom."""
    bottom = y
    for k, (office, fact) in enumerate(offices.items()):
        chart.join(fact, k * COLUMN + PAD + WIDE / 2, y + HEADING)
        bottom = max(bottom, chart.group(office, k * COLUMN, y + HEADING))
    left = len(offices) * COLUMN
    seats = chart.seats(body, *(r.id for r in chart.kg.ontology.of_kind("seat") if r.id not in ("chief", "deputy")))
    columns = ACROSS - len(offices)
    if seats:
        wide = WIDE + 14
        x = left if offices else (ACROSS * COLUMN - BETWEEN - min(columns, len(seats)) * (wide + GAP)) / 2
        bottom = max(bottom, chart.board.frame(f"成员（{len(seats)}）", seats, x, y, wide, columns))
    return bottom


def _size(kg: KnowledgeGraph, body: str) -> int:
    return sum(len(kg.out(body, relation.id)) for relation in kg.ontology.of_kind("seat"))
