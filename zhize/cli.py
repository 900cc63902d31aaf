"""The command line: build, facts, dump, show, ledger, check, demo; the other commands stand in `cli_*.py`.

Exit status: 0 all went well; 1 the command ended, but some files could not be read (or --strict found issues,
or the question has no answer in the graph); 2 the command could not be carried out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize import (
    __version__,
    cli_ask,
    cli_audit,
    cli_compare,
    cli_diff,
    cli_draw,
    cli_names,
    cli_network,
    cli_parquet,
    cli_reports,
    cli_schema,
    cli_stores,
    cli_web,
)
from zhize.cli_help import UsageError, command_line, hint_of, sentence_of, take_language
from zhize.cli_options import COUNTED, GraphPath, checked_day, opened_graph, progress_bar
from zhize.completing import NODES, names, one_of, roles
from zhize.errors import OptionError, ZhizeError, require
from zhize.messages import gettext, language, speak
from zhize.messages import gettext as _
from zhize.texts import visible

if TYPE_CHECKING:
    from zhize.building import BuildReport

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; errors of the zhize family become one sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    speak(language())
    try:
        arguments, chosen = take_language(sys.argv[1:])
        if chosen is not None:
            speak(chosen)
        raise SystemExit(command_line(app, arguments).main(arguments, prog_name="zhize", standalone_mode=False) or 0)
    except UsageError as error:
        if sentence := sentence_of(error):
            typer.echo(f"zhize: {visible(sentence)}", err=True)
            typer.echo(hint_of(error), err=True)
        raise SystemExit(2) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except ZhizeError as error:
        typer.echo(f"zhize: {visible(str(error))}", err=True)
        raise SystemExit(error.exit_status) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(0) from None
    except OSError as error:
        _drop_output()
        place = f"{visible(os.fsdecode(error.filename))}: " if error.filename else ""
        why = _("this cannot be read or written ({reason}).", reason=error.strerror or error)
        typer.echo(f"zhize: {place}{why}", err=True)
        raise SystemExit(2) from None


def _drop_output() -> None:
    """Send what is still to be printed nowhere: nobody takes it, and the end of the program would fail at it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"zhize {__version__}")
        raise typer.Exit


@app.callback()
def zhize_itself(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Language of help and messages: zh or en.", envvar="ZHIZE_LANG")
    ] = None,
) -> None:
    """职责图谱: who is responsible for what, read out of government gazettes."""


@app.command()
def build(
    gazettes: Annotated[str, typer.Argument(help="A gazette or a folder of them (.txt .md .html .docx .pdf …).")],
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Graph folder to write (default: kg, on Spark kg.parquet).")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", help="Processes (default: all processors).", min=1)
    ] = None,
    max_mb: Annotated[int, typer.Option(help="Refuse files larger than this.", min=1)] = 32,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when anything could not be read for certain.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the folder: build again when it changes.")] = False,
    semantic: Annotated[
        bool,
        typer.Option(
            "--semantic", help="Have vectors of the clauses made in the background, by which questions find them too."
        ),
    ] = False,
    spark: Annotated[
        str | None,
        typer.Option(
            "--spark",
            metavar="MASTER",
            help="Read on Spark (local[4], spark://HOST:PORT, yarn …) and write Parquet; both places may be of Hadoop (hdfs://…).",
        ),
    ] = None,
) -> None:
    """Read gazettes and write a graph, or bring one up to date: only new and changed files are read."""
    if spark is not None:
        if watch or semantic or jobs is not None:
            raise OptionError("--spark does not go with --watch, --semantic or --jobs.")
        made = cli_parquet.build_on_spark(gazettes, out or cli_parquet.OUT, spark, max_mb, quiet=quiet)
        if made.failed or (strict and made.rows["issues"]):
            raise typer.Exit(1)
        return
    given, folder = Path(gazettes), Path(out or "kg")
    if semantic:
        require("semantic")  # told before the work
    if watch:
        _watch(given, lambda: _build(given, folder, jobs, max_mb, semantic=semantic, quiet=quiet))
        return
    report = _build(given, folder, jobs, max_mb, semantic=semantic, quiet=quiet)
    if report.failed or (strict and report.issues):
        raise typer.Exit(1)


def _watch(gazettes: Path, build: Callable[[], object]) -> None:
    """Build again whenever the folder changes, until somebody presses Ctrl-C."""
    from zhize.watching import follow

    def once() -> None:
        try:
            build()
        except ZhizeError as error:
            typer.echo(f"zhize: {error}", err=True)
        typer.echo(_("Following {gazettes}. (Ctrl-C ends it)", gazettes=gazettes))

    try:
        follow(gazettes, once)
    except KeyboardInterrupt:
        typer.echo(_("Ended; the graph is as the last build left it."))


def _build(gazettes: Path, out: Path, jobs: int | None, max_mb: int, *, semantic: bool, quiet: bool) -> BuildReport:
    import zhize
    from zhize.loaders.files.read import find_files
    from zhize.semantic import begin

    total = len(find_files(gazettes).files)
    if quiet:
        report = zhize.build(gazettes, out, jobs=jobs, max_mb=max_mb)
    else:
        with progress_bar() as bar:
            task = bar.add_task(_("reading"), total=total)
            report = zhize.build(
                gazettes,
                out,
                jobs=jobs,
                max_mb=max_mb,
                progress=lambda r: bar.update(task, advance=1, description=Path(r.name).name[:30]),
                step=lambda name, at: bar.update(task, description=f"{Path(name).name[:20]} {at.page + 1}/{at.pages}"),
            )
        _summary(report, out)
        for sentence in report.skipped:
            typer.echo(sentence)
    if begin(out, wanted=semantic) and not quiet:
        typer.echo(_("Vectors of the clauses are being made in the background; questions use them when all are there."))
    for sentence in report.failed:
        typer.echo(f"zhize: {sentence}", err=True)
    return report


def _summary(report: BuildReport, out: Path) -> None:
    counts = ", ".join(gettext(label, count=report.counts[node_class]) for node_class, label in COUNTED.items())
    read = report.files - len(report.failed)
    typer.echo(_("Read {read} of {files} files: {counts}.", read=read, files=report.files, counts=counts))
    if report.read < report.files:
        typer.echo(_("{count} files have not changed and were not read again.", count=report.files - report.read))
    if report.form_only:
        count = report.form_only
        typer.echo(
            _("{count} of the agencies rest on the form of their names alone (zhize check: form-only).", count=count)
        )
    typer.echo(
        _(
            "{facts} facts, {issues} issues (list them with: zhize check {graph}). The graph is in {graph}.",
            facts=report.facts,
            issues=report.issues,
            graph=out,
        )
    )


app.command()(cli_parquet.load)


@app.command()
def facts(
    graph: GraphPath, out: Annotated[Path, typer.Option("--out", help="Folder for the tables.")] = Path("facts")
) -> None:
    """Write the flat tables as JSON Lines."""
    from zhize.graph.views.tables import write_tables

    with opened_graph(graph) as opened:
        for name, count in write_tables(opened.kg, out).items():
            typer.echo(_("{file}: {count} rows", file=out / f"{name}.jsonl", count=count))


@app.command()
def dump(
    graph: GraphPath, out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files.")] = Path("dump")
) -> None:
    """Write the whole graph as sorted JSON Lines: facts, issues, sources; the same bytes for the same input."""
    with opened_graph(graph) as opened:
        for path in opened.dump(out):
            typer.echo(path)


app.command()(cli_ask.ask)
app.command()(cli_ask.query)
app.command()(cli_ask.search)
app.add_typer(cli_draw.app, name="draw")
app.command()(cli_compare.compare)
app.command()(cli_audit.audit)
app.command()(cli_diff.diff)
app.command()(cli_network.network)


@app.command()
def show(
    graph: GraphPath,
    name: Annotated[
        str,
        typer.Argument(
            help="An agency, a body or a document, by name, short name, number or title.", autocompletion=names(*NODES)
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Do not cut long lines.")] = False,
) -> None:
    """Print the card of an agency, a body or a document, each line with its source."""
    import msgspec

    from zhize.render import card_record, render_card

    with opened_graph(graph) as opened:
        card = opened.show(name)
        typer.echo(msgspec.json.encode(card_record(card)) if as_json else render_card(card, whole=whole), nl=as_json)


for command in (cli_names.why, cli_names.same, cli_names.differ, cli_names.unsure):
    app.command()(command)


@app.command()
def ledger(
    graph: GraphPath,
    out: Annotated[Path, typer.Option("--out", "-o", help="台账 to write, .xlsx or .csv.")] = Path("台账.xlsx"),
    agency: Annotated[
        str | None, typer.Option(help="Only tasks of this agency.", autocompletion=names("Agency"))
    ] = None,
    document: Annotated[
        str | None, typer.Option(help="Only tasks of this document (number or part of its title).")
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="Only with this role: 牵头, 配合 or 责任.", autocompletion=one_of(roles))
    ] = None,
    due_from: Annotated[str | None, typer.Option(help="Only tasks due on this day or later (2024-01-01).")] = None,
    due_by: Annotated[str | None, typer.Option(help="Only tasks due on this day or before.")] = None,
    region: Annotated[str | None, typer.Option(help="Only tasks of documents for this region or within it.")] = None,
    marks_only: Annotated[
        bool, typer.Option("--marks-only", help="Only tasks with a mark of their own; none given in prose.")
    ] = False,
    by_agency: Annotated[bool, typer.Option("--by-agency", help="A further sheet for each agency (.xlsx).")] = False,
) -> None:
    """Write the ledger of tasks as a spreadsheet or CSV."""
    from zhize.graph.views.ledger import Filter, write_ledger
    from zhize.graph.views.ledger import by_agency as sheets_of
    from zhize.graph.views.ledger import ledger as rows_of

    with opened_graph(graph) as opened:
        wanted = Filter(
            opened.find("Agency", agency) if agency else None,
            document,
            role,
            checked_day(due_from, "--due-from"),
            checked_day(due_by, "--due-by"),
            opened.find("Region", region) if region else None,
            marks_only,
        )
        rows = rows_of(opened.light if agency else opened.kg, wanted)
        sheets = sheets_of(opened.kg, wanted) if by_agency else None
        whose = opened.light.caption(wanted.agency or wanted.region or "") if agency or region else ""
        written = write_ledger(rows, out, sheets, whose)
        typer.echo(_("Ledger: {file} ({count} tasks)", file=written, count=len(rows)))


app.command()(cli_reports.report)
app.command()(cli_reports.due)


@app.command()
def check(
    graph: GraphPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when there are issues.")] = False,
) -> None:
    """List what could not be read for certain."""
    import msgspec

    from zhize.graph.store.issues import issue_record

    with opened_graph(graph) as opened:
        issues = opened.issues
        for issue in issues:
            if as_json:
                typer.echo(msgspec.json.encode(issue_record(issue)).decode())
            else:
                told = _("{reason}: {text}", reason=issue.reason, text=issue.text)
                typer.echo(f"{issue.file}:{issue.line}: [{issue.kind}] {told}")
        if not as_json:
            typer.echo(_("{count} issues.", count=len(issues)))
        if strict and issues:
            raise typer.Exit(1)


app.command()(cli_stores.push)
app.command()(cli_stores.export)
app.command()(cli_schema.schema)
app.command()(cli_web.serve)
app.command()(cli_web.site)
app.command()(cli_web.mcp)


@app.command()
def demo(
    gazettes: Annotated[Path, typer.Argument(help="Gazettes to read.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for everything the demo writes.")] = Path("demo"),
    question: Annotated[str, typer.Option(help="The question asked.")] = "区应急管理局负责什么？",
) -> None:
    """Build, ask, query, draw and write the ledger in one go, and say where everything lies."""
    from zhize.demo import run_demo

    run_demo(gazettes, out, question)


if __name__ == "__main__":
    main()
