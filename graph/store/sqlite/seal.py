"""The seal of a graph file: what it was when it was written last, so that damage is told and never answered from.

Beside `graph.sqlite` lies `graph.seal` with the hash of the file and with what the system says of it (size, times).
Where these are as they were, the file is trusted. Where not, it is hashed. Where the hash differs too, the file is
damaged - unless a writer was killed at work (`pending`) or there is no seal (the file was copied alone): then SQLite's
own check and the digest of every fact decide, and the file is sealed anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.files import hash_of, locked, outside, write_atomically
from zhize.graph.store.sqlite.database import connect, damaged, place_of, settle
from zhize.messages import Sentence

WAIT = 60.0
"""Seconds that a reader waits for a writer to end."""


class Seal(msgspec.Struct, frozen=True):
    """What a file was: its size, the times of its last change, the hash of its bytes; `pending` while it is written."""

    size: int = 0
    changed: tuple[int, int] = (0, 0)
    hash: str = ""
    pending: bool = False


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


def pend(folder: Path) -> None:
    """Say that the file is being written: the seal holds no longer."""
    _write(folder, Seal(pending=True))


def seal(folder: Path) -> None:
    """Seal the file as it is. Whoever calls holds the write lock, and nothing of the graph is in the WAL."""
    file = place_of(folder)
    _write(folder, Seal(*outside(file), hash_of(file)))


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
    if known is None or known.pending:
        sound()
    elif hash_of(file) != known.hash:
        raise damaged(file, Sentence("its bytes are not those that were written"))


def _settled(folder: Path) -> bool:
    """Take over into the file what a killed writer left beside it; whether the file may be sealed."""
    known = _read(folder)
    if known is not None and not known.pending:
        return True
    try:
        with closing(connect(place_of(folder))) as con:
            return settle(con)
    except sqlite3.Error:
        return False


def _read(folder: Path) -> Seal | None:
    try:
        return msgspec.json.decode(seal_place(folder).read_bytes(), type=Seal)
    except (OSError, msgspec.DecodeError):
        return None


def _write(folder: Path, new: Seal) -> None:
    write_atomically(seal_place(folder), msgspec.json.encode(new) + b"\n")
