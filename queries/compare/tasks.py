"""Which tasks and documents of one level of government go on in the next: by the same measure as comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.cascade import Follow, Kin
from zhize.queries.compare.items import items_of, task_item
from zhize.queries.compare.match import matched, reasons


def followed_tasks(kg: KnowledgeGraph, above: Sequence[str], below: Sequence[str]) -> list[Follow]:
    """The pairs of tasks that are the same matter or one a part of the other; a task below has one above it at most."""
    if not above or not below:
        return []
    pairs = matched([task_item(kg, task) for task in above], [task_item(kg, task) for task in below])
    ranked = sorted(pairs, key=lambda p: (-p.likeness.score, p.a.node, p.b.node))
    found: dict[str, Follow] = {}
    for pair in ranked:
        if pair.relation != "related" and pair.b.node not in found:
            score = min(1.0, pair.likeness.score)
            found[pair.b.node] = Follow(pair.a.node, pair.b.node, score, reasons(pair), part=pair.relation == "part")
    return list(found.values())


def followed_papers(kg: KnowledgeGraph, above: Sequence[str], below: Sequence[str]) -> list[Kin]:
    """The pairs of documents that have items of the same matter (tasks, sections, duties, bodies), with how many."""
    items = items_of(kg, frozenset((*above, *below)))
    found = []
    for a in above:
        for b in below:
            sides = ([item for item in items if item.document == document] for document in (a, b))
            pairs = [pair for pair in matched(*sides) if pair.relation != "related"]
            if pairs:
                titles = tuple(dict.fromkeys(pair.b.title for pair in pairs))
                found.append(Kin(a, b, len({pair.b.key for pair in pairs}), titles))
    return found
