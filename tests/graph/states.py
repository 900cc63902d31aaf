"""States of a small graph, one after another, for stores that follow it by the difference of its facts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.database import Source
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.following import Following, following
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.graph.store.sqlite.writer import write


class State(msgspec.Struct, frozen=True):
    """A graph as it lies in its file, and its stamp."""

    graph: StoredGraph
    stamp: str

    def since(self, stamp: str) -> Following | None:
        """What changed since the graph had a stamp."""
        return following(self.graph, stamp)


def states(folder: Path, facts: list[Fact], seed: int, times: int) -> Iterator[State]:
    """The graph of all facts, then with some of them gone, back again, or at another place; titles stay."""
    chance = random.Random(seed)
    for n in range(times):
        some = [_moved(f, chance) for f in facts if f.predicate == "title" or n == 0 or chance.random() > 0.15]
        kg = KnowledgeGraph(some)
        files = sorted({f.evidence.file for f in some})
        made = store(folder, lambda con, kg=kg, files=files: write(con, kg, [Source(file, "0" * 64) for file in files]))
        reader = Reader.open(folder)
        yield State(StoredGraph(reader), made.stamp)
        reader.close()


def _moved(fact: Fact, chance: random.Random) -> Fact:
    """The fact as a file can hold it, some at another place."""
    at = fact.evidence
    by = int(fact.predicate != "title" and chance.random() < 0.1)
    where = Evidence(at.file, at.start + by, at.end + by, at.quote, at.line or 1)
    return msgspec.structs.replace(fact, evidence=where)
