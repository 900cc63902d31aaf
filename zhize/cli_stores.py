"""Commands that take a graph elsewhere: push it to a Neo4j server, export it, serve it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhize.cli_options import GraphPath, progress_bar
from zhize.errors import OptionError, require


def push(
    graph: GraphPath,
    neo4j: Annotated[str, typer.Option("--neo4j", help="Address of the server, e.g. bolt://localhost:7687.")],
    user: Annotated[str, typer.Option(help="User of the server.", envvar="NEO4J_USER")] = "neo4j",
    password: Annotated[
        str | None,
        typer.Option(help="Password; asked for where neither this nor the variable is given.", envvar="NEO4J_PASSWORD"),
    ] = None,
    database: Annotated[str | None, typer.Option(help="Database of the server (default: the user's own).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Make a Neo4j database hold the graph; what is there already is not written again."""
    import zhize
    from zhize.graph.store.neo4j.errors import check_uri
    from zhize.graph.store.neo4j.push import push as push_graph

    check_uri(neo4j)
    opened = zhize.open(graph)
    if password is None:
        password = _ask_password(user)
    with progress_bar(quiet=quiet) as bar:
        tasks = {name: bar.add_task(name, total=None) for name in ("schema", "nodes", "relations")}
        report = push_graph(
            opened.kg,
            neo4j,
            user,
            password,
            stamp=opened.manifest.stamp,
            database=database,
            progress=lambda name, done, total: bar.update(tasks[name], completed=done, total=total),
        )
        for task in tasks.values():
            done = bar.tasks[task].completed
            bar.update(task, total=bar.tasks[task].total or done)
    if quiet:
        return
    typer.echo(f"{neo4j} holds {report.nodes} nodes and {report.relations} relations.")
    typer.echo(
        f"Written: {report.nodes_written} nodes, {report.relations_written} relations; "
        f"deleted: {report.nodes_deleted} nodes, {report.relations_deleted} relations; "
        f"documents with changes: {len(report.documents)}."
    )


def _ask_password(user: str) -> str:
    """The password from the terminal, not shown."""
    if not sys.stdin.isatty():
        raise OptionError("No password is given. Set NEO4J_PASSWORD, or give --password.")
    answer: str = typer.prompt(f"Password of {user}", hide_input=True, err=True)
    return answer


def export(
    graph: GraphPath,
    output: Annotated[
        str,
        typer.Option("--format", "-f", help="graphml, gexf, node-link, neo4j-import, turtle, nquads or jsonld."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write; a folder for neo4j-import.")],
) -> None:
    """Write the graph for other tools: Gephi, networkx, neo4j-admin, RDF stores."""
    import zhize
    from zhize.graph.store.exports import export as write
    from zhize.graph.store.neo4j.bulk import SCRIPT

    path = write(zhize.open(graph).kg, output, out)
    if output == "neo4j-import":
        typer.echo(f"Import files: {path}. With the server stopped run: sh {path / SCRIPT}")
    else:
        typer.echo(f"Written: {path}")


def serve(
    graph: GraphPath,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback is for this machine only.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one. [default: 7878; 7687 with --bolt]", min=0, max=65535)
    ] = None,
    bolt: Annotated[bool, typer.Option("--bolt", help="Speak Bolt (Cypher, for Neo4j's clients) instead.")] = False,
    user: Annotated[str, typer.Option(help="User that Bolt clients log in as.")] = "neo4j",
    password: Annotated[
        str | None, typer.Option(help="Password of Bolt clients (default: a new one).", envvar="ZHIZE_BOLT_PASSWORD")
    ] = None,
    seconds: Annotated[float, typer.Option("--timeout", help="Longest time of a query, in seconds.", min=0.1)] = 20.0,
    rows: Annotated[int, typer.Option("--max-rows", help="Largest result of the SPARQL endpoint.", min=1)] = 100_000,
) -> None:
    """Serve the graph read-only: a SPARQL 1.1 endpoint, or with --bolt a server for Neo4j clients."""
    import zhize

    opened = zhize.open(graph)
    if bolt:
        from zhize.graph.store.cypher.bolt import serving

        with serving(opened.cypher_place(), host, 7687 if port is None else port, user, password, seconds) as s:
            word = f"  password {s.password}" if password is None else ""
            typer.echo(f"Bolt: {s.uri}  user {s.user}{word}  database {s.database}  (Ctrl-C stops it)")
            s.wait()
        return
    require("web")  # before the store is built
    from zhize.endpoint import PATH, Limits, kept_store, listen
    from zhize.endpoint import serve as answer

    with listen(host, 7878 if port is None else port) as listening, kept_store(opened) as place:
        name, number = listening.getsockname()[:2]
        typer.echo(f"SPARQL: http://{f'[{name}]' if ':' in name else name}:{number}{PATH}  (Ctrl-C stops it)")
        answer(place, Limits(seconds, rows), listening)
