"""Names that OCR or print got wrong: one character off a department that the same place prints right."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from rapidfuzz.distance import Levenshtein

SHORTEST = 5
"""Shorter names differ by one character too often: 民政局 and 财政局 are two bodies."""


class Printed(msgspec.Struct, frozen=True):
    """A name as read: its node, region, the part without the region, and its department where one is known."""

    node: str
    region: str
    rest: str
    core: str | None


class Misprint(msgspec.Struct, frozen=True):
    """A name that is most likely another one misprinted, with what it should read."""

    node: str
    meant: str
    right: str


def misprints(names: list[Printed], apart: frozenset[tuple[str, str]] = frozenset()) -> list[Misprint]:
    """Names without a known department that are one character off exactly one department of the same region.

    Both must be printed by documents of the graph; nothing is compared across regions. `apart` are pairs of nodes (in
    either order) that people declared different. Example: `应急营理局` beside `应急管理局`.
    """
    places: dict[str, list[Printed]] = defaultdict(list)
    for name in names:
        if name.core and len(name.rest) >= SHORTEST:
            places[name.region].append(name)
    out: dict[str, Misprint] = {}
    for name in names:
        if name.core or len(name.rest) < SHORTEST:
            continue
        near = {
            known.node: known for known in places[name.region]
            if len(known.rest) == len(name.rest) and Levenshtein.distance(name.rest, known.rest, score_cutoff=1) == 1
        }  # fmt: skip
        meant = list(near.values())
        if len(meant) == 1 and not {(name.node, meant[0].node), (meant[0].node, name.node)} & apart:
            out[name.node] = Misprint(name.node, meant[0].node, meant[0].rest)
    return list(out.values())
