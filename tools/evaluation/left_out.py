"""The figure of fitted things: each place is scored with what was fitted without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from tools.evaluation.figures import Figures, pooled
from tools.evaluation.gold import Gold

Fitted = TypeVar("Fitted")


def left_out(
    golds: Sequence[Gold], fit: Callable[[Sequence[Gold]], Fitted], score: Callable[[Sequence[Gold], Fitted], Figures]
) -> Figures:
    """Pooled figures of what is fitted (weights, thresholds), on places that the fit has not seen.

    Args:
        golds: the folders of gold; those of one place are left out together.
        fit: makes the fitted thing out of the folders that are left in.
        score: counts the folders of the place left out with that thing.
    """
    places: dict[str, list[Gold]] = defaultdict(list)
    for gold in golds:
        places[gold.place].append(gold)
    return pooled(score(out, fit([g for g in golds if g.place != place])) for place, out in places.items())
