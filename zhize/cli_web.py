"""Commands that open a graph to people and programs: serve it, give it to agents, write it as static pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhize.cli_options import GraphPath, progress_bar
from zhize.errors import OptionError, require
from zhize.messages import gettext as _


def serve(
    graph: Annotated[
        list[Path], typer.Argument(help="Graph folders made by `zhize build`; of several each answers for its places.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen on; loopback is for this machine only.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one. [default: 7878; 7687 with --bolt]", min=0, max=65535)
    ] = None,
    base_path: Annotated[str, typer.Option(help="Path that a proxy puts before all addresses, e.g. /zhize.")] = "",
    name: Annotated[
        list[str] | None, typer.Option(help="A host name by which requests may call the server; may be given again.")
    ] = None,
    bolt: Annotated[bool, typer.Option("--bolt", help="Speak Bolt (Cypher, for Neo4j's clients) instead.")] = False,
    user: Annotated[str, typer.Option(help="User that Bolt clients log in as.")] = "neo4j",
    password: Annotated[
        str | None, typer.Option(help="Password of Bolt clients (default: a new one).", envvar="ZHIZE_BOLT_PASSWORD")
    ] = None,
    seconds: Annotated[float, typer.Option("--timeout", help="Longest time of a query, in seconds.", min=0.1)] = 20.0,
    rows: Annotated[int, typer.Option("--max-rows", help="Largest result of the SPARQL endpoint.", min=1)] = 100_000,
) -> None:
    """Serve graphs read-only: pages, a JSON API and a SPARQL 1.1 endpoint, or with --bolt a server for Neo4j clients."""
    import zhize

    if bolt:
        if len(graph) > 1:
            raise OptionError("--bolt serves one graph. Give one folder.")
        from zhize.graph.store.cypher.bolt import serving

        with serving(
            zhize.open(graph[0]).cypher_place(), host, 7687 if port is None else port, user, password, seconds
        ) as s:
            word = _("  password {password}", password=s.password) if password is None else ""
            typer.echo(
                _(
                    "Bolt: {uri}  user {user}{password}  database {database}  (Ctrl-C stops it)",
                    uri=s.uri,
                    user=s.user,
                    password=word,
                    database=s.database,
                )
            )
            s.wait()
        return
    require("web")  # before the store is built
    from zhize.endpoint import PATH, Limits
    from zhize.graph.store.sockets import listen
    from zhize.web.app import Settings
    from zhize.web.serving import checked_base, made, names, run
    from zhize.web.several import made_of

    base = checked_base(base_path)
    limits = Limits(seconds, rows)
    with listen(host, 7878 if port is None else port) as listening:
        at, number = listening.getsockname()[:2]
        address = f"http://{f'[{at}]' if ':' in at else at}:{number}"
        settings = Settings(base, names(at, tuple(name or ())), seconds)
        with made_of(graph, limits, settings) if len(graph) > 1 else made(graph[0], limits, settings) as app:
            pages = f"{address}/"
            if len(graph) > 1:
                typer.echo(_("Pages: {pages}  (Ctrl-C stops it)", pages=pages))
                run(app, limits, listening)
                return
            typer.echo(_("Pages: {pages}  SPARQL: {sparql}  (Ctrl-C stops it)", pages=pages, sparql=address + PATH))
            run(app, limits, listening)


def site(
    graph: GraphPath,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the pages.")] = Path("site"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Write the pages as files with relative links, for an intranet or a stick; its search works without a server."""
    import zhize
    from zhize.web.shelf import Shelf
    from zhize.web.site import write_site

    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task(_("pages"), total=None)
        shelf = Shelf(zhize.open(graph))
        report = write_site(shelf, out, lambda done, total: bar.update(task, completed=done, total=total))
    if not quiet:
        typer.echo(
            _(
                "{file}: {pages} pages, {size:.1f} MB, {seconds:.0f} s.",
                file=out / "index.html",
                pages=report.pages,
                size=report.size / 2**20,
                seconds=report.seconds,
            )
        )


def mcp(
    graph: GraphPath,
    http: Annotated[
        bool, typer.Option("--http", help="Answer over HTTP instead of standard input and output.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to listen on with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port with --http; 0 takes a free one.", min=0, max=65535)] = 7879,
    name: Annotated[
        list[str] | None, typer.Option(help="A host name by which requests may call the server; may be given again.")
    ] = None,
    seconds: Annotated[float, typer.Option("--timeout", help="Longest time of a question or query.", min=0.1)] = 20.0,
) -> None:
    """Give the graph to agents: tools of the Model Context Protocol, read-only, each answer with its quotes."""
    require("web")
    from zhize.web.mcp import run_http, server
    from zhize.web.shelf import Shelves
    from zhize.web.workers import Workers

    made = server(Shelves(Path(graph)), Workers(Path(graph), seconds))
    if not http:
        made.run("stdio", show_banner=False, log_level="critical")
        return
    from zhize.graph.store.sockets import listen
    from zhize.web.serving import names

    with listen(host, port) as listening:
        at, number = listening.getsockname()[:2]
        address = f"http://{f'[{at}]' if ':' in at else at}:{number}/mcp"
        typer.echo(_("MCP: {address}  (Ctrl-C stops it)", address=address), err=True)
        run_http(made, listening, names(at, tuple(name or ())))
