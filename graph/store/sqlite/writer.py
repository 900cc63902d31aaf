"""Writing a graph into its file: only what differs from what the file holds, all in the transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import CALLED, KnowledgeGraph
from zhize.graph.model.linking import CITATION_RULES, CROSSING, CROSSING_NODES, MADE_RULES
from zhize.graph.model.prints import LineBox
from zhize.graph.store.sqlite.changes import log_build
from zhize.graph.store.sqlite.database import FORMAT, Manifest, Source
from zhize.graph.store.sqlite.grams import words
from zhize.graph.store.sqlite.reader import Reader, facts_of_numbers
from zhize.graph.store.sqlite.rows import NO_CAPTION, digest_of, fact_number, kept_value, stamp_of
from zhize.graph.store.sqlite.stored import StoredGraph


def write_boxes(con: sqlite3.Connection, boxes: Mapping[str, tuple[LineBox, ...]]) -> None:
    """Make the file hold where the lines of some files stand, by the names of the files, and of no other files."""
    numbers = dict(con.execute("SELECT file, id FROM sources"))
    known = set(con.execute("SELECT * FROM boxes"))
    now = {(numbers[file], *msgspec.structs.astuple(box)) for file, found in boxes.items() for box in found}
    con.executemany("DELETE FROM boxes WHERE source = ? AND start = ?", [row[:2] for row in known - now])
    con.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(now - known))


class Changes(msgspec.Struct):
    """What the facts that came and went speak of: their subjects, and the documents that state them."""

    nodes: set[str] = set()
    documents: set[str] = set()


Follow = Callable[[sqlite3.Connection, KnowledgeGraph, Changes], None]
"""Brings what is made of a graph up to date: gets the graph as it is now, and what has changed."""


def write(
    con: sqlite3.Connection,
    kg: KnowledgeGraph,
    sources: Iterable[Source],
    inputs: str = "",
    follow: Follow | None = None,
    kept: Collection[str] = (),
) -> Manifest:
    """Make the file hold a graph and the files it was read from; returns what the file then says of itself.

    `inputs` is what the graph was made of, in a word: the same word gives the same graph (see `inputs_of`). Of the documents `kept` the graph
    holds only the facts that cross documents (`crosses`); the others that the file holds of them stay.
    """
    ordered = sorted(sources)
    writer = _Writer(con, kg)
    writer.sources(ordered)
    about = dict(con.execute("SELECT name, value FROM about"))
    before = about.get("stamp", "")
    writer.facts(kept)
    writer.clauses()
    now = StoredGraph(Reader(con, Path())) if kept else kg
    writer.called(now)
    if follow:
        follow(con, now, writer.changes)
    writer.sweep()
    _issues(con, kg)
    stamp = stamp_of(int(before or "0", 16) + writer.total)
    manifest = Manifest(FORMAT, stamp, int(about.get("facts", 0)) + writer.more, len(kg.issues), len(ordered))
    if manifest.stamp != before:
        log_build(con, before, manifest.stamp, writer.came, writer.went)
    con.execute("DELETE FROM about WHERE name <> 'prepared'")
    said = {**msgspec.structs.asdict(manifest), "inputs": inputs}
    con.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in said.items()])
    return manifest


class _Numbers:
    """The numbers of the rows of a table, by what they hold; rows that are new are kept until they are written."""

    def __init__(self, known: Mapping[object, int], last: int | None = None) -> None:
        self.known = dict(known)
        self.next = (max(self.known.values(), default=0) if last is None else last) + 1
        self.new: list[tuple[object, int]] = []

    def of(self, key: object) -> int:
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = self.next
            self.next += 1
            self.new.append((key, number))
        return number

    def flush(self) -> list[tuple[object, int]]:
        new, self.new = self.new, []
        return new


class _Writer:
    def __init__(self, con: sqlite3.Connection, kg: KnowledgeGraph) -> None:
        self.con, self.kg = con, kg
        self.nodes = _Numbers({node: n for n, node in con.execute("SELECT id, node FROM nodes")})
        self.terms = _Numbers({term: n for n, term in con.execute("SELECT id, term FROM terms")})
        self.paths = _Numbers({path: n for n, path in con.execute("SELECT id, path FROM sections")})
        self.places = _Numbers({})
        self.total = 0
        """By how much the sum of the digests of all facts grew."""
        self.more = 0
        """By how many facts."""
        self.left: dict[str, set[int]] = {}
        """What the facts that went referred to, by column."""
        self.touched: set[str] = set()
        """The nodes that may be called otherwise than before."""
        self.files: dict[str, int] = {}
        self.clauses_read: list[Fact] = []
        self.came: list[Fact] = []
        self.went: list[Fact] = []
        self.changes = Changes(set(), set())

    def sources(self, sources: list[Source]) -> None:
        """Enter the files; a file that stays keeps its number, those that are gone leave with `sweep`."""
        numbers = _Numbers({file: n for n, file in self.con.execute("SELECT id, file FROM sources")})
        cited = {f.evidence.file for f in self.kg.facts} - {s.file for s in sources}
        rows = [(numbers.of(s.file), s.file, s.sha256, s.error) for s in (*sources, *map(Source, sorted(cited)))]
        self.con.executemany("INSERT OR REPLACE INTO sources (id, file, sha256, error) VALUES (?, ?, ?, ?)", rows)
        self.files = {row[1]: row[0] for row in rows}

    def facts(self, documents: Collection[str]) -> None:
        """Bring the table of facts up to date, all but those that the given documents decide alone."""
        known = self._replaced(documents)
        old = sum(known.values())
        stay: set[int] = set()
        new: list[tuple[Fact, int, int]] = []
        for fact in self.kg.facts:
            number, digest = fact_number(fact), digest_of(fact)
            self.total += digest
            if known.get(number) == digest:
                stay.add(number)
            else:
                new.append((fact, number, digest))
        self.total -= old
        self.more = len(self.kg.facts) - len(known)
        self._delete(known.keys() - stay)
        self.came = [f for f, _, _ in new]
        self.changes.nodes |= {f.subject for f in self.came}
        self.changes.documents |= {f.document for f in self.came}
        clause = self.kg.ontology.classes["Clause"].prefix + ":"
        self.clauses_read = [f for f in self.came if f.predicate == "text" and f.subject.startswith(clause)]
        self._learn_places({self.files[f.evidence.file] for f in self.came})
        rows = [self._row(*one) for one in new]
        self._flush()
        rows.sort()
        self.con.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _replaced(self, documents: Collection[str]) -> dict[int, int]:
        """The digests of the facts that may go, by number: all but those that the given documents decide alone."""
        if not documents:
            return dict(self.con.execute("SELECT fact, digest FROM facts"))
        classes = {self.kg.ontology.class_of(prefix + "x").id for prefix in CROSSING_NODES}
        values = {
            "kept": _json(self.nodes.known[d] for d in documents if d in self.nodes.known),
            "rules": _json(self.terms.known[t] for t in CITATION_RULES | MADE_RULES if t in self.terms.known),
            "crossing": _json(self.terms.known[t] for t in CROSSING if t in self.terms.known),
            "classes": _json(classes),
        }
        query = (
            "SELECT fact, digest FROM facts f WHERE f.document NOT IN (SELECT value FROM json_each(:kept)) "
            "OR f.rule IN (SELECT value FROM json_each(:rules)) OR (f.predicate IN (SELECT value FROM json_each(:crossing)) "
            "AND (SELECT class FROM nodes WHERE id = f.subject) IN (SELECT value FROM json_each(:classes)))"
        )
        return dict(self.con.execute(query, values))

    def _learn_places(self, files: set[int]) -> None:
        """Look up the places of some files that the file knows already."""
        rows = self.con.execute(
            'SELECT id, source, start, "end", line, page, quote FROM evidence WHERE source IN (SELECT value FROM json_each(?))',
            (_json(files),),
        )
        last = self.con.execute("SELECT coalesce(max(id), 0) FROM evidence").fetchone()[0]
        self.places = _Numbers({(s, a, b, line, page, quote): n for n, s, a, b, line, page, quote in rows}, last)

    def _delete(self, gone: Iterable[int]) -> None:
        self.con.execute("CREATE TEMP TABLE IF NOT EXISTS gone (fact INTEGER PRIMARY KEY)")
        self.con.execute("DELETE FROM gone")
        self.con.executemany("INSERT INTO gone VALUES (?)", ((n,) for n in gone))
        self.went = facts_of_numbers(self.con, "SELECT fact FROM gone")
        old = self.con.execute(
            "SELECT f.subject, coalesce(f.value, e.quote) FROM facts f JOIN evidence e ON e.id = f.evidence "
            "JOIN nodes n ON n.id = f.subject WHERE f.fact IN (SELECT fact FROM gone) AND n.class = 'Clause' "
            "AND f.predicate = (SELECT id FROM terms WHERE term = 'text')"
        ).fetchall()
        self._unlist(old)
        for column, changed in (("subject", self.changes.nodes), ("document", self.changes.documents)):
            changed |= {
                node
                for (node,) in self.con.execute(
                    f"SELECT node FROM nodes WHERE id IN (SELECT {column} FROM facts WHERE fact IN (SELECT fact FROM gone))"  # noqa: S608
                )
            }
        columns = [column for columns in _REFERS.values() for column in columns]
        query = f"SELECT {', '.join(columns)} FROM facts WHERE fact IN (SELECT fact FROM gone)"  # noqa: S608 - names of our own
        rows = self.con.execute(query).fetchall()
        self.left = {
            c: {n for n in group if n is not None} for c, group in zip(columns, zip(*rows, strict=True), strict=False)
        }
        self.con.execute("DELETE FROM facts WHERE fact IN (SELECT fact FROM gone)")

    def _unlist(self, old: list[tuple[int, str]]) -> None:
        """Take clauses out of the full text; it must be told what it holds of them."""
        self.con.executemany(
            "INSERT INTO clauses (clauses, rowid, words) VALUES ('delete', ?, ?)", [(n, words(t)) for n, t in old]
        )

    def _row(self, fact: Fact, number: int, digest: int) -> tuple[object, ...]:
        relation = fact.predicate in self.kg.ontology.relations
        return (
            self.nodes.of(fact.subject),
            self.terms.of(fact.predicate),
            number,
            self.nodes.of(str(fact.object)) if relation else None,
            None if relation else kept_value(fact),
            self.nodes.of(fact.document),
            self.paths.of(_path(fact.section)),
            self._place(fact.evidence),
            self.terms.of(fact.rule),
            fact.printed,
            fact.order,
            digest,
        )

    def _place(self, e: Evidence) -> int:
        return self.places.of((self.files[e.file], e.start, e.end, e.line, e.page, e.quote))

    def _flush(self) -> None:
        """Write the new rows of the tables that facts refer to, and captions that are new or changed."""
        self.con.executemany("INSERT INTO terms (term, id) VALUES (?, ?)", self.terms.flush())
        self.con.executemany("INSERT INTO sections (path, id) VALUES (?, ?)", self.paths.flush())
        self.con.executemany(
            "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, *key) for key, number in self.places.flush()],  # type: ignore[misc]
        )
        fresh = self.nodes.flush()
        self.con.executemany(
            "INSERT INTO nodes VALUES (?, ?, ?, NULL)",
            [(n, str(node), self.kg.ontology.class_of(str(node)).id) for node, n in fresh],
        )
        self.touched |= {str(node) for node, _ in fresh}

    def clauses(self) -> None:
        """Add the clauses that are new or changed to the full text."""
        rows = [(self.nodes.known[f.subject], words(str(f.object))) for f in self.clauses_read]
        self.con.executemany("INSERT INTO clauses (rowid, words) VALUES (?, ?)", rows)

    def called(self, kg: KnowledgeGraph) -> None:
        """Bring what nodes are called up to date: those that facts came of or went of. `kg` is the graph as the file holds it now."""
        touched = {n: self.nodes.known[n] for n in self.touched | self.changes.nodes if n in self.nodes.known}
        self.con.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
        self.con.execute("DELETE FROM touched")
        self.con.executemany("INSERT INTO touched VALUES (?)", ((n,) for n in touched.values()))
        old = dict(self.con.execute("SELECT id, caption FROM nodes WHERE id IN (SELECT id FROM touched)"))
        rows = [(_caption(kg, node), n) for node, n in touched.items()]
        self.con.executemany("UPDATE nodes SET caption = ? WHERE id = ?", [r for r in rows if old[r[1]] != r[0]])
        known = set(self.con.execute("SELECT name, node FROM aliases WHERE node IN (SELECT id FROM touched)"))
        names = set(_names(kg, touched))
        self.con.executemany("DELETE FROM aliases WHERE name = ? AND node = ?", known - names)
        self.con.executemany("INSERT INTO aliases VALUES (?, ?)", sorted(names - known))

    def sweep(self) -> None:
        """Remove what no fact refers to any more."""
        gone = [(n,) for file, n in self.con.execute("SELECT file, id FROM sources") if file not in self.files]
        self.con.executemany("DELETE FROM sources WHERE id = ?", gone)
        for table, columns in _REFERS.items():
            left = {n for column in columns for n in self.left.get(column, ())}
            for column in columns if left else ():
                query = f"SELECT DISTINCT {column} FROM facts WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
                left -= {n for (n,) in self.con.execute(query, (_json(left),))}
            self.con.executemany(f"DELETE FROM {table} WHERE id = ?", ((n,) for n in left))  # noqa: S608 - names of our own


_REFERS = {
    "nodes": ("subject", "object", "document"),
    "sections": ("section",),
    "evidence": ("evidence",),
    "terms": ("predicate", "rule"),
}
"""The tables that facts refer to, and by which columns."""


def _path(section: tuple[str, ...]) -> str:
    return msgspec.json.encode(section).decode()


def _caption(kg: KnowledgeGraph, node: str) -> str | None:
    """What a node is called; None where it is a text of its own."""
    return None if kg.ontology.class_of(node).caption in NO_CAPTION else KnowledgeGraph.caption(kg, node)


def _names(kg: KnowledgeGraph, numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for node, number in numbers.items():
        if kg.ontology.class_of(node).caption in NO_CAPTION:
            continue
        properties = kg.properties.get(node, {})
        for name in properties.keys() & set(CALLED):
            yield from ((str(fact.object), number) for fact in properties[name])


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _issues(con: sqlite3.Connection, kg: KnowledgeGraph) -> None:
    con.execute("DELETE FROM issues")
    con.executemany(
        "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(n, *msgspec.structs.astuple(issue)) for n, issue in enumerate(kg.issues, 1)],
    )
