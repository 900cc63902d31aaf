"""How a question was understood, and the prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from typer.testing import CliRunner

from zhize.api import OpenGraph
from zhize.cli import app
from zhize.prompt import converse, names_of
from zhize.queries.explain import _CLAUSE, _CYPHER, _DOCUMENT

ASKED = [
    "青石区应急管理局负责什么？",
    "白泉区水利局牵头哪些任务？",
    "区森防指的总指挥是谁？",
    "青石区森林火灾Ⅰ级响应由谁启动？",
    "云州市电梯安全管理办法的文号是多少？",
    "青石区民政局和谁合作最多？",
]


@pytest.mark.parametrize("question", ASKED)
def test_the_cypher_of_a_question_runs_and_finds(sample_graph: OpenGraph, question: str) -> None:
    how = sample_graph.explain(question)
    assert how.parts
    assert sample_graph.cypher(how.cypher, how.params).rows


def test_every_cypher_is_well_formed(sample_graph: OpenGraph) -> None:
    params: dict[str, list[str]] = {"nodes": [], "relations": [], "targets": []}
    for text in {*_CYPHER.values(), _DOCUMENT, _CLAUSE}:
        sample_graph.cypher(text, {k: v for k, v in params.items() if f"${k}" in text})


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("白泉区水利局牵头哪些任务？", "t.title"),
        ("青石区应急管理局负责什么？", "text"),
        ("区森防指办公室设在哪？", "a.label"),
        ("区森防指的总指挥是谁？", "p.label"),
        ("云州市电梯安全管理办法的文号是多少？", "d.number"),
    ],
)
def test_the_cypher_finds_what_the_answer_says(sample_graph: OpenGraph, question: str, column: str) -> None:
    how = sample_graph.explain(question)
    rows = sample_graph.cypher(how.cypher, how.params).dicts()
    answer = sample_graph.ask(question)
    assert answer.answered
    named = [str(row[column]) for row in rows]
    assert len(set(named)) == len(answer.items) or column == "p.label"
    for item in answer.items:
        assert any(item in name or name in item or name.endswith(item[1:]) for name in named), (item, named)


@pytest.mark.parametrize("question", ASKED)
def test_what_is_told_is_what_decided(sample_graph: OpenGraph, question: str) -> None:
    answer, how = sample_graph.ask(question), sample_graph.explain(question)
    chosen = [tried for part in how.parts for tried in part.tried if tried.chosen]
    assert {item for tried in chosen for item in tried.items} == set(answer.items)
    assert min(part.likely for part in how.parts) == answer.confidence
    places = {f"{s.file}:{s.line}" for s in answer.sources}
    for part in how.parts:
        weights = [t.weight for t in part.tried if t.weight is not None]
        assert part.tried[0].weight == max(weights)
        assert part.tried[0].chosen
        assert places & set(part.tried[0].evidence)


def test_explain_on_the_command_line(sample_graph: OpenGraph) -> None:
    result = CliRunner().invoke(app, ["ask", str(sample_graph.path), "青石区应急管理局负责什么？", "--explain"])
    for part in ("问：duty", "所指：青石区应急管理局", "Cypher：MATCH"):
        assert part in result.output


def test_the_prompt_answers_until_an_empty_line(sample_graph: OpenGraph, tmp_path: Path) -> None:
    said: list[str] = []
    history = tmp_path / "state" / "questions"
    with create_pipe_input() as typed:
        typed.send_text("区气象局干什么的？\n今天天气怎么样\n\n")
        count = converse(
            sample_graph,
            lambda q: sample_graph.ask(q).rendered(),
            said.append,
            history,
            input=typed,
            output=DummyOutput(),
        )
    assert count == 2
    assert "火险天气预报" in said[0]
    assert "没有查到答案" in said[1]
    assert "区气象局干什么的？" in history.read_text(encoding="utf-8")


def test_the_prompt_goes_on_from_the_question_before(sample_graph: OpenGraph, tmp_path: Path) -> None:
    asked: list[str] = []
    (tmp_path / "file").touch()
    with create_pipe_input() as typed:
        typed.send_text("青石区应急管理局负责什么？\n那白泉区呢？\n口袋公园什么时候建成？\n那牵头单位呢？\nq\n")
        count = converse(
            sample_graph,
            lambda q: asked.append(q) or "",  # type: ignore[func-returns-value]
            lambda _: None,
            tmp_path / "file" / "questions",  # cannot be written: kept in memory
            input=typed,
            output=DummyOutput(),
        )
    assert count == 4
    assert asked[1] == "白泉区应急管理局负责什么？"
    assert asked[3] == "口袋公园建成的牵头单位？"


def test_names_that_complete(sample_graph: OpenGraph) -> None:
    names = names_of(sample_graph)
    assert {"青石区应急管理局", "区森防指", "青政办字〔2024〕18号", "青石区"} <= set(names)
