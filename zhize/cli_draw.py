"""The command that draws."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from zhize.cli_options import GraphPath, parameter
from zhize.errors import OptionError
from zhize.messages import gettext as _


def draw(
    graph: GraphPath,
    view: Annotated[str, typer.Argument(help="agency, body, document, network, matrix, cascade, timeline or query.")],
    name: Annotated[
        str | None,
        typer.Argument(help="What to draw: a name, alias, document number or part of a title; a topic (cascade)."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="File to write: .html, .svg, .png, .graphml or .gexf.")
    ] = Path("diagram.html"),
    region: Annotated[str | None, typer.Option(help="Only this place (network, matrix, timeline).")] = None,
    agency: Annotated[str | None, typer.Option(help="Only documents and deadlines of this agency (timeline).")] = None,
    by: Annotated[str, typer.Option(help="Columns of the matrix: document or role.")] = "document",
    cypher: Annotated[str | None, typer.Option(help="Draw what this Cypher query returns (query).")] = None,
    sparql: Annotated[str | None, typer.Option(help="Draw the nodes this SPARQL query returns (query).")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", help="name=value, for $name; may be repeated.")] = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--max-nodes", help="Draw at most so many nodes (default 1500), or rows of the matrix (60).", min=2
        ),
    ] = None,
) -> None:
    """Draw: an interactive page that needs nothing else, a static picture, or a network file for Gephi."""
    import zhize

    if view != "query" and (cypher or sparql or param):
        raise OptionError(
            "--cypher, --sparql and --param belong to the view “query”: zhize draw GRAPH query --cypher …"
        )
    params = dict(parameter(p) for p in param or [])
    with closing(zhize.open(graph)) as opened:
        picture = opened.picture(
            view, name, region=region, by=by, agency=agency, cypher=cypher, sparql=sparql, params=params, max_nodes=most
        )
        typer.echo(_("Diagram: {file}", file=picture.save(out)))
