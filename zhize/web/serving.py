"""Running the server until it is interrupted."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.endpoint import CONNECTIONS, SMALL, Endpoint, Limits, Stores, impatient
from zhize.errors import OptionError
from zhize.web.app import Settings, application
from zhize.web.shelf import Shelves
from zhize.web.workers import Workers

if TYPE_CHECKING:
    from starlette.applications import Starlette

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def checked_base(text: str) -> str:
    """The path that a proxy puts before all addresses: `/zhize`; empty for none.

    Raises:
        OptionError: it is no path.
    """
    base = text.rstrip("/")
    if base and (
        not base.startswith("/") or not base.isascii() or any(c in base for c in "?#\\\"'<> ") or "//" in base
    ):
        raise OptionError("--base-path {text}: this is no path. Write it as /zhize.", text=text)
    return base


def names(host: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """The names by which requests may call a server that listens on a host; any, where it is open to others and has no name."""
    if host in ("127.0.0.1", "::1"):
        return (*LOOPBACK, *more)
    return (*LOOPBACK, host, *more) if more else ("*",)


@contextlib.contextmanager
def made(folder: Path, limits: Limits, settings: Settings) -> Iterator[Starlette]:
    """The server of a graph folder; its SPARQL store is made before it answers, that of a large graph when it is first asked.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    shelves = Shelves(folder)
    stores = Stores(folder, lambda: shelves.newest().stamp)
    if shelves.newest().reader.manifest.facts <= SMALL:
        stores.place()
    workers = Workers(folder, limits.seconds, 2 * limits.memory)
    try:
        yield application(shelves, workers, settings, Endpoint(stores.place, limits))
    finally:
        stores.close()


def run(app: Starlette, limits: Limits, listening: socket.socket) -> None:
    """Answer until interrupted."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http=impatient(limits.sending),
        ws="none",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
    )
    with contextlib.suppress(KeyboardInterrupt):  # raised again when all is closed
        uvicorn.Server(config).run(sockets=[listening])


def serve(folder: Path, limits: Limits, settings: Settings, listening: socket.socket) -> None:
    """Serve a graph folder until interrupted."""
    with made(folder, limits, settings) as app:
        run(app, limits, listening)
