"""Which documents and clauses of a graph hold a pair of characters, and how many: what tells documents from others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from zhize.graph.store.sqlite.papers import Rows

Numbers = npt.NDArray[np.int64]
_KEPT = 2_000
"""Of so many pieces it is remembered which documents and clauses hold them; most are words that many questions have."""
_LENGTH, _SHORT = 0.3, 60
"""How much less a document tells that is twice as long as a short one of so many clauses: it holds more by chance."""


class Spread:
    """The full text of a graph's documents, titles and clauses, asked by pairs of characters. `documents` and `clauses` are how many there are.

    Numbers come as arrays: a common pair stands in thousands of documents.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        query = (
            "SELECT json_group_array(document), json_group_array(clauses) FROM (SELECT document, clauses FROM papers)"
        )
        numbers, sizes = map(_numbers, next(self.rows(query, ())))
        order = np.argsort(numbers)
        self.numbers, self.sizes = numbers[order], sizes[order]
        """The numbers of all documents, in order, and how many clauses each has."""
        self.documents, self.clauses = len(numbers), int(sizes.sum())
        self._counts: dict[tuple[str, str], int] = {}
        self._holding: dict[tuple[str, str], Numbers] = {}

    def forget(self) -> None:
        """Let go of what earlier questions looked up, where it has become much."""
        if len(self._counts) > 50_000:
            self._counts = {}
        if len(self._holding) > _KEPT:
            self._holding = {}

    def clauses_of(self, piece: str) -> int:
        """How many clauses hold a pair of characters."""
        return self._count("clause_words", piece)

    def documents_of(self, piece: str) -> int:
        """How many documents hold a pair of characters or a word."""
        return self._count("paper_counts", piece)

    def _count(self, table: str, piece: str) -> int:
        key = (table, piece)
        if key not in self._counts:
            query = f"SELECT doc FROM {table} WHERE term = ?"  # noqa: S608 - names of our own
            self._counts[key] = sum(n for (n,) in self.rows(query, (piece.lower(),)))
        return self._counts[key]

    def documents_with(self, piece: str) -> Numbers:
        """The numbers of the documents that hold a pair of characters or a word, in order."""
        return self._with("paper_words", piece)

    def titled(self, piece: str) -> Numbers:
        """The numbers of the documents whose titles hold a pair of characters or a word, in order."""
        return self._with("paper_titles", piece)

    def clauses_with(self, piece: str) -> Numbers:
        """The numbers of the clauses that hold a pair of characters or a word, in order."""
        return self._with("clauses", piece)

    def _with(self, table: str, piece: str) -> Numbers:
        key = (table, piece)
        found = self._holding.get(key)
        if found is None:  # one row for all of them: a row each would cost many times what the index does
            query = f"SELECT json_group_array(rowid) FROM {table} WHERE {table} MATCH ?"  # noqa: S608 - names of our own
            self._holding[key] = found = _numbers(next(self.rows(query, (f'"{piece}"',)))[0])
        return found

    def places_of(self, clauses: Iterable[int]) -> list[tuple[int, int]]:
        """The document that each of some clauses stands in: (clause, document)."""
        query = (
            "SELECT f.node, f.document FROM json_each(:clauses) AS j JOIN clause_rows f ON f.node = j.value UNION ALL "
            "SELECT f.subject, f.document FROM json_each(:clauses) AS j JOIN facts f ON f.subject = j.value "
            "AND f.predicate = (SELECT id FROM terms WHERE term = 'text')"
        )
        return list(self.rows(query, {"clauses": msgspec.json.encode(list(clauses)).decode()}))

    @cached_property
    def size(self) -> dict[int, int]:
        """How many clauses each document has of which the graph has a text, by number."""
        return dict(zip(self.numbers.tolist(), self.sizes.tolist(), strict=True))

    @cached_property
    def lengths(self) -> npt.NDArray[np.float64]:
        """By what the words of each document are divided, in their order: a long one holds more by chance."""
        different, at = np.unique(self.sizes, return_inverse=True)
        told = [1 + _LENGTH * math.log2(max(1.0, size / _SHORT)) for size in different.tolist()]
        return np.array(told, dtype=np.float64)[at]


class Scores:
    """Documents by what speaks for them."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._values = np.zeros(len(numbers), dtype=np.float64)
        self._told = np.zeros(len(numbers), dtype=np.bool_)
        self._others: dict[int, float] = {}
        """Documents that the graph has no text of."""

    def add(self, documents: Numbers, weight: float) -> None:
        """Let a weight speak for some documents, each named once."""
        at = np.minimum(np.searchsorted(self._numbers, documents), max(0, len(self._numbers) - 1))
        known = self._numbers[at] == documents if len(self._numbers) else np.zeros(len(documents), dtype=np.bool_)
        self._values[at[known]] += weight
        self._told[at[known]] = True
        for number in documents[~known].tolist():
            self._others[number] = self._others.get(number, 0.0) + weight

    def join(self, other: Scores, lengths: npt.NDArray[np.float64]) -> None:
        """Add what speaks for the same documents otherwise, each by its length."""
        self._values[other._told] += other._values[other._told] / lengths[other._told]
        self._told |= other._told
        for number, score in other._others.items():
            self._others[number] = self._others.get(number, 0.0) + score

    def within(self, scope: dict[int, float]) -> dict[int, float]:
        """What speaks for those documents of a scope for which anything does, by how far they are meant."""
        wanted = np.array(list(scope), dtype=np.int64)
        at = np.minimum(np.searchsorted(self._numbers, wanted), max(0, len(self._numbers) - 1))
        here = (self._numbers[at] == wanted) & self._told[at] if len(self._numbers) else np.zeros(0, dtype=np.bool_)
        out = {n: s * scope[n] for n, s in zip(wanted[here].tolist(), self._values[at[here]].tolist(), strict=True)}
        return out | {n: s * scope[n] for n, s in self._others.items() if n in scope}

    def first(self, most: int) -> list[int]:
        """The documents for which most speaks, best first; of those alike the lowest numbers."""
        told = np.nonzero(self._told)[0]
        best = told[first(self._values[told], self._numbers[told], most)]
        both = [*zip(self._numbers[best].tolist(), self._values[best].tolist(), strict=True), *self._others.items()]
        return [n for n, _ in sorted(both, key=lambda x: (-x[1], x[0]))[:most]]


def first(values: npt.NDArray[np.float64], numbers: Numbers, most: int) -> Numbers:
    """The places of the largest values, largest first; of those alike the lowest numbers."""
    if len(values) > most:
        least = np.partition(values, len(values) - most)[len(values) - most]
        at = np.nonzero(values >= least)[0]
    else:
        at = np.arange(len(values))
    order: Numbers = at[np.lexsort((numbers[at], -values[at]))][:most]
    return order


def _numbers(listed: str) -> Numbers:
    return np.array(msgspec.json.decode(listed), dtype=np.int64)
