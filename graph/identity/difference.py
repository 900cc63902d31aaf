"""What a build changes: facts that go and facts that come, by groups of documents, and issues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zhize.graph.identity.describing import Said, differing
from zhize.graph.identity.spool import Spool
from zhize.graph.model.facts import Fact, Issue


class Difference:
    """Facts and issues that go and that come; facts lie in spools. Documents of one word in `groups` are in one part."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = groups
        self._gone: Spool[list[Fact]] = Spool(list[Fact])
        self._made: Spool[list[Fact]] = Spool(list[Fact])
        self.issues_gone: dict[Issue, None] = {}
        self.issues_made: dict[Issue, None] = {}

    def replace(self, before: Iterable[Fact], now: Iterable[Fact]) -> None:
        """Put down facts of before and of now; those that are in both stay, of one id the last counts."""
        gone, made = differing({f.id: f for f in before}, {f.id: f for f in now})
        self._add(self._gone, gone)
        self._add(self._made, made)

    def said(self, gone: Iterable[Said], made: Iterable[Said]) -> None:
        """Put down what is no longer said of nodes, and what is said now."""
        self._add(self._gone, [said.fact for said in gone])
        self._add(self._made, [said.fact for said in made])

    def issues(self, gone: Iterable[Issue], made: Iterable[Issue]) -> None:
        """Put down issues."""
        self.issues_gone.update(dict.fromkeys(gone))
        self.issues_made.update(dict.fromkeys(made))

    def gone(self) -> Iterator[list[Fact]]:
        """The facts that go, group by group."""
        return _parts(self._gone)

    def made(self) -> Iterator[list[Fact]]:
        """The facts that come, group by group."""
        return _parts(self._made)

    def _add(self, spool: Spool[list[Fact]], facts: list[Fact]) -> None:
        by_document: dict[str, list[Fact]] = {}
        for fact in facts:
            by_document.setdefault(fact.document, []).append(fact)
        for document, own in by_document.items():
            spool.add(self._groups.get(document, document), own)


def _parts(spool: Spool[list[Fact]]) -> Iterator[list[Fact]]:
    for group in spool.groups():
        yield [fact for row in group.rows for fact in row]
