"""The commands that draw: one for each view, called as `zhize draw GRAPH VIEW …` or `zhize draw VIEW GRAPH …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.cli_help import Group
from zhize.cli_options import GraphPath, opened_graph, parameter
from zhize.completing import names, one_of
from zhize.drawing import MOST, VIEWS, unknown_view
from zhize.messages import gettext as _
from zhize.messages import later

if TYPE_CHECKING:
    from typer import Context

    from zhize.graph.views.pictures.picture import Picture

_MOST_ROWS = 60


class Views(Group):
    """The views as commands; the name of the view may stand before the graph or behind it."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:  # type: ignore[override, unused-ignore]
        """Put the name of the view first, where the library of the command line looks for it.

        Raises:
            OptionError: there is no such view.
        """
        if args and args[0] not in (*VIEWS, "--help"):
            at = next((n for n, arg in enumerate(args) if arg in VIEWS), None)
            if at is not None:
                args = [args[at], *args[:at], *args[at + 1 :]]
            elif "--help" not in args and not ctx.resilient_parsing:  # else it is a call that is being completed
                raise unknown_view(args[1] if len(args) > 1 else "")
        return super().parse_args(ctx, args)


app = typer.Typer(cls=Views, help="Draw: an interactive page, a static picture, or a network file for Gephi.")

_NAMED = later("What to draw: a name, short name, document number or part of a title.")
Agency = Annotated[str, typer.Argument(help=_NAMED, autocompletion=names("Agency"))]
Body = Annotated[str, typer.Argument(help=_NAMED, autocompletion=names("Body"))]
Document = Annotated[str, typer.Argument(help=_NAMED, autocompletion=names("Document"))]
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write: .html, .svg, .png, .graphml or .gexf.")]
Most = Annotated[int, typer.Option("--max-nodes", help="Draw at most so many nodes.", min=2)]
Region = Annotated[str | None, typer.Option(help="Only this place.", autocompletion=names("Region"))]
OUT = Path("diagram.html")


def _save(picture: Picture, out: Path) -> None:
    typer.echo(_("Diagram: {file}", file=picture.save(out)))


@app.command()
def agency(graph: GraphPath, name: Agency, out: Out = OUT, most: Most = MOST) -> None:
    """Draw an agency with its tasks by role, its duties and the bodies it sits in."""
    with opened_graph(graph) as opened:
        _save(opened.draw_agency(name, max_nodes=most), out)


@app.command()
def body(graph: GraphPath, name: Body, out: Out = OUT, most: Most = MOST) -> None:
    """Draw a command, leading group or committee as an organisation chart."""
    with opened_graph(graph) as opened:
        _save(opened.draw_body(name, max_nodes=most), out)


@app.command()
def document(graph: GraphPath, name: Document, out: Out = OUT, most: Most = MOST) -> None:
    """Draw a document with what it rests on, its tasks and who does them."""
    with opened_graph(graph) as opened:
        _save(opened.draw_document(name, max_nodes=most), out)


@app.command()
def network(
    graph: GraphPath,
    place: Annotated[str | None, typer.Argument(help="Only this place.")] = None,
    region: Region = None,
    out: Out = OUT,
    most: Most = MOST,
) -> None:
    """Draw which agencies share tasks, of one place or of all."""
    with opened_graph(graph) as opened:
        _save(opened.draw_network(region=region or place, max_nodes=most), out)


@app.command()
def matrix(
    graph: GraphPath,
    place: Annotated[str | None, typer.Argument(help="Only this place.")] = None,
    region: Region = None,
    by: Annotated[
        str,
        typer.Option(
            help="Columns of the matrix: document or role.", autocompletion=one_of(lambda: ("document", "role"))
        ),
    ] = "document",
    out: Out = OUT,
    most: Annotated[
        int, typer.Option("--max-rows", "--max-nodes", help="Draw at most so many rows.", min=2)
    ] = _MOST_ROWS,
) -> None:
    """Draw how many tasks each agency has, by document or by role, as a heat map."""
    with opened_graph(graph) as opened:
        _save(opened.draw_matrix(by=by, region=region or place, max_rows=most), out)


@app.command()
def cascade(
    graph: GraphPath,
    topic: Annotated[str, typer.Argument(help="Words in the titles of the documents: 乡村教育.")],
    out: Out = OUT,
    most: Most = MOST,
) -> None:
    """Draw documents on one matter by level of government, and which tasks of one level continue in the next."""
    with opened_graph(graph) as opened:
        _save(opened.draw_cascade(topic, max_nodes=most), out)


@app.command()
def timeline(
    graph: GraphPath,
    name: Annotated[str | None, typer.Argument(help="Only documents and deadlines of this agency.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only documents and deadlines of this agency.")] = None,
    region: Region = None,
    out: Out = OUT,
) -> None:
    """Draw documents with their dates and terms, and the deadlines of their tasks."""
    with opened_graph(graph) as opened:
        _save(opened.draw_timeline(agency=agency or name, region=region), out)


@app.command()
def query(
    graph: GraphPath,
    cypher: Annotated[str | None, typer.Option(help="Draw what this Cypher query returns.")] = None,
    sparql: Annotated[str | None, typer.Option(help="Draw the nodes that this SPARQL query returns.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", help="name=value, for $name; may be repeated.")] = None,
    out: Out = OUT,
    most: Most = MOST,
) -> None:
    """Draw the nodes and relations that a query returns."""
    params = dict(parameter(p) for p in param or [])
    with opened_graph(graph) as opened:
        _save(opened.draw_query(cypher=cypher, sparql=sparql, params=params, max_nodes=most), out)
