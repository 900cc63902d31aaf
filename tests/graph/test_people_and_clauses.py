"""Clauses, persons and appointments: from statements to every store and to the table of appointments."""

from __future__ import annotations

from collections.abc import Iterator

import pyshacl
import pytest

from zhize.api import OpenGraph
from zhize.graph.identity.identity import identify
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Origin, Statement, Value
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.store import CypherStore
from zhize.graph.store.rdf.quads import ontology_graph, rdflib_dataset
from zhize.graph.store.rdf.shapes import shapes_graph
from zhize.graph.views.tables import appointments

DOC = "document:青政任〔2024〕3号"
CLAUSE = "clause:1"
APPOINTMENT = "appointment:1"
ZHANG = Mention("张示例", "张示例", person=True)
POST = Mention("副局长", "副局长", post=True)
UNIT = Mention("区水利局", "区水利局")


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    claims: list[tuple[str | Mention, str, Value | Mention]] = [
        (DOC, "title", "关于张示例任职的通知"),
        (DOC, "number", "青政任〔2024〕3号"),
        (CLAUSE, "text", "任命张示例为区水利局副局长"),
        (CLAUSE, "item", "1"),
        (CLAUSE, "person", "张示例"),
        (CLAUSE, "body", "区水利局"),
        (CLAUSE, "body", "区水利局党组"),
        (CLAUSE, "clause_in", DOC),
        (APPOINTMENT, "action", "appointed"),
        (APPOINTMENT, "person", "张示例"),
        (APPOINTMENT, "post", "副局长"),
        (APPOINTMENT, "unit", "区水利局"),
        (APPOINTMENT, "date", "2024-03-01"),
        (APPOINTMENT, "appointment_of", DOC),
        (APPOINTMENT, "appoints", ZHANG),
        (APPOINTMENT, "appointed_at", UNIT),
        (APPOINTMENT, "stated_in", CLAUSE),
        (ZHANG, "holds", POST),
    ]
    statements = [
        Statement(subject, predicate, value, DOC, (), Evidence("a.txt", n, n + 1, "任"), "test")
        for n, (subject, predicate, value) in enumerate(claims)
    ]
    origin = Origin(DOC, "虚构市青石区人民政府", None, "关于张示例任职的通知", "a.txt")
    facts, issues = identify(statements, [origin])
    assert not issues
    return KnowledgeGraph(facts)


def test_a_person_is_neither_agency_nor_post(kg: KnowledgeGraph) -> None:
    assert [kg.caption(n) for n in kg.nodes("Person")] == ["张示例"]
    assert [kg.caption(n) for n in kg.nodes("Post")] == ["副局长"]
    assert [kg.text(n, "name")[-3:] for n in kg.nodes("Agency")] == ["水利局"]
    assert [kg.caption(str(f.object)) for f in kg.out(kg.nodes("Person")[0], "holds")] == ["副局长"]


def test_the_table_of_appointments(kg: KnowledgeGraph) -> None:
    (row,) = appointments(kg)
    expected = {
        "number": "青政任〔2024〕3号",
        "document": "关于张示例任职的通知",
        "person": "张示例",
        "post": "副局长",
        "agency": "区水利局",
        "action": "appointed",
        "date": "2024-03-01",
    }
    assert {key: row[key] for key in expected} == expected
    assert row["agencies"] == {"区水利局": kg.nodes("Agency")[0]}
    assert row["source"]["file"] == "a.txt"


def test_only_the_list_of_appointments_gives_rows(sample_graph: OpenGraph) -> None:
    rows = appointments(sample_graph.kg)
    assert {row["document"] for row in rows} == {"云州市人民政府任免的工作人员名单"}
    assert {row["action"] for row in rows} <= {"appointed", "removed"}


def test_clauses_fit_the_shapes(kg: KnowledgeGraph) -> None:
    data = rdflib_dataset(kg)
    valid, _, report = pyshacl.validate(data, shacl_graph=shapes_graph(), ont_graph=ontology_graph(), inference="none")
    assert valid, report


@pytest.fixture(scope="module")
def store(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CypherStore]:
    made = CypherStore.build(lambda: kg, tmp_path_factory.mktemp("cypher") / "store", "1")
    yield made
    made.close()


def test_clauses_in_cypher(store: CypherStore) -> None:
    rows = store.query("MATCH (p:Person)-[:HOLDS]->(q:Post) RETURN p.label AS who, q.label AS what", {}).rows
    assert [tuple(row) for row in rows] == [("张示例", "副局长")]
    text = "MATCH (a:Appointment)-[:STATED_IN]->(c:Clause)-[:CLAUSE_IN]->(d:Document) RETURN c.text, c.body, d.number"
    (row,) = store.query(text, {}).rows
    assert list(row) == ["任命张示例为区水利局副局长", ["区水利局", "区水利局党组"], "青政任〔2024〕3号"]


def test_clauses_in_networkx(kg: KnowledgeGraph) -> None:
    assert kg.graph.nodes[CLAUSE]["person"] == ["张示例"]
