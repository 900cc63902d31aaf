"""Library use: the open graph, tables, networkx; imports without side effects; the same bytes each time."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zhize
from tests.conftest import ROOT, SAMPLES
from zhize.api import OpenGraph
from zhize.errors import OptionError
from zhize.graph.identity.identity import identify
from zhize.graph.store.rows import Rows
from zhize.graph.views.tables import TABLES, write_tables
from zhize.loaders.pipeline import load


def test_ask_and_tables(sample_graph: OpenGraph) -> None:
    assert sample_graph.ask("青石区应急管理局负责什么？").answered
    tasks = sample_graph.tasks()
    assert len(tasks) == 49
    assert {"number", "title", "lead", "support", "responsible", "deadline"} <= set(tasks.columns)
    assert len(sample_graph.documents()) == 15


def test_networkx_graph_keys_relations_by_fact_id(sample_graph: OpenGraph) -> None:
    graph = sample_graph.graph
    assert isinstance(graph, nx.MultiDiGraph)
    keys = [key for _, _, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys)) == sum(1 for _ in sample_graph.kg.relations())
    assert all(data["quote"] for _, _, data in graph.edges(data=True))


def test_every_fact_has_a_quote_and_offsets(sample_graph: OpenGraph) -> None:
    for fact in sample_graph.facts:
        assert fact.evidence.quote
        assert fact.evidence.start < fact.evidence.end
        assert fact.evidence.line > 0


def test_cypher_and_sparql_count_alike(sample_graph: OpenGraph) -> None:
    by_cypher = sample_graph.cypher("MATCH (:Agency)-[r:LEADS]->(:Task) RETURN count(r) AS n").rows[0][0]
    by_sparql = sample_graph.sparql(
        "PREFIX z: <https://w3id.org/zhize/ontology#> SELECT (COUNT(*) AS ?n) WHERE { ?a a z:Agency ; z:leads ?t }"
    ).rows[0][0]
    leads = [f for f in sample_graph.kg.relations() if f.predicate == "leads" and f.subject.startswith("agency:")]
    assert by_cypher == by_sparql == len({(f.subject, f.object) for f in leads}) == len(leads)


def _tree(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    stamps = []
    for n, jobs in enumerate((1, 2)):
        copy = tmp_path / f"in{n}"
        shutil.copytree(SAMPLES, copy)
        zhize.build(copy, tmp_path / f"kg{n}", jobs=jobs)
        graph = zhize.open(tmp_path / f"kg{n}")
        graph.dump(tmp_path / f"dump{n}")
        write_tables(graph.kg, tmp_path / f"dump{n}" / "tables")
        stamps.append(_tree(tmp_path / f"dump{n}"))
    assert stamps[0] == stamps[1]


def test_a_fresh_process_with_another_hash_seed_gives_the_same_bytes(sample_graph: OpenGraph, tmp_path: Path) -> None:
    code = f"import zhize; zhize.build({str(SAMPLES)!r}, {str(tmp_path / 'kg')!r}, jobs=1)"
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={"PYTHONHASHSEED": "4711", "PATH": "/usr/bin"}, cwd=tmp_path
    )
    zhize.open(tmp_path / "kg").dump(tmp_path / "theirs")
    sample_graph.dump(tmp_path / "ours")
    for name in ("facts.jsonl", "issues.jsonl", "sources.jsonl", "manifest.json"):
        assert (tmp_path / "theirs" / name).read_bytes() == (tmp_path / "ours" / name).read_bytes()


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_the_order_of_files_and_statements_does_not_matter(seed: int) -> None:
    results = list(load(SAMPLES / "qingshi-2024-3.md", jobs=1)) + list(load(SAMPLES / "baiquan-2024-1.html", jobs=1))
    statements = [s for r in results for s in r.statements]
    origins = [o for r in results for o in r.origins]
    expected = sorted(f.id for f in identify(statements, origins)[0])
    shuffle = Random(seed).shuffle
    shuffle(statements)
    shuffle(origins)
    assert sorted(f.id for f in identify(statements, origins)[0]) == expected


def test_imports_have_no_side_effects(tmp_path: Path) -> None:
    modules = [
        ".".join(("zhize", *p.relative_to(ROOT).with_suffix("").parts))
        if p.parent.name != "zhize"
        else f"zhize.{p.stem}"
        for folder in ("graph", "loaders", "queries", "zhize")
        for p in sorted((ROOT / folder).glob("*.py") if folder == "zhize" else (ROOT / folder).rglob("*.py"))
        if p.stem != "__init__"
    ]
    code = f"import importlib, threading\nfor m in {modules!r}: importlib.import_module(m)\nassert threading.active_count() == 1"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_importing_zhize_is_cheap() -> None:
    code = "import sys, zhize; print([m for m in ('pandas', 'numpy', 'networkx', 'rdflib', 'pyoxigraph', 'neo4j', 'pyvis', 'altair', 'starlette', 'arcadedb_embedded', 'typer', 'rich') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_are_frames(sample_graph: OpenGraph, name: str) -> None:
    assert len(sample_graph.table(name)) == len(TABLES[name](sample_graph.kg))


def test_frames_hold_days_as_days_and_ids_beside_names(sample_graph: OpenGraph) -> None:
    tasks = sample_graph.tasks()
    listed = tasks[tasks["lead"].str.len() > 0]
    assert (listed["lead"].str.len() == listed["lead_ids"].str.len()).all()
    known = set(sample_graph.kg.node_ids)
    assert {node for ids in tasks["lead_ids"] for node in ids if node} <= known
    assert sample_graph.documents()["date"].dtype.kind == "M"
    assert sample_graph.tasks()["title"].dtype.kind != "M"
    with pytest.raises(OptionError, match="is no table"):
        sample_graph.table("task")


def test_rows_go_into_a_frame_and_onto_a_page() -> None:
    rows = Rows(["name", "day", "n"], [["<b>", "2024-05-10", 1], [["甲", "乙"], None, 2]])
    frame = rows.to_pandas()
    assert (frame["day"].dtype.kind, frame["n"].tolist(), list(frame.columns)) == ("M", [1, 2], rows.columns)
    assert Rows(["a"], []).to_pandas().columns.tolist() == ["a"]
    assert Rows(["a"], [["2024-05-10"], ["soon"]]).to_pandas()["a"].tolist() == ["2024-05-10", "soon"]
    page = rows._repr_html_()
    assert "&lt;b&gt;" in page
    assert "甲、乙" in page


def test_an_answer_is_shown_by_a_notebook(sample_graph: OpenGraph) -> None:
    page = sample_graph.ask("区森防指办公室设在哪里？")._repr_html_()
    assert "区应急管理局" in page
    assert "qingshi-2024-3.md" in page
