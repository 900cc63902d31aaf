"""The server: pages, JSON API, data and the SPARQL endpoint of a graph as one ASGI application."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from zhize import __version__
from zhize.endpoint import client_left
from zhize.graph.model.ontology import ontology
from zhize.messages import speaking
from zhize.web import answers, facts, openapi
from zhize.web.addresses import DAY, SEVERAL, ServerAddresses
from zhize.web.asked import Parameters
from zhize.web.dated import dated
from zhize.web.guard import Guard
from zhize.web.pages import ask
from zhize.web.pages.parts import WrongParameter
from zhize.web.query import query_page, query_sheet
from zhize.web.reckoned import RECKONED, Reckoning
from zhize.web.shelf import Shelf, Shelves
from zhize.web.views import LISTS
from zhize.web.workers import LateAnswer, Workers

if TYPE_CHECKING:
    from zhize.endpoint import Endpoint

Handler = Callable[[Request], Awaitable[Response]]
Answering = Callable[[Shelf, Request], Response]


class Settings(msgspec.Struct, frozen=True):
    """How a server is reached: the path that a proxy puts before all addresses, names of hosts; what a page may take."""

    base: str = ""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    seconds: float = 20.0


EXAMPLES = 4
"""So many questions are proposed on the first page."""
JUDGED = ("audit",)
"""Lists that judge the graph as it is now by the day that they are given."""


class Site:
    """The handlers of a server."""

    def __init__(self, shelves: Shelves, workers: Workers, settings: Settings, sparql: Endpoint | None) -> None:
        self.shelves, self.workers, self.settings, self.sparql = shelves, workers, settings, sparql
        self.addresses = ServerAddresses(settings.base)
        self._answered: dict[str, tuple[str, ...]] = {}
        self.reckoning = Reckoning(workers)

    # -- what every handler does

    def answering(self, answer: Answering, *, as_json: bool = False, dated: bool = True, reckoned: str = "") -> Handler:
        """A handler that answers from the newest state of the graph, in a thread, or says what is wrong.

        With `dated` the parameter `as_of` asks for the graph as of a day. `reckoned` names the list whose contents the
        workers reckon before.
        """

        async def handle(request: Request) -> Response:
            async def work() -> Response:
                shelf = await (self._shelf(request) if dated else run_in_threadpool(self.shelves.newest))
                SEVERAL.set(await run_in_threadpool(lambda: shelf.in_several))
                tag = f'W/"{shelf.stamp}-{__version__}{DAY.get()}"'
                if tag in request.headers.get("if-none-match", ""):
                    return Response(status_code=304, headers={"etag": tag})
                if reckoned in RECKONED:
                    await self.reckoning.prepare(reckoned, shelf, Parameters(request.query_params))
                response = await run_in_threadpool(answer, shelf, request)
                response.headers.update({"etag": tag, "cache-control": "no-cache"})
                return response

            return await self.told(work(), as_json=as_json)

        return handle

    async def _shelf(self, request: Request) -> Shelf:
        """The graph as of the day that a request asks for; as it is now where it asks for none."""
        day = Parameters(request.query_params).day("as_of")
        DAY.set(day)
        return await dated(self.shelves, self.workers, day)

    async def told(self, work: Awaitable[Response], *, as_json: bool) -> Response:
        """A response, or a sentence on what is wrong; in Chinese, as all on the pages."""
        with speaking("zh"):
            return await self._told(work, as_json=as_json)

    async def _told(self, work: Awaitable[Response], *, as_json: bool) -> Response:
        late = "这一页没有在限定的时间内做完。"
        return await answers.told(work, self.addresses, self.settings.seconds, late=late, as_json=as_json)

    # -- questions

    async def _asked(self, request: Request, *, explain: bool) -> ask.AskPage:
        given = Parameters(request.query_params)
        question, region = given.text("q", ask.LONGEST), given.text("region", 40)
        shelf = await self._shelf(request)
        if not question:
            page = await run_in_threadpool(ask.front_page, shelf, "", region)
            return msgspec.structs.replace(page, examples=await self._examples(shelf))
        answer, why = await self.workers.ask(
            shelf.stamp, question, region, explain=explain, left=client_left(request), folder=shelf.opened.path
        )
        SEVERAL.set(shelf.in_several)
        return await run_in_threadpool(ask.ask_page, shelf, question, region, answer, why)

    async def _examples(self, shelf: Shelf) -> tuple[str, ...]:
        """Questions for the first page, of those that the graph may be asked some that it answers; kept for its state."""
        if shelf.stamp not in self._answered:
            asked, said = await run_in_threadpool(ask.examples, shelf), tuple[str, ...]()
            with contextlib.suppress(LateAnswer):
                said = await self.workers.answered(
                    shelf.stamp, asked, EXAMPLES, seconds=self.settings.seconds / 4, folder=shelf.opened.path
                )
            self._answered = {shelf.stamp: said}
        return self._answered[shelf.stamp]

    async def ask(self, request: Request) -> Response:
        """The first page, or the page of an answer."""

        async def work() -> Response:
            data = await self._asked(request, explain=request.query_params.get("why") == "1")
            title = data.question or "职责图谱"
            return answers.page(self.addresses, "ask.html", title, "home", data=data, query={})

        return await self.told(work(), as_json=False)

    async def ask_json(self, request: Request) -> Response:
        """An answer as JSON."""

        async def work() -> Response:
            data = await self._asked(request, explain=request.query_params.get("why") == "1")
            if data.answer is None:
                raise WrongParameter("请给出 q。")
            return answers.json(
                {
                    "answer": data.answer,
                    "items": data.items,
                    "sources": data.sources,
                    "nearest": data.nearest,
                    "explanation": data.explanation,
                }
            )

        return await self.told(work(), as_json=True)

    # -- the rest

    def static(self, request: Request) -> Response:
        """A style sheet or script."""
        return answers.static(self.addresses, request.path_params["name"])

    async def sparql_or_page(self, request: Request) -> Response:
        """The page on which SPARQL queries are written; its results come from the endpoint beside it."""

        async def work() -> Response:
            place = await self._triples(request)
            data = await query_page(Parameters(request.query_params), self.sparql, request, place)
            return answers.page(
                self.addresses, "query.html", "SPARQL 查询", "query", data=data, query=dict(request.query_params)
            )

        return await self.told(work(), as_json=False)

    def query_sheet(self, ending: str) -> Handler:
        """The result of a SPARQL query as a file for a spreadsheet."""

        async def handle(request: Request) -> Response:
            async def work() -> Response:
                place = await self._triples(request)
                made = await query_sheet(Parameters(request.query_params), self.sparql, request, place)
                return answers.sheet_file("query", "SPARQL 查询", made, ending)

            return await self.told(work(), as_json=False)

        return handle

    async def _triples(self, request: Request) -> Path | None:
        """The SPARQL store of the day that a request asks for; None where it asks for none."""
        shelf = await self._shelf(request)
        return await self.workers.triples(shelf.stamp, shelf.opened.path) if DAY.get() and self.sparql else None

    async def endpoint(self, request: Request) -> Response:
        """The SPARQL endpoint; with `as_of` over the graph as of a day."""
        assert self.sparql is not None  # it has an address only then
        if "as_of" not in request.query_params:
            return await self.sparql.respond(request)
        try:
            with speaking("zh"):
                place = await self._triples(request)
        except (WrongParameter, LateAnswer) as error:
            status = 400 if isinstance(error, WrongParameter) else 503
            return PlainTextResponse(f"{error}\n", status)
        return await self.sparql.respond(request, place)

    def routes(self) -> list[Route]:
        """The addresses of the server."""
        routes = [
            Route("/", self.ask),
            Route("/ask", self.ask),
            Route("/query", self.sparql_or_page),
            *(Route(f"/query.{end}", self.query_sheet(end)) for end in ("xlsx", "csv")),
            Route("/static/{name}", self.static),
            Route("/changes.atom", self.answering(lambda s, r: answers.feed(s, r, self.addresses))),
            Route("/api", self.answering(lambda s, r: openapi.page(self.addresses))),
            Route("/api/openapi.json", self.answering(lambda s, r: answers.json(openapi.document(self.addresses)))),
            Route("/api/ask", self.ask_json),
            Route("/api/graph", self._api(lambda s, r: answers.json(facts.counts(s)))),
            Route("/api/facts", self._api(lambda s, r: answers.json(facts.facts_page(s, Parameters(r.query_params))))),
        ]
        for name in LISTS:
            dated = name not in JUDGED
            routes.append(Route(f"/{name}", self.answering(_list(self.addresses, name), dated=dated, reckoned=name)))
            json = self.answering(_list_json(name), as_json=True, dated=dated, reckoned=name)
            routes.append(Route(f"/api/{name}", json))
            if name in openapi.NODES:
                routes.append(Route(f"/api/{name}/{{node:path}}", self._api(_node_json)))
            if name in answers.SHEETS:
                routes += [
                    Route(f"/{name}.{end}", self.answering(_sheet(name, end), dated=dated, reckoned=name))
                    for end in ("xlsx", "csv")
                ]
        for prefix in ontology().by_prefix:
            routes.append(Route(f"/{prefix}/{{rest:path}}", self.answering(self._node(prefix))))
            routes.append(Route(f"/data/{prefix}/{{rest:path}}", self._api(_data(prefix))))
        if self.sparql is not None:
            routes.append(Route("/sparql", self.endpoint, methods=["GET", "POST"]))
        return routes

    def _api(self, answer: Answering) -> Handler:
        return self.answering(answer, as_json=True)

    def _node(self, prefix: str) -> Answering:
        def answer(shelf: Shelf, request: Request) -> Response:
            return answers.node_page(shelf, request, self.addresses, f"{prefix}:{request.path_params['rest']}")

        return answer

    async def nothing(self, request: Request, error: Exception) -> Response:
        """What is said where there is no page, or another fault."""
        as_json = request.url.path.startswith("/api/")
        status = getattr(error, "status_code", 500)
        sentence = {404: "没有这个页面。", 405: "这个地址不接受这种请求。"}.get(status, "服务器出错了。")
        return answers.trouble(self.addresses, status, sentence, as_json=as_json)


def _list(addresses: ServerAddresses, name: str) -> Answering:
    return lambda shelf, request: answers.list_page(shelf, request, addresses, name)


def _list_json(name: str) -> Answering:
    return lambda shelf, request: answers.list_json(shelf, request, name)


def _sheet(name: str, ending: str) -> Answering:
    return lambda shelf, request: answers.list_sheet(shelf, request, name, ending)


def _node_json(shelf: Shelf, request: Request) -> Response:
    return answers.node_data(shelf, request, request.path_params["node"], "json")


def _data(prefix: str) -> Answering:
    def answer(shelf: Shelf, request: Request) -> Response:
        rest, _, ending = request.path_params["rest"].rpartition(".")
        return answers.node_data(shelf, request, f"{prefix}:{rest}", ending)

    return answer


def application(
    shelves: Shelves, workers: Workers, settings: Settings | None = None, sparql: Endpoint | None = None
) -> Starlette:
    """The whole server as an ASGI application.

    Args:
        shelves: the graph.
        workers: what answers questions; closed with the application, as is the endpoint.
        settings: how it is reached.
        sparql: the SPARQL endpoint, which answers at `/sparql`.
    """
    settings = settings or Settings()
    site = Site(shelves, workers, settings, sparql)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        shelves.warm()
        try:
            yield
        finally:
            workers.close()
            if sparql is not None:
                sparql.close()

    return Starlette(
        routes=site.routes(),
        middleware=[
            Middleware(Guard, hosts=settings.hosts, base=settings.base),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={404: site.nothing, 405: site.nothing, 500: site.nothing},
        lifespan=lifespan,
    )
