"""The command that tells what does not fit together in a graph, or is missing from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from zhize.cli_options import GraphPath, checked_day, opened_graph
from zhize.errors import OptionError
from zhize.messages import gettext as _


def audit(
    graph: GraphPath,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day to judge by (2024-01-31); default: the newest document's.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind; may be given several times.")
    ] = None,
    severity: Annotated[str | None, typer.Option(help="Only findings of 差错, 核对 or 提示.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One object a finding.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write a spreadsheet (.xlsx) or a .csv.")] = None,
    load: Annotated[
        bool, typer.Option("--load", help="Instead: how much each agency has to do, place by place.")
    ] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Print all findings of each kind.")] = False,
) -> None:
    """Find what does not fit together or is missing: tasks without anybody, abolished leads, past deadlines, …"""
    from zhize import render_audit as render
    from zhize.queries.audit.audit import record
    from zhize.queries.audit.finding import SEVERITIES, kinds

    if severity is not None and severity not in SEVERITIES:
        raise OptionError(
            "“{severity}” is no severity. Give one of {known}.", severity=severity, known="、".join(SEVERITIES)
        )
    with opened_graph(graph) as opened:
        day = checked_day(as_of, "--as-of")
        if load:
            loads = opened.loads(day)
            if out is not None:
                typer.echo(_("Written: {file}", file=render.write_loads(opened.kg, loads, out)))
            else:
                typer.echo(render.render_loads(opened.kg, loads), nl=False)
            return
        found = opened.audit(day, kind or ())
        found = [f for f in found if severity in (None, kinds()[f.kind].severity)]
        if out is not None:
            written = render.write_findings(opened.kg, found, out)
            typer.echo(_("Written: {file} ({count} findings)", file=written, count=len(found)))
        elif json:
            for finding in found:
                typer.echo(msgspec.json.encode(record(opened.kg, finding)).decode())
        else:
            typer.echo(render.render_findings(found, whole=whole), nl=False)
