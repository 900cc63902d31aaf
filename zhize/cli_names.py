"""Commands about names: why a printed name is which agency, and what people decide of two agencies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.cli_options import GraphPath, opened_graph
from zhize.errors import OptionError
from zhize.messages import gettext, later, listed
from zhize.messages import gettext as _

if TYPE_CHECKING:
    from zhize.graph.model.facts import Evidence
    from zhize.graph.store.sqlite.reader import Reader
    from zhize.graph.views.grounds import Ground

VERDICTS = {"same": later("same"), "differ": later("differ"), "unsure": later("unsure")}
"""What people may decide of two agencies, with how it is said."""


def why(
    graph: GraphPath,
    name: Annotated[
        str,
        typer.Argument(
            help="A name of an agency as printed (区发改委) or in full, or the id of a duty, task, seat, body or fact."
        ),
    ],
) -> None:
    """Say why a printed name is which agency, or by which rule and which signs a statement was read."""
    from zhize.graph.identity.why import nearest
    from zhize.graph.identity.why import why as reasons_of
    from zhize.graph.views.grounds import grounds

    with opened_graph(graph) as opened:
        if not name.startswith("agency:") and (found := grounds(opened.kg, name)):
            for ground in found:
                _tell(ground)
            return
        reasons = reasons_of(opened.kg, name)
        for reason in reasons:
            typer.echo(f"“{name}” → {opened.kg.caption(reason.agency)}  〔{reason.agency}〕")
            for step in reason.steps:
                typer.echo(_("  reason: {step}", step=step))
            for use in reason.uses:
                where = listed(_where(opened.reader, f.evidence) for f in use.places[:3])
                typer.echo(
                    _(
                        "  printed as {name} ({count} places: {where})",
                        name=use.printed,
                        count=use.count,
                        where=where + "…" * (use.count > 3),
                    )
                )
            for other in reason.others:
                typer.echo(_("  not: {other}", other=other))
        if not reasons:
            near = nearest(opened.kg, name)
            said = _("No agency of the graph is printed as “{name}”.", name=name)
            typer.echo(_("{sentence} Did you mean {names}?", sentence=said, names=listed(near)) if near else said)
            raise typer.Exit(1)


def _where(reader: Reader, at: Evidence) -> str:
    """The file and line of some evidence and, of PDFs and scans, its first line's box in points: `a.pdf:3 (page 1, left 72 …)`."""
    box = next(iter(reader.boxes_of(at)), None)
    if box is None:
        return f"{at.file}:{at.line}"
    left, top, right, bottom = (round(side) for side in (box.left, box.top, box.right, box.bottom))
    place = _(
        "page {page}, left {left} top {top} right {right} bottom {bottom}",
        page=box.page,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
    )
    return f"{at.file}:{at.line} ({place})"


def _tell(ground: Ground) -> None:
    """Print why one statement stands in the graph."""
    typer.echo(ground.statement)
    typer.echo(_("  rule: {rule}", rule=ground.rule) + (f" ({ground.said})" if ground.said else ""))
    if ground.signs:
        typer.echo(_("  signs: {signs}", signs=ground.signs))
    if ground.printed:
        typer.echo(_("  printed as {name}", name=ground.printed))
    typer.echo(_("  source: {place} “{quote}”", place=ground.place, quote=ground.quote))


def _decide(
    verdict: str, graph: Path, a: str | None, b: str | None, by: str, reason: str, *, listing: bool, undo: int | None
) -> None:
    """Add a decision, list all, or take one back; it takes effect at once."""
    from datetime import UTC, datetime

    from zhize.graph.identity import decisions
    from zhize.graph.identity.splits import absorbed_node

    table, today = decisions.table_of(graph), datetime.now(UTC).date().isoformat()
    if undo is not None:
        gone = decisions.undo(table, undo, by, today)
        typer.echo(
            _(
                "Decision {version} ({verdict}: {a} / {b}, by {by}) is taken back.",
                version=gone.version,
                verdict=gettext(VERDICTS[gone.verdict]),
                a=gone.a,
                b=gone.b,
                by=gone.by,
            )
        )
        return
    if listing:
        for d in decisions.accepted(table):
            back = _("  (taken back {day})", day=d.undone) if d.undone else ""
            verdict = gettext(VERDICTS[d.verdict])
            typer.echo(f"{d.version}  {d.day}  {verdict}  {d.a} / {d.b}  {d.by}: {d.why}{back}")
        return
    if a is None or b is None:
        raise OptionError("Give two agencies, or --list, or --undo with the number of a decision.")
    with opened_graph(graph) as opened:
        pair = (opened.find("Agency", a), opened.find("Agency", b))
        if pair[0] == pair[1]:  # a rule made them one
            own = opened.light.facts_at(pair[0])
            pair = (absorbed_node(own, pair[0], a), absorbed_node(own, pair[1], b))
        if verdict == "same":
            pair = decisions.better_first([f for node in pair for f in opened.light.facts_at(node)], pair)
        names = [opened.light.caption(node).split(":")[-1] for node in pair]
    decision = decisions.decide(table, verdict, pair, by, reason, today)
    typer.echo(
        _(
            "Decision {version}: {a} / {b}: {verdict} (by {by}). Kept in {table}.",
            version=decision.version,
            a=names[0],
            b=names[1],
            verdict=gettext(VERDICTS[verdict]),
            by=decision.by,
            table=table,
        )
    )
    if verdict == "same":
        typer.echo(_("Both are {name} from now on.", name=names[0]))
    elif verdict == "differ":
        typer.echo(_("They are two from now on, and no rule and no decision makes them one."))


By = Annotated[str, typer.Option(help="Who decides.")]
Reason = Annotated[str, typer.Option("--why", help="Why.")]
First = Annotated[str | None, typer.Argument(help="An agency, by name or id.")]
Second = Annotated[str | None, typer.Argument(help="Another agency.")]
Listing = Annotated[bool, typer.Option("--list", help="List all decisions.")]
Undo = Annotated[int | None, typer.Option("--undo", help="Take back the decision of this number.")]


def same(
    graph: GraphPath,
    a: First = None,
    b: Second = None,
    by: By = "",
    reason: Reason = "",
    listing: Listing = False,
    undo: Undo = None,
) -> None:
    """Decide that two agencies of the graph are one body, under the better of their names; works at once."""
    _decide("same", graph, a, b, by, reason, listing=listing, undo=undo)


def differ(
    graph: GraphPath,
    a: First = None,
    b: Second = None,
    by: By = "",
    reason: Reason = "",
    listing: Listing = False,
    undo: Undo = None,
) -> None:
    """Decide that two agencies are not the same body; no rule and no later decision makes them one."""
    _decide("differ", graph, a, b, by, reason, listing=listing, undo=undo)


def unsure(graph: GraphPath, a: First, b: Second, by: By, reason: Reason) -> None:
    """Note that somebody looked at two agencies and could not tell."""
    _decide("unsure", graph, a, b, by, reason, listing=False, undo=None)
