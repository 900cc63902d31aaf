"""How an answer is shown."""

from __future__ import annotations

from zhize.api import OpenGraph
from zhize.queries.answer import Answer, AnswerSource

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
