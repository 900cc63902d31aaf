"""The command that tells who depends on whom, who stands between others, and who works together."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from zhize.cli_options import GraphPath, opened_graph


def network(
    graph: GraphPath,
    region: Annotated[str | None, typer.Option(help="Only tasks of documents for this region.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read off the shared tasks who depends on whom, who stands between others, who works together, with due caution."""
    from zhize.render_network import network_record, render_network

    with opened_graph(graph) as opened:
        found = opened.network(region)
        if json:
            typer.echo(msgspec.json.encode(network_record(opened.light, found)).decode())
        else:
            typer.echo(render_network(opened.light, found), nl=False)
