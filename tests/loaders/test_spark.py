"""Reading on Spark: the same graph as on one machine, byte for byte. What starts Spark takes long and is marked so; `make test-spark` runs all."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

import zhize
from tests.conftest import SAMPLES
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import GraphError, OptionError, ReadError, ServerError
from zhize.loaders.files.folder import sorted_out
from zhize.loaders.spark.build import build
from zhize.loaders.spark.folder import read_manifest
from zhize.loaders.spark.schema import TABLES, fact_columns, facts_of
from zhize.loaders.spark.session import session
from zhize.parquet import load

MASTER = "local[2]"
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


def test_options_that_do_not_go_together() -> None:
    result = CliRunner().invoke(app, ["build", str(SAMPLES), "--spark", MASTER, "--jobs", "2"])
    assert isinstance(result.exception, OptionError)


# -- with Spark


@pytest.fixture(scope="module")
def gazettes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, a file of them twice under another name, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("gazettes") / "all"
    shutil.copytree(SAMPLES, folder)
    first = sorted(folder.glob("*.md"))[0]
    (folder / "sub").mkdir()
    shutil.copy(first, folder / "sub" / "again.md")
    (folder / "empty.txt").write_text("")
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
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(GraphError, match="no graph of Parquet files and is not empty"):
        build(str(SAMPLES), str(tmp_path), MASTER)
    assert (tmp_path / "note.txt").read_text() == "mine"


@spark
@pytest.mark.slow
@pytest.mark.real
def test_a_real_issue_gives_the_same_graph(shared: Path, tmp_path: Path) -> None:
    issue = sorted((shared / "gazettes").glob("*"))[0]
    build(str(issue), str(tmp_path / "kg.parquet"), MASTER)
    load(tmp_path / "kg.parquet", tmp_path / "many")
    zhize.build(issue, tmp_path / "one", jobs=1)
    assert dumped(tmp_path / "many", tmp_path / "a") == dumped(tmp_path / "one", tmp_path / "b")
