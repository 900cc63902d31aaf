"""Files for Neo4j's import, made of a graph as Parquet on Spark: parts of tables, each written where it is made, none through one process."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.errors import GraphError
from zhize.graph.identity.decisions import decided, read_decisions, table_of
from zhize.graph.model.facts import Fact, Value
from zhize.graph.model.knowledge import SHOWN_BY, told_apart
from zhize.graph.model.ontology import ontology
from zhize.graph.store.neo4j.bulk import OWN, PART, TABLES, refuse_others, writing_alone
from zhize.graph.store.neo4j.fields import (
    MARKED,
    RELATION_HEADER,
    SCHEMA,
    SCRIPT,
    import_script,
    mark,
    node_columns,
    node_header,
    node_line,
    relation_line,
)
from zhize.graph.store.neo4j.records import hashed
from zhize.graph.store.neo4j.schema import statements
from zhize.graph.store.records import check_names, record_of
from zhize.loaders.spark.folder import MANIFEST, ParquetFolder
from zhize.loaders.spark.hadoop import HadoopPath
from zhize.loaders.spark.schema import TABLES as COLUMNS
from zhize.loaders.spark.schema import facts_of
from zhize.loaders.spark.session import session
from zhize.loaders.spark.tables import fact_batch, nodes_table, print_order

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_LINES = "table string, line string"
_ROWS = "5000"
"""Rows that go to a Python process at a time."""
_FILES = "part-.*"
"""The parts of a table in its folder, as a regular expression that neo4j-admin reads."""


def write_import_on_spark(parquet: str, out: str, master: str) -> None:
    """Write what `export -f neo4j-import` writes, of a graph as Parquet: a folder of parts per class and relation type, its header beside it.

    Decisions of people are those of the table beside a plain path. The script is written last and names the folder of its files.

    Args:
        parquet: the folder that a build on Spark wrote: a plain path, or one of Hadoop (`s3a://`, `hdfs://`, `file://`).
        out: the folder to write, likewise.
        master: `local[4]`, `spark://HOST:PORT`, `yarn`, `k8s://…`.

    Raises:
        OptionError: the folder to write holds something else, the master is none, or there is no Java.
        GraphError: there is no graph as Parquet, or it is damaged; the folder cannot be written.
        ServerError: the master cannot be reached.
    """
    check_names(ontology())
    with session(master) as spark:
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _ROWS)
        try:
            place = HadoopPath(spark, out)
            if place.exists():
                refuse_others(place, place.names, (place / SCRIPT).read, is_folder=place.is_folder())
            nodes, facts = _graph(spark, parquet)
            # Where only Hadoop reaches the folder, nobody looks after who else writes there.
            with nullcontext() if "://" in out else writing_alone(Path(out)):
                _write(place, nodes, facts)
        except OSError as error:
            raise GraphError(
                "{folder}: the import files cannot be written ({reason}).", folder=out, reason=error.strerror or error
            ) from error


# -- the graph


def _graph(spark: SparkSession, parquet: str) -> tuple[DataFrame, DataFrame]:
    """The nodes and facts of a graph as Parquet, as the decisions of people have them."""
    if not (HadoopPath(spark, parquet) / MANIFEST).exists():
        raise GraphError(
            "{folder}: there is no graph of Parquet files here. Make one with: zhize build GAZETTES --spark MASTER -o {folder}",
            folder=parquet,
        )
    given = ParquetFolder(spark, parquet)
    builds = [given.manifest.build] if given.manifest else []
    facts, nodes = given.table("facts", builds), given.table("nodes", builds)
    assert facts is not None
    assert nodes is not None
    facts = facts.select(*(c.name for c in COLUMNS["facts"].columns))
    table = None if "://" in parquet else table_of(Path(parquet))
    if table and (pairs := [d.pair for d in read_decisions(table)]):
        facts = _decided(facts, {node for pair in pairs for node in pair}, lambda own: decided(own, table))
        nodes = nodes_table(facts)
    return nodes, facts


def _decided(facts: DataFrame, nodes: set[str], change: Callable[[list[Fact]], list[Fact]]) -> DataFrame:
    """Facts with a change at a few nodes: what is said of these and of their places goes through this process, nothing else."""
    import pyarrow as pa
    from pyspark.sql import functions as f

    before = _listed(facts.where(f.col("subject").isin([*nodes]) | f.col("object").isin([*nodes])))
    places = {str(fact.object) for fact in before if fact.predicate == "jurisdiction"}
    before = list({x.id: x for x in (*before, *_listed(facts.where(f.col("subject").isin([*places]))))}.values())
    after = change(before)
    old = facts.sparkSession.createDataFrame([(fact.id,) for fact in before], "id string")
    new = facts.sparkSession.createDataFrame(pa.Table.from_batches([fact_batch(after)]))
    return facts.join(old, "id", "left_anti").unionByName(new)


def _listed(facts: DataFrame) -> list[Fact]:
    return [fact for batch in facts.toArrow().to_batches() for fact in facts_of(batch)]


# -- nodes


def _node_lines(nodes: DataFrame, facts: DataFrame, texts: dict[str, set[str]]) -> DataFrame:
    """The lines of all nodes; `texts` are the properties of a class that are numbers by the schema and somewhere are not."""
    said = nodes.join(_values(facts), "node", "left").join(_wheres(nodes, facts), "node", "left")

    def lines(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        model = ontology()
        names = {own.id: tuple(node_columns(own, texts.get(own.id, ()))) for own in model.classes.values()}
        for batch in batches:
            found: list[tuple[str, str]] = []
            for row in batch.to_pylist():
                own = model.class_of(row["node"])
                values: dict[str, list[Value]] = {}
                for one in row["values"] or ():
                    value = one["object"] if one["number"] is None else one["number"]
                    values.setdefault(one["predicate"], []).append(value)
                label = told_apart(row["caption"], row["where"] or "")
                record = hashed(record_of(model, row["node"], label, lambda name, v=values: v.get(name, [])))  # type: ignore[misc]
                found.append((own.id, node_line(record["properties"], own, names[own.id])))
            yield _batch(found)

    return said.mapInArrow(lines, _LINES)


def _values(facts: DataFrame) -> DataFrame:
    """The different values of all properties by node (`values`), those of each property in print order."""
    from pyspark.sql import functions as f

    names = {name for own in ontology().classes.values() for name in own.properties}
    each = facts.where(f.col("predicate").isin(sorted(names))).groupBy("subject", "predicate", "object", "number")
    first = each.agg(f.min(print_order()).alias("first"))
    by_node = first.groupBy(f.col("subject").alias("node"))
    listed = f.sort_array(f.collect_list(f.struct("predicate", "first", "object", "number")))
    bare = f.transform(listed, lambda one: f.struct(one["predicate"], one["object"], one["number"]))
    return by_node.agg(bare.cast("array<struct<predicate:string,object:string,number:bigint>>").alias("values"))


def _wheres(nodes: DataFrame, facts: DataFrame) -> DataFrame:
    """What tells agencies and bodies of one name apart (`where`): their place, or the document that shows them, as `KnowledgeGraph.label` has it."""
    from pyspark.sql import functions as f

    known = ontology()
    named = nodes.where(f.col("class").isin("Agency", "Body"))
    shared = named.groupBy("caption").count().where("count > 1").select("caption")
    of = named.join(shared, "caption", "left_semi").select(f.col("node").alias("subject"))
    own = facts.join(of, "subject", "left_semi")
    jurisdiction = f.col("predicate") == "jurisdiction"
    rank = f.array_position(f.lit([*SHOWN_BY]), f.col("predicate"))
    shown = f.struct(f.when(rank > 0, rank).otherwise(len(SHOWN_BY) + 1), print_order())
    stated = ~f.col("predicate").isin([*known.relations])
    found = own.groupBy("subject").agg(
        f.min_by(f.when(jurisdiction, f.col("object")), f.when(jurisdiction, print_order())).alias("region"),
        f.min_by(f.when(stated, f.col("document")), f.when(stated, shown)).alias("document"),
    )
    names = nodes.select("node", "caption")
    regions = names.withColumnsRenamed({"node": "region", "caption": "region_name"})
    documents = names.withColumnsRenamed({"node": "document", "caption": "title"})
    both = found.join(regions, "region", "left").join(documents, "document", "left")
    title = f.coalesce("title", f.expr("substring(document, instr(document, ':') + 1)"))
    where = f.coalesce("region_name", f.concat(f.lit("《"), title, f.lit("》")))
    return both.select(f.col("subject").alias("node"), where.alias("where"))


def _texts(facts: DataFrame) -> dict[str, set[str]]:
    """The properties of a class that are numbers by the schema and of some node are not."""
    from pyspark.sql import functions as f

    classes = ontology().classes.values()
    numbers = {(c.prefix, name): c.id for c in classes for name, prop in c.properties.items() if prop.type == "integer"}
    some = facts.where(f.col("predicate").isin([name for _, name in numbers]) & f.col("object").isNotNull())
    out: dict[str, set[str]] = {}
    for row in some.select(f.substring_index("subject", ":", 1).alias("prefix"), "predicate").distinct().collect():
        if own := numbers.get((row["prefix"], row["predicate"])):
            out.setdefault(own, set()).add(row["predicate"])
    return out


# -- relations and files


def _relation_lines(relations: DataFrame) -> DataFrame:
    def lines(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        model = ontology()
        for batch in batches:
            facts = facts_of(batch)
            yield _batch([(model.relations[f.predicate].cypher, relation_line(f, model)) for f in facts])

    return relations.mapInArrow(lines, _LINES)


def _batch(found: list[tuple[str, str]]) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(
        [pa.array([row[n] for row in found], pa.string()) for n in (0, 1)], names=["table", "line"]
    )


def _write(place: HadoopPath, nodes: DataFrame, facts: DataFrame) -> None:
    """Write the tables into a folder of their own, then the script that names it; remove what was there before."""
    from pyspark.sql import functions as f

    model, name = ontology(), uuid.uuid4().hex[:16]
    for left in _named(place, lambda n: n.startswith(PART)):
        left.remove()
    new, tables = place / f"{PART}{name}", place / f"{TABLES}{name}"
    try:
        texts = _texts(facts)
        relations = facts.where(f.col("predicate").isin([*model.relations]))
        headers = {c.id: node_header(node_columns(c, texts.get(c.id, ()))) for c in model.classes.values()}
        of_nodes = _parts(_node_lines(nodes, facts, texts), new, "nodes", headers)
        types = sorted(r.cypher for r in model.relations.values())
        of_relations = _parts(_relation_lines(relations), new, "relations", dict.fromkeys(types, RELATION_HEADER))
        (new / MARKED).write(mark(nodes.count(), relations.count()).encode())
        (new / SCHEMA).write("".join(f"{s};\n" for s in statements(model)).encode())
        new.rename(tables)
    except BaseException:
        new.remove()
        raise
    (place / SCRIPT).write(import_script(tables.name, [*of_nodes, MARKED], of_relations).encode())
    for old in _named(place, lambda n: OWN.fullmatch(n) is not None and n != tables.name):
        old.remove()


def _named(place: HadoopPath, wanted: Callable[[str], bool]) -> list[HadoopPath]:
    return [place / name for name in (place.names() if place.exists() else ()) if wanted(name)]


def _parts(lines: DataFrame, new: HadoopPath, kind: str, headers: dict[str, str]) -> list[str]:
    """Write lines in parts, a folder per table with its header beside it; what the script calls the files of each table that has some."""
    lines.write.partitionBy("table").text(str(new / kind))
    there = {name.removeprefix("table=") for name in (new / kind).names()}
    out: list[str] = []
    for table in (t for t in headers if t in there):
        folder = f"{kind}-{table}"
        (new / kind / f"table={table}").rename(new / folder)
        (new / f"{folder}-header.csv").write(headers[table].encode())
        out.append(f"{folder}-header.csv,{folder}/{_FILES}")
    (new / kind).remove()
    return out
