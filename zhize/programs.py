"""Other programs at work in a folder of their own: they end with the process that began them, with all that they have begun."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from zhize.files import is_running

_PREFIX = "zhize-run-"
_GROUP = "group"
"""The file of the folder that tells the group of processes at work there."""


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for a program to work in; it goes with all it holds, also when this process is killed (see `end_of`)."""
    _clear()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def run(command: Sequence[str], place: Path, seconds: float) -> str:
    """Run a program in a workplace to its end, and return what it said.

    Raises:
        subprocess.TimeoutExpired: it took longer than so many seconds.
        OSError: it cannot be started.
    """
    said = place / "said"
    with said.open("wb") as out:  # a pipe would stay open as long as a child of a child lives
        process = subprocess.Popen(  # noqa: S603 - no shell
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        (place / _GROUP).write_text(str(process.pid))
        process.wait(seconds)
    finally:
        _end(process.pid)
        process.kill()
        process.wait()
    return said.read_text(encoding="utf-8", errors="replace")


def end_of(process: int) -> None:
    """End the programs that a process of this number had begun, which has just ended, and remove their folders."""
    for place in _own(process):
        with suppress(OSError, ValueError):
            _end(int((place / _GROUP).read_text()))
        shutil.rmtree(place, ignore_errors=True)


def _clear() -> None:
    """Remove the folders of processes that are gone."""
    for place in _own("*"):
        owner = place.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not is_running(int(owner)):
            shutil.rmtree(place, ignore_errors=True)


def _own(process: int | str) -> Iterator[Path]:
    """The workplaces of a process that are this user's."""
    for place in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{process}-*"):
        with suppress(OSError):
            owner = place.stat(follow_symlinks=False).st_uid
            if not place.is_symlink() and (not hasattr(os, "getuid") or owner == os.getuid()):
                yield place


def _end(group: int) -> None:
    """End a group of processes, where the system knows such."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
