"""What a node and a relation hold in a property graph: the same in every Cypher store and in its import files.

A node has the label of its class and the properties `id`, `label` (its caption) and those of the schema.
A relation has the type of the schema (LEADS) and the properties `id` (of its fact), printed, document,
section, quote, file, start, end and rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhize.errors import SchemaError
from zhize.graph.model.facts import Fact, Value
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import Ontology

OF_NODES = ("id", "label")
"""Properties that every node has beside those of its class."""

_KEPT_OF_NODES = frozenset({*OF_NODES, "type"})


def check_names(model: Ontology) -> None:
    """Refuse a schema whose properties a record would overwrite.

    Raises:
        SchemaError: a class declares `id`, `label` or `type`.
    """
    for node_class in model.classes.values():
        taken = _KEPT_OF_NODES.intersection(node_class.properties)
        if taken:
            raise SchemaError(
                "{node_class}: the Cypher stores set {name} themselves. Rename the property.",
                node_class=node_class.id,
                name=min(taken),
            )


def node_record(kg: KnowledgeGraph, node: str) -> dict[str, Any]:
    """The properties of a node; lists where the schema says many, nothing where there is no value."""
    return record_of(kg.ontology, node, kg.label(node), lambda name: kg.values(node, name))


def record_of(model: Ontology, node: str, label: str, values: Callable[[str], list[Value]]) -> dict[str, Any]:
    """The same where no graph is in memory: `values` gives the values of a property, in print order."""
    properties: dict[str, Any] = {"id": node, "label": label}
    for name, prop in model.class_of(node).properties.items():
        if found := values(name):
            properties[name] = found if prop.many else found[0]
    return properties


def relation_record(fact: Fact) -> dict[str, Any]:
    """The properties of a relation: its fact's id and evidence."""
    where = fact.evidence
    properties: dict[str, Any] = {
        "id": fact.id,
        "document": fact.document,
        "section": list(fact.section),
        "quote": where.quote,
        "file": where.file,
        "start": where.start,
        "end": where.end,
        "rule": fact.rule,
    }
    if fact.printed is not None:
        properties["printed"] = fact.printed
    return properties
