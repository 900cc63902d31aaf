"""What identity keeps of documents, in the file of the graph: see `identity.identify_changed`."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping

import msgspec

from zhize.graph.identity.identity import DocumentRecord

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(DocumentRecord)


def records_of(con: sqlite3.Connection, inputs: Mapping[str, str]) -> dict[str, DocumentRecord]:
    """The records of documents that are still made of what they are made of now; `inputs` has a word for that, by document."""
    rows = con.execute("SELECT document, inputs, data FROM records")
    try:
        return {d: _DECODER.decode(zlib.decompress(data)) for d, word, data in rows if inputs.get(d) == word}
    except (zlib.error, msgspec.DecodeError) as error:
        raise sqlite3.DatabaseError(f"a record is unreadable: {error}") from error


def write_records(con: sqlite3.Connection, records: Mapping[str, DocumentRecord], inputs: Mapping[str, str]) -> None:
    """Keep some records, and only those of documents that are there, in the transaction of the caller."""
    gone = [(d,) for (d,) in con.execute("SELECT document FROM records") if d not in inputs]
    con.executemany("DELETE FROM records WHERE document = ?", gone)
    rows = ((d, inputs[d], zlib.compress(_ENCODER.encode(record))) for d, record in sorted(records.items()))
    con.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", rows)
