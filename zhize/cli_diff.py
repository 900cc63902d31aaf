"""The command that tells what changed between two graphs, or what the last build changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from zhize.cli_options import GraphPath, opened_graph
from zhize.messages import gettext as _


def diff(
    graph: GraphPath,
    newer: Annotated[
        Path | None, typer.Argument(help="A newer graph; without it: what the last build of GRAPH changed.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Of one graph: what changed since it had this stamp.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One object a change.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write a table (.xlsx, .csv) or a report (.html, .docx, .pdf).")
    ] = None,
) -> None:
    """Tell what changed: documents, tasks, who does them, duties, members, validity."""
    from zhize.queries.diff.change import record
    from zhize.render_diff import render_changes, write_changes

    with opened_graph(graph) as opened:
        if newer is None:
            found = opened.changes(since)
        else:
            with opened_graph(newer) as other:
                found = opened.diff(other)
    if out is not None:
        typer.echo(_("Written: {file} ({count} changes)", file=write_changes(found, out), count=len(found.changes)))
    elif json:
        for change in found.changes:
            typer.echo(msgspec.json.encode(record(found.papers, change)).decode())
    else:
        typer.echo(render_changes(found), nl=False)
