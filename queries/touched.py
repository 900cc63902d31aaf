"""What is made of a graph for asking and may be other, by the facts that came and went: nodes whose names, documents whose texts and heads."""

from __future__ import annotations

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.pending import Changes
from zhize.graph.store.sqlite.stored import StoredGraph

_TEXT_NODES = ("task:", "duty:", "appointment:", "response:", "body:")


def nodes_touched(kg: KnowledgeGraph, changes: Changes) -> set[str]:
    """The nodes whose names may differ: those that changed facts speak of, and all bodies of regions among them."""
    regions = [n for n in changes.nodes if n.startswith("region:")]
    return changes.nodes | {f.subject for region in regions for f in kg.into(region, "jurisdiction")}


def documents_touched(kg: StoredGraph, changes: Changes) -> set[str]:
    """The documents whose texts may differ: where changed facts stand, and where nodes that they speak of stand.

    What is said of a new node changed documents say.
    """
    out = set(changes.documents)
    texts = [n for n in changes.nodes if n.startswith(_TEXT_NODES)]
    for node in (n for n, number in kg.reader.numbers_of(texts).items() if number < changes.first):
        out |= _stated_in(kg, node)
        if node.startswith("body:"):
            out = out.union(*(_stated_in(kg, f.subject) for f in kg.into(node, "within_body")))
    return out


def documents_headed(kg: StoredGraph, changes: Changes) -> set[str]:
    """The documents whose heads may differ: titles, numbers, the places that they are meant for."""
    out = {node for node in changes.nodes if node.startswith("document:")}
    for node in changes.nodes:
        if node.startswith("plan:"):
            out |= {f.subject for f in kg.into(node, "issues")}
        elif node in changes.moved:
            out |= {str(f.object) for f in kg.out(node, "signed")}
    return out


def _stated_in(kg: KnowledgeGraph, node: str) -> set[str]:
    return {f.document for facts in kg.properties.get(node, {}).values() for f in facts}
