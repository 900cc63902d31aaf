"""What a build is given: what its files gave, and which documents stand in which files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

import msgspec
import networkx as nx

from zhize.errors import GraphError
from zhize.graph.model.facts import Issue, Origin, Statement, digest
from zhize.graph.model.prints import LineBox
from zhize.graph.store.sqlite.database import Source
from zhize.graph.store.sqlite.readings import Kept
from zhize.loaders.kept import unpacked
from zhize.loaders.result import FileResult

UNREADABLE = "unreadable-file"
"""The kind of the issue of a file that could not be read."""


class Inputs(msgspec.Struct):
    """What files gave, in the order of their names."""

    results: dict[str, FileResult] = {}
    """By the names of the files; of those that have not changed without statements."""
    origins: list[Origin] = []
    issues: list[Issue] = []
    sources: list[Source] = []
    skipped: list[str] = []
    failed: list[str] = []
    keys: dict[str, str] = {}
    """Of the readings that the graph rests on, by the names of the files."""
    boxes: dict[str, tuple[LineBox, ...]] = {}
    """Where the lines of files of pages stand, by the names of the files."""
    read: int = 0

    def add(self, result: FileResult) -> None:
        """Take over what a file gave."""
        if result.skipped:
            self.skipped.append(result.name)
            return
        self.results[result.name] = result
        if result.key:
            self.keys[result.name] = result.key
        self.origins += result.origins
        self.issues += result.issues
        if result.boxes:
            self.boxes[result.name] = result.boxes
        why = result.error.said("zh") if result.error else None  # as all that a graph holds
        self.sources.append(Source(result.name, result.sha256, why))
        if result.error and why:
            self.failed.append(str(result.error))
            self.issues.append(Issue(result.name, 0, UNREADABLE, result.name, result.error))

    def documents(self) -> dict[str, str]:
        """All documents, each with a word for the files and readings that it stands in."""
        return {d: digest(*(f"{name} {self.keys.get(name)}" for name in names)) for d, names in self.files().items()}

    def files(self) -> dict[str, list[str]]:
        """The files of each document, sorted."""
        out: dict[str, set[str]] = defaultdict(set)
        for name, result in self.results.items():
            for document in (*result.documents, *(s.document for s in result.statements)):
                out[document].add(name)
        for origin in self.origins:
            if origin.document in out:
                out[origin.document].add(origin.file)
        return {document: sorted(names) for document, names in out.items()}

    def statements_from(self, kept: Kept) -> Callable[[Collection[str]], Iterator[list[Statement]]]:
        """What gives the statements of some documents, from readings that are kept."""
        return lambda documents: self._statements_of(documents, kept)

    def _statements_of(self, documents: Collection[str], kept: Kept) -> Iterator[list[Statement]]:
        """The statements of some documents, those that begin in one file at a time; taken from the readings that are kept.

        Raises:
            GraphError: what was kept is damaged.
        """
        begun: dict[str, dict[str, None]] = defaultdict(dict)
        files = self.files()
        for document in documents:
            begun[files[document][0]][document] = None
        for _, wanted in sorted(begun.items()):
            names = sorted({name for document in wanted for name in files[document]})
            yield [s for name in names for s in self._whole(name, kept).statements if s.document in wanted]

    def _whole(self, name: str, kept: Kept) -> FileResult:
        result = self.results[name]
        if not result.key:
            return result
        whole = unpacked(kept[result.key], name)
        if whole is None:
            raise GraphError(
                "{name}: the reading that the graph keeps of this file is damaged. Remove the graph and build it anew.",
                name=name,
            )
        return whole

    def groups(self) -> dict[str, str]:
        """A word for each document: the same for documents of the same files, so that what a file says is written together."""
        joined: nx.Graph[str] = nx.Graph()
        files = self.files()
        for document, names in files.items():
            nx.add_path(joined, [*names, document] if len(names) > 1 else [names[0], names[0]])
        leaders = {name: min(ring) for ring in nx.connected_components(joined) for name in ring}
        return {document: leaders[names[0]] for document, names in files.items()}
