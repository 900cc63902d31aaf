"""The graph as of a day, as a graph of its own: kept beside the graph it was made of, so that everything can be asked of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.graph.model.asof import as_of
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.kept import find, keep
from zhize.graph.store.sqlite.database import FORMAT
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.readings import copy_prints
from zhize.graph.store.sqlite.writer import write
from zhize.queries.prepared import prepare, version

if TYPE_CHECKING:
    import sqlite3

    from zhize.api import OpenGraph

FOLDER = "days"
"""The folder beside a graph in which its days are kept."""
MOST = 12
"""So many days are kept; the one made first goes first."""


def day_folder(opened: OpenGraph, day: str) -> Path:
    """The folder of the graph as of a day (ISO); made when it is first asked for, and anew when the graph has changed.

    Raises:
        GraphError: the graph's folder cannot be written.
    """
    folder, stamp = opened.path / FOLDER / day, f"{opened.manifest.stamp} {version()}"
    place = find(folder, stamp, FORMAT)
    if place is None:
        _forget(opened.path / FOLDER, now=day)
        place = keep(folder, stamp, FORMAT, lambda new: _make(opened, new, day), "graph as of a day")
    return place


def _make(opened: OpenGraph, new: Path, day: str) -> None:
    kg = KnowledgeGraph(as_of(opened.kg, day))
    used = {fact.evidence.file for fact in kg.facts}
    sources = [source for source in opened.reader.sources() if source.file in used]

    def bring(con: sqlite3.Connection) -> None:
        write(con, kg, sources, follow=prepare)
        copy_prints(con, opened.reader)

    store(new, bring)


def _forget(folder: Path, now: str) -> None:
    """Remove the days that were made first, so that not too many are kept."""
    if folder.is_dir():
        days = sorted((d for d in folder.iterdir() if d.is_dir() and d.name != now), key=lambda d: d.stat().st_mtime)
        for old in days[: max(0, len(days) - MOST + 1)]:
            shutil.rmtree(old, ignore_errors=True)
