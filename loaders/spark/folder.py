"""The folder of a graph as Parquet: which folders are ours, what they hold, and how a build puts its tables there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from zhize.errors import GraphError
from zhize.loaders.spark.hadoop import HadoopPath
from zhize.loaders.spark.schema import FORMAT, PROVINCE, TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MANIFEST = "_zhize.json"
"""Its name begins so that nobody takes it for a part of a table."""
PART = "_build-"
"""Begins the name of the folder of a build at work; it is removed when the build ends or the next one begins."""


class Manifest(msgspec.Struct, frozen=True):
    """What the folder holds: the format, the build that made its tables, a word for what they were made of, their sizes.

    `readings` are the builds whose readings are kept.
    """

    format: int
    build: str
    inputs: str
    rules: str
    rows: dict[str, int]
    readings: list[str]


class ParquetFolder:
    """The folder, at any Hadoop path. Each table is a folder with one folder for the build that made it: `facts/build=…/province=37/…`."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        self.spark, self.path = spark, HadoopPath(spark, path)
        self.manifest = self._check()

    def _check(self) -> Manifest | None:
        """What is there; None where nothing is.

        Raises:
            GraphError: it is something else, or of another format.
        """
        if not self.path.exists():
            return None
        if (self.path / MANIFEST).exists():
            return read_manifest((self.path / MANIFEST).read(), str(self.path))
        if not self.path.is_folder() or any(not n.startswith((PART, f".{MANIFEST}")) for n in self.path.names()):
            raise GraphError(
                "{folder}: this is no graph of Parquet files and is not empty. Give another place with -o.",
                folder=self.path,
            )
        return None

    def table(self, name: str, builds: list[str]) -> DataFrame | None:
        """The rows of a table that some builds wrote; None where there are none."""
        paths = [str(self.path / name / f"build={build}") for build in builds]
        return self.spark.read.schema(TABLES[name].ddl).parquet(*paths) if paths else None

    def work(self, build: str) -> HadoopPath:
        """Where a build keeps what it has made so far."""
        return self.path / f"{PART}{build}"

    def write(self, frame: DataFrame, name: str, build: str) -> int:
        """Write a table of a build, in the order of documents and print; the number of rows."""
        table, place = TABLES[name], self.work(build) / name
        names = [c.name for c in table.columns]
        writer = frame.select(*names, *([PROVINCE] if table.by_province else [])).write.mode("overwrite")
        (writer.partitionBy(PROVINCE) if table.by_province else writer).parquet(str(place))
        return int(self.spark.read.parquet(str(place)).count())

    def finish(self, manifest: Manifest) -> None:
        """Put the tables of a build in place of those before, and remove what nobody needs any more."""
        before, build = self.manifest, manifest.build
        for name in TABLES:
            if (self.work(build) / name).exists():
                (self.work(build) / name).rename(self.path / name / f"build={build}")
        (self.path / MANIFEST).write(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        self.manifest = manifest
        for name in TABLES if before else ():
            keep = {f"build={b}" for b in (manifest.readings if name == "readings" else [build])}
            for old in set((self.path / name).names()) - keep if (self.path / name).exists() else ():
                (self.path / name / old).remove()

    def clear(self) -> None:
        """Remove what builds that were ended left behind."""
        for name in self.path.names() if self.path.exists() else []:
            if name.startswith(PART):
                (self.path / name).remove()


def read_manifest(data: bytes, folder: str) -> Manifest:
    """What a folder says that it holds.

    Raises:
        GraphError: it is damaged, or of another format.
    """
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise GraphError(
            "{folder}: the graph is damaged ({why}). Remove it and build it anew.", folder=folder, why=error
        ) from error
    if manifest.format != FORMAT:
        raise GraphError(
            "{folder}: the graph has format {found}, this program reads format {known}. Remove it and build it anew.",
            folder=folder,
            found=manifest.format,
            known=FORMAT,
        )
    return manifest
