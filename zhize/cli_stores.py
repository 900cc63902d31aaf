"""Commands that take a graph elsewhere: push it to a Neo4j server, export it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhize.cli_options import GraphPath, progress_bar
from zhize.completing import exports, one_of
from zhize.errors import OptionError
from zhize.messages import gettext, later
from zhize.messages import gettext as _

_STEPS = {"schema": later("schema"), "nodes": later("nodes"), "relations": later("relations")}
"""The steps of a push, with what the progress bar calls them."""


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
        tasks = {name: bar.add_task(gettext(said), total=None) for name, said in _STEPS.items()}
        report = push_graph(
            lambda: opened.kg,
            neo4j,
            user,
            password,
            stamp=opened.manifest.stamp,
            since=opened.since,
            database=database,
            progress=lambda name, done, total: bar.update(tasks[name], completed=done, total=total),
        )
        for task in tasks.values():
            done = bar.tasks[task].completed
            bar.update(task, total=bar.tasks[task].total or done)
    if quiet:
        return
    typer.echo(
        _(
            "{uri} holds {nodes} nodes and {relations} relations.",
            uri=neo4j,
            nodes=report.nodes,
            relations=report.relations,
        )
    )
    typer.echo(
        _(
            "Written: {nodes} nodes, {relations} relations; deleted: {nodes_gone} nodes, {relations_gone} relations; "
            "documents with changes: {documents}.",
            nodes=report.nodes_written,
            relations=report.relations_written,
            nodes_gone=report.nodes_deleted,
            relations_gone=report.relations_deleted,
            documents=len(report.documents),
        )
    )


def _ask_password(user: str) -> str:
    """The password from the terminal, not shown."""
    if not sys.stdin.isatty():
        raise OptionError("No password is given. Set NEO4J_PASSWORD, or give --password.")
    answer: str = typer.prompt(_("Password of {user}", user=user), hide_input=True, err=True)
    return answer


def export(
    graph: Annotated[
        str,
        typer.Argument(help="Graph folder made by `zhize build`; with --spark one of Parquet files.", metavar="GRAPH"),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="graphml, gexf, node-link, neo4j-import, turtle, nquads or jsonld.",
            autocompletion=one_of(exports),
        ),
    ],
    out: Annotated[str, typer.Option("--out", "-o", help="File to write; a folder for neo4j-import.")],
    spark: Annotated[
        str | None,
        typer.Option(
            "--spark",
            metavar="MASTER",
            help="Write neo4j-import of Parquet files in parts on Spark; both places may be of Hadoop (hdfs://…).",
        ),
    ] = None,
) -> None:
    """Write the graph for other tools: Gephi, networkx, neo4j-admin, RDF stores."""
    from zhize.graph.store.neo4j.fields import SCRIPT

    if spark is None:
        path = str(_exported(graph, output, Path(out)))
    elif output != "neo4j-import":
        raise OptionError("--spark goes with -f neo4j-import only.")
    else:
        from zhize.import_files import write_import_on_spark

        write_import_on_spark(graph, out, spark)
        path = out.rstrip("/")
    if output == "neo4j-import":
        script = f"{path}/{SCRIPT}"
        typer.echo(_("Import files: {folder}. With the server stopped run: sh {script}", folder=path, script=script))
    else:
        typer.echo(_("Written: {file}", file=path))


def _exported(graph: str, output: str, out: Path) -> Path:
    """Write a graph folder in a format; the file or folder written."""
    import zhize
    from zhize.graph.store.exports import export as write
    from zhize.loaders.spark.folder import MANIFEST

    if (Path(graph) / MANIFEST).is_file():
        raise OptionError(
            "{folder}: this is a graph of Parquet files. Export it with -f neo4j-import --spark MASTER, or make a graph of it "
            "first: zhize load {folder}",
            folder=graph,
        )
    opened = zhize.open(graph)
    return write(opened.light if output == "neo4j-import" else opened.kg, output, out)
