"""Numbers as what each differs by from the one before: those that grow slowly take little room so."""

from __future__ import annotations

from collections.abc import Iterable


def steps(numbers: Iterable[int]) -> list[int]:
    """What each number differs by from the one before; `itertools.accumulate` gives them back.

    Example: 7, 8, 8, 5 -> 7, 1, 0, -3.
    """
    out, last = [], 0
    for number in numbers:
        out.append(number - last)
        last = number
    return out
