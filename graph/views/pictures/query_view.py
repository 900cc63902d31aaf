"""What a query returns as a diagram: its nodes and relations, or the nodes whose ids it returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from zhize.errors import OptionError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.rows import Rows
from zhize.graph.views.pictures.diagram import Diagram
from zhize.graph.views.pictures.networks import edge_of, node_of

_TREE = 60
"""A tree of at most so many nodes is drawn as one."""


def rows_view(kg: KnowledgeGraph, rows: Rows) -> Diagram:
    """The nodes and relations in the rows; where they hold no relation, those between their nodes.

    Raises:
        OptionError: there are no nodes in the rows.
    """
    known = set(kg.node_ids)
    facts = {fact.id: fact for fact in kg.relations()}
    nodes: dict[str, None] = {}
    drawn: dict[str, Fact] = {}
    for value in (value for row in rows.rows for value in row):
        for found in _ids(kg, value):
            fact = facts.get(found)
            if fact is not None:
                drawn[found] = fact
                nodes |= dict.fromkeys((fact.subject, str(fact.object)))
            elif found in known:
                nodes[found] = None
    if not nodes:
        columns = "、".join(rows.columns)
        raise OptionError(
            "The query returns no nodes of the graph (columns: {columns}; {count} rows). Return nodes, "
            "relations or node ids: MATCH (n)-[r]->(m) RETURN n, r, m",
            columns=columns,
            count=len(rows.rows),
        )
    if not drawn:
        drawn = {f.id: f for f in facts.values() if f.subject in nodes and str(f.object) in nodes}
    edges = tuple(edge_of(kg, fact) for fact in drawn.values())
    ends = {(edge.source, edge.target) for edge in edges}
    parents = {target for _, target in ends}
    tree = len(ends) == len(parents) == len(nodes) - 1 and len(nodes) <= _TREE
    layout = "hierarchy" if tree else "network"
    return Diagram(
        f"查询结果：{len(nodes)}个节点、{len(edges)}条关系", tuple(node_of(kg, n) for n in nodes), edges, layout
    )


def _ids(kg: KnowledgeGraph, value: Any) -> Iterator[str]:
    """Ids of nodes and facts in a value of a row: records, lists of them (paths), ids and IRIs as text."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        else:
            for item in value.values():
                yield from _ids(kg, item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _ids(kg, item)
    elif isinstance(value, str):
        space = kg.ontology.namespaces["id"]
        yield unquote(value.removeprefix(space)) if value.startswith(space) else value
