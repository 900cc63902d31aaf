"""Identity on Spark: names by document, then by region, then statements to facts; the functions are those of one machine.

Between the stages lie rows of a key and a payload (MessagePack): what the functions of `graph.identity` take and give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from zhize.graph.identity.by_region import RegionShare, doubts, settle_region, shares
from zhize.graph.identity.describing import describe_document, describe_region, earliest
from zhize.graph.identity.documents import DocumentNames, place_of
from zhize.graph.identity.identity import (
    DocumentReading,
    facts_of_document,
    finals_of,
    gatherings_of,
    read_documents,
)
from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.identity.settling import Pairs
from zhize.graph.model.facts import Fact, Origin, Statement
from zhize.graph.model.lineage import PROFILE
from zhize.graph.model.linking import citations_of, crosses, titles_of
from zhize.loaders.kept import unpacked

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

T = TypeVar("T")
ROW = "kind string, key string, document string, payload binary"
"""What a stage gives: rows of several kinds, each with a key to group by, the document, and the payload."""


class Row(msgspec.Struct, frozen=True):
    """A row of a stage."""

    kind: str
    key: str
    document: str
    payload: object


class DocumentPart(msgspec.Struct, frozen=True, array_like=True):
    """What one file gives of a document: statements, and all origins of the file that speak of it."""

    statements: list[Statement]
    origins: list[Origin]


class OwnDocument(msgspec.Struct, array_like=True):
    """A document as it is read: its names and statements; `told` where its head says what it is."""

    reading: DocumentReading
    told: bool


_ENCODER = msgspec.msgpack.Encoder()


def batch_of(rows: Iterable[Row]) -> pa.RecordBatch:
    """Rows as a batch."""
    import pyarrow as pa

    listed = list(rows)
    return pa.RecordBatch.from_arrays(
        [
            pa.array([r.kind for r in listed], pa.string()),
            pa.array([r.key for r in listed], pa.string()),
            pa.array([r.document for r in listed], pa.string()),
            pa.array([_ENCODER.encode(r.payload) for r in listed], pa.binary()),
        ],
        names=["kind", "key", "document", "payload"],
    )


def decoded(payload: bytes, type_: type[T]) -> T:
    """What a payload holds."""
    return msgspec.msgpack.decode(payload, type=type_)


def over_rows(frame: DataFrame, work: Callable[[dict[str, Any]], Iterable[Row]]) -> DataFrame:
    """A map over rows."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for row in batch.to_pylist():
                yield batch_of(work(row))

    return frame.mapInArrow(run, ROW)


def over_groups(frame: DataFrame, key: str, work: Callable[[list[dict[str, Any]]], Iterable[Row]]) -> DataFrame:
    """A map over the groups of rows that have one key."""

    def run(table: pa.Table) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_batches([batch_of(work(table.to_pylist()))])

    return frame.groupBy(key).applyInArrow(run, ROW)


# -- documents


def document_parts(readings: DataFrame) -> DataFrame:
    """Readings (file, data) to the parts of documents that they hold."""

    def parts(row: dict[str, Any]) -> Iterator[Row]:
        result = unpacked(row["data"], row["file"])
        if result is None:
            raise ValueError(f"the reading that is kept of {row['file']} is damaged")
        groups: dict[str, list[Statement]] = {}
        for statement in result.statements:
            groups.setdefault(statement.document, []).append(statement)
        for document, statements in groups.items():
            origins = [o for o in result.origins if o.document == document]
            yield Row("part", document, document, DocumentPart(statements, origins))

    return over_rows(readings, parts)


def documents(parts: DataFrame) -> DataFrame:
    """Parts to documents, each with its names read; the key is its province. The places that it names are rows of kind `place`."""

    def document(rows: list[dict[str, Any]]) -> Iterator[Row]:
        given = [decoded(row["payload"], DocumentPart) for row in rows]
        origins = sorted((o for part in given for o in part.origins), key=lambda o: (o.file, o.document))
        firsts = {o.document: o for o in reversed(origins)}
        for name, reading in read_documents([s for part in given for s in part.statements], firsts):
            regions = Regions.load()
            regions.adopt(reading.places)
            home = reading.names.home.key
            yield Row("document", province_of(home, regions), name, OwnDocument(reading, bool(firsts)))
            for region in reading.places:
                yield Row("place", region.key, name, region)

    return over_groups(parts, "document", document)


def province_of(key: str | None, regions: Regions) -> str:
    """The code of the province of a region; that of the country where none is known."""
    found = regions.at_level(key, "省") if key else None
    return found.key if found else COUNTRY


# -- regions


def region_shares(documents: DataFrame) -> DataFrame:
    """Documents to what their names give to regions; the key is the region."""

    def deal(row: dict[str, Any]) -> Iterator[Row]:
        own = decoded(row["payload"], OwnDocument)
        for region, share in shares(own.reading.names).items():
            yield Row("share", region, row["document"], share)

    return over_rows(documents, deal)


def settled_regions(given: DataFrame, places: Places, apart: Pairs) -> DataFrame:
    """Shares to what the regions settle: facts of documents, what names became (by document), profiles, doubts, regions named.

    `apart` are the pairs of agencies that people have declared different.
    """

    def settle_all(rows: list[dict[str, Any]]) -> Iterator[Row]:
        key = rows[0]["key"]
        own = sorted((decoded(row["payload"], RegionShare) for row in rows), key=lambda share: share.document)
        nodes = settle_region(own, apart)
        described = describe_region(nodes, places.regions())
        facts = described.facts
        for document, group in _by_document(facts).items():
            yield Row("facts", document, document, group)
        for share in own:
            if became := {u.node: m for u in share.uses if (m := nodes.merged.get(u.node))}:
                yield Row("finals", share.document, share.document, became)
        if profiles := [f for f in facts if f.subject.startswith("agency:") and f.predicate in PROFILE]:
            yield Row("profiles", key, "", profiles)
        if issues := doubts(nodes):
            yield Row("issues", "", "", issues)
        yield from (Row("naming", n.region, n.document, n) for n in earliest(described.namings).values())
        yield from (Row("place", region.key, "", region) for region in described.zones)

    return over_groups(given, "key", settle_all)


def _by_document(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    out: dict[str, list[Fact]] = {}
    for fact in facts:
        out.setdefault(fact.document, []).append(fact)
    return out


class Places:
    """The places without a code that documents name, as every worker is handed them."""

    def __init__(self, own: list[Region]) -> None:
        self.own = own
        self._registry: Regions | None = None

    def __reduce__(self) -> tuple[type[Places], tuple[list[Region]]]:
        return Places, (self.own,)

    def regions(self) -> Regions:
        """A registry that knows them, made once in a worker."""
        if self._registry is None:
            self._registry = Regions.load()
            self._registry.adopt(self.own)
        return self._registry


def places_of(rows: DataFrame) -> Places:
    """The places that documents name; of one key that of the first document, outer ones first."""
    from pyspark.sql import functions as f

    found = rows.where("kind = 'place'").groupBy("key").agg(f.min_by("payload", "document").alias("payload")).collect()
    own = [decoded(bytes(row.payload), Region) for row in found]
    return Places(sorted(own, key=lambda region: (region.key.count("/"), region.key)))


# -- statements


def stated(documents: DataFrame, finals: DataFrame) -> DataFrame:
    """Documents to facts: those that they alone decide (`facts`), those that cross (`crossing`), and what links are made of."""
    from pyspark.sql import functions as f

    became = finals.groupBy("document").agg(f.collect_list("payload").alias("became"))
    joined = documents.join(became, "document", "left")

    def state(row: dict[str, Any]) -> Iterator[Row]:
        document, own = row["document"], decoded(row["payload"], OwnDocument)
        names: DocumentNames = own.reading.names
        merged = {k: v for part in row["became"] or () for k, v in decoded(part, dict[str, str]).items()}
        facts = facts_of_document(own.reading.statements, names, finals_of(names, merged))
        described = describe_document(names, place_of(own.reading.statements[0]))
        crossing = [fact for fact in facts if crosses(fact)]
        rest = [fact for fact in facts if not crosses(fact)] + described.facts
        yield Row("facts", document, document, rest)
        yield Row("crossing", document, document, crossing)
        yield from (Row("naming", n.region, document, n) for n in earliest(described.namings).values())
        yield from (Row("gathering", document, document, g) for g in gatherings_of(document, facts))
        if own.told:
            yield Row("own", document, document, None)
            yield from (Row("title", t.title, document, None) for t in titles_of(crossing, {document}))
        yield from (Row("citation", c.node, document, c) for c in citations_of(crossing))
        if names.issues:
            yield Row("issues", "", "", names.issues)

    return over_rows(joined, state)
