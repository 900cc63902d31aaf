"""What a writer of the file keeps until it is written: new rows by number, places, the rows that went, facts sorted by table."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.linking import MADE_RULES
from zhize.graph.store.sqlite.rows import CLAUSE_PREDICATES, CLAUSE_RULE, is_clause

K = TypeVar("K", bound=Hashable)


class Numbers(Generic[K]):
    """The numbers of the rows of a table, by what they hold; rows that are new are kept until they are written."""

    def __init__(self, known: dict[K, int], last: int | None = None) -> None:
        self.known = known
        self.next = (max(known.values(), default=0) if last is None else last) + 1
        self.new: list[tuple[K, int]] = []

    def of(self, key: K) -> int:
        """The number of a row, given where it is new."""
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = self.next
            self.next += 1
            self.new.append((key, number))
        return number

    def flush(self) -> list[tuple[K, int]]:
        """The new rows, once."""
        new, self.new = self.new, []
        return new


class Place(msgspec.Struct, frozen=True):
    """A row of `places` by what it says: numbers of its headings and its source, the place in the source, the quote."""

    section: int
    source: int
    start: int
    end: int
    line: int
    page: int | None
    quote: str


class Part(msgspec.Struct, frozen=True):
    """Where a quote stands: the number of a text, where that starts in the file (character, line), the first character there."""

    text: int
    start: int
    line: int
    at: int

    def row(self, number: int, place: Place) -> tuple[int | None, ...]:
        """The row of `places` of a place whose quote stands here."""
        length = len(place.quote)
        shift, more = place.start - self.start - self.at, place.end - place.start - length
        return number, place.section, self.text, self.at, length, shift, more, place.line - self.line, place.page


FOLLOWS = frozenset({"lexicon"})
"""The rules of facts that follow from what others say of agencies: they are no words of a document, and no names."""
_NAMED = ("agency:", "region:")
"""Nodes that are no text of a document: what describes them stands in one, but is no part of it."""
MOST_CHANGES = 500_000
"""When more nodes have changed, it is as if all had."""


class Changes(msgspec.Struct):
    """What the facts that came and went speak of; `whole`: anything of the graph.

    `nodes` are their subjects, those from number `first` on are new; `moved` those that belong to another region than before; `documents`
    those whose words or own nodes the facts are about. Facts that only follow from others (`FOLLOWS`) do not count.
    """

    nodes: set[str] = set()
    moved: set[str] = set()
    documents: set[str] = set()
    first: int = 0
    whole: bool = False

    def note(self, facts: Iterable[Fact]) -> None:
        """Put down facts that came or went."""
        said = [f for f in facts if f.rule not in FOLLOWS]
        self.nodes |= {f.subject for f in said}
        self.moved |= {f.subject for f in said if f.predicate == "jurisdiction"}
        self.documents |= {f.document for f in said if not (f.rule in MADE_RULES and f.subject.startswith(_NAMED))}
        if len(self.nodes) > MOST_CHANGES:
            self.nodes, self.moved, self.documents, self.whole = set(), set(), set(), True


class Gone(msgspec.Struct):
    """What the rows that went referred to, by table."""

    nodes: set[int] = set()
    terms: set[int] = set()
    places: set[int] = set()


def sorted_out(facts: Iterable[Fact]) -> tuple[list[dict[str, Fact]], list[Fact]]:
    """The facts of clauses that rows of `clause_rows` can tell, by clause, and all others."""
    groups: dict[str, dict[str, Fact]] = {}
    others: list[Fact] = []
    for fact in facts:
        told = fact.rule == CLAUSE_RULE and fact.predicate in CLAUSE_PREDICATES
        if told and fact.predicate not in (group := groups.setdefault(fact.subject, {})):
            group[fact.predicate] = fact
        else:
            others.append(fact)
    clauses = []
    for group in groups.values():
        if is_clause(group):
            clauses.append(group)
        else:
            others += group.values()
    return clauses, others


def last_of(con: sqlite3.Connection, table: str) -> int:
    """The highest number of the rows of a table; 0 where it has none."""
    return int(con.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608 - names of our own


def path_of(section: tuple[str, ...]) -> str:
    """Headings as the table `sections` has them."""
    return msgspec.json.encode(section).decode()
