"""Building a graph: files are read, names become bodies, and the file of the graph is brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zhize.errors import GraphError, ReadError
from zhize.graph.identity.decisions import read_decisions, table_of
from zhize.graph.model.ontology import ontology
from zhize.graph.store.sqlite.folder import building, store
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.readings import Readings
from zhize.inputs import Inputs
from zhize.loaders.kept import key_of, packed_head
from zhize.loaders.result import FileResult
from zhize.updating import bring_up_to_date, inputs_word

if TYPE_CHECKING:
    import sqlite3

    from zhize.loaders.workers import Step


class BuildReport(msgspec.Struct, frozen=True):
    """What a build read. `failed` holds a sentence for each file that could not be read, `skipped` one for each
    group of files in the folder that are of no known kind; `form_only` counts the agencies that no lexicon knows and that
    only the form of their names makes agencies; `read` counts the files that were read now, not taken as they were read before.
    """

    files: int
    failed: tuple[str, ...]
    counts: dict[str, int]
    facts: int
    issues: int
    stamp: str
    skipped: tuple[str, ...] = ()
    form_only: int = 0
    read: int = 0


def build(
    gazettes: str | Path,
    out: str | Path,
    *,
    jobs: int | None = None,
    max_mb: int = 32,
    progress: Callable[[FileResult], None] | None = None,
    step: Callable[[str, Step], None] | None = None,
) -> BuildReport:
    """Read gazettes and write a graph, or bring one up to date: only files that are new or changed are read.

    A build that is ended in the middle leaves the graph as it was; the next one goes on from what was read.

    Example:
        >>> zhize.build("samples/gazettes", "kg-built", jobs=1).counts["Task"]
        49

    Args:
        gazettes: a file or a folder tree.
        out: the graph folder; a graph that is there is brought up to date, other files in it stay.
        jobs: processes to use; all processors where it is not given.
        max_mb: files above this size are refused.
        progress: called once per file that was read, with the reading packed.
        step: called with a file's name and the page that is begun, for files of many pages.

    Raises:
        ReadError: nothing readable is at the path, or no formal document was read; nothing is written then.
        GraphError: the folder holds something else, cannot be written, or somebody else builds there.
    """
    from zhize.ahead import writing_ahead
    from zhize.loaders.files.limits import Limits
    from zhize.loaders.pipeline import load, writing_order

    folder, files = Path(out), writing_order(Path(gazettes))  # a path that holds nothing leaves nothing behind
    with building(folder), writing_ahead(folder, files, jobs) as writer, Readings(folder) as kept:
        given = Inputs()
        limits = Limits(max_bytes=max_mb * 2**20)

        def take(result: FileResult) -> FileResult:
            given.read += not result.key
            result = _keep(kept, result)
            if writer:
                writer.take(result, kept.flush)
            if progress:
                progress(result)
            return result

        at_once = writer.readers if writer else None
        for result in load(Path(gazettes), jobs=jobs, limits=limits, step=step, kept=kept, taken=take, at_once=at_once):
            given.add(result)
        kept.flush()  # an open transaction of theirs would keep the graph's file from being settled
        if not given.origins:
            if told := [*given.failed, *given.skipped]:
                raise ReadError("{sentences}", sentences=" ".join(told))
            raise ReadError("{gazettes}: no formal document was read.", gazettes=gazettes)
        if writer:
            writer.finish()
        else:
            _store(folder, given, kept)
        return _report(folder, given)


def _keep(kept: Readings, result: FileResult) -> FileResult:
    """Put a reading where it is kept for the next build; what the build itself has to hold of it."""
    if not result.data:
        return result
    key = key_of(result)
    kept.add(key, result.data, packed_head(result))
    return msgspec.structs.replace(result, key=key, data=b"")


def _store(folder: Path, given: Inputs, kept: Readings) -> None:
    """Bring the file up to date, where it is not so already."""
    decisions = read_decisions(table_of(folder))
    inputs = inputs_word(given, decisions)
    if not _holds(folder, inputs):

        def bring(con: sqlite3.Connection) -> None:
            bring_up_to_date(con, given, kept, decisions, inputs)

        store(folder, bring)


def _report(folder: Path, given: Inputs) -> BuildReport:
    return report_of(
        folder, files=len(given.sources), failed=tuple(given.failed), skipped=tuple(given.skipped), read=given.read
    )


def _holds(folder: Path, inputs: str) -> bool:
    """Whether the graph of a folder is made of just these."""
    try:
        reader = Reader.open(folder)
    except GraphError:
        return False
    try:
        return reader.inputs == inputs
    finally:
        reader.close()


def report_of(
    folder: Path, *, files: int, failed: tuple[str, ...] = (), skipped: tuple[str, ...] = (), read: int = 0
) -> BuildReport:
    """What a graph holds now, with what was read for it."""
    reader = Reader.open(folder)
    try:
        said, counts = reader.manifest, dict.fromkeys(ontology().classes, 0) | reader.counts()
        return BuildReport(
            files, failed, counts, said.facts, said.issues, said.stamp, skipped, reader.form_only(), read
        )
    finally:
        reader.close()
