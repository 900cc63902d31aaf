"""One server for several graphs: a first page that asks those that a question is for, and the pages of each under its name."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from zhize.endpoint import Endpoint, Limits, Stores, client_left
from zhize.messages import speaking
from zhize.router import RoutedAnswer, meant, named_graphs, place_of, routed
from zhize.web import answers
from zhize.web.addresses import Parameter, ServerAddresses, given
from zhize.web.app import Settings, application
from zhize.web.asked import Parameters
from zhize.web.guard import Guard
from zhize.web.pages import ask
from zhize.web.shelf import Shelves
from zhize.web.workers import Workers

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class GraphPages(msgspec.Struct, frozen=True):
    """A graph of the server: its name, its place, the address of its pages, how many documents it holds."""

    name: str
    place: str
    address: str
    documents: int


class SeveralPage(msgspec.Struct, frozen=True):
    """A question to several graphs with the page of each answer, and the graphs; `silent` are graphs that were asked and hold no answer."""

    graphs: tuple[GraphPages, ...]
    question: str = ""
    region: str = ""
    routed: RoutedAnswer | None = None
    pages: tuple[ask.AskPage, ...] = ()
    silent: tuple[GraphPages, ...] = ()


class _Addresses(ServerAddresses):
    """Addresses of the first page, which has no lists."""

    def list(self, name: str, /, **parameters: Parameter) -> str:
        """The address of a page; empty where only the graphs have such a page."""
        known = {"home": "/", "ask": "/ask", "api/ask": "/api/ask"}
        return f"{self.base}{known[name]}{given(parameters)}" if name in known else ""


class _Served:
    """A graph with what answers for it."""

    def __init__(self, name: str, folder: Path, limits: Limits, settings: Settings) -> None:
        self.shelves = Shelves(folder)
        self.stores = Stores(folder, lambda: self.shelves.newest().stamp)
        self.workers = Workers(folder, limits.seconds, 2 * limits.memory)
        own = msgspec.structs.replace(settings, base=f"{settings.base}/{quote(name)}")
        self.addresses = ServerAddresses(own.base)
        self.app = application(self.shelves, self.workers, own, Endpoint(self.stores.place, limits))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer below the name of the graph."""
        if scope["type"] == "http":
            scope = {**scope, "path": scope["path"].removeprefix(scope["root_path"]) or "/", "root_path": ""}
        await self.app(scope, receive, send)

    def close(self) -> None:
        """End its processes."""
        self.workers.close()
        self.stores.close()


class _Site:
    def __init__(self, served: dict[str, _Served], settings: Settings) -> None:
        self.served, self.settings, self.addresses = served, settings, _Addresses(settings.base)

    def _graphs(self) -> tuple[GraphPages, ...]:
        out = []
        for name, one in self.served.items():
            shelf = one.shelves.newest()
            place = place_of(shelf.opened) or name
            out.append(GraphPages(name, place, one.addresses.list("home"), shelf.counts.get("Document", 0)))
        return tuple(out)

    def _meant(self, question: str, region: str) -> list[str]:
        return meant({n: one.shelves.newest().opened for n, one in self.served.items()}, question, region or None)

    async def _asked(self, request: Request) -> SeveralPage:
        values = Parameters(request.query_params)
        question, region = values.text("q", ask.LONGEST), values.text("region", 40)
        graphs = await run_in_threadpool(self._graphs)
        if not question:
            return SeveralPage(graphs, question, region)
        names = await run_in_threadpool(self._meant, question, region)
        left = client_left(request)
        said = await asyncio.gather(
            *(
                self.served[n].workers.ask(self.served[n].shelves.newest().stamp, question, region, left=left)
                for n in names
            )
        )
        answer = routed(
            question, dict(zip(names, (a for a, _ in said), strict=True)), {g.name: g.place for g in graphs}
        )
        pages = await run_in_threadpool(self._pages, answer, region)
        silent = {one.graph for one in answer.silent}
        return SeveralPage(graphs, question, region, answer, pages, tuple(g for g in graphs if g.name in silent))

    def _pages(self, answer: RoutedAnswer, region: str) -> tuple[ask.AskPage, ...]:
        return tuple(
            ask.ask_page(self.served[one.graph].shelves.newest(), answer.question, region, one.answer)
            for one in answer.answers
        )

    async def _told(self, request: Request, *, as_json: bool) -> Response:
        late = "这个问题没有在限定的时间内答完。"
        with speaking("zh"):
            work = self._answer(request, as_json=as_json)
            return await answers.told(work, self.addresses, self.settings.seconds, late=late, as_json=as_json)

    async def _answer(self, request: Request, *, as_json: bool) -> Response:
        data = await self._asked(request)
        if not as_json:
            urls = {name: one.addresses for name, one in self.served.items()}
            title = data.question or "职责图谱"
            return answers.page(self.addresses, "several.html", title, "several", data=data, urls=urls)
        if data.routed is None:
            return answers.trouble(self.addresses, 400, "请给出 q。", as_json=True)
        return answers.json(
            {"answer": data.routed.merged(), "asked": data.routed.asked, "answers": data.routed.answers}
        )

    async def page(self, request: Request) -> Response:
        """The first page, or the page of an answer."""
        return await self._told(request, as_json=False)

    async def json(self, request: Request) -> Response:
        """The answers as JSON."""
        return await self._told(request, as_json=True)

    def static(self, request: Request) -> Response:
        """A style sheet or script."""
        return answers.static(self.addresses, request.path_params["name"])

    async def nothing(self, request: Request, error: Exception) -> Response:
        """What is said where there is no page."""
        as_json = request.url.path.startswith("/api/")
        return answers.trouble(self.addresses, getattr(error, "status_code", 500), "没有这个页面。", as_json=as_json)


@contextlib.contextmanager
def made_of(folders: Sequence[Path], limits: Limits, settings: Settings) -> Iterator[Starlette]:
    """The server of several graph folders.

    Raises:
        GraphError: a folder holds no graph, or a damaged one.
        OptionError: a folder is given twice.
    """
    served: dict[str, _Served] = {}
    try:
        for name, folder in named_graphs(folders).items():
            served[name] = _Served(name, folder, limits, settings)
        yield _application(_Site(served, settings), settings)
    finally:
        for one in served.values():
            one.close()


def _application(site: _Site, settings: Settings) -> Starlette:
    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield

    graphs: list[tuple[str, ASGIApp]] = list(site.served.items())
    return Starlette(
        routes=[
            Route("/", site.page),
            Route("/ask", site.page),
            Route("/api/ask", site.json),
            Route("/static/{name}", site.static),
            *(Mount(f"/{name}", app=app) for name, app in graphs),
        ],
        middleware=[Middleware(Guard, hosts=settings.hosts, base=settings.base)],
        exception_handlers={404: site.nothing, 405: site.nothing, 500: site.nothing},
        lifespan=lifespan,
    )
