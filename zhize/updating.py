"""Bringing the file of a graph up to date: by what changed since the last build, or by everything."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property

from zhize.graph.identity.decisions import Decision, apart
from zhize.graph.identity.identity import CONFLICT, Given, identify_changed
from zhize.graph.identity.memory import Forgotten
from zhize.graph.model.facts import Issue, Statement, digest
from zhize.graph.store.issues import IssueRow, issue_row
from zhize.graph.store.sqlite.readings import Kept
from zhize.graph.store.sqlite.records import StoredMemory
from zhize.graph.store.sqlite.row_writer import Amiss
from zhize.graph.store.sqlite.writer import write_boxes, write_parts
from zhize.inputs import UNREADABLE, Inputs
from zhize.loaders.kept import rules, unpacked, unpacked_head
from zhize.loaders.result import FileResult
from zhize.queries.prepared import prepare, version

FEW = 20
"""So many documents may change at least, for their difference to be looked for."""
FEW_OF = 0.1
"""And this part of all: of more it is quicker to write everything, and to compare it with what the file holds."""


def inputs_word(given: Inputs, decisions: list[Decision]) -> str:
    """A word for all that a graph is made of: readings, files that failed, decisions, rules."""
    files = sorted(f"{s.file} {s.sha256} {s.error or ''} {given.keys.get(s.file, '')}" for s in given.sources)
    return digest(rules(), version(), *files, *map(str, decisions))


def bring_up_to_date(
    con: sqlite3.Connection, given: Inputs, kept: Kept, decisions: list[Decision], inputs: str, *, unseen: bool = False
) -> None:
    """Make a file hold what files and decisions give, in the transaction of the caller. `inputs` is a word for all of that.

    Where few of the documents changed that it holds, only what depends on them is made anew, and new ones are added. Where many did, or what
    the file keeps for it is damaged, everything is made. `unseen`: the file is being made, and nobody has seen what it holds so far.
    """
    memory = StoredMemory(con, given.documents())
    stale, gone = memory.stale(), memory.gone()
    known = memory.documents()
    if known and len(stale & known) + len(gone) <= max(FEW, FEW_OF * len(known)):
        try:
            _write_difference(con, memory, given, kept, decisions, inputs, stale, gone, unseen=unseen)
        except (Forgotten, Amiss):
            pass
        else:
            return
    memory.clear()
    now = Given(memory.stale(), (), given.statements_from(kept), lambda _: (), given.origins, given.groups())
    made = identify_changed(memory, now, decisions)
    write_parts(
        con,
        made.made(),
        [*given.issues, *made.issues_made],
        given.sources,
        inputs,
        prepare,
        documents=given.documents(),
        unseen=unseen,
    )
    _write_rest(con, memory, given, kept, decisions)


def _write_difference(
    con: sqlite3.Connection,
    memory: StoredMemory,
    given: Inputs,
    kept: Kept,
    decisions: list[Decision],
    inputs: str,
    stale: set[str],
    gone: set[str],
    *,
    unseen: bool,
) -> None:
    """Write what documents change that are stale or gone.

    Raises:
        Forgotten: what is kept of documents is damaged.
        Amiss: the file does not hold what it is thought to.
    """
    before = _Before(con, given, kept)
    now = Given(stale, gone, given.statements_from(kept), before.statements, given.origins, given.groups())
    made = identify_changed(memory, now, decisions, memory.apart())
    left = Counter(map(issue_row, [*made.issues_gone, *before.issues()]))

    def stays(row: IssueRow) -> bool:
        if left[row] or row[2] == CONFLICT or (row[2] == UNREADABLE and row[0] in before.files):
            left[row] -= 1
            return False
        return True

    new = [issue for issue in given.issues if issue.file in before.files]
    issues = [*new, *made.issues_made]
    write_parts(con, made.made(), issues, given.sources, inputs, prepare, made.gone(), stays, unseen=unseen)
    _write_rest(con, memory, given, kept, decisions)


def _write_rest(
    con: sqlite3.Connection, memory: StoredMemory, given: Inputs, kept: Kept, decisions: list[Decision]
) -> None:
    memory.put_apart(apart(decisions))
    write_boxes(con, given.boxes)
    kept.hand_over(con, given.keys)


class _Before:
    """The files and readings that the file of a graph was made of, where they are others than now."""

    def __init__(self, con: sqlite3.Connection, given: Inputs, kept: Kept) -> None:
        self._given, self._kept = given, kept
        was = {file: (key, error) for file, key, error in con.execute("SELECT file, reading, error FROM sources")}
        now = {s.file: (given.keys.get(s.file), s.error) for s in given.sources}
        self.files = frozenset(file for file in was.keys() | now.keys() if was.get(file) != now.get(file))
        """The files that came, went or changed."""
        self._keys = {file: key for file, (key, _) in was.items() if key and file in self.files}
        self._same = {file for file in was.keys() - self.files if was[file][0]}

    def statements(self, documents: Collection[str]) -> Iterator[list[Statement]]:
        """The statements of some documents as they were.

        Raises:
            Forgotten: a reading is damaged.
        """
        begun: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for document in documents:
            begun[tuple(sorted(self._files.get(document, ())))].add(document)
        for names, wanted in sorted(begun.items()):
            yield [s for name in names for s in self._of(name) if s.document in wanted]

    def issues(self) -> list[Issue]:
        """What was open of the files that went or changed, but for what identity found.

        Raises:
            Forgotten: a reading is damaged.
        """
        return [issue for head in self._heads.values() for issue in head.issues]

    @cached_property
    def _heads(self) -> dict[str, FileResult]:
        """What was read of the files that went or changed, by the names of the files."""
        out: dict[str, FileResult] = {}
        for name, key in self._keys.items():
            head = unpacked_head(self._kept.head(key), name) or unpacked(self._kept[key], name)
            if head is None:
                raise Forgotten
            out[name] = head
        return out

    @cached_property
    def _files(self) -> dict[str, set[str]]:
        """The files in which each document stood."""
        out: dict[str, set[str]] = defaultdict(set)
        for name, head in self._heads.items():
            for document in (*head.documents, *(s.document for s in head.statements)):
                out[document].add(name)
        for document, names in self._given.files().items():
            out[document] |= self._same.intersection(names)
        return out

    def _of(self, name: str) -> tuple[Statement, ...]:
        whole = unpacked(self._kept[self._keys.get(name) or self._given.keys[name]], name)
        if whole is None:
            raise Forgotten
        return whole.statements
