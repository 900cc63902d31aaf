"""How a build grows with the number of files: time, memory, size on each stage, and what two processes gain over one.

Usage: python -m benchmarks.scale GAZETTES [TIMES ...] [--jobs N] [--spark MASTER]

The copies are of other places: the names of the places of the originals and the numbers of their documents are changed in each. Prints a
line per number of copies. `seconds` are of the clock, which tells nothing where others use the machine; `processor` are seconds
that processors worked. `gain` is what reading gains by its processes: the work of all over that of the one that worked longest. What several processes
gain in all is the seconds of --jobs 1 over theirs, on a machine that nobody else uses. With --spark the same folder is read on Spark as well, by a process of its own: the start of Spark is told
apart, then each stage with the seconds of the clock, of the JVM and of the Python workers, and how much more than the pool all of it took.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import msgspec

import zhize
from benchmarks.copies import copy_texts
from benchmarks.processors import Spent, Watch, peak
from zhize.ahead import NAME
from zhize.loaders.result import FileResult

PLACES = ("周村区", "淄博市", "淄川区")
STAGES = {
    "readings": ("readings",),
    "records": ("records", "shares"),
    "facts": (
        "fact_rows",
        "clause_rows",
        "places",
        "sections",
        "texts",
        "nodes",
        "facts_of_object",
        "clauses_of_document",
        "nodes_of_key",
    ),
    "full text": ("clauses_data", "clauses_idx", "paper_words_data", "paper_titles_data"),
    "papers": ("papers", "names", "aliases"),
}
"""Tables of the file by what they are for."""


class Build(msgspec.Struct, frozen=True):
    """What a build took: processor seconds of the program, of each process that read, of the one that wrote meanwhile (0 where the program did);
    peak memory in MB.
    """

    copies: int
    files: int
    characters: int
    facts: int
    seconds: float
    read_seconds: float
    own_reading: float
    own: float
    writer: float
    readers: list[float]
    peak: float
    peak_writer: float
    peak_reader: float
    bytes: int
    tables: dict[str, int]

    @property
    def gain(self) -> float:
        """Work of reading over that of the process that worked longest."""
        return sum(self.readers) / max(self.readers)

    @property
    def work(self) -> float:
        """Processor seconds of all processes."""
        return sum(self.readers) + self.own + self.writer


class Stage(msgspec.Struct, frozen=True):
    """A stage of a build on Spark: its name, seconds of the clock, what was worked."""

    name: str
    seconds: float
    spent: Spent


class OnSpark(msgspec.Struct, frozen=True):
    """What a build on Spark took, by stage; the first is the start, the last the end."""

    stages: list[Stage]
    facts: int
    bytes: int


def processor(pid: int) -> float:
    """Seconds that a process has worked so far; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, out: Path, copies: int, characters: int, jobs: int) -> Build:
    """Build once in this process, which must be a new one: its peak memory is that of its life."""
    spent: dict[int, float] = {}
    peaks: dict[bool, float] = {True: 0.0, False: 0.0}
    start, read, own_reading = time.perf_counter(), [0.0], [0.0]

    def progress(_: FileResult) -> None:
        for process in multiprocessing.active_children():
            pid, writes = process.pid or 0, process.name == NAME
            peaks[writes] = max(peaks[writes], peak(pid))
            if not writes:
                spent[pid] = max(processor(pid), spent.get(pid, 0.0))
        read[0], own_reading[0] = time.perf_counter() - start, time.process_time()

    report = zhize.build(folder, out, jobs=jobs, progress=progress)
    seconds, usage = time.perf_counter() - start, os.times()
    own, most = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    file, wrote = out / "graph.sqlite", peaks[True] > 0
    writer = usage.children_user + usage.children_system - sum(spent.values()) if wrote else 0.0
    return Build(
        copies, report.files, characters, report.facts, seconds, read[0], own_reading[0], time.process_time(), writer,
        [round(s, 1) for s in spent.values()], own, most if wrote else 0.0, peaks[False], file.stat().st_size, sizes(file),
    )  # fmt: skip


def sizes(file: Path) -> dict[str, int]:
    """Bytes of the tables of a graph file, by what they are for; empty where this SQLite cannot tell."""
    con = sqlite3.connect(file)
    try:
        rows = dict(con.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    except sqlite3.Error:
        lengths = "SELECT coalesce(sum(length(data) + length(head)), 0) FROM readings"
        return {"readings": con.execute(lengths).fetchone()[0]}
    finally:
        con.close()
    return {stage: sum(rows.get(name, 0) for name in names) for stage, names in STAGES.items()}


def main() -> None:
    """Measure and print; each build in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gazettes", type=Path)
    parser.add_argument("times", type=int, nargs="*", default=[1, 30])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--spark")
    parser.add_argument("--one", action="store_true", help="gazettes is a folder of copies already; print JSON")
    given = parser.parse_args()
    if given.one:
        with tempfile.TemporaryDirectory() as temp:
            made: Build | OnSpark
            if given.spark:
                made = measure_spark(given.gazettes, Path(temp), given.spark)
            else:
                characters = sum(len(f.read_text("utf-8-sig", "replace")) for f in given.gazettes.iterdir())
                made = measure(given.gazettes, Path(temp) / "kg", given.times[0], characters, given.jobs)
        print(msgspec.json.encode(made).decode())
        return
    for times in given.times:
        with tempfile.TemporaryDirectory() as temp:
            copy_texts(given.gazettes, Path(temp), times, PLACES)
            one = [sys.executable, "-m", "benchmarks.scale", temp, str(times), "--one"]
            pool = msgspec.json.decode(_said([*one, "--jobs", str(given.jobs)]), type=Build)
            show(pool)
            if given.spark:
                show_spark(msgspec.json.decode(_said([*one, "--spark", given.spark]), type=OnSpark), pool)


def _said(command: list[str]) -> str:
    """What a process of its own prints last."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]


def show(b: Build) -> None:
    """Print a build."""
    print(
        f"{b.copies}x: {b.files} files, {b.characters:,} characters, {b.facts:,} facts; {b.seconds:.0f} s, of which reading "
        f"{b.read_seconds:.0f} s; processor {b.work:.1f} s ({b.characters / b.work:,.0f} characters/s): reading {b.readers}, "
        f"writing meanwhile {b.writer:.1f}, program {b.own_reading:.1f} while reading, {b.own - b.own_reading:.1f} after; "
        f"gain {b.gain:.2f}; peak {b.peak:.0f} MB, of the writer {b.peak_writer:.0f} MB, of a reader {b.peak_reader:.0f} MB; "
        f"{b.bytes / 2**20:.1f} MB: { ({k: round(v / 2**20, 1) for k, v in b.tables.items()}) }",
        flush=True,
    )


def measure_spark(folder: Path, temp: Path, master: str) -> OnSpark:
    """Read a folder on Spark once, in a session that was there before, so that its start is apart."""
    from zhize.loaders.spark.build import build
    from zhize.loaders.spark.session import session

    with Watch() as watch:
        looks = [("start", time.perf_counter(), watch.spent())]

        def stage(name: str) -> None:
            looks.append((name, time.perf_counter(), watch.spent()))

        with session(master):
            stage("listing")
            report = build(str(folder), str(temp / "kg.parquet"), master, stage=stage)
            stage("")
        size = sum(f.stat().st_size for f in temp.rglob("*.parquet"))
    stages = [Stage(n, t1 - t0, b.since(a)) for (n, t0, a), (_, t1, b) in pairwise(looks)]
    return OnSpark(stages, report.rows["facts"], size)


def show_spark(made: OnSpark, pool: Build) -> None:
    """Print a build on Spark, and how much more it took than the pool."""
    for s in made.stages:
        print(
            f"  {s.name:10} {s.seconds:7.1f} s; processor: JVM {s.spent.jvm:6.1f}, Python workers {s.spent.python:6.1f}, "
            f"program {s.spent.own:5.1f}"
        )
    built = made.stages[1:]
    seconds, work = sum(s.seconds for s in built), sum(s.spent.all for s in built)
    last = built[-1].spent
    print(
        f"  without the start: {seconds:.0f} s, {seconds / pool.seconds:.1f} times the pool; processor {work:.0f} s, {work / pool.work:.1f} times; "
        f"peak of the JVM {last.peak_jvm:.0f} MB, of a Python process {last.peak_python:.0f} MB; {made.facts:,} facts, {made.bytes / 2**20:.1f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
