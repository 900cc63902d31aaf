"""Loading a graph into a new embedded Cypher database, in bulk, from the schema."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from zhize.errors import GraphError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.engine import reason_of
from zhize.graph.store.records import check_names, node_record, relation_record

_CHUNK = 20_000


def load(kg: KnowledgeGraph, place: Path) -> None:
    """Make a database of a graph at a place that does not exist yet."""
    from arcadedb_embedded import ArcadeDBError, create_database

    try:
        with create_database(str(place)) as database:
            _declare(kg, database.schema)
            with database.graph_batch() as batch:
                rids: dict[str, str] = {}
                for class_id in kg.ontology.classes:
                    nodes = kg.nodes(class_id)
                    for i in range(0, len(nodes), _CHUNK):
                        part = nodes[i : i + _CHUNK]
                        made = batch.create_vertices(class_id, [node_record(kg, node) for node in part])
                        rids.update(zip(part, made, strict=True))
                by_type: dict[str, list[Fact]] = defaultdict(list)
                for fact in kg.relations():
                    by_type[kg.ontology.relations[fact.predicate].cypher].append(fact)
                for name, facts in by_type.items():
                    for i in range(0, len(facts), _CHUNK):
                        part_facts = facts[i : i + _CHUNK]
                        sources = [rids[f.subject] for f in part_facts]
                        targets = [rids[str(f.object)] for f in part_facts]
                        batch.new_edges(sources, name, targets, [relation_record(f) for f in part_facts])
    except ArcadeDBError as error:
        raise GraphError(
            "{folder}: the Cypher store cannot be built ({reason}).", folder=place.parent, reason=reason_of(error)
        ) from error


def _declare(kg: KnowledgeGraph, schema: Any) -> None:
    check_names(kg.ontology)
    for node_class in kg.ontology.classes.values():
        schema.create_vertex_type(node_class.id)
        schema.create_property(node_class.id, "id", "STRING")
        schema.create_index(node_class.id, ["id"], unique=True)
    for relation in kg.ontology.relations.values():
        schema.create_edge_type(relation.cypher)
