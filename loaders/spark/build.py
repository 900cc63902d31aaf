"""The stages of a build on Spark, one after the other; each leaves its rows in the folder, so that a worker that dies costs its task only."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import GraphError, ReadError
from zhize.files import locked
from zhize.graph.identity.decisions import apart, merges, read_decisions, table_of
from zhize.graph.identity.describing import Naming
from zhize.graph.identity.identity import conflict_of
from zhize.graph.model.facts import Fact, Issue, digest
from zhize.loaders.files.limits import Limits
from zhize.loaders.kept import rules, unpacked_head
from zhize.loaders.result import FileResult
from zhize.loaders.spark import identity, linking, reading, tables
from zhize.loaders.spark.files import Listing, list_files, rows_of
from zhize.loaders.spark.folder import Manifest, ParquetFolder
from zhize.loaders.spark.identity import Row, decoded, over_rows
from zhize.loaders.spark.schema import FORMAT
from zhize.loaders.spark.session import session
from zhize.messages import Sentence

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Stage = Callable[[str], None]


class SparkReport(msgspec.Struct, frozen=True):
    """What a build read and made: files, those read now, a sentence per file that could not be read and per group left out, rows by table,
    and nodes by class.
    """

    files: int
    read: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    rows: dict[str, int]
    counts: dict[str, int]
    form_only: int
    build: str


def build(gazettes: str, out: str, master: str, *, max_mb: int = 32, stage: Stage | None = None) -> SparkReport:
    """Read gazettes on Spark and write a graph as Parquet, or bring one up to date: only files that are new or changed are read.

    Args:
        gazettes: a file or folder: a plain path, or one of Hadoop (`s3a://`, `hdfs://`, `file://`).
        out: the folder to write, likewise; decisions of people (`zhize same`, `zhize differ`) are those of the table beside a plain path.
        master: `local[4]`, `spark://HOST:PORT`, `yarn`, `k8s://…`.
        max_mb: files above this size are refused.
        stage: hears of the stages: reading, documents, regions, facts, links, tables.

    Raises:
        ReadError: nothing readable is at the path, or no formal document was read; nothing is written then.
        GraphError: the folder holds something else or cannot be written.
        ServerError: the master cannot be reached.
        OptionError: the master is none, or there is no Java.
    """
    with _alone(out), session(master) as spark:
        try:
            made = _Build(spark, gazettes, out, Limits(max_bytes=max_mb * 2**20), stage or (lambda _: None))
            return made.run()
        except OSError as error:
            raise GraphError(
                "{folder}: the graph cannot be written ({reason}).", folder=out, reason=error.strerror or error
            ) from error


@contextmanager
def _alone(out: str) -> Iterator[None]:
    """Be the only one who builds in a folder; where only Hadoop reaches it, nobody looks after that."""
    if "://" in out:
        yield
        return
    folder = Path(out)
    busy = Sentence(
        "{folder}: another zhize is building this graph. Wait until it has ended, or give another place with -o.",
        {"folder": out},
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_name(f".{folder.name}.build"), busy):
        yield


class _Build:
    """One build: its folder, what it was given, the word that tells it from others."""

    def __init__(self, spark: SparkSession, gazettes: str, out: str, limits: Limits, stage: Stage) -> None:
        self.spark, self.gazettes, self.limits, self.stage = spark, gazettes, limits, stage
        self.folder = ParquetFolder(spark, out)
        self.build = uuid.uuid4().hex[:16]
        self.decisions = [] if "://" in out else read_decisions(table_of(Path(out)))
        self.new = 0

    def run(self) -> SparkReport:
        """Run the stages and report."""
        listing = list_files(self.spark, self.gazettes)
        self.folder.clear()
        try:
            sources, readings, given = self._sources(listing)
            return self._report(listing, sources, self._tables(sources, readings, given))
        finally:
            self.folder.work(self.build).remove()

    # -- reading

    def _sources(self, listing: Listing) -> tuple[DataFrame, list[str], DataFrame]:
        """All files (sources), the builds whose readings are used, and the readings (file, data, head)."""
        self.stage("reading")
        files = rows_of(self.spark, listing)
        before = self.folder.manifest
        old = self.folder.table("readings", before.readings) if before else None
        known = self._known(files, old)
        todo = files.join(known, "file", "left_anti") if known is not None else files
        read = self._kept(reading.read(todo, self.limits), "read")
        self.new = read.count()
        taken = read.select("file", "sha256", "key", "failed")
        if known is not None:
            taken = taken.unionByName(known.select("file", "sha256", "key"), allowMissingColumns=True)
        sources = self._kept(taken, "taken")
        fresh = read.where("key is not null").dropDuplicates(["key"])
        if old is not None:
            fresh = fresh.join(old.select("key"), "key", "left_anti")
        added = self.folder.write(fresh, "readings", self.build)
        builds = [*(before.readings if before else []), *([self.build] if added else [])]
        here = fresh.select("key", "data", "head")
        all_kept = here if old is None else here.unionByName(old.select("key", "data", "head"))
        return sources, builds, sources.where("key is not null").select("file", "key").join(all_kept, "key")

    def _known(self, files: DataFrame, old: DataFrame | None) -> DataFrame | None:
        """The files of which a reading is kept (file, sha256, key): by hash and rules, as on one machine."""
        from pyspark.sql import functions as f

        if old is None:
            return None
        keys = old.select("key")
        hashed = self._kept(reading.hashed(files, self.limits), "hashed")
        plain = hashed.join(keys, "key").select("file", "sha256", "key")
        named = (
            hashed.join(plain, "file", "left_anti")
            .drop("key")
            .join(keys.withColumnRenamed("key", "own_key"), "own_key")
        )
        return plain.unionByName(named.select("file", "sha256", f.col("own_key").alias("key")))

    # -- identity

    def _tables(self, sources: DataFrame, readings: list[str], given: DataFrame) -> dict[str, int]:
        """Make all tables; their rows."""
        self.stage("documents")
        documents = self._kept(identity.documents(identity.document_parts(given)), "documents")
        own = documents.where("kind = 'document'")
        if not own.take(1):
            raise self._nothing(sources)
        places = identity.places_of(documents)
        self.stage("regions")
        regions = self._kept(
            identity.settled_regions(identity.region_shares(own), places, apart(self.decisions)), "regions"
        )
        zones = identity.places_of(regions)
        places = identity.Places([*places.own, *(z for z in zones.own if z.key not in {r.key for r in places.own})])
        self.stage("facts")
        stated = self._kept(
            identity.stated(own, regions.where("kind = 'finals'").select("document", "payload")), "stated"
        )
        self.stage("links")
        linked = self._kept(linking.linked(stated, linking.held_documents(stated)), "linked")
        of_regions = linking.region_facts(_namings(regions, stated), places)
        lineages = linking.lineages(regions.where("kind = 'profiles'"), places, of_regions)
        made = [stated, regions, linked, linking.members(stated, linked), lineages, self._rows(of_regions)]
        self.stage("tables")
        return self._written(sources, readings, given, reduce(lambda a, b: a.unionByName(b), made), own, places)

    def _written(
        self,
        sources: DataFrame,
        readings: list[str],
        given: DataFrame,
        rows: DataFrame,
        own: DataFrame,
        places: identity.Places,
    ) -> dict[str, int]:
        from pyspark.sql import functions as f

        tasks = max(self.spark.sparkContext.defaultParallelism, own.count() // 200)
        write = self.folder.write
        counts = {"facts": write(tables.facts_table(rows, own, tasks), "facts", self.build)}
        facts = self.spark.read.parquet(str(self.folder.work(self.build) / "facts"))
        counts["clauses"] = write(tables.clauses_table(facts), "clauses", self.build)
        counts["documents"] = write(tables.documents_table(facts, own, places), "documents", self.build)
        counts["nodes"] = write(tables.nodes_table(facts).sort("node"), "nodes", self.build)
        issues = tables.issues_table(rows).distinct().unionByName(tables.issues_table(self._of_files(sources, given)))
        counts["issues"] = write(issues.sort("file", "line", "kind", "text", "reason"), "issues", self.build)
        said = f.udf(_why, "string", useArrow=False)
        counts["sources"] = write(sources.withColumn("error", said("failed")).sort("file"), "sources", self.build)
        counts["form_only"] = (
            facts.where("predicate = 'basis' and object = 'form'").select("subject").distinct().count()
        )
        classes = (
            self.spark.read.parquet(str(self.folder.work(self.build) / "nodes")).groupBy("class").count().collect()
        )
        counts |= {f"class {row['class']}": row["count"] for row in classes}
        inputs = digest(
            rules(),
            *(str(d) for d in self.decisions),
            *(
                f"{r.file} {r.key} {r.failed}"
                for r in sources.sort("file").select("file", "key", "failed").toLocalIterator()
            ),
        )
        self.folder.finish(Manifest(FORMAT, self.build, inputs, rules(), counts, readings))
        return counts

    def _of_files(self, sources: DataFrame, given: DataFrame) -> DataFrame:
        """The issues of readings, and those of files that could not be read."""

        def of_reading(row: dict[str, object]) -> list[Row]:
            result = unpacked_head(row["head"], str(row["file"]))  # type: ignore[arg-type]
            return [Row("issues", "", "", list(result.issues))] if result and result.issues else []

        def of_failure(row: dict[str, Any]) -> list[Row]:
            name, error = row["file"], decoded(row["failed"], FileResult).error
            return [Row("issues", "", "", [Issue(name, 0, "unreadable-file", name, error)])] if error else []

        failed = sources.where("failed is not null")
        made = over_rows(given.select("file", "head"), of_reading).unionByName(over_rows(failed, of_failure))
        if conflicts := merges(self.decisions)[1]:
            payload = bytearray(msgspec.msgpack.encode([conflict_of(d) for d in conflicts]))
            made = made.unionByName(self.spark.createDataFrame([("issues", "", "", payload)], identity.ROW))
        return made

    def _rows(self, facts: list[Fact]) -> DataFrame:
        """A few facts as rows."""
        groups: dict[str, list[Fact]] = {}
        for fact in facts:
            groups.setdefault(fact.document, []).append(fact)
        encode = msgspec.msgpack.encode
        rows = [("facts", document, document, bytearray(encode(own))) for document, own in groups.items()]
        return self.spark.createDataFrame(rows, identity.ROW)

    def _kept(self, frame: DataFrame, name: str) -> DataFrame:
        """The rows of a stage, written down: what follows reads them and makes nothing again."""
        place = str(self.folder.work(self.build) / f"_{name}")
        frame.write.mode("overwrite").parquet(place)
        return self.spark.read.schema(frame.schema).parquet(place)

    # -- the end

    def _nothing(self, sources: DataFrame) -> ReadError:
        failed = [
            str(decoded(bytes(r.failed), FileResult).error)
            for r in sources.where("failed is not null").sort("file").limit(20).collect()
        ]
        if failed:
            return ReadError("{sentences}", sentences=" ".join(failed))
        return ReadError("{gazettes}: no formal document was read.", gazettes=self.gazettes)

    def _report(self, listing: Listing, sources: DataFrame, counts: dict[str, int]) -> SparkReport:
        failed = sources.where("failed is not null").sort("file").select("failed").collect()
        sentences = tuple(str(decoded(bytes(row.failed), FileResult).error) for row in failed)
        classes = {name.removeprefix("class "): n for name, n in counts.items() if name.startswith("class ")}
        rows = {name: n for name, n in counts.items() if not name.startswith("class ")}
        classes["Document"] = rows["documents"]  # not those that are only cited
        return SparkReport(
            len(listing.files), self.new, sentences, listing.skipped, rows, classes, counts["form_only"], self.build
        )


def _namings(*stages: DataFrame) -> list[Naming]:
    """The first place that names each region, over all stages."""
    from pyspark.sql import functions as f

    rows = reduce(lambda a, b: a.unionByName(b), stages).where("kind = 'naming'").groupBy("key")
    first = rows.agg(f.min("document").alias("document"))
    every = reduce(lambda a, b: a.unionByName(b), stages).where("kind = 'naming'")
    return [
        decoded(bytes(row.payload), Naming)
        for row in every.join(first, ["key", "document"]).select("payload").collect()
    ]


def _why(failed: bytes | None) -> str | None:
    """Why a file could not be read, in Chinese as all that a graph holds."""
    error = decoded(bytes(failed), FileResult).error if failed is not None else None
    return error.said("zh") if error else None
