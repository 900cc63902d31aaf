"""What is made in one order and taken in another: rows by key, in a temporary file once they are many."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Spool(Generic[T]):
    """Rows of one type by key. Little of it is in memory; what does not fit there SQLite puts into a file that ends with the object.

    Example:
        >>> spool = Spool(int)
        >>> for key, number in (("b", 1), ("a", 2), ("b", 3)):
        ...     spool.add(key, number)
        >>> [(group.key, list(group.rows)) for group in spool.groups()]
        [('a', [2]), ('b', [1, 3])]
    """

    def __init__(self, kind: type[T]) -> None:
        self._con = sqlite3.connect("", isolation_level=None)  # a file of its own, without a name
        self._con.execute("PRAGMA journal_mode = OFF")
        self._con.execute("CREATE TABLE rows (key TEXT NOT NULL, data BLOB NOT NULL)")
        self._con.execute("BEGIN")
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def add(self, key: str, row: T) -> None:
        """Put down a row."""
        self._con.execute("INSERT INTO rows VALUES (?, ?)", (key, self._encode(row)))

    def of(self, key: str) -> list[T]:
        """The rows of a key, in the order in which they came."""
        self._con.execute("CREATE INDEX IF NOT EXISTS keys ON rows (key)")
        rows = self._con.execute("SELECT data FROM rows WHERE key = ? ORDER BY rowid", (key,))
        return [self._decode(data) for (data,) in rows]

    def groups(self) -> Iterator[Group[T]]:
        """The rows of each key together, in the order of the keys; those of a key in the order in which they came."""
        self._con.execute("CREATE INDEX IF NOT EXISTS keys ON rows (key)")
        for (key,) in self._con.execute("SELECT DISTINCT key FROM rows ORDER BY key"):
            yield Group(key, self.of(key))


class Group(msgspec.Struct, Generic[T], frozen=True):
    """The rows of one key."""

    key: str
    rows: list[T]
