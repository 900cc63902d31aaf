"""Where names stand in static pictures: in their boxes, or beside their signs as far as there is room."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from zhize.graph.views.pictures.layout import Layout, Point, width_of

if TYPE_CHECKING:
    from zhize.graph.views.pictures.diagram import Diagram

Row = dict[str, Any]
Box = tuple[float, float, float, float]

_PATHS = {
    "dot": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
    "square": "M-.9,-.9H.9V.9H-.9Z",
    "diamond": "M0,-1.15L1.15,0L0,1.15L-1.15,0Z",
    "triangle": "M0,-1L1.1,.9H-1.1Z",
    "triangleDown": "M0,1L1.1,-.9H-1.1Z",
    "hexagon": "M-.5,-.95H.5L1.05,0L.5,.95H-.5L-1.05,0Z",
    "star": "M0,-1.15L.3,-.38L1.1,-.36L.48,.14L.7,.95L0,.5L-.7,.95L-.48,.14L-1.1,-.36L-.3,-.38Z",
}


def sign_row(shape: str, color: str, radius: float) -> Row:
    """A sign: its path, colours and size."""
    # Vega draws a path of unit size so large that its square has the given size.
    fill = "white" if shape.endswith("-open") else color
    return {"path": _PATHS[shape.removesuffix("-open")], "fill": fill, "color": color, "size": 4 * radius * radius}


def name_rows(diagram: Diagram, at: Layout) -> list[Row]:
    """Labels: in their boxes behind the sign, or below the signs as far as there is room."""
    rows: list[Row] = []
    if at.boxed:
        for node in diagram.nodes:
            x, y = at.places[node.id]
            wide = max(width_of(line) for line in at.labels[node.id]) * 13
            start = x - at.boxes[node.id][0] / 2 + 14 if node.wide else x - wide / 2 - 4
            first = y - (len(at.labels[node.id]) - 1) * 9
            rows.append(
                {"x": start, "y": first, "label": "\n".join(at.labels[node.id]), **sign_row(node.shape, node.color, 5)}
            )
        return rows
    degree = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
    taken: dict[tuple[int, int], list[Box]] = {}
    for node in () if at.roomy else diagram.nodes:  # no name covers a sign
        (x, y), r = at.places[node.id], at.sizes[node.id]
        _take((x - r, y - r, x + r, y + r), taken)
    for node in sorted(diagram.nodes, key=lambda n: -degree[n.id]):
        x, y = at.places[node.id]
        lines = at.labels[node.id]
        half, tall = max(width_of(line) for line in lines) * 6.5 + 2, len(lines) * 16
        below = (x, y + at.sizes[node.id] + 4)
        for spot in (below,) if at.roomy else _around(x, y, at.sizes[node.id], half, tall):
            box = (spot[0] - half, spot[1], spot[0] + half, spot[1] + tall)
            if at.roomy or _is_free(box, taken):
                _take(box, taken)
                rows.append({"node": node.id, "x": spot[0], "y": spot[1], "label": "\n".join(lines)})
                break
    return rows


def _around(x: float, y: float, size: float, half: float, tall: float) -> tuple[Point, ...]:
    """Where the name of a sign may stand, as the middle of its upper edge: below it, above, beside it."""
    aside, slant, low, high = size + half + 4, size * 0.75 + half, y + size * 0.7, y - size * 0.7 - tall
    straight = ((x, y + size + 3), (x, y - size - tall - 3), (x + aside, y - tall / 2), (x - aside, y - tall / 2))
    return (*straight, (x + slant, low), (x - slant, low), (x + slant, high), (x - slant, high))


def _cells_of(box: Box) -> list[tuple[int, int]]:
    across, down = (range(int(box[k] // 100), int(box[k + 2] // 100) + 1) for k in (0, 1))
    return [(i, j) for i in across for j in down]


def _is_free(box: Box, taken: dict[tuple[int, int], list[Box]]) -> bool:
    return not any(
        a[0] < box[2] and box[0] < a[2] and a[1] < box[3] and box[1] < a[3]
        for cell in _cells_of(box)
        for a in taken.get(cell, ())
    )


def _take(box: Box, taken: dict[tuple[int, int], list[Box]]) -> None:
    for cell in _cells_of(box):
        taken.setdefault(cell, []).append(box)
