"""A read-only SPARQL 1.1 endpoint: the query part of the protocol over HTTP, on loopback unless told otherwise.

A query runs in a process of its own, which is ended when its time is up. Nothing is updated, no other server
is asked, and a result is sent whole or refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

from zhize.errors import GraphError, QueryError, ServerError, require
from zhize.graph.store.rdf.results import ROWS, TRIPLES, results
from zhize.graph.store.rdf.sparql import bind

if TYPE_CHECKING:
    import pyoxigraph
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from zhize.api import OpenGraph

PATH = "/sparql"
LONGEST_QUERY = 1_000_000
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)


class Limits(msgspec.Struct, frozen=True):
    """How long a query may run, in seconds, how many rows its result may have, and how many run at a time."""

    seconds: float = 20.0
    rows: int = 100_000
    at_once: int = 2


class _Refused(Exception):
    """A request that is answered with a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


# -- in the processes that answer


@cache
def _store(place: str) -> pyoxigraph.Store:
    import pyoxigraph

    return pyoxigraph.Store.read_only(place)


def _answer(place: str, query: str, rest: tuple[Any, ...]) -> tuple[str, bytes] | str | None:
    """The result, None where no accepted type fits it, or what is wrong with the query."""
    try:
        return results(_store(place), query, *rest)
    except QueryError as error:
        return str(error)


# -- in the server


def application(place: Path, limits: Limits, hosts: Sequence[str] = ("*",)) -> Starlette:
    """The endpoint as an ASGI application.

    Args:
        place: a kept Oxigraph store.
        limits: what a query may cost.
        hosts: names by which requests may call the server.

    Raises:
        MissingExtra: the packages of a web server are not installed.
    """
    require("web")
    from pebble import ProcessExpired, ProcessPool
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    pool = ProcessPool(max_workers=limits.at_once, context=get_context("spawn"))

    async def endpoint(request: Request) -> Response:
        try:
            media_type, data = await respond(request)
        except _Refused as refused:
            return PlainTextResponse(f"{refused}\n", refused.status, {"X-Content-Type-Options": "nosniff"})
        headers = {"Vary": "Accept", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
        return Response(data, media_type=media_type, headers=headers)

    async def respond(request: Request) -> tuple[str, bytes]:
        asked = await _asked(request)
        accepted = _accepted(request.headers.get("accept", "*/*"))
        rest = (accepted, limits.rows, asked["default-graph-uri"], asked["named-graph-uri"])
        if not asked["query"]:
            return "text/turtle", _description(str(request.url.replace(query="", fragment=""))).encode()
        future = pool.schedule(_answer, args=[str(place), asked["query"][0], rest], timeout=limits.seconds)
        try:
            found = await asyncio.wrap_future(future)
        except OutOfTime:
            raise _Refused(503, f"The query took longer than {limits.seconds:g} seconds. Ask for less.") from None
        except (ProcessExpired, OSError, RuntimeError) as error:
            raise _Refused(500, f"The query failed ({type(error).__name__}).") from None
        if found is None:
            raise _Refused(406, f"The result can be had as {', '.join((*ROWS, *TRIPLES))}.")
        if isinstance(found, str):
            raise _Refused(400, found)
        return found

    async def front(request: Request) -> Response:
        return PlainTextResponse(f"SPARQL 1.1: GET or POST {request.url.replace(path=PATH)}?query=…\n")

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()

    return Starlette(
        routes=[Route(PATH, endpoint, methods=["GET", "POST"]), Route("/", front)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        lifespan=lifespan,
    )


async def _asked(request: Request) -> dict[str, list[str]]:
    """The parameters of the protocol by name; the query with the values of its `$name`s put in."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE:
            raise _Refused(403, "This endpoint is read-only; updates are refused.")
        body = await _body(request)
        if kind == _FORM:
            pairs += parse_qsl(body, keep_blank_values=True)
        elif kind == _QUERY:
            pairs.append(("query", body))
        else:
            raise _Refused(415, f"Send the query as {_FORM} or {_QUERY}.")
    asked: dict[str, list[str]] = {name: [] for name in ("query", "default-graph-uri", "named-graph-uri")}
    for name, value in pairs:
        if name == "update":
            raise _Refused(403, "This endpoint is read-only; updates are refused.")
        if name in asked:
            asked[name].append(value)
    if len(asked["query"]) > 1:
        raise _Refused(400, "The request holds more than one query.")
    if asked["query"] or request.method == "POST":
        values = {name[1:]: value for name, value in pairs if name.startswith("$")}
        try:
            asked["query"] = [bind("".join(asked["query"]), values, strict=False)]
        except QueryError as error:
            raise _Refused(400, str(error)) from None
    return asked


async def _body(request: Request) -> str:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LONGEST_QUERY:
            raise _Refused(413, f"The query is longer than {LONGEST_QUERY} bytes.")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _Refused(400, "The query is not in UTF-8.") from None


def _accepted(header: str) -> list[str]:
    """Media types of an Accept header, the best first."""
    weighed: list[tuple[float, str]] = []
    for item in header.split(","):
        name, *options = (part.strip() for part in item.lower().split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            weighed.append((-float(weight), name))
        except ValueError:
            continue
    return [name for weight, name in sorted(weighed, key=lambda pair: pair[0]) if weight < 0 and name]


def _description(url: str) -> str:
    """What the endpoint says about itself when it is called without a query."""
    return (
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n"
        "@prefix formats: <http://www.w3.org/ns/formats/> .\n"
        f"[] a sd:Service ; sd:endpoint <{url}> ; sd:supportedLanguage sd:SPARQL11Query ;\n"
        "  sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,\n"
        "    formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD .\n"
    )


# -- running it


@contextmanager
def kept_store(opened: OpenGraph) -> Iterator[Path]:
    """The place of a graph's store on disk; a temporary one where nothing can be written beside the graph."""
    from zhize.graph.store.rdf import oxigraph

    stamp = opened.manifest.stamp
    try:
        place = oxigraph.kept_store(lambda: opened.kg, opened.path / "oxigraph", stamp)
    except GraphError:
        with tempfile.TemporaryDirectory(prefix="zhize-") as own:
            yield oxigraph.kept_store(lambda: opened.kg, Path(own) / "oxigraph", stamp)
        return
    yield place


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Raises:
        ServerError: the port is taken, or there is no such address.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServerError(f"{host}:{port}: nothing can listen there ({error.strerror}). Give another --port.") from None


def serve(place: Path, limits: Limits, listening: socket.socket) -> None:
    """Answer until interrupted."""
    import uvicorn

    host = listening.getsockname()[0]
    hosts = ("127.0.0.1", "localhost", "[::1]", "::1") if host in ("127.0.0.1", "::1") else ("*",)
    config = uvicorn.Config(application(place, limits, hosts), log_level="warning", access_log=False)
    with contextlib.suppress(KeyboardInterrupt):  # raised again when all is closed
        uvicorn.Server(config).run(sockets=[listening])
