"""Long duties cut into their parts, each with its own place."""

from __future__ import annotations

import regex

from zhize.graph.language.spans import Excerpt
from zhize.graph.model.facts import Claim
from zhize.loaders.claims import Claims, Scope

_PART = regex.compile(r"(?:[^；。（“《]|（[^）]*+(?:）|$)|“[^”]*+(?:”|$)|《[^》]*+(?:》|$))++[；。]?|[（“《；。]")
SHORTEST = 4


def with_parts(scope: Scope, found: Claims) -> Claims:
    """Claims of the parts of every duty that has several.

    A part ends at ； or 。 outside brackets and quotations. Example: `负责甲；组织乙。` -> `负责甲`, `组织乙`.
    """
    out = Claims()
    for claim in found.claims:
        if claim.predicate == "text" and str(claim.subject).startswith("duty:"):
            pieces = parts(str(claim.object))
            if len(pieces) > 1:
                _add(scope, claim, pieces, out)
    return out


def parts(text: str) -> list[Excerpt]:
    """Parts with where they stand in the text; what is too short to say anything is left out."""
    out: list[Excerpt] = []
    for match in _PART.finditer(text):
        body = match[0].rstrip("；。")
        if len(body) >= SHORTEST:
            out.append(Excerpt(body, match.start(), match.start() + len(body)))
    return out


def _add(scope: Scope, claim: Claim, pieces: list[Excerpt], out: Claims) -> None:
    chars = [
        (char, block.start + i)
        for block in scope.document.blocks
        if block.start < claim.end and claim.start < block.end
        for i, char in enumerate(block.text)
        if claim.start <= block.start + i < claim.end
    ]
    base = "".join(char for char, _ in chars).find(str(claim.object))
    if base < 0:
        return  # the statement was put together from several places: its parts have none of their own
    for position, part in enumerate(pieces, 1):
        span = (chars[base + part.start][1], chars[base + part.end - 1][1] + 1)
        node = f"dutypart:{str(claim.subject).removeprefix('duty:')}-{position}"
        for predicate, value in (("text", part.text), ("position", position), ("part_of_duty", claim.subject)):
            out.add(node, predicate, value, span, claim.rule, section=claim.section)
