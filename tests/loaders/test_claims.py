"""Claims are checked against the schema when they are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhize.api import OpenGraph
from zhize.errors import SchemaError
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Value
from zhize.graph.model.ontology import ontology
from zhize.loaders import pipeline
from zhize.loaders.claims import Claims, Scope

BUREAU = Mention("区水利局", "区水利局")
TOWNS = Mention("各镇政府", "各镇政府", collective=True)
POST = Mention("副区长", "副区长", post=True)
PERSON = Mention("张示例", "张示例", person=True)
DOC = "document:青政发〔2024〕1号"


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("task:1", "title", "修路"),
        ("task:1", "text", "=1+1"),
        ("task:1", "text", "duty:2"),
        (DOC, "issues", "plan:x"),
        ("gazette:x", "year", 2024),
        (BUREAU, "leads", "task:1"),
        (TOWNS, "supports", "task:1"),
        ("body:x", "chief", POST),
        ("body:x", "chief", PERSON),
        ("body:x", "seat", BUREAU),
        ("body:x", "seat", TOWNS),  # `各成员单位` may be the name of a body that the document sets up
        (PERSON, "holds", POST),
        (DOC, "mentions", BUREAU),
        ("task:1", "stated_in", "clause:1"),
    ],
)
def test_claims_that_fit(subject: str | Mention, predicate: str, value: Value | Mention) -> None:
    claims = Claims()
    claims.add(subject, predicate, value, (0, 1), "test")
    assert [(c.subject, c.predicate, c.object) for c in claims.claims] == [(subject, predicate, value)]
    assert not claims.doubts


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "said"),
    [
        ("task:1", "titel", "修路", "Task has no property and no relation “titel”"),
        ("duty:1", "title", "修路", "Duty has no property"),
        ("tsak:1", "title", "修路", "no class has the prefix “tsak”"),
        ("gazette:x", "year", "2024", "declared as integer"),
        ("task:1", "title", 7, "declared as string"),
        (BUREAU, "name", "区水利局", "no relation"),
        (BUREAU, "leads", "duty:1", "leads joins"),
        ("task:1", "leads", BUREAU, "leads joins"),
        (BUREAU, "leads", "the task", "no node id"),
        ("task:1", "task_of", BUREAU, "task_of joins Task to Document, not Agency or Body or CollectiveMention"),
        (DOC, "issues", 3, "no node id"),
    ],
)
def test_a_slip_of_a_loader_raises(subject: str | Mention, predicate: str, value: Value | Mention, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        Claims().add(subject, predicate, value, (0, 1), "test")


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "printed"),
    [(POST, "leads", "task:1", "副区长"), ("body:x", "seat", POST, "副区长"), (PERSON, "signed", DOC, "张示例")],
)
def test_a_printed_name_that_does_not_fit_is_an_issue(
    subject: str | Mention, predicate: str, value: Value | Mention, printed: str
) -> None:
    claims = Claims()
    claims.add(subject, predicate, value, (3, 6), "test")
    assert not claims.claims
    assert [(d.kind, d.text, d.start, d.end) for d in claims.doubts] == [("unfit-name", printed, 3, 6)]


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_no_claim(nothing: str | None) -> None:
    claims = Claims()
    claims.add("task:1", "title", nothing, (0, 1), "test")
    assert not claims.claims


def test_a_slip_loses_its_file_and_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def slipping(scope: Scope) -> Claims:
        claims = Claims()
        if "河道" in scope.document.title:
            claims.add(scope.id, "titel", "x", (0, 1), "test")
        return claims

    monkeypatch.setattr(pipeline, "LOADERS", (*pipeline.LOADERS, slipping))
    for name, what in (("a.txt", "河道"), ("b.txt", "道路")):
        text = (
            f"青石区人民政府关于{what}管护的通知\n\n青政发〔2024〕9号\n\n各镇人民政府：\n\n请认真执行。\n\n2024年3月1日"
        )
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, second = pipeline.load(tmp_path, jobs=1)
    assert "titel" in str(first.error)
    assert second.error is None
    assert second.statements


def test_every_fact_of_a_graph_fits(sample_graph: OpenGraph) -> None:
    """What identity makes of the claims (nodes for names, names for nodes) fits the schema too."""
    model = ontology()
    for fact in sample_graph.facts:
        relation = model.relations.get(fact.predicate)
        if relation is None:
            assert fact.predicate in model.class_of(fact.subject).properties, fact
            continue
        assert model.class_of(fact.subject).id in relation.source, fact
        assert model.class_of(str(fact.object)).id in relation.target, fact
