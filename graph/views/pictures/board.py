"""Boards: diagrams whose nodes stand in framed columns and grids, so that they read like a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from zhize.graph.views.pictures.diagram import Diagram, Edge, Frame, Node
from zhize.graph.views.pictures.layout import box_height, lines_of

GAP = 8  # between boxes of a frame
PAD = 10  # between a frame and its boxes
HEADING = 26  # above a frame
BETWEEN = 16  # below a frame


class Board:
    """Takes nodes in the order in which they stand and gives each its place."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.frames: list[Frame] = []

    def put(self, node: Node, x: float, y: float, wide: int) -> float:
        """A single box with its top left corner at (x, y); returns its bottom."""
        tall = height_of(node, wide)
        self._add(node, x + wide / 2, y + tall / 2, wide)
        return y + tall

    def frame(self, label: str, nodes: Sequence[Node], x: float, y: float, wide: int, columns: int = 1) -> float:
        """A frame of boxes in rows of `columns`; returns its bottom, or `y` where there are no nodes."""
        if not nodes:
            return y
        columns = min(columns, len(nodes))
        top = y + HEADING
        bottom = self.grid(nodes, x + PAD, top + PAD, wide, columns) + PAD
        self.frames.append(Frame(label, x, top, columns * (wide + GAP) - GAP + 2 * PAD, bottom - top))
        return bottom

    def grid(self, nodes: Sequence[Node], x: float, y: float, wide: int, columns: int = 1) -> float:
        """Boxes in rows of `columns`, each row as high as its highest; returns the bottom."""
        for start in range(0, len(nodes), columns):
            row = nodes[start : start + columns]
            tall = max(height_of(node, wide) for node in row)
            for k, node in enumerate(row):
                self._add(node, x + k * (wide + GAP) + wide / 2, y + tall / 2, wide)
            y += tall + GAP
        return y - GAP

    def beside(self, nodes: Iterable[tuple[float, Node]], x: float, y: float, wide: int) -> float:
        """A column of boxes, each as near as possible to the height it is given, in this order; returns the bottom."""
        wanted = sorted(nodes, key=lambda pair: (pair[0], pair[1].id))
        tops: list[float] = []
        bottom = y - GAP
        for middle, node in wanted:
            tall = height_of(node, wide)
            tops.append(max(middle - tall / 2, bottom + GAP))
            bottom = tops[-1] + tall
        floor = float("inf")
        for i in range(len(tops) - 1, -1, -1):  # the column became longer than needed: move its boxes up again
            middle, node = wanted[i]
            tall = height_of(node, wide)
            room = max(tops[i - 1] + height_of(wanted[i - 1][1], wide) + GAP if i else y, y)
            tops[i] = max(min(tops[i], floor - GAP - tall), min(room, tops[i]))
            floor = tops[i]
        for top, (_, node) in zip(tops, wanted, strict=True):
            self.put(node, x, top, wide)
        return bottom

    def middle(self, node: str) -> float:
        """How far down a placed node stands."""
        return self._middles[node]

    @property
    def _middles(self) -> dict[str, float]:
        return {node.id: node.place[1] for node in self.nodes if node.place}

    def diagram(self, title: str, edges: Iterable[Edge], *, down: bool = False, note: str = "") -> Diagram:
        """The board as a diagram; relations whose ends are not both on it are left out."""
        known = {node.id for node in self.nodes}
        kept = tuple({e.id: e for e in edges if e.source in known and e.target in known}.values())
        return Diagram(title, tuple(self.nodes), kept, "board", note, tuple(self.frames), down)

    def _add(self, node: Node, x: float, y: float, wide: int) -> None:
        self.nodes.append(msgspec.structs.replace(node, place=(round(x), round(y)), wide=wide))


def height_of(node: Node, wide: int) -> float:
    """How high the box of a node is at a width."""
    return box_height(lines_of(node.label or node.id, wide))
