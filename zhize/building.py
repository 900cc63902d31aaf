"""Building a graph: files are read, names become bodies, and the file of the graph is brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zhize.errors import ReadError
from zhize.graph.identity.decisions import read_decisions, table_of
from zhize.graph.identity.identity import identify
from zhize.graph.model.facts import Issue, Origin, Statement
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.folder import check_place, store
from zhize.graph.store.sqlite.writer import Source, write

if TYPE_CHECKING:
    from zhize.loaders.pipeline import FileResult
    from zhize.loaders.workers import Step


class BuildReport(msgspec.Struct, frozen=True):
    """What a build read. `failed` holds a sentence for each file that could not be read, `skipped` one for each
    group of files in the folder that are of no known kind; `form_only` counts the agencies that no lexicon knows and that
    only the form of their names makes agencies.
    """

    files: int
    failed: tuple[str, ...]
    counts: dict[str, int]
    facts: int
    issues: int
    stamp: str
    skipped: tuple[str, ...] = ()
    form_only: int = 0


def build(
    gazettes: str | Path,
    out: str | Path,
    *,
    jobs: int | None = None,
    max_mb: int = 32,
    progress: Callable[[FileResult], None] | None = None,
    step: Callable[[str, Step], None] | None = None,
) -> BuildReport:
    """Read gazettes and write a graph folder.

    Args:
        gazettes: a file or a folder tree.
        out: the graph folder; a graph that is there is brought up to date, other files in it stay.
        jobs: processes to use; all processors where it is not given.
        max_mb: files above this size are refused.
        progress: called once per file.
        step: called with a file's name and the page that is begun, for files of many pages.

    Raises:
        ReadError: nothing readable is at the path, or no formal document was read; nothing is written then.
        GraphError: the folder holds something else, or cannot be written.
    """
    from zhize.loaders.files.limits import Limits
    from zhize.loaders.pipeline import load

    check_place(Path(out))
    statements: list[Statement] = []
    origins: list[Origin] = []
    issues: list[Issue] = []
    sources: list[Source] = []
    skipped: list[str] = []
    for result in load(Path(gazettes), jobs=jobs, limits=Limits(max_bytes=max_mb * 2**20), step=step):
        if result.skipped:
            skipped.append(result.name)
            continue
        statements += result.statements
        origins += result.origins
        issues += result.issues
        sources.append(Source(result.name, result.sha256, result.error))
        if result.error:
            issues.append(Issue(result.name, 0, "unreadable-file", result.name, result.error))
        if progress:
            progress(result)
    failed = tuple(s.error for s in sources if s.error)
    if not origins:
        raise ReadError(" ".join([*failed, *skipped]) or f"{gazettes}: no formal document was read.")
    facts, more = identify(statements, origins, read_decisions(table_of(Path(out))))
    kg = KnowledgeGraph(facts, [*issues, *more])
    manifest = store(Path(out), lambda con: write(con, kg, sources))
    form_only = len({f.subject for f in kg.facts if f.predicate == "basis" and f.object == "form"})
    counts = count(kg)
    size = (len(kg.facts), len(kg.issues))
    return BuildReport(len(sources), failed, counts, *size, manifest.stamp, tuple(skipped), form_only)


def count(kg: KnowledgeGraph) -> dict[str, int]:
    """Count the nodes of each class; of documents only those whose text the graph holds."""
    counts = {node_class: len(kg.nodes(node_class)) for node_class in kg.ontology.classes}
    counts["Document"] = len(kg.own_documents)
    return counts
