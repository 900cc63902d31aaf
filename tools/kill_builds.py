"""Kill builds at random moments: the graph is then the old one or the new one, and the next run leaves nothing behind.

Usage: python -m tools.kill_builds [--kills 200] [--seed 1]

Two states of a small folder of invented papers are built by turns, each in a process of its own that kills itself at a random
one of the steps by which it opens, renames and removes files and runs SQL; half of the kills fall among the last steps,
where the graph is put into its place. After each kill the graph must open and dump to the bytes of one of the two states (or
not be there yet). At the end a whole build must leave the graph's own files and nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

import zhize
from zhize.errors import GraphError

ROOT = Path(__file__).resolve().parent.parent
FILES = ("graph.seal", "graph.sqlite")
LAST = 40
EVENTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"})
PAPER = """云州市青石区人民政府

关于做好{work}的通知

云青政发〔2024〕{number}号

各镇街、各有关部门：

一、{work}要在6月底前完成。（牵头单位：区应急局；配合单位：区财政局）

云州市青石区人民政府

2024年3月{number}日
"""


class Outcome(msgspec.Struct):
    """How many kills left the graph of which state, the states that were neither, and the files left over."""

    old: int = 0
    new: int = 0
    none: int = 0
    neither: list[str] = []
    left: list[str] = []


class Fuse:
    """Counts the steps of this process and kills it at one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self, *_: object) -> None:
        """One step more."""
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def light(self, folder: str) -> None:
        """Count from now on: files of a folder, and all SQL."""

        def hear(event: str, args: tuple[Any, ...]) -> None:
            if event in EVENTS and args and folder in str(args[0]):
                self.step()

        sys.addaudithook(hear)
        connect = sqlite3.connect

        def connected(*args: Any, **options: Any) -> sqlite3.Connection:
            con: sqlite3.Connection = connect(*args, **options)
            con.set_trace_callback(self.step)
            return con

        sqlite3.connect = connected  # type: ignore[assignment]


def child(gazettes: str, kg: str, at: int) -> None:
    """Build, and be killed at a step; prints the number of steps where it is not."""
    fuse = Fuse(at)
    fuse.light(kg)
    zhize.build(gazettes, kg, jobs=1)
    print(fuse.steps)


def state(folder: Path) -> str:
    """The hash of a graph's dump; empty where there is no graph yet."""
    if not (folder / "graph.sqlite").exists():
        return ""
    with tempfile.TemporaryDirectory() as temp:
        graph = zhize.open(folder)
        try:
            files = graph.dump(temp)
        finally:
            graph.close()
        return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def run(kills: int, seed: int) -> Outcome:
    """Kill so many builds."""
    chance, outcome = random.Random(seed), Outcome()
    with tempfile.TemporaryDirectory() as temp:
        base, kg = Path(temp), Path(temp) / "kg"
        inputs = [base / "in0", base / "in1"]
        for n, folder in enumerate(inputs):
            folder.mkdir()
            for number, work in enumerate(("清掏雨水篦子", "改造老旧食堂")[: n + 1], 1):
                (folder / f"{number}.txt").write_text(PAPER.format(work=work, number=number), encoding="utf-8")
        states = []
        for n, folder in enumerate(inputs):
            _build(folder, base / f"kg{n}")
            states.append(state(base / f"kg{n}"))
        steps: dict[bool, int] = {}  # of the last build that was not killed: of one from nothing, of one of a change
        for n in range(kills):
            if n % 5 == 4:
                shutil.rmtree(kg, ignore_errors=True)  # one that is made anew
            before = state(kg)
            most = steps.get(not before, 0)
            first = max(1, most - LAST) if chance.random() < 0.5 else 1
            if done := _build(inputs[n % 2], kg, chance.randint(first, most) if most else 0):
                steps[not before] = done
            _judge(outcome, kg, before, states[n % 2])
        _build(inputs[0], kg)
        outcome.left = sorted(p.name for p in kg.iterdir() if p.name not in FILES)
        if state(kg) != states[0]:
            outcome.neither.append("the last build")
    return outcome


def _build(gazettes: Path, kg: Path, at: int = 0) -> int:
    """Build in a process that is killed at a step; the steps of one that came to its end, else 0."""
    command = [sys.executable, "-m", "tools.kill_builds", "--child", str(gazettes), str(kg), str(at)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(done.stderr)
    return int(done.stdout or 0)


def _judge(outcome: Outcome, kg: Path, before: str, wanted: str) -> None:
    try:
        now = state(kg)
    except GraphError as error:
        outcome.neither.append(str(error))
        return
    if now == wanted:
        outcome.new += 1
    elif now == before == "":
        outcome.none += 1
    elif now == before:
        outcome.old += 1
    else:
        outcome.neither.append("another graph")


def main() -> None:
    """Run and print; the exit status tells whether all went well."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    outcome = run(args.kills, args.seed)
    print(f"{args.kills} kills: {outcome.new} new, {outcome.old} old, {outcome.none} none yet")
    print(f"neither: {outcome.neither or 0}; left over: {outcome.left or 0}")
    sys.exit(bool(outcome.neither or outcome.left))


if __name__ == "__main__":
    main()
