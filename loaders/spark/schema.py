"""The tables of a graph as Parquet, declared once: what Spark writes, what `zhize load` reads, what the documentation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from zhize.graph.model.facts import Evidence, Fact, Issue
from zhize.messages import Sentence

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 2
"""Version of the layout of the folder; one of another version is built anew, never guessed at."""
PROVINCE = "province"
"""The column by which tables are partitioned: the code of the province of the document, `000000` for the country or where none is known."""


class Column(msgspec.Struct, frozen=True):
    """A column: its name, its type as Spark SQL writes it, what it holds."""

    name: str
    type: str
    meaning: str


class Table(msgspec.Struct, frozen=True):
    """A table of the folder; `by_province` where it is partitioned."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    by_province: bool = True

    @property
    def ddl(self) -> str:
        """The columns as Spark SQL declares them, without the partition."""
        return ", ".join(f"`{c.name}` {c.type}" for c in self.columns)


_PLACE = (
    Column("file", "string", "the file, by the name that facts cite"),
    Column("start", "bigint", "first character in the file"),
    Column("end", "bigint", "character behind the last"),
    Column("line", "int", "line of the file"),
    Column("page", "int", "page, where the file has pages"),
)
TABLES = {
    table.name: table
    for table in (
        Table(
            "facts",
            "Statements of the graph, each with its evidence: columnar files keep a place that several facts cite once.",
            (
                Column("id", "string", "16 hexadecimal digits, the same for the same statement in the next build"),
                Column("subject", "string", "node"),
                Column("predicate", "string", "relation or property (see `zhize schema`)"),
                Column("object", "string", "node of a relation, text of a property; NULL where the value is a number"),
                Column("number", "bigint", "value of a property that is a number"),
                Column("document", "string", "node of the document that says it"),
                Column("section", "array<string>", "headings above it, outermost first"),
                *_PLACE,
                Column("quote", "string", "the words of the print"),
                Column("rule", "string", "rule that read it"),
                Column("printed", "string", "name as printed, where a node was made of it"),
                Column("order", "int", "place in a list"),
            ),
        ),
        Table(
            "clauses",
            "Every clause of every document, whether a fact was read from it or not.",
            (
                Column("clause", "string", "node"),
                Column("document", "string", "node of the document"),
                Column("item", "string", "number of the item that it belongs to"),
                Column("text", "string", "its words"),
                Column("section", "array<string>", "headings above it, outermost first"),
                *_PLACE,
            ),
        ),
        Table(
            "documents",
            "Documents that the graph holds the text of.",
            (
                Column("document", "string", "node"),
                Column("title", "string", "title"),
                Column("number", "string", "number, where it has one"),
                Column("issuer", "string", "issuer as signed"),
                Column("date", "string", "day of signing, ISO"),
                Column("kind", "string", "kind of paper"),
                Column("region", "string", "node of the region that it is meant for"),
                Column("place", "string", "full name of that region"),
                Column("file", "string", "the file in which it stands first"),
            ),
        ),
        Table(
            "nodes",
            "Everything that facts are about.",
            (
                Column("node", "string", "node"),
                Column("class", "string", "class (see `zhize schema`)"),
                Column("caption", "string", "name, title or text"),
            ),
            by_province=False,
        ),
        Table(
            "issues",
            "What could not be read for certain.",
            (
                Column("file", "string", "the file"),
                Column("line", "int", "line of the file"),
                Column("kind", "string", "kind of issue"),
                Column("text", "string", "what the print says"),
                Column("reason", "string", "why it is open, in Chinese"),
                Column("sentence", "string", "the same as the program keeps it: message and values, as JSON"),
                Column("start", "bigint", "first character in the file"),
                Column("end", "bigint", "character behind the last"),
            ),
            by_province=False,
        ),
        Table(
            "sources",
            "The files that were read.",
            (
                Column("file", "string", "name by which facts cite it"),
                Column("sha256", "string", "hash of its bytes"),
                Column("key", "string", "key of its reading; NULL where it could not be read"),
                Column("error", "string", "why it could not be read"),
            ),
            by_province=False,
        ),
        Table(
            "readings",
            "What reading a file gave, kept so that an unchanged file is not read again. The key is made of its bytes, kind and rules.",
            (
                Column("key", "string", "key"),
                Column(
                    "data", "binary", "the text of the file with its offsets, and the reading (LZMA of MessagePack)"
                ),
                Column("head", "binary", "the reading without its statements"),
            ),
            by_province=False,
        ),
    )
}
"""The tables by name. Every table but `readings` is written anew by each build; readings are added to."""


def fact_columns(facts: list[Fact]) -> dict[str, list[object]]:
    """Facts as the columns of the table `facts`."""
    places = [f.evidence for f in facts]
    return {
        "id": [f.id for f in facts],
        "subject": [f.subject for f in facts],
        "predicate": [f.predicate for f in facts],
        "object": [None if isinstance(f.object, int) else f.object for f in facts],
        "number": [f.object if isinstance(f.object, int) else None for f in facts],
        "document": [f.document for f in facts],
        "section": [list(f.section) for f in facts],
        "file": [e.file for e in places],
        "start": [e.start for e in places],
        "end": [e.end for e in places],
        "line": [e.line for e in places],
        "page": [e.page for e in places],
        "quote": [e.quote for e in places],
        "rule": [f.rule for f in facts],
        "printed": [f.printed for f in facts],
        "order": [f.order for f in facts],
    }


def facts_of(batch: pa.RecordBatch) -> list[Fact]:
    """The facts of rows of the table `facts`."""
    rows = zip(*(batch.column(c.name).to_pylist() for c in TABLES["facts"].columns), strict=True)
    return [
        Fact(
            key,
            subject,
            predicate,
            value if number is None else number,
            document,
            tuple(section),
            Evidence(file, start, end, quote, line, page),
            rule,
            printed,
            order,
        )
        for key, subject, predicate, value, number, document, section, file, start, end, line, page, quote, rule, printed, order in rows
    ]


def issue_row(issue: Issue) -> dict[str, object]:
    """An issue as a row of the table `issues`."""
    sentence = msgspec.json.encode(issue.reason, order="deterministic").decode()
    return {**msgspec.structs.asdict(issue), "reason": issue.reason.said("zh"), "sentence": sentence}


def issues_of(batch: pa.RecordBatch) -> list[Issue]:
    """The issues of rows of the table `issues`."""
    rows = batch.to_pylist()
    reasons = [msgspec.json.decode(row.pop("sentence"), type=Sentence) for row in rows]
    return [Issue(**{**row, "reason": reason}) for row, reason in zip(rows, reasons, strict=True)]
