"""The print with marks: text cut into pieces, each with the statements that were read from it."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """Characters of a text that a statement was read from; `number` is the statement's."""

    start: int
    end: int
    number: int


class Piece(msgspec.Struct, frozen=True):
    """A run of text within the same marks. `begins` are the statements whose words begin here, `at` whether it was asked for.

    `first` is set on the first piece that was asked for: there the page opens. `page` is the number of a page that begins here.
    """

    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    at: bool = False
    first: bool = False
    page: int = 0


class Line(msgspec.Struct, frozen=True):
    """A line of the print; `level` is its depth in the outline, 0 where it is no heading, `anchor` its name as one.

    `start` is where it begins: in the text, and on a page in the file.
    """

    pieces: tuple[Piece, ...]
    level: int = 0
    anchor: str = ""
    start: int = 0


class Heading(msgspec.Struct, frozen=True):
    """A heading of a text: where it begins, its level from 1, its words."""

    start: int
    level: int
    text: str


def marked(
    text: str,
    marks: list[Mark],
    headings: list[Heading],
    at: tuple[int, int] = (0, 0),
    pages: dict[int, int] | None = None,
    whole: tuple[int, int] | None = None,
) -> list[Line]:
    """Cut text into lines and pieces.

    Args:
        text: all of a file's text.
        marks: of statements, as offsets into the text.
        headings: of the outline.
        at: the characters that were asked for.
        pages: numbers of the file's pages by the offsets where they begin.
        whole: the part of the text that is wanted.
    """
    low, high = whole or (0, len(text))
    opened, closed = _edges(marks, low, high)
    cuts = {
        low,
        high,
        *opened,
        *closed,
        *(p for p in at if low <= p <= high),
        *(p for p in pages or {} if low <= p < high),
    }
    cuts |= {i + 1 for i in range(low, high) if text[i] == "\n"}
    known = {h.start: h for h in headings}
    lines: list[Line] = []
    pieces: list[Piece] = []
    here: set[int] = set()
    level, anchor, begin, opens = 0, "", low, at[0] < at[1]
    ordered = sorted(cuts)
    for a, b in pairwise(ordered):
        here = (here - set(closed.get(a, ()))) | set(opened.get(a, ()))
        inside = at[0] <= a < at[1]
        first = inside and opens
        opens = opens and not first
        heading = next((known[i] for i in range(a, b) if i in known), None)
        if heading:
            level, anchor = heading.level, f"h{heading.start}"
        begins = tuple(sorted(opened.get(a, ())))
        pieces.append(
            Piece(text[a:b].rstrip("\n"), tuple(sorted(here)), begins, inside, first, (pages or {}).get(a, 0))
        )
        if text[b - 1] == "\n" or b == high:
            shown = tuple(p for p in pieces if p.text or p.begins or p.page or p.first)
            lines.append(Line(shown, level, anchor, begin))
            pieces, level, anchor, begin = [], 0, "", b
    return lines


def _edges(marks: list[Mark], low: int, high: int) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The marks that open and close at each offset, cut to a part of the text."""
    opened: dict[int, list[int]] = defaultdict(list)
    closed: dict[int, list[int]] = defaultdict(list)
    for mark in marks:
        a, b = max(mark.start, low), min(mark.end, high)
        if a < b:
            opened[a].append(mark.number)
            closed[b].append(mark.number)
    return dict(opened), dict(closed)


def cut(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Cut a part of a text into parts of at most so many characters, at ends of lines where there are any."""
    out: list[tuple[int, int]] = []
    while end - start > most:
        at = text.rfind("\n", start + most // 2, start + most) + 1 or start + most
        out.append((start, at))
        start = at
    return [*out, (start, end)]
