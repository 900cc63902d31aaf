"""Locks between processes: who builds, and who writes the file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhize.errors import GraphError

_STEP = 0.05
"""Seconds between two tries."""


@contextmanager
def locked(path: Path, sentence: str, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock that one process at a time may have; the file that carries it is removed at the end.

    Args:
        path: the file that carries the lock, in a folder that exists.
        sentence: what to say when somebody else has it.
        wait: seconds to wait for it.

    Raises:
        GraphError: somebody else has it, or the folder cannot be written.
    """
    until = time.monotonic() + wait
    try:
        while (handle := _taken(path)) is None:
            if time.monotonic() >= until:
                raise GraphError(sentence)
            time.sleep(_STEP)
    except OSError as error:
        raise GraphError(f"{path.parent}: the graph cannot be written ({error.strerror}).") from error
    try:
        yield
    finally:
        with suppress(OSError):  # while it is held: nobody can take a file that is gone and keep it
            path.unlink()
        os.close(handle)


def _taken(path: Path) -> int | None:
    """The handle of the locked file; None where somebody else has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle)
        same = os.path.samestat(os.fstat(handle), path.stat())
    except (BlockingIOError, FileNotFoundError, PermissionError):
        same = False  # another process has it, or has removed the file meanwhile
    except BaseException:
        os.close(handle)
        raise
    if same:
        return handle
    os.close(handle)
    return None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
