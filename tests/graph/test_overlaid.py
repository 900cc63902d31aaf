"""Decisions over a stored graph: it gives what the graph gives when it is loaded and decided as a whole."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zhize
from zhize.api import OpenGraph
from zhize.graph.identity.decisions import accepted, decide, table_of
from zhize.graph.identity.splits import ABSORBED
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.overlaid import OverlaidGraph
from zhize.queries.ask import Asker


@pytest.fixture(scope="module")
def place(sample_graph: OpenGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decided") / "kg"
    shutil.copytree(sample_graph.path, folder)
    return folder


def pairs(graph: OpenGraph) -> list[tuple[str, str, str]]:
    """Decisions that may be made: what a rule made one is two, some agencies are one."""
    absorbed = sorted({("differ", f.subject, str(f.object)) for f in graph.facts if f.predicate == ABSORBED})
    agencies = graph.kg.nodes("Agency")
    return absorbed + [("same", a, b) for a, b in pairwise(agencies)]


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=3, unique=True))
def test_a_stored_graph_with_decisions_is_the_decided_graph(place: Path, choices: list[int]) -> None:
    table_of(place).unlink(missing_ok=True)
    accepted(table_of(place))
    known = pairs(zhize.open(place))
    for choice in choices:
        verdict, a, b = known[choice % len(known)]
        decide(table_of(place), verdict, (a, b), "甲", "试", "2024-01-01")
    graph = zhize.open(place)
    light, whole = graph.light, graph.kg
    assert isinstance(light, OverlaidGraph)
    for kind in whole.ontology.classes:
        assert light.nodes(kind) == whole.nodes(kind)
    for node in whole.node_ids:
        assert light.caption(node) == whole.caption(node)
        for relation in whole.ontology.relations:
            assert light.out(node, relation) == whole.out(node, relation), (node, relation)
            assert light.into(node, relation) == whole.into(node, relation), (node, relation)
        assert dict(light.properties.get(node, {})) == dict(whole.properties.get(node, {}))
    agency = whole.nodes("Agency")[choices[0] % len(whole.nodes("Agency"))]
    name = whole.caption(agency)
    assert light.called("Agency", name) == whole.called("Agency", name)
    _asked_together(light, whole)
    for question in (f"{name}负责什么？", f"{name}牵头哪些任务？", "哪个单位牵头的任务最多？"):
        assert Asker(light).ask(question) == Asker(whole).ask(question)


def _asked_together(light: OverlaidGraph, whole: KnowledgeGraph) -> None:
    """What is asked of many nodes at once is what each of them has in the decided graph."""
    nodes = [n for n in whole.nodes("Agency") if n in light.affected] + whole.nodes("Agency")[:40]
    roles = tuple(whole.ontology.roles)
    assert light.texts(nodes, "level") == {n: whole.text(n, "level") for n in nodes}
    assert light.all_values(nodes, "mention") == {str(v) for n in nodes for v in whole.values(n, "mention")}
    assert light.captions(nodes) == {whole.caption(n) for n in nodes}
    out = {n: [f for role in roles for f in whole.out(n, role)] for n in nodes}
    into = {n: [f for r in ("member", "led_by") for f in whole.into(n, r)] for n in nodes}
    assert light.stating(nodes, roles) == {n: {f.document for f in facts} for n, facts in out.items() if facts}
    assert light.stating_into(nodes, ("member", "led_by")) == {
        n: {f.document for f in facts} for n, facts in into.items() if facts
    }
    led = {(f.document, f.object) for n in nodes for f in whole.out(n, "leads")}
    assert sum(map(len, light.ends(nodes, "leads").values())) == len(led)
    tasks = {str(f.object) for facts in out.values() for f in facts}
    some = sorted(tasks)[: len(tasks) // 2]
    having = {n for n, facts in out.items() if any(f.object in some for f in facts)}
    numbers = light.reader.numbers_of(some).values()
    assert having <= light.related(nodes, roles, list(numbers)) <= having | light.affected
    shared = {
        (n, str(f.object), other.subject, other.document)
        for n, facts in out.items()
        for f in facts
        for role in roles
        for other in whole.into(str(f.object), role)
    }
    assert set(light.sharing(nodes, roles)) == shared
