"""What a writer of the file keeps until it is written: new rows by number, places, the rows that went, facts sorted by table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

import msgspec

from zhize.graph.model.facts import Fact
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
    """Where a quote stands: the number of a text, the first character there."""

    text: int
    at: int


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
