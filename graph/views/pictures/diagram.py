"""Interactive diagrams: one self-contained UTF-8 page that opens offline, from nodes and edges.

pyvis assembles what vis-network draws; the page around it is our own template. Nothing printed in a gazette
is ever interpreted as markup, nothing is fetched, and the same diagram gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.graph.views.pictures.layout import Layout, Point, depths, lay_out, routes
from zhize.graph.views.pictures.lines import strokes_of
from zhize.graph.views.pictures.sheets import sheets
from zhize.graph.views.pictures.static_names import name_rows
from zhize.texts import visible

if TYPE_CHECKING:
    from jinja2 import Template

LAYOUTS = ("network", "hierarchy", "board")
SIGNS = ("dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon")
"""Shapes of nodes; each also with `-open` behind it, drawn as an outline."""

_MANY_EDGES = 150  # above: names of relations are drawn for the selected node only
_MOVABLE = 200  # above: no physics
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class Node(msgspec.Struct, frozen=True):
    """A node: `title` is the plain text of its hover, `card` the rows shown on a click.

    On a board each node has its `place` (its middle) and how `wide` its box is. One thing of the graph may stand
    there several times; then `of` is its id in the graph. `group` is what the legend calls nodes of this colour and shape
    where it is not their kind, e.g. their place.
    """

    id: str
    label: str
    kind: str
    kind_label: str = ""
    color: str = "#888"
    title: str = ""
    card: tuple[tuple[str, str], ...] = ()
    level: int | None = None
    shape: str = "dot"
    place: Point | None = None
    wide: int = 0
    of: str = ""
    group: str = ""


class Edge(msgspec.Struct, frozen=True):
    """A directed relation; `title` holds its quote and source.

    A `quiet` one is drawn only when one of its ends is selected (a frame says it already). One that is not
    `directed` has no arrow. `weight` above 1 makes the line wider. `via` are the corners of its way on a board, from
    border to border. `kind_label` is what the list of relations calls its kind, where that is not `label`.
    """

    id: str
    source: str
    target: str
    kind: str
    label: str
    title: str = ""
    quiet: bool = False
    directed: bool = True
    weight: int = 1
    via: tuple[Point, ...] = ()
    kind_label: str = ""


class Frame(msgspec.Struct, frozen=True):
    """A frame with a heading around nodes of a board; `x` and `y` are its top left corner."""

    label: str
    x: float
    y: float
    width: float
    height: float


class Diagram(msgspec.Struct, frozen=True):
    """What is drawn. `layout` is one of LAYOUTS; `note` is shown above the drawing.

    Relations of a board run `down` the page or across it. `size_label` says what the size of a node counts.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    layout: str = "network"
    note: str = ""
    frames: tuple[Frame, ...] = ()
    down: bool = False
    size_label: str = ""


def cap(diagram: Diagram, max_nodes: int = 1500, focus: str | None = None) -> Diagram:
    """Keep the best connected nodes, the nearest to `focus` first, and say in the note how many were cut."""
    _check(diagram)
    if max_nodes < 1:
        raise OptionError("max_nodes is {max_nodes}; it must be at least 1.", max_nodes=max_nodes)
    if focus is not None and all(node.id != focus for node in diagram.nodes):
        raise GraphError("The diagram “{title}” has no node “{focus}” to keep.", title=diagram.title, focus=focus)
    if len(diagram.nodes) <= max_nodes:
        return diagram
    degree = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
    distance = depths(diagram, {focus: 0}) if focus is not None else {}
    far = len(diagram.nodes)
    if diagram.layout == "board":  # the node that the picture is about stands first
        ranked = sorted(diagram.nodes, key=lambda node: node.id != focus)
    else:
        ranked = sorted(diagram.nodes, key=lambda node: (distance.get(node.id, far), -degree[node.id]))
    kept = {node.id for node in ranked[:max_nodes]}
    nodes = tuple(node for node in diagram.nodes if node.id in kept)
    edges = tuple(edge for edge in diagram.edges if edge.source in kept and edge.target in kept)
    note = (
        f"共 {len(diagram.nodes)} 个节点，图中只画出{'排在前面' if diagram.frames else '联系最多'}的 {len(nodes)} 个；"
        f"略去 {len(diagram.nodes) - len(nodes)} 个节点、{len(diagram.edges) - len(edges)} 条关系。"
    )
    note = f"{diagram.note} {note}" if diagram.note else note
    frames = tuple(small for frame in diagram.frames if (small := _around(frame, nodes)) is not None)
    return msgspec.structs.replace(diagram, nodes=nodes, edges=edges, note=note, frames=frames)


def _around(frame: Frame, nodes: tuple[Node, ...]) -> Frame | None:
    """A frame only as long as it needs to be for the nodes left in it; none where there are none."""
    right, bottom = frame.x + frame.width, frame.y + frame.height
    places = [node.place for node in nodes if node.place]
    inside = [y for x, y in places if frame.x < x < right and frame.y < y < bottom]
    if not inside:
        return None
    return msgspec.structs.replace(frame, height=min(frame.height, max(inside) + 46 - frame.y))


def render_html(diagram: Diagram, *, theme: str = "auto") -> str:
    """The page: one HTML text without any outside reference. `theme` is "auto", "light" or "dark"."""
    from markupsafe import Markup

    if theme not in ("auto", "light", "dark"):
        raise OptionError("theme is “{theme}”; choose auto, light or dark.", theme=theme)
    _check(diagram)
    script, style = _vis_network()
    payload = json.dumps(_payload(diagram), ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    page = {"page_script": inline(own_file("diagram.js")), "page_style": inline(own_file("diagram.css"))}
    page["board_script"] = inline(
        own_file("board.js") + own_file("names.js") + own_file("save.js") + own_file("print.js")
    )
    texts = {"vis_script": script, "vis_style": style, "payload": payload, **page}
    safe = {key: Markup(text) for key, text in texts.items()}  # noqa: S704 - closes no element, see above
    return page_template("diagram.html.j2").render(title=diagram.title, note=diagram.note, theme=theme, **safe)


def write_html(diagram: Diagram, path: Path) -> Path:
    """Write the page as UTF-8, whole or not at all, whatever the locale. Returns the path."""
    return write_atomically(path, render_html(diagram).encode("utf-8", errors="replace"))


def _check(diagram: Diagram) -> None:
    if diagram.layout not in LAYOUTS:
        raise OptionError(
            "layout is “{layout}”; choose one of {known}.", layout=diagram.layout, known=", ".join(LAYOUTS)
        )
    ids = {node.id for node in diagram.nodes}
    if len(ids) < len(diagram.nodes) or len({edge.id for edge in diagram.edges}) < len(diagram.edges):
        raise GraphError("The diagram “{title}” has an id twice; make its ids unique.", title=diagram.title)
    for edge in diagram.edges:
        if edge.source not in ids or edge.target not in ids:
            raise GraphError("The relation “{edge}” ends at a node the diagram lacks; add the node.", edge=edge.id)
    for node in diagram.nodes:
        if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}){1,2}", node.color):
            raise OptionError(
                "The colour of “{node}” is “{color}”; write it as #RGB or #RRGGBB.", node=node.id, color=node.color
            )
        if node.shape.removesuffix("-open") not in SIGNS:
            raise OptionError(
                "The shape of “{node}” is “{shape}”; choose one of {known}.",
                node=node.id,
                shape=node.shape,
                known=", ".join(SIGNS),
            )


def own_file(name: str) -> str:
    """A file of the templates."""
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def page_template(name: str, read: Callable[[str], str] = own_file) -> Template:
    """The template of a page, read by `read`: it escapes what it is given and refuses what it is not given.

    Its filter `visible` shows characters that print cannot show.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    env = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(read))
    env.filters["visible"] = visible
    return env.get_template(name)


def inline(text: str) -> str:
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
    return inline(script), inline(re.sub(r'url\("data:[^"]*"\)', "none", style))


def _payload(diagram: Diagram) -> dict[str, Any]:
    """Everything the page's script needs, the nodes and edges assembled by pyvis."""
    from pyvis.network import Network

    at = lay_out(diagram)
    net = Network(directed=True)
    for n in diagram.nodes:
        x, y = at.places[n.id]
        own: dict[str, Any] = {
            "name": n.label or n.id,
            "kind": n.kind,
            "kindLabel": n.group or n.kind_label or n.kind,
            "family": f"{n.kind} {n.group}",
            "hover": n.title,
        }
        text = "\n".join(at.labels[n.id])
        place = {"x": x, "y": y, "size": at.sizes[n.id], "wide": n.wide, "tall": round(at.boxes[n.id][1])}
        net.add_node(n.id, text, color=n.color, sign=n.shape, card=n.card, **place, **own)
    looks = strokes_of(edge.kind for edge in diagram.edges)
    for e in diagram.edges:
        own = {"name": e.label, "kind": e.kind, "hover": e.title, "quiet": e.quiet, "weight": e.weight}
        own["kindLabel"] = e.kind_label or e.label
        arrows = "to" if e.directed else ""
        net.add_edge(
            e.source,
            e.target,
            id=e.id,
            arrows=arrows,
            color=looks[e.kind].ink,
            dashes=list(looks[e.kind].dashes),
            **own,
        )
    nodes, edges, *_ = net.get_network_data()
    return {"nodes": nodes, "edges": edges, **_flags(diagram, at)}


def _flags(diagram: Diagram, at: Layout) -> dict[str, Any]:
    board = diagram.layout == "board"
    several = len({edge.kind for edge in diagram.edges}) > 1  # else the legend says it once
    return {
        "tree": at.boxed,
        "board": board,
        "across": at.across,
        "roomy": at.roomy,
        "named": several and not board and len(diagram.edges) <= _MANY_EDGES,
        "movable": not at.boxed and len(diagram.nodes) <= _MOVABLE,
        "sizeLabel": diagram.size_label,
        "frames": msgspec.to_builtins(diagram.frames),
        "routes": routes(diagram, at) if board else {},
        "sheets": sheets(diagram, at),
        "spots": {} if at.boxed else _spots(diagram, at),
    }


def _spots(diagram: Diagram, at: Layout) -> dict[str, tuple[int, int]]:
    """Where names stand on paper, as far as there is room: how far from the middle of their signs."""
    where = {row["node"]: (row["x"], row["y"]) for row in name_rows(diagram, at)}
    return {key: (round(x - at.places[key][0]), round(y - at.places[key][1])) for key, (x, y) in where.items()}
