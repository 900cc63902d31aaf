"""Kill builds at random moments: the graph is then the old one or the new one, and the next run leaves nothing behind.

Usage: python -m tools.kill_builds [--kills 200] [--seed 1]

Two states of a small folder of invented gazettes are built by turns in a process of its own, which is killed at a random
moment of its usual time. After each kill the graph must open and dump to the bytes of one of the two states (or not be
there yet). At the end a whole build must leave the graph's own files and nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

import zhize
from zhize.errors import GraphError

ROOT = Path(__file__).resolve().parent.parent
FILES = ("graph.seal", "graph.sqlite")
BUILD = "import sys, zhize; zhize.build(sys.argv[1], sys.argv[2], jobs=1)"


class Outcome(msgspec.Struct):
    """How many kills left the graph of which state, the states that were neither, and the files left over."""

    old: int = 0
    new: int = 0
    none: int = 0
    neither: list[str] = []
    left: list[str] = []


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
        for folder in inputs:
            shutil.copytree(ROOT / "samples" / "gazettes", folder, ignore=shutil.ignore_patterns("*.pdf", "*.docx"))
        for file in sorted(inputs[1].iterdir())[:1]:
            file.unlink()
        states, spent = [], 0.0
        for n, folder in enumerate(inputs):
            start = time.monotonic()
            subprocess.run([sys.executable, "-c", BUILD, folder, base / f"kg{n}"], check=True, cwd=ROOT)
            spent = max(spent, time.monotonic() - start)
            states.append(state(base / f"kg{n}"))
        for n in range(kills):
            before = state(kg)
            _kill([sys.executable, "-c", BUILD, str(inputs[n % 2]), str(kg)], chance.uniform(0.1, spent))
            _judge(outcome, kg, before, states[n % 2])
        subprocess.run([sys.executable, "-c", BUILD, inputs[0], kg], check=True, cwd=ROOT)
        outcome.left = sorted(p.name for p in kg.iterdir() if p.name not in FILES)
        if state(kg) != states[0]:
            outcome.neither.append("the last build")
    return outcome


def _kill(command: list[str], after: float) -> None:
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


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
