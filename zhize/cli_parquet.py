"""Commands for graphs as Parquet: building on Spark, loading into a graph file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.cli_options import COUNTED, progress_bar
from zhize.messages import gettext, later
from zhize.messages import gettext as _

if TYPE_CHECKING:
    from zhize.loaders.spark.build import SparkReport

OUT = "kg.parquet"
"""Where a build on Spark writes when nothing is said."""
_STAGES = {
    "reading": later("reading files"),
    "documents": later("names of documents"),
    "regions": later("names of regions"),
    "facts": later("facts"),
    "links": later("links between documents"),
    "tables": later("writing tables"),
}
"""The stages of a build on Spark, with what the progress bar calls them."""


def build_on_spark(gazettes: str, out: str, master: str, max_mb: int, *, quiet: bool) -> SparkReport:
    """Build a graph as Parquet and say what it holds."""
    from zhize.loaders.spark.build import build

    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task(_("starting Spark"), total=len(_STAGES) + 1)
        report = build(
            gazettes,
            out,
            master,
            max_mb=max_mb,
            stage=lambda name: bar.update(task, advance=1, description=gettext(_STAGES[name])),
        )
        bar.update(task, completed=len(_STAGES) + 1)
    if not quiet:
        _summary(report, out)
    for sentence in report.failed:
        typer.echo(f"zhize: {sentence}", err=True)
    return report


def _summary(report: SparkReport, out: str) -> None:
    counts = ", ".join(gettext(label, count=report.counts.get(node_class, 0)) for node_class, label in COUNTED.items())
    read = report.files - len(report.failed)
    typer.echo(_("Read {read} of {files} files: {counts}.", read=read, files=report.files, counts=counts))
    if report.read < report.files:
        typer.echo(_("{count} files have not changed and were not read again.", count=report.files - report.read))
    typer.echo(
        _(
            "{facts} facts, {issues} issues. The tables are in {folder}; zhize load {folder} makes a graph of them.",
            facts=report.rows["facts"],
            issues=report.rows["issues"],
            folder=out,
        )
    )
    for sentence in report.skipped:
        typer.echo(sentence)


def load(
    parquet: Annotated[
        Path, typer.Argument(help="Folder of Parquet files that `zhize build --spark` wrote.", metavar="PARQUET")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Graph folder to write.")] = Path("kg"),
) -> None:
    """Make a graph of what a build on Spark wrote: the same as a build on one machine gives."""
    from zhize.parquet import load as load_graph

    report = load_graph(parquet, out)
    counts = ", ".join(gettext(label, count=report.counts[node_class]) for node_class, label in COUNTED.items())
    typer.echo(
        _(
            "{counts}. {facts} facts, {issues} issues. The graph is in {graph}.",
            counts=counts,
            facts=report.facts,
            issues=report.issues,
            graph=out,
        )
    )
