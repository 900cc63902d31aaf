"""The page that compares two documents, two places or two years: what both say, what differs, what has no counterpart."""

from __future__ import annotations

import msgspec

from zhize.queries.compare.match import Comparison, Side
from zhize.render_compare import KINDS, RELATIONS, differences
from zhize.web.pages.parts import PER_PAGE, Pager, pager
from zhize.web.reckoning import MOST_COMPARED
from zhize.web.shelf import Shelf

MOST_LISTED = 200
"""Documents that may be chosen at a time, the newest that fit the words."""
LONGEST_ALONE = 200
"""Items without counterpart that are shown of each side."""


class PairRow(msgspec.Struct, frozen=True):
    """Two items of one matter: what kind they are, how they hang together, how alike, why, and what differs, a line each."""

    kind: str
    relation: str
    score: float
    why: str
    a: Side
    b: Side
    differences: tuple[str, ...]


class AloneRow(msgspec.Struct, frozen=True):
    """An item without counterpart."""

    kind: str
    side: Side


class Choice(msgspec.Struct, frozen=True):
    """What may be compared: how a request names it, how it is shown."""

    value: str
    text: str


class Group(msgspec.Struct, frozen=True):
    """Choices of one kind: places, years, documents."""

    label: str
    choices: tuple[Choice, ...]


class ComparePage(msgspec.Struct, frozen=True):
    """The pairs of two sides, best first, and what only one of them has; empty where nothing was asked.

    `groups` are what may be chosen: of the documents those that have the `words` in title or number, `more` are not listed.
    Of each side the `most` newest documents were compared, `left_out` were not.
    """

    a: str
    b: str
    asked: bool
    rows: tuple[PairRow, ...]
    only_a: tuple[AloneRow, ...]
    only_b: tuple[AloneRow, ...]
    pager: Pager
    groups: tuple[Group, ...]
    words: str = ""
    listed: int = 0
    more: int = 0
    left_out: int = 0
    most: int = MOST_COMPARED

    def holds(self, value: str) -> bool:
        """Whether a value is among the choices."""
        return any(value == one.value for group in self.groups for one in group.choices)


def compare_page(shelf: Shelf, a: str, b: str, page: int = 1, words: str = "") -> ComparePage:
    """Compare two documents (number or title), two places, or two years; offer what may be chosen.

    Raises:
        OptionError: nothing of the graph is called so, or both sides are the same.
    """
    fitting = _documents(shelf, words)
    groups = (*_places_and_years(shelf), Group("文件", tuple(fitting[:MOST_LISTED])))
    listed, more = min(len(fitting), MOST_LISTED), max(len(fitting) - MOST_LISTED, 0)
    if not a or not b:
        return ComparePage(a, b, False, (), (), (), pager(1, 0), groups, words, listed, more)
    found: Comparison = shelf.comparison(a, b)
    pairs = [p for p in found.pairs if p.relation != "related"]
    cut = pager(page, len(pairs), PER_PAGE)
    rows = tuple(
        PairRow(KINDS[p.kind], RELATIONS[p.relation], p.score, p.why, p.a, p.b, tuple(differences(p.changes)))
        for p in pairs[cut.first_row : cut.first_row + cut.size]
    )
    alone = [
        tuple(AloneRow(KINDS[kind], side) for kind, side in sides[:LONGEST_ALONE])
        for sides in (found.only_a, found.only_b)
    ]
    return ComparePage(a, b, True, rows, alone[0], alone[1], cut, groups, words, listed, more, found.left_out)


def _documents(shelf: Shelf, words: str) -> list[Choice]:
    """The documents of the graph that have some words in title or number, the newest first."""
    return [Choice(document, text) for document, text in shelf.papers if words in text]


def _places_and_years(shelf: Shelf) -> tuple[Group, Group]:
    """The places and the years that the graph has documents of."""
    places = tuple(Choice(region, shelf.kg.label(region)) for region in shelf.places)
    years = sorted({day[:4] for document, _ in shelf.papers if (day := shelf.dates.get(document, ""))}, reverse=True)
    return Group("地区", places), Group("年份", tuple(Choice(y, f"{y}年") for y in years))
