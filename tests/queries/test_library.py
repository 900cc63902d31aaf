from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
import pytest

from tests.graph.test_cypher import (
    BODY,
    CLASS,
    DOC,
    DUTY,
    EMOJI,
    GAZETTE,
    ODD,
    OFFICE,
    OLD,
    OTHER,
    POST,
    SAFE,
    TASKS,
    made_graph,
)
from tests.queries.parity import VALUES, calls
from zhize.errors import QueryError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.cypher.store import CypherStore
from zhize.graph.store.rdf.oxigraph import memory_store
from zhize.queries.library import NODES, question, questions, run_cypher, run_sparql

Stores = tuple[KnowledgeGraph, CypherStore, pyoxigraph.Store]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    kg = made_graph()
    with CypherStore.build(lambda: kg, tmp_path_factory.mktemp("kg") / "cypher", "s") as store:
        yield kg, store, memory_store(kg)


def test_the_library_has_its_questions():
    assert len(questions()) >= 30
    for asked in questions().values():
        assert asked.question.endswith("？")
        assert set(asked.params) <= {*NODES, *VALUES, "fact"}
        assert "ORDER BY" in asked.cypher
        assert "ORDER BY" in asked.sparql


@pytest.mark.parametrize("name", sorted(questions()))
def test_both_languages_give_the_same_rows(stores, name):
    kg, cypher, rdf = stores
    for params in calls(kg, name):
        rows = run_cypher(cypher, name, params)
        assert rows == run_sparql(rdf, name, params), params
        assert not rows.rows or rows.columns == list(questions()[name].columns)


def test_tasks_come_with_role_and_evidence(stores):
    kg, cypher, _ = stores
    rows = run_cypher(cypher, "tasks_of_agency", {"agency": SAFE}).dicts()
    assert [(r["role"], r["task_id"], r["number"]) for r in rows] == [
        ("牵头", TASKS[0], None),
        ("牵头", TASKS[0], "虚政发〔2024〕1号"),
        ("牵头", TASKS[0], "虚政发〔2024〕1号"),
        ("配合", TASKS[1], "虚政发〔2024〕1号"),
    ]
    places = {(f.evidence.file, f.evidence.start, f.evidence.end, f.evidence.quote) for f in kg.relations()}
    assert all((r["file"], r["start"], r["end"], r["quote"]) in places for r in rows)
    assert {r["deadline"] for r in rows} == {"2024年底前", None}


def test_who_does_a_task(stores):
    rows = run_cypher(stores[1], "who_does_task", {"task": TASKS[0]}).dicts()
    assert {(r["role"], r["agency_id"]) for r in rows} == {
        ("牵头", SAFE),
        ("配合", ODD),
        ("负责", EMOJI),
        ("配合", CLASS),
    }
    assert {r["printed"] for r in rows if r["agency_id"] == SAFE} == {"应急局", "市应急局", None}


@pytest.mark.parametrize(
    ("name", "params", "columns", "want"),
    [
        ("duties_of_agency", {"agency": SAFE}, ["duty_id", "context"], [[DUTY, "第一章"]]),
        ("partners_of_agency", {"agency": SAFE}, ["partner_id", "tasks"], [[ODD, 2], [EMOJI, 2]]),
        (
            "members_of_body",
            {"body": BODY},
            ["position", "member_id"],
            [["主任或总指挥", POST], ["副职", SAFE], ["成员", ODD], ["成员", CLASS]],
        ),
        ("members_of_body", {"body": OFFICE}, ["position", "member_id"], [["牵头负责", SAFE]]),
        ("seats", {}, ["body_id", "host_id"], [[BODY, EMOJI]]),
        (
            "documents_of_gazette",
            {"gazette": GAZETTE},
            ["document_id", "date"],
            [[OTHER, None], [DOC, "2024-05-06"]],
        ),
        ("basis_of_document", {"document": DOC}, ["basis_id"], [["document:只被引用"], [OLD]]),
        ("repeals", {}, ["document_id", "repealed_id"], [[OTHER, OLD], [DOC, OLD]]),
        ("agencies_by_leads", {}, ["agency_id", "tasks"], [[ODD, 1], [SAFE, 1]]),
    ],
)
def test_answers(stores, name, params, columns, want):
    rows = run_sparql(stores[2], name, params).dicts()
    assert [[row[column] for column in columns] for row in rows] == want


def test_role_words_are_those_of_the_schema():
    relations = ontology().relations
    roles = [relations[r].label for r in ("leads", "supports", "responsible_for")]
    positions = [relations[r].label for r in ("chief", "deputy", "member", "led_by")]
    for name, words in (("tasks_of_agency", roles), ("who_does_task", roles), ("members_of_body", positions)):
        for text in (question(name).cypher, question(name).sparql):
            assert all(f"'{word}'" in text or f'"{word}"' in text for word in words)


@pytest.mark.parametrize("run", [run_cypher, run_sparql])
def test_wrong_calls_are_explained(stores, run):
    store = stores[1] if run is run_cypher else stores[2]
    with pytest.raises(QueryError, match="tasks_of_agency"):
        run(store, "nosuch")
    with pytest.raises(QueryError, match="needs the parameter agency: 机构的编号"):
        run(store, "tasks_of_agency")
    with pytest.raises(QueryError, match=r"no parameter body\. It takes agency"):
        run(store, "tasks_of_agency", {"agency": SAFE, "body": BODY})
    with pytest.raises(QueryError, match="It takes none"):
        run(store, "seats", {"x": 1})
