"""Ruled tables of a PDF page: from the rules that are drawn to rows of cells with their text."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from typing import Any

import msgspec

from zhize.loaders.files.cells import Shape, cell_glue, is_layout
from zhize.loaders.files.glyphs import Glyph, Page
from zhize.loaders.files.page_lines import Segment, baselines
from zhize.loaders.patterns import DITTO

THIN = 4.0
"""A filled rectangle no thicker than this is a rule."""
SHORTEST = 6.0
_Point = tuple[float, float]
MOST_RULES = 3000
"""A page with more is a drawing; its tables are not looked for."""


class Rule(msgspec.Struct, gc=False):
    """A straight line along the page or down it, in points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float


def rules(page: Any, shown: Page) -> list[Rule]:
    """The straight lines drawn on a page of pdfium, and the sides of its rectangles, as the page is held upright."""
    import pypdfium2.raw as pdfium

    found: list[Rule] = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        found += _of_path(item, pdfium)
        if len(found) > MOST_RULES:
            return []
    return [_upright(rule, shown) for rule in found] if shown.turned else found


def _of_path(item: Any, pdfium: Any) -> list[Rule]:
    """The rules of one path. One that is thin as a whole is a rule itself."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top):
        return []
    wide, high = right.value - left.value, top.value - bottom.value
    if max(wide, high) < SHORTEST:
        return []
    if min(wide, high) <= THIN:
        return [_straight(left.value, bottom.value, right.value, top.value)]
    matrix = item.get_matrix()
    out: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for i in range(min(pdfium.FPDFPath_CountSegments(item.raw), MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(item.raw, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            _add(out, last, point)
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            _add(out, point, first)
            last = first
    return out


def _add(out: list[Rule], a: tuple[float, float], b: tuple[float, float]) -> None:
    if abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1:
        rule = Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        if max(rule.right - rule.left, rule.top - rule.bottom) >= SHORTEST:
            out.append(rule)


def _straight(left: float, bottom: float, right: float, top: float) -> Rule:
    if right - left > top - bottom:
        return Rule(left, (bottom + top) / 2, right, (bottom + top) / 2)
    return Rule((left + right) / 2, bottom, (left + right) / 2, top)


def _upright(rule: Rule, page: Page) -> Rule:
    """A rule of a turned page as it lies when the page is held upright; `page` has the upright sides."""
    if page.turned == 90:
        return Rule(rule.bottom, page.height - rule.right, rule.top, page.height - rule.left)
    if page.turned == 270:
        return Rule(page.width - rule.top, rule.left, page.width - rule.bottom, rule.right)
    return Rule(page.width - rule.right, page.height - rule.top, page.width - rule.left, page.height - rule.bottom)


class Box(msgspec.Struct, gc=False):
    """A cell's place."""

    left: float
    bottom: float
    right: float
    top: float


def tables(drawn: list[Rule], page: Page) -> tuple[list[Segment], list[Glyph]]:
    """The tables of a page, and the characters that stand in none of them."""
    if len(drawn) < 4:
        return [], page.glyphs
    out: list[Segment] = []
    rest = page.glyphs
    for boxes in _cells(drawn):
        inside, outside = _part(rest, boxes)
        rows = _rows(boxes, inside)
        shapes = [[Shape(cell) for cell in row if cell != DITTO] for row in rows]
        if len(boxes) < 2 or is_layout(shapes):
            continue
        left, right = min(b.left for b in boxes), max(b.right for b in boxes)
        bottom, top = min(b.bottom for b in boxes), max(b.top for b in boxes)
        out.append(Segment("", left, bottom, right, top, rows))
        rest = outside
    return out, rest


def _cells(drawn: list[Rule]) -> list[list[Box]]:
    """The cells that rules enclose, a list for each table."""
    from pdfplumber import table as finder

    edges = []
    for rule in [*drawn, *_open_sides(drawn)]:
        flat = rule.right - rule.left > rule.top - rule.bottom
        edges.append(
            {
                "x0": rule.left,
                "x1": rule.right,
                "top": -rule.top,
                "bottom": -rule.bottom,
                "width": rule.right - rule.left,
                "height": rule.top - rule.bottom,
                "orientation": "h" if flat else "v",
                "object_type": "line",
            }
        )
    merged = finder.merge_edges(edges, snap_x_tolerance=3, snap_y_tolerance=3, join_x_tolerance=3, join_y_tolerance=3)
    crossings = finder.edges_to_intersections(merged, 3, 3)
    if len(crossings) > MOST_RULES:
        return []
    cells = _smallest(crossings)
    return [[Box(x0, -bottom, x1, -top) for x0, top, x1, bottom in group] for group in finder.cells_to_tables(cells)]


def _smallest(crossings: dict[_Point, dict[str, list[dict[str, Any]]]]) -> list[tuple[float, float, float, float]]:
    """The smallest cell right below each crossing of rules: left, top, right, bottom.

    What `intersections_to_cells` of pdfplumber gives; that looks up the rules of each crossing anew for each pair.
    """
    upright = {p: {(e["x0"], e["top"], e["bottom"]) for e in edges["v"]} for p, edges in crossings.items()}
    flat = {p: {(e["top"], e["x0"], e["x1"]) for e in edges["h"]} for p, edges in crossings.items()}
    columns: dict[float, list[float]] = {}
    rows: dict[float, list[float]] = {}
    points = sorted(crossings)
    for x, y in points:
        columns.setdefault(x, []).append(y)
        rows.setdefault(y, []).append(x)
    out: list[tuple[float, float, float, float]] = []
    for x, y in points:
        here, along = upright[x, y], flat[x, y]
        below = [b for b in columns[x] if b > y and here & upright[x, b]]
        right = [r for r in rows[y] if r > x and along & flat[r, y]] if below else []
        corners = (
            (r, b)
            for b in below
            for r in right
            if (r, b) in crossings and upright[r, b] & upright[r, y] and flat[r, b] & flat[x, b]
        )
        if corner := next(corners, None):
            out.append((x, y, *corner))
    return out


def _open_sides(drawn: list[Rule]) -> list[Rule]:
    """The sides that a table lacks whose rows are ruled beyond its outermost rules down the page."""
    flat = [r for r in drawn if r.right - r.left > r.top - r.bottom]
    upright = [r for r in drawn if r.right - r.left <= r.top - r.bottom]
    out: list[Rule] = []
    for end in (_left, _right):
        groups: dict[int, list[Rule]] = {}
        for rule in flat:
            groups.setdefault(round(end(rule) / 4), []).append(rule)
        for group in groups.values():
            x = end(group[0])
            low, high = min(r.bottom for r in group), max(r.top for r in group)
            beside = [r for r in upright if r.bottom < high and r.top > low]
            crossing = any(group[0].left + 6 < r.left < group[0].right - 6 for r in beside)
            if len(group) >= FEWEST_RULES and crossing and not any(abs(r.left - x) < 6 for r in beside):
                out.append(Rule(x, low, x, high))
    return out


FEWEST_RULES = 3
"""So many rules along the page that end at one place are the rows of a table."""


def _left(rule: Rule) -> float:
    return rule.left


def _right(rule: Rule) -> float:
    return rule.right


def _part(glyphs: list[Glyph], boxes: list[Box]) -> tuple[list[Glyph], list[Glyph]]:
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    bottom, top = min(b.bottom for b in boxes), max(b.top for b in boxes)
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, glyph.base + 0.3 * glyph.size
        (inside if left <= x <= right and bottom <= y <= top else outside).append(glyph)
    return inside, outside


def _rows(boxes: list[Box], glyphs: list[Glyph]) -> list[list[str]]:
    """The grid of a table: text where a cell begins, ditto marks below it, nothing to the right of it."""
    xs = _steps([b.left for b in boxes])
    ys = _steps([-b.top for b in boxes])
    grid = [[""] * len(xs) for _ in ys]
    texts = _texts(boxes, glyphs)
    for box, text in zip(boxes, texts, strict=True):
        first = _step(xs, box.left)
        row, below = _step(ys, -box.top), _step(ys, -box.bottom - 3)
        grid[row][first] = text
        for lower in range(row + 1, below + 1):
            grid[lower][first] = DITTO
    return grid


def _steps(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 3:
            out.append(value)
    return out


def _step(steps: list[float], value: float) -> int:
    return max(0, bisect_right(steps, value + 3) - 1)


def _texts(boxes: list[Box], glyphs: list[Glyph]) -> list[str]:
    """The text of each cell: its lines put together as narrow cells break them."""
    held: list[list[Glyph]] = [[] for _ in boxes]
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, glyph.base + 0.3 * glyph.size
        for i, box in enumerate(boxes):
            if box.left <= x <= box.right and box.bottom <= y <= box.top:
                held[i].append(glyph)
                break
    return [_text(box, inside) for box, inside in zip(boxes, held, strict=True)]


def _text(box: Box, glyphs: list[Glyph]) -> str:
    text = ""
    lines = [line for line in baselines(glyphs) if any(not g.text.isspace() for g in line)]
    full = True
    for line in lines:
        piece = "".join(g.text for g in line).strip()
        text += cell_glue(text, piece, soft=full or len(piece) == 1) + piece
        full = box.right - line[-1].right < 1.5 * line[-1].size
    return text
