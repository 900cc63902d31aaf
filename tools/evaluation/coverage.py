"""Rule coverage: on how many documents of how many places each rule fires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from tools.evaluation.gold import place_of
from zhize.graph.model.knowledge import KnowledgeGraph


class Firing(msgspec.Struct, frozen=True):
    """One fact that a rule stated, in a document of a place."""

    rule: str
    document: str
    place: str


class RuleUse(msgspec.Struct, frozen=True):
    """How widely a rule is used. A rule of one place is provisional: it may serve one page and no other."""

    rule: str
    facts: int
    documents: int
    places: int

    @property
    def provisional(self) -> bool:
        """Whether it fires in one place only."""
        return self.places == 1


def firings(kg: KnowledgeGraph, *, named_files: bool) -> list[Firing]:
    """What the rules of a graph stated.

    Where files are named after their place (`named_files`, as those of the gold are), the file tells it; else the first
    region that the document is for, or the file itself where the document names none.
    """
    region = {
        fact.subject: kg.caption(str(fact.object))
        for fact in reversed(kg.facts)
        if fact.predicate == "relevant_for" and fact.subject.startswith("document:")
    }
    out = []
    for fact in kg.facts:
        file = fact.evidence.file.rsplit(".", 1)[0]
        place = place_of(file) if named_files else region.get(fact.document, file)
        out.append(Firing(fact.rule, fact.document, place))
    return out


def rule_uses(fired: Iterable[Firing]) -> list[RuleUse]:
    """Rules with their facts, documents and places, the narrowest first."""
    seen: dict[str, list[Firing]] = defaultdict(list)
    for firing in fired:
        seen[firing.rule].append(firing)
    uses = [RuleUse(r, len(f), len({x.document for x in f}), len({x.place for x in f})) for r, f in seen.items()]
    return sorted(uses, key=lambda u: (u.places, u.documents, u.facts, u.rule))
