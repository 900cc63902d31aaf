"""What refers to rows of the file: places, texts and headings count it themselves, so that no table is looked through for it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

from zhize.graph.store.sqlite.rows import as_json


def refer(con: sqlite3.Connection, table: str, more: Mapping[int, int], sign: int = 1) -> None:
    """Count references that came (1) or went (-1) to rows of `places`, `texts` or `sections`, by the number of the row."""
    rows = [(sign * count, row) for row, count in more.items()]
    con.executemany(f"UPDATE {table} SET refs = refs + ? WHERE id = ?", rows)  # noqa: S608 - names of our own


def remove_unused(con: sqlite3.Connection, places: Iterable[int]) -> set[int]:
    """Remove those of some places that nothing stands at any more, with their texts and headings; the documents that lost headings."""
    gone = con.execute(
        "SELECT id, text, section FROM places WHERE refs = 0 AND id IN (SELECT value FROM json_each(?))",
        (as_json(places),),
    ).fetchall()
    _remove(con, "places", {place for place, _, _ in gone})
    texts, sections = Counter(text for _, text, _ in gone), Counter(section for _, _, section in gone)
    for table, counts in (("texts", texts), ("sections", sections)):
        refer(con, table, counts, -1)
    _remove(con, "texts", _at_zero(con, "texts", texts))
    empty = _at_zero(con, "sections", sections)
    query = "SELECT DISTINCT document FROM sections WHERE id IN (SELECT value FROM json_each(?))"
    documents = {n for (n,) in con.execute(query, (as_json(empty),))}
    _remove(con, "sections", empty)
    left = "document IN (SELECT value FROM json_each(?)) AND document NOT IN (SELECT document FROM sections)"
    con.execute(f"DELETE FROM spans WHERE {left}", (as_json(documents),))  # noqa: S608 - names of our own
    return documents


def _at_zero(con: sqlite3.Connection, table: str, rows: Iterable[int]) -> set[int]:
    query = f"SELECT id FROM {table} WHERE refs = 0 AND id IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of our own
    return {n for (n,) in con.execute(query, (as_json(rows),))}


def remove_unused_nodes(con: sqlite3.Connection, nodes: set[int]) -> None:
    """Remove those of some nodes that nothing refers to any more."""
    for holder, column in _REFER_TO_NODES if nodes else ():
        query = f"SELECT DISTINCT {column} FROM {holder} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
        nodes = nodes - {n for (n,) in con.execute(query, (as_json(nodes),))}
    _remove(con, "nodes", nodes)


def remove_unused_terms(con: sqlite3.Connection, terms: Iterable[int]) -> None:
    """Remove those of some words that no fact has any more: of one that many have, the first is found at once."""
    query = "SELECT 1 FROM fact_rows WHERE predicate = :term OR rule = :term LIMIT 1"
    _remove(con, "terms", {term for term in terms if con.execute(query, {"term": term}).fetchone() is None})


def _remove(con: sqlite3.Connection, table: str, rows: set[int]) -> None:
    con.executemany(f"DELETE FROM {table} WHERE id = ?", ((n,) for n in rows))  # noqa: S608 - names of our own


_REFER_TO_NODES = (
    ("fact_rows", "subject"),
    ("fact_rows", "object"),
    ("clause_rows", "node"),
    ("sections", "document"),
)
