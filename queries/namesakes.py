"""Names that hundreds of places have: of their bodies those are looked at that can be among the first candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from zhize.queries.candidate import Candidate

Bound = tuple[float, str]
"""What no candidate of a body comes before: its score, negative, and the first document that it may stand in."""
FIRST: Bound = (float("-inf"), "")
"""The bound of a body that is always looked at."""


class Limit(msgspec.Struct):
    """How far the bodies of a name are looked at: until `most` candidates are found that come first, and all that score `least` or more.

    `left` is the highest score that one of those may have that were not looked at.
    """

    most: int
    least: float = float("inf")
    left: float = float("-inf")


def foremost(
    nodes: Sequence[str],
    limit: Limit,
    bounds: Callable[[], Mapping[str, Bound]],
    made: Callable[[Collection[str]], list[Candidate]],
) -> list[Candidate]:
    """The candidates of some bodies in the order of bodies: all, or at least those that a limit asks for.

    Candidates are ranked by score, then by document; those that are left out come behind `most` others by both.

    Args:
        nodes: the bodies that a name stands for.
        limit: how far they are looked at; what is left is put down there.
        bounds: what bounds each body, found only where it is needed; a body that has no candidate may be left out.
        made: makes the candidates of some bodies, each with its body as its first node, in the order of bodies.
    """
    if len(nodes) <= limit.most:
        return made(nodes)
    bound = bounds()
    order = sorted((n for n in nodes if n in bound), key=lambda n: bound[n])
    out: list[Candidate] = []
    at, until = 0, sum(b == FIRST for b in bound.values())
    while at < len(order):
        ranked = sorted((-c.score, c.document) for c in out)
        score = -bound[order[at]][0]
        if len(ranked) >= limit.most and ranked[limit.most - 1] < bound[order[at]] and score < limit.least:
            limit.left = max(limit.left, score)
            break
        until = max(until, at + limit.most)
        out += made(order[at:until])
        at = until
    place = {node: n for n, node in enumerate(nodes)}
    return sorted(out, key=lambda c: place[c.nodes[0]])


def told_in(stating: Mapping[str, Collection[str]], score: float) -> dict[str, Bound]:
    """The bounds of bodies whose candidates have no higher score than one, by the documents that state what they tell."""
    return {node: (-score, min(documents)) for node, documents in stating.items()}
