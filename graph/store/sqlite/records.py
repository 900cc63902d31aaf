"""What identity keeps between builds, in the file of the graph: see `identity.memory`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Fact, digest
from zhize.graph.model.linking import Citation, Cited, Ties
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.rows import digits_of, number_of
from zhize.graph.store.sqlite.views import kind_of, slot_of

APART = "apart"
"""The name under which a graph says which pairs of agencies people had declared different when it was built."""


class StoredMemory:
    """Records, shares of regions and ties in the file, in the transaction of the caller; and the graph as the file holds it.

    `inputs` has a word for what each document is made of now. A record tells of which it was made.
    """

    def __init__(self, con: sqlite3.Connection, inputs: Mapping[str, str]) -> None:
        self._con, self._inputs = con, inputs
        self._reader = Reader(con, Path())
        self._blank = False
        """Whether the graph is to be taken for one that knows nothing."""
        self._words: dict[str, str] = {}
        self._ids: dict[str, int] = {}
        for number, document, word in con.execute("SELECT id, document, inputs FROM records"):
            self._words[document], self._ids[document] = word, number
        self._documents = {number: document for document, number in self._ids.items()}

    def stale(self) -> set[str]:
        """The documents that are new, or are made of something else than when they were put down."""
        return {document for document, word in self._inputs.items() if self._words.get(document) != word}

    def gone(self) -> set[str]:
        """The documents that are no more."""
        return self._words.keys() - self._inputs.keys()

    def clear(self) -> None:
        """Forget everything."""
        for table in ("records", "shares", "titles", "citations"):
            self._con.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        self._words, self._ids, self._documents = {}, {}, {}
        self._blank = True

    def apart(self) -> frozenset[tuple[str, str]]:
        """The pairs of agencies that people had declared different."""
        row = self._con.execute("SELECT value FROM about WHERE name = ?", (APART,)).fetchone()
        return msgspec.json.decode(row[0], type=frozenset[tuple[str, str]]) if row else frozenset()

    def put_apart(self, pairs: frozenset[tuple[str, str]]) -> None:
        """Keep the pairs of agencies that people declare different."""
        self._con.execute(
            "INSERT OR REPLACE INTO about VALUES (?, ?)", (APART, msgspec.json.encode(sorted(pairs)).decode())
        )

    def documents(self) -> Set[str]:
        """The documents that have a record."""
        return self._words.keys()

    def record(self, document: str) -> bytes:
        """The record of a document; empty where there is none."""
        return self._one("SELECT data FROM records WHERE document = ?", document)

    def put_record(self, document: str, data: bytes) -> None:
        """Keep the record of a document; an empty one is removed."""
        if not data:
            self._words.pop(document, None)
            self._con.execute(
                "UPDATE records SET data = x'' WHERE document = ?", (document,)
            )  # its number is needed yet
            return
        self._words[document] = self._inputs[document]
        row = (document, self._inputs[document], data)
        query = (
            "INSERT INTO records (document, inputs, data) VALUES (?, ?, ?) ON CONFLICT (document) "
            "DO UPDATE SET inputs = excluded.inputs, data = excluded.data RETURNING id"
        )
        (number,) = self._con.execute(query, row).fetchone()
        self._ids[document], self._documents[number] = number, document

    def shares(self, region: str) -> bytes:
        """What documents gave to a region; empty where there is nothing."""
        return self._one("SELECT data FROM shares WHERE region = ?", region)

    def put_shares(self, region: str, data: bytes) -> None:
        """Keep what documents gave to a region; what is empty is removed."""
        if data:
            self._con.execute("INSERT OR REPLACE INTO shares VALUES (?, ?)", (region, data))
        else:
            self._con.execute("DELETE FROM shares WHERE region = ?", (region,))

    def _one(self, query: str, key: str) -> bytes:
        row = self._con.execute(query, (key,)).fetchone()
        return b"" if row is None else bytes(row[0])

    def titled(self, title: str) -> set[str]:
        """The documents that may be cited by a title."""
        rows = self._con.execute("SELECT record FROM titles WHERE title = ?", (number_of(title),))
        return {self._documents[record] for (record,) in rows}

    def cited(self, node: str) -> set[Cited]:
        """The citations of a node."""
        rows = self._con.execute("SELECT title, record FROM citations WHERE node = ?", (number_of(digest(node)),))
        return {
            Cited(Citation(node, digits_of(title) if title else "", not title), self._documents[r]) for title, r in rows
        }

    def citing(self, title: str) -> set[str]:
        """The documents that cite by a title."""
        rows = self._con.execute("SELECT record FROM citations WHERE title = ?", (number_of(title),))
        return {self._documents[record] for (record,) in rows}

    def put_ties(self, document: str, gone: Ties, made: Ties) -> None:
        """Keep by which titles a document may be cited and what it cites, in place of what was."""
        number = self._ids[document]
        for query, ties in (
            ("DELETE FROM titles WHERE title = ? AND record = ?", gone),
            ("INSERT OR IGNORE INTO titles VALUES (?, ?)", made),
        ):
            self._con.executemany(query, [(number_of(title), number) for title in ties.titles])
        for query, ties in (
            ("DELETE FROM citations WHERE node = ? AND title = ? AND record = ?", gone),
            ("INSERT OR IGNORE INTO citations VALUES (?, ?, ?)", made),
        ):
            rows = [(number_of(digest(c.node)), number_of(c.title) if c.title else 0, number) for c in ties.citations]
            self._con.executemany(query, rows)
        self._con.execute("DELETE FROM records WHERE id = ? AND data = x''", (number,))

    def facts_of(self, node: str, predicate: str) -> Sequence[Fact]:
        """The facts of a node, of one predicate."""
        return () if self._blank else self._reader.facts_of(node, predicate)

    def facts_into(self, node: str, relation: str) -> Sequence[Fact]:
        """The facts of a relation that end at a node."""
        return () if self._blank else self._reader.facts_into(node, relation)

    def agencies_in(self, region: str) -> Sequence[str]:
        """The agencies of a region, by its key."""
        if self._blank:
            return ()
        slot = slot_of("key")
        query = f"SELECT node FROM nodes WHERE kind = {kind_of('Agency')} AND {slot} >= ? AND {slot} < ?"  # noqa: S608 - words of our own
        rows = self._con.execute(query, (f"{region}:", f"{region};"))
        return [node for (node,) in rows if node.startswith(f"agency:{region}:")]

    def regions(self) -> Sequence[str]:
        """The keys of the regions."""
        return () if self._blank else self._regions

    @cached_property
    def _regions(self) -> Sequence[str]:
        return [node.partition(":")[2] for node in self._reader.nodes_of("Region")]

    def levels(self) -> Mapping[str, str]:
        """The levels of the regions without a code, by key."""
        own = [key for key in self.regions() if not key.isascii()]
        return {key: str(f.object) for key in own for f in self.facts_of(f"region:{key}", "level")}
