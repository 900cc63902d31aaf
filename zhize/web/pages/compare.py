"""The page that compares two documents, two places or two years: what both say, what differs, what has no counterpart."""

from __future__ import annotations

import msgspec

from zhize.queries.compare.match import Comparison, Side
from zhize.render_compare import KINDS, RELATIONS, differences
from zhize.web.pages.parts import PER_PAGE, Pager, pager
from zhize.web.shelf import Shelf

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


class ComparePage(msgspec.Struct, frozen=True):
    """The pairs of two sides, best first, and what only one of them has; empty where nothing was asked."""

    a: str
    b: str
    asked: bool
    rows: tuple[PairRow, ...]
    only_a: tuple[AloneRow, ...]
    only_b: tuple[AloneRow, ...]
    pager: Pager


def compare_page(shelf: Shelf, a: str, b: str, page: int = 1) -> ComparePage:
    """Compare two documents (number or title), two places, or two years.

    Raises:
        OptionError: nothing of the graph is called so, or both sides are the same.
    """
    if not a or not b:
        return ComparePage(a, b, False, (), (), (), pager(1, 0))
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
    return ComparePage(a, b, True, rows, alone[0], alone[1], cut)
