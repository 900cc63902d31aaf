"""Interactive diagrams: one self-contained UTF-8 page that opens offline, from nodes and edges.

pyvis assembles what vis-network draws; the page around it is our own template. Nothing printed in a gazette
is ever interpreted as markup, nothing is fetched, and the same diagram gives the same bytes.
"""

from __future__ import annotations

import json
import math
import os
import re
import unicodedata
from collections import Counter, defaultdict, deque
from functools import cache
from importlib import resources
from itertools import combinations, pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import msgspec

from zhize.errors import GraphError, OptionError

Point = tuple[float, float]

_EM = 14  # font size of labels in pixels
_MANY_NODES = 80  # above: labels appear as far as there is room, most connected nodes first
_MANY_EDGES = 150  # above: names of relations are drawn for the selected node only
_MOVABLE = 200  # above: no physics
_DENSE = 500  # from here on spring_layout would need scipy
_NO_LINE_START = frozenset("，。、；：！？）》」』”’〕】〉…,.;:!?)]}")
_NO_LINE_END = frozenset("（《「『“‘〔【〈([{")
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class Node(msgspec.Struct, frozen=True):
    """A node: `title` is the plain text of its hover, `card` the rows shown on a click."""

    id: str
    label: str
    kind: str
    kind_label: str = ""
    color: str = "#888"
    title: str = ""
    card: tuple[tuple[str, str], ...] = ()
    level: int | None = None


class Edge(msgspec.Struct, frozen=True):
    """A directed relation; `title` holds its quote and source."""

    id: str
    source: str
    target: str
    kind: str
    label: str
    title: str = ""


class Diagram(msgspec.Struct, frozen=True):
    """What is drawn. `layout` is "network" or "hierarchy"; `note` is shown above the drawing."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    layout: str = "network"
    note: str = ""


def cap(diagram: Diagram, max_nodes: int = 1500, focus: str | None = None) -> Diagram:
    """Keep the best connected nodes, the nearest to `focus` first, and say in the note how many were cut."""
    _check(diagram)
    if max_nodes < 1:
        raise OptionError(f"max_nodes is {max_nodes}; it must be at least 1.")
    if focus is not None and all(node.id != focus for node in diagram.nodes):
        raise GraphError(f"The diagram “{diagram.title}” has no node “{focus}” to keep.")
    if len(diagram.nodes) <= max_nodes:
        return diagram
    degree = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
    distance = _depths(diagram, {focus: 0}) if focus is not None else {}
    far = len(diagram.nodes)
    ranked = sorted(diagram.nodes, key=lambda node: (distance.get(node.id, far), -degree[node.id]))
    kept = {node.id for node in ranked[:max_nodes]}
    nodes = tuple(node for node in diagram.nodes if node.id in kept)
    edges = tuple(edge for edge in diagram.edges if edge.source in kept and edge.target in kept)
    note = (
        f"共 {len(diagram.nodes)} 个节点，图中只画出联系最多的 {len(nodes)} 个；"
        f"略去 {len(diagram.nodes) - len(nodes)} 个节点、{len(diagram.edges) - len(edges)} 条关系。"
    )
    note = f"{diagram.note} {note}" if diagram.note else note
    return msgspec.structs.replace(diagram, nodes=nodes, edges=edges, note=note)


def render_html(diagram: Diagram, *, theme: str = "auto") -> str:
    """The page: one HTML text without any outside reference. `theme` is "auto", "light" or "dark"."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    if theme not in ("auto", "light", "dark"):
        raise OptionError(f"theme is “{theme}”; choose auto, light or dark.")
    _check(diagram)
    env = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_own_file))
    script, style = _vis_network()
    payload = json.dumps(_payload(diagram), ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    page = {"page_script": _inline(_own_file("diagram.js")), "page_style": _inline(_own_file("diagram.css"))}
    texts = {"vis_script": script, "vis_style": style, "payload": payload, **page}
    safe = {key: Markup(text) for key, text in texts.items()}  # noqa: S704 - closes no element, see above
    template = env.get_template("diagram.html.j2")
    return template.render(title=diagram.title, note=diagram.note, theme=theme, **safe)


def write_html(diagram: Diagram, path: Path) -> Path:
    """Write the page as UTF-8, whole or not at all, whatever the locale. Returns the path."""
    page = render_html(diagram).encode("utf-8", errors="replace")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(page)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _check(diagram: Diagram) -> None:
    if diagram.layout not in ("network", "hierarchy"):
        raise OptionError(f"layout is “{diagram.layout}”; choose network or hierarchy.")
    ids = {node.id for node in diagram.nodes}
    if len(ids) < len(diagram.nodes) or len({edge.id for edge in diagram.edges}) < len(diagram.edges):
        raise GraphError(f"The diagram “{diagram.title}” has an id twice; make its ids unique.")
    for edge in diagram.edges:
        if edge.source not in ids or edge.target not in ids:
            raise GraphError(f"The relation “{edge.id}” ends at a node the diagram lacks; add the node.")
    for node in diagram.nodes:
        if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}){1,2}", node.color):
            raise OptionError(f"The colour of “{node.id}” is “{node.color}”; write it as #RGB or #RRGGBB.")


def _own_file(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _inline(text: str) -> str:
    """A script or style that may stand inside its element, without the link to its source map."""
    text = re.sub(r"(?m)^(?://#|/\*#) *sourceMappingURL=.*$", "", text)
    if re.search(r"</(?:script|style)|<!--", text, re.IGNORECASE):
        raise GraphError("A file to be in-lined closes its own element; install pyvis 0.3.2.")
    return text.strip()


@cache
def _vis_network() -> tuple[str, str]:
    """Script and style of the newest vis-network inside pyvis; pictures of unused buttons are left out."""
    lib = resources.files("pyvis") / "templates" / "lib"
    versions = [entry for entry in lib.iterdir() if entry.name.startswith("vis-")]
    if not versions:
        raise GraphError("The installed pyvis holds no vis-network; install pyvis 0.3.2 or later.")
    newest = max(versions, key=lambda entry: [int(part) for part in re.findall(r"\d+", entry.name)])
    script = (newest / "vis-network.min.js").read_text(encoding="utf-8")
    style = (newest / "vis-network.css").read_text(encoding="utf-8")
    return _inline(script), _inline(re.sub(r'url\("data:[^"]*"\)', "none", style))


def _payload(diagram: Diagram) -> dict[str, Any]:
    """Everything the page's script needs, the nodes and edges assembled by pyvis."""
    from pyvis.network import Network

    tree = diagram.layout == "hierarchy"
    roomy = tree or len(diagram.nodes) <= _MANY_NODES
    degree = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
    size = {n.id: min(round((11 if roomy else 5) + 2.5 * math.sqrt(degree[n.id])), 26) for n in diagram.nodes}
    labels = {n.id: _wrap(" ".join(n.label.split()) or n.id, 12 if tree else 9) for n in diagram.nodes}
    if tree:
        places, across = _layered(diagram, {k: _extent(["■ " + v[0], *v[1:]]) for k, v in labels.items()})
    else:
        boxes = {key: _extent(lines, 2 * size[key]) if roomy else (0.0, 0.0) for key, lines in labels.items()}
        places, across = _network(diagram, boxes, spacing=160 if roomy else 66), False
        places = {k: (x, y - boxes[k][1] / 2 + size[k] + 4) for k, (x, y) in places.items()}  # above its name
    net = Network(directed=True)
    for n in diagram.nodes:
        x, y = (round(value) for value in places[n.id])
        own = {"name": n.label or n.id, "kind": n.kind, "kindLabel": n.kind_label or n.kind, "hover": n.title}
        text = "\n".join(labels[n.id])
        net.add_node(n.id, text, color=n.color, x=x, y=y, size=size[n.id], card=n.card, **own)
    for e in diagram.edges:
        net.add_edge(e.source, e.target, id=e.id, name=e.label, kind=e.kind, hover=e.title)
    nodes, edges, *_ = net.get_network_data()
    flags = {"tree": tree, "across": across, "roomy": roomy, "named": len(edges) <= _MANY_EDGES}
    return {"nodes": nodes, "edges": edges, "movable": not tree and len(nodes) <= _MOVABLE, **flags}


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)


def _wrap(text: str, width: int) -> list[str]:
    """Lines of about equal length: words whole, no closing mark first, 40 characters at most."""
    text = text if len(text) <= 40 else text[:39] + "…"
    pieces: list[str] = []
    for token in re.findall(r"[0-9A-Za-z.%/_-]{1,18}|.", text, re.DOTALL):
        if pieces and (token[0] in _NO_LINE_START or pieces[-1][-1] in _NO_LINE_END):
            pieces[-1] += token
        else:
            pieces.append(token)
    total = _width(text)
    goal = total / math.ceil(total / width) if total > width else width
    lines = [""]
    for piece in pieces:
        if lines[-1] and _width(lines[-1] + piece) > max(goal, 1) + 0.9:
            lines.append("")
        lines[-1] += piece
    return [stripped for line in lines if (stripped := line.strip())] or [text]


def _extent(lines: list[str], shape: float = 0) -> Point:
    """Width and height in pixels of a label, with the shape above it if it has one."""
    return max(_width(line) for line in lines) * _EM + 20, len(lines) * (_EM + 3) + 16 + shape


def _depths(diagram: Diagram, start: dict[str, int]) -> dict[str, int]:
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


def _network(diagram: Diagram, boxes: dict[str, Point], spacing: int) -> dict[str, Point]:
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
            raw = nx.forceatlas2_layout(part, seed=7, max_iter=max(40, 60_000 // len(part)))
        reach = max(max(abs(float(v)) for v in p) for p in raw.values()) or 1.0
        scale = spacing * math.sqrt(len(part)) / 2 / reach
        spots = {key: [float(p[0]) * scale * 1.35, float(p[1]) * scale] for key, p in raw.items()}
        _separate(spots, boxes)
        low = [min(spots[k][axis] - boxes[k][axis] / 2 for k in spots) for axis in (0, 1)]
        high = [max(spots[k][axis] + boxes[k][axis] / 2 for k in spots) for axis in (0, 1)]
        moved = {k: (x - low[0], y - low[1]) for k, (x, y) in spots.items()}
        parts.append((moved, high[0] - low[0] + 70, high[1] - low[1] + 50))
    row = max(math.sqrt(1.6 * sum(w * h for _, w, h in parts)), max((w for _, w, _ in parts), default=0))
    places: dict[str, Point] = {}
    x = y = height = 0.0
    for moved, w, h in parts:
        if x and x + w > row:
            x, y, height = 0.0, y + height, 0.0
        places |= {key: (x + px, y + py) for key, (px, py) in moved.items()}
        x, height = x + w, max(height, h)
    return places


def _separate(spots: dict[str, list[float]], boxes: dict[str, Point]) -> None:
    """Move boxes that overlap apart, along the axis where less is needed."""
    keys = [key for key in spots if boxes[key][0]]
    for _ in range(200):
        calm = True
        for a, b in combinations(keys, 2):
            over = [(boxes[a][k] + boxes[b][k]) / 2 + 24 - abs(spots[a][k] - spots[b][k]) for k in (0, 1)]
            if min(over) > 0.5:
                calm = False
                axis = 0 if over[0] < over[1] else 1
                step = math.copysign(over[axis] / 2, spots[b][axis] - spots[a][axis])
                spots[a][axis] -= step
                spots[b][axis] += step
        if calm:
            return


def _layered(diagram: Diagram, boxes: dict[str, Point]) -> tuple[dict[str, Point], bool]:
    """Rows (or columns, when that leaves the text larger) by level; True when levels run across the page."""
    given = {node.id: node.level for node in diagram.nodes if node.level is not None}
    targets = {edge.target for edge in diagram.edges}
    depth = _depths(diagram, given or {n.id: 0 for n in diagram.nodes if n.id not in targets})
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
