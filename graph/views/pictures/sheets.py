"""How a board is printed: over as many sheets of paper as its type needs to be read, cut where no box stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhize.graph.views.pictures.diagram import Diagram
    from zhize.graph.views.pictures.layout import Layout

Span = tuple[float, float]

WIDE, TALL = 277.0, 160.0
"""Millimetres of a sheet of A4 that lies across, without margins, title and legend."""
LARGEST = 0.27
READABLE = 0.2
"""Millimetres for a pixel at most, type of 11 points; and at least, type of 8 points, where this needs fewer sheets."""
_EDGE = 26.0  # the heading above a frame


def sheets(diagram: Diagram, at: Layout, wide: float = WIDE, tall: float = TALL) -> list[Span]:
    """Top and bottom of each sheet of a diagram, in its own pixels; one sheet where it is no board.

    A sheet is so many millimetres `wide` and `tall`.

    A box stands whole on a sheet: one that a sheet's end would cut is left to the next, which then begins higher up.
    """
    left, top, right, bottom = extent_of(diagram, at)
    if diagram.layout != "board":
        return [(top, bottom)]
    largest = min(wide / (right - left), LARGEST)
    scales = (largest, (largest + READABLE) / 2, min(largest, READABLE))
    return min((_cut(diagram, at, tall / scale) for scale in scales), key=len)


def _cut(diagram: Diagram, at: Layout, tall: float) -> list[Span]:
    """The sheets of a board that are at most so high."""
    _, top, _, bottom = extent_of(diagram, at)
    boxes = [(y - at.boxes[key][1] / 2 - 4, y + at.boxes[key][1] / 2 + 4) for key, (_, y) in at.places.items()]
    boxes += [(edge.via[1][1] - 4, edge.via[0][1] + 4) for edge in diagram.edges if edge.via]  # a part and its line
    whole = [(frame.y - _EDGE, frame.y + frame.height + 4) for frame in diagram.frames]
    heads = [(frame.y - _EDGE, frame.y + 12) for frame in diagram.frames]
    parts: list[Span] = []
    while bottom - top > tall:
        end = _last_free(top, top + tall, [*boxes, *whole]) or _last_free(top, top + tall, [*boxes, *heads])
        parts.append((top, end or top + tall))
        crossing = [high for high, low in boxes if high < parts[-1][1] < low and high > top]
        top = min([parts[-1][1], *crossing])
    return [*parts, (top, bottom)]


def _last_free(top: float, limit: float, taken: list[Span]) -> float | None:
    """The lowest place that nothing covers, in the lower half of a sheet."""
    cut = math.floor(limit)
    while cut > (top + limit) / 2:
        over = [start for start, end in taken if start < cut < end]
        if not over:
            return cut
        cut = min(math.floor(min(over)), cut - 1)
    return None


def extent_of(diagram: Diagram, at: Layout) -> tuple[float, float, float, float]:
    """What boxes, frames and lines of a diagram cover: left, top, right and bottom."""
    xs, ys = list[float](), list[float]()
    for key, (x, y) in at.places.items():
        w, h = at.boxes[key] if at.boxed else (2 * at.sizes[key], 2 * at.sizes[key])
        xs += [x - w / 2, x + w / 2]
        ys += [y - h / 2, y + h / 2]
    for frame in diagram.frames:
        xs += [frame.x, frame.x + frame.width]
        ys += [frame.y - _EDGE, frame.y + frame.height]
    for edge in diagram.edges:
        xs += [x for x, _ in edge.via]
        ys += [y for _, y in edge.via]
    return (min(xs, default=0) - 12, min(ys, default=0) - 8, max(xs, default=1) + 12, max(ys, default=1) + 12)
