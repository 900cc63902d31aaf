"""What identity keeps of documents, in the file of the graph: see `identity.identify_changed`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def records_of(con: sqlite3.Connection, inputs: Mapping[str, str]) -> dict[str, bytes]:
    """The records of documents that are still made of what they are made of now; `inputs` has a word for that, by document."""
    rows = con.execute("SELECT document, inputs, data FROM records")
    return {document: data for document, word, data in rows if inputs.get(document) == word}


def write_records(con: sqlite3.Connection, records: Mapping[str, bytes], inputs: Mapping[str, str]) -> None:
    """Keep some records, and only those of documents that are there, in the transaction of the caller."""
    gone = [(d,) for (d,) in con.execute("SELECT document FROM records") if d not in inputs]
    con.executemany("DELETE FROM records WHERE document = ?", gone)
    rows = ((document, inputs[document], data) for document, data in sorted(records.items()))
    con.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", rows)
