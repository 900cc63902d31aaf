"""What questions look up: names in all their forms, and documents as texts. `queries.prepared` says what these hold."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from zhize.graph.store.sqlite.grams import grams
from zhize.graph.store.sqlite.paper_data import Paper, nodes_of, packed, texts_of, unpacked, with_texts

AGENCY, BODY, REGION, CORE, NUMBER, FORWARDS, BACKWARDS = 1, 2, 3, 4, 5, -1, -2
"""Kinds of names; the last two are the forms of agencies that are looked up with a character wrong, see `keyed`."""
_LAST = "\U0010ffff"


class Name(msgspec.Struct, frozen=True, order=True):
    """A way to call a node; see the table `names`."""

    form: str
    kind: int
    node: str
    place: str | None = None
    alone: bool = True
    placed: bool = False


class NameBearer(msgspec.Struct, frozen=True):
    """A node that a form may name, with its region."""

    node: str
    place: str | None
    alone: bool
    placed: bool


Rows = Callable[[str, Sequence[object] | Mapping[str, object]], Iterator[Any]]
"""Asks the file and gives the rows; see `Reader.rows`."""
Nodes = Callable[[Iterable[int]], Mapping[int, str]]
"""Gives the nodes of some numbers; see `Reader.nodes_at`."""


# -- writing


def write_papers(con: sqlite3.Connection, papers: Mapping[int, Paper | None]) -> None:
    """Replace the texts of some documents, by number; None removes one."""

    def rows(query: str, values: Sequence[object] | Mapping[str, object]) -> Iterator[Any]:
        return iter(con.execute(query, values).fetchall())

    for number, paper in papers.items():
        data = packed(paper, _printed(con, number)) if paper else b""
        row = con.execute("SELECT data FROM papers WHERE document = ?", (number,)).fetchone()
        if row is not None and row[0] == data:
            continue
        if row is not None:
            old = papers_of(rows, [number])[number]
            for table, words in _texts(old).items():
                con.execute(f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', ?, ?)", (number, words))  # noqa: S608
            con.execute("DELETE FROM papers WHERE document = ?", (number,))
        if paper:
            con.execute("INSERT INTO papers VALUES (?, ?, ?, ?)", (number, len(paper.clauses), paper.title, data))
            for table, words in _texts(paper).items():
                con.execute(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", (number, words))  # noqa: S608


def _texts(paper: Paper) -> dict[str, str]:
    """What full text keeps of a document, by table."""
    return {"paper_words": " ".join(paper.words()), "paper_titles": " ".join(grams(paper.title))}


def write_names(
    con: sqlite3.Connection, nodes: Iterable[int], names: Iterable[Name], number: Mapping[str, int]
) -> None:
    """Replace the names of some nodes; `number` are the numbers of all nodes."""
    con.execute("DELETE FROM names WHERE node IN (SELECT value FROM json_each(?))", (_json(nodes),))
    con.executemany(
        "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?, ?)",
        (
            (n.form, n.kind, number[n.node], None if n.place is None else number[n.place], n.alone, n.placed)
            for n in sorted(names)
            if n.node in number
        ),
    )


# -- reading


def names_of(rows: Rows, forms: Iterable[str], nodes: Nodes) -> dict[tuple[int, str], list[NameBearer]]:
    """The nodes that some forms name, by kind and form."""
    found: dict[tuple[int, str], list[NameBearer]] = defaultdict(list)
    query = (
        "SELECT m.form, m.kind, m.node, m.place, m.alone, m.placed FROM json_each(?) AS j CROSS JOIN names m ON m.form = j.value "
        "AND m.kind > 0"
    )
    listed = list(rows(query, (_json(forms),)))
    named = nodes({number for row in listed for number in row[2:4] if number is not None})
    for form, kind, node, place, alone, placed in listed:
        region = None if place is None else named[place]
        found[kind, form].append(NameBearer(named[node], region, bool(alone), bool(placed)))
    return dict(found)


def named_so(rows: Rows, forms: Iterable[str]) -> set[tuple[int, str]]:
    """Those of some forms that name an agency or body by themselves, or behind the name of its region, with their kinds."""
    alone = (
        "SELECT k.value, j.value FROM json_each(?) AS j, json_each(?) AS k WHERE EXISTS "
        "(SELECT 1 FROM names m WHERE m.form = j.value AND m.kind = k.value AND m.alone)"
    )
    placed = (
        "SELECT k.value, json_extract(j.value, '$[0]') || json_extract(j.value, '$[1]') FROM json_each(?) AS j, json_each(?) AS k WHERE EXISTS "
        "(SELECT 1 FROM names r JOIN names m ON m.form = json_extract(j.value, '$[1]') AND m.kind = k.value AND m.place = r.node AND m.placed "
        "WHERE r.form = json_extract(j.value, '$[0]') AND r.kind = 3)"
    )
    listed, kinds = sorted(set(forms)), _json((AGENCY, BODY))
    cuts = [(form[:at], form[at:]) for form in listed for at in range(2, len(form))]
    return {*rows(alone, (_json(listed), kinds)), *rows(placed, (_json(cuts), kinds))}


def slips(rows: Rows, key: str) -> list[int]:
    """The numbers of the nodes that have the name behind a key (see `keyed`), which may be misspelt."""
    return [n for (n,) in rows("SELECT node FROM names WHERE form = ? AND kind = ?", (key, FORWARDS))]


def begun(rows: Rows, heads: Iterable[str], kind: int) -> list[str]:
    """The names of a kind (`FORWARDS`, `BACKWARDS`) that begin with some keys (see `keyed`)."""
    query = (
        "SELECT DISTINCT m.form FROM json_each(:heads) AS j CROSS JOIN names m ON m.form >= j.value AND m.form < j.value || :last "
        "AND m.kind = :kind"
    )
    return [form for (form,) in rows(query, {"heads": _json(heads), "last": _LAST, "kind": kind})]


def called_in(rows: Rows, regions: Iterable[int]) -> list[tuple[str, int, int]]:
    """The forms of agencies that name them behind their region, of some regions, all by number: (form, node, region)."""
    query = (
        "SELECT m.form, m.node, m.place FROM json_each(?) AS j CROSS JOIN names m ON m.place = j.value AND m.kind = 1 "
        "AND m.placed"
    )
    return list(rows(query, (_json(regions),)))


def keyed(form: str, length: int) -> str:
    """The beginning of a name behind its whole length, so that names of one length that begin alike stand together."""
    return f"{chr(0x40 + length)}{form}"


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(sorted(set(values))).decode()


def papers_of(rows: Rows, numbers: Iterable[int]) -> dict[int, Paper]:
    """Some documents as texts, by number.

    Raises:
        zlib.error: one is damaged.
        msgspec.DecodeError: one is damaged.
        LookupError: one is damaged.
    """
    query = "SELECT document, data FROM papers WHERE document IN (SELECT value FROM json_each(?))"
    kept = {number: unpacked(data) for number, data in rows(query, (_json(numbers),))}
    wanted = _json(n for paper in kept.values() for n in texts_of(paper))
    query = "SELECT id, text FROM texts WHERE id IN (SELECT value FROM json_each(?))"
    texts = dict(rows(query, (wanted,)))
    return {number: with_texts(paper, texts) for number, paper in kept.items()}


def nodes_in(con: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    """The numbers of the nodes that some documents hold as texts, as they lie in the file."""
    query = "SELECT data FROM papers WHERE document IN (SELECT value FROM json_each(?))"
    return {node for (data,) in con.execute(query, (_json(documents),)) for node in nodes_of(unpacked(data))}


def _printed(con: sqlite3.Connection, document: int) -> dict[int, str]:
    """The texts that the clauses of a document cite: they stay as long as its statements do."""
    query = (
        "SELECT DISTINCT t.id, t.text FROM clause_rows c JOIN places p ON p.id = c.evidence JOIN texts t ON t.id = p.text "
        "WHERE c.document = ? ORDER BY t.id"
    )
    return dict(con.execute(query, (document,)))


def homes_of(rows: Rows, document: int) -> frozenset[str]:
    """The regions that a document is meant for."""
    query = "SELECT n.node FROM homes h JOIN nodes n ON n.id = h.region WHERE h.document = ?"
    return frozenset(node for (node,) in rows(query, (document,)))
