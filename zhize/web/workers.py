"""Questions are answered in processes of their own, which are ended when their time or memory is up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as OutOfTime
from pathlib import Path
from typing import Any

import zhize
from zhize.api import OpenGraph
from zhize.endpoint import process_context
from zhize.errors import ZhizeError
from zhize.limited import limit_memory
from zhize.queries.answer import Answer
from zhize.queries.explain import Explanation

GRACE = 2.0
"""Seconds that a question whose asker has left is given to end."""


class Overdue(Exception):
    """A question was not answered in time, or its process ended; the message says so in Chinese."""


# -- in the processes that answer

_graphs: dict[str, OpenGraph] = {}


def _opened(folder: str, stamp: str) -> OpenGraph:
    """The graph in the state that a stamp names, opened when first needed."""
    known = _graphs.get(folder)
    if known is None or known.manifest.stamp != stamp:
        if known is not None:
            known.close()
        known = _graphs[folder] = zhize.open(folder)
    return known


def _ask(folder: str, stamp: str, question: str, region: str, explain: bool) -> tuple[Answer, Explanation | None] | str:
    try:
        graph = _opened(folder, stamp)
        answer = graph.ask(question, region=region or None)
        return answer, graph.explain(question, region=region or None) if explain else None
    except ZhizeError as error:
        return str(error)


# -- in the server


class Workers:
    """Processes that answer questions on the graph of a folder.

    Args:
        folder: of the graph.
        seconds: that a question may take.
        memory: bytes that a process may use.
        at_once: questions answered at a time.
    """

    def __init__(self, folder: Path, seconds: float = 20.0, memory: int = 4 * 2**30, at_once: int = 1) -> None:
        from pebble import ProcessPool

        self.folder, self.seconds = folder.resolve(), seconds
        self._pool = ProcessPool(
            max_workers=at_once, initializer=limit_memory, initargs=[memory], context=process_context()
        )

    async def ask(
        self,
        stamp: str,
        question: str,
        region: str = "",
        *,
        explain: bool = False,
        left: Callable[[], Awaitable[bool]] | None = None,
    ) -> tuple[Answer, Explanation | None]:
        """Answer a question on the graph in a state; `left` tells whether who asked has gone.

        Raises:
            Overdue: it took too long or too much.
        """
        from pebble import ProcessExpired

        future = self._pool.schedule(
            _ask, args=[str(self.folder), stamp, question, region, explain], timeout=self.seconds
        )
        waited = asyncio.wrap_future(future)
        try:
            found = await (_unless_left(waited, left) if left else waited)
        except OutOfTime:
            raise Overdue(f"这个问题在{self.seconds:g}秒内没有答完，请问得具体一些。") from None
        except (ProcessExpired, OSError, RuntimeError, MemoryError, asyncio.CancelledError):
            raise Overdue("这个问题没有答完：所需的内存超过了限度，或提问的人已离开。") from None
        if isinstance(found, str):
            raise Overdue(found)
        return found

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


async def _unless_left(waited: asyncio.Future[Any], left: Callable[[], Awaitable[bool]]) -> Any:
    while True:
        done, _ = await asyncio.wait({waited}, timeout=0.5)
        if done:
            return waited.result()
        if await left():
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(waited, GRACE)
            raise asyncio.CancelledError
