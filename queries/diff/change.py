"""A change between two states, and what changes are of."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from zhize.graph.model.facts import Fact, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.tables import source_of

What = Literal["added", "removed", "changed"]

ASPECTS = (
    *("document", "validity", "task", "leads", "supports", "responsible_for", "deadline", "duty", "has_duty"),
    *("body", "chief", "deputy", "led_by", "member", "seat", "within_body", "person", "appointment"),
)
"""What changes, in the order in which it is told: things (document, task, duty, body, appointment), relations of the schema
that gained or lost somebody, and `deadline`, `validity`, `person` (a seat in a roster)."""


class Change(msgspec.Struct, frozen=True):
    """One change: of what, the node that it is of and how it is called, before and after in words, the fact that shows it.

    Example: a task's lead that changed: aspect `leads`, what `changed`, before `区水利局`, after `区城市管理局`.
    """

    aspect: str
    what: What
    node: str
    title: str
    document: str
    before: str
    after: str
    fact: Fact


def record(papers: KnowledgeGraph, change: Change) -> dict[str, Any]:
    """A change as plain data; `papers` knows what its document is called. The source is in the newer state where it shows there."""
    return {
        "id": digest(change.aspect, change.what, change.node, change.before, change.after),
        "aspect": change.aspect,
        "change": change.what,
        "node": change.node,
        "title": change.title,
        "document": papers.caption(change.document),
        "number": papers.value(change.document, "number"),
        "before": change.before or None,
        "after": change.after or None,
        "source": source_of(change.fact),
    }
