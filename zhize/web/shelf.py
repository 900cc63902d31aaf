"""An open graph as pages read it: its nodes, where its documents stand, its lists. It follows the file when that is built anew."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import Any, TypeVar

import zhize
from zhize.api import OpenGraph
from zhize.errors import GraphError, OptionError
from zhize.graph.identity.decisions import table_of
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.prints import Print
from zhize.graph.store.sqlite import listing
from zhize.graph.store.sqlite.listing import DocumentPlace, ListRow, Name
from zhize.graph.store.sqlite.overlaid import OverlaidGraph
from zhize.graph.store.sqlite.seal import is_pending, seal_place
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.queries.audit.finding import Finding
from zhize.queries.compare.match import Comparison
from zhize.queries.diff.diff import Difference
from zhize.queries.network.network import Network
from zhize.web.reckoning import Reckoned, reckon

KEPT = 4
"""So many prints and days are kept."""
RECKONED_KEPT = 24
"""So many findings, networks and comparisons are kept."""

K = TypeVar("K")
V = TypeVar("V")


def _kept(table: dict[K, V], key: K, make: Callable[[], V], most: int = KEPT) -> V:
    """The value of a key, made when it is first asked for; the last few are kept."""
    if key in table:
        return table[key]
    value = make()
    while len(table) >= most:
        table.pop(next(iter(table)), None)
    table[key] = value
    return value


class Shelf:
    """What pages read of one state of a graph."""

    def __init__(self, opened: OpenGraph) -> None:
        self.opened, self.reader, self.stamp = opened, opened.reader, opened.manifest.stamp
        self.kg: KnowledgeGraph = opened.light
        self._names: dict[str, list[Name]] = {}
        self._prints: dict[str, Print | None] = {}
        self.reckoned: dict[tuple[str, ...], Reckoned] = {}

    def has(self, node: str) -> bool:
        """Whether the graph holds a node; of a class that it knows."""
        if node.partition(":")[0] not in self.kg.ontology.by_prefix:
            return False
        return self.reader.number_of(node) is not None

    def forget(self) -> None:
        """Let go of what pages read of the graph, where it has become much."""
        if isinstance(self.kg, StoredGraph):
            self.kg.forget()

    # -- documents

    @cached_property
    def _places(self) -> dict[str, list[DocumentPlace]]:
        table: dict[str, list[DocumentPlace]] = defaultdict(list)
        for place in listing.document_places(self.reader):
            table[place.file].append(place)
        return dict(table)

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = defaultdict(list)
        every = (place for places in self._places.values() for place in places)
        for place in sorted(every, key=lambda place: (not place.whole, place.file)):
            table[place.document].append(place.file)
        return dict(table)

    def files(self, document: str) -> list[str]:
        """The files in which a document stands, those with its head first, sorted."""
        return self._files.get(document, [])

    @cached_property
    def in_several(self) -> frozenset[str]:
        """The documents that stand in several files."""
        return frozenset(document for document, files in self._files.items() if len(files) > 1)

    def document_at(self, file: str, offset: int) -> str:
        """The document that holds an offset of a file; empty where none does."""
        places = self._places.get(file, [])
        at = bisect_right(places, offset, key=lambda place: place.start) - 1
        return places[max(at, 0)].document if places else ""

    def extent(self, document: str, file: str) -> tuple[int, int]:
        """Where a document stands in a file: offsets of its first and behind its last word."""
        places = self._places.get(file, [])
        for here, after in zip(places, [*places[1:], None], strict=True):
            if here.document == document:
                end = max(listing.end_of(self.reader, document, file), here.start + 1)
                return here.start, end if after is None else max(here.start, min(end, after.start))
        return 0, 0

    def print_of(self, file: str) -> Print | None:
        """The text of a file; the last few are kept."""
        return _kept(self._prints, file, lambda: self.reader.print_of(file))

    def stated_in(self, document: str) -> list[Fact]:
        """The facts that a document states."""
        if isinstance(self.kg, StoredGraph):
            return listing.stated_in(self.reader, document)
        return [fact for fact in self.kg.facts if fact.document == document]

    # -- lists

    @cached_property
    def tasks(self) -> list[ListRow]:
        """All tasks, in the order of print."""
        return listing.listed(self.reader, "Task")

    @cached_property
    def duties(self) -> list[ListRow]:
        """All duties, in the order of print."""
        return listing.listed(self.reader, "Duty")

    @cached_property
    def dates(self) -> dict[str, str]:
        """The dates of documents that have one (ISO)."""
        return listing.values(self.reader, "Document", "date")

    @cached_property
    def papers(self) -> list[tuple[str, str]]:
        """The documents of the graph with number and title, the newest first."""
        own = sorted(self.kg.own_documents, key=lambda d: (self.dates.get(d, ""), d), reverse=True)
        words = ((d, " ".join(filter(None, (self.kg.text(d, "number"), self.kg.text(d, "title"))))) for d in own)
        return [(document, text or document) for document, text in words]

    @cached_property
    def places(self) -> list[str]:
        """The regions that the graph has documents for, sorted."""
        return sorted({region for document, _ in self.papers for region in self.kg.regions_of(document)})

    def keep(self, key: tuple[str, ...], found: Reckoned) -> None:
        """Keep what was reckoned; the last few are kept."""
        _kept(self.reckoned, key, lambda: found, RECKONED_KEPT)

    def _reckoned(self, *key: str) -> Any:
        return _kept(self.reckoned, key, lambda: reckon(self.opened, key), RECKONED_KEPT)

    def findings(self, day: str = "") -> list[Finding]:
        """What an audit finds on a day (ISO), by default the newest that the graph knows; see `reckon`."""
        found: list[Finding] = self._reckoned("audit", day)
        return found

    def network(self, region: str = "") -> Network:
        """The network of work of a region (its node), or of all; see `reckon`."""
        found: Network = self._reckoned("network", region)
        return found

    def comparison(self, a: str, b: str) -> Comparison:
        """What two documents, places or years say on the same matter; see `reckon`."""
        found: Comparison = self._reckoned("compare", a, b)
        return found

    @cached_property
    def changes(self) -> Difference | None:
        """What the last build changed; None where it made the graph."""
        try:
            return self.opened.changes()
        except OptionError:
            return None

    def names(self, class_id: str, part: str = "") -> Sequence[Name]:
        """The nodes of a class that have a text in one of their names, by name; all where it is empty.

        Documents that are only cited stand behind those of the graph.
        """
        if class_id not in self._names:
            found = listing.names(self.reader, class_id)
            self._names[class_id] = sorted(found, key=lambda n: n.node not in self._files and n.node[:9] == "document:")
        every = self._names[class_id]
        return [name for name in every if part in name.every] if part else every

    def called(self, class_id: str, text: str) -> tuple[list[str], list[str]]:
        """The nodes of a class that are called just so; where there are none, those that have the text in a name; sorted."""
        if isinstance(self.kg, OverlaidGraph):
            return self.kg.called(class_id, text)
        exact = self.reader.named(class_id, text)
        return exact, [] if exact else sorted(name.node for name in self.names(class_id, text))

    @cached_property
    def titled(self) -> dict[str, list[ListRow]]:
        """The tasks by their titles."""
        table: dict[str, list[ListRow]] = defaultdict(list)
        for row in self.tasks:
            table[row.text].append(row)
        return dict(table)

    def warm(self) -> None:
        """Read the lists that pages need, so that nobody waits for them."""
        for class_id in ("Agency", "Body", "Document", "Region", "Person", "Plan"):
            self.names(class_id)
        _ = self.titled, self.duties, self.dates, self.in_several, self.places

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many nodes of each class there are."""
        return self.reader.counts()

    def region_documents(self, region: str) -> set[str]:
        """Documents for a region or for one within it."""
        found, stack, seen = set[str](), [region], set[str]()
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                found |= {f.subject for f in self.kg.into(here, "relevant_for") if f.subject.startswith("document:")}
                stack += [f.subject for f in self.kg.into(here, "within")]
        return found


class Shelves:
    """The graph of a folder in its newest state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._seen = self._look()
        self._shelf = Shelf(zhize.open(folder))
        self._days: dict[tuple[str, str], Shelf] = {}

    def _look(self) -> tuple[object, ...]:
        """What changes when the graph is written or a decision is taken."""
        out: list[object] = []
        for path in (seal_place(self.folder), table_of(self.folder)):
            try:
                at = path.stat()
                out.append((at.st_mtime_ns, at.st_size, at.st_ino))
            except OSError:
                out.append(None)
        return tuple(out)

    def newest(self) -> Shelf:
        """The graph as it is now; while it is written, as it was.

        Raises:
            GraphError: it has been damaged or removed.
        """
        seen = self._look()
        if seen != self._seen and not is_pending(self.folder):
            with self._lock:
                if seen != self._seen:
                    self._shelf = Shelf(zhize.open(self.folder))  # the old one is closed when nobody reads it any more
                    self._seen = seen
                    self.warm()
        self._shelf.forget()
        return self._shelf

    def warm(self) -> None:
        """Begin to read the lists of the graph, in a thread of its own."""
        shelf = self._shelf

        def read() -> None:
            with contextlib.suppress(GraphError):  # whoever asks for a page is told
                shelf.warm()

        Thread(target=read, daemon=True).start()

    def kept(self, day: str) -> Shelf | None:
        """The graph as of a day (ISO) where it is kept open."""
        shelf = self._days.get((self.newest().stamp, day))
        if shelf is not None:
            shelf.forget()
        return shelf

    def on(self, stamp: str, day: str, place: Path) -> Shelf:
        """The graph as of a day (ISO), which workers have made at a place of the graph of a stamp; the last few are kept open.

        It is never made here, where no limit holds.

        Raises:
            GraphError: it has been damaged or removed since.
        """
        with self._lock:
            return _kept(self._days, (stamp, day), lambda: Shelf(zhize.open(place)))
