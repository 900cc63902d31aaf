"""How relations are drawn: one colour and one kind of dashes for each, the same in every picture."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zhize.graph.model.ontology import ontology

INKS = {
    "blue": "#4775d1",
    "orange": "#da730b",
    "green": "#4b9b80",
    "violet": "#8c1aff",
    "brown": "#a35229",
    "slate": "#648cb4",
}
"""At least 3:1 on the light and on the dark ground; any two are told apart by colour-blind eyes too."""
DASHES: dict[str, tuple[int, ...]] = {"": (), "dashed": (7, 5), "dotted": (2, 4), "dashdot": (9, 4, 2, 4)}
_OWN = {"alike": "violet", "kin": "violet dashed", "partner": "slate"}
"""Relations that pictures make themselves."""


class Stroke(msgspec.Struct, frozen=True):
    """The colour of a line and its dashes (lengths drawn and left out, in pixels)."""

    ink: str
    dashes: tuple[int, ...] = ()


def stroke_of(line: str) -> Stroke:
    """The stroke that a schema's `line` names: `blue`, `blue dashed`."""
    ink, _, dashes = line.partition(" ")
    return Stroke(INKS[ink], DASHES[dashes])


def strokes_of(kinds: Iterable[str]) -> dict[str, Stroke]:
    """The stroke of each kind of relation; what neither the schema nor pictures name takes strokes in turn."""
    relations = ontology().relations
    named = {kind: relations[kind].line if kind in relations else _OWN.get(kind) for kind in sorted(set(kinds))}
    others = [f"{ink} {dashes}".strip() for dashes in DASHES for ink in INKS]
    free = [line for line in others if line not in named.values()] or others
    unknown = [kind for kind, line in named.items() if line is None]
    turns = {kind: free[i % len(free)] for i, kind in enumerate(unknown)}
    return {kind: stroke_of(line or turns[kind]) for kind, line in named.items()}
