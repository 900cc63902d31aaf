"""Full-text search over all clauses: those that hold every word come first, else those that hold most of what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.store.sqlite.clauses import clauses_about, clauses_with
from zhize.graph.store.sqlite.reader import Reader

MOST = 20


class Hit(msgspec.Struct, frozen=True):
    """A clause that was found: its words, where in them the words asked for stand (start, end), its place in print.

    `whole` tells that it holds every word just so.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    whole: bool
    number: str
    title: str
    section: tuple[str, ...]
    file: str
    line: int
    start: int
    end: int

    def marked(self, before: str = "【", after: str = "】") -> str:
        """The text with the words asked for between marks.

        Example:
            >>> Hit("负责清掏雨水篦子。", ((2, 4),), True, "", "", (), "a.txt", 3, 20, 29).marked()
            '负责【清掏】雨水篦子。'
        """
        out, at = "", 0
        for start, end in self.spans:
            out += f"{self.text[at:start]}{before}{self.text[start:end]}{after}"
            at = end
        return out + self.text[at:]


def search(reader: Reader, words: list[str], most: int = MOST) -> list[Hit]:
    """Find the clauses of a graph that hold some words; at most `most`, in the order of documents and print.

    Where no clause holds all words, those are given that hold the most telling pieces of them, best first.
    """
    wanted = [word for piece in words if (word := piece.strip())]
    whole = clauses_with(reader, wanted, _LOOKED * most, 2 * most) if wanted else []
    if whole:
        facts = sorted(_texts(reader, whole).values(), key=lambda f: (f.document, f.evidence.file, f.evidence.start))
        heads = _heads(reader, facts[:most])
        return [_hit(fact, wanted, heads, whole=True) for fact in facts[:most]]
    near = clauses_about(reader, wanted, most)
    texts = _texts(reader, [hit.node for hit in near])
    heads = _heads(reader, list(texts.values()))
    return [_hit(texts[hit.node], list(hit.held), heads, whole=False) for hit in near]


_LOOKED = 10
"""So many times the clauses wanted are looked at: some hold the pieces of a word and not the word."""


class Head(msgspec.Struct, frozen=True):
    """Number and title of a document, empty where it has none."""

    number: str = ""
    title: str = ""


def _texts(reader: Reader, clauses: Sequence[str]) -> dict[str, Fact]:
    """The facts that hold the texts of some clauses, by clause."""
    numbers = (msgspec.json.encode(list(reader.numbers_of(clauses).values())).decode(),)
    where = "f.subject IN (SELECT value FROM json_each(?))"
    told = [*reader.clauses_where(where, numbers), *reader.facts_where(where, numbers)]
    return {f.subject: f for f in reversed(told) if f.predicate == "text"}


def _heads(reader: Reader, facts: Sequence[Fact]) -> dict[str, Head]:
    """The heads of the documents of some facts."""
    numbers = (msgspec.json.encode(list(reader.numbers_of({f.document for f in facts}).values())).decode(),)
    where = (
        "f.subject IN (SELECT value FROM json_each(?)) "
        "AND f.predicate IN (SELECT id FROM terms WHERE term IN ('number', 'title'))"
    )
    out: dict[str, dict[str, str]] = {}
    for fact in reader.facts_where(where, numbers):
        out.setdefault(fact.subject, {}).setdefault(fact.predicate, str(fact.object))
    return {document: Head(**said) for document, said in out.items()}


def _hit(fact: Fact, pieces: list[str], heads: dict[str, Head], *, whole: bool) -> Hit:
    """A clause with its place."""
    text, at = str(fact.object), fact.evidence
    head = heads.get(fact.document, Head())
    spans = _spans(text, pieces)
    return Hit(text, spans, whole, head.number, head.title, fact.section, at.file, at.line, at.start, at.end)


def _spans(text: str, pieces: list[str]) -> tuple[tuple[int, int], ...]:
    """Where pieces stand in a text; those that touch are one."""
    lower = text.lower()
    found = sorted(
        (at, at + len(piece))
        for piece in pieces
        for at in range(len(lower))
        if piece and lower.startswith(piece.lower(), at)
    )
    out: list[tuple[int, int]] = []
    for start, end in found:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
