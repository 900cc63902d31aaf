"""Files that are written whole or not at all, and locks between processes."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path

from zhize.errors import GraphError
from zhize.messages import Sentence


def write_atomically(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all, with its folder, and return its path.

    A reader sees either the old file or the new one, also when the program is killed half-way; what a killed program
    left behind goes with the next writing. The file has the mode that the system gives new files, or keeps its own. A
    link stays a link to what is written; a device or a pipe is written into.
    """
    target = path.resolve() if path.is_symlink() else path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return path
    _clear(target)
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), "wb") as file:
            file.write(data)
        with suppress(FileNotFoundError):
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return path


def _clear(target: Path) -> None:
    """Remove what programs that are gone left behind of a file."""
    before = f".{target.name}."
    for part in target.parent.glob(f"{_escaped(before)}*.part"):
        owner = part.name.removeprefix(before).partition("-")[0]
        if owner.isdigit() and not is_running(int(owner)):
            part.unlink(missing_ok=True)


def _escaped(text: str) -> str:
    """A text as `glob` takes it for itself."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def is_running(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def outside(file: Path) -> tuple[int, tuple[int, int]]:
    """What the system says of a file without reading it: its size, and the times of its last change in nanoseconds."""
    at = file.stat()
    return at.st_size, (at.st_mtime_ns, at.st_ctime_ns)


def hash_of(file: Path) -> str:
    """The SHA-256 of a file, read in pieces: one may be larger than the memory there is.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def umask() -> int:
    """The rights that the system withholds from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def like(path: Path) -> str:
    """The entry of the path's folder that is most like a path that is not there, empty where none is like it.

    Example: `sampels` beside a folder `samples` -> `samples`.
    """
    try:
        names = [entry.name for entry in path.parent.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return ""
    return next((str(path.parent / name) for name in get_close_matches(path.name, names, n=1)), "")


# -- locks

_STEP = 0.05
"""Seconds between two tries."""


@contextmanager
def locked(path: Path, sentence: Sentence, wait: float = 0.0) -> Iterator[None]:
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
        raise GraphError(
            "{folder}: the graph cannot be written ({reason}).", folder=path.parent, reason=error.strerror
        ) from error
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
