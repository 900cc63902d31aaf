"""Constraints and indexes of a Neo4j database, derived from the ontology.

A class gets a uniqueness constraint on `id`, range indexes on its dates and numbers and a text index on its
caption; a relation type a uniqueness constraint on `id`. What is long is in a full-text index instead.
"""

from __future__ import annotations

from zhize.graph.model.ontology import NodeClass, Ontology

FULL_TEXT = "zhize_text"
"""The full-text index on the properties that the schema calls searched (texts of tasks, duties, clauses):
CALL db.index.fulltext.queryNodes('zhize_text', $words).
"""

LOAD = "ZhizeLoad"
"""Label of the one node that says what a database holds and whether it is whole."""

MARK = "ZhizeNode"
"""A label that every node of a graph has beside that of its class; what lacks it is not touched."""

_LONG = "text"  # a caption of this name is prose, not a name


def quoted(name: str) -> str:
    """A label, relation type or property name as it stands in a query."""
    return "`" + name.replace("`", "``") + "`"


def statements(model: Ontology) -> list[str]:
    """The commands that make all constraints and indexes; each does nothing where it was carried out before."""
    out = [_unique_node("zhize_load", LOAD)]
    for node_class in model.classes.values():
        out.append(_unique_node(f"zhize_{node_class.id}_id", node_class.id))
        out += _indexes(node_class)
    for relation in model.relations.values():
        name, type_ = quoted(f"zhize_{relation.cypher}_id"), quoted(relation.cypher)
        out.append(f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR ()-[r:{type_}]-() REQUIRE r.id IS UNIQUE")
    searched = [(c.id, name) for c in model.classes.values() for name, prop in c.properties.items() if prop.searched]
    labels = "|".join(dict.fromkeys(quoted(class_id) for class_id, _ in searched))
    properties = ", ".join(dict.fromkeys(f"n.{quoted(name)}" for _, name in searched))
    analyzer = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    out.append(f"CREATE FULLTEXT INDEX {FULL_TEXT} IF NOT EXISTS FOR (n:{labels}) ON EACH [{properties}] {analyzer}")
    return out


def _unique_node(name: str, label: str) -> str:
    return f"CREATE CONSTRAINT {quoted(name)} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE n.id IS UNIQUE"


def _indexes(node_class: NodeClass) -> list[str]:
    out: list[str] = []
    for name, prop in node_class.properties.items():
        if prop.type in ("integer", "date") and not prop.many:
            kind = "RANGE"
        elif name == node_class.caption and name != _LONG:
            kind = "TEXT"
        else:
            continue
        index = quoted(f"zhize_{node_class.id}_{name}")
        out.append(f"CREATE {kind} INDEX {index} IF NOT EXISTS FOR (n:{quoted(node_class.id)}) ON (n.{quoted(name)})")
    return out
