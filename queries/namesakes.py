"""Names that hundreds of places have: of their bodies those are looked at that can be among the first candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from zhize.queries.candidate import Candidate


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
    score: float,
    told: Callable[[], Mapping[str, Collection[str]]],
    made: Callable[[Collection[str]], list[Candidate]],
    first: Collection[str] = (),
) -> list[Candidate]:
    """The candidates of some bodies in the order of bodies: all, or at least those that a limit asks for.

    Candidates are ranked by score, then by document; those that are left out come behind `most` others by both.

    Args:
        nodes: the bodies that a name stands for.
        limit: how far they are looked at; what is left is put down there.
        score: no candidate has a higher score, but for those of `first`.
        told: the documents that state what candidates tell, by body, asked for only where it is needed; bodies without may be left out.
        made: makes the candidates of some bodies, each with its body as its first node, in the order of bodies.
        first: bodies that are always looked at.
    """
    if len(nodes) <= limit.most:
        return made(nodes)
    out = made([n for n in nodes if n in first])
    place = {node: n for n, node in enumerate(nodes)}
    if not _enough(out, limit, score, ""):
        order = sorted(
            (min(documents), place[n], n) for n, documents in told().items() if n in place and n not in first
        )
        for at in range(0, len(order), limit.most):
            if _enough(out, limit, score, order[at][0]):
                break
            out += made([n for _, _, n in order[at : at + limit.most]])
    return sorted(out, key=lambda c: place[c.nodes[0]])


def _enough(found: list[Candidate], limit: Limit, score: float, document: str) -> bool:
    """Whether no candidate of a score or less, of a document or one behind it, is asked for."""
    ranked = sorted((-c.score, c.document) for c in found)
    if len(ranked) < limit.most or ranked[limit.most - 1] >= (-score, document) or score >= limit.least:
        return False
    limit.left = max(limit.left, score)
    return True


class Names:
    """Names of which a text is to be searched for all at once: those of one kind of body in hundreds of places end alike."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._ends: dict[str, set[int]] = {}
        for name in names:
            self._ends.setdefault(name[-2:], set()).add(len(name))

    def within(self, text: str) -> Iterator[str]:
        """Those that stand in a text."""
        for end, lengths in self._ends.items():
            at = text.find(end)
            while at >= 0:
                until = at + len(end)
                for length in lengths:
                    if length <= until and (name := text[until - length : until]) in self._names:
                        yield name
                at = text.find(end, at + 1)

    def any_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return next(self.within(text), None) is not None
