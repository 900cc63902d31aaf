"""Questions are answered in processes of their own, which are ended when their time or memory is up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec

import zhize
from zhize.api import OpenGraph
from zhize.days import day_folder
from zhize.errors import OptionError, ZhizeError
from zhize.graph.store.rdf.oxigraph import kept_store
from zhize.graph.store.rows import Rows
from zhize.messages import Sentence, speaking
from zhize.processes import LateWork, LeftWork, LostWork, Processes
from zhize.queries.answer import Answer
from zhize.queries.explain import Explanation
from zhize.web.pages.parts import WrongParameter
from zhize.web.reckoning import Reckoned, reckon

T = TypeVar("T")

GRACE = 2.0
"""Seconds that a question whose asker has left is given to end."""


class LateAnswer(Exception):
    """A question was not answered in time, or its process ended; the message says so in Chinese."""


class Refused(msgspec.Struct, frozen=True):
    """What is wrong with what was asked, in Chinese."""

    sentence: str


_ENGINES = {"sparql": "SPARQL", "cypher": "Cypher"}
KEPT = 4
"""So many graphs are kept open by a process: that of now, and those of the days asked for last."""

# -- in the processes that answer

_graphs: dict[str, OpenGraph] = {}


def _opened(folder: str, stamp: str) -> OpenGraph:
    """The graph in the state that a stamp names, opened when first needed."""
    known = _graphs.get(folder)
    if known is None or known.manifest.stamp != stamp:
        if known is not None:
            _graphs.pop(folder).close()
        while len(_graphs) >= KEPT:  # the graphs of days
            _graphs.pop(next(iter(_graphs))).close()
        known = _graphs[folder] = zhize.open(folder)
    return known


def _ask(folder: str, stamp: str, question: str, region: str, explain: bool) -> tuple[Answer, Explanation | None] | str:
    try:
        graph = _opened(folder, stamp)
        answer = graph.ask(question, region=region or None)
        return answer, graph.explain(question, region=region or None) if explain else None
    except ZhizeError as error:
        return error.said("zh")  # as all on the pages


def _answered(folder: str, stamp: str, questions: tuple[str, ...], most: int) -> tuple[str, ...] | str:
    """The first of some questions that the graph answers."""
    try:
        graph = _opened(folder, stamp)
        return tuple(islice((q for q in questions if graph.ask(q).answered), most))
    except ZhizeError as error:
        return error.said("zh")


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


def _day(folder: str, stamp: str, day: str) -> Path | str:
    """The folder of the graph as of a day, made where it is not there yet, or what is wrong."""
    try:
        return day_folder(_opened(folder, stamp), day)
    except ZhizeError as error:
        return error.said("zh")


def _triples(folder: str, stamp: str) -> Path | str:
    """The place of a graph's SPARQL store, made where it is not there yet, or what is wrong."""
    try:
        graph = _opened(folder, stamp)
        return kept_store(lambda: graph.kg, graph.path / "oxigraph", stamp, graph.since)
    except ZhizeError as error:
        return error.said("zh")


def _store(folder: str, stamp: str, engine: str) -> bool | str:
    """Make the store of an engine where it is not there yet, or tell what is wrong."""
    try:
        graph = _opened(folder, stamp)
        return bool(graph.cypher_place() if engine == "cypher" else graph.sparql_place())
    except ZhizeError as error:
        return error.said("zh")


def _reckon(folder: str, stamp: str, key: tuple[str, ...]) -> Reckoned | Refused | str:
    try:
        with speaking("zh"):  # as all on the pages
            return reckon(_opened(folder, stamp), key)
    except OptionError as error:
        return Refused(error.said("zh"))
    except ZhizeError as error:
        return error.said("zh")


# -- in the server


class Workers:
    """Processes that answer questions on the graph of a folder.

    What takes long (findings, comparisons, the graph as of a day) has a process of its own: no question waits for it.

    Args:
        folder: of the graph.
        seconds: that a question may take.
        memory: bytes that a process may use.
        at_once: questions answered at a time.
    """

    def __init__(self, folder: Path, seconds: float = 20.0, memory: int = 4 * 2**30, at_once: int = 2) -> None:
        self.folder = folder.resolve()
        self._processes = Processes(at_once, seconds, memory)
        self._long = Processes(1, seconds, memory)
        # The stores of a large graph take longer than a query may; Java reserves more addresses than it uses.
        self._makers = Processes(1, None, None)
        self._stores: dict[tuple[str, str], asyncio.Future[bool]] = {}
        self.seconds = seconds
        # The engine of Cypher reserves more addresses than it uses: its process is limited by time alone.
        self._engine = Processes(1, seconds, None)

    async def ask(
        self,
        stamp: str,
        question: str,
        region: str = "",
        *,
        explain: bool = False,
        left: Awaitable[object] | None = None,
        folder: Path | None = None,
    ) -> tuple[Answer, Explanation | None]:
        """Answer a question on the graph in a state; `left` comes to an end when who asked has gone.

        `folder` is that of the graph as of a day, where one is asked for.

        Raises:
            LateAnswer: it took too long or too much.
        """
        return await self._told(self._processes, _ask, stamp, question, region, explain, left=left, folder=folder)

    async def answered(
        self, stamp: str, questions: tuple[str, ...], most: int, *, seconds: float, folder: Path | None = None
    ) -> tuple[str, ...]:
        """The first of some questions that the graph in a state answers, `most` of them.

        Raises:
            LateAnswer: it took longer than `seconds`, or too much.
        """
        late = asyncio.sleep(seconds)
        return await self._told(self._processes, _answered, stamp, questions, most, left=late, folder=folder)

    async def query(
        self, stamp: str, engine: str, text: str, params: dict[str, Any], most: int, folder: Path | None = None
    ) -> Rows:
        """The first rows of a SPARQL or Cypher query; `folder` is that of the graph as of a day.

        Raises:
            LateAnswer: it is wrong, or took too long or too much, or the store is still being made.
        """
        if folder is None or folder.resolve() == self.folder:
            await self._made(engine, stamp)
        processes = self._engine if engine == "cypher" else self._processes
        return await self._told(processes, _query, stamp, engine, text, params, most, folder=folder)

    async def reckon(self, stamp: str, key: tuple[str, ...], folder: Path) -> Reckoned:
        """Findings, a network or a comparison; see `zhize.web.reckoning`.

        Raises:
            WrongParameter: nothing of the graph is called so.
            LateAnswer: it took too long or too much.
        """
        found: Reckoned | Refused = await self._told(self._long, _reckon, stamp, key, folder=folder)
        if isinstance(found, Refused):
            raise WrongParameter(found.sentence)
        return found

    async def day(self, stamp: str, day: str) -> Path:
        """The folder of the graph as of a day (ISO), made within the limits of a question where it is not there yet.

        Raises:
            LateAnswer: it cannot be made, or took too long or too much.
        """
        return await self._told(self._long, _day, stamp, day)

    async def triples(self, stamp: str, folder: Path) -> Path:
        """The place of the SPARQL store of a graph, made within the limits of a question where it is not there yet.

        Raises:
            LateAnswer: it cannot be made, or took too long or too much.
        """
        return await self._told(self._long, _triples, stamp, folder=folder)

    async def _made(self, engine: str, stamp: str) -> None:
        """Have the store of an engine made, and wait for it as long as a query may take; it is made to its end in any case.

        Raises:
            LateAnswer: it is not made yet, or cannot be made.
        """
        key = (engine, stamp)
        if key not in self._stores:
            self._stores = {known: making for known, making in self._stores.items() if known[1] == stamp}
            self._stores[key] = asyncio.ensure_future(self._told(self._makers, _store, stamp, engine))
        making = self._stores[key]
        if not (await asyncio.wait([making], timeout=self.seconds))[0]:
            raise LateAnswer(f"这个图谱的{_ENGINES[engine]}库正在建立，请过一会儿再问。")
        if making.exception() is not None:
            self._stores.pop(key, None)  # who asks next begins anew
        making.result()

    async def _told(
        self,
        processes: Processes,
        work: Callable[..., T | str],
        *args: object,
        left: Awaitable[object] | None = None,
        folder: Path | None = None,
    ) -> T:
        """The result of work on the graph; a text of it, and what ends it, is raised."""
        try:
            found = await processes.do(work, str((folder or self.folder).resolve()), *args, left=left, grace=GRACE)
        except LateWork:
            raise LateAnswer(f"这个问题在{self.seconds:g}秒内没有答完，请问得具体一些。") from None
        except LeftWork:
            raise LateAnswer("提问的人已离开。") from None
        except LostWork:
            raise LateAnswer("这个问题没有答完：所需的内存超过了限度，或处理它的进程已终止。请问得具体一些。") from None
        if isinstance(found, str):
            raise LateAnswer(found)
        return found

    def close(self) -> None:
        """End the processes."""
        self._processes.close()
        self._long.close()
        self._makers.close()
        self._engine.close()
