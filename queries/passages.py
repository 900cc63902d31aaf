"""The clauses that a question looks at, and how much of a question's words each holds: in itself, around it, above it, in its document.

Character bigrams lie in one array per layer of text; a word is looked up by one pass over it. Nothing is kept on disk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Protocol, overload

import msgspec
import numpy as np
import regex

from zhize.graph.model.facts import Fact
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.queries.sheets import Floats, Numbers, Sheet, Strip


class Passage(msgspec.Struct, eq=False, gc=False):
    """One clause of a document (or a task, duty, body): its words, the headings above it, where it stands.

    `item` tells which clauses stand in one paragraph or item, or is the node; `number` is the place in the order of all
    rows, `key` the number of the node in the file, `kg` the graph. The collector of garbage does not look at passages: what they
    hold may not lead back to them.
    """

    number: int
    text: str
    document: str
    section: tuple[str, ...]
    item: str
    key: int
    kg: StoredGraph

    @property
    def fact(self) -> Fact:
        """The fact that shows where it stands; read when it is asked for."""
        fact = self.kg.source(self.kg.reader.nodes_at([self.key])[self.key])
        assert fact is not None, "what has a text has a fact"
        return fact


class Abroad(Protocol):
    """What is known of all clauses of a graph where only some are at hand: how many there are, and which words they hold."""

    clauses: int

    def count(self, piece: str) -> int:
        """How many clauses hold a pair of characters."""
        ...

    def holds(self, text: str) -> bool:
        """Whether a clause, heading or title holds a string."""
        ...


class Layer:
    """Some texts, to be asked which of them hold a word."""

    def __init__(self, strips: Sequence[Strip], abroad: Abroad | None = None) -> None:
        self._abroad = abroad
        self._joined = "".join([strip.joined for strip in strips])
        self._chars = np.concatenate([strip.chars for strip in strips]) if strips else np.zeros(0, np.uint32)
        lengths = np.concatenate([strip.lengths for strip in strips]) if strips else np.zeros(0, np.int64)
        self.size = len(lengths)
        self._ends = np.cumsum(lengths)
        self._kept: dict[str, Floats] = {}

    @classmethod
    def of(cls, texts: Sequence[str]) -> Layer:
        """The layer of some texts."""
        return cls([Strip(texts)])

    def holds(self, piece: str) -> Floats:
        """1 for each text that holds a piece of one or two characters, 0 for the others."""
        if piece not in self._kept:
            found = np.zeros(self.size, dtype=np.float32)
            at = np.flatnonzero(self._chars == np.uint32(ord(piece[0])))
            if len(piece) > 1:  # behind the last character of all stands the end of a line
                at = at[self._chars[at + 1] == np.uint32(ord(piece[1]))]
            found[np.searchsorted(self._ends, at, side="right")] = 1
            self._kept[piece] = found
        return self._kept[piece]

    def finds(self, piece: str) -> bool:
        """Whether any text holds a string, here or in the documents that are not at hand."""
        return piece in self._joined or (self._abroad is not None and self._abroad.holds(piece))

    def share(self, word: str) -> Floats:
        """The part of a word's bigrams that each text holds."""
        pieces = bigrams(word)
        out = np.zeros(self.size, dtype=np.float32)
        for piece in pieces:
            out += self.holds(piece)
        return out / np.float32(max(1, len(pieces)))


def bigrams(word: str) -> list[str]:
    """The bigrams of a word; a single character is itself."""
    return [word] if len(word) < 2 else [word[i : i + 2] for i in range(len(word) - 1)]


class Rows(Sequence[Passage]):
    """The lines of some sheets one after the other; each is put together when it is asked for."""

    def __init__(self, sheets: Sequence[tuple[str, Sheet]], kg: StoredGraph, *, of_nodes: bool) -> None:
        self._sheets, self._kg, self._of_nodes = sheets, kg, of_nodes
        self._starts = [0, *accumulate(len(sheet.lines) for _, sheet in sheets)]
        self._made: dict[int, Passage] = {}

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            made = self._made
            return [made.get(n) or self[n] for n in range(*number.indices(len(self)))]
        if number not in self._made:
            self._made[number] = self._make(range(len(self))[number])
        return self._made[number]

    def _make(self, number: int) -> Passage:
        at = bisect_right(self._starts, number) - 1
        document, sheet = self._sheets[at]
        line = sheet.lines[number - self._starts[at]]
        item = self._nodes[line.node] if self._of_nodes else line.item
        return Passage(number, line.text, document, sheet.paper.sections[line.section], item, line.node, self._kg)

    @cached_property
    def _nodes(self) -> dict[int, str]:
        return self._kg.reader.nodes_at(key for _, sheet in self._sheets for key in sheet.keys)


class Passages:
    """Lines of documents with the layers around each: its paragraph, its headings, its document's titles.

    Of clauses the item is the number in print, which may be that of several; of other lines (`of_nodes`) it is the node.
    """

    def __init__(
        self,
        sheets: Sequence[tuple[str, Sheet]],
        titles: Mapping[str, str],
        kg: StoredGraph,
        abroad: Abroad | None = None,
        *,
        of_nodes: bool = False,
    ) -> None:
        self._sheets = [(document, sheet) for document, sheet in sheets if sheet.lines]
        self.rows = Rows(self._sheets, kg, of_nodes=of_nodes)
        self._abroad = abroad
        self.documents = sorted({document for document, _ in self._sheets} | set(titles))
        place = {d: n for n, d in enumerate(self.documents)}
        counts = [len(sheet.lines) for _, sheet in self._sheets]
        self._document = np.repeat(np.array([place[d] for d, _ in self._sheets], dtype=np.int64), counts)
        self._paragraph = _one_after_the_other(
            [s.paragraphs for _, s in self._sheets], [len(s.first) for _, s in self._sheets]
        )
        self._first = [*_one_after_the_other([s.first for _, s in self._sheets], counts).tolist(), sum(counts)]
        self._path = _one_after_the_other(
            [s.paths for _, s in self._sheets], [len(s.above.lengths) for _, s in self._sheets]
        )
        self.own = Layer([s.own for _, s in self._sheets], abroad)
        self.paragraph = self.own if of_nodes else Layer([s.around for _, s in self._sheets])
        self.path = Layer([s.above for _, s in self._sheets])
        self.title = Layer.of([titles.get(d, "") for d in self.documents])

    @property
    def keys(self) -> list[int]:
        """The numbers of the lines' nodes, in order."""
        return [key for _, sheet in self._sheets for key in sheet.keys]

    def place_of(self, key: int) -> int | None:
        """The place of the line of a node, by its number; None where no line is of it."""
        before = len(self.rows)
        for _, sheet in reversed(self._sheets):
            before -= len(sheet.lines)
            if (at := sheet.places.get(key)) is not None:
                return before + at
        return None

    def marks(self, kind: str, pattern: regex.Pattern[str]) -> Floats:
        """1 for each line that has a sign of a kind, 0 for the others."""
        found = [sheet.marks(kind, pattern) for _, sheet in self._sheets]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

    def most_of(self, values: Floats) -> dict[str, float]:
        """The largest value of each document's lines, of one value a line."""
        starts = np.cumsum([0, *(len(sheet.lines) for _, sheet in self._sheets[:-1])])
        largest = np.maximum.reduceat(values, starts).tolist() if self._sheets else []
        return {document: value for (document, _), value in zip(self._sheets, largest, strict=True)}

    def by_row(self, values: Sequence[float]) -> Floats:
        """A number per document, in their order, as a number per row."""
        return np.array(values, dtype=np.float32)[self._document]

    def around(self, number: int) -> list[Passage]:
        """The clauses of the paragraph or item that a clause stands in."""
        here = self._paragraph[number]
        return self.rows[self._first[here] : self._first[here + 1]]

    def spread(self, word: str, weights: tuple[float, float, float, float]) -> Floats:
        """How well each clause covers a word: the best of its layers (own, paragraph, headings, titles), weighted."""
        own, paragraph, path, title = weights
        layers = (
            own * self.own.share(word),
            paragraph * self.paragraph.share(word)[self._paragraph],
            path * self.path.share(word)[self._path],
            title * self.title.share(word)[self._document],
        )
        out: Floats = np.maximum.reduce(layers)
        return out

    def rarity(self, word: str) -> float:
        """How telling a word is: the logarithm of all clauses over those that hold its rarest bigram."""
        counts = [self._count(piece) for piece in bigrams(word)]
        return float(self.rarest - np.log(1 + min(counts, default=0.0)))

    @property
    def rarest(self) -> float:
        """How telling a word is that no clause holds: the logarithm of all clauses."""
        return float(np.log(1 + (self._abroad.clauses if self._abroad else len(self.rows))))

    def _count(self, piece: str) -> float:
        """How many clauses hold a piece; that of a single character is reckoned from those at hand."""
        own = float(self.own.holds(piece).sum())
        if self._abroad is None:
            return own
        if len(piece) == 1:
            return own * self._abroad.clauses / max(1, len(self.rows))
        return max(own, float(self._abroad.count(piece)))


def _one_after_the_other(numbers: Sequence[Numbers], counts: Sequence[int]) -> Numbers:
    """Numbers of several sheets as one row, each raised by how many there are in the sheets before."""
    before = [0, *accumulate(counts)]
    raised = [own + start for own, start in zip(numbers, before, strict=False)]
    return np.concatenate(raised) if raised else np.zeros(0, dtype=np.int64)
