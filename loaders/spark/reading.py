"""Reading as a map over files: the same reading, with the same limits and failures per file as on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.files import hash_of
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.read import too_large
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.kept import key_of, keys_for, packed, packed_head
from zhize.loaders.pipeline import Work, load_one, load_text, lost
from zhize.loaders.result import FileResult
from zhize.loaders.spark.files import on_disk, with_bytes
from zhize.loaders.workers import each

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

Batches = Iterator["pa.RecordBatch"]
Map = Callable[[Batches], Batches]
READ = "file string, sha256 string, key string, data binary, head binary, failed binary"
"""What reading gave: a reading as it is kept, or (`failed`) the result that says why there is none."""
TASK_BYTES = 2**20
"""A task reads about so much, so that no task is much longer than the others and starting one costs little."""


def hashed(rows: DataFrame, limits: Limits) -> DataFrame:
    """The files with the two keys that a reading of them may be kept under (`key`, `own_key`); empty where they cannot be read."""

    def hash_all(batches: Batches) -> Batches:
        for batch in batches:
            names = batch["file"].to_pylist()
            hashes = [_hash(row, limits) for row in batch.to_pylist()]
            keys = [keys_for(sha256, name) if sha256 else ("", "") for sha256, name in zip(hashes, names, strict=True)]
            yield _batch(file=names, sha256=hashes, key=[k for k, _ in keys], own_key=[k for _, k in keys])

    return _spread(rows, limits).mapInArrow(hash_all, "file string, sha256 string, key string, own_key string")


def _hash(row: dict[str, Any], limits: Limits) -> str:
    with suppress(OSError), on_disk(row["file"], row["path"], row["content"]) as file:
        return hash_of(file) if file.stat().st_size <= limits.max_bytes else ""
    return ""


def read(rows: DataFrame, limits: Limits) -> DataFrame:
    """Read files in a process that may take so much time and memory for each and no more."""

    def read_all(batches: Batches) -> Batches:
        _warm()
        for batch in batches:
            works: list[Work] = []
            with ExitStack() as stack:
                for row in batch.to_pylist():
                    if row["remote"] and row["size"] > limits.max_bytes:  # its bytes were not fetched
                        error = too_large(row["file"], row["size"], limits.max_bytes).sentence
                        yield _read_row(FileResult(row["file"], error=error))
                        continue
                    file = stack.enter_context(on_disk(row["file"], row["path"], row["content"]))
                    works.append(Work(file, row["file"], limits))
                # One process reads them one after the other, for what it has looked up it keeps; if one file ends it, the next gets another.
                yield from map(_read_row, each(load_one, works, workers=1, limits=limits, lost=lost))

    return _spread(rows, limits).mapInArrow(read_all, READ)


def _spread(rows: DataFrame, limits: Limits) -> DataFrame:
    """The rows dealt out to tasks of about the same size; the largest files are alone."""
    from pyspark.sql import functions as f

    spark = rows.sparkSession
    total = rows.agg(f.sum("size")).first()[0] or 0
    tasks = max(spark.sparkContext.defaultParallelism * 2, -(-total // TASK_BYTES))
    count = rows.count()
    return with_bytes(rows.repartition(min(int(tasks), max(count, 1)), "file"), limits.max_bytes)


@cache
def _warm() -> None:
    """Load all lexicons once, before processes are forked for the files."""
    text = "青石区人民政府\n关于做好排水工作的通知\n\n各镇街：\n一、排水。由区水务局负责。\n"
    load_text(SourceText("?", TracedText.identity(text), "?"))


def _read_row(result: FileResult) -> pa.RecordBatch:
    data = packed(result)
    if data is None:
        failed = msgspec.msgpack.encode(msgspec.structs.replace(result, text=b"", statements=(), issues=(), boxes=()))
        return _batch(
            file=[result.name],
            sha256=[result.sha256],
            key=[None],
            data=[None],
            head=[None],
            failed=[failed],
        )
    return _batch(
        file=[result.name],
        sha256=[result.sha256],
        key=[key_of(result)],
        data=[data],
        head=[packed_head(result)],
        failed=[None],
    )


_BINARY = ("data", "head", "failed")


def _batch(**columns: object) -> pa.RecordBatch:
    import pyarrow as pa

    types = {name: pa.binary() if name in _BINARY else pa.string() for name in columns}
    return pa.RecordBatch.from_arrays(
        [c if isinstance(c, pa.Array) else pa.array(c, types[name]) for name, c in columns.items()], names=[*columns]
    )
