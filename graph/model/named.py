"""Nodes by what people call them."""

from __future__ import annotations

from zhize.errors import AmbiguousName, OptionError
from zhize.graph.model.knowledge import KnowledgeGraph

_LISTED = 12


def find_node(kg: KnowledgeGraph, class_id: str, text: str) -> str:
    """Find the one node of a class that a text names by its id, name, alias, mention, number or part of one of these.

    A node that is called exactly so comes before those that have the text in their names.

    Raises:
        AmbiguousName: several nodes fit; the message lists them.
        OptionError: no node fits.
    """
    exact, part = kg.called(class_id, text)
    found = exact or part
    if len(found) == 1:
        return found[0]
    label = kg.ontology.classes[class_id].label
    if not found:
        raise OptionError(
            "No {class_id} ({label}) of the graph is called “{text}”. Give a name as it is printed.",
            class_id=class_id,
            label=label,
            text=text,
        )
    listed = "、".join(kg.label(node) for node in found[:_LISTED]) + ("…" if len(found) > _LISTED else "")
    raise AmbiguousName(
        "“{text}” may be any of {count} {class_id} ({label}): {listed}. Give the full name.",
        text=text,
        count=len(found),
        class_id=class_id,
        label=label,
        listed=listed,
    )
