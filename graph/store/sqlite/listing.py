"""Rows of the file for lists that are longer than a page: where documents stand, all tasks or duties, names, issues."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Fact, Issue
from zhize.graph.model.ontology import ontology
from zhize.graph.store.issues import issue_of
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.views import KIND, kind_of


class DocumentPlace(msgspec.Struct, frozen=True, order=True):
    """Where a document begins in a file: the offset of the first words that its head was read from, or of its first clause.

    `whole` tells that the head stands there too.
    """

    file: str
    start: int
    document: str
    whole: bool = True


class ListRow(msgspec.Struct, frozen=True, gc=False):
    """A task or duty as lists are sorted and filtered by: its node, its words, its document and place, its day.

    `roles` are the relations by which anybody is joined to it.
    """

    node: str
    text: str
    document: str
    file: str
    start: int
    due: str = ""
    roles: tuple[str, ...] = ()


class Name(msgspec.Struct, frozen=True, gc=False):
    """A node and what it is called; `every` are all its names, a line each."""

    node: str
    name: str
    every: str


_TERM = "(SELECT id FROM terms WHERE term = ?)"


def document_places(reader: Reader) -> list[DocumentPlace]:
    """The places of all documents whose text the graph holds, sorted by file and offset.

    Of a document that was printed twice the head is told of one file, the clauses that differ of both.
    """
    heads = (
        "SELECT src.file, min(f.start), n.node FROM nodes n JOIN facts f ON f.subject = n.id AND f.document = n.id "
        f"AND f.rule = {_TERM} JOIN sources src ON src.id = f.source "
        f"WHERE n.kind = {kind_of('Document')} GROUP BY n.node, src.id"
    )
    clauses = (
        "SELECT src.file, min(f.start), n.node FROM clause_texts f JOIN nodes n ON n.id = f.document "
        "JOIN sources src ON src.id = f.source GROUP BY f.document, f.source"
    )
    out = {(file, document): DocumentPlace(file, at, document) for file, at, document in reader.rows(heads, ("head",))}
    for file, at, document in reader.rows(clauses, ()):
        out.setdefault((file, document), DocumentPlace(file, at, document, whole=False))
    return sorted(out.values())


def end_of(reader: Reader, document: str, file: str) -> int:
    """Where the last clause of a document ends in a file; 0 where it has none there."""
    query = (
        'SELECT max(f."end") FROM clause_texts f JOIN sources src ON src.id = f.source '
        "WHERE f.document = ? AND src.file = ?"
    )
    return int(reader.one(query, (reader.number_of(document), file))[0] or 0)


def stated_in(reader: Reader, document: str) -> list[Fact]:
    """The facts that a document states: of itself, of what it holds item by item, of who is joined to these."""
    kinds = [r.id for r in ontology().of_kind("item", "origin") if r.id != "clause_in"]
    found = reader.facts_of(document)
    items = [
        row[0] for row in reader.rows(_INTO.format(", ".join("?" for _ in kinds)), (reader.number_of(document), *kinds))
    ]
    for _ in range(2):
        numbers = ", ".join(str(int(n)) for n in items)
        into = reader.facts_where(f"f.object IN ({numbers})", ())
        found += [*reader.facts_where(f"f.subject IN ({numbers})", ()), *into]
        inner = {f.subject for f in into if f.subject.startswith(_INNER)}  # joined to items, not to the document
        items = list(reader.numbers_of(inner).values())
    return list({fact.id: fact for fact in found if fact.document == document}.values())


_INTO = (
    "SELECT f.subject FROM fact_rows f WHERE f.object = ? AND f.predicate IN (SELECT id FROM terms WHERE term IN ({}))"
)
_INNER = ("action:", "membership:")


def listed(reader: Reader, class_id: str) -> list[ListRow]:
    """All tasks or all duties, in the order of documents and of print."""
    words = "title" if class_id == "Task" else "text"
    days = values(reader, class_id, "due")
    roles: dict[str, list[str]] = {}
    joined = (
        "SELECT DISTINCT n.node, p.term FROM nodes n JOIN fact_rows f ON f.object = n.id JOIN terms p ON p.id = f.predicate "
        f"WHERE n.kind = {KIND} ORDER BY n.node, p.term"
    )
    for node, relation in reader.rows(joined, (class_id,)):
        roles.setdefault(node, []).append(relation)
    query = (
        "SELECT n.node, f.value, d.node, src.file, f.start FROM nodes n "
        f"JOIN facts f ON f.subject = n.id AND f.predicate = {_TERM} JOIN nodes d ON d.id = f.document "
        f"JOIN sources src ON src.id = f.source WHERE n.kind = {KIND} ORDER BY src.file, f.start, n.node"
    )
    out: dict[str, ListRow] = {}
    for node, text, document, file, start in reader.rows(query, (words, class_id)):
        row = ListRow(node, str(text), document, file, start, days.get(node, ""), tuple(roles.get(node, ())))
        out.setdefault(node, row)
    return list(out.values())


def values(reader: Reader, class_id: str, name: str) -> dict[str, str]:
    """A property of the nodes of a class that have it, the first value of each."""
    query = (
        "SELECT n.node, f.value FROM nodes n "
        "JOIN facts f ON f.subject = n.id AND f.predicate = (SELECT id FROM terms WHERE term = ?2) "
        f"WHERE n.kind = {kind_of('?1')} ORDER BY n.node, f.document <> f.subject"
    )
    out: dict[str, str] = {}
    for node, value in reader.rows(query, (class_id, name)):
        out.setdefault(node, str(value))
    return out


def names(reader: Reader, class_id: str) -> list[Name]:
    """The nodes of a class with all that they are called, by name."""
    every: dict[int, list[str]] = {}
    query = f"SELECT a.node, a.name FROM aliases a JOIN nodes n ON n.id = a.node WHERE n.kind = {KIND} ORDER BY a.name"
    for number, name in reader.rows(query, (class_id,)):
        every.setdefault(number, []).append(name)
    query = f"SELECT id, node, caption FROM nodes WHERE kind = {KIND} AND caption IS NOT NULL ORDER BY caption, node"
    rows = reader.rows(query, (class_id,))
    return [Name(node, name, "\n".join(every.get(number, (name,)))) for number, node, name in rows]


def issues(reader: Reader, kind: str = "", most: int = 100, after: int = 0) -> tuple[list[Issue], int]:
    """Some of the issues of a kind (or of all) in the order of print, and how many there are."""
    total = int(reader.one("SELECT count(*) FROM issues WHERE ?1 = '' OR kind = ?1", (kind,))[0])
    query = (
        "SELECT file, line, kind, text, reason, said, start, \"end\" FROM issues WHERE ?1 = '' OR kind = ?1 "
        "ORDER BY file, start, id LIMIT ?2 OFFSET ?3"
    )
    return [issue_of(row) for row in reader.rows(query, (kind, most, after))], total


def issue_kinds(reader: Reader) -> dict[str, int]:
    """How many issues of each kind there are, the most frequent first."""
    query = "SELECT kind, count(*) FROM issues GROUP BY kind ORDER BY count(*) DESC, kind"
    return dict(reader.rows(query))
