"""What a difference of facts touches in a graph, for stores that follow it: Oxigraph, the embedded Cypher store, Neo4j.

>>> following(StoredGraph(reader), "0f3a…")                                 # doctest: +SKIP
Following(kg=…, added=(Fact(…), …), gone=(), nodes=frozenset({'task:…', 'agency:…', …}))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.store.sqlite.changes import FactChanges, changes_since
from zhize.graph.store.sqlite.stored import StoredGraph

MOST_FOLLOWED = 0.1
"""Where more than this part of the facts came or went, a store is made anew: that is quicker then.

Measured on 28,114 facts of which some went, here and there (processor seconds, Oxigraph; embedded Cypher): of 2 % following took
2.5 and 3.2, of 5 % 5.4 and 5.3, of 10 % 8.8 and 6.1, of 20 % 12.8 and 12.5; anew 8–10 and 5–8. One fact: 0.1 and 0.6.
"""


class Following(msgspec.Struct, frozen=True):
    """A graph, and what changed in it since a store held it.

    A fact that says something else now is in `gone` and in `added`, under one id. `nodes` are all whose record, types,
    names or relations may be others now, those among them that the graph no longer has.
    """

    kg: StoredGraph
    added: tuple[Fact, ...]
    gone: tuple[Fact, ...]
    nodes: frozenset[str]

    def holds(self, node: str) -> bool:
        """Whether the graph has a node."""
        return bool(self.kg.facts_of(node)) or bool(self.kg.reader.facts_into(node))

    def counts(self) -> tuple[int, int]:
        """How many nodes and relations the graph has."""
        (relations,) = self.kg.reader.one(
            "SELECT (SELECT count(*) FROM fact_rows WHERE object IS NOT NULL) + (SELECT count(*) FROM clause_rows)"
        )
        return len(self.kg.node_ids), relations


def following(kg: StoredGraph, stamp: str) -> Following | None:
    """What changed since a graph had a stamp.

    None where the log does not go back so far, where too much changed, or where the titles of documents did, by which
    bodies of no place are told apart: then a store is made anew.

    Raises:
        GraphError: the log is damaged.
    """
    changes = changes_since(kg.reader, stamp)
    if changes is None or len(changes.added) + len(changes.gone) > MOST_FOLLOWED * kg.reader.manifest.facts:
        return None
    if _retitled(changes):
        return None
    nodes = {node for fact in (*changes.added, *changes.gone) for node in ends(kg, fact)}
    return Following(kg, changes.added, changes.gone, frozenset(nodes | set(_renamed(kg, changes, nodes))))


def ends(kg: StoredGraph, fact: Fact) -> Iterable[str]:
    """The nodes that a fact is about."""
    return (fact.subject, str(fact.object)) if fact.predicate in kg.ontology.relations else (fact.subject,)


def _retitled(changes: FactChanges) -> bool:
    """Whether a document that stays has another title."""

    def titles(facts: Iterable[Fact]) -> dict[str, set[object]]:
        table: dict[str, set[object]] = {}
        for fact in facts:
            if fact.predicate == "title":
                table.setdefault(fact.subject, set()).add(fact.object)
        return table

    before, now = titles(changes.gone), titles(changes.added)
    return any(now.get(document, values) != values for document, values in before.items())


def _renamed(kg: StoredGraph, changes: FactChanges, nodes: Iterable[str]) -> Iterator[str]:
    """Agencies and bodies that are shown under another label, for others of their name came or went, or their place has another name."""
    facts = (*changes.added, *changes.gone)
    for name in {str(f.object) for f in facts if f.predicate == "name" and f.subject.startswith(("agency:", "body:"))}:
        for class_id in ("Agency", "Body"):
            yield from kg.named(class_id, name)
    for region in {n for n in nodes if n.startswith("region:")}:
        if any(f.subject == region and f.predicate == "name" for f in facts):
            yield from (f.subject for f in kg.into(region, "jurisdiction"))
