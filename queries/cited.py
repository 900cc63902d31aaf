"""Which places of the print show each element of an answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.candidate import Candidate
from zhize.queries.ground import Ground
from zhize.queries.listed import FARTHEST

MOST = 3
"""So many places are told of one element."""
_NAMING = ("title", "text", "name", "context", "post")


class Support(msgspec.Struct, frozen=True):
    """An element of an answer (empty where the answer has none) with the facts that show it, what prints its words first."""

    item: str
    facts: tuple[Fact, ...]


def supports(ground: Ground, candidate: Candidate) -> list[Support]:
    """What shows each element of a candidate; what no single fact says, such as a count, rests on all of them.

    Example: of `市教育局牵头2项：甲；乙` the heading of 甲 with its mark, and the heading of 乙 with its mark.
    """
    ground.kg.ahead((n for fact in candidate.facts for n in _nodes(ground.kg, fact)), _NAMING)
    said = [_Said(fact, _words(ground.kg, fact)) for fact in candidate.facts]
    return [
        Support(item, tuple(_of(ground, candidate, item, said)) or candidate.facts[:MOST])
        for item in candidate.items or ("",)
    ]


class _Said(msgspec.Struct, frozen=True):
    """A fact with the texts and names of what it speaks of."""

    fact: Fact
    words: tuple[str, ...]


def _words(kg: KnowledgeGraph, fact: Fact) -> tuple[str, ...]:
    out = [str(fact.object), fact.printed or ""]
    for node in _nodes(kg, fact):
        out += [kg.caption(node), *(kg.text(node, p) for p in _NAMING)]
    return tuple(out)


def _nodes(kg: KnowledgeGraph, fact: Fact) -> list[str]:
    related = fact.predicate in kg.ontology.relations
    return [str(fact.object), fact.subject] if related else [fact.subject]


def _of(ground: Ground, candidate: Candidate, item: str, said: list[_Said]) -> list[Fact]:
    quoting = [s.fact for s in said if item and item in s.fact.evidence.quote]
    if quoting:
        return quoting[:MOST]
    telling = [s.fact for s in said if item and any(item in words for words in s.words)]
    if telling:
        printed = next((f for fact in telling for f in _printed(ground.kg, fact, item)), None)
        return [printed, *(f for f in telling if not _within(f, printed))][:MOST] if printed else telling[:MOST]
    below = next(_below(ground, candidate, item), None)
    return [] if below is None else [below]


def _within(fact: Fact, other: Fact) -> bool:
    """Whether the words of a fact are part of those of another."""
    own, whole = fact.evidence, other.evidence
    return own.file == whole.file and whole.start <= own.start and own.end <= whole.end


def _printed(kg: KnowledgeGraph, fact: Fact, item: str) -> Iterator[Fact]:
    """The facts that give the words of what a fact speaks of: the title of a task."""
    for node in _nodes(kg, fact):
        for name in _NAMING:
            yield from (f for f in kg.properties.get(node, {}).get(name, ()) if item in str(f.object))


def _below(ground: Ground, candidate: Candidate, item: str) -> Iterator[Fact]:
    """The clauses below one that brings in a list, of those the ones that hold an element of it."""
    if candidate.kind == "text" and item and candidate.nodes and candidate.nodes[0] in ground.clause_at:
        start = ground.clause_at[candidate.nodes[0]] + 1
        rows = ground.said.rows[start : start + FARTHEST]
        yield from (r.fact for r in rows if r.document == candidate.document and item in r.text)
