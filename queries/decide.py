"""From candidates to a decision: the likeliest answer where it is likely enough, else silence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import msgspec

from zhize.graph.language.vocabulary import read_yaml
from zhize.queries.candidate import Candidate
from zhize.queries.features import features
from zhize.queries.inquiry import Inquiry
from zhize.queries.reckon import dot, shares, squashed


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fitted model of decision.yaml: weights of features for ranking and for deciding, and the least likelihood to speak."""

    rank: dict[str, float]
    decide: dict[str, float]
    threshold: float

    def likely(self, told: dict[str, float]) -> float:
        """How likely it is that the first candidate is right, 0 to 1."""
        return squashed(dot(self.decide, told))


def model_file() -> Path:
    """Where the model lies."""
    return Path(str(resources.files(__package__) / "data" / "decision.yaml"))


@cache
def model() -> Model:
    """The fitted model.

    Raises:
        SchemaError: decision.yaml is malformed.
    """
    return read_yaml(model_file(), "queries/data/decision.yaml", Model)


class Alternative(Protocol):
    """What tells whether two candidates are one answer."""

    @property
    def items(self) -> tuple[str, ...]:
        """The elements of the answer."""

    @property
    def relation(self) -> str:
        """The relation or type it answers by."""

    @property
    def place(self) -> str:
        """The place it speaks of."""


def rivals(one: Alternative, other: Alternative, *, apart: bool) -> bool:
    """Whether two candidates say different things.

    With `apart` (a name of the question stands for bodies of several places) what holds in another place is said beside it.
    """
    beside = apart and one.relation == other.relation and one.place and other.place and one.place != other.place
    return set(one.items) != set(other.items) and not beside


def decisive(
    rank: dict[str, float], told: Sequence[dict[str, float]], said: Sequence[Alternative], *, apart: bool = False
) -> tuple[int, dict[str, float]]:
    """The place of the likeliest candidate, and the features of deciding: its own, and how it stands against its rivals."""
    scores = [dot(rank, t) for t in told]
    likely = shares(scores)
    order = sorted(range(len(told)), key=lambda i: (-round(likely[i], 6), i))
    first = order[0]
    mine = set(said[first].items)
    others = [i for i in order if rivals(said[first], said[i], apart=apart)]
    mass = min(1.0, math.fsum(likely[i] for i in order if i not in others))
    next_best = max((scores[i] for i in others), default=scores[first] - _FAR)
    more = {
        "mass": mass,
        "agree": math.fsum(likely[i] for i in order if mine.intersection(said[i].items)),
        "apart": likely[first] - max((likely[i] for i in others), default=0.0),
        "odds": max(-_FAR, min(_FAR, math.log((mass + 1e-6) / (1 - mass + 1e-6)))),
        "unsure": -math.fsum(p * math.log(p + 1e-12) for p in likely),
        "gap": min(_FAR, scores[first] - next_best),
    }
    final = {n: v for n, v in told[first].items() if not n.startswith("form ")} | more
    bent = {f"{n} over {at}": max(0.0, final.get(n, 0.0) - at) for n, bends in _BENDS.items() for at in bends}
    return first, final | bent


_BENDS: dict[str, tuple[float, ...]] = {
    "mass": (0.6, 0.85, 0.97),
    "apart": (0.3, 0.6, 0.9),
    "gap": (1.0, 2.5, 4.5),
    "own": (0.2, 0.4, 0.65),
    "wide": (0.5, 0.7, 0.85),
    "pairs": (0.3, 0.5, 0.7),
    "pairs own": (0.15, 0.3, 0.5),
    "score": (0.4, 0.65, 0.85),
    "letters": (0.5, 0.7, 0.9),
    "whole": (0.4, 0.6, 0.8),
    "title": (0.1, 0.3),
    "title behind": (0.05, 0.2),
    "length": (0.3, 0.45, 0.7),
    "run": (0.3, 0.6),
    "near": (0.2, 0.5),
    "dense": (0.2, 0.4),
    "held": (0.5, 0.8),
    "document": (0.4, 0.8),
    "fits": (0.7,),
    "clause": (0.6, 0.8),
}
"""Features that tell more or less from some values on: what is likely does not grow in a straight line with them."""
_COVERED = 0.28
"""A clause that covers less of a question answers none, however alone it stands."""
_FAR = 6.0
"""Beyond this no answer stands farther from another."""


class Decision(msgspec.Struct, frozen=True):
    """What one part of a question gets: candidates to say (one, or one a place), and those that came near.

    `confidence` is how likely the first is right, 0 to 1; `told` are the features of the best by coverage, `weighed`, in that order.
    """

    chosen: tuple[Candidate, ...]
    ranked: tuple[Candidate, ...]
    confidence: float = 0.0
    weighed: tuple[Candidate, ...] = ()
    told: tuple[dict[str, float], ...] = ()


class Part(msgspec.Struct, frozen=True):
    """One part of a question as it was asked and decided."""

    asked: Inquiry
    decision: Decision


def decide(asked: Inquiry, candidates: Iterable[Candidate], *, places_apart: bool = False) -> Decision:
    """The likeliest candidate if it is likely enough.

    With `places_apart` (a name of the question stands for bodies of several places) there is one answer a place.
    """
    ranked = tuple(sorted(candidates, key=lambda c: (-c.score, c.kind, c.document, c.items)))
    if not ranked:
        return Decision((), ())
    told = tuple(features(asked, ranked))
    weighed = ranked[: len(told)]
    place, final = decisive(model().rank, told, weighed, apart=places_apart)
    first = ranked[place]
    likely = model().likely(final)
    ranked = (first, *ranked[:place], *ranked[place + 1 :])
    # Where the question names nothing but agencies that are linked and what the form answers, nothing of it is left uncovered.
    answered = bool(asked.links.agencies or first.covers) and all(t.word in first.covers for t in asked.bare)
    whole = first.kind == "fact" and answered and not asked.links.misspelt
    reckoned = whole and bool(first.covers)  # over the whole graph, by what the question itself tells
    bare = first.kind == "text" and first.score < _COVERED
    if bare or likely < model().threshold * (0.25 if reckoned else 0.5 if whole else 1.0):
        return Decision((), ranked, likely, weighed, told)
    return Decision(_by_place(first, ranked) if places_apart else (first,), ranked, likely, weighed, told)


def beside(first: Candidate) -> float:
    """The least score by which the same matter in another place is said beside the likeliest candidate."""
    return 0.9 * first.score


def _by_place(first: Candidate, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same matter in several places: one answer a place."""
    if not first.place:
        return (first,)
    places: dict[str, Candidate] = {}
    for candidate in ranked:
        if candidate.relation == first.relation and candidate.place and candidate.score >= beside(first):
            places.setdefault(candidate.place, candidate)
    return tuple(places.values()) or (first,)
