"""Links across documents on Spark: citations to documents, members of bodies, the lineage of agencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.graph.identity.describing import Naming, describe_regions
from zhize.graph.identity.regions import COUNTRY
from zhize.graph.model.facts import Fact
from zhize.graph.model.lineage import lineage
from zhize.graph.model.linking import OF_BODIES, Citation, Gathering, link, link_members
from zhize.loaders.spark.identity import Places, Row, decoded, over_groups, over_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class Held(msgspec.Struct, frozen=True):
    """Of the documents that are cited: by title alone the document meant, and those that the graph holds."""

    documents: dict[str, str]
    own: frozenset[str]


def held_documents(rows: DataFrame) -> Held:
    """What `documents_of` gives of all documents, as joins: no process holds the titles of all."""
    from pyspark.sql import functions as f

    titles = rows.where("kind = 'title'").groupBy("key")
    unique = titles.agg(f.min("document").alias("target"), f.max("document").alias("other")).where("target = other")
    own = rows.where("kind = 'own'").select(f.col("document").alias("node"))
    citations = _citations(rows)
    numbered = citations.where("numbered").select("node").distinct()
    by_title = citations.where("not numbered").join(numbered, "node", "left_anti").join(own, "node", "left_anti")
    meant = by_title.join(unique.select(f.col("key").alias("title"), "target"), "title")
    found = meant.groupBy("node").agg(f.max_by("target", "title").alias("target")).collect()
    cited = citations.select("node").distinct().join(own, "node", "left_semi").collect()
    documents = {row.node: row.target for row in found}
    return Held(documents, frozenset(row.node for row in cited) | frozenset(documents.values()))


def _citations(rows: DataFrame) -> DataFrame:
    import pyarrow as pa

    def columns(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            found = [decoded(data, Citation) for data in batch["payload"].to_pylist()]
            yield pa.RecordBatch.from_pylist(
                [msgspec.structs.asdict(c) for c in found],
                pa.schema([("node", pa.string()), ("title", pa.string()), ("numbered", pa.bool_())]),
            )

    kept = rows.where("kind = 'citation'").select("payload")
    return kept.mapInArrow(columns, "node string, title string, numbered boolean").distinct()


def linked(rows: DataFrame, held: Held) -> DataFrame:
    """The facts that cross documents, pointed at the documents that they cite; those of bodies once more, by body."""

    def link_all(row: dict[str, Any]) -> Iterator[Row]:
        given = decoded(row["payload"], list[Fact])
        facts = [found for fact in given if (found := link(fact, held.documents, held.own)) is not None]
        yield Row("facts", row["document"], row["document"], facts)
        of_bodies: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.subject.startswith("body:") and fact.predicate in OF_BODIES:
                of_bodies.setdefault(fact.subject, []).append(fact)
            if fact.predicate == "body_of":
                yield Row("body-of", str(fact.object), fact.subject, None)
        yield from (Row("body", body, row["document"], group) for body, group in of_bodies.items())

    return over_rows(rows.where("kind = 'crossing'"), link_all)


def members(rows: DataFrame, linked: DataFrame) -> DataFrame:
    """What `link_members` gives: by each document that speaks of the members of bodies, over all that is said of its bodies."""
    from pyspark.sql import functions as f

    gathering = rows.where("kind = 'gathering'").select("key", f.col("payload").alias("gathering"))
    of = linked.where("kind = 'body-of'").select("key", f.col("document").alias("body")).distinct()
    bodies = linked.where("kind = 'body'").select(f.col("key").alias("body"), "document", "payload")
    nodes = gathering.groupBy("key").agg(f.collect_list("gathering").alias("gatherings"))
    groups = nodes.join(of, "key").join(bodies, "body").select("key", "gatherings", "body", "document", "payload")

    def gather(group: list[dict[str, Any]]) -> Iterator[Row]:
        ordered = sorted(group, key=lambda row: (row["document"], row["body"]))
        facts = [fact for row in ordered for fact in decoded(row["payload"], list[Fact])]
        gatherings = sorted(decoded(data, Gathering) for data in ordered[0]["gatherings"])
        by_document: dict[str, list[Fact]] = {}
        for fact in link_members(facts, gatherings):
            by_document.setdefault(fact.document, []).append(fact)
        yield from (Row("facts", document, document, found) for document, found in by_document.items())

    return over_groups(groups, "key", gather)


def region_facts(namings: list[Naming], places: Places) -> list[Fact]:
    """The facts of all regions that documents name: a few for each, so that one process makes them."""
    return describe_regions(namings, places.regions())


def lineages(profiles: DataFrame, places: Places, regions: list[Fact]) -> DataFrame:
    """What `lineage` gives, by province: superiors, counterparts and reforms never leave one but for the country's own bodies.

    The bodies of the country are known to every province; counterparts of provinces are found in a group of their own.
    """
    within = [fact for fact in regions if fact.predicate == "within"]

    def deal(row: dict[str, Any]) -> Iterator[Row]:
        registry = places.regions()
        facts = decoded(row["payload"], list[Fact])
        place = next((str(x.object).partition(":")[2] for x in facts if x.predicate == "jurisdiction"), None)
        if place is None:
            return
        chain = [registry.get(place), *registry.ancestors(place)]
        top = chain[-2].key if len(chain) > 1 else COUNTRY
        yield Row("profiles", top, row["key"], facts)
        if len(chain) == 2:
            yield Row("profiles", COUNTRY, row["key"], facts)

    dealt = over_rows(profiles, deal)
    country = [
        fact
        for row in profiles.where(f"key = '{COUNTRY}'").collect()
        for fact in decoded(bytes(row.payload), list[Fact])
    ]
    of_country = lineage([*country, *within])
    known = {fact.id for fact in of_country}

    def relate(group: list[dict[str, Any]]) -> Iterator[Row]:
        top = group[0]["key"]
        facts = [fact for row in group for fact in decoded(row["payload"], list[Fact])]
        found = lineage([*facts, *([] if top == COUNTRY else country), *within])
        if top == COUNTRY:
            found = [fact for fact in found if fact.predicate == "counterpart" or fact.id in known]
        else:
            found = [fact for fact in found if fact.id not in known]
        by_document: dict[str, list[Fact]] = {}
        for fact in found:
            by_document.setdefault(fact.document, []).append(fact)
        yield from (Row("facts", document, document, own) for document, own in by_document.items())

    return over_groups(dealt, "key", relate)
