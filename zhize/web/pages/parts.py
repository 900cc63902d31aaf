"""What pages are made of: words that lead to a node or to the print, tables, cards cut to a page's length."""

from __future__ import annotations

from datetime import date

import msgspec

from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.cards import Card, CardPart

PER_PAGE = 50
"""Rows of a list on a page."""
PER_PART = 40
"""Lines of a part of a card that are shown at once."""


class NoSuchPage(Exception):
    """There is no such page; the message says so in Chinese."""


class WrongParameter(Exception):
    """A parameter of a request says nothing that can be answered; the message says which, in Chinese."""


def checked_day(text: str) -> str:
    """A day of a request, ISO; empty where none is given.

    Raises:
        WrongParameter: the text is no day.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise WrongParameter(f"“{text}”不是日期，请写成 2024-01-31。") from None


class Ref(msgspec.Struct, frozen=True):
    """Words that name a node; `node` is empty where they name none."""

    text: str
    node: str = ""


class Place(msgspec.Struct, frozen=True):
    """Words in the print: the document and file they stand in, their offsets, their line, the words."""

    document: str
    file: str
    start: int
    end: int
    line: int
    quote: str
    page: int | None = None


class Pager(msgspec.Struct, frozen=True):
    """Which page of a list this is, of how many rows in all; pages count from 1."""

    page: int
    total: int
    size: int = PER_PAGE

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The place of the first row of the page, from 0."""
        return (self.page - 1) * self.size

    @property
    def around(self) -> list[int]:
        """The numbers of the pages that are offered, 0 where some are left out."""
        near = sorted({1, self.last, *(n for n in range(self.page - 2, self.page + 3) if 1 <= n <= self.last)})
        out: list[int] = []
        for number in near:
            out += [0] if out and number > out[-1] + 1 else []
            out.append(number)
        return out


def pager(page: int, total: int, size: int = PER_PAGE) -> Pager:
    """The page that is asked for, or the last where there are fewer."""
    most = max(1, -(-total // size))
    return Pager(min(max(page, 1), most), total, size)


def place_of(fact: Fact | None) -> Place | None:
    """Where a fact stands in the print."""
    if fact is None:
        return None
    return placed(fact.document, fact.evidence)


def placed(document: str, e: Evidence) -> Place:
    """The place of some evidence in a document."""
    return Place(document, e.file, e.start, e.end, e.line, e.quote, e.page)


def ref(kg: KnowledgeGraph, node: str) -> Ref:
    """A node under its name, with its place where several are called so."""
    return Ref(kg.label(node), node)


class ShownPart(msgspec.Struct, frozen=True):
    """A part of a card as a page shows it: its number on the card, its lines from one place on, how many there are."""

    number: int
    part: CardPart
    pager: Pager


def shown_parts(card: Card, number: int | None = None, page: int = 1) -> list[ShownPart]:
    """All parts of a card cut to a page's length, or one part page by page.

    Raises:
        NoSuchPage: the card has no part of this number.
    """
    if number is not None and not 0 <= number < len(card.parts):
        raise NoSuchPage("这一部分不存在。")
    out = []
    for n, part in enumerate(card.parts):
        if number is not None and n != number:
            continue
        cut = pager(page, len(part.lines), PER_PART if number is None else PER_PAGE * 2)
        lines = part.lines[cut.first_row : cut.first_row + cut.size]
        out.append(ShownPart(n, CardPart(part.title, lines), cut))
    return out
