"""What is counted: hits, misses and extras of a figure, and the rows behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

HIT, MISSED, EXTRA = "hit", "missed", "extra"
SILENT, WRONG = "silent", "wrong"
"""Outcomes of a row; a question's is hit, silent or wrong."""

RIGHT, CEILING = "answers: all", "answers: wrong, not silent"
"""The figures over all questions: the share of right answers, and of wrong ones (which is to be low)."""

GUARDED = ("assignment (task, role, agency)", "duties", "bodies")
"""Figures whose precision is guarded beside their F1: what they state is acted upon."""


class Counts(msgspec.Struct, frozen=True, array_like=True):
    """Rows of gold that were read, rows that were not, and rows that gold does not know."""

    hit: int = 0
    missed: int = 0
    extra: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hit + other.hit, self.missed + other.missed, self.extra + other.extra)

    @property
    def gold(self) -> int:
        """Rows of gold."""
        return self.hit + self.missed

    @property
    def precision(self) -> float:
        """The share of what was read that is right; 1 where nothing was read."""
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The share of gold that was read; 1 where gold is empty."""
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


Figures = dict[str, Counts]


class Row(msgspec.Struct, frozen=True):
    """One row of a figure. `label` is the number or short title of its document, `text` is printed and never kept."""

    figure: str
    outcome: str
    label: str
    key: str
    text: str = ""


class Replies(msgspec.Struct, frozen=True):
    """How questions were answered."""

    right: int
    silent: int
    wrong: int


def replies(figures: Figures) -> Replies:
    """Right, silent and wrong answers among the counts of one or many folders."""
    asked, wrong = figures.get(RIGHT, Counts()), figures.get(CEILING, Counts()).hit
    return Replies(asked.hit, asked.gold - asked.hit - wrong, wrong)


def pooled(many: Iterable[Figures]) -> Figures:
    """The counts of several folders, added up per figure."""
    out: Figures = {}
    for figures in many:
        for name, counts in figures.items():
            out[name] = out.get(name, Counts()) + counts
    return out


def counted(rows: Iterable[Row]) -> Figures:
    """The counts of rows that are hits, misses or extras."""
    tally = Counter((row.figure, row.outcome) for row in rows)
    names = dict.fromkeys(name for name, _ in tally)
    return {n: Counts(tally[n, HIT], tally[n, MISSED], tally[n, EXTRA]) for n in names}
