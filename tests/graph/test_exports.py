"""Files for other tools, read back by the tools themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import neo4j
import networkx as nx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner

from tests.graph.test_cypher import DOC, ODD, SAFE, TASKS, made_graph
from tests.neo4j_server import Server
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.exports import FORMATS, RDF_FORMATS, export, flat_graph
from zhize.graph.store.neo4j import bulk
from zhize.graph.store.neo4j.push import load_state
from zhize.graph.store.neo4j.records import node_row, relation_row
from zhize.graph.store.rdf.quads import ontology_quads, quads


def troubled() -> KnowledgeGraph:
    """The small graph with control characters, which XML cannot hold, in a name and in a quote."""
    kg = made_graph()
    facts = list(kg.facts)
    fact = next(i for i, f in enumerate(facts) if f.predicate == "leads")
    evidence = msgspec.structs.replace(facts[fact].evidence, quote="甲\x0b乙\x00丙\r\n丁\ufffe")
    facts[fact] = msgspec.structs.replace(facts[fact], evidence=evidence)
    name = next(i for i, f in enumerate(facts) if f.predicate == "name" and f.subject == ODD)
    facts[name] = msgspec.structs.replace(facts[name], object="奇\x01名")
    return KnowledgeGraph(facts)


@pytest.fixture(params=["small", "samples"])
def kg(request: pytest.FixtureRequest) -> KnowledgeGraph:
    return troubled() if request.param == "small" else request.getfixturevalue("sample_graph").kg


def edges(graph: nx.MultiDiGraph) -> dict[str, tuple[str, str, dict[str, object]]]:
    return {key: (u, v, dict(data)) for u, v, key, data in graph.edges(keys=True, data=True)}


def test_flat_means_flat(kg: KnowledgeGraph):
    graph = flat_graph(kg)
    assert graph.number_of_nodes() == len(kg.node_ids)
    assert set(edges(graph)) == {f.id for f in kg.relations()}
    taken = {"start", "end", "type", "id", "key", "viz", "pid", "parents", "weight"}
    for data in [d for _, d in graph.nodes(data=True)] + [d for _, _, d in graph.edges(data=True)]:
        assert all(type(value) in (str, int) for value in data.values())
        assert not taken & set(data)


def test_lists_are_joined():
    graph = flat_graph(made_graph())
    assert set(graph.nodes[SAFE]["mention"].split("、")) == {"应急局", "市应急局"}
    assert graph.nodes[DOC]["class_label"] == "文件"


def test_graphml_comes_back(kg: KnowledgeGraph, tmp_path: Path):
    want = flat_graph(kg)
    found = nx.read_graphml(export(kg, "graphml", tmp_path / "g.graphml"), force_multigraph=True)
    assert isinstance(found, nx.MultiDiGraph)
    assert dict(found.nodes(data=True)) == dict(want.nodes(data=True))
    assert edges(found) == edges(want)


def test_gexf_comes_back(kg: KnowledgeGraph, tmp_path: Path):
    want = flat_graph(kg)
    path = export(kg, "gexf", tmp_path / "g.gexf")
    found = nx.read_gexf(path)
    assert dict(found.nodes(data=True)) == dict(want.nodes(data=True))
    got = sorted((u, v, d["label"], d["from_char"], d["quote"]) for u, v, d in found.edges(data=True))
    assert got == sorted((u, v, d["label"], d["from_char"], d["quote"]) for u, v, d in want.edges(data=True))
    text = path.read_text(encoding="utf-8")
    assert "lastmodifieddate" not in text
    assert 'defaultedgetype="directed"' in text
    assert not re.search(r"\b(start|end)=", text)  # Gephi would take them for times


def test_node_link_comes_back(kg: KnowledgeGraph, tmp_path: Path):
    want = flat_graph(kg)
    data = json.loads(export(kg, "node-link", tmp_path / "g.json").read_bytes())
    found = nx.node_link_graph(data, edges="edges")
    assert dict(found.nodes(data=True)) == dict(want.nodes(data=True))
    assert edges(found) == edges(want)


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_rdf_comes_back(tmp_path: Path, format: str):
    """The small graph by another library; that of the samples by a quick one, which reads the same."""
    kg = troubled()
    names = {"turtle": "turtle", "nquads": "nquads", "jsonld": "json-ld"}
    found = rdflib.Dataset(default_union=True)
    found.parse(export(kg, format, tmp_path / "g"), format=names[format])
    want = {(str(s), str(p)) for s, p, _, _ in [*quads(kg), *ontology_quads()]}
    assert {(str(s), str(p)) for s, p, _, _ in found.quads()} == want


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_much_rdf_comes_back(sample_graph: OpenGraph, tmp_path: Path, format: str):
    kinds = {"turtle": RdfFormat.TURTLE, "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}
    data = export(sample_graph.kg, format, tmp_path / "g").read_bytes()
    found = {(q.subject.value, q.predicate.value) for q in parse(data, format=kinds[format])}
    assert found == {(str(s), str(p)) for s, p, _, _ in [*quads(sample_graph.kg), *ontology_quads()]}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, format: str):
    def content(path: Path) -> dict[str, bytes]:
        return (
            {p.name: p.read_bytes() for p in path.rglob("*") if p.is_file()}
            if path.is_dir()
            else {"": path.read_bytes()}
        )

    one, two = (content(export(troubled(), format, tmp_path / str(n) / "out")) for n in range(2))
    assert one == two


def test_neo4j_imports_what_push_would_write(neo4j_server: Server, tmp_path: Path):
    both = troubled()
    export(both, "neo4j-import", tmp_path / "files")
    server = Server(tmp_path / "home")
    server.import_files(tmp_path / "files" / "import.sh", tmp_path / "bin")
    try:
        server.start()
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            found = driver.execute_query("MATCH (n:ZhizeNode) RETURN labels(n) AS labels, n.id AS id, n._hash AS hash")
            tied = driver.execute_query(
                "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS type, b.id AS b, r.id AS id, r._hash AS hash"
            )
            odd = driver.execute_query("MATCH (a:Agency {id: $id})-[:LEADS]->(t) RETURN t.id", id=ODD).records
        state = load_state(server.uri, server.user, server.password)
    finally:
        server.stop()
    nodes = {r["id"]: (r["hash"], set(r["labels"])) for r in found.records}
    assert nodes == {
        n: (node_row(both, n)["properties"]["_hash"], {both.ontology.class_of(n).id, "ZhizeNode"})
        for n in both.node_ids
    }
    types = both.ontology.relations
    assert {(r["id"], r["hash"], r["a"], r["type"], r["b"]) for r in tied.records} == {
        (f.id, relation_row(f)["properties"]["_hash"], f.subject, types[f.predicate].cypher, str(f.object))
        for f in both.relations()
    }  # so a push would find nothing to write
    assert [r[0] for r in odd] == [TASKS[1]]
    assert state is not None
    assert not state.whole  # only a push that has compared everything says so


def test_import_files_keep_quotes_and_line_ends(tmp_path: Path):
    import csv

    folder = export(made_graph(), "neo4j-import", tmp_path / "files")
    (file_of_agencies,) = folder.glob("*/nodes-Agency.csv")
    with file_of_agencies.open(encoding="utf-8", newline="") as file:
        rows = {row["id:ID"]: row for row in csv.DictReader(file)}
    assert rows[ODD]["name:string"] == ODD.rpartition(":")[2]
    assert rows[SAFE][":LABEL"].split("\x1f") == ["Agency", "ZhizeNode"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path):
    (tmp_path / "mine.csv").write_text("x")
    for format in ("neo4j-import", "graphml"):
        with pytest.raises(OptionError, match="folder"):
            export(made_graph(), format, tmp_path)
    assert (tmp_path / "mine.csv").read_text() == "x"


def test_import_files_are_replaced(tmp_path: Path):
    export(made_graph(), "neo4j-import", tmp_path / "files")
    export(KnowledgeGraph([]), "neo4j-import", tmp_path / "files")
    assert [p.name for p in (tmp_path / "files").rglob("*.csv")] == ["nodes-load.csv"]
    assert len(list((tmp_path / "files").iterdir())) == 2


def test_files_that_are_not_of_the_export_stay(tmp_path: Path):
    """A table of somebody beside the script, also where one of an older version lists files of its own there."""
    folder = tmp_path / "files"
    export(made_graph(), "neo4j-import", folder)
    (folder / "mine.csv").write_text("x")
    (folder / "tables-mine").mkdir()
    export(KnowledgeGraph([]), "neo4j-import", folder)
    assert (folder / "mine.csv").read_text() == "x"
    script = folder / "import.sh"
    head = "".join(script.read_text().splitlines(keepends=True)[:2])
    script.write_text(f"{head}--nodes=nodes-Agency.csv --nodes=../mine.csv --nodes=/mine.csv")
    (folder / "nodes-Agency.csv").write_text("of the older version")
    (tmp_path / "mine.csv").write_text("x")
    export(made_graph(), "neo4j-import", folder)
    assert not (folder / "nodes-Agency.csv").exists()
    assert [(p / "mine.csv").read_text() for p in (folder, tmp_path)] == ["x", "x"]
    assert (folder / "tables-mine").is_dir()


def test_a_script_of_somebody_else_is_left_alone(tmp_path: Path):
    (tmp_path / "import.sh").write_text("#!/bin/sh\n")
    (tmp_path / "mine.csv").write_text("x")
    with pytest.raises(OptionError, match="not empty"):
        export(made_graph(), "neo4j-import", tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["import.sh", "mine.csv"]


def test_an_export_that_is_ended_leaves_the_old_one_and_the_next_one_clears_up(tmp_path: Path, monkeypatch: Any):
    folder = export(made_graph(), "neo4j-import", tmp_path / "files")
    before = (folder / "import.sh").read_bytes()
    for name in ("_write_tables", "_placed", "import_script", "_remove"):

        def end(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(bulk, name, end)
            with pytest.raises(KeyboardInterrupt):
                export(troubled() if name == "_remove" else KnowledgeGraph([]), "neo4j-import", folder)
        script = (folder / "import.sh").read_text()
        named = re.findall(r"--(?:nodes|relationships)=(\S+)", script)
        assert all((folder / file.strip("'")).is_file() for file in named)
        if name != "_remove":
            assert script.encode() == before
    export(made_graph(), "neo4j-import", folder)
    assert (folder / "import.sh").read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_the_command_line_exports(sample_graph: OpenGraph, tmp_path: Path):
    run = CliRunner().invoke
    done = run(app, ["export", str(sample_graph.path), "-f", "gexf", "-o", str(tmp_path / "g.gexf")])
    assert done.exit_code == 0
    assert (tmp_path / "g.gexf").stat().st_size > 10_000
    wrong = run(app, ["export", str(sample_graph.path), "-f", "dot", "-o", str(tmp_path / "g")])
    assert isinstance(wrong.exception, OptionError)
    assert "graphml" in str(wrong.exception)


def test_import_files_of_a_graph_in_a_file_are_those_of_one_in_memory(
    sample_graph: OpenGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 100)
    a = export(sample_graph.light, "neo4j-import", tmp_path / "a")
    b = export(sample_graph.kg, "neo4j-import", tmp_path / "b")
    files = [
        {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()} for folder in (a, b)
    ]
    assert files[0] == files[1]
    assert sum(data.count(b"\n") for name, data in files[0].items() if "relations-LEADS" in name) > 10
