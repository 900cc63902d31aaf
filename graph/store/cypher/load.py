"""Loading a graph into a new embedded Cypher database, in bulk, from the schema; saying in one what is said now."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhize.errors import GraphError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.engine import of_engine, reason_of
from zhize.graph.store.records import check_names, node_record, relation_record

if TYPE_CHECKING:
    from arcadedb_embedded import Database, Vertex

    from zhize.graph.store.sqlite.following import Following

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


def follow(changes: Following, place: Path) -> None:
    """Say in a database what is said now of all nodes and relations that changed.

    Raises:
        GraphError: the database is not what it should be, or it cannot be written.
    """
    from arcadedb_embedded import open_database

    kg = changes.kg
    relations = kg.ontology.relations
    try:
        with open_database(str(place)) as database, database.transaction():
            _delete_edges(database, kg, [f for f in changes.gone if f.predicate in relations])
            for node in sorted(changes.nodes):
                _set_vertex(database, kg, node, keep=changes.holds(node))
            for fact in changes.added:
                if fact.predicate in relations:
                    source, target = (_there(database, kg, node) for node in (fact.subject, str(fact.object)))
                    source.new_edge(relations[fact.predicate].cypher, target, **relation_record(fact)).save()
    except Exception as error:
        if not of_engine(error) and not isinstance(error, LookupError):
            raise
        raise GraphError(
            "{folder}: the Cypher store cannot follow the graph ({reason}).",
            folder=place.parent,
            reason=reason_of(error),
        ) from error


def _vertex(database: Database, kg: KnowledgeGraph, node: str) -> Vertex | None:
    return database.lookup_by_key(kg.ontology.class_of(node).id, ["id"], [node])


def _there(database: Database, kg: KnowledgeGraph, node: str) -> Vertex:
    found = _vertex(database, kg, node)
    if found is None:
        raise LookupError(node)
    return found


def _delete_edges(database: Database, kg: KnowledgeGraph, gone: list[Fact]) -> None:
    """Delete the relations of facts; those of a node and type are walked once, for they have no index."""
    by_source: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in gone:
        by_source[fact.subject, kg.ontology.relations[fact.predicate].cypher].add(fact.id)
    for (node, type_), ids in by_source.items():
        for edge in _there(database, kg, node).get_out_edges(type_):
            if edge.get("id") in ids:
                edge.delete()


def _set_vertex(database: Database, kg: KnowledgeGraph, node: str, *, keep: bool) -> None:
    """Give a node the record that it has now; one that the graph no longer has is deleted with its relations."""
    found = _vertex(database, kg, node)
    if not keep:
        if found is not None:
            found.delete()
        return
    wanted = node_record(kg, node)
    if found is None:
        made = database.new_vertex(kg.ontology.class_of(node).id)
    elif found.to_dict() == wanted:
        return
    else:
        made = found.modify()
        for name in set(made.get_property_names()) - wanted.keys():
            made.get_java_document().remove(name)
    for name, value in wanted.items():
        made.set(name, value)
    made.save()
