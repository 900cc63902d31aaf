"""Pushing to a real Neo4j server: once, twice, changed, broken off, refused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import neo4j
import pytest
from typer.testing import CliRunner

from tests.graph.states import states
from tests.graph.test_cypher import DUTY, EMOJI, ODD, OTHER, SAFE, TASKS, made_graph
from tests.neo4j_server import Server, Wire, free_port
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError, ServerError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.neo4j import connection
from zhize.graph.store.neo4j.push import LoadState, PushReport, load_state, push
from zhize.graph.store.neo4j.schema import statements
from zhize.graph.store.records import node_record, relation_record
from zhize.graph.store.sqlite import following

Row = dict[str, object]


class Base:
    """An empty database of the server."""

    def __init__(self, server: Server, driver: neo4j.Driver) -> None:
        self.server = server
        self.driver = driver

    def push(self, kg: KnowledgeGraph, **options) -> PushReport:
        return push(lambda: kg, self.server.uri, self.server.user, self.server.password, **options)

    def state(self) -> LoadState | None:
        return load_state(self.server.uri, self.server.user, self.server.password)

    def query(self, text: str, **params) -> list[Row]:
        return [record.data() for record in self.driver.execute_query(text, params).records]

    def content(self) -> tuple[dict[str, Row], dict[str, Row]]:
        """All nodes and relations of the graph by id, as they lie there."""
        nodes = self.query("MATCH (n:ZhizeNode) RETURN labels(n) AS labels, properties(n) AS p")
        relations = self.query(
            "MATCH (a)-[r]->(b) WHERE r._hash IS NOT NULL RETURN type(r) AS t, properties(r) AS p, a.id AS a, b.id AS b"
        )
        return {n["p"]["id"]: n for n in nodes}, {r["p"]["id"]: r for r in relations}  # type: ignore[index]


@pytest.fixture
def base(neo4j_server: Server) -> Iterator[Base]:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
        yield Base(neo4j_server, driver)


def without(kg: KnowledgeGraph, document: str) -> KnowledgeGraph:
    return KnowledgeGraph([f for f in kg.facts if f.document != document])


def test_holds_what_the_graph_holds(base: Base):
    kg = made_graph()
    report = base.push(kg, chunk=3)
    nodes, relations = base.content()
    for node, found in nodes.items():
        found["p"].pop("_hash")
        assert found["p"] == node_record(kg, node)
        assert set(found["labels"]) == {kg.ontology.class_of(node).id, "ZhizeNode"}
    assert set(nodes) == set(kg.node_ids)
    facts = {f.id: f for f in kg.relations()}
    for name, found in relations.items():
        fact = facts[name]
        found["p"].pop("_hash")
        assert found["p"] == relation_record(fact)
        assert (found["t"], found["a"], found["b"]) == (
            kg.ontology.relations[fact.predicate].cypher,
            fact.subject,
            fact.object,
        )
    assert set(relations) == set(facts)
    assert (report.nodes, report.relations) == (len(nodes), len(relations))
    assert (report.nodes_written, report.relations_written) == (len(nodes), len(relations))


def test_twice_is_the_same_and_writes_nothing(base: Base):
    base.push(made_graph())
    before = base.content()
    report = base.push(made_graph())
    assert base.content() == before
    assert (report.nodes_written, report.nodes_deleted, report.relations_written, report.relations_deleted) == (0,) * 4
    assert report.documents == ()


def test_a_changed_document_replaces_exactly_its_facts(base: Base, sample_graph: OpenGraph):
    kg = sample_graph.kg
    base.push(kg)
    before = base.content()
    changed = next(f for f in kg.relations() if f.predicate == "leads")
    moved = msgspec.structs.replace(changed, object=next(t for t in kg.nodes("Task") if t != changed.object))
    gone = next(f for f in kg.relations() if f.document == changed.document and f.predicate == "supports")
    new = KnowledgeGraph([moved if f is changed else f for f in kg.facts if f is not gone])
    report = base.push(new)
    after = base.content()
    assert report.documents == (changed.document,)
    assert (report.relations_written, report.relations_deleted) == (1, 2)
    assert set(before[1]) - set(after[1]) == {gone.id}
    assert {name for name in after[1] if after[1][name] != before[1][name]} == {changed.id}
    assert after[1][changed.id]["b"] == moved.object


def test_a_document_that_is_gone_is_deleted_and_one_that_comes_is_added(base: Base):
    kg = made_graph()
    base.push(kg)
    whole = base.content()
    less = without(kg, OTHER)
    report = base.push(less)
    assert report.relations_deleted == sum(f.document == OTHER for f in kg.relations())
    assert report.documents == (OTHER,)
    nodes, relations = base.content()
    assert set(nodes) == set(less.node_ids)
    assert set(relations) == {f.id for f in less.relations()}
    base.push(kg)
    assert base.content() == whole


def test_a_node_that_is_gone_goes(base: Base):
    kg = made_graph()
    base.push(kg)
    base.push(KnowledgeGraph([f for f in kg.facts if DUTY not in (f.subject, f.object)]))
    assert DUTY not in base.content()[0]


@pytest.mark.parametrize("agency", [SAFE, ODD, EMOJI])
def test_names_are_parameters_whatever_they_hold(base: Base, agency: str):
    base.push(made_graph())
    assert base.query("MATCH (a:Agency {id: $id}) RETURN a.name AS name", id=agency) == [
        {"name": agency.rpartition(":")[2]}
    ]
    assert base.query("MATCH (a:Agency) RETURN count(a) AS n") == [{"n": 3}]


def test_what_others_made_in_the_database_stays(base: Base):
    base.query("CREATE (:Agency {id: 'mine'})-[:LEADS {note: 'x'}]->(:Task {id: 'my task'})")
    base.push(made_graph())
    base.push(KnowledgeGraph([]))
    assert base.content() == ({}, {})
    assert base.query("MATCH (a:Agency)-[r:LEADS]->(t:Task) RETURN a.id AS a, r.note AS r, t.id AS t") == [
        {"a": "mine", "r": "x", "t": "my task"}
    ]


def test_constraints_and_indexes_are_those_of_the_ontology(base: Base):
    base.push(made_graph())
    made = base.query("SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties, type")
    model = ontology()
    unique = {r["labelsOrTypes"][0] for r in made if r["properties"] == ["id"]}  # type: ignore[index]
    assert unique == {*model.classes, *(r.cypher for r in model.relations.values()), "ZhizeLoad"}
    assert all(r["state"] == "ONLINE" for r in base.query("SHOW INDEXES YIELD name, state"))
    names = {r["name"] for r in base.query("SHOW INDEXES YIELD name")}
    assert {"zhize_text", "zhize_Task_due", "zhize_Agency_name", "zhize_Agency_id", "zhize_LEADS_id"} <= names
    assert all("IF NOT EXISTS" in text for text in statements(model))


def test_full_text_finds_tasks_and_duties(base: Base):
    base.push(made_graph())
    search = "CALL db.index.fulltext.queryNodes('zhize_text', $words) YIELD node RETURN node.id AS id"
    assert {r["id"] for r in base.query(search, words="应急")} == {DUTY}
    assert {r["id"] for r in base.query(search, words="内容")} == set(TASKS)


def test_what_broke_off_is_not_whole_and_goes_on(base: Base):
    kg = made_graph()
    base.push(kg, stamp="old")

    def break_off(name: str, done: int, total: int) -> None:
        if name == "relations" and done > 5:
            raise KeyboardInterrupt

    base.query("MATCH (n:ZhizeNode) DETACH DELETE n")
    with pytest.raises(KeyboardInterrupt):
        base.push(kg, stamp="new", chunk=2, progress=break_off)
    state = base.state()
    assert state is not None
    assert (state.stamp, state.whole) == ("new", False)
    there = len(base.content()[1])
    assert 5 < there < sum(1 for _ in kg.relations())
    report = base.push(kg, stamp="new")
    assert report.nodes_written == 0
    assert report.relations_written == report.relations - there
    assert base.state() == LoadState("new", True, report.nodes, report.relations)


def test_a_database_follows_the_difference_of_facts_and_is_compared_where_it_holds_something_else(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 9.0)
    loaded: list[str] = []
    for n, state in enumerate(states(tmp_path / "kg", made_graph().facts, seed=1, times=4)):
        kg = KnowledgeGraph(state.graph.facts)

        def whole(kg: KnowledgeGraph = kg, stamp: str = state.stamp) -> KnowledgeGraph:
            loaded.append(stamp)
            return kg

        if n == 3:
            base.query("MATCH (n:Task) WITH n LIMIT 1 DETACH DELETE n")
        push(
            whole,
            base.server.uri,
            base.server.user,
            base.server.password,
            stamp=state.stamp,
            since=state.since,
            chunk=3,
        )
        found = base.content()
        base.push(kg, stamp=state.stamp)  # compares all
        assert found == base.content()
        assert base.state() == LoadState(state.stamp, True, len(kg.node_ids), sum(1 for _ in kg.relations()))
        assert len(loaded) == (1 if n < 3 else 2)


def test_a_push_beside_another_is_not_whole(base: Base):
    def other(name: str, done: int, total: int) -> None:
        if (name, done) == ("nodes", total):
            base.query("MATCH (l:ZhizeLoad) SET l.run = 'another'")

    with pytest.raises(ServerError, match="another push"):
        base.push(made_graph(), progress=other)
    state = base.state()
    assert state is not None
    assert not state.whole


def test_nothing_pushed_has_no_state(base: Base):
    assert base.state() is None


def test_a_lost_connection_is_said_and_can_be_gone_on_with(base: Base):
    kg = made_graph()
    wire = Wire(base.server.port)

    def cut(name: str, done: int, total: int) -> None:
        if (name, done) == ("nodes", total):
            wire.cut()

    try:
        with pytest.raises(ServerError, match=r"connection was lost .* run the same command again"):
            push(lambda: kg, wire.uri, base.server.user, base.server.password, progress=cut, patience=0.5)
    finally:
        wire.cut()
    state = base.state()
    assert state is not None
    assert not state.whole
    assert base.push(kg).nodes == len(kg.node_ids)
    state = base.state()
    assert state is not None
    assert state.whole


@pytest.mark.parametrize("at", ["schema", "nodes"])
def test_a_server_that_falls_silent_is_not_waited_for(base: Base, at: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "CONNECTING", 2.0)  # the driver tries once more to connect
    kg = made_graph()
    wire = Wire(base.server.port)

    def fall_silent(name: str, done: int, total: int) -> None:
        if (name, done) == (at, total if at == "nodes" else 1):
            wire.silent.set()

    start = time.monotonic()
    try:
        with pytest.raises(ServerError, match=r"has not answered for 1 s\. Look at the server, then run the same"):
            push(
                lambda: kg,
                wire.uri,
                base.server.user,
                base.server.password,
                progress=fall_silent,
                patience=0.5,
                silence=1,
            )
    finally:
        wire.cut()
    assert time.monotonic() - start < 15
    assert base.push(kg).nodes == len(kg.node_ids)


def test_a_wrong_password_is_refused_and_not_repeated(neo4j_server: Server):
    with pytest.raises(ServerError, match="refuses the user neo4j or the password") as caught:
        push(lambda: made_graph(), neo4j_server.uri, "neo4j", "wrong-secret")
    assert "wrong-secret" not in str(caught.value)


def test_a_database_that_is_not_there(base: Base):
    with pytest.raises(ServerError, match="no such database"):
        base.push(made_graph(), database="nosuch")


def test_a_server_that_is_down():
    with pytest.raises(ServerError, match="no Neo4j server answers there"):
        push(lambda: made_graph(), f"bolt://127.0.0.1:{free_port()}", "neo4j", "x")


@pytest.mark.parametrize("uri", ["http://localhost:7474", "localhost:7687", "bolt://", "bolt://a:b", "", "bolt://[x"])
def test_an_address_that_is_none(uri: str):
    with pytest.raises(OptionError, match="bolt://"):
        push(lambda: made_graph(), uri, "neo4j", "x")


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(OptionError, match="NEO4J_PASSWORD") as caught:
        push(lambda: made_graph(), "bolt://neo4j:geheim@localhost:7687", "neo4j", "x")
    assert "geheim" not in str(caught.value)


def test_the_command_line_pushes_the_samples(base: Base, sample_graph: OpenGraph):
    kg = sample_graph.kg
    call = ["push", str(sample_graph.path), "--neo4j", base.server.uri]
    done = CliRunner().invoke(app, call, env={"NEO4J_PASSWORD": base.server.password})
    assert done.exit_code == 0, done.output
    assert f"holds {len(kg.node_ids)} nodes" in done.output
    assert base.server.password not in done.output
    labels = {
        r["label"]: r["n"]
        for r in base.query("MATCH (n:ZhizeNode) UNWIND labels(n) AS label RETURN label, count(*) AS n")
    }
    assert labels.pop("ZhizeNode") == len(kg.node_ids)
    assert labels == {c: len(kg.nodes(c)) for c in kg.ontology.classes if kg.nodes(c)}
    types = {r["t"]: r["n"] for r in base.query("MATCH ()-[r]->() RETURN type(r) AS t, count(*) AS n")}
    assert types == Counter(kg.ontology.relations[f.predicate].cypher for f in kg.relations())
    assert base.state() == LoadState(sample_graph.manifest.stamp, True, len(kg.node_ids), sum(types.values()))
    again = CliRunner().invoke(app, [*call, "--password", base.server.password])
    assert "Written: 0 nodes, 0 relations; deleted: 0 nodes, 0 relations" in again.output


def test_progress_is_told_to_the_end(base: Base):
    kg = made_graph()
    steps: list[tuple[str, int, int]] = []
    base.push(kg, progress=lambda *step: steps.append(step))
    last = {name: (done, total) for name, done, total in steps}
    assert last["nodes"] == (len(kg.node_ids),) * 2
    assert last["relations"] == (sum(1 for _ in kg.relations()),) * 2


def test_the_command_line_needs_a_password(sample_graph: OpenGraph):
    call = ["push", str(sample_graph.path), "--neo4j", "bolt://127.0.0.1:1"]
    done = CliRunner().invoke(app, call, env={"NEO4J_PASSWORD": None})
    assert isinstance(done.exception, OptionError)
    assert "NEO4J_PASSWORD" in str(done.exception)
