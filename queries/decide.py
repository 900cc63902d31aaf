"""From candidates to a decision: the best answer where it is good enough and stands apart, else silence."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zhize.queries.asked import Asked
from zhize.queries.candidate import Candidate
from zhize.queries.rank import weights


class Decision(msgspec.Struct, frozen=True):
    """What one part of a question gets: candidates to say (one, or one a place), and those that came near."""

    chosen: tuple[Candidate, ...]
    ranked: tuple[Candidate, ...]


class Part(msgspec.Struct, frozen=True):
    """One part of a question as it was asked and decided."""

    asked: Asked
    decision: Decision


def decide(candidates: Iterable[Candidate], *, places_apart: bool = False) -> Decision:
    """The best candidate if it is above the threshold and, against the best different one, the margin.

    With `places_apart` (a name of the question stands for bodies of several places) there is one answer a place.
    """
    w = weights()
    ranked = tuple(sorted(candidates, key=lambda c: (-c.score, c.kind, c.document, c.items)))
    if not ranked:
        return Decision((), ())
    first = ranked[0]
    bar = w.fact_threshold if first.kind == "fact" else w.threshold
    other = next(
        (c for c in ranked[1:] if c.items != first.items and c.kind == first.kind and c.place == first.place), None
    )
    if first.score < bar or (other is not None and first.score - other.score < w.margin):
        return Decision((), ranked)
    return Decision(_by_place(first, ranked, bar) if places_apart else (first,), ranked)


def _by_place(first: Candidate, ranked: tuple[Candidate, ...], bar: float) -> tuple[Candidate, ...]:
    """The same matter in several places: one answer a place."""
    if not first.place:
        return (first,)
    places: dict[str, Candidate] = {}
    for candidate in ranked:
        if candidate.relation == first.relation and candidate.place and candidate.score >= max(bar, 0.9 * first.score):
            places.setdefault(candidate.place, candidate)
    return tuple(places.values()) or (first,)
