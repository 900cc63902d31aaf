"""The log of a graph file: which facts each build added and took away, so that what is made of a graph can follow it.

Every build that changes facts leaves a row in the table `builds`: the stamps before and after, the facts that came (by subject and id) and those
that went (in full). A fact that says something else than before, if only its place, went and came.

    >>> changes_since(reader, "0f3a…")                                          # doctest: +SKIP
    FactChanges(before='0f3a…', stamp='77b2…', added=(Fact(...), ...), gone=(Fact(...), ...))
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from zhize.graph.model.facts import Fact, print_order
from zhize.graph.store.sqlite.database import damaged
from zhize.graph.store.sqlite.reader import Reader
from zhize.messages import Sentence

MOST_BUILDS = 50
"""So many builds are remembered at most."""
MOST_BYTES = 2**21
"""So many bytes are kept of the builds before the last."""
MOST_FACTS = 10_000
"""Of a build that took away more facts than this, and more than half of all, only the stamps are kept: it made the graph anew."""
MOST_CAME = 500_000
"""So too of a build that added more facts than this."""


class FactChanges(msgspec.Struct, frozen=True):
    """What changed between two states of a graph, by their stamps; facts in print order.

    A fact that says something else now is in both lists, under one id.
    """

    before: str
    stamp: str
    added: tuple[Fact, ...] = ()
    gone: tuple[Fact, ...] = ()


class _Came(msgspec.Struct, frozen=True, array_like=True):
    """A fact that a build added: the id of its subject, its own id."""

    subject: str
    fact: str


class _Build(msgspec.Struct, frozen=True, array_like=True):
    """What a build added and took away."""

    came: list[_Came]
    went: list[Fact]


class Log:
    """What a build adds and takes away, for the table of builds. `before` is the stamp that the graph had, empty where there was none, `facts`
    were its facts.
    """

    def __init__(self, before: str, facts: int) -> None:
        self._before, self._most = before, max(MOST_FACTS, facts // 2)
        self._build = _Build([], []) if before else None

    def came(self, facts: Iterable[Fact]) -> None:
        """Put down facts that the build added; of a graph that was not there before nothing is kept."""
        if self._build is not None:
            self._build.came.extend(_Came(f.subject, f.id) for f in facts)
            self._forget(len(self._build.came) > MOST_CAME)

    def went(self, facts: Iterable[Fact]) -> None:
        """Put down facts that the build took away."""
        if self._build is not None:
            self._build.went.extend(facts)
            self._forget(len(self._build.went) > self._most)

    def _forget(self, too_much: bool) -> None:
        if too_much:
            self._build = None

    def write(self, con: sqlite3.Connection, stamp: str) -> None:
        """Add the build to the table, in the transaction of the caller, and forget the oldest where it grows too long."""
        data = None if self._build is None else zlib.compress(msgspec.msgpack.encode(self._build))
        con.execute("INSERT INTO builds (before, stamp, data) VALUES (?, ?, ?)", (self._before, stamp, data))
        rows = con.execute("SELECT id, coalesce(length(data), 0) FROM builds ORDER BY id DESC").fetchall()
        held = 0
        for n, (number, size) in enumerate(rows):
            held += size if n else 0
            if n >= MOST_BUILDS or held > MOST_BYTES:
                con.execute("DELETE FROM builds WHERE id <= ?", (number,))
                return


def last_changes(reader: Reader) -> FactChanges | None:
    """What the last build that changed facts did; None where it made the graph."""
    row = reader.one("SELECT before FROM builds ORDER BY id DESC LIMIT 1")
    return changes_since(reader, row[0]) if row is not None and row[0] else None


def changes_since(reader: Reader, stamp: str) -> FactChanges | None:
    """What changed since a graph had a stamp; None where the log does not go back so far.

    Raises:
        GraphError: the log is damaged.
    """
    now = reader.manifest.stamp
    if stamp == now:
        return FactChanges(stamp, now)
    start = reader.one("SELECT max(id) FROM builds WHERE before = ?", (stamp,))[0]
    if start is None or not stamp:
        return None
    rows = list(reader.rows("SELECT data FROM builds WHERE id >= ? ORDER BY id", (start,)))
    if any(data is None for (data,) in rows):
        return None
    try:
        builds = [msgspec.msgpack.decode(zlib.decompress(data), type=_Build) for (data,) in rows]
    except (zlib.error, msgspec.DecodeError) as error:
        raise damaged(reader.file, Sentence("the log is unreadable: {error}", {"error": str(error)})) from error
    return _between(reader, stamp, now, builds)


def _between(reader: Reader, stamp: str, now: str, builds: list[_Build]) -> FactChanges:
    """The difference of what was at first and what is now, of all facts that the builds touched."""
    first: dict[str, Fact | None] = {}
    subjects: dict[str, set[str]] = defaultdict(set)
    for build in builds:
        for fact in build.went:
            first.setdefault(fact.id, fact)
            subjects[fact.subject].add(fact.id)
        for came in build.came:
            first.setdefault(came.fact, None)
            subjects[came.subject].add(came.fact)
    current = {f.id: f for subject, ids in subjects.items() for f in reader.facts_of(subject) if f.id in ids}
    added = [f for key, f in current.items() if first[key] != f]
    gone = [f for key, f in first.items() if f is not None and current.get(key) != f]
    return FactChanges(stamp, now, tuple(sorted(added, key=print_order)), tuple(sorted(gone, key=print_order)))
