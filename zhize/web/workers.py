"""Questions are answered in processes of their own, which are ended when their time or memory is up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as OutOfTime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zhize
from zhize.api import OpenGraph
from zhize.endpoint import process_context
from zhize.errors import ZhizeError
from zhize.graph.store.rows import Rows
from zhize.limited import limit_memory
from zhize.messages import Sentence
from zhize.queries.answer import Answer
from zhize.queries.explain import Explanation

if TYPE_CHECKING:
    from pebble import ProcessPool

GRACE = 2.0
"""Seconds that a question whose asker has left is given to end."""


class LateAnswer(Exception):
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
        return error.said("zh")  # as all on the pages


def _query(folder: str, stamp: str, engine: str, text: str, params: dict[str, Any], most: int) -> Rows | str:
    """The first rows of a query, or what is wrong with it."""
    try:
        graph = _opened(folder, stamp)
        rows = graph.cypher(text, params) if engine == "cypher" else graph.sparql(text, params)
    except ZhizeError as error:
        return error.said("zh")  # as all on the pages
    except MemoryError:
        return Sentence("The query needs more memory than a query may have. Ask for less.").said("zh")
    return Rows(rows.columns, rows.rows[:most])


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
        self._engine = ProcessPool(max_workers=1, context=process_context())

    async def ask(
        self,
        stamp: str,
        question: str,
        region: str = "",
        *,
        explain: bool = False,
        left: Callable[[], Awaitable[bool]] | None = None,
        folder: Path | None = None,
    ) -> tuple[Answer, Explanation | None]:
        """Answer a question on the graph in a state; `left` tells whether who asked has gone.

        `folder` is that of the graph as of a day, where one is asked for.

        Raises:
            LateAnswer: it took too long or too much.
        """
        found = await self._ended(self._pool, _ask, [stamp, question, region, explain], left, folder)
        if isinstance(found, str):
            raise LateAnswer(found)
        answered: tuple[Answer, Explanation | None] = found
        return answered

    async def query(self, stamp: str, engine: str, text: str, params: dict[str, Any], most: int) -> Rows:
        """The first rows of a SPARQL or Cypher query.

        Raises:
            LateAnswer: it is wrong, or took too long or too much.
        """
        # The engine of Cypher reserves more addresses than it uses: its processes are limited by time alone.
        pool = self._engine if engine == "cypher" else self._pool
        found = await self._ended(pool, _query, [stamp, engine, text, params, most], None)
        if isinstance(found, str):
            raise LateAnswer(found)
        rows: Rows = found
        return rows

    async def _ended(
        self,
        pool: ProcessPool,
        work: Callable[..., Any],
        args: list[Any],
        left: Callable[[], Awaitable[bool]] | None,
        folder: Path | None = None,
    ) -> Any:
        from pebble import ProcessExpired

        future = pool.schedule(work, args=[str((folder or self.folder).resolve()), *args], timeout=self.seconds)
        waited = asyncio.wrap_future(future)
        try:
            return await (_unless_left(waited, left) if left else waited)
        except OutOfTime:
            raise LateAnswer(f"这个问题在{self.seconds:g}秒内没有答完，请问得具体一些。") from None
        except asyncio.CancelledError:
            raise LateAnswer("提问的人已离开。") from None
        except (ProcessExpired, OSError, RuntimeError, MemoryError):
            raise LateAnswer("这个问题没有答完：所需的内存超过了限度，或处理它的进程已终止。请问得具体一些。") from None

    def close(self) -> None:
        """End the processes."""
        for pool in (self._pool, self._engine):
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


async def _unless_left(waited: asyncio.Future[Any], left: Callable[[], Awaitable[bool]]) -> Any:
    while True:
        done, _ = await asyncio.wait({waited}, timeout=0.5)
        if done:
            return waited.result()
        if await left():
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(waited, GRACE)
            raise asyncio.CancelledError
