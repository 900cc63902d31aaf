"""The page on the store says what the schema says; the metadata for Datasette fits it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from tests.conftest import ROOT
from tools.make_store_page import PAGE, page, tables
from zhize.api import OpenGraph


def test_the_page_is_made_of_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.make_store_page"


def test_every_table_is_described() -> None:
    assert [t.name for t in tables() if t.kind == "table" and not t.said] == []
    assert {"tasks", "duties", "members", "documents", "agencies"} <= {t.name for t in tables() if t.kind == "view"}


def test_the_metadata_names_what_there_is(sample_graph: OpenGraph) -> None:
    metadata = msgspec.yaml.decode((ROOT / "docs" / "datasette.yaml").read_bytes())["databases"]["graph"]
    columns = {t.name: {name for name, _, _ in t.columns} for t in tables()}
    assert set(metadata["tables"]) <= set(columns)
    for name, said in metadata["tables"].items():
        assert said.get("label_column") in (None, *columns[name])
    for query in metadata["queries"].values():
        rows = sample_graph.reader.con.execute(query["sql"], {"agency": "区"}).fetchall()
        assert rows


def test_datasette_opens_the_file(sample_graph: OpenGraph, tmp_path: Path) -> None:
    datasette = shutil.which("datasette")
    if datasette is None:
        pytest.skip("datasette is not installed")
    shutil.copytree(sample_graph.path, tmp_path / "kg")
    command = [datasette, str(tmp_path / "kg" / "graph.sqlite"), "--metadata", str(ROOT / "docs" / "datasette.yaml")]
    done = subprocess.run(
        [*command, "--get", "/graph/tasks.json?_shape=array"], capture_output=True, text=True, timeout=120, check=True
    )
    assert len(json.loads(done.stdout)) == 49
