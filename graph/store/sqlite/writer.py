"""Writing a graph into its file: only what differs from what the file holds, all in the transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Fact, Issue
from zhize.graph.model.knowledge import CALLED, KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.model.prints import LineBox
from zhize.graph.store.issues import IssueRow, issue_row
from zhize.graph.store.sqlite.changes import Log
from zhize.graph.store.sqlite.database import FORMAT, Manifest, Source
from zhize.graph.store.sqlite.pending import Changes
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.row_writer import PART, RowWriter
from zhize.graph.store.sqlite.rows import as_json, stamp_of, unnamed
from zhize.graph.store.sqlite.stored import StoredGraph


def write_boxes(con: sqlite3.Connection, boxes: Mapping[str, tuple[LineBox, ...]]) -> None:
    """Make the file hold where the lines of some files stand, by the names of the files, and of no other files."""
    numbers = dict(con.execute("SELECT file, id FROM sources"))
    known = set(con.execute("SELECT * FROM boxes"))
    now = {(numbers[file], *msgspec.structs.astuple(box)) for file, found in boxes.items() for box in found}
    con.executemany("DELETE FROM boxes WHERE source = ? AND start = ?", [row[:2] for row in known - now])
    con.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(now - known))


Follow = Callable[[sqlite3.Connection, StoredGraph, Changes], None]
"""Brings what is made of a graph up to date: gets the graph as it is now, and what has changed."""
_CALLED_AT_ONCE = 5_000


def write(
    con: sqlite3.Connection,
    kg: KnowledgeGraph,
    sources: Iterable[Source],
    inputs: str = "",
    follow: Follow | None = None,
) -> Manifest:
    """Make the file hold a graph and the files it was read from; see `write_parts`."""
    documents = sorted({fact.document for fact in kg.facts})
    return write_parts(con, [kg.facts], kg.issues, sources, inputs, follow, documents=documents)


def write_parts(
    con: sqlite3.Connection,
    parts: Iterable[list[Fact]],
    issues: Iterable[Issue],
    sources: Iterable[Source],
    inputs: str = "",
    follow: Follow | None = None,
    gone: Iterable[list[Fact]] | None = None,
    stays: Callable[[IssueRow], bool] | None = None,
    documents: Collection[str] = (),
    *,
    unseen: bool = False,
) -> Manifest:
    """Make the file hold the facts that come in parts, and no others; returns what the file then says of itself.

    The parts are written as they come, so that no more than a few are in memory; facts of one node by one document are in one part. `inputs`
    is what the graph was made of, in a word: the same word gives the same graph (see `inputs_of`). Where `gone` is given, in parts too, these
    facts of the file alone go; all others stay that no part states otherwise. Where `stays` is given, the issues of the file stay of which it
    says so. `documents` are those that state the facts, as far as they are known beforehand. `unseen`: the file is being made, and nobody has
    seen what it holds so far, so that all of it comes with this build.

    Raises:
        Amiss: the file does not hold the facts that are gone.
    """
    ordered = sorted(sources)
    writer = RowWriter(con)
    writer.sources(ordered)
    about = dict(con.execute("SELECT name, value FROM about"))
    before = about.get("stamp", "")
    writer.log = Log("" if unseen else before, int(about.get("facts", 0)))
    if unseen:
        con.execute("DELETE FROM builds")
    writer.begin(gone, documents)
    for part in _gathered(parts):
        writer.part(part)
    writer.end()
    _call(con)
    if follow:
        follow(con, StoredGraph(Reader(con, Path())), writer.changes)
    writer.sweep()
    open_ends = _issues(con, issues, stays)
    stamp = stamp_of(int(before or "0", 16) + writer.total)
    manifest = Manifest(FORMAT, stamp, int(about.get("facts", 0)) + writer.more, open_ends, len(ordered))
    if unseen or manifest.stamp != before:
        writer.log.write(con, manifest.stamp)
    con.execute("DELETE FROM about WHERE name NOT IN ('prepared', 'apart')")
    said = {**msgspec.structs.asdict(manifest), "inputs": inputs}
    con.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in said.items()])
    return manifest


def _gathered(parts: Iterable[list[Fact]]) -> Iterator[list[Fact]]:
    """Small parts as larger ones: each costs some queries."""
    held: list[Fact] = []
    for part in parts:
        held += part
        if len(held) >= PART:
            yield held
            held = []
    if held:
        yield held


def _call(con: sqlite3.Connection) -> None:
    """Bring what nodes are called up to date: those that facts came of or went of."""
    without = as_json(unnamed())
    said = {*CALLED, *(c.caption for c in ontology().classes.values())}
    terms = as_json(n for n, term in con.execute("SELECT id, term FROM terms") if term in said)
    query = (
        "SELECT n.id, n.node, n.caption FROM touched t JOIN nodes n ON n.id = t.id WHERE t.id > ? "
        "AND n.class NOT IN (SELECT value FROM json_each(?)) ORDER BY t.id LIMIT ?"
    )
    last = 0
    while rows := con.execute(query, (last, without, _CALLED_AT_ONCE)).fetchall():
        last, ids = rows[-1][0], as_json(n for n, *_ in rows)
        facts = Reader(con, Path()).facts_where(_NAMES, (ids, terms))
        kg, nodes = KnowledgeGraph(facts), {node: n for n, node, _ in rows}
        changed = [(now, n) for n, node, old in rows if (now := kg.caption(node)) != old]
        con.executemany("UPDATE nodes SET caption = ? WHERE id = ?", changed)
        known = set(
            con.execute("SELECT name, node FROM aliases WHERE node IN (SELECT value FROM json_each(?))", (ids,))
        )
        names = set(_names(kg, nodes))
        con.executemany("DELETE FROM aliases WHERE name = ? AND node = ?", known - names)
        con.executemany("INSERT INTO aliases VALUES (?, ?)", sorted(names - known))


_NAMES = "f.subject IN (SELECT value FROM json_each(?)) AND f.predicate IN (SELECT value FROM json_each(?))"


def _names(kg: KnowledgeGraph, numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for node, number in numbers.items():
        if kg.ontology.class_of(node).id in unnamed():
            continue
        properties = kg.properties.get(node, {})
        for name in properties.keys() & set(CALLED):
            yield from ((str(fact.object), number) for fact in properties[name])


def _issues(con: sqlite3.Connection, issues: Iterable[Issue], stays: Callable[[IssueRow], bool] | None) -> int:
    """Make the file hold some issues, beside those of it that stay; how many they are."""
    held: list[IssueRow] = list(
        con.execute('SELECT file, line, kind, text, reason, said, start, "end" FROM issues ORDER BY id')
    )
    rows = sorted([*map(issue_row, issues), *(row for row in held if stays is not None and stays(row))])
    if rows != held:
        con.execute("DELETE FROM issues")
        con.executemany(
            "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ((n, *row) for n, row in enumerate(rows, 1))
        )
    return len(rows)
