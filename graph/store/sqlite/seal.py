"""The seal of a graph file: what it was when it was written last, so that damage is told and never answered from.

Beside `graph.sqlite` lies `graph.seal` with the hash of the file and with what the system says of it (size, times), and
the file itself bears a mark, the beginning of the same hash. Where size and times are as they were, the file is trusted.
Where not, it is hashed, and damaged where the hash is another. Where there is no seal that can be read (the file was
copied alone, or the seal is damaged too), the mark stands for it. Where a writer was killed at work (`pending`), or the
file was never sealed, SQLite's own check and the digest of every fact decide, and the file is sealed anew.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.files import locked, outside, write_atomically
from zhize.graph.store.sqlite.database import about_of, connect, connect_read, damaged, place_of, settle
from zhize.messages import Sentence

WAIT = 60.0
"""Seconds that a reader waits for a writer to end."""


_MARK = slice(72, 92)
"""The bytes of SQLite's header that it reserves, and neither reads nor changes; all zero in a file that was never sealed."""
_PIECE = 2**20


class Seal(msgspec.Struct, frozen=True):
    """What a file was: its size, the times of its last change, the hash of its bytes without the mark.

    `pending` while it is written; `about` is then what it says of itself once all is taken over that was committed beside it.
    """

    size: int = 0
    changed: tuple[int, int] = (0, 0)
    hash: str = ""
    pending: bool = False
    about: dict[str, str] = {}


class _Bytes(msgspec.Struct, frozen=True):
    """The bytes of a file: the hash of all but its mark, the mark."""

    hash: str
    mark: bytes

    @property
    def due(self) -> bytes:
        """The mark that these bytes should bear."""
        return bytes.fromhex(self.hash)[: _MARK.stop - _MARK.start]


def seal_place(folder: Path) -> Path:
    """The file that holds the seal."""
    return folder / "graph.seal"


def is_sealed(folder: Path) -> bool:
    """Whether a folder holds a seal: then its graph is one of this program, also where nothing of it can be read."""
    return _read(folder) is not None


def is_pending(folder: Path) -> bool:
    """Whether the graph of a folder is being written, or its writer was killed."""
    known = _read(folder)
    return known is not None and known.pending


def write_lock(folder: Path) -> Path:
    """The file that whoever writes the graph locks."""
    return folder / "graph.sqlite.write"


def pend(folder: Path, about: dict[str, str] | None = None) -> None:
    """Say that the file is being written: the seal holds no longer. `about`: what the file will say of itself."""
    _write(folder, Seal(pending=True, about=about or {}))


def seal(folder: Path) -> None:
    """Seal and mark the file as it is. Whoever calls holds the write lock, and nothing of the graph is in the WAL."""
    file = place_of(folder)
    now = _look(file)
    if now.mark != now.due:
        with file.open("r+b") as stream:
            stream.seek(_MARK.start)
            stream.write(now.due)
    _write(folder, Seal(*outside(file), now.hash))


def _look(file: Path) -> _Bytes:
    """The bytes of a file, read in pieces: it may be larger than the memory there is."""
    with file.open("rb") as stream:
        head = bytearray(stream.read(100))
        mark = bytes(head[_MARK])
        head[_MARK] = bytes(len(mark))
        whole = hashlib.sha256(head)
        while piece := stream.read(_PIECE):
            whole.update(piece)
    return _Bytes(whole.hexdigest(), mark)


def check(folder: Path, sound: Callable[[], None]) -> None:
    """Make sure that the file of a graph may be trusted; `sound` checks all of it and raises where it is damaged.

    Raises:
        GraphError: the file is damaged, or has been written by somebody for a minute.
    """
    if _trusted(folder):
        return
    busy = Sentence("{folder}: the graph is being written. Try again when that has ended.", {"folder": str(folder)})
    try:
        with locked(write_lock(folder), busy, WAIT):
            if not _trusted(folder):
                settled = _settled(folder)
                _examine(folder, sound)
                if settled:
                    with suppress(OSError):
                        seal(folder)
    except GraphError:
        if os.access(folder, os.W_OK):
            raise
        _examine(folder, sound)  # a place that nobody can write is checked each time


def _trusted(folder: Path) -> bool:
    file, known = place_of(folder), _read(folder)
    return known is not None and not known.pending and outside(file) == (known.size, known.changed)


def _examine(folder: Path, sound: Callable[[], None]) -> None:
    file, known = place_of(folder), _read(folder)
    now = _look(file)
    if known is None or known.pending:
        whole, open_end = now.mark == now.due, known is not None or not any(now.mark)
    else:
        whole, open_end = now.hash == known.hash, False
    if not whole and not open_end:
        raise damaged(file, Sentence("its bytes are not those that were written"))
    if not whole:
        sound()
    if known is not None and known.about not in ({}, _about(file)):
        raise damaged(file, Sentence("what was written last is lost"))


def _about(file: Path) -> dict[str, str]:
    """What a file says of itself; empty where it cannot be read."""
    try:
        with closing(connect_read(file)) as con:
            return about_of(con)
    except (sqlite3.Error, GraphError):
        return {}


def _settled(folder: Path) -> bool:
    """Take over into the file what a killed writer left beside it; whether the file may be sealed."""
    file, known = place_of(folder), _read(folder)
    if known is not None and not known.pending:
        return True
    beside = file.with_name(f"{file.name}-wal")
    if known is None and beside.is_file() and beside.stat().st_size:
        raise damaged(file, Sentence("nothing says whether what was written last is whole"))
    try:
        with closing(connect(file)) as con:
            return settle(con)
    except sqlite3.Error:
        return False


def _read(folder: Path) -> Seal | None:
    try:
        return msgspec.json.decode(seal_place(folder).read_bytes(), type=Seal)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def _write(folder: Path, new: Seal) -> None:
    write_atomically(seal_place(folder), msgspec.json.encode(new) + b"\n")
