"""Commands that ask: questions in Chinese, queries in Cypher and SPARQL, questions of the library."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.cli_options import GraphPath, opened_graph, parameter
from zhize.completing import library, one_of
from zhize.errors import OptionError
from zhize.messages import gettext as _

if TYPE_CHECKING:
    from zhize.api import OpenGraph
    from zhize.graph.store.rows import Rows


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
    with opened_graph(graph) as opened:
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

    typer.echo(_("Ask: 区应急局负责什么？ 谁牵头…？ …的总指挥是谁？ (Tab completes names, an empty line ends)"))
    history = Path(typer.get_app_dir("zhize")) / "questions"
    converse(opened, lambda q: _said(opened, q, region, as_json=False, explain=explain)[0], typer.echo, history)


def search(
    graph: GraphPath,
    words: Annotated[list[str], typer.Argument(help="Words that a clause is to hold, all of them.")],
    most: Annotated[int, typer.Option("--most", "-n", help="So many clauses at most.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Find clauses by their words: full text of all documents, hits marked, each with its place."""
    import msgspec

    with opened_graph(graph) as opened:
        hits = opened.search(*words, most=most)
    for hit in hits:
        if as_json:
            typer.echo(msgspec.json.encode(hit).decode())
        else:
            typer.echo(f"{hit.marked()}  〔{hit.number or hit.title}，{hit.file}:{hit.line}〕")
    if not hits:
        typer.echo(_("Nothing was found."), err=True)
        raise typer.Exit(1)
    if not hits[0].whole:
        typer.echo(_("No clause holds all of the words; these are the nearest."), err=True)


def query(
    graph: GraphPath,
    cypher: Annotated[str | None, typer.Option(help="A Cypher query.")] = None,
    sparql: Annotated[str | None, typer.Option(help="A SPARQL query.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with a query (.cypher or .rq).")] = None,
    question: Annotated[
        str | None, typer.Option(help="A question of the library, by name; see --list.", autocompletion=one_of(library))
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions of the library.")] = False,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", help="name=value, for $name; may be repeated. For --question names of agencies do too."
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            help="Engine for --question: sparql (starts at once) or cypher.",
            autocompletion=one_of(lambda: ("sparql", "cypher")),
        ),
    ] = "sparql",
    output: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="table, json or csv.", autocompletion=one_of(lambda: ("table", "json", "csv"))
        ),
    ] = "table",
) -> None:
    """Run a Cypher or SPARQL query (read-only), or a question of the library."""
    from zhize.render import FORMATS, render_rows

    if output not in FORMATS:
        raise OptionError("“{output}” is no format. Give one of {known}.", output=output, known=", ".join(FORMATS))
    if listing:
        typer.echo(render_rows(_questions(), output), nl=False)
        return
    if sum(given is not None for given in (cypher, sparql, file, question)) != 1:
        raise OptionError("Give exactly one of --cypher, --sparql, --file and --question.")
    if file is not None:
        text = _query_file(file)
        cypher, sparql = (None, text) if file.suffix in (".rq", ".sparql") else (text, None)
    params = dict(parameter(p) for p in param or [])
    with opened_graph(graph) as opened:
        if question is not None:
            rows = opened.question(question, params, engine=engine)
        elif cypher is not None:
            rows = opened.cypher(cypher, params)  # its Java machine has a limit of its own
        else:
            opened.sparql_place()  # made here where it is missing: to build it may cost what a query may not
            from zhize.limited import QUERY_MEMORY, within_memory  # with multiprocessing, which takes its time

            rows = within_memory(QUERY_MEMORY, _sparql, graph, sparql or "", params)
        typer.echo(render_rows(rows, output), nl=False)


def _sparql(graph: Path, text: str, params: Mapping[str, str | int]) -> Rows:
    with opened_graph(graph) as opened:
        return opened.sparql(text, params)


def _questions() -> Rows:
    """The questions of the library as rows."""
    from zhize.graph.store.rows import Rows
    from zhize.queries.library import questions

    return Rows(
        ["question", "asks", "params"],
        [[q.name, _(q.question), "; ".join(f"{n}={_(m)}" for n, m in q.params.items())] for q in questions().values()],
    )


def _query_file(file: Path) -> str:
    if file.suffix not in (".cypher", ".cql", ".rq", ".sparql"):
        raise OptionError("{file}: a query file ends in .cypher or .rq.", file=file)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError("{file}: the query cannot be read ({error}).", file=file, error=error) from error
