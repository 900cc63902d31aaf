"""Reading a graph out of its file: all of it, or what a question needs.

How to ask without loading the graph (all nodes are given and returned by their ids, `agency:370302:应急管理局`):

    >>> reader = Reader.open(Path("kg"))                                       # doctest: +SKIP
    >>> reader.names_in("区应急局负责什么？")                                   # doctest: +SKIP
    {'区应急局': ['agency:370302:应急管理局']}
    >>> reader.facts_into("task:3f2a90…", "leads")                             # doctest: +SKIP
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import GraphError
from zhize.graph.model.facts import Evidence, Fact, print_order
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.model.prints import LineBox, Print, unpacked_print
from zhize.graph.store.issues import issue_of
from zhize.graph.store.sqlite.database import (
    Manifest,
    Source,
    check_format,
    connect_read,
    damaged,
    place_of,
    read_manifest,
)
from zhize.graph.store.sqlite.rows import (
    CLAUSE_PREDICATES,
    CLAUSE_RULE,
    as_json,
    check_of,
    clause_check,
    clause_facts,
    digest_of,
    digits_of,
    node_key,
    stamp_of,
)
from zhize.graph.store.sqlite.seal import check
from zhize.graph.store.sqlite.views import FIND_NODES, KIND, kind_of
from zhize.messages import Sentence

LONGEST_NAME = 40
"""Characters of a question that are looked up as one name, at most."""
MOST_KNOWN = 200_000
"""So many nodes that were looked up are remembered."""

_FACTS = (
    'SELECT f.subject, f.document, f.section, f.evidence, f.source, f.start, f."end", f.quote, f.line, f.page, f.place, f.digest, '
    "f.fact, f.predicate, f.object, f.value, f.rule, f.printed FROM facts f"
)
_CLAUSES = (
    'SELECT f.subject, f.document, f.section, f.evidence, f.source, f.start, f."end", f.quote, f.line, f.page, f.place, f.digest, '
    "f.text, f.item FROM clause_texts f"
)


class Reader:
    """An open graph file. Nothing is loaded before it is asked for."""

    def __init__(self, con: sqlite3.Connection, file: Path) -> None:
        self.con, self.file = con, file
        self._nodes: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._paths: dict[int, tuple[str, ...]] = {}

    @classmethod
    def open(cls, folder: Path) -> Reader:
        """Open the graph of a folder.

        Raises:
            GraphError: there is no graph, it has another format, or it is damaged.
        """
        check_format(folder)
        check(folder, lambda: _sound(folder))
        return cls(connect_read(place_of(folder)), place_of(folder))

    def close(self) -> None:
        """Close the file."""
        self.con.close()

    def rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Any]:
        """The rows of a query.

        Raises:
            GraphError: the file is damaged.
        """
        try:
            cursor = self.con.execute(query, values)
            while some := cursor.fetchmany(1_000):
                yield from some
        except sqlite3.DatabaseError as error:
            raise damaged(self.file, error) from error

    def one(self, query: str, values: Sequence[object] = ()) -> Any:
        """The first row; None where there is none. No cursor stays open, which would hold up writers."""
        return next(iter(list(self.rows(query, values))), None)

    # -- all of it

    @cached_property
    def manifest(self) -> Manifest:
        """What the graph says of itself."""
        try:
            return read_manifest(self.con)
        except (sqlite3.Error, KeyError, msgspec.ValidationError) as error:
            raise damaged(self.file, error) from error

    def graph(self) -> KnowledgeGraph:
        """Load the whole graph.

        Raises:
            GraphError: it is damaged.
        """
        facts = list(self.facts())
        issues = [issue_of(row[1:]) for row in self.rows("SELECT * FROM issues")]
        manifest = self.manifest
        if (len(facts), len(issues)) != (manifest.facts, manifest.issues):
            raise damaged(
                self.file, Sentence("it holds {count} facts of {whole}", {"count": len(facts), "whole": manifest.facts})
            )
        if stamp_of(sum(map(digest_of, facts))) != manifest.stamp:
            raise damaged(self.file, Sentence("its facts are not as they were written", {}))
        return KnowledgeGraph(facts, issues)

    def facts(self) -> Iterator[Fact]:
        """Yield all facts.

        Raises:
            GraphError: one is damaged.
        """
        self._nodes = dict(self.rows("SELECT id, node FROM nodes"))
        self._learn(set(), {n for (n,) in self.rows("SELECT id FROM sections")})
        places: dict[int, Evidence] = {}
        yield from self._read(self.rows(_FACTS), places)
        yield from self._read_clauses(self.rows(_CLAUSES), places)

    def sources(self) -> list[Source]:
        """The files that the graph was built from."""
        return sorted(Source(*row) for row in self.rows("SELECT file, sha256, error FROM sources"))

    def print_of(self, file: str) -> Print | None:
        """The text of a file as it was read; None where it is not kept."""
        row = self.one("SELECT r.data FROM sources s JOIN readings r ON r.key = s.reading WHERE s.file = ?", (file,))
        return None if row is None else unpacked_print(row[0])

    def boxes_of(self, at: Evidence) -> list[LineBox]:
        """Where the lines stand on their pages that hold some evidence; empty for files without pages."""
        query = (
            'SELECT b.start, b."end", page, x0, y0, x1, y1 FROM sources s JOIN boxes b ON b.source = s.id WHERE s.file = :file '
            "AND b.start >= (SELECT coalesce(max(start), 0) FROM boxes WHERE source = s.id AND start <= :start) "
            'AND b.start < :end AND b."end" > :start ORDER BY b.start'
        )
        return [LineBox(*row) for row in self.rows(query, {"file": at.file, "start": at.start, "end": at.end})]

    @property
    def inputs(self) -> str:
        """The word for what the graph was made of."""
        return str((self.one("SELECT value FROM about WHERE name = 'inputs'") or [""])[0])

    @property
    def prepared(self) -> str:
        """The version of what was made for asking; empty where nothing was."""
        return str((self.one("SELECT value FROM about WHERE name = 'prepared'") or [""])[0])

    def counts(self) -> dict[str, int]:
        """The number of nodes of each class; of documents only those whose text the graph holds."""
        counts = dict(self.rows("SELECT class, count(*) FROM nodes GROUP BY kind"))
        counts["Document"] = self.one("SELECT count(*) FROM documents")[0]
        return counts

    def form_only(self) -> int:
        """How many agencies only the form of their names makes agencies."""
        query = (
            "SELECT count(DISTINCT n.id) FROM nodes n CROSS JOIN fact_rows f ON f.subject = n.id AND f.predicate = "  # noqa: S608
            f"(SELECT id FROM terms WHERE term = 'basis') WHERE n.kind = {kind_of('Agency')} AND f.value = 'form'"
        )
        return int(self.one(query)[0])

    # -- what a question needs

    def names_in(self, text: str, classes: Iterable[str] = ()) -> dict[str, list[str]]:
        """Look up every piece of a text among the names of nodes: name -> ids of the nodes called so, sorted.

        Args:
            text: a question.
            classes: only nodes of these classes (`Agency`, `Body`, `Document` …); all where none is given.
        """
        ends = ((a, b) for a in range(len(text)) for b in range(a + 2, min(len(text), a + LONGEST_NAME) + 1))
        pieces = msgspec.json.encode(sorted({text[a:b] for a, b in ends})).decode()
        wanted = set(classes)
        found: dict[str, list[str]] = defaultdict(list)
        query = (
            "SELECT a.name, n.node, n.class FROM json_each(?) AS p JOIN aliases a ON a.name = p.value "
            "JOIN nodes n ON n.id = a.node ORDER BY a.name, n.node"
        )
        for name, node, node_class in self.rows(query, (pieces,)):
            if not wanted or node_class in wanted:
                found[name].append(node)
        return dict(found)

    def facts_of(self, node: str, predicate: str | None = None) -> list[Fact]:
        """The facts whose subject is a node, of one predicate or of all, in print order."""
        found = self._some("f.subject = ?", node, predicate)
        if node.startswith("clause:") and predicate in (None, *CLAUSE_PREDICATES):
            told = self.clauses_where("f.subject = ?", (self.number_of(node),))
            found = sorted((*found, *(f for f in told if predicate in (None, f.predicate))), key=print_order)
        return found

    def facts_into(self, node: str, relation: str | None = None) -> list[Fact]:
        """The facts whose object is a node, of one relation or of all, in print order."""
        found = self._some("f.object = ?", node, relation)
        if node.startswith("document:") and relation in (None, "clause_in"):
            told = self.clauses_where("f.document = ?", (self.number_of(node),))
            found = sorted((*found, *(f for f in told if f.predicate == "clause_in")), key=print_order)
        return found

    def _some(self, where: str, node: str, predicate: str | None) -> list[Fact]:
        number, term = self.number_of(node), self._term_numbers.get(predicate or "")
        if number is None or (predicate and term is None):
            return []
        both = f"{where} AND f.predicate = ?" if predicate else where
        return self.facts_where(both, (number, term) if predicate else (number,))

    def facts_where(self, where: str, values: Sequence[object]) -> list[Fact]:
        """The facts for which a condition of SQL holds, in print order; it may speak of a row f of the view `facts`."""
        rows = list(self.rows(f"{_FACTS} WHERE {where}", values))
        self._learn({n for row in rows for n in (row[0], row[1], row[14])}, {row[2] for row in rows})
        return sorted(self._read(rows, {}), key=print_order)

    def clauses_where(self, where: str, values: Sequence[object]) -> list[Fact]:
        """The facts of the clauses for which a condition of SQL holds, in print order; it may speak of a row f of the view `clause_texts`."""
        rows = list(self.rows(f"{_CLAUSES} WHERE {where}", values))
        self._learn({n for row in rows for n in (row[0], row[1])}, {row[2] for row in rows})
        return sorted(self._read_clauses(rows, {}), key=print_order)

    def _read(self, rows: Iterable[Any], places: dict[int, Evidence]) -> Iterator[Fact]:
        """Facts of rows whose nodes and headings are known; `places` are those met before."""
        nodes, terms, files, paths = self._nodes, self._terms, self._files, self._paths
        try:
            for s, d, path, e, file, start, end, quote, line, page, n, check, own, p, o, value, rule, printed in rows:
                at = places.get(e) or places.setdefault(e, Evidence(files[file], start, end, quote, line, page))
                object_ = value if o is None else nodes[o]
                fact = Fact(
                    digits_of(own), nodes[s], terms[p], object_, nodes[d], paths[path], at, terms[rule], printed, n
                )
                if check_of(digest_of(fact)) != check:
                    raise damaged(self.file, Sentence("fact {fact} is not as it was written", {"fact": fact.id}))
                yield fact
        except (KeyError, TypeError) as error:
            raise damaged(self.file, Sentence("a row refers to nothing: {error}", {"error": str(error)})) from error

    def _read_clauses(self, rows: Iterable[Any], places: dict[int, Evidence]) -> Iterator[Fact]:
        nodes, files, paths = self._nodes, self._files, self._paths
        try:
            for s, d, path, e, file, start, end, quote, line, page, n, check, text, item in rows:
                at = places.get(e) or places.setdefault(e, Evidence(files[file], start, end, quote, line, page))
                facts = clause_facts(Fact("", nodes[s], "text", text, nodes[d], paths[path], at, CLAUSE_RULE), n, item)
                if clause_check(facts) != check:
                    raise damaged(self.file, Sentence("clause {node} is not as it was written", {"node": nodes[s]}))
                yield from facts.values()
        except (KeyError, TypeError) as error:
            raise damaged(self.file, Sentence("a row refers to nothing: {error}", {"error": str(error)})) from error

    def _learn(self, nodes: set[int | None], paths: set[int]) -> None:
        """Look up what numbers of nodes and headings stand for."""
        if len(self._nodes) + len(self._numbers) > 2 * MOST_KNOWN:
            self._nodes, self._numbers = {}, {}
        if missing := [n for n in nodes if n is not None and n not in self._nodes]:
            query = "SELECT id, node FROM nodes WHERE id IN (SELECT value FROM json_each(?))"
            for n, node in self.rows(query, (as_json(missing),)):
                self._nodes[n], self._numbers[node] = node, n
        if missing := [n for n in paths if n not in self._paths]:
            query = "SELECT id, path FROM sections WHERE id IN (SELECT value FROM json_each(?))"
            rows = list(self.rows(query, (as_json(missing),)))
            try:
                self._paths.update((n, tuple(msgspec.json.decode(path))) for n, path in rows)
            except msgspec.DecodeError as error:
                raise damaged(self.file, Sentence("a heading is unreadable: {error}", {"error": str(error)})) from error

    @cached_property
    def _terms(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, term FROM terms"))

    @cached_property
    def _term_numbers(self) -> dict[str, int]:
        return {term: n for n, term in self._terms.items()}

    @cached_property
    def _files(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, file FROM sources"))

    def number_of(self, node: str) -> int | None:
        """The number of a node in the file; None where there is no such node."""
        return self.numbers_of([node]).get(node)

    def numbers_of(self, nodes: Iterable[str]) -> dict[str, int]:
        """The numbers of some nodes."""
        wanted = set(nodes)
        missing: dict[str, dict[str | int, str]] = defaultdict(dict)
        for node in (n for n in wanted if n not in self._numbers):  # a difference of sets would walk over all known
            missing[(key := node_key(node)).node_class][key.key] = node
        for kind, keys in missing.items():
            self._numbers.update((keys[key], n) for key, n in self.rows(FIND_NODES, (kind, as_json(keys))))
        return {node: self._numbers[node] for node in wanted if node in self._numbers}

    def nodes_at(self, numbers: Iterable[int]) -> dict[int, str]:
        """The nodes of some numbers."""
        wanted = set(numbers)
        self._learn(set(wanted), set())
        return {n: self._nodes[n] for n in wanted if n in self._nodes}

    def nodes_of(self, class_id: str) -> list[str]:
        """The ids of the nodes of a class, sorted."""
        query = f"SELECT node FROM nodes WHERE kind = {KIND}"  # noqa: S608 - words of our own
        return sorted(node for (node,) in self.rows(query, (class_id,)))

    def node_ids(self) -> list[str]:
        """The ids of all nodes, sorted."""
        return sorted(node for (node,) in self.rows("SELECT node FROM nodes"))

    def own_documents(self) -> list[str]:
        """The ids of the documents whose text the graph holds, sorted."""
        return sorted(node for (node,) in self.rows("SELECT id FROM documents"))

    def newest_day(self) -> str | None:
        """The latest date of a document, ISO."""
        query = (
            "SELECT max(f.value) FROM nodes n JOIN facts f ON f.subject = n.id AND f.predicate = "  # noqa: S608
            f"(SELECT id FROM terms WHERE term = 'date') WHERE n.kind = {kind_of('Document')}"
        )
        return next((day and str(day) for (day,) in list(self.rows(query))), None)

    def caption(self, node: str) -> str | None:
        """What a node is called; None where it has no name of its own, or there is no such node."""
        row = self.one("SELECT caption FROM nodes WHERE id = ?", (self.number_of(node),))
        return None if row is None or row[0] is None else str(row[0])

    def named(self, class_id: str, text: str) -> list[str]:
        """The nodes of a class that are called just so, or have the text as their id; sorted. All that has a name has aliases."""
        query = f"SELECT n.node FROM aliases a JOIN nodes n ON n.id = a.node WHERE a.name = ? AND n.kind = {KIND}"  # noqa: S608
        found = {node for (node,) in self.rows(query, (text, class_id))}
        own = text.startswith(f"{ontology().classes[class_id].prefix}:") and self.number_of(text) is not None
        return sorted(found | ({text} if own else set()))

    def called_so(self, name: str) -> int:
        """How many agencies and bodies go by a name first of all."""
        query = (
            "SELECT count(*) FROM aliases a JOIN nodes n ON n.id = a.node "
            "WHERE a.name = ?1 AND n.caption = ?1 AND n.class IN ('Agency', 'Body')"
        )
        return int(self.one(query, (name,))[0])


def is_sound(folder: Path) -> bool:
    """Whether a folder holds a graph of this format that is not damaged."""
    try:
        Reader.open(folder).close()
    except GraphError:
        return False
    return True


def _sound(folder: Path) -> None:
    """Check all of a graph: the pages of the file, what refers to what, and every fact.

    Raises:
        GraphError: it is damaged.
    """
    reader = Reader(connect_read(place_of(folder)), place_of(folder))
    try:
        for query in ("PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"):
            row = reader.one(query)
            if row is not None and row[0] != "ok":
                raise damaged(reader.file, row[0])
        reader.graph()
    finally:
        reader.close()
