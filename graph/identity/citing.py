"""Which documents are cited and by what, before a build and after it, and the facts that depend on it.

A document is cited by a title that other documents may get or lose, and members of a body are gathered from all that documents say of
it. Only the documents are linked again that changed, or that cite what these change; of bodies those that these speak of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from zhize.graph.identity.difference import Difference
from zhize.graph.identity.gathering import Members
from zhize.graph.identity.memory import DocumentRecord, Memory, Records
from zhize.graph.model.facts import Fact
from zhize.graph.model.linking import (
    Citation,
    Ties,
    Title,
    citations_of,
    documents_of,
    link,
    titles_of,
)


class _Ties:
    """Titles and citations of all documents as they were, or as they are now: those of `replaced` documents are put down."""

    def __init__(self, memory: Memory, own: Collection[str], replaced: Collection[str] = ()) -> None:
        self._memory, self._own, self._replaced = memory, own, frozenset(replaced)
        self._titles: dict[str, set[str]] = defaultdict(set)
        self._citations: dict[str, set[Citation]] = defaultdict(set)

    def put(self, document: str, ties: Ties) -> None:
        """Put down those of a document that is replaced."""
        for title in ties.titles:
            self._titles[title].add(document)
        for citation in ties.citations:
            self._citations[citation.node].add(citation)

    def held(self, nodes: Iterable[str]) -> dict[str, str]:
        """Of some nodes those that mean a document, with it; see `documents_of`."""
        citations: set[Citation] = set()
        for node in nodes:
            citations |= {c.citation for c in self._memory.cited(node) if c.document not in self._replaced}
            citations |= self._citations.get(node, set())
        titles: list[Title] = []
        for title in {c.title for c in citations if not c.numbered}:
            documents = self._memory.titled(title) - self._replaced | self._titles.get(title, set())
            titles += [Title(title, document) for document in documents]
        return documents_of(titles, citations, self._own)


class Links:
    """Points what documents say of each other at what it means, and gathers the members of bodies, where that is other than before."""

    def __init__(self, memory: Memory, records: Records, own_before: Collection[str], own: Collection[str]) -> None:
        self._memory, self._records, self._own_before, self._own = memory, records, own_before, own
        self._changed = frozenset(records.changed)
        self._old, self._new = _Ties(memory, own_before), _Ties(memory, own, self._changed)
        self._members = Members(memory, self._records)
        self._nodes: set[str] = set()
        """The nodes that may mean other documents than before."""
        self._kept: dict[str, tuple[Ties, Ties]] = {}

    def put_down(self, out: Difference) -> None:
        """Find what is linked otherwise than before, and keep titles and citations for the next build."""
        for document in sorted(self._changed):
            self._look(document)
        others = sorted(self._also_linked())
        for document in others:
            if record := self._records.now(document):
                self._nodes |= {c.node for c in citations_of(record.crossing)}
                self._members.look(document, record, record)
        self._members.gather()
        old, new = self._old.held(self._nodes), self._new.held(self._nodes)
        for document in (*sorted(self._changed), *others):
            now = _linked(self._records.now(document), new, self._own)
            out.replace(_linked(self._records.before(document), old, self._own_before), now)
            self._members.said(now)
        out.replace(*self._members.facts())
        for document, (gone, made) in self._kept.items():
            self._memory.put_ties(document, gone, made)

    def _look(self, document: str) -> None:
        """Put down titles and citations of a document that changed, and the nodes that may mean others than before for it."""
        before, now = self._records.before(document), self._records.now(document)
        old, new = _ties(before, self._own_before), _ties(now, self._own)
        self._kept[document] = old, new
        self._new.put(document, new)
        self._nodes |= {c.node for c in (*old.citations, *new.citations)}
        for title in {*old.titles} ^ {*new.titles}:
            for citing in self._memory.citing(title):
                if record := self._records.before(citing):
                    self._nodes |= {c.node for c in citations_of(record.crossing) if c.title == title}
        self._members.look(document, before, now)

    def _also_linked(self) -> set[str]:
        """Documents that have not changed, but cite what now means another document than before."""
        nodes = self._nodes | self._changed
        old, new = self._old.held(nodes), self._new.held(nodes)
        moved = {n for n in nodes if old.get(n) != new.get(n) or (n in self._own_before) != (n in self._own)}
        return {c.document for n in moved for c in self._memory.cited(n)} - self._changed


def _ties(record: DocumentRecord | None, own: Collection[str]) -> Ties:
    if record is None:
        return Ties()
    return Ties([title.title for title in titles_of(record.crossing, own)], citations_of(record.crossing))


def _linked(record: DocumentRecord | None, held: Mapping[str, str], own: Collection[str]) -> list[Fact]:
    return [one for f in record.crossing if (one := link(f, held, own)) is not None] if record else []
