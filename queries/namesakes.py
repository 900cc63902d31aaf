"""Names that hundreds of places have: of their bodies those are looked at that can be among the first candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from zhize.queries.candidate import Candidate

Bound = tuple[float, str]
"""What no candidate of a body comes before: its score, negative, and the first document that it may stand in."""
FIRST: Bound = (float("-inf"), "")
"""The bound of a body that is always looked at."""


def foremost(
    nodes: Sequence[str],
    most: int | None,
    bounds: Callable[[], Mapping[str, Bound]],
    made: Callable[[Collection[str]], list[Candidate]],
) -> list[Candidate]:
    """The candidates of some bodies in their order: all, or at least those that are among the first `most`.

    Candidates are ranked by score, then by document; those that are left out come behind `most` others by both.

    Args:
        nodes: the bodies that a name stands for.
        most: so many candidates at least are given as they rank, where there are so many; all where it is None.
        bounds: what bounds each body, found only where it is needed; a body that has no candidate may be left out.
        made: makes the candidates of some bodies, each with its body as its first node, in the order of bodies.
    """
    if most is None or len(nodes) <= most:
        return made(nodes)
    bound = bounds()
    order = sorted((n for n in nodes if n in bound), key=lambda n: bound[n])
    out: list[Candidate] = []
    for at in range(0, len(order), most):
        ranked = sorted((-c.score, c.document) for c in out)
        if len(ranked) >= most and ranked[most - 1] < bound[order[at]]:
            break
        out += made(order[at : at + most])
    place = {node: n for n, node in enumerate(nodes)}
    return sorted(out, key=lambda c: place[c.nodes[0]])


def told_in(stating: Mapping[str, Collection[str]], score: float) -> dict[str, Bound]:
    """The bounds of bodies whose candidates have no higher score than one, by the documents that state what they tell."""
    return {node: (-score, min(documents)) for node, documents in stating.items()}
