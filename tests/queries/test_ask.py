"""Questions on the sample gazettes: what is answered, what is not, and from where."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import zhize
from tests.conftest import ROOT, SAMPLES
from zhize.api import OpenGraph
from zhize.queries import choice
from zhize.queries.ask import Asker
from zhize.queries.passages import Layer
from zhize.queries.words import understand


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("区森防指办公室设在哪？", ["区应急管理局"]),
        ("青政办发〔2024〕5号是谁印发的？", ["青石区人民政府办公室"]),
        ("区森林防火指挥部的总指挥是谁？", ["分管应急管理工作的副区长"]),
    ],
)
def test_items_are_the_answer_alone(sample_graph: OpenGraph, question: str, items: list[str]) -> None:
    answer = sample_graph.ask(question)
    assert answer.answered, answer.answer
    assert list(answer.items) == items


def test_duties_come_with_the_line_that_says_them(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("青石区应急管理局负责什么？")
    assert answer.answered
    text = (SAMPLES / "qingshi-2024-3.md").read_text(encoding="utf-8")
    for source in answer.sources:
        assert source.file == "qingshi-2024-3.md"
        printed = text[source.start : source.end].replace(" ", "").replace("\n", "").replace("*", "")
        assert printed[-6:] in source.quote


@pytest.mark.parametrize(
    "question",
    [
        "火星基地建设由谁牵头？",
        "青石区外星事务局负责什么？",
        "区应急管理局的邮箱是多少？",
        "你好",
        "高铁票怎么退？",
        "青石区航天局的职责是什么？",
        "区森林防火指挥部的总指挥叫什么名字？",  # the print gives the post only
        "区河湖长制工作领导小组组长叫什么？",
    ],
)
def test_what_the_graph_does_not_hold_is_not_answered(sample_graph: OpenGraph, question: str) -> None:
    answer = sample_graph.ask(question)
    assert not answer.answered, answer.answer
    assert answer.items == ()
    assert "没有查到" in answer.answer


def test_the_region_narrows_an_answer(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("区教体局牵头哪些任务？", region="青石区")
    assert answer.answered
    assert {s.number for s in answer.sources} <= {
        "青政办发〔2024〕5号",
        "青政办字〔2024〕18号",
        "青政办字〔2024〕20号",
        "青政办字〔2024〕23号",
    }


def test_a_layer_tells_which_texts_hold_a_word() -> None:
    layer = Layer.of(["校园食品安全检查", "电梯维保记录抽查", "森林防火巡护"])
    assert layer.share("电梯维保").tolist() == [0.0, 1.0, 0.0]
    assert layer.share("潜水艇").tolist() == [0.0, 0.0, 0.0]
    assert layer.finds("维保记录")
    assert not layer.finds("检查电梯")


@pytest.mark.parametrize(
    ("question", "types"),
    [
        ("区应急管理局负责什么？", ["duty"]),
        ("区教体局牵头哪些任务？", ["tasks"]),
        ("食堂提升行动由谁牵头、什么时候完成？", ["body", "moment"]),
        ("方案的文号是多少？", ["number"]),
        ("办公室设在哪里？", ["place"]),
        ("每台补助多少钱？", ["amount"]),
        ("救助比例是多少？", ["percent"]),
        ("举报电话是多少？", ["phone"]),
        ("一共有多少项任务？", ["count"]),
        ("几个工作日内办结？", ["duration"]),
        ("口袋公园的牵头单位", ["body"]),
        ("今天天气不错", ["text"]),
    ],
)
def test_what_a_question_asks_for(question: str, types: list[str]) -> None:
    assert [t.type for t in understand(question).targets] == types


def test_things_asked_one_after_the_other_are_parts() -> None:
    targets = understand("指挥部的总指挥和副总指挥分别由谁担任？").targets
    assert [t.focus for t in targets] == ["总指挥", "副总指挥"]


def test_a_list_is_told_whole(tmp_path: Path) -> None:
    names = [f"第{n}号茶山登记表" for n in range(1, 26)]
    lines = "\n\n".join(f"{n}．{name}；" for n, name in enumerate(names, 1))
    (tmp_path / "a.txt").write_text(
        "松桥县人民政府办公室关于申报茶山补贴的通知\n\n松政办发〔2024〕3号\n\n各镇人民政府：\n\n"
        f"一、申报材料\n\n申请茶山补贴应当提交下列材料：\n\n{lines}\n\n二、申报时间\n\n2024年6月底前向县林业局申报。\n\n"
        "松桥县人民政府办公室\n\n2024年3月1日\n",
        encoding="utf-8",
    )
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    answer = zhize.open(tmp_path / "kg").ask("松桥县申请茶山补贴应当提交哪些材料？")
    assert list(answer.items) == names


def test_of_a_large_graph_the_documents_are_chosen_that_hold_the_answer(
    sample_graph: OpenGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is answered from all documents is answered from those that are chosen, be they ever so few."""
    listed = msgspec.yaml.decode((ROOT / "tests" / "queries" / "questions.yaml").read_bytes())
    questions = [row["q"] for rows in listed.values() for row in rows]
    whole, few = Asker(sample_graph.light), Asker(sample_graph.light)
    monkeypatch.setattr(choice, "DOCUMENTS", 6)
    few.shelf.whole = False
    same = [whole.ask(q).items == few.ask(q).items for q in questions]
    assert sum(same) >= 0.9 * len(questions)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("应急管理局", True),
        ("应急管理厅", False),
        ("雨水", True),
        ("2024年", True),
        ("水雨", False),
        ("外星事务", False),
    ],
)
def test_strings_are_found_without_reading_all_clauses(sample_graph: OpenGraph, text: str, held: bool) -> None:
    assert Asker(sample_graph.light).shelf.holds(text) is held


def test_a_graph_in_memory_answers_like_the_file(sample_graph: OpenGraph) -> None:
    question = "区森防指办公室设在哪？"
    assert Asker(sample_graph.kg).ask(question) == Asker(sample_graph.light).ask(question)
