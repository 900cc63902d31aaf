"""Full-text search over all clauses: those that hold every word come first, else those that hold most of what is asked."""

from __future__ import annotations

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
    whole = clauses_with(reader, wanted, _LOOKED * most)[: 2 * most] if wanted else []
    heads: dict[str, tuple[str, str]] = {}
    if whole:
        facts = [fact for node in whole for fact in reader.facts_of(node, "text")[:1]]
        facts.sort(key=lambda f: (f.document, f.evidence.file, f.evidence.start))
        return [_hit(reader, fact, wanted, heads, whole=True) for fact in facts[:most]]
    near = clauses_about(reader, wanted, most)
    return [_hit(reader, reader.facts_of(hit.node, "text")[0], list(hit.held), heads, whole=False) for hit in near]


_LOOKED = 10
"""So many times the clauses wanted are looked at: some hold the pieces of a word and not the word."""


def _hit(reader: Reader, fact: Fact, pieces: list[str], heads: dict[str, tuple[str, str]], *, whole: bool) -> Hit:
    """A clause with its place; `heads` keeps number and title of documents met before."""
    text, at = str(fact.object), fact.evidence
    if fact.document not in heads:
        found = [reader.facts_of(fact.document, p) for p in ("number", "title")]
        number, title = (str(facts[0].object) if facts else "" for facts in found)
        heads[fact.document] = number, title
    number, title = heads[fact.document]
    spans = _spans(text, pieces)
    return Hit(text, spans, whole, number, title, fact.section, at.file, at.line, at.start, at.end)


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
