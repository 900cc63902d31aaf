"""Sums that ranking and deciding share: weighted features, and what is likely."""

from __future__ import annotations

import math
from collections.abc import Sequence


def dot(weights: dict[str, float], told: dict[str, float]) -> float:
    """The weighted sum of features."""
    return math.fsum(weights.get(name, 0.0) * value for name, value in told.items())


def squashed(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def shares(scores: Sequence[float]) -> list[float]:
    """How likely each of some candidates is the right one if one of them is: the exponential of its score over the sum of all."""
    most = max(scores, default=0.0)
    raised = [math.exp(max(-60.0, s - most)) for s in scores]
    total = math.fsum(raised)
    return [r / total for r in raised]
