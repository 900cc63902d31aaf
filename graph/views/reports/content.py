"""What a report is made of: parts with paragraphs, tables and pictures, and the sources that its notes point to."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.diagram import Diagram

_QUOTE = 60
"""Characters of a quote in a note at most."""


class Cell(msgspec.Struct, frozen=True):
    """Words, and the number of the note that says where they stand (None: none)."""

    text: str
    note: int | None = None


class Column(msgspec.Struct, frozen=True):
    """The heading of a column, and its share of the width (of the sum of all shares)."""

    name: str
    share: int


class Table(msgspec.Struct, frozen=True):
    """A table; a row of one cell is a heading within it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Part(msgspec.Struct, frozen=True):
    """A part of a report: its title, then its paragraphs, its table, its picture; a `wide` one needs the paper to lie across."""

    title: str
    paragraphs: tuple[Cell, ...] = ()
    table: Table | None = None
    chart: Diagram | None = None
    wide: bool = False


def heading(number: int, part: Part) -> str:
    """The heading of the part of this number, from 1: `一、职责清单`."""
    return f"{_NUMERALS[number - 1] if number <= len(_NUMERALS) else number}、{part.title}"


_NUMERALS = "一二三四五六七八九十"


class Report(msgspec.Struct, frozen=True):
    """A report: the sentence below its title, its parts, and the sources, the first of which is note 1."""

    title: str
    summary: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether the paper lies across: one direction for the whole, so that no page stays half empty."""
        return any(part.wide for part in self.parts)


def title_and_number(kg: KnowledgeGraph, document: str) -> str:
    """The title of a document with its number, as far as they are known: `《关于河道整治的通知》（青政办字〔2016〕1号）`."""
    title, number = kg.text(document, "title"), kg.text(document, "number")
    return (f"《{title}》" if title else "") + (f"（{number}）" if number else "")


class Sources:
    """Numbers the places that a report rests on; a place that is named twice has one number."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._first: dict[tuple[str, str], int] = {}
        self.notes: list[str] = []

    def cell(self, text: str, fact: Fact | None) -> Cell:
        """Words with the note of the place that says them."""
        return Cell(text, self.number(fact) if fact else None)

    def number(self, fact: Fact) -> int:
        """The number of the note on the place of a fact."""
        where = fact.evidence
        place = (where.file, where.start, where.end)
        if place not in self._numbers:
            self.notes.append(self._note(fact))
            self._numbers[place] = len(self.notes)
        return self._numbers[place]

    def _note(self, fact: Fact) -> str:
        """Where a fact stands: the document by its title the first time, then by the note that had it."""
        where = fact.evidence
        paper = (fact.document, where.file)
        if paper in self._first:
            return f"同〔{self._first[paper]}〕，{where.place.removeprefix(where.file).strip()}：“{_shortened(where.quote)}”"
        self._first[paper] = len(self.notes) + 1
        named = title_and_number(self.kg, fact.document)
        return f"{named}{'，' if named else ''}{where.place}：“{_shortened(where.quote)}”"


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else f"{quote[:_QUOTE]}……"
