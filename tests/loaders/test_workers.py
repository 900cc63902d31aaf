"""Processes that read end with the program: when it is killed, and when somebody presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.loaders.forms import paper
from zhize.loaders.files.limits import Limits
from zhize.loaders.pipeline import in_turn, largest_first
from zhize.loaders.workers import each

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")


def program(code: str, *args: object) -> subprocess.Popen[str]:
    """A program in a group of processes of its own."""
    command = [sys.executable, "-c", code, *map(str, args)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def wait_for(seen: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and is not yet taken note of does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


WORKS = """
import os, sys, time
from pathlib import Path
from zhize.loaders.files.limits import Limits
from zhize.loaders.workers import each

def work(name):
    Path(sys.argv[1], name).write_text(str(os.getpid()))
    time.sleep(600)

list(each(work, ["1", "2"], workers=2, limits=Limits(), lost=lambda task, why: None))
"""


def test_they_end_when_the_program_is_killed(tmp_path: Path) -> None:
    process = program(WORKS, tmp_path)
    wait_for(lambda: [f.read_text() for f in tmp_path.iterdir() if f.read_text()][1:], 60)
    readers = [int(file.read_text()) for file in tmp_path.iterdir()]
    assert all(map(is_there, readers))
    process.kill()
    process.communicate(timeout=30)
    wait_for(lambda: not any(map(is_there, readers)), 20)


BUILDS = """
import os, signal, sys, time
from pathlib import Path
from zhize.cli import main
from zhize.loaders import pipeline

real = pipeline.read_file

def read(path, name, *, max_bytes):
    if path.name == "b.txt":
        Path(sys.argv[-1] + ".started").write_text(str(os.getpid()))
        time.sleep(600)
    return real(path, name, max_bytes=max_bytes)

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
pipeline.read_file = read
sys.argv = ["zhize", "build", sys.argv[1], "-q", "-o", sys.argv[2]]
main()
"""
"""A build in which the reading of the file b.txt takes long."""


def test_a_build_that_is_interrupted_ends_at_once_and_leaves_what_it_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n, name in enumerate(("a.txt", "b.txt"), 1):
        (tmp_path / "in" / name).write_text(paper(number=f"青政办字〔2024〕{n}号"), encoding="utf-8")
    process = program(BUILDS, tmp_path / "in", tmp_path / "kg")
    started = tmp_path / "kg.started"
    wait_for(lambda: started.exists() and started.read_text(), 120)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, said, errors.strip()) == (130, "", "")
    assert not is_there(int(started.read_text()))
    left = [path.name for path in (tmp_path / "kg").iterdir()] if (tmp_path / "kg").exists() else []
    assert all(name.startswith("graph.sqlite.") for name in left)  # for the next build


OFFICE = """#!/bin/sh
sleep 600 &
echo $! > "$ZHIZE_TEST/child"
echo $$ > "$ZHIZE_TEST/itself"
sleep 600
"""
READS = """
import sys, tempfile
from pathlib import Path
from zhize.loaders.files.limits import Limits
from zhize.loaders.pipeline import load

tempfile.tempdir = sys.argv[2]
list(load(Path(sys.argv[1]), jobs=1, limits=Limits(seconds=float(sys.argv[3]))))
"""


@pytest.mark.parametrize("killed", [False, True])
def test_a_reader_that_is_ended_takes_the_programs_along_that_it_began(tmp_path: Path, killed: bool) -> None:
    """A reader is ended at its limit of time, or because the program was killed; LibreOffice hangs with a child of its own."""
    for name in ("bin", "temp", "said"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin" / "soffice").write_text(OFFICE)
    (tmp_path / "bin" / "soffice").chmod(0o755)
    (tmp_path / "a.rtf").write_text("{\\rtf1 a}")
    env = os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "ZHIZE_TEST": str(tmp_path / "said")}
    seconds = 600 if killed else 3
    command = [sys.executable, "-c", READS, str(tmp_path / "a.rtf"), str(tmp_path / "temp"), str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, env=env) as process:
        wait_for(lambda: (tmp_path / "said" / "itself").exists(), 120)
        began = [int((tmp_path / "said" / name).read_text()) for name in ("child", "itself")]
        if killed:
            process.kill()
        process.wait(60)
    wait_for(lambda: not any(map(is_there, began)), 20)
    wait_for(lambda: not list((tmp_path / "temp").iterdir()), 20)


def _pid(_: int) -> int:
    return os.getpid()


def test_no_more_of_them_begin_something_than_may_just_now() -> None:
    def processes(at_once: Callable[[], int] | None) -> int:
        tasks = range(6)
        return len(set(each(_pid, tasks, workers=3, limits=Limits(), lost=lambda task, why: -1, at_once=at_once)))

    assert processes(None) == 3
    assert processes(lambda: 2) == 2
    assert processes(lambda: 0) == 1  # else nothing would ever be done


def test_tasks_are_begun_in_the_order_that_is_given_and_come_in_their_own() -> None:
    taken: list[str] = []

    def take(result: str) -> str:
        taken.append(result)
        return result

    tasks = ["a", "b", "c"]
    made = each(str.upper, tasks, workers=1, limits=Limits(), lost=lambda task, why: "", order=[2, 0, 1], taken=take)
    assert list(made) == ["A", "B", "C"]
    assert taken == ["C", "A", "B"]


def test_files_that_are_written_meanwhile_are_read_in_turn_but_the_large_ones_first() -> None:
    assert largest_first([1, 9, 3]) == [1, 2, 0]
    assert in_turn([*range(1, 30), 300]) == [29, *range(29)]
