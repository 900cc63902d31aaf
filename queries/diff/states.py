"""What builds changed in one graph: its log gives the facts that came and went, and only what these touch is compared."""

from __future__ import annotations

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.sqlite.changes import FactChanges
from zhize.graph.store.sqlite.reader import Reader
from zhize.queries.diff.diff import Difference, diff
from zhize.queries.diff.things import CLASSES


def changed(reader: Reader, changes: FactChanges) -> Difference:
    """What some builds changed, from the two states of all tasks, duties, bodies, appointments and documents that the changes speak of."""
    relations = ontology().relations
    prefixes = tuple(f"{aspect}:" for aspect in CLASSES)
    touched: set[str] = set()
    for fact in (*changes.added, *changes.gone):
        ends = (fact.subject, str(fact.object)) if fact.predicate in relations else (fact.subject,)
        touched |= {end for end in ends if end.startswith(prefixes)}
        if fact.subject.startswith("membership:"):
            touched |= {str(f.object) for f in reader.facts_of(fact.subject, "seat_in")}
            touched |= {str(f.object) for f in changes.gone if f.subject == fact.subject and f.predicate == "seat_in"}
    now: dict[str, Fact] = {}
    for node in touched:
        now |= {f.id: f for f in (*reader.facts_of(node), *_into(reader, node))}
    now |= _around(reader, {f.document for f in now.values()}, [*now.values(), *changes.gone])
    came = {f.id for f in changes.added}
    was = {key: f for key, f in now.items() if key not in came} | {f.id: f for f in changes.gone}
    before, after = KnowledgeGraph(was.values()), KnowledgeGraph(now.values())
    return diff(before, after, max(reader.newest_day() or "", before.newest_day or "") or None)


_ITEMS = ("task_of", "duty_of", "body_of", "clause_in", "section_of", "mentions")
"""Relations into a document that say what stands in it: a changed document is not compared with all of that."""


def _into(reader: Reader, node: str) -> list[Fact]:
    if not node.startswith("document:"):
        return reader.facts_into(node)
    return [f for r in ontology().relations if r not in _ITEMS for f in reader.facts_into(node, r)]


def _around(reader: Reader, documents: set[str], facts: list[Fact]) -> dict[str, Fact]:
    """The properties of the documents that state something, and the names of whom it is said of."""
    known = ontology()
    ends = {end for f in facts for end in (f.subject, str(f.object) if f.predicate in known.relations else "") if end}
    seats = {end for end in ends if end.startswith("membership:")}
    out = {f.id: f for d in documents | {f.document for f in facts} for f in reader.facts_of(d)}
    out |= {f.id: f for seat in seats for f in reader.facts_of(seat)}
    for end in ends:
        caption = known.class_of(end).caption
        out |= {f.id: f for f in reader.facts_of(end, caption)}
    return out
