"""Graphs many times the size of one: its facts, and copies of them of other places and other documents."""

import msgspec

from zhize.graph.model.facts import Fact, Value, digest
from zhize.graph.model.ontology import ontology

_NAMES = frozenset({"name", "title", "mention", "alias"})


def copies(facts: list[Fact], times: int) -> list[Fact]:
    """The facts and `times - 1` copies, whose names hold the number of the copy."""
    relations = ontology().relations
    out = list(facts)
    for n in range(1, times):
        nodes = {node: f"{node}#{n}" for f in facts for node in (f.subject, f.document)}

        def copied(fact: Fact, n: int = n, nodes: dict[str, str] = nodes) -> Fact:
            value: Value = fact.object
            if fact.predicate in relations:
                value = nodes.get(str(value)) or f"{value}#{n}"
            elif fact.predicate in _NAMES:
                value = f"{n}号{value}"
            return msgspec.structs.replace(
                fact, id=digest(fact.id, n), subject=nodes[fact.subject], document=nodes[fact.document], object=value
            )

        out += map(copied, facts)
    return out
