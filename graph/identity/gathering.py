"""Who the members of bodies are that documents speak of together (`区防指成员单位`), where that may be other than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zhize.graph.identity.memory import DocumentRecord, Memory, Records
from zhize.graph.model.facts import Fact
from zhize.graph.model.linking import OF_BODIES, Gathering, link_members


class Members:
    """Gathers the members of bodies for documents that are linked again, and for those that set up a body of which these say something.

    `look` is told of these documents, then `gather` finds the bodies; what the documents say now is told by `said`. All else is taken from
    the graph as it was.
    """

    def __init__(self, memory: Memory, records: Records) -> None:
        self._memory, self._records = memory, records
        self._again: set[str] = set()
        self._before: dict[str, list[Gathering]] = {}
        self._now: dict[str, list[Gathering]] = {}
        self._bodies: dict[str, set[str]] = defaultdict(set)
        """The bodies that documents set up."""
        self._old: dict[str, list[Fact]] = {}
        self._new: dict[str, list[Fact]] = {}

    def look(self, document: str, before: DocumentRecord | None, now: DocumentRecord | None) -> None:
        """Put down a document that is linked again, and those that set up the bodies of which it says something."""
        self._again.add(document)
        spoken_of = set()
        for fact in (*(before.crossing if before else ()), *(now.crossing if now else ())):
            if fact.predicate == "body_of":
                self._bodies[str(fact.object)].add(fact.subject)
            if fact.predicate in OF_BODIES and fact.subject.startswith("body:"):
                spoken_of.add(fact.subject)
        for body in sorted(spoken_of):
            for known in self._memory.facts_of(body, "body_of"):
                self._bodies[str(known.object)].add(body)
        self._gather(document, before, now)

    def _gather(self, document: str, before: DocumentRecord | None, now: DocumentRecord | None) -> None:
        for table, record in ((self._before, before), (self._now, now)):
            if record is not None and record.gatherings:
                table[document] = record.gatherings

    def gather(self) -> None:
        """Find the bodies whose members may be gathered, and what the graph said of them."""
        for document in sorted(self._bodies.keys() - self._again):
            record = self._records.now(document)
            self._gather(document, record, record)
        bodies: set[str] = set()
        for document in self._before.keys() | self._now.keys():
            bodies |= self._bodies[document]
            bodies |= {f.subject for f in self._memory.facts_into(document, "body_of")}
        for body in sorted(bodies):
            self._old[body] = [f for p in sorted(OF_BODIES) for f in self._memory.facts_of(body, p)]
            self._new[body] = [f for f in self._old[body] if f.document not in self._again]

    def said(self, now: Iterable[Fact]) -> None:
        """Put down what a document that is linked again says now."""
        for fact in now:
            if fact.subject in self._new and fact.predicate in OF_BODIES:
                self._new[fact.subject].append(fact)

    def facts(self) -> tuple[list[Fact], list[Fact]]:
        """Who the members were, and who they are now."""
        return _linked(self._old, self._before), _linked(self._new, self._now)


def _linked(facts: dict[str, list[Fact]], gatherings: dict[str, list[Gathering]]) -> list[Fact]:
    given = [fact for _, own in sorted(facts.items()) for fact in own]
    return link_members(given, [g for _, own in sorted(gatherings.items()) for g in own])
