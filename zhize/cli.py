"""The command line: build, facts, ask, query, draw, ledger, check.

Exit status: 0 all went well; 1 the command ended, but some files could not be read (or --strict found issues,
or the question has no answer in the graph); 2 the command could not be carried out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize import cli_draw, cli_stores
from zhize.cli_options import COUNTED, GraphPath, parameter, progress_bar
from zhize.errors import OptionError, ZhizeError

if TYPE_CHECKING:
    from zhize.api import OpenGraph
    from zhize.building import BuildReport
    from zhize.graph.store.rows import Rows

app = typer.Typer(
    help="职责图谱: who is responsible for what, read out of government gazettes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; errors of the zhize family become one sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except ZhizeError as error:
        typer.echo(f"zhize: {error}", err=True)
        raise SystemExit(error.exit_status) from error
    except BrokenPipeError:
        raise SystemExit(0) from None


@contextmanager
def _opened(path: Path) -> Iterator[OpenGraph]:
    import zhize

    graph = zhize.open(path)
    try:
        yield graph
    finally:
        graph.close()


@app.command()
def build(
    gazettes: Annotated[Path, typer.Argument(help="A gazette or a folder of them (.txt .md .html .docx .pdf …).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Graph folder to write.")] = Path("kg"),
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", help="Processes (default: all processors).", min=1)
    ] = None,
    max_mb: Annotated[int, typer.Option(help="Refuse files larger than this.", min=1)] = 32,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when anything could not be read for certain.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the folder: build again when it changes.")] = False,
) -> None:
    """Read gazettes and write a graph, or bring one up to date: only new and changed files are read."""
    if watch:
        _watch(gazettes, lambda: _build(gazettes, out, jobs, max_mb, quiet=quiet))
        return
    report = _build(gazettes, out, jobs, max_mb, quiet=quiet)
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
        typer.echo(f"Following {gazettes}. (Ctrl-C ends it)")

    try:
        follow(gazettes, once)
    except KeyboardInterrupt:
        typer.echo("Ended; the graph is as the last build left it.")


def _build(gazettes: Path, out: Path, jobs: int | None, max_mb: int, *, quiet: bool) -> BuildReport:
    import zhize
    from zhize.loaders.files.read import find_files

    total = len(find_files(gazettes).files)
    if quiet:
        report = zhize.build(gazettes, out, jobs=jobs, max_mb=max_mb)
    else:
        with progress_bar() as bar:
            task = bar.add_task("reading", total=total)
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
    for sentence in report.failed:
        typer.echo(f"zhize: {sentence}", err=True)
    return report


def _summary(report: BuildReport, out: Path) -> None:
    counts = ", ".join(f"{report.counts[node_class]} {label}" for node_class, label in COUNTED.items())
    typer.echo(f"Read {report.files - len(report.failed)} of {report.files} files: {counts}.")
    if report.read < report.files:
        typer.echo(f"{report.files - report.read} files have not changed and were not read again.")
    if report.form_only:
        typer.echo(
            f"{report.form_only} of the agencies rest on the form of their names alone (zhize check: form-only)."
        )
    typer.echo(
        f"{report.facts} facts, {report.issues} issues (list them with: zhize check {out}). The graph is in {out}."
    )


@app.command()
def facts(
    graph: GraphPath, out: Annotated[Path, typer.Option("--out", help="Folder for the tables.")] = Path("facts")
) -> None:
    """Write the flat tables as JSON Lines."""
    from zhize.graph.views.tables import write_tables

    with _opened(graph) as opened:
        for name, count in write_tables(opened.kg, out).items():
            typer.echo(f"{out / name}.jsonl: {count} rows")


@app.command()
def dump(
    graph: GraphPath, out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files.")] = Path("dump")
) -> None:
    """Write the whole graph as sorted JSON Lines: facts, issues, sources; the same bytes for the same input."""
    with _opened(graph) as opened:
        for path in opened.dump(out):
            typer.echo(path)


@app.command()
def ask(
    graph: GraphPath,
    question: Annotated[
        str | None,
        typer.Argument(help="A question in Chinese; - reads one per line from standard input; none opens a prompt."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object per question.")] = False,
    region: Annotated[str | None, typer.Option(help="The place meant, e.g. 淄川区.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the question was understood.")] = False,
) -> None:
    """Answer a question in Chinese, with sources."""
    with _opened(graph) as opened:
        if question is None:
            _converse(opened, region, explain=explain)
            return
        questions = [q for line in sys.stdin if (q := line.strip())] if question == "-" else [question]
        answered = True
        for text in questions:
            said, known = _said(opened, text, region, as_json=as_json, explain=explain)
            answered = answered and known
            typer.echo(said if as_json or question != "-" else f"问：{text}\n{said}\n")
        if not answered:
            raise typer.Exit(1)


def _said(opened: OpenGraph, text: str, region: str | None, *, as_json: bool, explain: bool) -> tuple[str, bool]:
    """What is printed for a question, and whether it was answered."""
    import msgspec

    answer = opened.ask(text, region=region)
    how = opened.explain(text, region=region) if explain else None
    if as_json:
        record = msgspec.to_builtins(answer) | ({"explain": msgspec.to_builtins(how)} if how else {})
        return msgspec.json.encode(record).decode(), answer.answered
    return "\n".join([*([how.rendered()] if how else []), answer.rendered()]), answer.answered


def _converse(opened: OpenGraph, region: str | None, *, explain: bool) -> None:
    from zhize.prompt import converse

    typer.echo("可以问：区应急局负责什么？ 谁牵头…？ …的总指挥是谁？（Tab 补全名称，空行退出）")
    history = Path(typer.get_app_dir("zhize")) / "questions"
    converse(opened, lambda q: _said(opened, q, region, as_json=False, explain=explain)[0], typer.echo, history)


@app.command()
def search(
    graph: GraphPath,
    words: Annotated[list[str], typer.Argument(help="Words that a clause is to hold, all of them.")],
    most: Annotated[int, typer.Option("--most", "-n", help="So many clauses at most.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Find clauses by their words: full text of all documents, hits marked, each with its place."""
    import msgspec

    with _opened(graph) as opened:
        hits = opened.search(*words, most=most)
    for hit in hits:
        if as_json:
            typer.echo(msgspec.json.encode(hit).decode())
        else:
            typer.echo(f"{hit.marked()}  〔{hit.number or hit.title}，{hit.file}:{hit.line}〕")
    if not hits:
        typer.echo("没有找到。", err=True)
        raise typer.Exit(1)
    if not hits[0].whole:
        typer.echo("没有一句含有全部词语；以上是最接近的。", err=True)


@app.command()
def query(
    graph: GraphPath,
    cypher: Annotated[str | None, typer.Option(help="A Cypher query.")] = None,
    sparql: Annotated[str | None, typer.Option(help="A SPARQL query.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with a query (.cypher or .rq).")] = None,
    question: Annotated[str | None, typer.Option(help="A question of the library, by name; see --list.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions of the library.")] = False,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", help="name=value, for $name; may be repeated. For --question names of agencies do too."
        ),
    ] = None,
    engine: Annotated[str, typer.Option(help="Engine for --question: sparql (starts at once) or cypher.")] = "sparql",
    output: Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")] = "table",
) -> None:
    """Run a Cypher or SPARQL query (read-only), or a question of the library."""
    from zhize.render import FORMATS, render_rows

    if output not in FORMATS:
        raise OptionError(f"“{output}” is no format. Give one of {', '.join(FORMATS)}.")
    if listing:
        typer.echo(render_rows(_questions(), output), nl=False)
        return
    if sum(given is not None for given in (cypher, sparql, file, question)) != 1:
        raise OptionError("Give exactly one of --cypher, --sparql, --file and --question.")
    if file is not None:
        text = _query_file(file)
        cypher, sparql = (None, text) if file.suffix in (".rq", ".sparql") else (text, None)
    params = dict(parameter(p) for p in param or [])
    with _opened(graph) as opened:
        if question is not None:
            rows = opened.question(question, params, engine=engine)
        else:
            rows = opened.cypher(cypher, params) if cypher is not None else opened.sparql(sparql or "", params)
        typer.echo(render_rows(rows, output), nl=False)


def _questions() -> Rows:
    """The questions of the library as rows."""
    from zhize.graph.store.rows import Rows
    from zhize.queries.library import questions

    return Rows(
        ["question", "asks", "params"],
        [[q.name, q.question, "；".join(f"{n}={m}" for n, m in q.params.items())] for q in questions().values()],
    )


def _query_file(file: Path) -> str:
    if file.suffix not in (".cypher", ".cql", ".rq", ".sparql"):
        raise OptionError(f"{file}: a query file ends in .cypher or .rq.")
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"{file}: the query cannot be read ({error}).") from error


app.command()(cli_draw.draw)


@app.command()
def show(
    graph: GraphPath,
    name: Annotated[str, typer.Argument(help="An agency, a body or a document, by name, short name, number or title.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Do not cut long lines.")] = False,
) -> None:
    """Print the card of an agency, a body or a document, each line with its source."""
    import msgspec

    from zhize.render import card_record, render_card

    with _opened(graph) as opened:
        card = opened.show(name)
        typer.echo(msgspec.json.encode(card_record(card)) if as_json else render_card(card, whole=whole), nl=as_json)


@app.command()
def why(
    graph: GraphPath,
    name: Annotated[
        str, typer.Argument(help="A name of an agency as printed (区发改委) or in full, or the id of a duty.")
    ],
) -> None:
    """Say why a printed name is which agency, or by which signs a sentence was read as a duty."""
    from zhize.graph.identity.why import nearest
    from zhize.graph.identity.why import why as reasons_of

    with _opened(graph) as opened:
        if name.startswith("duty:") and (text := opened.kg.text(name, "text")):
            typer.echo(f"“{text}”")
            rules = dict.fromkeys(fact.rule for fact in opened.kg.into(name, "has_duty"))
            typer.echo(f"  规则：{'、'.join(rules)}")
            if signs := opened.kg.text(name, "signs"):
                typer.echo(f"  依据：{signs}")
            return
        reasons = reasons_of(opened.kg, name)
        for reason in reasons:
            typer.echo(f"“{name}” → {opened.kg.caption(reason.agency)}  〔{reason.agency}〕")
            for step in reason.steps:
                typer.echo(f"  理由：{step}")
            for use in reason.uses:
                where = "、".join(f"{f.evidence.file}:{f.evidence.line}" for f in use.places[:3])
                typer.echo(f"  印作：{use.printed}（{use.count}处：{where}{'…' if use.count > 3 else ''}）")
            for other in reason.others:
                typer.echo(f"  不是：{other}")
        if not reasons:
            near = nearest(opened.kg, name)
            typer.echo(f"图谱里没有机构印作“{name}”。" + (f"相近的有：{'、'.join(near)}。" if near else ""))
            raise typer.Exit(1)


def _decide(
    verdict: str, graph: Path, a: str | None, b: str | None, by: str, reason: str, *, listing: bool, undo: int | None
) -> None:
    """Add a decision, list all, or take one back; it takes effect at once."""
    from datetime import UTC, datetime

    from zhize.graph.identity import decisions
    from zhize.graph.identity.splits import absorbed_node

    table = decisions.table_of(graph)
    if undo is not None:
        gone = decisions.undo(table, undo)
        typer.echo(f"Decision {gone.version} ({gone.verdict}: {gone.a} / {gone.b}, by {gone.by}) is taken back.")
        return
    if listing:
        for d in decisions.read_decisions(table):
            typer.echo(f"{d.version}  {d.day}  {d.verdict}  {d.a} / {d.b}  by {d.by}: {d.why}")
        return
    if a is None or b is None:
        raise OptionError("Give two agencies, or --list, or --undo with the number of a decision.")
    with _opened(graph) as opened:
        pair = (opened.find("Agency", a), opened.find("Agency", b))
        if pair[0] == pair[1]:  # a rule made them one
            pair = (absorbed_node(opened.facts, pair[0], a), absorbed_node(opened.facts, pair[1], b))
        if verdict == "same":
            pair = decisions.better_first(opened.kg.facts, pair)
        names = [opened.kg.caption(node).split(":")[-1] for node in pair]
    decision = decisions.decide(table, verdict, pair, by, reason, datetime.now(UTC).date().isoformat())
    typer.echo(f"Decision {decision.version}: {names[0]} / {names[1]}: {verdict} (by {decision.by}). Kept in {table}.")
    if verdict == "same":
        typer.echo(f"Both are {names[0]} from now on.")
    elif verdict == "differ":
        typer.echo("They are two from now on, and no rule and no decision makes them one.")


By = Annotated[str, typer.Option(help="Who decides.")]
Reason = Annotated[str, typer.Option("--why", help="Why.")]
First = Annotated[str | None, typer.Argument(help="An agency, by name or id.")]
Second = Annotated[str | None, typer.Argument(help="Another agency.")]
Listing = Annotated[bool, typer.Option("--list", help="List all decisions.")]
Undo = Annotated[int | None, typer.Option("--undo", help="Take back the decision of this number.")]


@app.command()
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


@app.command()
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


@app.command()
def unsure(graph: GraphPath, a: First, b: Second, by: By, reason: Reason) -> None:
    """Note that somebody looked at two agencies and could not tell."""
    _decide("unsure", graph, a, b, by, reason, listing=False, undo=None)


@app.command()
def ledger(
    graph: GraphPath,
    out: Annotated[Path, typer.Option("--out", "-o", help="台账 to write, .xlsx or .csv.")] = Path("台账.xlsx"),
    agency: Annotated[str | None, typer.Option(help="Only tasks of this agency.")] = None,
    document: Annotated[
        str | None, typer.Option(help="Only tasks of this document (number or part of its title).")
    ] = None,
    role: Annotated[str | None, typer.Option(help="Only with this role: 牵头, 配合 or 责任.")] = None,
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

    with _opened(graph) as opened:
        wanted = Filter(
            opened.find("Agency", agency) if agency else None,
            document,
            role,
            _day(due_from, "--due-from"),
            _day(due_by, "--due-by"),
            opened.find("Region", region) if region else None,
            marks_only,
        )
        rows = rows_of(opened.light if agency else opened.kg, wanted)
        sheets = sheets_of(opened.kg, wanted) if by_agency else None
        typer.echo(f"Ledger: {write_ledger(rows, out, sheets)} ({len(rows)} tasks)")


def _day(text: str | None, option: str) -> str | None:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise OptionError(f"{option} {text}: this is no day. Write it as 2024-01-31.") from None


@app.command()
def check(
    graph: GraphPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when there are issues.")] = False,
) -> None:
    """List what could not be read for certain."""
    import msgspec

    with _opened(graph) as opened:
        issues = opened.issues
        for issue in issues:
            if as_json:
                typer.echo(msgspec.json.encode(issue).decode())
            else:
                typer.echo(f"{issue.file}:{issue.line}: [{issue.kind}] {issue.reason}：{issue.text}")
        if not as_json:
            typer.echo(f"{len(issues)} issues.")
        if strict and issues:
            raise typer.Exit(1)


app.command()(cli_stores.push)
app.command()(cli_stores.export)
app.command()(cli_stores.serve)


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
