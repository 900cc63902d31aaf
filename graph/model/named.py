"""Nodes by what people call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from zhize.errors import AmbiguousName, OptionError
from zhize.graph.model.knowledge import KnowledgeGraph

_LISTED = 12


_OFFERED = 3
_LIKE = 0.6
"""How alike a name is to be to be offered: one character of three may differ."""


def _meant(kg: KnowledgeGraph, class_id: str, text: str) -> list[str]:
    """Names that are most like one that no node of a class has, the likest first."""
    names = sorted(kg.names_of(class_id))
    like = process.extract(text, names, scorer=Levenshtein.normalized_similarity, limit=_OFFERED, score_cutoff=_LIKE)
    return [name for name, *_ in like]


class Find(Protocol):
    """Finds the node of a class that a text names, as `find_node` does."""

    def __call__(self, class_id: str, text: str, *, offer: bool = True) -> str:
        """Find the node."""


def find_first(kg: KnowledgeGraph, classes: Sequence[str], text: str, find: Find) -> str:
    """Find the node of some classes that a text names: what is called exactly so comes first, then the earlier class.

    Raises:
        AmbiguousName: several nodes of a class fit, and none of another does.
        OptionError: no node fits.
    """
    several: AmbiguousName | None = None
    for class_id in sorted(classes, key=lambda c: not kg.named(c, text)):
        try:
            return find(class_id, text, offer=False)
        except AmbiguousName as error:
            several = several or error
        except OptionError:
            continue
    if several:
        raise several
    told: list[OptionError] = []
    for class_id in classes:
        try:
            return find(class_id, text)
        except OptionError as error:
            told.append(error)
    raise next((error for error in told if "meant" in error.sentence.values), told[-1])


def find_node(kg: KnowledgeGraph, class_id: str, text: str, *, offer: bool = True) -> str:
    """Find the one node of a class that a text names by its id, name, alias, mention, number or part of one of these.

    A node that is called exactly so comes before those that have the text in their names. Where none fits, names that are nearly so are
    looked for among all, unless `offer` is false.

    Raises:
        AmbiguousName: several nodes fit; the message lists them.
        OptionError: no node fits.
    """
    exact, part = kg.called(class_id, text)
    found = exact or part
    if len(found) == 1:
        return found[0]
    label = kg.ontology.classes[class_id].label
    if not found and offer and (meant := _meant(kg, class_id, text)):
        raise OptionError(
            "No {class_id} ({label}) of the graph is called “{text}”. Did you mean {meant}?",
            class_id=class_id,
            label=label,
            text=text,
            meant="、".join(meant),
        )
    if not found:
        raise OptionError(
            "No {class_id} ({label}) of the graph is called “{text}”. Give a name as it is printed.",
            class_id=class_id,
            label=label,
            text=text,
        )
    raise _ambiguous(kg, class_id, text, found)


def unlike(kg: KnowledgeGraph, agency: str, text: str, department: Callable[[str], Mapping[str, str | None]]) -> str:
    """An agency that a text was found to name, unless agencies of other places have that name behind the name of their place.

    One of them may be printed so in its own place: `应急管理局` in the papers of one district. `department` gives the agencies
    of a department with their regions.

    Raises:
        AmbiguousName: several places have one; the message lists them.
    """
    if text in (agency, kg.caption(agency)):
        return agency
    places = department(kg.text(agency, "core"))
    alike = sorted(n for n, place in places.items() if place and kg.caption(n) == kg.caption(place) + text)
    if len(alike) > 1:
        raise _ambiguous(kg, "Agency", text, alike)
    return agency


def _ambiguous(kg: KnowledgeGraph, class_id: str, text: str, found: Sequence[str]) -> AmbiguousName:
    """What is wrong where a text may be any of some nodes of a class."""
    listed = "、".join(kg.label(node) for node in found[:_LISTED]) + ("…" if len(found) > _LISTED else "")
    return AmbiguousName(
        "“{text}” may be any of {count} {class_id} ({label}): {listed}. Give the full name.",
        text=text,
        count=len(found),
        class_id=class_id,
        label=kg.ontology.classes[class_id].label,
        listed=listed,
    )
