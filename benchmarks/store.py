"""The SQLite file at several sizes: build, build again after one change, size, and what asking costs without loading.

Usage: python -m benchmarks.store GAZETTES [TIMES...] [--keep FOLDER]

Copies of the text files (.txt, .md) of a folder are made whose documents have other numbers and whose places have other names, so that each
is of places of its own. Printed for each size: processor seconds of a build from nothing and of one after a line was added to a file and of one after
all of that file moved by a line, next to what that file alone takes; the file's size over that of the texts; seconds of commands in processes of their own and their largest memory;
milliseconds of searches, cards and answers in one process (median, 95th percentile). Under the table: by what power of the
size the seconds of a build grow. All seconds are of the processor. With --keep the copies and graphs stay in a folder, one for each
size, for other measurements.
"""

from __future__ import annotations

import argparse
import math
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import msgspec

import zhize
from benchmarks.copies import copy_texts

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("市", "区县")
WORDS = ("防汛 物资", "食品安全", "老旧小区 改造", "应急演练", "垃圾分类", "义务教育", "学校", "值班")


class Figures(msgspec.Struct):
    """What was measured at one size."""

    times: int
    text: int
    build: float
    again: float
    moved: float
    alone: float
    ratio: float
    commands: dict[str, tuple[float, float]]
    searches: tuple[float, float]
    cards: tuple[float, float]
    answers: tuple[float, float]


def measure(gazettes: Path, times: int, names: list[str], keep: Path | None = None) -> Figures:
    """Build at one size, change a file, build again, and ask."""
    with tempfile.TemporaryDirectory() if keep is None else nullcontext(keep / str(times)) as temp:
        folder, kg = Path(temp) / "in", Path(temp) / "kg"
        folder.mkdir(parents=True)
        text = copy_texts(gazettes, folder, times, names)
        build = _seconds(lambda: zhize.build(folder, kg))
        ratio = (kg / "graph.sqlite").stat().st_size / text
        changed = max(folder.iterdir())
        changed.write_bytes(changed.read_bytes() + "\n\n附注：本文由办公室负责解释。\n".encode())
        again = _seconds(lambda: zhize.build(folder, kg))
        lines = changed.read_bytes().splitlines(keepends=True)
        changed.write_bytes(b"".join([*lines[:3], b"\n", *lines[3:]]))
        moved = _seconds(lambda: zhize.build(folder, kg))
        alone = _seconds(lambda: zhize.build(changed, Path(temp) / "alone"))
        graph = zhize.open(kg)
        light = graph.light
        called = Counter(light.caption(agency) for agency in light.nodes("Agency"))
        agency = next(name for name, count in sorted(called.items()) if count == 1 and len(name) > 7)
        commands = {
            "show": _command("show", kg, agency),
            "ledger": _command("ledger", kg, "--agency", agency, "-o", Path(temp) / "t.csv"),
            "search": _command("search", kg, *WORDS[0].split()),
            "ask": _command("ask", kg, _questions()[0]),
        }
        searches = _percentiles([_milliseconds(lambda w=w: graph.search(*w.split())) for w in WORDS * 3])
        agencies = graph.light.nodes("Agency")
        some = [graph.light.caption(a) for a in agencies[:: max(1, len(agencies) // 30)]]
        cards = _percentiles([_milliseconds(lambda name=name: _card(graph, name)) for name in some])
        answers = _percentiles(
            [_milliseconds(lambda q=q: graph.ask(q)) for q in (*_questions()[:5], *_questions())][5:]
        )
        graph.close()
        return Figures(times, text, build, again, moved, alone, ratio, commands, searches, cards, answers)


def _questions() -> list[str]:
    listed = msgspec.yaml.decode((ROOT / "tests" / "queries" / "questions.yaml").read_bytes())
    return [row["q"] for rows in listed.values() for row in rows]


def _card(graph: zhize.OpenGraph, name: str) -> None:
    with suppress(zhize.ZhizeError):  # a name of several
        graph.show(name)


def _spent() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _seconds(work: Callable[[], object]) -> float:
    start = _spent()
    work()
    return _spent() - start


def _milliseconds(work: Callable[[], object]) -> float:
    return 1000 * _seconds(work)


_COMMAND = """
import sys
from pathlib import Path
from zhize.cli import main
try:
    main()
except SystemExit:
    pass
print(next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmHWM")), file=sys.stderr)
"""


def _command(*args: object) -> tuple[float, float]:
    """Seconds and MB of a command in a process of its own."""
    start = _spent()
    command = [sys.executable, "-c", _COMMAND, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    peak = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("VmHWM")]
    return _spent() - start, int(peak[0]) / 1024 if peak else math.nan


def _percentiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[math.ceil(len(ordered) * 0.95) - 1]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gazettes", type=Path)
    parser.add_argument("times", type=int, nargs="*", default=[1, 30, 300])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    gazettes, sizes = given.gazettes, given.times
    with tempfile.TemporaryDirectory() as temp:
        shutil.copytree(gazettes, Path(temp) / "in")
        zhize.build(Path(temp) / "in", Path(temp) / "kg")
        kg = zhize.open(Path(temp) / "kg").kg
        places = [kg.caption(r) for r in kg.nodes("Region") if kg.text(r, "level") in LEVELS]
    names = sorted((name for name in places if len(name) > 2), key=lambda name: -len(name))
    print(
        "| size | text MB | build s | again s | all of it moved s | that file s | file/text | show s, MB | ledger s, MB | search s, MB | ask s, MB | search ms | card ms | ask ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    done: list[Figures] = []
    for times in sizes:
        f = measure(gazettes, times, names, given.keep)
        commands = " | ".join(f"{seconds:.2f}, {mb:.0f}" for seconds, mb in f.commands.values())
        print(
            f"| {times}× | {f.text / 1e6:.1f} | {f.build:.1f} | {f.again:.1f} | {f.moved:.1f} | {f.alone:.1f} | {f.ratio:.1f} | {commands} | "
            f"{f.searches[0]:.1f}, {f.searches[1]:.1f} | {f.cards[0]:.1f}, {f.cards[1]:.1f} | "
            f"{f.answers[0]:.1f}, {f.answers[1]:.1f} |",
            flush=True,
        )
        done.append(f)
    if len(done) > 1:
        power = math.log(done[-1].build / done[0].build) / math.log(done[-1].text / done[0].text)
        print(f"\nbuild grows with the power {power:.2f} of the text")


if __name__ == "__main__":
    main()
