"""The files to read, as rows: of a plain path by its folder tree as on one machine, of any other by the file system of Hadoop."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from zhize.errors import ReadError
from zhize.loaders.files import folder
from zhize.loaders.files.folder import shown
from zhize.loaders.files.read import READERS, find_files
from zhize.loaders.spark.hadoop import Entry, HadoopPath

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

COLUMNS = "file string, path binary, size bigint, remote boolean"
"""A file: the name by which facts cite it, its path in bytes, its size; `remote` where only Hadoop reaches it."""


class Listing(msgspec.Struct, frozen=True):
    """The files at a path, and a sentence for each group of files that are left out."""

    files: list[Entry]
    skipped: tuple[str, ...]
    remote: bool


def list_files(spark: SparkSession, path: str) -> Listing:
    """The files to read at a path: a plain path, or the address of a file or folder that Hadoop reaches (`hdfs://…`).

    Raises:
        ReadError: nothing readable is there.
    """
    if "://" not in path:
        found = find_files(Path(path))
        root = Path(path) if Path(path).is_dir() else Path(path).parent
        return Listing([_entry(file, root) for file in found.files], found.skipped, False)
    try:
        place = HadoopPath(spark, path)
        if not place.exists():
            raise ReadError(
                "{path}: there is no such file or folder. Give the path of a gazette or of a folder of them.", path=path
            )
        entries = sorted(place.files(), key=lambda entry: PurePosixPath(entry.name).parts)
    except OSError as error:
        raise ReadError(
            "{path}: the folder cannot be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    sorted_out = folder.sorted_out(path, [entry.name for entry in entries], frozenset(READERS))
    wanted = set(sorted_out.files)
    return Listing([e for e in entries if Path(e.name) in wanted], sorted_out.skipped, True)


def _entry(file: Path, root: Path) -> Entry:
    return Entry(str(file), shown(file.relative_to(root)), file.stat().st_size if file.exists() else 0)


def rows_of(spark: SparkSession, listing: Listing) -> DataFrame:
    """The files as rows, the largest first."""
    entries = sorted(listing.files, key=lambda e: (-e.size, e.name))
    rows = [(e.name, bytearray(os.fsencode(e.path)), e.size, listing.remote) for e in entries]
    return spark.createDataFrame(rows, COLUMNS)


def with_bytes(rows: DataFrame, max_bytes: int) -> DataFrame:
    """The rows with a column `content`: the bytes of remote files that are not too large; NULL of all others."""
    from pyspark.sql import functions as f

    if not rows.where("remote").take(1):
        return rows.withColumn("content", f.lit(None).cast("binary"))
    small = rows.where(f.col("size") <= max_bytes)
    paths = [os.fsdecode(bytes(row.path)) for row in small.select("path").collect()]
    read = rows.sparkSession.read.format("binaryFile").load([_plain(p) for p in paths])
    taken = read.select(f.encode("path", "utf-8").alias("path"), "content")
    content = f.when(f.col("size") == 0, f.lit(b"")).otherwise(f.col("content"))  # Spark leaves out empty files
    joined = rows.join(taken, "path", "left").withColumn("content", content)
    return joined.select("file", "path", "size", "remote", "content")


def _plain(path: str) -> str:
    """A path that means just itself where patterns are read."""
    return "".join(f"\\{c}" if c in "*?[]{}\\," else c for c in path)


@contextmanager
def on_disk(name: str, path: bytes, content: bytes | None) -> Iterator[Path]:
    """The file as one of this machine: of a remote file its bytes in a temporary one, with the same ending."""
    if content is None:
        yield Path(os.fsdecode(path))
        return
    with tempfile.TemporaryDirectory(prefix="zhize-") as place:
        file = Path(place) / f"file{PurePosixPath(name).suffix}"
        file.write_bytes(content)
        yield file
