"""How an answer is shown."""

from __future__ import annotations

import pytest

from zhize.api import OpenGraph
from zhize.queries.answer import SHOWN, Answer, AnswerSource, cut, shorten

SOURCE = AnswerSource("甲政发〔2024〕1号", "甲办法", "由<b>水务局</b>负责清淤", "a.txt", 3, 15, ("一、分工",), 2)


def test_html_holds_the_marked_words_and_no_markup_of_the_print() -> None:
    shown = Answer("谁<清淤>？", True, "水务局。", ("水务局",), (SOURCE,), "fact", 0.9)._repr_html_()
    assert "<mark>水务局</mark>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>水务局" not in shown
    assert "谁&lt;清淤&gt;" in shown


def test_lines_that_come_near_are_no_sources() -> None:
    text = Answer("谁清淤？", False, "没有查到答案。", nearest=(SOURCE,)).rendered()
    assert "出处" not in text
    assert "相近的原文（不是答案）" in text
    assert "a.txt 第2行" in text


def test_a_place_that_nobody_knows_is_told(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("区教体局牵头哪些任务？", region="白沙区")
    assert not answer.answered
    assert "没有查到“白沙区”这个地方" in answer.answer
    assert sample_graph.ask("区教体局牵头哪些任务？", region="云州市青石区").answered


def test_an_answer_tells_its_kind_and_how_sure_it_is(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("区森防指办公室设在哪？")
    assert answer.kind == "fact"
    assert 0.5 < answer.confidence <= 1


@pytest.mark.parametrize(
    "question",
    [
        "青石区应急管理局负责什么？",
        "云州市教育局牵头哪些任务？",
        "青石区民政局和谁合作最多？",
        "重点任务分工有多少项任务？",
        "区应急管理局负责什么？",
        "区森防指的总指挥是谁？",
    ],
)
def test_each_item_has_sources_of_its_own(sample_graph: OpenGraph, question: str) -> None:
    answer = sample_graph.ask(question)
    assert answer.answered
    assert {item for source in answer.sources for item in source.items} == set(answer.items)
    assert len({(s.file, s.start, s.end) for s in answer.sources}) == len(answer.sources)


def test_the_source_of_a_task_prints_its_title(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("云州市教育局牵头哪些任务？")
    assert len(answer.items) > 1
    for item in answer.items:
        mine = [s for s in answer.sources if item in s.items]
        assert item in mine[0].quote
        assert not any(item in s.quote for s in answer.sources if s not in mine)


def test_a_long_list_is_told_once() -> None:
    items = tuple(f"{'疏浚河道' * 5}{n}段" for n in "一二三四五六七八")
    sources = tuple(AnswerSource(None, "甲", item, "a.txt", n, n + 9, (), n, (item,)) for n, item in enumerate(items))
    answer = Answer("谁？", True, f"甲局牵头8项：{'；'.join(items)}。", items, sources, "fact", 0.9)
    text = answer.rendered()
    assert text.startswith("答：甲局牵头8项：\n  1. 疏浚河道")
    for n, item in enumerate(items):
        assert text.partition("出处")[0].count(item) == 1
        assert f"{item}  〔a.txt:{n}〕" in text
    assert f"另有{len(items) - SHOWN}处" in text
    assert answer._repr_html_().count("<li>") == len(items) + SHOWN + 1


@pytest.mark.parametrize(
    ("answer", "items", "head"),
    [
        ("甲局牵头2项：清淤；护坡。", ("清淤", "护坡"), "甲局牵头2项：清淤；护坡。"),
        (
            "甲区：甲局职责1项：{a}。乙区：乙局职责1项：{b}。",
            ("{a}（甲区）", "{b}（乙区）"),
            "甲区：甲局职责1项。乙区：乙局职责1项：",
        ),
        ("{a}、{b}（共同承担1项）。", ("{a}", "{b}"), "共2项："),
        ("水务局。", ("水务局",), "水务局。"),
    ],
)
def test_a_sentence_is_shown_without_what_is_listed_below(answer: str, items: tuple[str, ...], head: str) -> None:
    long = {"a": "清淤" * 30, "b": "护坡" * 30}
    said = Answer("谁？", True, answer.format(**long), tuple(i.format(**long) for i in items), (), "fact", 0.9)
    assert said.head == head
    assert bool(said.listed) == (head != said.answer)


def test_words_asked_for_are_marked_in_text() -> None:
    text = Answer("谁？", True, "水务局。", ("水务局",), (SOURCE,), "fact", 0.9).rendered()
    assert "由<b>【水务局】</b>负责清淤" in text
    assert cut("甲水务局乙", ["水务", "水务局", "丙"]) == ("甲", "水务局", "乙")


def test_what_was_asked_for_is_kept_of_a_long_quote() -> None:
    text = "甲" * 150 + "水务局" + "乙" * 150
    assert "水务局" in shorten(text, kept=["水务局"])
    assert "水务局" not in shorten(text)
    assert shorten("短", kept=["长"]) == "短"


def test_an_answer_to_less_than_was_asked_says_so(sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("云州市卫生健康委员会有哪些职责？")
    assert answer.partial
    assert "没有写明" in answer.answer
    assert not sample_graph.ask("区森防指的总指挥是谁？").partial
