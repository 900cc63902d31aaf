"""Seconds of processors that the processes under this one work, the JVM of Spark and its Python workers among them.

What a process that has ended worked is known to its parent only where that waited for it; the daemon of the Python workers does not.
So a thread looks at all processes every quarter of a second and keeps what each had worked: of a process that ends at most so much is lost.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec

SECONDS = 0.25
"""Time between two looks."""
_TICKS = os.sysconf("SC_CLK_TCK")
_WORKER = 3
"""How deep a Python worker of Spark lies: below the JVM and the daemon that forks it. What it forks itself it waits for."""


class Spent(msgspec.Struct, frozen=True):
    """Seconds that were worked so far: by this process, the JVM, the Python workers with what they forked; peak memory in MB."""

    own: float = 0.0
    jvm: float = 0.0
    python: float = 0.0
    peak_jvm: float = 0.0
    peak_python: float = 0.0

    @property
    def all(self) -> float:
        """Seconds of all."""
        return self.own + self.jvm + self.python

    def since(self, before: Spent) -> Spent:
        """What was worked after another look; the peaks are those of the whole life."""
        work = (self.own - before.own, self.jvm - before.jvm, self.python - before.python)
        return Spent(*work, self.peak_jvm, self.peak_python)


class _Process(msgspec.Struct, frozen=True):
    pid: int
    parent: int
    started: int
    own: float
    waited: float


class Watch:
    """Looks at the processes below this one while a block runs."""

    def __init__(self) -> None:
        self._jvm: dict[tuple[int, int], float] = {}
        self._python: dict[tuple[int, int], float] = {}
        self._peaks = [0.0, 0.0]
        self._lock, self._end = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(SECONDS):
            self.spent()

    def spent(self) -> Spent:
        """What was worked so far."""
        with self._lock:
            self._look()
            usage = os.times()
            return Spent(usage.user + usage.system, sum(self._jvm.values()), sum(self._python.values()), *self._peaks)

    def _look(self) -> None:
        processes = _processes()
        for process in processes.values():
            depth = _depth(process, processes)
            if not depth:
                continue
            jvm = depth == 1
            self._peaks[not jvm] = max(self._peaks[not jvm], peak(process.pid))
            if depth <= _WORKER:  # of those below, their parents tell
                seconds = process.own + (process.waited if depth == _WORKER else 0.0)
                (self._jvm if jvm else self._python)[process.pid, process.started] = seconds


def _processes() -> dict[int, _Process]:
    found: dict[int, _Process] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        own, waited = (sum(map(int, fields[a : a + 2])) / _TICKS for a in (11, 13))
        found[int(place.name)] = _Process(int(place.name), int(fields[1]), int(fields[19]), own, waited)
    return found


def _depth(process: _Process, processes: dict[int, _Process]) -> int:
    """How far below this process another one lies; 0 where it does not."""
    depth, pid = 0, process.pid
    while pid in processes and pid != os.getpid():
        depth, pid = depth + 1, processes[pid].parent
    return depth if pid == os.getpid() else 0


def peak(pid: int) -> float:
    """The most memory that a process has had, in MB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
