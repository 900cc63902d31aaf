"""Reading on Spark: the same graph as on one machine, byte for byte. What starts Spark takes long and is marked so; `make test-spark` runs all."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import signal
import threading
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import neo4j
import pytest
from typer.testing import CliRunner

import zhize
from tests.conftest import SAMPLES
from tests.neo4j_server import Server
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import GraphError, OptionError, ReadError, ServerError
from zhize.graph.identity.decisions import decide, table_of
from zhize.graph.store.neo4j.records import node_row, relation_row
from zhize.import_files import write_import_on_spark
from zhize.loaders.files.folder import sorted_out
from zhize.loaders.spark.build import build
from zhize.loaders.spark.folder import MANIFEST, read_manifest
from zhize.loaders.spark.schema import TABLES, fact_columns, facts_of
from zhize.loaders.spark.session import session
from zhize.parquet import load

MASTER = "local[2]"
Record = tuple[str, ...]
spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: make test-spark")


def dumped(graph: Path, out: Path) -> dict[str, bytes]:
    opened = zhize.open(graph)
    files = {path.name: path.read_bytes() for path in opened.dump(out)}
    opened.close()
    return files


# -- without Spark


def test_facts_survive_their_columns(sample_graph: OpenGraph) -> None:
    import pyarrow as pa

    facts = sample_graph.kg.facts
    columns = fact_columns(facts)
    assert [*columns] == [c.name for c in TABLES["facts"].columns]
    assert facts_of(pa.RecordBatch.from_pydict(columns)) == facts
    assert {isinstance(f.object, int) for f in facts} == {True, False}


@spark
@pytest.mark.parametrize("master", ["", "local[x]", "localhost", "spark://", "mesos://a:1"])
def test_what_is_no_master_is_told(master: str) -> None:
    with pytest.raises(OptionError, match="no master of Spark"), session(master):
        pass


@spark
def test_a_master_that_nobody_serves_is_told() -> None:
    with pytest.raises(ServerError, match="nobody answers there"), session("spark://127.0.0.1:1"):
        pass


@spark
def test_without_java_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(OptionError, match="Spark needs Java 17"), session(MASTER):
        pass


def test_files_elsewhere_are_sorted_out_by_their_names() -> None:
    names = ["a.txt", "b/c.pdf", ".git/d.txt", "~$e.docx", "f.xlsx", "b/.g.txt"]
    found = sorted_out("hdfs://x/y", names, frozenset({".txt", ".pdf", ".docx"}))
    assert [str(file) for file in found.files] == ["a.txt", "b/c.pdf"]
    assert len(found.skipped) == 3
    with pytest.raises(ReadError, match="hdfs://x/y: the folder holds no file"):
        sorted_out("hdfs://x/y", ["f.xlsx"], frozenset({".txt"}))


def test_a_folder_without_a_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no graph of Parquet files here"):
        load(tmp_path, tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_a_damaged_or_newer_folder_is_told() -> None:
    with pytest.raises(GraphError, match="is damaged"):
        read_manifest(b"{}", "kg.parquet")
    newer = b'{"format":99,"build":"","inputs":"","rules":"","rows":{},"readings":[]}'
    with pytest.raises(GraphError, match="format 99"):
        read_manifest(newer, "kg.parquet")


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("{}")
    out = ["-o", str(tmp_path / "out")]
    for words, said in (
        (["build", str(SAMPLES), "--spark", MASTER, "--jobs", "2"], "--spark does not go with"),
        (["export", str(tmp_path), "-f", "graphml", *out, "--spark", MASTER], "--spark goes with -f neo4j-import only"),
        (["export", str(tmp_path), "-f", "neo4j-import", *out], "this is a graph of Parquet files"),
    ):
        result = CliRunner().invoke(app, words)
        assert isinstance(result.exception, OptionError)
        assert said in str(result.exception)


# -- with Spark


@pytest.fixture(scope="module")
def gazettes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, a file of them twice under another name, one that cannot be read, and two that name one agency in two ways."""
    folder = tmp_path_factory.mktemp("gazettes") / "all"
    shutil.copytree(SAMPLES, folder)
    first = sorted(folder.glob("*.md"))[0]
    (folder / "sub").mkdir()
    shutil.copy(first, folder / "sub" / "again.md")
    (folder / "empty.txt").write_text("")
    for number, name in enumerate(("区教体局", "区教育局"), 91):
        lines = (
            "白石区人民政府办公室\n关于做好校园排水工作的通知",
            f"白政办字〔2024〕{number}号\n\n各镇街：",
            f"一、排水。由{name}牵头负责校园排水工作，区水利局配合。",
            "白石区人民政府办公室\n2024年3月1日\n",
        )
        (folder / f"{number}.txt").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def parquet(gazettes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("spark") / "kg.parquet"
    report = build(str(gazettes), str(out), MASTER)
    assert report.read == report.files
    assert len(report.failed) == 1
    return out


@spark
@pytest.mark.slow
def test_the_graph_is_that_of_one_machine(gazettes: Path, parquet: Path, tmp_path: Path) -> None:
    zhize.build(gazettes, tmp_path / "one", jobs=1)
    load(parquet, tmp_path / "many")
    assert dumped(tmp_path / "many", tmp_path / "a") == dumped(tmp_path / "one", tmp_path / "b")


@spark
@pytest.mark.slow
def test_only_what_is_new_is_read_and_the_rest_stays(gazettes: Path, parquet: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "all", tmp_path / "kg.parquet"
    shutil.copytree(gazettes, folder)
    shutil.copytree(parquet, out)
    changed = sorted(folder.glob("*.md"))[0]
    changed.write_text(changed.read_text("utf-8").replace("牵头", "负责"), "utf-8")
    (folder / "sub" / "again.md").unlink()
    report = build(folder.as_uri(), str(out), MASTER)  # by the file system of Hadoop
    assert report.read == 2  # what changed, and what could not be read
    load(out, tmp_path / "many")
    zhize.build(folder, tmp_path / "one", jobs=1)
    assert dumped(tmp_path / "many", tmp_path / "a") == dumped(tmp_path / "one", tmp_path / "b")


@spark
@pytest.mark.slow
def test_rows_that_hold_whole_documents_fit_in_memory(tmp_path: Path) -> None:
    """A thousand rows of a megabyte: Spark's own way of reading Parquet takes them all at once, for which 2 GB are not enough."""
    from pyspark.sql import functions as f

    place = str(tmp_path / "rows")
    with session(MASTER) as running:
        text = f.repeat(f.lit("x"), f.lit(2**20)).cast("binary")
        running.range(0, 1000, 1, 1).select("id", text.alias("payload")).write.parquet(place)
        assert running.read.parquet(place).select(f.sum(f.length("payload"))).first()[0] == 1000 * 2**20  # type: ignore[index]


@spark
@pytest.mark.slow
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(GraphError, match="no graph of Parquet files and is not empty"):
        build(str(SAMPLES), str(tmp_path), MASTER)
    assert (tmp_path / "note.txt").read_text() == "mine"


@spark
@pytest.mark.slow
def test_a_worker_that_dies_costs_its_task_only(gazettes: Path, parquet: Path, tmp_path: Path) -> None:
    """A Python worker is killed while it reads; Spark gives its task to another one."""
    killed: list[int] = []

    def kill_one() -> None:
        while not killed:
            for worker in workers_of_spark():
                killed.append(worker)
                os.kill(worker, signal.SIGKILL)
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill_one, daemon=True)
    out = tmp_path / "kg.parquet"
    report = build(
        str(gazettes), str(out), "local[2,3]", stage=lambda name: killer.start() if name == "reading" else None
    )
    assert killed
    assert report.read == report.files
    load(out, tmp_path / "a")
    load(parquet, tmp_path / "b")
    assert dumped(tmp_path / "a", tmp_path / "c") == dumped(tmp_path / "b", tmp_path / "d")


def workers_of_spark() -> set[int]:
    """The Python workers of Spark that have forked a process to read: below this process lies the machine, then their daemon, then they."""
    parents: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
    return {w for w in parents.values() if parents.get(parents.get(parents.get(w, 0), 0), 0) == os.getpid()}


@spark
@pytest.mark.slow
@pytest.mark.real
def test_a_real_issue_gives_the_same_graph(shared: Path, tmp_path: Path) -> None:
    issue = sorted((shared / "gazettes").glob("*"))[0]
    build(str(issue), str(tmp_path / "kg.parquet"), MASTER)
    load(tmp_path / "kg.parquet", tmp_path / "many")
    zhize.build(issue, tmp_path / "one", jobs=1)
    assert dumped(tmp_path / "many", tmp_path / "a") == dumped(tmp_path / "one", tmp_path / "b")


# -- files for the import


def records(folder: Path) -> dict[str, tuple[Record, Counter[Record]]]:
    """What the script of a folder imports: of each table its columns and its lines, however these lie in files."""
    out: dict[str, tuple[Record, Counter[Record]]] = {}
    for files in re.findall(r"--(?:nodes|relationships)=([^\s']+)", (folder / "import.sh").read_text("utf-8")):
        first, *more = files.split(",")
        paths = [folder / first]
        for pattern in map(Path, more):  # the last part is a regular expression, as neo4j-admin has it
            paths += sorted(p for p in (folder / pattern.parent).iterdir() if re.fullmatch(pattern.name, p.name))
        text = "".join(path.read_bytes().decode() for path in paths)
        header, *lines = map(tuple, csv.reader(io.StringIO(text, newline="")))
        out[re.sub(r"(-header)?\.csv", "", Path(first).name)] = header, Counter(lines)
    return out


def exported(graph: str | Path, out: str | Path, *more: str) -> None:
    result = CliRunner().invoke(app, ["export", str(graph), "-f", "neo4j-import", "-o", str(out), *more])
    assert result.exit_code == 0, repr(result.exception)
    assert f"sh {out}/import.sh" in result.output


@spark
@pytest.mark.slow
def test_files_for_the_import_are_those_of_one_machine(parquet: Path, tmp_path: Path) -> None:
    load(parquet, tmp_path / "kg")
    exported(tmp_path / "kg", tmp_path / "one")
    many = tmp_path / "many"
    exported(parquet, many, "--spark", MASTER)
    found = records(many)
    assert found == records(tmp_path / "one")
    assert {"nodes-Agency", "nodes-Task", "nodes-load", "relations-LEADS"} < found.keys()
    assert found["relations-LEADS"][1].total() > 10
    script = (many / "import.sh").read_bytes()
    assert len(list(many.glob("*/relations-LEADS/part-*"))) > 1

    exported(parquet, many.as_uri(), "--spark", MASTER)  # in place of the first, by the file system of Hadoop
    assert (many / "import.sh").read_bytes() != script
    assert records(many) == found
    assert len(list(many.iterdir())) == 2

    exported(tmp_path / "kg", many)  # and one machine in place of Spark
    assert records(many) == found
    assert len(list(many.iterdir())) == 2


@spark
@pytest.mark.slow
def test_decisions_of_people_hold_in_files_for_the_import(parquet: Path, tmp_path: Path) -> None:
    load(parquet, tmp_path / "kg")
    shutil.copytree(parquet, tmp_path / "kg.parquet")
    graph = zhize.open(tmp_path / "kg").kg
    joined = next(fact for fact in graph.facts if fact.predicate == "absorbed")
    a, b, *_ = (n for n in graph.nodes("Agency") if n != joined.subject and graph.out(n, "leads"))
    for verdict, pair in (("same", (a, b)), ("differ", (joined.subject, str(joined.object)))):
        for place in ("kg", "kg.parquet"):
            decide(table_of(tmp_path / place), verdict, pair, "甲", "示例", "2024-01-01")
    exported(tmp_path / "kg", tmp_path / "one")
    exported(tmp_path / "kg.parquet", tmp_path / "many", "--spark", MASTER)
    found = records(tmp_path / "many")
    assert found == records(tmp_path / "one")
    agencies = {line[0] for line in found["nodes-Agency"][1]}
    assert b not in agencies
    assert str(joined.object) in agencies


@spark
@pytest.mark.slow
def test_neo4j_imports_the_parts(parquet: Path, neo4j_server: Server, tmp_path: Path) -> None:
    """A real `neo4j-admin database import`, then a real server: it holds what a push would write."""
    exported(parquet, tmp_path / "files", "--spark", MASTER)
    load(parquet, tmp_path / "kg")
    kg = zhize.open(tmp_path / "kg").kg
    server = Server(tmp_path / "home")
    server.import_files(tmp_path / "files" / "import.sh", tmp_path / "bin")
    try:
        server.start()
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            nodes = driver.execute_query("MATCH (n:ZhizeNode) RETURN n.id AS id, n._hash AS hash").records
            ties = driver.execute_query("MATCH (a)-[r]->(b) RETURN a.id AS a, b.id AS b, r._hash AS hash").records
    finally:
        server.stop()
    assert {(r["id"], r["hash"]) for r in nodes} == {(n, node_row(kg, n)["properties"]["_hash"]) for n in kg.node_ids}
    assert Counter((r["a"], r["b"], r["hash"]) for r in ties) == Counter(
        (f.subject, str(f.object), relation_row(f)["properties"]["_hash"]) for f in kg.relations()
    )


@spark
@pytest.mark.slow
def test_what_cannot_be_exported_on_spark_is_told(parquet: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("mine")
    with pytest.raises(OptionError, match="no folder of import files and is not empty"):
        write_import_on_spark(str(parquet), str(tmp_path / "mine"), MASTER)
    with pytest.raises(OptionError, match="this is no folder"):
        write_import_on_spark(str(parquet), str(tmp_path / "mine" / "note.txt"), MASTER)
    with pytest.raises(GraphError, match="no graph of Parquet files here"):
        write_import_on_spark(str(tmp_path / "mine"), str(tmp_path / "out"), MASTER)
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "mine" / "note.txt").read_text() == "mine"
