"""The commands that write what is circulated: report, due."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.cli_options import GraphPath, checked_day, opened_graph
from zhize.completing import NODES, names, one_of, roles, subjects
from zhize.messages import gettext as _
from zhize.messages import listed
from zhize.texts import visible

if TYPE_CHECKING:
    from zhize.graph.views.due import Due, DueList

_MOST = 20
"""Lines of each list that are printed unless --all."""


def report(
    graph: GraphPath,
    subject: Annotated[str, typer.Argument(help="agency, body, document or region.", autocompletion=one_of(subjects))],
    name: Annotated[str, typer.Argument(help="Its name, short name, number or title.", autocompletion=names(*NODES))],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .docx, .pdf or .html.")] = Path(
        "职责任务清单.docx"
    ),
) -> None:
    """Write a report: 职责清单, 任务清单, organisation chart, sources as notes."""
    with opened_graph(graph) as opened:
        typer.echo(_("Report: {file}", file=opened.report(subject, name, out)))


def due(
    graph: GraphPath,
    days: Annotated[int, typer.Option("--days", "-d", help="Due within so many days.", min=0)] = 30,
    on: Annotated[str | None, typer.Option("--on", help="The day from which to count (default: today).")] = None,
    agency: Annotated[
        str | None, typer.Option(help="Only tasks of this agency.", autocompletion=names("Agency"))
    ] = None,
    document: Annotated[str | None, typer.Option(help="Only tasks of this document.")] = None,
    role: Annotated[
        str | None, typer.Option(help="Only with this role: 牵头, 配合 or 责任.", autocompletion=one_of(roles))
    ] = None,
    region: Annotated[str | None, typer.Option(help="Only tasks of documents for this region or within it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Print every line of each list.")] = False,
) -> None:
    """List the tasks that are overdue, due within some days, due later, and those without a day."""
    from datetime import date

    import msgspec

    from zhize.graph.views.due import due_list
    from zhize.graph.views.ledger import Filter

    given = checked_day(on, "--on")
    day = date.fromisoformat(given) if given else date.today()
    with opened_graph(graph) as opened:
        wanted = Filter(
            opened.find("Agency", agency) if agency else None,
            document,
            role,
            region=opened.find("Region", region) if region else None,
        )
        found = due_list(opened.light if agency else opened.kg, day, days, wanted)
    typer.echo(msgspec.json.encode(found) if as_json else _text(found, whole=whole), nl=as_json)


def _text(found: DueList, *, whole: bool) -> str:
    """The lists as text."""
    groups = (
        (_("Overdue"), found.overdue),
        (_("Due within {days} days", days=found.within), found.soon),
        (_("Due later"), found.later),
        (_("No deadline given"), found.undated),
    )
    out = [_("As of {day}", day=found.on.isoformat())]
    for title, dues in groups:
        out.append(f"\n{title} ({len(dues)})")
        shown = dues if whole else dues[:_MOST]
        out += [_line(one) for one in shown]
        if len(shown) < len(dues):
            out.append("  " + _("… {number} more (--all)", number=len(dues) - len(shown)))
    return "\n".join(out) + "\n"


def _line(one: Due) -> str:
    when = ""
    if one.days is not None:
        when = _("{days} days late", days=-one.days) if one.days < 0 else _("{days} days left", days=one.days)
    day = f"{one.day.isoformat()} ({when})" if one.day else one.deadline
    roles = [_("{role}: {names}", role=_(role), names=listed(names)) for role, names in one.doers.items() if names]
    paper = one.number or f"《{one.document}》"
    return visible(f"  {day}{' ' if day else ''}{one.title} ({'; '.join(roles)})  〔{paper} {one.file}:{one.line}〕")
