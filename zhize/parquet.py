"""Graphs as Parquet: made on Spark, and loaded from there into the file that everything else reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.building import BuildReport, report_of
from zhize.errors import GraphError, OptionError, require
from zhize.files import like
from zhize.graph.model.facts import Fact
from zhize.graph.model.prints import LineBox
from zhize.graph.store.sqlite.database import Source
from zhize.graph.store.sqlite.folder import building, store
from zhize.graph.store.sqlite.readings import Readings
from zhize.graph.store.sqlite.writer import write_boxes, write_parts
from zhize.loaders.kept import unpacked_head
from zhize.loaders.spark.folder import MANIFEST, Manifest, read_manifest
from zhize.loaders.spark.schema import facts_of, issues_of
from zhize.queries.prepared import prepare

if TYPE_CHECKING:
    import sqlite3

    import pyarrow as pa

_ROWS = 20_000
"""Rows that are taken at a time."""


class ParquetGraph:
    """A graph as Parquet in a folder of this machine.

    Example:
        >>> ParquetGraph(Path("kg.parquet")).manifest.rows["facts"]                     # doctest: +SKIP
        28049

    Raises:
        MissingExtra: pyarrow is not installed.
        GraphError: there is no such graph, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        require("parquet")
        self.folder = folder
        self.manifest: Manifest = self._read()

    def _read(self) -> Manifest:
        try:
            data = (self.folder / MANIFEST).read_bytes()
        except OSError as error:
            meant = like(self.folder)
            if meant and (Path(meant) / MANIFEST).exists():
                raise GraphError(
                    "{folder}: there is no graph of Parquet files here. Did you mean {meant}?",
                    folder=self.folder,
                    meant=meant,
                ) from error
            raise GraphError(
                "{folder}: there is no graph of Parquet files here. Make one with: zhize build GAZETTES --spark MASTER -o {folder}",
                folder=self.folder,
            ) from error
        return read_manifest(data, str(self.folder))

    def rows(self, table: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a table, some at a time, in the order of its files.

        Raises:
            GraphError: a file is damaged.
        """
        import pyarrow as pa
        from pyarrow import parquet

        builds = self.manifest.readings if table == "readings" else [self.manifest.build]
        for build in builds:
            for file in sorted((self.folder / table / f"build={build}").rglob("*.parquet")):
                try:
                    with parquet.ParquetFile(file) as opened:
                        yield from opened.iter_batches(_ROWS if table != "readings" else 20, columns=columns)
                except (OSError, pa.ArrowException) as error:
                    raise GraphError(
                        "{folder}: the graph is damaged ({why}). Remove it and build it anew.", folder=file, why=error
                    ) from error

    def facts(self) -> Iterator[list[Fact]]:
        """All facts, some documents at a time: by province, then document, then print."""
        held: list[Fact] = []
        for batch in self.rows("facts"):
            held += facts_of(batch)
            last = next((n for n in range(len(held), 0, -1) if held[n - 1].document != held[-1].document), 0)
            if last:
                yield held[:last]
                held = held[last:]
        if held:
            yield held


def load(parquet: str | Path, out: str | Path) -> BuildReport:
    """Make the graph file of a graph as Parquet, with the prints of its files; what it holds is what a build on one machine gives.

    The rows go from the one into the other some at a time, however many there are.

    Args:
        parquet: the folder that a build on Spark wrote.
        out: the graph folder; a graph that is there is brought up to date.

    Raises:
        MissingExtra: pyarrow is not installed.
        GraphError: there is no graph as Parquet, or it is damaged; the other folder holds something else or cannot be written.
    """
    given, folder = ParquetGraph(Path(parquet)), Path(out)
    if folder.resolve() == given.folder.resolve():
        raise OptionError("{folder}: this is the folder to load from. Give another one with -o.", folder=folder)
    with building(folder), Readings(folder) as kept:
        rows = [row for batch in given.rows("sources") for row in batch.to_pylist()]
        keys = {row["file"]: row["key"] for row in rows if row["key"]}
        boxes = _keep_readings(given, keys, kept)
        sources = [Source(row["file"], row["sha256"] or "", row["error"]) for row in rows]

        def bring(con: sqlite3.Connection) -> None:
            issues = [issue for batch in given.rows("issues") for issue in issues_of(batch)]
            write_parts(con, given.facts(), issues, sources, "", prepare)
            write_boxes(con, boxes)
            kept.hand_over(con, keys)

        store(folder, bring)
    return report_of(folder, files=len(sources), failed=tuple(row["error"] for row in rows if row["error"]))


def _keep_readings(given: ParquetGraph, keys: dict[str, str], kept: Readings) -> dict[str, tuple[LineBox, ...]]:
    """Take over the readings that the graph rests on; where the lines of files of pages stand, by the names of the files."""
    files: dict[str, list[str]] = {}
    for file, key in keys.items():
        files.setdefault(key, []).append(file)
    boxes: dict[str, tuple[LineBox, ...]] = {}
    for batch in given.rows("readings"):
        for row in batch.to_pylist():
            for file in files.get(row["key"], ()):
                result = unpacked_head(row["head"], file)
                if result is not None and result.boxes:
                    boxes[file] = result.boxes
            if row["key"] in files and row["key"] not in kept:
                kept.add(row["key"], row["data"], row["head"])
    kept.flush()
    return boxes
