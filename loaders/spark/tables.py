"""The tables of the folder, made of all facts: by province, in the order of documents and print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from zhize.graph.identity.regions import COUNTRY
from zhize.graph.model.facts import Fact, Issue
from zhize.graph.model.ontology import ontology
from zhize.loaders.spark.identity import Places, decoded
from zhize.loaders.spark.schema import PROVINCE, TABLES, fact_columns, issue_row

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

TASK_FACTS = 200_000
"""A file of the table of facts holds about so many."""


def facts_table(rows: DataFrame, documents: DataFrame, tasks: int) -> DataFrame:
    """Rows of kind `facts` as the table of facts, each document's together, in the order of print."""
    from pyspark.sql import functions as f

    def columns(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for payload in batch["payload"].to_pylist():
                yield fact_batch(decoded(payload, list[Fact]))

    facts = rows.where("kind = 'facts'").select("payload").mapInArrow(columns, TABLES["facts"].ddl)
    provinces = documents.select("document", f.col("key").alias(PROVINCE))
    placed = facts.join(provinces, "document", "left").na.fill({PROVINCE: COUNTRY})
    order = [PROVINCE, "document", "file", "start", "end", "order", "predicate", "id"]
    return placed.repartitionByRange(tasks, PROVINCE, "document").sortWithinPartitions(*order)


def fact_batch(facts: list[Fact]) -> pa.RecordBatch:
    """Facts as rows of the table."""
    import pyarrow as pa

    types = {"string": pa.string(), "bigint": pa.int64(), "int": pa.int32(), "array<string>": pa.list_(pa.string())}
    made = fact_columns(facts)
    table = TABLES["facts"].columns
    return pa.RecordBatch.from_arrays(
        [pa.array(made[c.name], types[c.type]) for c in table], names=[c.name for c in table]
    )


def issues_table(rows: DataFrame) -> DataFrame:
    """Rows of kind `issues` as the table of issues."""
    import pyarrow as pa

    types = {"string": pa.string(), "bigint": pa.int64(), "int": pa.int32()}
    table = TABLES["issues"].columns
    schema = pa.schema([(c.name, types[c.type]) for c in table])

    def columns(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            issues = [i for payload in batch["payload"].to_pylist() for i in decoded(payload, list[Issue])]
            yield pa.RecordBatch.from_pylist([issue_row(i) for i in issues], schema)

    return rows.where("kind = 'issues'").select("payload").mapInArrow(columns, TABLES["issues"].ddl)


def clauses_table(facts: DataFrame) -> DataFrame:
    """The clauses among all facts."""
    from pyspark.sql import functions as f

    own = facts.where(f.col("subject").startswith(ontology().classes["Clause"].prefix + ":"))
    items = own.where("predicate = 'item'").select("subject", f.col("object").alias("item"))
    texts = own.where("predicate = 'text'").join(items, "subject", "left")
    return texts.withColumnsRenamed({"subject": "clause", "object": "text"}).sortWithinPartitions(
        PROVINCE, "document", "start"
    )


def documents_table(facts: DataFrame, documents: DataFrame, places: Places) -> DataFrame:
    """The documents that the graph holds the text of, with what their heads say."""
    from pyspark.sql import functions as f

    names = ("title", "number", "issuer", "date", "kind")
    own = facts.where("subject = document")
    order = f.struct("file", "start", "end", "order", "id")
    first = [
        f.min_by(f.when(f.col("predicate") == n, f.col("object")), f.when(f.col("predicate") == n, order)).alias(n)
        for n in names
    ]
    regions = f.min_by(
        f.when(f.col("predicate") == "relevant_for", f.col("object")),
        f.when(f.col("predicate") == "relevant_for", order),
    )
    said = own.groupBy("document", PROVINCE).agg(*first, regions.alias("region"), f.min("file").alias("file"))

    def path_name(node: str | None) -> str | None:
        return places.regions().path_name(node.partition(":")[2]) if node else None

    return said.withColumn("place", f.udf(path_name, "string", useArrow=False)("region")).join(
        documents.select("document"), "document", "left_semi"
    )


def print_order() -> Column:
    """What the facts of a node are sorted by: as `facts.print_order`, of a document first what it says of itself."""
    from pyspark.sql import functions as f

    another = f.when(f.col("subject").startswith("document:"), f.col("document") != f.col("subject")).otherwise(
        f.lit(False)
    )
    return f.struct(another.alias("another"), "document", "file", "start", "end", "order", "predicate", "id")


def nodes_table(facts: DataFrame) -> DataFrame:
    """Everything that facts are about, with the name, title or text that the schema calls its caption."""
    from pyspark.sql import functions as f

    known = ontology()
    prefix = f.substring_index("subject", ":", 1)
    captions = reduce(
        lambda so_far, one: so_far.when(prefix == one.prefix, one.caption),
        known.classes.values(),
        f.when(f.lit(False), ""),
    )
    value = f.coalesce("object", f.col("number").cast("string"))
    named = facts.where(f.col("predicate") == captions).groupBy(f.col("subject").alias("node"))
    ends = facts.where(f.col("predicate").isin([*known.relations])).select(f.col("object").alias("node"))
    nodes = facts.select(f.col("subject").alias("node")).union(ends).distinct()
    kept = nodes.join(named.agg(f.min_by(value, print_order()).alias("caption")), "node", "left")
    rest = f.expr("substring(node, instr(node, ':') + 1)")
    return kept.select(
        "node",
        _class_of("node").alias("class"),
        f.coalesce(f.nullif(f.col("caption"), f.lit("")), rest).alias("caption"),
    )


def _class_of(column: str) -> Column:
    from pyspark.sql import functions as f

    return f.udf(lambda node: ontology().class_of(node).id, "string", useArrow=False)(column)
