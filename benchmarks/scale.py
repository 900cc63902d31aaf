"""How a build grows with the number of files: time, memory, size on each stage, and what two processes gain over one.

Usage: python -m benchmarks.scale GAZETTES [TIMES ...] [--jobs N] [--spark MASTER]

The copies are of other places: the names of the places of the originals and the numbers of their documents are changed in each. Prints a
line per number of copies. `seconds` are of the clock, which tells nothing where others use the machine; `processor` are seconds
that processors worked. `gain` is what reading gains by its processes: the work of all over that of the one that worked longest, where the program
itself takes its part of a processor too. With --spark the same folder is read on Spark as well, start apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

import zhize
from benchmarks.copies import copy_texts
from zhize.loaders.result import FileResult

PLACES = ("周村区", "淄博市", "淄川区")
STAGES = {
    "readings": ("readings",),
    "records": ("records",),
    "facts": (
        "fact_rows",
        "clause_rows",
        "places",
        "sections",
        "texts",
        "nodes",
        "facts_of_object",
        "clauses_of_document",
    ),
    "full text": ("clauses_data", "clauses_idx", "paper_words_data", "paper_titles_data"),
    "papers": ("papers", "names", "aliases"),
}
"""Tables of the file by what they are for."""


class Build(msgspec.Struct, frozen=True):
    """What a build took: processor seconds of the program while it read and in all, of each process that read; peak memory in MB."""

    copies: int
    files: int
    characters: int
    facts: int
    seconds: float
    read_seconds: float
    own_reading: float
    own: float
    workers: list[float]
    peak: float
    peak_worker: float
    bytes: int
    tables: dict[str, int]

    @property
    def gain(self) -> float:
        """Work of reading over that of the processor that worked longest, on as many processors as processes read."""
        whole = sum(self.workers) + self.own_reading
        return whole / max(whole / len(self.workers), *self.workers)


def processor(pid: int) -> float:
    """Seconds that a process has worked so far; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children() -> list[int]:
    """The processes that this one has started."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def measure(folder: Path, out: Path, copies: int, characters: int, jobs: int) -> Build:
    """Build once in this process, which must be a new one: its peak memory is that of its life."""
    spent: dict[int, float] = {}
    start, read, own_reading = time.perf_counter(), [0.0], [0.0]

    def progress(_: FileResult) -> None:
        spent.update({pid: max(processor(pid), spent.get(pid, 0.0)) for pid in children()})
        read[0], own_reading[0] = time.perf_counter() - start, time.process_time()

    report = zhize.build(folder, out, jobs=jobs, progress=progress)
    seconds = time.perf_counter() - start
    own, theirs = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    file = out / "graph.sqlite"
    return Build(
        copies, report.files, characters, report.facts, seconds, read[0], own_reading[0], time.process_time(),
        [round(s, 1) for s in spent.values()], own, theirs, file.stat().st_size, sizes(file),
    )  # fmt: skip


def sizes(file: Path) -> dict[str, int]:
    """Bytes of the tables of a graph file, by what they are for; empty where this SQLite cannot tell."""
    con = sqlite3.connect(file)
    try:
        rows = dict(con.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    except sqlite3.Error:
        lengths = "SELECT coalesce(sum(length(data) + length(print) + length(head)), 0) FROM readings"
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
            characters = sum(len(f.read_text("utf-8-sig", "replace")) for f in given.gazettes.iterdir())
            made = measure(given.gazettes, Path(temp) / "kg", given.times[0], characters, given.jobs)
        print(msgspec.json.encode(made).decode())
        return
    for times in given.times:
        with tempfile.TemporaryDirectory() as temp:
            copy_texts(given.gazettes, Path(temp), times, PLACES)
            command = [sys.executable, "-m", "benchmarks.scale", temp, str(times), "--one", "--jobs", str(given.jobs)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            show(msgspec.json.decode(said, type=Build))
            if given.spark:
                spark(Path(temp), given.spark)


def show(b: Build) -> None:
    """Print a build."""
    work = sum(b.workers) + b.own
    print(
        f"{b.copies}x: {b.files} files, {b.characters:,} characters, {b.facts:,} facts; {b.seconds:.0f} s, of which reading "
        f"{b.read_seconds:.0f} s; processor {work:.1f} s ({b.characters / work:,.0f} characters/s): reading {b.workers}, "
        f"program {b.own_reading:.1f} while reading, {b.own - b.own_reading:.1f} after; gain {b.gain:.2f}; peak {b.peak:.0f} MB, "
        f"of a reader {b.peak_worker:.0f} MB; {b.bytes / 2**20:.1f} MB: { ({k: round(v / 2**20, 1) for k, v in b.tables.items()}) }",
        flush=True,
    )


def spark(folder: Path, master: str) -> None:
    """Read the same folder on Spark; the start is measured by a session that does nothing."""
    from zhize.loaders.spark.build import build
    from zhize.loaders.spark.session import session

    begun = time.perf_counter()
    with session(master):
        started = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as temp:
        begun = time.perf_counter()
        report = build(str(folder), f"{temp}/kg.parquet", master)
        spent = time.perf_counter() - begun
        size = sum(f.stat().st_size for f in Path(temp).rglob("*.parquet"))
    print(
        f"  {master}: start {started:.0f} s, build {spent:.0f} s, {report.rows['facts']:,} facts, {size / 2**20:.1f} MB"
    )


if __name__ == "__main__":
    main()
