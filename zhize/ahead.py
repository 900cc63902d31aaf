"""A new graph is written while its files are read: by a process of its own, to which what was read goes some files at a time.

What is read later is added as by a build that brings a graph up to date, so the graph is the same as if all had been read first. Which files go
together is decided by their sizes alone.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import msgspec

from zhize.errors import GraphError, ZhizeError
from zhize.graph.identity.decisions import read_decisions, table_of
from zhize.graph.store.sqlite.folder import remove_unfinished, store
from zhize.graph.store.sqlite.reader import is_sound
from zhize.graph.store.sqlite.readings import ReadingsBeside
from zhize.inputs import Inputs
from zhize.loaders.result import FileResult
from zhize.loaders.workers import begun, end_with
from zhize.messages import Sentence
from zhize.updating import bring_up_to_date, inputs_word

if TYPE_CHECKING:
    import sqlite3

LEAST = 4 * 2**20
"""Files of fewer bytes in all are written when they have been read: it takes a second or two."""
MOST = 24 * 2**20
"""So many bytes are written at a time at most, for what changed is held in memory."""
SHARES = (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, *[0.08] * 7, 0.07, 0.05, 0.03, 0.01)
"""Which parts of all files are written together: few at first, so that writing begins early, and at the end, for then nobody reads any more."""
NAME = "writer"
"""What the process is called."""
_PATIENCE = 5.0
"""Seconds that the process gets to clear up when it is ended."""


class Batch(msgspec.Struct, frozen=True):
    """What was read of some files; the last batch ends the graph."""

    results: tuple[FileResult, ...]
    last: bool


class Wrong(msgspec.Struct, frozen=True):
    """Why the graph could not be written."""

    sentence: Sentence


def batches(files: Sequence[tuple[str, int]]) -> list[list[str]]:
    """Names of files by the batches in which they are written; `files` are all with their bytes, in the order in which they are read.

    Example:
        >>> [len(batch) for batch in batches([(f"{n}.txt", 2**20) for n in range(100)])]
        [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8, 7, 5, 3, 1]
    """
    whole = sum(size for _, size in files)
    ends = iter([share * whole for share in accumulate(SHARES)])
    out: list[list[str]] = [[]]
    end, begun, held = next(ends), 0, 0
    for name, size in files:
        if out[-1] and (held + size / 2 > end or held + size > begun + MOST):
            end, begun = next((e for e in ends if e > held + size / 2), end), held
            out.append([])
        out[-1].append(name)
        held += size
    return out


@contextmanager
def writing_ahead(folder: Path, files: Sequence[tuple[str, int]], jobs: int | None) -> Iterator[Writer | None]:
    """A process that writes the graph of a folder while its files are read; None where that is not worth it or a graph is there.

    It is begun before this process opens any file of the graph, for an open SQLite file must not be taken into a fork.

    Args:
        folder: the graph folder, in which nobody else builds.
        files: the names of the files and their bytes, in the order in which they are read.
        jobs: how many processes may read; all processors where it is not given.
    """
    processes = jobs or os.cpu_count() or 1
    if processes < 2 or sum(size for _, size in files) < LEAST or is_sound(folder):
        yield None
        return
    writer = Writer(folder, batches(files), processes)
    try:
        yield writer
    finally:
        writer.end()


class Writer:
    """A process that writes a new graph, and what waits for it."""

    def __init__(self, folder: Path, plan: list[list[str]], processes: int) -> None:
        self._folder, self._plan, self._processes = folder, plan, processes
        self._there: dict[str, FileResult] = {}
        self._sent, self._busy = 0, False
        self._process, self._pipe = begun(NAME, _write, folder)

    def take(self, result: FileResult, keep: Callable[[], None]) -> None:
        """Take what was read of a file; `keep` makes sure that all readings so far can be seen by others."""
        self._there[result.name] = result
        if self._is_free() and self._is_complete():
            keep()
            self._send()

    def readers(self) -> int:
        """How many processes may read just now, so that no more are at work in all than may."""
        return self._processes if self._is_free() else self._processes - 1

    def finish(self) -> None:
        """Have the rest written, when all files have been read and are kept.

        Raises:
            GraphError: the graph cannot be written.
        """
        while self._sent < len(self._plan):
            self._wait()
            self._send()
        self._wait()
        self._process.join()

    def end(self) -> None:
        """End the process, and remove what it has not finished."""
        self._pipe.close()
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        remove_unfinished(self._folder)

    def _is_free(self) -> bool:
        if self._busy and self._pipe.poll():
            self._wait()
        return not self._busy

    def _is_complete(self) -> bool:
        """Whether all files of the next batch have been read."""
        return self._sent < len(self._plan) - 1 and all(name in self._there for name in self._plan[self._sent])

    def _send(self) -> None:
        results = tuple(self._there.pop(name) for name in self._plan[self._sent] if name in self._there)
        self._sent += 1
        self._busy = True
        with suppress(OSError):  # a process that has ended has said why, or will be found to have ended
            self._pipe.send(Batch(results, self._sent == len(self._plan)))

    def _wait(self) -> None:
        """Wait until what was sent is written."""
        if not self._busy:
            return
        try:
            said = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(_PATIENCE)
            code = self._process.exitcode
            raise GraphError(
                "{folder}: the process that wrote the graph was ended ({code}). Is there memory enough? With --jobs 1 less is needed.",
                folder=self._folder,
                code=code,
            ) from None
        if isinstance(said, Wrong):
            raise GraphError(said.sentence)
        self._busy = False


def _write(pipe: Connection, other: Connection, folder: Path, parent: int) -> None:
    """Write the graph of a folder from the batches that come through a pipe; what was wrong goes back."""
    other.close()
    end_with(parent)
    signal.signal(signal.SIGTERM, _leave)
    try:
        store(folder, lambda con: _write_batches(con, pipe, folder))
    except ZhizeError as error:
        pipe.send(Wrong(error.sentence))
    except EOFError:
        return
    else:
        pipe.send(None)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Leave so that what is unfinished is cleared up."""
    sys.exit(1)


def _write_batches(con: sqlite3.Connection, pipe: Connection, folder: Path) -> None:
    batch: Batch = pipe.recv()
    given, decisions = Inputs(), read_decisions(table_of(folder))
    with closing(ReadingsBeside(folder)) as kept:
        while True:
            for result in batch.results:
                given.add(result)
            inputs = inputs_word(given, decisions) if batch.last else ""
            bring_up_to_date(con, given, kept, decisions, inputs, unseen=True)
            if batch.last:
                return
            pipe.send(None)
            batch = pipe.recv()
