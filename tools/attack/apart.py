"""Cases in processes of their own, so that one that crashes or never ends takes nothing with it."""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
_WALL = 10
"""A case may take so many times its seconds of CPU by the clock: it may wait, and others use the machine."""


class Ended(msgspec.Struct, frozen=True):
    """How a case ended: `way` is a good one or a kind of fault, `what` says more."""

    way: str
    what: str = ""


def crash(error: BaseException) -> Ended:
    """The end of a case that raised an error, with the line that raised it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Ended("crash", f"{error!r} at {Path(last.filename).name}:{last.lineno}")


class _Run(Generic[T]):
    def __init__(self, work: Callable[[T], Ended], number: int, case: T, seconds: float) -> None:
        context = multiprocessing.get_context("fork")
        self.number, self.seconds, self.until = number, seconds, time.monotonic() + _WALL * seconds
        self.pipe, theirs = context.Pipe()
        self.process: ForkProcess = context.Process(target=_serve, args=(theirs, work, case))
        self.process.start()
        theirs.close()

    def end(self) -> Ended | None:
        """How it ended; None while it runs."""
        if self.pipe.poll():
            try:
                ended: Ended = self.pipe.recv()
            except EOFError:
                self.process.join()
                ended = Ended("crash", f"the process ended with {self.process.exitcode}")
        elif time.monotonic() > self.until or _taken(self.process.pid) > self.seconds:
            ended = Ended("hang", "it was ended at the limit of time")
        else:
            return None
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return ended


def _taken(process: int | None) -> float:
    """The seconds of CPU that a process has taken, 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def apart(work: Callable[[T], Ended], cases: Sequence[T], *, jobs: int, seconds: float) -> Iterator[Ended]:
    """Work at each case in a process of its own, for so many seconds of CPU; how they ended, in their order."""
    waiting, done, due = list(enumerate(cases))[::-1], dict[int, Ended](), 0
    running: list[_Run[T]] = []
    while due < len(cases):
        while waiting and len(running) < jobs:
            running.append(_Run(work, *waiting.pop(), seconds))
        wait([run.pipe for run in running], timeout=1)
        for run in list(running):
            if (ended := run.end()) is not None:
                done[run.number] = ended
                running.remove(run)
        while due in done:
            yield done.pop(due)
            due += 1


def _serve(pipe: Connection, work: Callable[[T], Ended], case: T) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        ended = work(case)
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        ended = crash(error)
    pipe.send(ended)
    pipe.close()
    os._exit(0)  # a Java machine may not end by itself
