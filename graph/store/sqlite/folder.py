"""The folder of a graph: which folders are ours, and how a build puts its graph there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from zhize.errors import GraphError
from zhize.files import locked, make_folder, remove_empty
from zhize.graph.store.sqlite.database import (
    FILE,
    OLD_FILES,
    about_of,
    connect,
    create,
    format_of,
    pack,
    place_of,
    settle,
)
from zhize.graph.store.sqlite.reader import is_sound
from zhize.graph.store.sqlite.seal import WAIT, is_sealed, pend, seal, seal_place, write_lock
from zhize.messages import Sentence

NEW = ".new"
"""Ends the name of a file that is being made; one that is left over is removed by the next build."""


T = TypeVar("T")

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""What SQLite says of a file that is damaged or lacks a table; all else (full, locked) is no damage."""


def check_place(folder: Path) -> None:
    """Make sure that a graph may be built in a folder: a new one, an empty one, or one that holds a graph of ours.

    Raises:
        GraphError: it is no folder, or holds something else.
    """
    if not folder.exists() or (folder.is_dir() and (format_of(folder) is not None or is_sealed(folder))):
        return
    if not folder.is_dir() or any(not _is_ours(p) for p in folder.iterdir()):
        raise GraphError(
            "{folder}: this is no graph folder and is not empty. Give another place with -o.", folder=folder
        )


def _is_ours(path: Path) -> bool:
    """Whether a file is one that a killed build leaves: the next one removes it or goes on from it."""
    return path.name.startswith((f"{FILE}.", f"{FILE}-", ".graph.seal.", "graph.seal"))


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Be the only one who builds in a folder; it is made where it is missing, and removed when nothing came of it.

    Raises:
        GraphError: the folder holds something else or cannot be written, or somebody else builds there.
    """
    check_place(folder)
    busy = Sentence(
        "{folder}: another zhize is building this graph. Wait until it has ended, or give another place with -o.",
        {"folder": str(folder)},
    )
    try:
        made = make_folder(folder)
    except OSError as error:
        raise GraphError(
            "{folder}: the graph cannot be written ({reason}).", folder=folder, reason=error.strerror
        ) from error
    try:
        with locked(folder / f"{FILE}.build", busy):
            yield
    except sqlite3.Error as error:
        raise GraphError(
            "{folder}: the graph cannot be written ({error}). Is there room on the disk?", folder=folder, error=error
        ) from error
    finally:
        remove_empty(made)  # where there is a graph it is not empty


def store(folder: Path, write: Callable[[sqlite3.Connection], T]) -> T:
    """Let `write` bring the graph of a folder up to date, or make it anew; all or nothing, whenever it is killed.

    Returns:
        T: what `write` returns.

    Raises:
        GraphError: the folder holds something else, or cannot be written.
    """
    check_place(folder)
    busy = Sentence(
        "{folder}: the graph is being written by another zhize. Try again when that has ended.", {"folder": str(folder)}
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sound = is_sound(folder)
        with locked(write_lock(folder), busy, WAIT):
            pend(folder)
            made, open_end = _stored(folder, write, sound=sound)
            if open_end is None:
                seal(folder)
            else:  # whoever opens it next checks and seals it
                pend(folder, open_end)
    except OSError as error:
        raise GraphError(
            "{folder}: the graph cannot be written ({reason}).", folder=folder, reason=error.strerror
        ) from error
    except sqlite3.Error as error:
        raise GraphError("{folder}: the graph cannot be written ({error}).", folder=folder, error=error) from error
    return made


def _stored(folder: Path, write: Callable[[sqlite3.Connection], T], *, sound: bool) -> tuple[T, dict[str, str] | None]:
    """What `write` returns; and what the file will say of itself, where some of it lies beside the file still.

    What is not sound is made anew, not mended.
    """
    file = place_of(folder)
    file.with_name(file.name + NEW).unlink(missing_ok=True)
    if sound:
        try:
            return _update(file, write)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _DAMAGE:
                raise
    made = _make(file, write)
    for name in OLD_FILES if (folder / OLD_FILES[-1]).is_file() else ():
        (folder / name).unlink(missing_ok=True)
    return made, None


def _update(file: Path, write: Callable[[sqlite3.Connection], T]) -> tuple[T, dict[str, str] | None]:
    with contextlib.closing(connect(file)) as con:
        con.execute("BEGIN IMMEDIATE")
        try:
            made = write(con)
            con.execute("COMMIT")
        except BaseException:
            con.rollback()
            raise
        return made, None if settle(con) else about_of(con)


def _make(file: Path, write: Callable[[sqlite3.Connection], T]) -> T:
    new = file.with_name(file.name + NEW)
    try:
        with contextlib.closing(create(new)) as con:
            made = write(con)
            con.execute("COMMIT")
            pack(con)
            con.execute("PRAGMA journal_mode = WAL")
        _sync(new)
        for end in ("-wal", "-shm"):  # of a file that is replaced; they would be taken for those of the new one
            file.with_name(file.name + end).unlink(missing_ok=True)
        new.replace(file)
        _sync(file.parent)
    finally:
        _remove(new)
    return made


def remove_unfinished(folder: Path) -> None:
    """Remove what another process has left that was ended while it made the graph of a folder, in which nobody else builds."""
    file = place_of(folder)
    _remove(file.with_name(file.name + NEW))
    for beside in (seal_place(folder), write_lock(folder)) if not file.exists() else ():
        beside.unlink(missing_ok=True)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make sure that a file or a folder's list of files is on the disk."""
    with contextlib.suppress(OSError):  # some file systems cannot do it of a folder
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
