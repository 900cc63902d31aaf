"""Processes that work for a server: each does one thing at a time, and is ended at its limits or when nobody waits any more."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as OutOfTime
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from zhize.errors import require
from zhize.limited import limit_memory

T = TypeVar("T")


class LateWork(Exception):
    """The work was ended when its time was up."""


class LostWork(Exception):
    """The work needed more memory than it may have, or its process was lost."""


class LeftWork(Exception):
    """The work was ended because who asked for it has left."""


class Processes:
    """Processes that work for a server.

    Args:
        at_once: how many work at a time.
        seconds: how long a piece of work may take; no limit where it is None.
        memory: bytes that a process may have beside what it begins with; no limit where it is None.

    Raises:
        MissingExtra: the packages of a web server are not installed.
    """

    def __init__(self, at_once: int, seconds: float | None, memory: int | None) -> None:
        require("web")
        from pebble import ProcessPool

        self.seconds = seconds
        limit: dict[str, Any] = {} if memory is None else {"initializer": limit_memory, "initargs": [memory]}
        self._pool = ProcessPool(max_workers=at_once, context=process_context(), **limit)

    async def do(
        self, work: Callable[..., T], *args: object, left: Awaitable[object] | None = None, grace: float = 0.0
    ) -> T:
        """Do a piece of work in one of the processes, and give its result.

        Args:
            work: a function of a module, so that another process can find it.
            args: what it is called with.
            left: comes to an end when who asked has left; the work is ended then.
            grace: seconds that it still has then.

        Raises:
            LateWork: its time was up.
            LostWork: it needed too much memory, or its process was lost.
            LeftWork: who asked has left.
        """
        from pebble import ProcessExpired

        future = self._pool.schedule(work, args=[*args], timeout=self.seconds)
        waited: asyncio.Future[T] = asyncio.wrap_future(future)
        leaving: list[asyncio.Future[Any]] = [asyncio.ensure_future(left)] if left is not None else []
        try:
            await asyncio.wait([*leaving, waited], return_when=asyncio.FIRST_COMPLETED)
            if not waited.done():
                await asyncio.wait([waited], timeout=grace)
            if not waited.done():
                raise LeftWork
            return waited.result()
        except OutOfTime:
            raise LateWork from None
        except (ProcessExpired, OSError, RuntimeError, MemoryError):
            raise LostWork from None
        finally:
            future.cancel()  # type: ignore[no-untyped-call]  # ends its process, where it still runs
            for one in leaving:
                one.cancel()

    def close(self) -> None:
        """End all processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def process_context() -> BaseContext:
    """How processes begin: from a small one that has all modules already, where the system can."""
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["zhize.endpoint", "rdflib", "pyoxigraph"])
    return context
