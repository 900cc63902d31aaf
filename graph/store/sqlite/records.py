"""What identity keeps of documents, in the file of the graph: see `identity.identify_changed`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, MutableMapping


class StoredRecords(MutableMapping[str, bytes]):
    """The records of documents in the file, in the transaction of the caller: those that are still made of what they are made of now.

    `inputs` has a word for that, by document; the records of documents that are made of something else are removed.
    """

    def __init__(self, con: sqlite3.Connection, inputs: Mapping[str, str]) -> None:
        self._con, self._inputs = con, inputs
        rows = con.execute("SELECT document, inputs FROM records").fetchall()
        con.executemany("DELETE FROM records WHERE document = ?", [(d,) for d, word in rows if inputs.get(d) != word])
        self._known = {d: None for d, word in rows if inputs.get(d) == word}

    def __getitem__(self, document: str) -> bytes:
        row = self._con.execute("SELECT data FROM records WHERE document = ?", (document,)).fetchone()
        if row is None:
            raise KeyError(document)
        return bytes(row[0])

    def __setitem__(self, document: str, data: bytes) -> None:
        self._con.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (document, self._inputs[document], data))
        self._known[document] = None

    def __delitem__(self, document: str) -> None:
        self._con.execute("DELETE FROM records WHERE document = ?", (document,))
        del self._known[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
