"""Where things stand in a diagram: positions, wrapped labels and boxes, computed before anything is drawn.

The page and the static pictures use the same layout, so they show the same picture.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict, deque
from itertools import islice, pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import networkx as nx

    from zhize.graph.views.pictures.diagram import Diagram

Point = tuple[float, float]

LINE = 18  # from line to line in a box of a board

_EM = 14  # font size of labels in pixels
_BROAD, _LONG, _SHORT = 300, 90, 40  # from which width on a label may have how many characters, and below it
_MANY_NODES = 80  # above: labels appear as far as there is room, most connected nodes first
_LEADING = 12  # of many nodes, the best connected, which have room for a name as large as the others together are small
_ENLARGED = 1.5
_DENSE = 300  # from here on our own layout, which is faster
_NO_LINE_START = frozenset("，。、；：！？）》」』”’〕】〉…,.;:!?)]}")
_NO_LINE_END = frozenset("（《「『“‘〔【〈([{")


class Layout(msgspec.Struct, frozen=True):
    """Positions of the nodes (their middle), the lines of their labels and how large they are drawn.

    `boxed` diagrams draw each node as a box with its label inside; `boxes` holds width and height. Other diagrams
    draw a sign of radius `sizes` with the label below. In `roomy` ones there is room for every label.
    """

    places: dict[str, Point]
    labels: dict[str, list[str]]
    boxes: dict[str, Point]
    sizes: dict[str, int]
    boxed: bool
    across: bool
    roomy: bool


def lay_out(diagram: Diagram) -> Layout:
    """The layout of a diagram; the same for the same diagram."""
    boxed = diagram.layout != "network"
    roomy = boxed or len(diagram.nodes) <= _MANY_NODES
    degree = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
    sizes = {n.id: min(round((11 if roomy else 5) + 2.5 * math.sqrt(degree[n.id])), 26) for n in diagram.nodes}
    labels = {
        n.id: lines_of(n.label or n.id, n.wide)
        if n.wide
        else wrap(" ".join(n.label.split()) or n.id, 12 if boxed else 9)
        for n in diagram.nodes
    }
    across = False
    if diagram.layout == "hierarchy":
        boxes = {key: extent(["■ " + lines[0], *lines[1:]]) for key, lines in labels.items()}
        places, across = _layered(diagram, boxes)
    elif boxed:
        boxes = {n.id: (float(n.wide), box_height(labels[n.id])) for n in diagram.nodes}
        places = {n.id: n.place or (0.0, 0.0) for n in diagram.nodes}
    else:
        dense = len(diagram.nodes) > _DENSE  # in so large networks labels are not pushed apart
        leading = {key for key, _ in degree.most_common(_LEADING)}
        boxes = {
            key: extent(lines, 2 * sizes[key])
            if roomy
            else (0.0, 0.0)
            if dense
            else _close(lines, sizes[key], _ENLARGED if key in leading else 1)
            for key, lines in labels.items()
        }
        places = _network(diagram, boxes, 115 if roomy else 66, 24 if roomy else 4)
        places = {k: (x, y - boxes[k][1] / 2 + sizes[k] + 4) for k, (x, y) in places.items()}  # above its name
    places = {key: (round(x), round(y)) for key, (x, y) in places.items()}
    return Layout(places, labels, boxes, sizes, boxed, across, roomy)


def lines_of(label: str, wide: float) -> list[str]:
    """The lines of a label in a box so wide: what stands before the first blank, as a number or a name, has its own."""
    text, width = " ".join(label.split()), text_width(wide)
    if width_of(text) <= width:
        return wrap(text, width)
    longest = _LONG if wide >= _BROAD else _SHORT
    head, _, rest = text.partition(" ")
    if rest and width_of(head) <= width:
        return [head, *wrap(rest, width, longest - len(head))]
    return wrap(text, width, longest)


def text_width(wide: float) -> float:
    """How many full-width characters stand in a line of a box so wide, beside its sign."""
    return (wide - 24) / _EM - 1.2


def box_height(lines: list[str]) -> float:
    """The height of a box with these lines."""
    return len(lines) * LINE + 12


def width_of(text: str) -> float:
    """How wide a line is, in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)


def wrap(text: str, width: float, longest: int = 40) -> list[str]:
    """Break a text into lines of about equal length: words stay whole, no line begins with a closing mark."""
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    pieces: list[str] = []
    for token in re.findall(r"[0-9A-Za-z.%/_-]{1,18}|.", text, re.DOTALL):
        if pieces and (token[0] in _NO_LINE_START or pieces[-1][-1] in _NO_LINE_END):
            pieces[-1] += token
        else:
            pieces.append(token)
    total = width_of(text)
    fewest = math.ceil(total / width)
    lines = _fill(pieces, max(total / fewest, 1) + 0.9 if total > width else width)
    if len(lines) > fewest:  # lines of equal length would need one line more
        lines = _fill(pieces, max(width, 1) + 0.3)
    return [stripped for line in lines if (stripped := line.strip())] or [text]


def _fill(pieces: list[str], width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def extent(lines: list[str], shape: float = 0) -> Point:
    """Width and height in pixels of a label, with the shape above it if it has one."""
    return max(width_of(line) for line in lines) * _EM + 20, len(lines) * (_EM + 3) + 16 + shape


def _close(lines: list[str], size: float, by: float) -> Point:
    """Width and height of a sign with its label below, as small as static pictures draw them, or larger by a factor."""
    return max(width_of(line) for line in lines) * 13 * by + 6, 2 * size + len(lines) * 16 * by + 8


def depths(diagram: Diagram, start: dict[str, int]) -> dict[str, int]:
    """How many relations each node is away from the start, whatever their direction."""
    near: dict[str, list[str]] = defaultdict(list)
    for edge in diagram.edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    depth = dict(start)
    queue = deque(start)
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if other not in depth:
                depth[other] = depth[node] + 1
                queue.append(other)
    return depth


def _network(diagram: Diagram, boxes: dict[str, Point], spacing: int, gap: int) -> dict[str, Point]:
    """Each connected part by a seeded force layout, labels pushed apart, the parts side by side in rows."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in diagram.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in diagram.edges)
    parts: list[tuple[dict[str, Point], float, float]] = []
    for members in sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part))):
        part: nx.Graph[str] = nx.Graph()
        part.add_nodes_from(node.id for node in diagram.nodes if node.id in members)
        part.add_edges_from((e.source, e.target) for e in diagram.edges if e.source in members)
        if len(part) < _DENSE:
            raw: dict[str, Any] = nx.spring_layout(part, k=3 / math.sqrt(len(part)), seed=7, iterations=200)
        else:
            raw = _forces(part)
        raw = _lying({key: (float(p[0]), float(p[1])) for key, p in raw.items()})
        reach = max(max(abs(v) for v in p) for p in raw.values()) or 1.0
        scale = spacing * math.sqrt(len(part)) / 2 / reach
        spots = {key: [p[0] * scale * 1.25, p[1] * scale] for key, p in raw.items()}
        _separate(spots, boxes, gap)
        low = [min(spots[k][axis] - boxes[k][axis] / 2 for k in spots) for axis in (0, 1)]
        high = [max(spots[k][axis] + boxes[k][axis] / 2 for k in spots) for axis in (0, 1)]
        moved = {k: (x - low[0], y - low[1]) for k, (x, y) in spots.items()}
        parts.append((moved, high[0] - low[0] + 70, high[1] - low[1] + 50))
    area = math.sqrt(sum(w * h for _, w, h in parts))
    widths = [max([area * k / 4, *(w for _, w, _ in parts)]) for k in range(3, 13)]
    return max((_rows(parts, width) for width in widths), key=lambda result: result[0])[1]


def _rows(parts: list[tuple[dict[str, Point], float, float]], width: float) -> tuple[float, dict[str, Point]]:
    """The parts side by side in rows of a width, and how large that leaves them on a screen."""
    places: dict[str, Point] = {}
    x = y = height = widest = 0.0
    for moved, w, h in parts:
        if x and x + w > width:
            x, y, height = 0.0, y + height, 0.0
        places |= {key: (x + px, y + py) for key, (px, py) in moved.items()}
        x, height, widest = x + w, max(height, h), max(widest, x + w)
    return min(960 / (widest or 1), 720 / (y + height or 1)), places


def _lying(spots: dict[str, Point]) -> dict[str, Point]:
    """Turn a network so that its longest way runs across the page, where there is most room."""
    mx, my = fmean(x for x, _ in spots.values()), fmean(y for _, y in spots.values())
    xx = sum((x - mx) ** 2 for x, _ in spots.values())
    yy = sum((y - my) ** 2 for _, y in spots.values())
    xy = sum((x - mx) * (y - my) for x, y in spots.values())
    turn = math.atan2(2 * xy, xx - yy) / 2
    c, s = math.cos(turn), math.sin(turn)
    return {key: ((x - mx) * c + (y - my) * s, (y - my) * c - (x - mx) * s) for key, (x, y) in spots.items()}


def _forces(part: nx.Graph[str]) -> dict[str, Any]:
    from zhize.graph.views.pictures.force import force_layout

    number = {node: i for i, node in enumerate(part)}
    spots = force_layout(len(number), [(number[a], number[b]) for a, b in part.edges()])
    return dict(zip(number, spots.tolist(), strict=True))


def _separate(spots: dict[str, list[float]], boxes: dict[str, Point], gap: float) -> None:
    """Move boxes that overlap apart, along the axis where less of their size is needed."""
    keys = [key for key in spots if boxes[key][0]]
    widest = max((boxes[key][0] for key in keys), default=0.0) + gap
    for _ in range(200):
        calm = True
        keys.sort(key=lambda key: spots[key][0])
        for i, a in enumerate(keys):
            for b in islice(keys, i + 1, None):
                if spots[b][0] - spots[a][0] > widest:  # so are all further ones
                    break
                over = [(boxes[a][k] + boxes[b][k]) / 2 + gap - abs(spots[a][k] - spots[b][k]) for k in (0, 1)]
                if min(over) <= 0.5:
                    continue
                calm = False
                wide, high = (boxes[a][k] + boxes[b][k] for k in (0, 1))
                axis = 0 if over[0] / wide < over[1] / high else 1
                step = math.copysign(over[axis] / 2, spots[b][axis] - spots[a][axis])
                spots[a][axis] -= step
                spots[b][axis] += step
        if calm:
            return


def _layered(diagram: Diagram, boxes: dict[str, Point]) -> tuple[dict[str, Point], bool]:
    """Rows (or columns, when that leaves the text larger) by level; True when levels run across the page."""
    given = {node.id: node.level for node in diagram.nodes if node.level is not None}
    targets = {edge.target for edge in diagram.edges}
    depth = depths(diagram, given or {n.id: 0 for n in diagram.nodes if n.id not in targets})
    rows: dict[int, list[str]] = defaultdict(list)
    for node in diagram.nodes:
        rows[depth.get(node.id, 0)].append(node.id)
    near: dict[str, list[str]] = defaultdict(list)
    through: set[str] = set()  # what has something below it
    boxes = dict(boxes)
    for edge in diagram.edges:
        top, end = sorted((edge.source, edge.target), key=lambda key: depth.get(key, 0))
        chain = [top]
        for level in range(depth.get(top, 0) + 1, depth.get(end, 0)):  # a gap where a long relation passes
            chain.append(f"{edge.id}\0{level}")
            rows[level].append(chain[-1])
            boxes[chain[-1]] = (60.0, 14.0)
        if depth.get(top, 0) != depth.get(end, 0):
            for a, b in pairwise([*chain, end]):
                near[a].append(b)
                near[b].append(a)
                through.add(a)
    results: list[tuple[float, bool, dict[str, Point]]] = []
    for across in (False, True):
        along = {key: boxes[key][across] + (14 if across else 26) for key in boxes}
        at = {key: float(i) for row in rows.values() for i, key in enumerate(row)}
        for turn in range(24):
            for level in sorted(rows, reverse=turn % 2 == 1):
                want = {k: fmean(at[o] for o in near[k]) if near[k] else at[k] for k in rows[level]}
                passed = any("\0" in key for key in rows[level])  # then leaves stand first, clear of the gaps
                if turn < 8:
                    rows[level].sort(key=lambda k: (passed and k in through, want[k]))
                at |= _in_line(rows[level], want, along, yielding=passed)
        deep: dict[str, float] = {}
        length = 0.0
        for level in sorted(rows):
            thick = max(boxes[key][not across] for key in rows[level])
            deep |= dict.fromkeys(rows[level], length + thick / 2)
            length += thick + (150 if across else 90)
        width = max((at[k] + along[k] for k in at), default=1) - min(at.values(), default=0)
        zoom = min(1000 / (length or 1), 680 / width) if across else min(1000 / width, 680 / (length or 1))
        results.append((zoom, across, {k: (deep[k], at[k]) if across else (at[k], deep[k]) for k in at}))
    _, across, places = max(results, key=lambda result: result[0])
    return places, across


def _in_line(keys: list[str], want: dict[str, float], along: dict[str, float], *, yielding: bool) -> dict[str, float]:
    """Places in the given order, near the wanted ones, without overlap; the first yield or all alike."""
    up, down = [want[key] for key in keys], [want[key] for key in keys]
    gaps = [(along[a] + along[b]) / 2 for a, b in pairwise(keys)]
    for i, gap in enumerate(gaps):
        up[i + 1] = max(up[i + 1], up[i] + gap)
    for i, gap in reversed(list(enumerate(gaps))):
        down[i] = min(down[i], down[i + 1] - gap)
    return {k: b if yielding else (a + b) / 2 for k, a, b in zip(keys, up, down, strict=True)}


def routes(diagram: Diagram, at: Layout) -> dict[str, list[int]]:
    """The way of each relation between boxes: x and y of a cubic curve's four points, or of the corners of `via`."""
    down = diagram.down if diagram.layout == "board" else not at.across
    ways: dict[str, list[int]] = {}
    together: dict[frozenset[str], list[str]] = defaultdict(list)
    for edge in diagram.edges:
        ways[edge.id] = [round(v) for point in edge.via for v in point] or _route(
            at, edge.source, edge.target, down=down
        )
        if not edge.via and not edge.quiet:
            together[frozenset((edge.source, edge.target))].append(edge.id)
    for group in together.values():
        for i, key in enumerate(group):  # parallel ones beside each other
            aside = round((i - (len(group) - 1) / 2) * 8)
            ways[key] = [v + aside if k % 2 != down else v for k, v in enumerate(ways[key])]
    return ways


def _route(at: Layout, source: str, target: str, *, down: bool) -> list[int]:
    (ax, ay), (bx, by) = at.places[source], at.places[target]
    (aw, ah), (bw, bh) = at.boxes[source], at.boxes[target]
    if down and abs(by - ay) > (ah + bh) / 2:
        side = math.copysign(1, by - ay)
        start, end = (ax, ay + side * ah / 2), (bx, by - side * bh / 2)
        bend = (end[1] - start[1]) / 2
        first, last = (ax, start[1] + bend), (bx, end[1] - bend)
    elif abs(bx - ax) > (aw + bw) / 2:
        side = math.copysign(1, bx - ax)
        start, end = (ax + side * aw / 2, ay), (bx - side * bw / 2, by)
        bend = (end[0] - start[0]) * 0.55
        first, last = (start[0] + bend, ay), (end[0] - bend, by)
    else:  # one above the other in a column: around the left side
        start, end = (ax - aw / 2, ay), (bx - bw / 2, by)
        out = min(start[0], end[0]) - 24 - min(abs(by - ay) / 12, 40)
        first, last = (out, ay), (out, by)
    return [round(value) for point in (start, first, last, end) for value in point]
