"""Statements by columns, as readings keep them: what is said again and again is kept once, and numbers as steps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import msgspec
import regex

from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Statement
from zhize.graph.model.steps import steps


class Columns(msgspec.Struct, array_like=True):
    """Statements by columns. Numbers are kept as what they differ by from the one before, where they grow or stay near each other.

    `words` are predicates, rules and documents; `digests` the ids of nodes that end in one, 8 bytes each, `prefixes` (numbers of
    `heads`) what they begin with; `values` all other subjects and objects. Subjects and objects are numbered: 2n + 1 is the nth
    of `values`, 2n + 2 of `digests`, 0 the quote. `text` holds the quotes, each `lengths` characters from `at` (less `starts`) on;
    `ends` are beyond the start and as many characters.
    """

    words: list[str]
    sections: list[tuple[str, ...]]
    text: str
    starts: list[int]
    ends: list[int]
    lines: list[int]
    pages: list[int | None]
    at: list[int]
    lengths: list[int]
    values: list[str | int | Mention]
    heads: list[str]
    prefixes: list[int]
    digests: bytes
    subjects: list[int]
    objects: list[int]
    predicates: list[int]
    documents: list[int]
    headings: list[int]
    evidence: list[int]
    rules: list[int]
    orders: list[int]


def columns_of(statements: Sequence[Statement]) -> Columns:
    """Statements as they are kept."""
    words: dict[str, int] = {}
    sections: dict[tuple[str, ...], int] = {}
    places: dict[Evidence, int] = {}
    nodes = _Ends()
    subjects, objects, predicates, documents, headings, evidence, rules, orders = (
        [0] * len(statements) for _ in range(8)
    )
    for n, s in enumerate(statements):
        subjects[n] = nodes.number(s.subject)
        objects[n] = 0 if s.object == s.evidence.quote else nodes.number(s.object)
        predicates[n] = words.setdefault(s.predicate, len(words))
        documents[n] = words.setdefault(s.document, len(words))
        headings[n] = sections.setdefault(s.section, len(sections))
        evidence[n] = places.setdefault(s.evidence, len(places))
        rules[n] = words.setdefault(s.rule, len(words))
        orders[n] = s.order
    text, at = _cut(list(places))
    return Columns(
        list(words),
        list(sections),
        text,
        steps(e.start for e in places),
        [e.end - e.start - len(e.quote) for e in places],
        steps(e.line for e in places),
        [e.page for e in places],
        steps(a - e.start for a, e in zip(at, places, strict=True)),
        [len(e.quote) for e in places],
        list(nodes.values),
        list(nodes.heads),
        nodes.prefixes,
        b"".join(bytes.fromhex(node[-_DIGITS:]) for node in nodes.digests),
        steps(subjects),
        steps(objects),
        predicates,
        steps(documents),
        steps(headings),
        steps(evidence),
        rules,
        orders,
    )


class _Ends:
    """The numbers of subjects and objects, see `Columns`."""

    def __init__(self) -> None:
        self.values: dict[str | int | Mention, int] = {}
        self.digests: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        self.prefixes: list[int] = []

    def number(self, end: str | int | Mention) -> int:
        if isinstance(end, str):
            known = self.digests.get(end)
            if known is None and _DIGEST.fullmatch(end, max(0, len(end) - _DIGITS)):
                known = self.digests[end] = len(self.digests)
                self.prefixes.append(self.heads.setdefault(end[:-_DIGITS], len(self.heads)))
            if known is not None:
                return 2 * known + 2
        return 2 * self.values.setdefault(end, len(self.values)) + 1


_DIGITS = 16
_DIGEST = regex.compile(f"[0-9a-f]{{{_DIGITS}}}")


def _cut(places: Sequence[Evidence]) -> tuple[str, list[int]]:
    """The quotes of places as parts of one text, which has those of the widest places, and where each begins there."""
    texts: list[str] = []
    at, length = [0] * len(places), 0
    wide: list[tuple[int, str, int]] = []  # of those that have not ended: the end, the quote, where it is in the text
    for n in sorted(range(len(places)), key=lambda n: (places[n].start, -places[n].end, -len(places[n].quote))):
        place = places[n]
        wide = [w for w in wide if w[0] > place.start]
        for _, quote, begin in wide:
            if (inside := quote.find(place.quote)) >= 0:
                at[n] = begin + inside
                break
        else:
            at[n] = length
            wide.append((place.end, place.quote, length))
            texts.append(place.quote)
            length += len(place.quote)
    return "".join(texts), at


def statements_of(c: Columns, file: str) -> tuple[Statement, ...]:
    """The statements that were kept of a file.

    Raises:
        IndexError: they are damaged.
        ValueError: they are damaged.
    """
    rows = zip(accumulate(c.starts), c.ends, accumulate(c.lines), c.pages, accumulate(c.at), c.lengths, strict=True)
    places = [
        Evidence(file, start, start + end + length, c.text[at + start : at + start + length], line, page)
        for start, end, line, page, at, length in rows
    ]
    size = _DIGITS // 2
    nodes = [c.heads[head] + c.digests[size * n : size * (n + 1)].hex() for n, head in enumerate(c.prefixes)]
    ends: list[str | int | Mention] = [""] * (2 * max(len(c.values), len(nodes)) + 1)
    ends[1 : 2 * len(c.values) : 2] = c.values
    ends[2 : 2 * len(nodes) + 1 : 2] = nodes
    told = zip(
        accumulate(c.subjects),
        c.predicates,
        accumulate(c.objects),
        accumulate(c.documents),
        accumulate(c.headings),
        accumulate(c.evidence),
        c.rules,
        c.orders,
        strict=True,
    )
    return tuple(
        Statement(
            ends[s],
            c.words[p],
            ends[o] if o else places[e].quote,
            c.words[d],
            c.sections[h],
            places[e],
            c.words[r],
            n,
        )
        for s, p, o, d, h, e, r, n in told
    )
