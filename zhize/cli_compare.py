"""The command that compares two documents, two places or two years."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from zhize.cli_options import GraphPath, opened_graph
from zhize.messages import gettext as _


def compare(
    graph: GraphPath,
    a: Annotated[str, typer.Argument(help="A document (number or title), a place, or a year.")],
    b: Annotated[str, typer.Argument(help="Another one.")],
    json: Annotated[bool, typer.Option("--json", help="One object a pair, best first.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write a spreadsheet (.xlsx, .csv) or a picture (.html, .svg, .png)."),
    ] = None,
    unmatched: Annotated[bool, typer.Option("--unmatched", help="Also what has no counterpart.")] = False,
    related: Annotated[bool, typer.Option("--related", help="In the table also pairs of one field.")] = False,
) -> None:
    """Tell what two documents, places or years set down on the same matter, and what differs."""
    from zhize.graph.views.pictures.picture import SUFFIXES
    from zhize.queries.compare.match import compare as match
    from zhize.render_compare import render_comparison, write_comparison

    with opened_graph(graph) as opened:
        found = match(opened.light, a, b)
    if out is not None:
        if out.suffix.lower() in SUFFIXES:
            from zhize.picture_compare import compared_picture

            written = compared_picture(found, a, b).save(out)
        else:
            written = write_comparison(found, out)
        typer.echo(_("Written: {file}", file=written))
        return
    if json:
        for pair in found.pairs:
            typer.echo(msgspec.json.encode(pair).decode())
        for name, alone in (("a", found.only_a), ("b", found.only_b)) if unmatched else ():
            for kind, side in alone:
                typer.echo(msgspec.json.encode({name: side, "kind": kind, "relation": "none"}).decode())
        return
    typer.echo(render_comparison(found, related=related, unmatched=unmatched), nl=False)
