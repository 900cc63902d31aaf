"""Why statements stand in the graph: the rule, the signs, the place, for every kind of statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.loaders.reading import issues, notice, read
from zhize import api
from zhize.cli import app
from zhize.graph.views.grounds import grounds
from zhize.messages import speaking

BODY = (
    "一、重点任务\n\n1.疏浚示例河道。（牵头单位：区水利局；配合单位：区财政局）\n\n"
    "二、组织领导\n\n成立区示例工作领导小组，由区政府副区长任组长，区水利局、区财政局为成员单位。\n\n"
    "三、职责分工\n\n区水利局：负责示例河道疏浚的组织实施。\n\n区财政局：负责示例资金保障。\n"
)


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    (folder / "a.txt").write_text(notice(BODY), encoding="utf-8")
    result = CliRunner().invoke(app, ["build", str(folder / "a.txt"), "-o", str(folder / "kg")])
    assert result.exit_code == 0, result.output
    return folder / "kg"


@pytest.mark.parametrize(
    ("class_id", "statement"),
    [("Task", "牵头"), ("Task", "配合"), ("Duty", "区水利局"), ("Body", "成员")],
)
def test_every_kind_of_statement_has_its_ground(kg: Path, class_id: str, statement: str) -> None:
    graph = api.open(kg).kg
    with speaking("zh"):
        found = [g for node in graph.nodes(class_id) for g in grounds(graph, node)]
    assert any(statement in g.statement for g in found)
    assert all(g.rule and g.quote and ":" in g.place for g in found)


def test_one_fact_has_one_ground(kg: Path) -> None:
    graph = api.open(kg).kg
    fact = next(f for f in graph.facts if f.predicate == "leads")
    assert [(g.rule, g.printed) for g in grounds(graph, fact.id)] == [("mark", "区水利局")]
    assert grounds(graph, "task:unknown") == []


def test_the_command_tells_the_rule_and_the_place(kg: Path) -> None:
    task = api.open(kg).kg.nodes("Task")[0]
    output = CliRunner(env={"ZHIZE_LANG": "zh"}).invoke(app, ["why", str(kg), task]).output
    assert "规则：mark" in output
    assert "出处：a.txt:" in output
    assert "rule: mark (a mark with a label" in CliRunner().invoke(app, ["why", str(kg), task]).output


def test_an_item_that_its_siblings_outvote_is_listed_and_no_duty() -> None:
    items = [
        "区水利局：负责示例调度。",
        "区气象局：负责示例预报。",
        "区财政局：负责示例保障。",
        "其他未尽事宜另行通知为准。",
    ]
    body = "一、成员单位职责\n\n" + "\n\n".join(f"（{n}）{text}" for n, text in zip("一二三四", items, strict=True))
    assert "duty-unread" in issues(read(notice(body)))
