"""The clauses that a question looks at, and how much of a question's words each holds: in itself, around it, above it, in its document.

Character bigrams lie in one array per layer of text; a word is looked up by one pass over it. Nothing is kept on disk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from zhize.graph.model.facts import Fact
from zhize.graph.store.sqlite.stored import StoredGraph

Floats = npt.NDArray[np.float32]


class Passage(msgspec.Struct, eq=False, gc=False):
    """One clause of a document (or a task, duty, body): its words, the headings above it, where it stands.

    `item` tells which clauses stand in one paragraph or item, or is the node; `number` is the place in the order of all
    rows, `key` the number of the node in the file, `kg` the graph. The collector of garbage does not look at passages, of which each question has
    thousands: what they hold may not lead back to them.
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

    def __init__(self, texts: Sequence[str], abroad: Abroad | None = None) -> None:
        self._abroad = abroad
        self.size = len(texts)
        joined = self._joined = "\n".join(texts)
        chars = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        self._chars = chars
        self._pairs = (chars[:-1] << np.uint64(32)) | chars[1:] if len(chars) > 1 else chars[:0]
        lengths = np.fromiter((len(t) + 1 for t in texts), dtype=np.int64, count=len(texts))
        self._owner = np.repeat(np.arange(len(texts)), lengths)
        self._kept: dict[str, Floats] = {}

    def holds(self, piece: str) -> Floats:
        """1 for each text that holds a piece of one or two characters, 0 for the others."""
        if piece not in self._kept:
            found = np.zeros(self.size, dtype=np.float32)
            if self.size:
                codes = [ord(c) for c in piece]
                if len(codes) == 1:
                    at = np.nonzero(self._chars == np.uint64(codes[0]))[0]
                else:
                    at = np.nonzero(self._pairs == np.uint64(codes[0] << 32 | codes[1]))[0]
                found[self._owner[at]] = 1
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


class Passages:
    """Clauses with the layers around each: its paragraph, its headings, its document's titles."""

    def __init__(self, rows: list[Passage], titles: Mapping[str, str], abroad: Abroad | None = None) -> None:
        self.rows = rows
        self._abroad = abroad
        self.documents = sorted({p.document for p in rows} | set(titles))
        place = {d: n for n, d in enumerate(self.documents)}
        self._paragraph = _runs([(p.document, p.section, p.item) for p in rows])
        paths, self._path = _numbered([p.section for p in rows])
        self._document = np.fromiter((place[p.document] for p in rows), dtype=np.int64, count=len(rows))
        texts: list[list[str]] = [[] for _ in range(int(self._paragraph[-1]) + 1 if rows else 0)]
        for number, passage in zip(self._paragraph, rows, strict=True):
            texts[number].append(passage.text)
        self.own = Layer([p.text for p in rows], abroad)
        self.paragraph = Layer(["".join(t) for t in texts])
        self.path = Layer(["　".join(p) for p in paths])
        self.title = Layer([titles.get(d, "") for d in self.documents])

    @cached_property
    def by_document(self) -> dict[str, list[int]]:
        """Numbers of the clauses of each document."""
        table: dict[str, list[int]] = defaultdict(list)
        for passage in self.rows:
            table[passage.document].append(passage.number)
        return table

    def by_row(self, values: Sequence[float]) -> Floats:
        """A number per document, in their order, as a number per row."""
        return np.array(values, dtype=np.float32)[self._document]

    def around(self, number: int) -> list[Passage]:
        """The clauses of the paragraph or item that a clause stands in."""
        here = self._paragraph[number]
        first = last = number
        while first and self._paragraph[first - 1] == here:
            first -= 1
        while last + 1 < len(self.rows) and self._paragraph[last + 1] == here:
            last += 1
        return self.rows[first : last + 1]

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


def _runs(keys: list[tuple[object, ...]]) -> npt.NDArray[np.int64]:
    """The number of the run of equal keys that each row stands in."""
    new = [int(i > 0 and key != keys[i - 1]) for i, key in enumerate(keys)]
    return np.cumsum(np.array(new, dtype=np.int64), dtype=np.int64)


def _numbered(keys: list[tuple[object, ...]]) -> tuple[list[tuple[str, ...]], npt.NDArray[np.int64]]:
    """Different keys in order, and the number of each row's key."""
    table: dict[tuple[object, ...], int] = {}
    numbers = np.fromiter((table.setdefault(k, len(table)) for k in keys), dtype=np.int64, count=len(keys))
    return [tuple(str(x) for x in k) for k in table], numbers
