"""Work in processes of its own, one task at a time: what hangs or crashes loses its task only.

A pool of the standard library ends as a whole when one of its processes dies, and cannot end a task that hangs.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

import msgspec

from zhize.loaders.files.limits import Limits, limit_memory, listen
from zhize.messages import Sentence
from zhize.programs import end_of

T = TypeVar("T")
R = TypeVar("R")
MOST_TIMES = 20
"""A task that shows signs of progress may take so many times its limit in all."""


_LOOK = 0.1
"""Seconds between two looks at how many processes may begin something."""


def begun(name: str, target: Callable[..., None], *given: object) -> tuple[Any, Connection]:
    """A new process that ends with this one, and the pipe to it; `target` gets its end, ours to close, what is given, and our number."""
    context = process_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, ours, *given, os.getpid()), name=name, daemon=True)
    process.start()
    theirs.close()
    return process, ours


def process_context() -> Any:
    """How a process begins: as a fork of this one on Linux, where no Java machine runs.

    A fork takes no thread along, and what the threads of a machine hold stays shut in it for ever.
    """
    java = sys.modules.get("jpype")
    forks = sys.platform.startswith("linux") and not (java is not None and java.isJVMStarted())
    return multiprocessing.get_context("fork" if forks else "spawn")


class Step(msgspec.Struct, frozen=True):
    """A sign of progress of a task: page `page` of `pages` is begun."""

    page: int
    pages: int


class _Worker(Generic[T]):
    """A process, the pipe to it, and the task it is at."""

    def __init__(self, work: Callable[[T], Any], limits: Limits) -> None:
        self.process, self.pipe = begun("reader", _serve, work, limits)
        self.limits = limits
        self.task: int | None = None
        self.begun = self.alive = 0.0

    def give(self, number: int, task: T) -> None:
        self.task, self.begun = number, time.monotonic()
        self.alive = self.begun
        self.pipe.send(task)

    def left(self) -> float:
        """Seconds until the task is ended."""
        now, seconds = time.monotonic(), self.limits.seconds
        return min(self.alive + seconds, self.begun + MOST_TIMES * seconds) - now

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        end_of(self.process.pid)
        self.pipe.close()


def each(
    work: Callable[[T], R],
    tasks: Sequence[T],
    *,
    workers: int,
    limits: Limits,
    lost: Callable[[T, Sentence], R],
    step: Callable[[T, Step], None] | None = None,
    order: Sequence[int] | None = None,
    taken: Callable[[R], R] | None = None,
    at_once: Callable[[], int] | None = None,
) -> Iterator[R]:
    """Do each task in one of `workers` processes; results come in the order of the tasks.

    Of a task that takes too long or ends its process, `lost` makes the result; it is given the reason as the second
    half of a sentence. `step` hears of signs of progress. Whichever process is free takes the next task, in the `order` that the numbers of
    the tasks are given in. Results wait for their turn; `taken` gets each when it comes in, and gives what waits in its place. `at_once` says
    how many of the processes may begin something just now; one may always.
    """
    waiting = [(n, tasks[n]) for n in (range(len(tasks)) if order is None else order)][::-1]
    results: dict[int, R] = {}
    pool: list[_Worker[T]] = []
    due = 0

    def deal() -> None:
        may = workers if at_once is None or not waiting else max(1, min(workers, at_once()))
        idle = [worker for worker in pool if worker.task is None]
        for _ in range(min(len(waiting), may - (len(pool) - len(idle)))):
            if not idle:
                idle.append(_Worker(work, limits))
                pool.extend(idle)
            idle.pop().give(*waiting.pop())

    try:
        while due < len(tasks):
            deal()
            at_work = [worker for worker in pool if worker.task is not None]
            patience = min(worker.left() for worker in at_work)
            if waiting and at_once is not None:
                patience = min(patience, _LOOK)
            wait([worker.pipe for worker in at_work], timeout=max(0.0, patience))
            for worker in at_work:
                number = worker.task
                assert number is not None  # it was at work
                problem = _hear(worker, tasks[number], results, step)
                if problem:
                    results[number] = lost(tasks[number], problem)
                    worker.end()
                    pool.remove(worker)
                elif number in results:
                    worker.task = None
                if number in results:
                    deal()
                    _take(results, number, taken)
            while due in results:
                yield results.pop(due)
                due += 1
    finally:
        for worker in pool:
            worker.end()


def _take(results: dict[int, R], number: int, taken: Callable[[R], R] | None) -> None:
    if taken is not None:
        results[number] = taken(results[number])


def _hear(
    worker: _Worker[T], task: T, results: dict[int, R], step: Callable[[T, Step], None] | None
) -> Sentence | None:
    """Take what a process has sent; why its task is lost, None where it is not."""
    try:
        while worker.pipe.poll():
            said = worker.pipe.recv()
            if isinstance(said, Step):
                worker.alive = time.monotonic()
                if step:
                    step(task, said)
            else:
                results[worker.task if worker.task is not None else -1] = said
                return None
    except (EOFError, OSError):
        worker.process.join(5)
        code = worker.process.exitcode or 0
        name = signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else str(code)
        return Sentence(
            "the process that read it was ended ({name}); the file is damaged or needs more memory than there is",
            {"name": name},
        )
    if worker.left() <= 0:
        seconds = worker.limits.seconds
        return Sentence("reading it took more than {seconds:.0f} s without getting on", {"seconds": seconds})
    return None


def end_with(parent: int) -> None:
    """Make this process, which another one has begun, end with that; what interrupts that does not interrupt this one."""
    faulthandler.disable()  # who waits for this process tells of its end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _serve(pipe: Connection, other: Connection, work: Callable[[Any], Any], limits: Limits, parent: int) -> None:
    """Do the tasks that come through a pipe until it closes."""
    other.close()
    end_with(parent)
    limit_memory(limits.memory)
    listen(lambda page, pages: pipe.send(Step(page, pages)))
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(work(task))


def _watch(parent: int) -> None:
    """End this process when the program that started it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    end_of(os.getpid())
    os._exit(1)
