"""A body as an organisation chart: its heads, its office and seat, its members, its groups with their leads."""

from __future__ import annotations

import re

import msgspec

from zhize.graph.model.facts import Fact, as_listed
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.board import BETWEEN, GAP, HEADING, PAD, Board
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node
from zhize.graph.views.pictures.layout import lay_out
from zhize.graph.views.pictures.networks import edge_of, node_of
from zhize.graph.views.pictures.sheets import sheets

WIDE = 170
COLUMN = WIDE + 2 * PAD + BETWEEN
ACROSS = (4, 5, 6)  # columns of the chart: of more, the type would be too small on a page of A4
_PAGE = (1400.0, 900.0)
_TALL = 420  # a part that would be higher takes several columns
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


class _Person(msgspec.Struct, frozen=True):
    """A person's seat in a body: the membership, the word for the role, and the fact that puts it there."""

    node: str
    role: str
    post: str
    fact: Fact


class _Chart:
    """The chart as it grows; an agency, post or person has one box for each body that it sits in."""

    def __init__(self, kg: KnowledgeGraph, across: int) -> None:
        self.kg = kg
        self.across = across
        self.whole = across * COLUMN - BETWEEN
        self.board = Board()
        self.edges: list[Edge] = []
        self.seated: set[str] = set()

    def persons(self, body: str) -> list[_Person]:
        """Who sits in a body by name, in the order of print."""
        facts = as_listed(self.kg.into(body, "seat_in"))
        return [_Person(f.subject, self.kg.text(f.subject, "role"), self.kg.text(f.subject, "post"), f) for f in facts]

    def people(self, body: str, persons: list[_Person]) -> list[Node]:
        """Make the boxes of persons: the name with the post behind it, as printed."""
        nodes: dict[str, Node] = {}
        for person in persons:
            seat = f"{person.node}@{body}"
            label = " ".join(filter(None, (self.kg.text(person.node, "person"), person.post)))
            own = node_of(self.kg, person.node, label)
            nodes[seat] = msgspec.structs.replace(own, id=seat, of=own.id)
            self.edges.append(msgspec.structs.replace(edge_of(self.kg, person.fact, quiet=True), source=seat))
        return list(nodes.values())

    def seats(self, body: str, *relations: str) -> list[Node]:
        """Make the boxes of who sits in a body without a person's name; an agency that sits there twice has one box."""
        nodes: dict[str, Node] = {}
        persons = self.persons(body)
        for fact in (f for relation in relations for f in self.kg.out(body, relation)):
            if any(_says(self.kg, person, fact) for person in persons):
                continue
            seat = f"{fact.object}@{body}"
            if seat not in self.seated:
                self.seated.add(seat)
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

    def parts(self, body: str) -> list[tuple[str, list[Node]]]:
        """The frames of a body in their order: persons under the words for their roles, then who is not named.

        What heads it and leads it comes first.
        """
        frames: list[tuple[str, list[Node]]] = []
        by_role: dict[str, list[_Person]] = {}
        for person in self.persons(body):
            by_role.setdefault(person.role, []).append(person)
        frames += [(role, self.people(body, by_role[role])) for role in sorted(by_role, key=_rank)]
        for relation in sorted(self.kg.ontology.of_kind("seat"), key=lambda r: r.order or 0):
            heads = relation.id in ("chief", "deputy")
            frames.append((self.title(body, relation.id) if heads else relation.title, self.seats(body, relation.id)))
        return [(title, nodes) for title, nodes in frames if nodes]

    def join(self, fact: Fact, x: float, y: float) -> None:
        """A line from the top of a part at (x, y) over the left margin to its body."""
        bus, (top_x, top_y) = y - 16, next(n.place or (0, 0) for n in self.board.nodes if n.id == fact.object)
        via = ((x, y), (x, bus), (MARGIN, bus), (MARGIN, top_y), (top_x - HEAD / 2, top_y))
        self.edges.append(msgspec.structs.replace(edge_of(self.kg, fact), via=via))

    def group(self, body: str, x: float, y: float, span: int = 1) -> float:
        """A part over `span` columns: its box, who leads it, its seat, its heads, its members, and what is below it."""
        y = self.board.put(node_of(self.kg, body), x + PAD, y, WIDE)
        wide = (span * COLUMN - BETWEEN - 2 * PAD - (span - 1) * GAP) // span
        for title, nodes in self.parts(body):
            y = self.board.frame(_counted(title, nodes), nodes, x, y, wide, span)
        for fact in self.kg.into(body, "within_body"):
            if all(node.id != fact.subject for node in self.board.nodes):
                self.edges.append(edge_of(self.kg, fact))
                y = self.group(fact.subject, x, y + 2 * BETWEEN, span)
        return y


def _span(kg: KnowledgeGraph, body: str, across: int) -> int:
    """Over how many columns a part stands: one, or as many as keep it low."""
    heights = [_Chart(kg, across).group(body, 0, 0, span) for span in range(1, across + 1)]
    low = next((k for k, height in enumerate(heights) if height <= _TALL), None)
    return 1 + (heights.index(min(heights)) if low is None else low)


def _says(kg: KnowledgeGraph, person: _Person, fact: Fact) -> bool:
    """Whether a seat is that of a person: the same place in print, and the person or the unit of the post."""
    a, b = person.fact.evidence, fact.evidence
    if a.file != b.file or a.start >= b.end or b.start >= a.end:
        return False
    held = {str(f.object) for f in kg.out(person.node, "held_by")}
    return (
        str(fact.object) in held
        or (fact.printed or "") in (person.post or "")
        or fact.printed == kg.text(person.node, "person")
    )


def _rank(role: str) -> int:
    """Heads before deputies before others before members."""
    if _DEPUTIES.search(role):
        return 1
    return 0 if _CHIEFS.search(role) else 3 if _is_crowd(role) else 2


def _counted(title: str, nodes: list[Node]) -> str:
    return f"{title}（{len(nodes)}）" if len(nodes) > 1 else title


def body_view(kg: KnowledgeGraph, body: str) -> Diagram:
    """The organisation chart of a command, leading group or committee.

    It is so many columns wide that it needs the fewest sheets of paper, and is largest on them.
    """
    charts = [_laid_out(kg, body, across) for across in ACROSS]
    return min(charts, key=lambda chart: (len(sheets(chart, lay_out(chart))), -_scale(chart)))


def _scale(diagram: Diagram) -> float:
    """How large a board is drawn on a page that lies across."""
    spots = [(node.place or (0.0, 0.0), node.wide) for node in diagram.nodes]
    wide = max(x + w / 2 for (x, _), w in spots) - min(x - w / 2 for (x, _), w in spots)
    tall = max(y for (_, y), _ in spots) - min(y for (_, y), _ in spots) + 100
    return min(_PAGE[0] / wide, _PAGE[1] / tall)


def _laid_out(kg: KnowledgeGraph, body: str, across: int) -> Diagram:
    chart = _Chart(kg, across)
    y = chart.board.put(node_of(kg, body), (chart.whole - HEAD) / 2, 0, HEAD)
    links = {f.subject: f for f in kg.into(body, "within_body")}
    offices = [part for part in links if kg.text(part, "kind") == "office"][:2]
    frames = chart.parts(body)
    first = [frame for frame in frames if not _is_crowd(frame[0])]
    for title, nodes in first:
        y = _across_the_middle(chart, title, nodes, y) + BETWEEN
    y = _staff(chart, [frame for frame in frames if _is_crowd(frame[0])], {part: links[part] for part in offices}, y)
    others = [part for part in links if part not in offices]
    others.sort(key=lambda part: -_size(kg, part))
    for row in _rows({part: _span(kg, part, across) for part in others}, across):
        left = (chart.whole - sum(row.values()) * COLUMN + BETWEEN) / 2
        top = y + 48
        for part, span in row.items():
            chart.join(links[part], left + PAD + WIDE / 2, top)
            y = max(y, chart.group(part, left, top, span))
            left += span * COLUMN
    return chart.board.diagram(f"{kg.label(body)}：组织结构", chart.edges, down=True)


def _rows(spans: dict[str, int], across: int) -> list[dict[str, int]]:
    """The parts in rows of so many columns."""
    rows: list[dict[str, int]] = []
    for part, span in spans.items():
        if not rows or sum(rows[-1].values()) + span > across:
            rows.append({})
        rows[-1][part] = span
    return rows


def _is_crowd(title: str) -> bool:
    """Whether a frame holds members, who stand in a block beside the offices, and no heads."""
    return title.endswith(("成员", "委员"))


def _across_the_middle(chart: _Chart, title: str, nodes: list[Node], y: float) -> float:
    wide = WIDE if len(nodes) > 1 else WIDE + 90
    columns = min(len(nodes), chart.across - 1)
    x = chart.whole / 2 - (columns * (wide + GAP) - GAP) / 2 - PAD
    return chart.board.frame(title, nodes, x, y, wide, columns)


def _staff(chart: _Chart, crowds: list[tuple[str, list[Node]]], offices: dict[str, Fact], y: float) -> float:
    """The offices at the left, the members in blocks beside them; returns the bottom."""
    bottom = y
    for k, (office, fact) in enumerate(offices.items()):
        chart.join(fact, k * COLUMN + PAD + WIDE / 2, y + HEADING)
        bottom = max(bottom, chart.group(office, k * COLUMN, y + HEADING))
    columns = chart.across - len(offices)
    wide = WIDE + 14
    for title, nodes in crowds:
        few = min(columns, len(nodes))
        x = len(offices) * COLUMN if offices else (chart.whole - few * (wide + GAP)) / 2
        y = chart.board.frame(_counted(title, nodes), nodes, x, y, wide, columns)
        bottom = max(bottom, y)
    return bottom


def _size(kg: KnowledgeGraph, body: str) -> int:
    seats = sum(len(kg.out(body, relation.id)) for relation in kg.ontology.of_kind("seat"))
    return max(seats, len(kg.into(body, "seat_in")))
