"""Pictures: what a drawing method returns. They show themselves in a notebook and save themselves by suffix."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhize.errors import GraphError, OptionError, require
from zhize.files import write_atomically
from zhize.graph.views.pictures.chart_page import TIMES, render_chart
from zhize.graph.views.pictures.diagram import Diagram, render_html
from zhize.graph.views.pictures.layout import lay_out
from zhize.graph.views.pictures.sheets import Span, sheets
from zhize.texts import visible

if TYPE_CHECKING:
    import networkx as nx

_MOST_PIXELS = 24e6
SUFFIXES = (".html", ".svg", ".png", ".graphml", ".gexf")


class Picture(ABC):
    """A drawing with a title. A notebook shows it; `save` writes it.

    Example:
        >>> zhize.open("kg").draw_agency("青石区教体局").save("教体局.html").name
        '教体局.html'
    """

    title: str
    height: int = 680
    """Height of its frame in a notebook, in pixels."""

    @abstractmethod
    def html(self) -> str:
        """An interactive page that refers to nothing outside itself.

        Example:
            >>> "<script src" in zhize.open("kg").draw_body("区森防指").html()
            False
        """

    @abstractmethod
    def spec(self) -> dict[str, Any]:
        """The static picture in Vega-Lite."""

    def network(self, format: str) -> bytes:
        """The picture as a network file for Gephi.

        Raises:
            OptionError: it is no network.
        """
        raise OptionError("“{title}” is a chart, no network. Save it as .html, .svg or .png.", title=self.title)

    def svg(self) -> str:
        """The static picture as SVG; labels stay text.

        Example:
            >>> zhize.open("kg").draw_body("区森防指").svg()[:4]
            '<svg'
        """
        require("draw")
        import vl_convert

        return vl_convert.vegalite_to_svg(_visible(self.spec()), allowed_base_urls=[], time_format_locale=TIMES)

    def png(self, scale: float = 2) -> bytes:
        """The static picture as PNG; `scale` is the number of pixels for one of the screen, less in huge pictures."""
        require("draw")
        import vl_convert

        spec = _visible(self.spec())
        sides = [side if isinstance(side := spec.get(name), (int, float)) else 0 for name in ("width", "height")]
        scale = min(scale, max((_MOST_PIXELS / max(sides[0] * sides[1], 1)) ** 0.5, 0.5))
        return vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[], time_format_locale=TIMES)

    def save(self, path: str | Path) -> Path:
        """Write the picture; the suffix says how: one of SUFFIXES. Returns the path.

        Raises:
            OptionError: another suffix, or a network file of what is no network.
            GraphError: the place cannot be written.
        """
        path = Path(path)
        makers: dict[str, Callable[[], bytes]] = {
            ".html": lambda: self.html().encode("utf-8", errors="replace"),
            ".htm": lambda: self.html().encode("utf-8", errors="replace"),
            ".svg": lambda: self.svg().encode("utf-8", errors="replace"),
            ".png": self.png,
            ".graphml": lambda: self.network("graphml"),
            ".gexf": lambda: self.network("gexf"),
        }
        if path.suffix.lower() not in makers:
            raise OptionError(
                "{path}: a picture is saved as one of {known}. Change the suffix.", path=path, known=", ".join(SUFFIXES)
            )
        data = makers[path.suffix.lower()]()
        try:
            return write_atomically(path, data)
        except OSError as error:
            raise GraphError(
                "{path}: the picture cannot be written ({reason}).", path=path, reason=error.strerror
            ) from error

    def _repr_html_(self) -> str:
        """A frame that can neither reach the notebook nor a network; the whole page is its escaped content."""
        page = html.escape(self.html())
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" srcdoc="{page}" title="{html.escape(self.title)}" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8888"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title}>"


class DiagramPicture(Picture):
    """A picture of nodes and relations."""

    def __init__(self, diagram: Diagram, part: Span | None = None) -> None:
        self.diagram = diagram
        self._part = part
        self.title = diagram.title

    def html(self) -> str:
        """The interactive page."""
        return render_html(self.diagram)

    def spec(self) -> dict[str, Any]:
        """The static picture in Vega-Lite."""
        from zhize.graph.views.pictures.static import static_spec

        return static_spec(self.diagram, self._part)

    def sheets(self, wide: float, tall: float) -> list[DiagramPicture]:
        """The picture over as many sheets of paper, so many millimetres wide and tall, as its type needs to be read.

        Example:
            >>> len(zhize.open("kg").draw_body("区森防指").sheets(277, 160))
            1
        """
        parts = sheets(self.diagram, lay_out(self.diagram), wide, tall)
        return [DiagramPicture(self.diagram, part) for part in parts] if len(parts) > 1 else [self]

    def network(self, format: str) -> bytes:
        """The nodes and relations as GraphML or GEXF."""
        from zhize.graph.store.exports import network_bytes

        return network_bytes(flat_network(self.diagram), format)


class ChartPicture(Picture):
    """A picture of a chart: a Vega-Lite specification, and the table with the same content."""

    def __init__(self, title: str, spec: dict[str, Any], table: tuple[list[str], list[list[str]]], note: str) -> None:
        self.title = title
        self.table = table
        self.note = note
        self._spec = spec

    def html(self) -> str:
        """The interactive page."""
        return render_chart(self.title, self.note, self._spec, self.table)

    def spec(self) -> dict[str, Any]:
        """The static picture in Vega-Lite."""
        return self._spec


def _visible(value: Any) -> Any:
    """A specification without control characters, at which the engine that draws it would end the whole program."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(key): _visible(item) for key, item in value.items()}
    return [_visible(item) for item in value] if isinstance(value, list) else value


def flat_network(diagram: Diagram) -> nx.MultiDiGraph[str]:
    """The diagram as a networkx graph with flat attributes; what stands several times on a board becomes one node."""
    import networkx as nx

    from zhize.graph.store.exports import clean, xml_name

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = {node.id: xml_name(node.of or node.id) for node in diagram.nodes}
    for node in diagram.nodes:
        kind = {"class": clean(node.kind), "class_label": clean(node.kind_label)}
        graph.add_node(names[node.id], label=clean(node.title.split("\n")[0] or node.label), **kind)
    for edge in diagram.edges:
        ends = names[edge.source], names[edge.target]
        more = {"relation": clean(edge.kind), "label": clean(edge.label), "quote": clean(edge.title)}
        graph.add_edge(*ends, key=xml_name(edge.id), weight=edge.weight, **more)
    return graph
