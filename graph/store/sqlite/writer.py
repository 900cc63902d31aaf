"""Writing a graph into its file: only what differs from what the file holds, all in the transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import CALLED, KnowledgeGraph
from zhize.graph.model.linking import CITATION_RULES, CROSSING, CROSSING_NODES, MADE_RULES
from zhize.graph.model.prints import LineBox
from zhize.graph.store.issues import issue_row
from zhize.graph.store.sqlite.changes import log_build
from zhize.graph.store.sqlite.database import FORMAT, Manifest, Source
from zhize.graph.store.sqlite.grams import words
from zhize.graph.store.sqlite.pending import Gone, Numbers, Part, Place, sorted_out
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.rows import (
    CLAUSE_PREDICATES,
    CLAUSE_RULE,
    NO_CAPTION,
    KeptValue,
    check_of,
    clause_check,
    digest_of,
    fact_number,
    kept_value,
    node_key,
    stamp_of,
)
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


class _Writer:
    def __init__(self, con: sqlite3.Connection, kg: KnowledgeGraph) -> None:
        self.con, self.kg = con, kg
        self.nodes = Numbers({node: n for n, node in con.execute("SELECT id, node FROM nodes")})
        self.terms = Numbers({term: n for n, term in con.execute("SELECT id, term FROM terms")})
        for term in (*CLAUSE_PREDICATES, CLAUSE_RULE):
            self.terms.of(term)
        self.sections = Numbers({(d, path): n for n, d, path in con.execute("SELECT id, document, path FROM sections")})
        self.places: Numbers[Place] = Numbers({})
        self.left = Gone(set(), set(), set())
        self.touched: set[str] = set()
        """The nodes that may be called otherwise than before."""
        self.files: dict[str, int] = {}
        self.came: list[Fact] = []
        self.went: list[Fact] = []
        self.changes = Changes(set(), set())

    def sources(self, sources: list[Source]) -> None:
        """Enter the files; a file that stays keeps its number, those that are gone leave with `sweep`."""
        numbers = Numbers({file: n for n, file in self.con.execute("SELECT id, file FROM sources")})
        cited = {f.evidence.file for f in self.kg.facts} - {s.file for s in sources}
        rows = [(numbers.of(s.file), s.file, s.sha256, s.error) for s in (*sources, *map(Source, sorted(cited)))]
        self.con.executemany("INSERT OR REPLACE INTO sources (id, file, sha256, error) VALUES (?, ?, ?, ?)", rows)
        self.files = {row[1]: row[0] for row in rows}

    @property
    def more(self) -> int:
        """By how many facts the file grew."""
        return len(self.came) - len(self.went)

    @property
    def total(self) -> int:
        """By how much the sum of the digests of all facts grew."""
        return sum(map(digest_of, self.came)) - sum(map(digest_of, self.went))

    def facts(self, documents: Collection[str]) -> None:
        """Bring the tables of facts up to date, all but those that the given documents decide alone."""
        kept = _json(self.nodes.known[d] for d in documents if d in self.nodes.known)
        clauses, others = sorted_out(self.kg.facts)
        rows = self._changed_rows(kept, others)
        clause_rows = self._changed_clauses(kept, clauses)
        reader = Reader(self.con, Path())
        self.went = reader.facts_where(_GONE, ()) + reader.clauses_where(_GONE_CLAUSES, ())
        self._delete()
        self.came = [f for facts in clause_rows for f in facts.values()] + rows
        self.changes.nodes |= {f.subject for f in (*self.came, *self.went)}
        self.changes.documents |= {f.document for f in (*self.came, *self.went)}
        self._learn_places({self.files[f.evidence.file] for f in self.came})
        made = sorted(self._row(fact) for fact in rows)
        made_clauses = sorted(self._clause_row(facts) for facts in clause_rows)
        self._flush()
        self.con.executemany("INSERT INTO fact_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", made)
        self.con.executemany("INSERT INTO clause_rows VALUES (?, ?, ?, ?, ?, ?, ?)", made_clauses)

    def _changed_rows(self, kept: str, facts: Iterable[Fact]) -> list[Fact]:
        """The facts that rows must be made of; rows that are not as facts are now are put down as gone."""
        known = {fact: (subject, check) for subject, fact, check in self.con.execute(*self._replaced(kept))}
        new: list[Fact] = []
        for fact in facts:
            number = fact_number(fact)
            if known.get(number, _NONE)[1] == check_of(digest_of(fact)):
                del known[number]
            else:
                new.append(fact)
        self.con.execute("CREATE TEMP TABLE IF NOT EXISTS gone (subject INTEGER, fact INTEGER)")
        self.con.execute("DELETE FROM gone")
        self.con.executemany("INSERT INTO gone VALUES (?, ?)", ((s, fact) for fact, (s, _) in known.items()))
        return new

    def _changed_clauses(self, kept: str, clauses: Iterable[dict[str, Fact]]) -> list[dict[str, Fact]]:
        """The clauses that rows must be made of; rows that are not as clauses are now are put down as gone."""
        query = "SELECT node, digest FROM clause_rows WHERE document NOT IN (SELECT value FROM json_each(?))"
        known = dict(self.con.execute(query, (kept,)))
        new: list[dict[str, Fact]] = []
        for facts in clauses:
            node = self.nodes.known.get(facts["text"].subject, 0)
            if known.get(node) == clause_check(facts):
                del known[node]
            else:
                new.append(facts)
        self.con.executemany("INSERT INTO gone VALUES (?, NULL)", ((node,) for node in known))
        return new

    def _replaced(self, kept: str) -> tuple[str, dict[str, str]]:
        """The query for the rows of facts that may go: all but those that the given documents decide alone."""
        classes = {self.kg.ontology.class_of(prefix + "x").id for prefix in CROSSING_NODES}
        values = {
            "kept": kept,
            "rules": _json(self.terms.known[t] for t in CITATION_RULES | MADE_RULES if t in self.terms.known),
            "crossing": _json(self.terms.known[t] for t in CROSSING if t in self.terms.known),
            "classes": _json(classes),
        }
        query = (
            "SELECT f.subject, f.fact, f.digest FROM fact_rows f JOIN places e ON e.id = f.evidence "
            "JOIN sections c ON c.id = e.section WHERE c.document NOT IN (SELECT value FROM json_each(:kept)) "
            "OR f.rule IN (SELECT value FROM json_each(:rules)) OR (f.predicate IN (SELECT value FROM json_each(:crossing)) "
            "AND (SELECT class FROM nodes WHERE id = f.subject) IN (SELECT value FROM json_each(:classes)))"
        )
        return query, values

    def _learn_places(self, files: set[int]) -> None:
        """Look up the places of some files that the file knows already."""
        rows = self.con.execute(
            'SELECT id, section, source, start, "end", line, page, quote FROM evidence '
            "WHERE source IN (SELECT value FROM json_each(?))",
            (_json(files),),
        )
        last = self.con.execute("SELECT coalesce(max(id), 0) FROM places").fetchone()[0]
        self.places = Numbers({Place(*row): n for n, *row in rows}, last)

    def _delete(self) -> None:
        """Take out the rows that go; what they referred to is looked at by `sweep`."""
        texts = [(self.nodes.known[f.subject], words(str(f.object))) for f in self.went if self._is_clause_text(f)]
        # full text must be told what it holds
        self.con.executemany("INSERT INTO clauses (clauses, rowid, words) VALUES ('delete', ?, ?)", texts)
        rows = self.con.execute(
            "SELECT subject, object, predicate, rule, evidence FROM fact_rows "
            "WHERE subject IN (SELECT subject FROM gone) AND fact IN (SELECT fact FROM gone)"
        )
        for subject, object_, predicate, rule, place in rows:
            self.left.nodes |= {subject} if object_ is None else {subject, object_}
            self.left.terms |= {predicate, rule}
            self.left.places.add(place)
        self.left.nodes |= {n for (n,) in self.con.execute("SELECT subject FROM gone WHERE fact IS NULL")}
        gone_clauses = "FROM clause_rows WHERE node IN (SELECT subject FROM gone WHERE fact IS NULL)"
        self.left.places |= {n for (n,) in self.con.execute(f"SELECT evidence {gone_clauses}")}
        self.con.execute(f"DELETE {gone_clauses}")
        self.con.execute(
            "DELETE FROM fact_rows WHERE subject IN (SELECT subject FROM gone) AND fact IN (SELECT fact FROM gone)"
        )

    def _is_clause_text(self, fact: Fact) -> bool:
        return fact.predicate == "text" and self.kg.ontology.class_of(fact.subject).id == "Clause"

    def _row(self, fact: Fact) -> tuple[object, ...]:
        relation = fact.predicate in self.kg.ontology.relations
        value = KeptValue() if relation else kept_value(fact)
        return (
            self.nodes.of(fact.subject),
            self.terms.of(fact.predicate),
            fact_number(fact),
            self.nodes.of(str(fact.object)) if relation else None,
            value.value,
            value.at,
            value.length,
            self._place(fact),
            self.terms.of(fact.rule),
            fact.printed,
            fact.order,
            check_of(digest_of(fact)),
        )

    def _clause_row(self, facts: dict[str, Fact]) -> tuple[object, ...]:
        text = facts["text"]
        said = None if text.object == text.evidence.quote else text.object
        item = facts["item"].object if "item" in facts else None
        document, place = self.nodes.of(text.document), facts["clause_in"].order
        return self.nodes.of(text.subject), self._place(text), document, place, item, said, clause_check(facts)

    def _place(self, fact: Fact) -> int:
        e = fact.evidence
        section = self.sections.of((self.nodes.of(fact.document), _path(fact.section)))
        return self.places.of(Place(section, self.files[e.file], e.start, e.end, e.line, e.page, e.quote))

    def _flush(self) -> None:
        """Write the new rows of the tables that facts refer to."""
        self.con.executemany("INSERT INTO terms (term, id) VALUES (?, ?)", self.terms.flush())
        sections = [(n, *key) for key, n in self.sections.flush()]
        self.con.executemany("INSERT INTO sections (id, document, path) VALUES (?, ?, ?)", sections)
        places = self.places.flush()
        parts = self._cut([place for place, _ in places])
        rows = [
            (n, p.section, p.source, p.start, p.end, p.line, p.page, parts[p].text, parts[p].at, len(p.quote))
            for p, n in places
        ]
        self.con.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        fresh = self.nodes.flush()
        self.con.executemany(
            "INSERT INTO nodes VALUES (?, ?, ?, NULL)",
            [(n, key.node_class, key.key) for key, n in ((node_key(node), n) for node, n in fresh)],
        )
        self.touched |= {node for node, _ in fresh}

    def _cut(self, places: list[Place]) -> dict[Place, Part]:
        """Where the quotes of new places stand in texts, which are written: those of the widest places."""
        number = self.con.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0]
        out: dict[Place, Part] = {}
        texts: list[tuple[int, str]] = []
        open_ones: list[Place] = []
        for place in sorted(places, key=lambda p: (p.source, p.start, -p.end, -len(p.quote))):
            open_ones = [w for w in open_ones if w.source == place.source and w.end > place.start]
            for wide in open_ones:
                if (at := wide.quote.find(place.quote)) >= 0:
                    out[place] = Part(out[wide].text, at)
                    break
            else:
                number += 1
                texts.append((number, place.quote))
                out[place] = Part(number, 0)
                open_ones.append(place)
        self.con.executemany("INSERT INTO texts VALUES (?, ?)", texts)
        return out

    def clauses(self) -> None:
        """Add the clauses that are new or changed to the full text."""
        rows = [(self.nodes.known[f.subject], words(str(f.object))) for f in self.came if self._is_clause_text(f)]
        self.con.executemany("INSERT INTO clauses (rowid, words) VALUES (?, ?)", sorted(rows))

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
        """Remove what nothing refers to any more."""
        gone = [(n,) for file, n in self.con.execute("SELECT file, id FROM sources") if file not in self.files]
        self.con.executemany("DELETE FROM sources WHERE id = ?", gone)
        places = self._unused("places", self.left.places)
        rows = self.con.execute(
            "SELECT text, section FROM places WHERE id IN (SELECT value FROM json_each(?))", (_json(places),)
        ).fetchall()
        self._remove("places", places)
        self._remove("texts", self._unused("texts", {text for text, _ in rows}))
        sections = self._unused("sections", {section for _, section in rows})
        query = "SELECT document FROM sections WHERE id IN (SELECT value FROM json_each(?))"
        documents = {n for (n,) in self.con.execute(query, (_json(sections),))}
        self._remove("sections", sections)
        self._remove("nodes", self._unused("nodes", self.left.nodes | documents))
        clause_terms = {self.terms.known[term] for term in (*CLAUSE_PREDICATES, CLAUSE_RULE)}
        self._remove("terms", self._unused("terms", self.left.terms - clause_terms))

    def _unused(self, table: str, rows: set[int]) -> set[int]:
        """Those of some rows that no other row refers to."""
        for holder, column in _REFERS[table] if rows else ():
            query = f"SELECT DISTINCT {column} FROM {holder} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
            rows = rows - {n for (n,) in self.con.execute(query, (_json(rows),))}
        return rows

    def _remove(self, table: str, rows: set[int]) -> None:
        self.con.executemany(f"DELETE FROM {table} WHERE id = ?", ((n,) for n in rows))  # noqa: S608 - names of our own


_REFERS = {
    "places": (("fact_rows", "evidence"), ("clause_rows", "evidence")),
    "texts": (("places", "text"),),
    "sections": (("places", "section"),),
    "nodes": (("fact_rows", "subject"), ("fact_rows", "object"), ("clause_rows", "node"), ("sections", "document")),
    "terms": (("fact_rows", "predicate"), ("fact_rows", "rule")),
}
"""The columns that refer to the rows of a table."""
_NONE = (0, None)
_GONE = "f.subject IN (SELECT subject FROM gone) AND f.fact IN (SELECT fact FROM gone)"
_GONE_CLAUSES = "f.subject IN (SELECT subject FROM gone WHERE fact IS NULL)"


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
        "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(n, *issue_row(issue)) for n, issue in enumerate(kg.issues, 1)],
    )
