"""A read-only SPARQL 1.1 endpoint: the query part of the protocol over HTTP.

A query runs in a process of its own, which is ended when its time is up. Nothing is updated, no other server
is asked, and a result is sent whole or refused.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from zhize.errors import GraphError, QueryError
from zhize.graph.store.rdf.results import ROWS, TRIPLES, results
from zhize.graph.store.rdf.sparql import bind
from zhize.limited import QUERY_MEMORY, limit_memory
from zhize.processes import LateWork, LeftWork, LostWork, Processes, process_context

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    import pyoxigraph
    from starlette.requests import Request
    from starlette.responses import Response

    from zhize.api import OpenGraph

PATH = "/sparql"
LONGEST_QUERY = 1_000_000
"""Bytes of the longest query; a longer request has been heard out and refused by the server's guard before."""
CONNECTIONS = 200
"""The most connections at a time; further ones are told to come back."""
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)


class Limits(msgspec.Struct, frozen=True):
    """How long a query may run, in seconds, how many rows its result may have, how many run at a time, the memory of each in
    bytes, and how long a client may take to send a request, in seconds.
    """

    seconds: float = 20.0
    rows: int = 100_000
    at_once: int = 2
    memory: int = QUERY_MEMORY
    sending: float = 15.0


class Refusal(Exception):
    """A request that is answered with a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


# -- in the processes that answer


@lru_cache(maxsize=4)
def _store(place: str) -> pyoxigraph.Store:
    import pyoxigraph

    return pyoxigraph.Store.read_only(place)


class Query(msgspec.Struct, frozen=True):
    """What a request asks: the query, values of its `$name`s, the graphs it is asked of, and the media types accepted."""

    text: str
    values: dict[str, str]
    default_graphs: list[str]
    named_graphs: list[str]
    accepted: list[str]


def _answer(place: str, query: Query, rows: int) -> tuple[str, bytes] | str | None:
    """The result, None where no accepted type fits it, or what is wrong with the query."""
    try:
        bound = bind(query.text, query.values, strict=False)
        return results(_store(place), bound, query.accepted, rows, query.default_graphs, query.named_graphs)
    except QueryError as error:
        return str(error)
    except MemoryError:
        return "The query needs more memory than a query may have. Ask for less."


# -- in the server


class Endpoint:
    """Answers the requests of the protocol; each query runs in a process of its own that is ended at its limits.

    Args:
        place: gives the Oxigraph store to ask, in a thread; it may be another one for each query.
        limits: what a query may cost.

    Raises:
        MissingExtra: the packages of a web server are not installed.
    """

    def __init__(self, place: Callable[[], Path], limits: Limits) -> None:
        self.place, self.limits = place, limits
        self._processes = Processes(limits.at_once, limits.seconds, limits.memory)

    def close(self) -> None:
        """End all processes."""
        self._processes.close()

    async def respond(self, request: Request, place: Path | None = None) -> Response:
        """Answer one request, with a sentence where it is refused; from another store where one is given."""
        from starlette.responses import PlainTextResponse, Response

        try:
            query = await _asked(request, self.limits.sending)
            if query is None:
                text = _description(str(request.url.replace(query="", fragment="")))
                return Response(text, media_type="text/turtle", headers=_PLAIN)
            media_type, data = await self.answer(query, request, place)
        except Refusal as refusal:
            return PlainTextResponse(f"{refusal}\n", refusal.status, _PLAIN)
        return Response(data, media_type=media_type, headers={"Vary": "Accept", **_PLAIN})

    async def answer(self, query: Query, request: Request, place: Path | None = None) -> tuple[str, bytes]:
        """The media type and the result of a query, which ends when the client leaves.

        Raises:
            Refusal: the query is wrong, was ended at a limit, or gives nothing that the client accepts.
        """
        from starlette.concurrency import run_in_threadpool

        limits = self.limits
        try:
            place = place or await run_in_threadpool(self.place)
        except GraphError as error:
            raise Refusal(503, f"The graph cannot be read: {error.said('en')}") from None
        try:
            found = await self._processes.do(_answer, str(place), query, limits.rows, left=client_left(request))
        except LeftWork:
            raise Refusal(499, "The client has left.") from None
        except LateWork:
            raise Refusal(503, f"The query took longer than {limits.seconds:g} seconds. Ask for less.") from None
        except LostWork:
            why = f"it needs more than {limits.memory // 2**20} MiB of memory, or its process was lost"
            raise Refusal(503, f"The query was ended: {why}. Ask for less.") from None
        if found is None:
            raise Refusal(406, f"The result can be had as {', '.join((*ROWS, *TRIPLES))}.")
        if isinstance(found, str):
            raise Refusal(400, found)
        return found


_PLAIN = {"X-Content-Type-Options": "nosniff"}


async def client_left(request: Request) -> None:
    """Wait until the client of a request that is read whole has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _asked(request: Request, seconds: float) -> Query | None:
    """What a request asks; None where it holds no query and asks what the endpoint is."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE:
            raise Refusal(403, "This endpoint is read-only; updates are refused.")
        try:
            async with asyncio.timeout(seconds):
                body = await _body(request)
        except TimeoutError:
            raise Refusal(408, f"The request took longer than {seconds:g} seconds to arrive.") from None
        if kind == _FORM:
            pairs += parse_qsl(body, keep_blank_values=True)
        elif kind == _QUERY:
            pairs.append(("query", body))
        else:
            raise Refusal(415, f"Send the query as {_FORM} or {_QUERY}.")
    asked: dict[str, list[str]] = {name: [] for name in ("query", "default-graph-uri", "named-graph-uri")}
    for name, value in pairs:
        if name == "update":
            raise Refusal(403, "This endpoint is read-only; updates are refused.")
        if name in asked:
            asked[name].append(value)
    if len(asked["query"]) > 1:
        raise Refusal(400, "The request holds more than one query.")
    if not asked["query"] and request.method == "GET":
        return None
    return Query(
        "".join(asked["query"]),
        {name[1:]: value for name, value in pairs if name.startswith("$")},
        asked["default-graph-uri"],
        asked["named-graph-uri"],
        _accepted(request.headers.get("accept", "*/*")),
    )


async def _body(request: Request) -> str:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LONGEST_QUERY:
            raise Refusal(413, f"The query is longer than {LONGEST_QUERY} bytes.")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refusal(400, "The query is not in UTF-8.") from None


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
        place = oxigraph.kept_store(lambda: opened.kg, opened.path / "oxigraph", stamp, opened.since)
    except GraphError:
        with tempfile.TemporaryDirectory(prefix="zhize-") as own:
            yield oxigraph.kept_store(lambda: opened.kg, Path(own) / "oxigraph", stamp)
        return
    yield place


SMALL = 200_000
"""The store of a graph of so many facts is made at once, here; that of a larger one in a process of its own: it takes its time and memory."""
PATIENCE = 5.0
"""Seconds that a query waits for a store that is being made."""
_UNWRITABLE = 3


def _make_store(folder: str) -> None:
    """In a process of its own: make the store of a graph where it is not there yet."""
    import zhize
    from zhize.graph.store.rdf import oxigraph

    if hasattr(os, "sysconf"):  # others need the machine too
        limit_memory(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    opened = zhize.open(folder)
    try:
        oxigraph.kept_store(lambda: opened.kg, opened.path / "oxigraph", opened.manifest.stamp, opened.since)
    except GraphError:
        raise SystemExit(_UNWRITABLE) from None


class Stores:
    """The SPARQL store of a graph's folder, made anew when the graph has been built anew.

    Args:
        folder: of the graph.
        stamp: what the graph is called now.
    """

    def __init__(self, folder: Path, stamp: Callable[[], str]) -> None:
        self.folder, self.stamp = folder, stamp
        self._lock, self._held = Lock(), ExitStack()
        self._made = ""
        self._place = folder
        self._making: tuple[str, Future[Path]] | None = None
        self._maker: BaseProcess | None = None
        self._thread = ThreadPoolExecutor(1)
        self._closed, self._lost = False, ""

    def place(self) -> Path:
        """Where the store of the graph as it is now lies.

        Raises:
            GraphError: the graph has been damaged or removed, or its store cannot be made.
            Refusal: the store is still being made.
        """
        stamp = self.stamp()
        with self._lock:
            if stamp == self._made:
                return self._place
            known = self._making
            if known is None or known[0] != stamp or (self._lost != stamp and known[1].done() and known[1].exception()):
                self._making = known = (stamp, self._thread.submit(self._make))
            making = known[1]
        import zhize

        with closing(zhize.open(self.folder)) as opened:
            small = opened.manifest.facts <= SMALL
        try:
            return making.result(None if small else PATIENCE)
        except TimeoutError:
            raise Refusal(503, "The SPARQL store of this graph is being made. Ask again in a while.") from None

    def _make(self) -> Path:
        import zhize

        held = ExitStack()
        with closing(zhize.open(self.folder)) as opened:  # its facts are in memory while a store is made of them
            if opened.manifest.facts > SMALL:
                self._make_apart()
            place = held.enter_context(kept_store(opened))
            with self._lock:
                self._place, self._made = place, opened.manifest.stamp
                self._held.close()
                self._held = held
        return place

    def _make_apart(self) -> None:
        """Have the store made by a process of its own.

        Raises:
            GraphError: the process was lost.
        """
        self._maker = process_context().Process(target=_make_store, args=(str(self.folder),), daemon=True)  # type: ignore[attr-defined]
        with self._lock:
            if not self._closed:
                self._maker.start()
        if not self._closed:
            self._maker.join()
        if self._closed or self._maker.exitcode not in (0, _UNWRITABLE):
            self._lost = "" if self._closed else self.stamp()  # it is not tried again and again
            raise GraphError("{folder}: the SPARQL store could not be made.", folder=self.folder)

    def close(self) -> None:
        """Remove the store where it is a temporary one; end what makes one."""
        with self._lock:
            self._closed = True
            if self._maker is not None and self._maker.pid is not None:
                self._maker.terminate()
        self._thread.shutdown()
        self._held.close()


def impatient(seconds: float) -> type[asyncio.Protocol]:
    """The protocol of a server that closes a connection whose request's head has not come whole within some seconds."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Impatient(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.loop.call_later(seconds, self._close_when_nothing_came)

        def _close_when_nothing_came(self) -> None:
            if self.cycle is None:
                self.transport.close()

    return Impatient
