"""Files that are written whole or not at all, and locks between processes."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.messages import Sentence
from zhize.messages import gettext as _


def write_atomically(path: Path, data: bytes, within: Path | None = None) -> Path:
    """Write a file whole or not at all, with its folder, and return its path.

    A reader sees either the old file or the new one, also when the program is killed half-way; what a killed program
    left behind goes with the next writing. The file has the mode that the system gives new files, or keeps its own. A
    link stays a link to what is written; a device or a pipe is written into.

    Args:
        path: the file.
        data: its bytes.
        within: a folder that was given, the file being one of those that are written into it: below it no link is followed.

    Raises:
        OSError: it cannot be written; nothing is left behind then.
    """
    return write_together({path: data}, within)[0]


def write_together(files: Mapping[Path, bytes], within: Path | None = None) -> list[Path]:
    """Write several files as `write_atomically` writes one: where one cannot be written, none is.

    Raises:
        OSError: one of them cannot be written; nothing is left behind then.
    """
    parts: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, data in files.items():
            target = _behind(path) if within is None else inside(path, within)
            made += make_folder(target.parent)
            if target.exists() and not target.is_file():
                target.write_bytes(data)
                continue
            _clear(target)
            part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
            parts.append((part, target))
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), "wb") as file:
                file.write(data)
            with suppress(FileNotFoundError):
                part.chmod(target.stat().st_mode & 0o7777)
        for part, target in parts:
            part.replace(target)
    except BaseException:
        for part, _ in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        remove_empty(made)
        raise
    return list(files)


def _behind(path: Path) -> Path:
    """What a link leads to; the path itself where it is none."""
    if not path.is_symlink():
        return path
    try:
        return path.resolve()
    except RuntimeError:  # links that lead to each other
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def inside(path: Path, folder: Path) -> Path:
    """A path below a folder, if no part of it is a link, which would lead to what somebody else has written.

    Raises:
        OSError: a part of it is a link.
    """
    for one in (path, *path.parents):
        if one == folder:
            break
        if one.is_symlink():
            raise OSError(errno.ELOOP, _("{name} is a link", name=one.relative_to(folder)), str(one))
    return path


def make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it that are missing; gives what was made, the outermost first.

    Raises:
        OSError: it cannot be made, or is something else.
    """
    missing = []
    for one in (folder, *folder.parents):
        if one.is_dir():
            break
        if one.exists() or one.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(one))
        missing.append(one)
    made: list[Path] = []
    try:
        for one in reversed(missing):
            one.mkdir(exist_ok=True)  # another may make it meanwhile
            made.append(one)
    except OSError:
        remove_empty(made)
        raise
    return made


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove those of some folders that hold nothing, the innermost first."""
    for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()


_PART = re.compile(r"\.(.+)\.(\d+)-\d+\.part")
_AGAIN = 1.0
"""Seconds after which a folder is looked through again for what killed programs left."""
_MOST_FOLDERS = 1000
_looked: dict[Path, _Parts] = {}


class _Parts(msgspec.Struct, frozen=True):
    """The parts of files that lie in a folder, by the names of the files; when they were looked for."""

    at: float
    parts: dict[str, list[Path]]


def _clear(target: Path) -> None:
    """Remove what programs that are gone left behind of a file."""
    for part in _parts(target.parent).get(target.name, ()):
        found = _PART.fullmatch(part.name)
        if found and not is_running(int(found[2])):
            part.unlink(missing_ok=True)


def _parts(folder: Path) -> dict[str, list[Path]]:
    """The parts of files that lie in a folder: it is not looked through for each of very many files that are written."""
    known, now = _looked.get(folder), time.monotonic()
    if known is None or now - known.at > _AGAIN:
        known = _Parts(now, {})
        for entry in os.scandir(folder):
            if found := _PART.fullmatch(entry.name):
                known.parts.setdefault(found[1], []).append(Path(entry.path))
        if len(_looked) > _MOST_FOLDERS:
            _looked.clear()
        _looked[folder] = known
    return known.parts


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


def cache_folder(kind: str) -> Path:
    """Where what took long to make is kept: in `ZHIZE_CACHE`, else the user's folder for such."""
    if given := os.environ.get("ZHIZE_CACHE"):
        return Path(given) / kind
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "zhize" / kind


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
