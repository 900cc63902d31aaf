"""The rows of facts and clauses: those that the file lacks are written part by part, those that no part states again are taken out."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.ontology import ontology
from zhize.graph.store.sqlite.changes import Log
from zhize.graph.store.sqlite.database import Source
from zhize.graph.store.sqlite.grams import words
from zhize.graph.store.sqlite.pending import FOLLOWS, Changes, Gone, Numbers, Part, Place, last_of, path_of, sorted_out
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.references import refer, remove_unused, remove_unused_nodes, remove_unused_terms
from zhize.graph.store.sqlite.rows import (
    CLAUSE_PREDICATES,
    CLAUSE_RULE,
    as_json,
    check_of,
    clause_check,
    digest_of,
    fact_number,
    kept_printed,
    kept_value,
    node_key,
)
from zhize.graph.store.sqlite.views import FIND_NODE, KIND


class Amiss(Exception):
    """Facts that are to go are not in the file as they were thought to be: all must be written anew."""


_MOST_KNOWN = 200_000
"""So many numbers of nodes are held."""
PART = 20_000
"""So many facts are written at a time, at least."""


class RowWriter:
    """Writes facts into a file, in the transaction of the caller: `sources`, `begin`, `part` for each part, `end`, and `sweep` when all is done.

    The nodes whose facts came or went are then in the temporary table `touched`.
    """

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con, self.ontology = con, ontology()
        self.fresh = not any(con.execute(f"SELECT 1 FROM {t} LIMIT 1").fetchall() for t in ("fact_rows", "clause_rows"))  # noqa: S608
        self.nodes: Numbers[str] = Numbers({}, last_of(con, "nodes"))
        self.terms = Numbers({term: n for n, term in con.execute("SELECT id, term FROM terms")})
        for term in (*CLAUSE_PREDICATES, CLAUSE_RULE):
            self.terms.of(term)
        self.sections: Numbers[tuple[int, str]] = Numbers({}, last_of(con, "sections"))
        spanned = con.execute("SELECT coalesce(max(last), 0) FROM spans").fetchone()[0]  # of places that may be gone
        self.places: Numbers[Place] = Numbers({}, max(last_of(con, "places"), spanned))
        self.left = Gone(set(), set(), set())
        self.files: dict[str, int] = {}
        self.written: set[int] = set()
        """Documents of which places were written."""
        self._digests: dict[str, int] = {}
        """Of the facts that are being written, by their ids."""
        self.log = Log("", 0)
        self.more = self.total = 0
        """By how many facts the file grew, and by how much the sum of their digests."""
        self.changes = Changes(first=self.nodes.next, whole=self.fresh)
        self.may_go = False
        """Whether some rows of the file may go."""

    def sources(self, sources: list[Source]) -> None:
        """Enter the files; a file that stays keeps its number, those that are gone leave with `sweep`."""
        numbers = Numbers({file: n for n, file in self.con.execute("SELECT id, file FROM sources")})
        rows = [(numbers.of(s.file), s.file, s.sha256, s.error) for s in sources]
        self.con.executemany("INSERT OR REPLACE INTO sources (id, file, sha256, error) VALUES (?, ?, ?, ?)", rows)
        self.files = {row[1]: row[0] for row in rows}

    def _cite(self, facts: Iterable[Fact]) -> None:
        """Enter files that facts cite and nobody named."""
        for file in sorted({f.evidence.file for f in facts} - self.files.keys()):
            self.con.execute("INSERT OR IGNORE INTO sources (file, sha256) VALUES (?, '')", (file,))
            self.files[file] = self.con.execute("SELECT id FROM sources WHERE file = ?", (file,)).fetchone()[0]

    def begin(self, gone: Iterable[list[Fact]] | None = None, documents: Collection[str] = ()) -> None:
        """Put down the rows that may go: those of some facts, in parts, or all; a part keeps those that it states again.

        In a new file the `documents` get the first numbers: their full text takes half the room where these follow on each other.

        Raises:
            Amiss: the file does not hold these facts.
        """
        for name, columns in (
            ("gone", "fact INTEGER PRIMARY KEY, subject INTEGER, predicate INTEGER, digest INTEGER"),
            ("gone_clauses", "node INTEGER PRIMARY KEY, digest INTEGER"),
            ("going", "subject INTEGER, predicate INTEGER, fact INTEGER"),
            ("touched", "id INTEGER PRIMARY KEY"),
        ):
            self.con.execute(f"DROP TABLE IF EXISTS temp.{name}")
            self.con.execute(f"CREATE TEMP TABLE {name} ({columns})")
        if self.fresh:
            self._learn_nodes(documents)
            for document in documents:
                self.nodes.of(document)
            return
        if gone is None:
            self.con.execute("INSERT INTO gone SELECT fact, subject, predicate, digest FROM fact_rows")
            self.con.execute("INSERT INTO gone_clauses SELECT node, digest FROM clause_rows")
            self.may_go = True
            return
        for part in gone:
            self._may_go(part)
        if any(self.con.execute(query).fetchone() for query in (_NOT_THERE, _NO_CLAUSE)):
            raise Amiss

    def _may_go(self, facts: list[Fact]) -> None:
        self._learn_nodes({f.subject for f in facts})
        clauses, others = sorted_out(facts)
        self.may_go = self.may_go or bool(facts)
        rows = [
            (fact_number(f), self.nodes.known.get(f.subject), self.terms.known.get(f.predicate), check_of(digest_of(f)))
            for f in others
        ]
        self.con.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)", rows)
        nodes = [(self.nodes.known.get(group["text"].subject), clause_check(group)) for group in clauses]
        self.con.executemany("INSERT OR REPLACE INTO gone_clauses VALUES (?, ?)", nodes)

    def part(self, facts: list[Fact]) -> None:
        """Write those of some facts that the file does not hold."""
        self._cite(facts)
        self._learn_nodes({n for f in facts for n in self._nodes_of(f)})
        clauses, others = sorted_out(facts)
        self._retire_others(clauses, others)
        rows, clause_rows = self._changed_rows(others), self._changed_clauses(clauses)
        came = [f for group in clause_rows for f in group.values()] + rows
        if not came:
            return
        self._digests = {f.id: digest_of(f) for f in came}
        self._note(came, self._digests.values(), 1)
        self.log.came(came)
        self._learn_places(came)
        made = sorted(self._row(fact) for fact in rows)
        made_clauses = sorted(self._clause_row(group) for group in clause_rows)
        self._flush(Counter((*(row[_EVIDENCE] for row in made), *(row[1] for row in made_clauses))))
        self.con.executemany("INSERT INTO fact_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", made)
        self.con.executemany("INSERT INTO clause_rows VALUES (?, ?, ?, ?, ?, ?, ?)", made_clauses)
        texts = [(self.nodes.known[f.subject], words(str(f.object))) for f in came if self._is_clause_text(f)]
        self.con.executemany("INSERT INTO clauses (rowid, words) VALUES (?, ?)", sorted(texts))
        self.con.executemany("INSERT OR IGNORE INTO touched VALUES (?)", {(self.nodes.known[f.subject],) for f in came})

    def end(self) -> None:
        """Take out the rows that no part has stated again."""
        while rows := self.con.execute("SELECT subject, predicate, fact FROM gone LIMIT ?", (PART,)).fetchall():
            self._retire(rows)
        while nodes := self.con.execute("SELECT node, NULL, NULL FROM gone_clauses LIMIT ?", (PART,)).fetchall():
            self._retire(nodes)

    def _note(self, facts: list[Fact], digests: Iterable[int], sign: int) -> None:
        """Keep account of facts that came (1) or went (-1), with their digests."""
        self.more += sign * len(facts)
        self.total += sign * sum(digests)
        if not self.changes.whole:
            self.changes.note(facts)

    def _nodes_of(self, fact: Fact) -> tuple[str, ...]:
        relation = fact.predicate in self.ontology.relations
        return (fact.subject, fact.document, str(fact.object)) if relation else (fact.subject, fact.document)

    def _learn_nodes(self, nodes: Collection[str]) -> None:
        """Look up the numbers of some nodes."""
        if len(self.nodes.known) > _MOST_KNOWN:
            self.nodes.known.clear()
        for node in set(nodes) - self.nodes.known.keys():
            key = node_key(node)
            row = self.con.execute(FIND_NODE, (key.node_class, key.key)).fetchone()
            if row is not None:
                self.nodes.known[node] = row[0]

    def _changed_rows(self, facts: list[Fact]) -> list[Fact]:
        """The facts that rows must be made of; rows that are as facts are now stay, others of the same facts go."""
        if not self.may_go:
            return facts
        query = "SELECT g.fact, g.digest, g.subject, g.predicate FROM json_each(?) AS j CROSS JOIN gone g ON g.fact = j.value"
        known = {n: (check, s, p) for n, check, s, p in self.con.execute(query, (as_json(map(fact_number, facts)),))}
        new, same = [], []
        for fact in facts:
            number = fact_number(fact)
            if number in known and known[number][0] == check_of(digest_of(fact)):
                same.append((number,))
                del known[number]
            else:
                new.append(fact)
        self.con.executemany("DELETE FROM gone WHERE fact = ?", same)
        self._retire([(subject, predicate, number) for number, (_, subject, predicate) in known.items()])
        return new

    def _changed_clauses(self, clauses: list[dict[str, Fact]]) -> list[dict[str, Fact]]:
        """The clauses that rows must be made of; rows that are as clauses are now stay, others of the same clauses go."""
        if not self.may_go:
            return clauses
        numbers = [self.nodes.known.get(facts["text"].subject, 0) for facts in clauses]
        query = "SELECT g.node, g.digest FROM json_each(?) AS j CROSS JOIN gone_clauses g ON g.node = j.value"
        known = dict(self.con.execute(query, (as_json(numbers),)))
        new, same = [], []
        for number, facts in zip(numbers, clauses, strict=True):
            if number in known and known[number] == clause_check(facts):
                same.append((number,))
                del known[number]
            else:
                new.append(facts)
        self.con.executemany("DELETE FROM gone_clauses WHERE node = ?", same)
        self._retire([(node, None, None) for node in known])
        return new

    def _retire_others(self, clauses: list[dict[str, Fact]], others: list[Fact]) -> None:
        """Take out what was kept of these clauses and facts in the other table: full text must lose a clause before it gets it."""
        if not self.may_go:
            return
        numbers = as_json(fact_number(f) for group in clauses for f in group.values())
        query = "SELECT g.subject, g.predicate, g.fact FROM json_each(?) AS j CROSS JOIN gone g ON g.fact = j.value"
        moved = self.con.execute(query, (numbers,)).fetchall()
        nodes = as_json(self.nodes.known.get(f.subject, 0) for f in others if self._is_clause_text(f))
        query = "SELECT g.node, NULL, NULL FROM json_each(?) AS j CROSS JOIN gone_clauses g ON g.node = j.value"
        self._retire([*moved, *self.con.execute(query, (nodes,)).fetchall()])

    def _retire(self, rows: list[tuple[int, int | None, int | None]]) -> None:
        """Take out some rows of facts (subject, predicate, fact) or of clauses (node, None, None)."""
        if not rows:
            return
        self.con.execute("DELETE FROM going")
        self.con.executemany("INSERT INTO going VALUES (?, ?, ?)", rows)
        reader = Reader(self.con, Path())
        went = reader.facts_where(_GONE, ()) + reader.clauses_where(_GONE_CLAUSES, ())
        self._learn_nodes({f.subject for f in went})
        self._note(went, map(digest_of, went), -1)
        self.log.went(went)
        self.con.executemany("INSERT OR IGNORE INTO touched VALUES (?)", [row[:1] for row in rows])
        self._delete(went)
        self.con.execute("DELETE FROM gone WHERE fact IN (SELECT fact FROM going)")
        self.con.execute("DELETE FROM gone_clauses WHERE node IN (SELECT subject FROM going WHERE fact IS NULL)")

    def _learn_places(self, facts: list[Fact]) -> None:
        """Look up the headings and places that the file knows already of the documents that facts stand in.

        What only follows from others (`FOLLOWS`) stands where something else is said of one of the nodes that it is about.
        """
        documents = {self.nodes.of(f.document) for f in facts}
        self.places.known, self.sections.known = {}, {}
        if not self.fresh or documents & self.written:
            query = "SELECT id, document, path FROM sections WHERE document IN (SELECT value FROM json_each(?))"
            self.sections.known = {(d, path): n for n, d, path in self.con.execute(query, (as_json(documents),))}
            own = [f for f in facts if f.rule not in FOLLOWS]
            sections = (self.sections.known.get((self.nodes.of(f.document), path_of(f.section)), 0) for f in own)
            about = {n for f in facts if f.rule in FOLLOWS for n in self._nodes_of(f) if n != f.document}
            for query, values in (
                (_PLACES_OF_SECTIONS, (as_json({self.nodes.of(f.document) for f in own}), as_json(set(sections)))),
                (_PLACES_OF_NODES, (as_json(map(self.nodes.of, about)),)),
            ):
                self.places.known |= {Place(*row): n for n, *row in self.con.execute(query, values)}
        self.written |= documents

    def _delete(self, went: list[Fact]) -> None:
        """Take out the rows that go; what they referred to is looked at by `sweep`."""
        texts = [(self.nodes.known[f.subject], words(str(f.object))) for f in went if self._is_clause_text(f)]
        # full text must be told what it holds
        self.con.executemany("INSERT INTO clauses (clauses, rowid, words) VALUES ('delete', ?, ?)", texts)
        cited: Counter[int] = Counter()
        gone = "FROM fact_rows WHERE (subject, predicate, fact) IN (SELECT subject, predicate, fact FROM going)"
        for subject, object_, predicate, rule, place in self.con.execute(
            f"SELECT subject, object, predicate, rule, evidence {gone}"
        ):
            self.left.nodes |= {subject} if object_ is None else {subject, object_}
            self.left.terms |= {predicate, rule}
            cited[place] += 1
        self.left.nodes |= {n for (n,) in self.con.execute("SELECT subject FROM going WHERE fact IS NULL")}
        gone_clauses = "FROM clause_rows WHERE node IN (SELECT subject FROM going WHERE fact IS NULL)"
        cited.update(n for (n,) in self.con.execute(f"SELECT evidence {gone_clauses}"))
        refer(self.con, "places", cited, -1)
        self.left.places |= cited.keys()
        self.con.execute(f"DELETE {gone_clauses}")
        self.con.execute(f"DELETE {gone}")

    def _is_clause_text(self, fact: Fact) -> bool:
        return fact.predicate == "text" and self.ontology.class_of(fact.subject).id == "Clause"

    def _row(self, fact: Fact) -> tuple[Any, ...]:
        relation = fact.predicate in self.ontology.relations
        value = kept_printed(fact) if relation else kept_value(fact)
        return (
            self.nodes.of(fact.subject),
            self.terms.of(fact.predicate),
            fact_number(fact),
            self.nodes.of(str(fact.object)) if relation else None,
            None if relation else value.value,
            value.part,
            self._place(fact),
            self.terms.of(fact.rule),
            value.value if relation else fact.printed,
            fact.order,
            check_of(self._digests[fact.id]),
        )

    def _clause_row(self, facts: dict[str, Fact]) -> tuple[Any, ...]:
        text = facts["text"]
        said = None if text.object == text.evidence.quote else text.object
        item = facts["item"].object if "item" in facts else None
        document, place = self.nodes.of(text.document), facts["clause_in"].order
        check = check_of(sum(self._digests[f.id] for f in facts.values()))
        return self.nodes.of(text.subject), self._place(text), document, place, item, said, check

    def _place(self, fact: Fact) -> int:
        e = fact.evidence
        section = self.sections.of((self.nodes.of(fact.document), path_of(fact.section)))
        return self.places.of(Place(section, self.files[e.file], e.start, e.end, e.line, e.page, e.quote))

    def _flush(self, cited: Counter[int]) -> None:
        """Write the new rows of the tables that facts refer to; `cited` tells how many stand at each place."""
        self.con.executemany("INSERT INTO terms (term, id) VALUES (?, ?)", self.terms.flush())
        places = self.places.flush()
        within = Counter(place.section for place, _ in places)
        sections = [(n, *key, within.pop(n, 0)) for key, n in self.sections.flush()]
        self.con.executemany("INSERT INTO sections (id, document, path, refs) VALUES (?, ?, ?, ?)", sections)
        refer(self.con, "sections", within)
        parts = self._cut([place for place, _ in places])
        rows = [(*parts[place].row(n, place), cited.pop(n, 0)) for place, n in places]
        self.con.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        refer(self.con, "places", cited)
        self.con.executemany("INSERT INTO spans VALUES (?, ?, ?)", self._spans(places))
        fresh = self.nodes.flush()
        self.con.executemany(
            f"INSERT INTO nodes (id, kind, key) VALUES (?, {KIND}, ?)",  # noqa: S608 - words of our own
            [(n, key.node_class, key.key) for key, n in ((node_key(node), n) for node, n in fresh)],
        )
        self.con.executemany("INSERT OR IGNORE INTO touched VALUES (?)", [(n,) for _, n in fresh])

    def _spans(self, places: list[tuple[Place, int]]) -> list[tuple[int, int, int]]:
        """From and to which number the new places of each document lie."""
        documents = {n: document for (document, _), n in self.sections.known.items()}
        numbers: dict[int, list[int]] = {}
        for place, n in places:
            numbers.setdefault(documents[place.section], []).append(n)
        return [(document, min(own), max(own)) for document, own in sorted(numbers.items())]

    def _cut(self, places: list[Place]) -> dict[Place, Part]:
        """Where the quotes of new places stand in texts, which are written: those of the widest places."""
        number = self.con.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0]
        out: dict[Place, Part] = {}
        texts: list[tuple[int, int, int, int, str]] = []
        open_ones: list[Place] = []
        for place in sorted(places, key=lambda p: (p.source, p.start, -p.end, -len(p.quote))):
            open_ones = [w for w in open_ones if w.source == place.source and w.end > place.start]
            for wide in open_ones:
                if (at := wide.quote.find(place.quote)) >= 0:
                    out[place] = msgspec.structs.replace(out[wide], at=at)
                    break
            else:
                number += 1
                texts.append((number, place.source, place.start, place.line, place.quote))
                out[place] = Part(number, place.start, place.line, 0)
                open_ones.append(place)
        refs = Counter(part.text for part in out.values())
        rows = [(*row, refs[row[0]]) for row in texts]
        self.con.executemany("INSERT INTO texts (id, source, start, line, text, refs) VALUES (?, ?, ?, ?, ?, ?)", rows)
        return out

    def sweep(self) -> None:
        """Remove what nothing refers to any more."""
        gone = [(n,) for file, n in self.con.execute("SELECT file, id FROM sources") if file not in self.files]
        self.con.executemany("DELETE FROM sources WHERE id = ?", gone)
        documents = remove_unused(self.con, self.left.places)
        remove_unused_nodes(self.con, self.left.nodes | documents)
        clause_terms = {self.terms.known[term] for term in (*CLAUSE_PREDICATES, CLAUSE_RULE)}
        remove_unused_terms(self.con, self.left.terms - clause_terms)


_EVIDENCE = 6
"""The column of a row of facts that tells its place."""
_NOT_THERE = (
    "SELECT g.fact FROM gone g LEFT JOIN fact_rows f ON f.subject = g.subject AND f.predicate = g.predicate AND f.fact = g.fact "
    "WHERE f.digest IS NOT g.digest LIMIT 1"
)
_NO_CLAUSE = "SELECT g.node FROM gone_clauses g LEFT JOIN clause_rows c ON c.node = g.node WHERE c.digest IS NOT g.digest LIMIT 1"
"""What is to go and is not there."""
_PLACE_COLUMNS = 'e.id, e.section, e.source, e.start, e."end", e.line, e.page, e.quote'
_PLACES_OF_SECTIONS = (
    f"SELECT {_PLACE_COLUMNS} FROM spans s JOIN evidence e ON e.id BETWEEN s.first AND s.last "  # noqa: S608 - words of our own
    "WHERE s.document IN (SELECT value FROM json_each(?)) AND e.section IN (SELECT value FROM json_each(?))"
)
_PLACES_OF_NODES = (
    f"SELECT {_PLACE_COLUMNS} FROM json_each(?) AS j CROSS JOIN fact_rows f ON f.subject = j.value "  # noqa: S608 - words of our own
    "JOIN evidence e ON e.id = f.evidence"
)
_GONE = "(f.subject, f.predicate, f.fact) IN (SELECT subject, predicate, fact FROM going)"
_GONE_CLAUSES = "f.subject IN (SELECT subject FROM going WHERE fact IS NULL)"
