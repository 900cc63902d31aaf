"""What is written to Neo4j for a node and a relation: its record and a hash that tells whether it changed."""

from __future__ import annotations

from typing import Any

import msgspec

from zhize.graph.model.facts import Fact, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.records import node_record, relation_record

LAYOUT = 1
"""Version of what is written; part of each `_hash`, so that another version is written anew."""


def node_row(kg: KnowledgeGraph, node: str) -> dict[str, Any]:
    """The id of a node and its properties with `_hash`."""
    return hashed(node_record(kg, node))


def relation_row(fact: Fact) -> dict[str, Any]:
    """The id of a fact, its ends and its properties with `_hash`; a fact that got another end is a change too."""
    source, target = fact.subject, str(fact.object)
    return hashed(relation_record(fact), source, target) | {"source": source, "target": target}


def hashed(properties: dict[str, Any], *ends: str) -> dict[str, Any]:
    """The id of a record and its properties with `_hash`; `ends` are those of a relation."""
    name = digest(LAYOUT, *ends, msgspec.json.encode(properties, order="sorted").decode())
    return {"id": properties["id"], "properties": {**properties, "_hash": name}}
