"""Documents as questions look at them, and how they lie in the file: the words of the print are where they are anyway, in `texts`."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, islice

import msgspec

from zhize.graph.model.steps import steps
from zhize.graph.store.sqlite.grams import grams


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A text of a document: a clause, task, duty, body or appointment. `node` and `section` are numbers (see `Paper`)."""

    node: int
    text: str
    section: int
    item: str = ""


class Paper(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A document as questions look at it. Lines speak of nodes by their numbers in the file, of sections by their place here."""

    title: str
    sections: list[tuple[str, ...]]
    clauses: list[Line]
    nodes: dict[str, list[Line]]
    """Tasks, duties, bodies and appointments, by class."""

    def words(self) -> list[str]:
        """All pieces of the text, each once, as full text keeps them; headings count as text."""
        texts = [self.title, *("，".join(path) for path in self.sections), *(line.text for line in self.clauses)]
        texts += [line.text for line in self.nodes.get("Body", ())]
        return sorted({gram for text in texts for gram in grams(text)})


class KeptPaper(msgspec.Struct, frozen=True, array_like=True):
    """A paper as it is kept: its lines by columns, class by class, clauses first.

    A line is made of some pieces: `lengths` characters of a row of `texts` from `at` on, or, where the length is 0, the next of `words`.
    Numbers of nodes and of texts are kept as what they differ by from the one before.
    """

    title: str
    sections: list[tuple[str, ...]]
    kinds: list[tuple[str, int]]
    nodes: list[int]
    headings: list[int]
    items: list[str]
    pieces: list[int]
    lengths: list[int]
    texts: list[int]
    at: list[int]
    words: list[str]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(KeptPaper)
_LEAST = 4
"""Shorter pieces are kept as they are."""
_GLUE = ("　", "。")
"""What stands between the parts of a line that the print has in two places."""
_END = "\0"


class _Printed:
    """Some rows of `texts`, to look for words in."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._numbers = list(texts)
        self._begins = list(accumulate((len(text) + 1 for text in texts.values()), initial=0))
        self._whole = _END.join(texts.values())
        self._last = 0

    def find(self, words: str) -> tuple[int, int] | None:
        """A text that holds some words, and where in it: if it can be behind those found before."""
        if len(words) < _LEAST or _END in words:
            return None
        found = self._whole.find(words, self._last)
        found = self._whole.find(words) if found < 0 else found
        if found < 0:
            return None
        self._last = found
        n = bisect_right(self._begins, found) - 1
        return self._numbers[n], found - self._begins[n]

    def pieces(self, line: str) -> list[tuple[str, tuple[int, int] | None]]:
        """A line cut into words, each with the text that holds it where there is one."""
        whole = self.find(line)
        for glue in _GLUE if whole is None else ():
            left, _, right = line.partition(glue)
            before, after = self.find(left), self.find(right)
            if before or after:
                cut = [(left, before), (glue, None), (right, after)]
                return [(words, at) for words, at in cut if words]
        return [(line, whole)] if line else []


def packed(paper: Paper, texts: Mapping[int, str]) -> bytes:
    """A paper as it is kept in a file that has some texts, by number."""
    printed = _Printed(texts)
    groups = [("", paper.clauses), *paper.nodes.items()]
    lines = [line for _, group in groups for line in group]
    cut = [printed.pieces(line.text) for line in lines]
    pieces = [piece for line in cut for piece in line]
    spots = [at for _, at in pieces if at]
    kept = KeptPaper(
        paper.title,
        paper.sections,
        [(kind, len(group)) for kind, group in groups],
        steps(line.node for line in lines),
        [line.section for line in lines],
        [line.item for line in lines],
        [len(line) for line in cut],
        [len(words) if at else 0 for words, at in pieces],
        steps(number for number, _ in spots),
        [at for _, at in spots],
        [words for words, at in pieces if not at],
    )
    return zlib.compress(_ENCODER.encode(kept), 6)


def unpacked(data: bytes) -> KeptPaper:
    """A paper that was kept.

    Raises:
        zlib.error: it is damaged.
        msgspec.DecodeError: it is damaged.
    """
    return _DECODER.decode(zlib.decompress(data))


def nodes_of(kept: KeptPaper) -> set[int]:
    """The numbers of the nodes of a paper."""
    return set(accumulate(kept.nodes))


def texts_of(kept: KeptPaper) -> set[int]:
    """The numbers of the texts that hold the words of a paper."""
    return set(accumulate(kept.texts))


def with_texts(kept: KeptPaper, texts: Mapping[int, str]) -> Paper:
    """A paper with its words; `texts` are those that it refers to, by number.

    Raises:
        KeyError: a text is missing.
    """
    spots, words = zip(accumulate(kept.texts), kept.at, strict=True), iter(kept.words)
    said = []
    for length in kept.lengths:
        if length:
            number, at = next(spots)
            said.append(texts[number][at : at + length])
        else:
            said.append(next(words))
    pieces = iter(said)
    whole = [next(pieces) if count == 1 else "".join(islice(pieces, count)) for count in kept.pieces]
    lines = map(Line, accumulate(kept.nodes), whole, kept.headings, kept.items)
    groups = {kind: list(islice(lines, count)) for kind, count in kept.kinds}
    return Paper(kept.title, kept.sections, groups.pop("", []), groups)
