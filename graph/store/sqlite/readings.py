"""Readings of files, kept in the graph's file; those of a build at work lie beside it until it ends."""

from __future__ import annotations

import hashlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from zhize.graph.model.prints import without_rest
from zhize.graph.store.sqlite.database import ENCODING, place_of
from zhize.graph.store.sqlite.reader import Reader, is_sound

PART = ".part"
"""Ends the name of the file that holds what an unfinished build has read; the next build goes on from it."""
_EACH = 20
"""After so many readings they are safe from a kill."""
_PATIENCE = 60.0
"""Seconds to wait while another process writes."""


class Kept(ABC):
    """Readings by key, whoever makes them."""

    @abstractmethod
    def row(self, key: str) -> tuple[bytes, bytes]:
        """A reading and its head; empty where they are damaged."""

    def head(self, key: str) -> bytes:
        """The reading of a key without its statements; empty where it must be read whole."""
        return self.row(key)[1]

    def __getitem__(self, key: str) -> bytes:
        return self.row(key)[0]

    def hand_over(self, con: sqlite3.Connection, used: Mapping[str, str]) -> None:
        """Put the readings that the graph uses into its file, in the transaction of the caller; remove all others.

        `used` are their keys by the names of the files.
        """
        wanted = set(used.values())
        there = {key for (key,) in con.execute("SELECT key FROM readings")}
        con.executemany("DELETE FROM readings WHERE key = ?", [(key,) for key in sorted(there - wanted)])
        missing = sorted(wanted - there)
        con.executemany(
            "INSERT INTO readings (key, data, head) VALUES (?, ?, ?)",
            ((key, *self.row(key)) for key in missing),
        )
        con.executemany("UPDATE sources SET reading = ? WHERE file = ?", [(key, name) for name, key in used.items()])


class Readings(Kept):
    """Readings by key: those of the last build, and those of the build at work.

    A damaged file of readings, or a damaged graph, is as none: what it held is read again.
    """

    def __init__(self, folder: Path) -> None:
        file = place_of(folder)
        self.file = file.with_name(file.name + PART)
        self.con = self._open()
        self._old: set[str] = set()
        if is_sound(folder):
            with suppress(sqlite3.Error):
                self.con.execute("ATTACH ? AS graph", (str(file),))
                self._old = {key for (key,) in self.con.execute("SELECT key FROM graph.readings")}
        self._new = {key for (key,) in self.con.execute("SELECT key FROM main.readings")}
        self._open_ones = 0

    def _open(self) -> sqlite3.Connection:
        for _ in range(2):
            con = sqlite3.connect(self.file, isolation_level=None, timeout=_PATIENCE)
            try:
                con.execute(f"PRAGMA encoding = '{ENCODING}'")  # only files of one encoding can be attached
                con.execute("PRAGMA synchronous = OFF")
                con.execute(
                    "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, data BLOB NOT NULL, "
                    "head BLOB NOT NULL, digest BLOB NOT NULL)"
                )
                if con.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                    raise sqlite3.DatabaseError
                con.create_function("digest_of", 3, _digest, deterministic=True)
                con.execute("DELETE FROM readings WHERE digest <> digest_of(key, data, head)")
            except sqlite3.DatabaseError:
                con.close()
                self.file.unlink(missing_ok=True)
            else:
                return con
        raise sqlite3.OperationalError("unable to open database file")

    def __contains__(self, key: str) -> bool:
        return key in self._new or key in self._old

    def head(self, key: str) -> bytes:
        """The reading of a key without its statements; empty where it lies beside the graph, whose file alone is known to be whole."""
        return b"" if key in self._new else self.row(key)[1]

    def row(self, key: str) -> tuple[bytes, bytes]:
        """A reading and its head; empty where they are damaged."""
        table = "main.readings" if key in self._new else "graph.readings"
        try:
            rows = self.con.execute(f"SELECT data, head FROM {table} WHERE key = ?", (key,)).fetchall()  # noqa: S608
        except sqlite3.DatabaseError:
            rows = []
        return (bytes(rows[0][0]), bytes(rows[0][1])) if rows else (b"", b"")

    def add(self, key: str, data: bytes, head: bytes = b"") -> None:
        """Keep a reading with the text that was read."""
        if not self._open_ones:
            self.con.execute("BEGIN")
        self.con.execute(
            "INSERT OR REPLACE INTO main.readings (key, data, head, digest) VALUES (?, ?, ?, ?)",
            (key, data, head, _digest(key, data, head)),
        )
        self._new.add(key)
        self._open_ones += 1
        if self._open_ones >= _EACH:
            self.flush()

    def flush(self) -> None:
        """Make safe what was read so far."""
        if self._open_ones:
            self.con.execute("COMMIT")
            self._open_ones = 0

    def close(self, *, done: bool) -> None:
        """Close; with `done` what lies beside the graph's file is removed."""
        self.flush()
        self.con.close()
        if done:
            self.file.unlink(missing_ok=True)

    def __enter__(self) -> Readings:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(done=kind is None or not self._new)


class ReadingsBeside(Kept):
    """The readings that another process at work puts beside a graph that is being made."""

    def __init__(self, folder: Path) -> None:
        file = place_of(folder)
        self._con = sqlite3.connect(file.with_name(file.name + PART), isolation_level=None, timeout=_PATIENCE)

    def row(self, key: str) -> tuple[bytes, bytes]:
        """A reading and its head."""
        rows = self._con.execute("SELECT data, head FROM readings WHERE key = ?", (key,)).fetchall()
        return (bytes(rows[0][0]), bytes(rows[0][1])) if rows else (b"", b"")

    def close(self) -> None:
        """Close it."""
        self._con.close()


def _digest(key: str, *parts: bytes) -> bytes:
    """A hash of a row of readings that lie beside the graph, whose file no seal covers."""
    whole = hashlib.blake2b(key.encode(), digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()


_READING = "SELECT key, data FROM readings WHERE key = ?"


def copy_prints(con: sqlite3.Connection, original: Reader) -> None:
    """Take over from another graph the texts of the files that this one has, and where their lines stand."""
    numbers = dict(con.execute("SELECT file, id FROM sources"))
    of_files = list(original.rows("SELECT file, id, reading FROM sources WHERE reading IS NOT NULL"))
    for file, number, reading in of_files:
        if file not in numbers:
            continue
        con.executemany(
            "INSERT OR IGNORE INTO readings (key, data, head) VALUES (?, ?, x'')",
            ((key, without_rest(data)) for key, data in original.rows(_READING, (reading,))),
        )
        con.execute("UPDATE sources SET reading = ? WHERE file = ?", (reading, file))
        con.executemany(
            'INSERT INTO boxes (source, start, "end", page, x0, y0, x1, y1) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            original.rows(
                'SELECT ?, start, "end", page, x0, y0, x1, y1 FROM boxes WHERE source = ?', (numbers[file], number)
            ),
        )
