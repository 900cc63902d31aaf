"""What values of a clause answer which question."""

from __future__ import annotations

import pytest

from zhize.graph.language.doers.values import persons
from zhize.queries.finders import finder_of
from zhize.queries.words import understand


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        ("水温超过多少度要停？", "出口水温超过65℃的，停止供水。", ["65℃"]),
        ("带的孩子要多大？", "限带十二周岁以下儿童一人。", ["十二周岁以下"]),
        ("基金规模多大？", "设立规模为3亿元的引导基金。", ["3亿元"]),
        ("间距不小于多少米？", "出口间距不得小于30m，30min内到达。", ["30m"]),
        ("多久到场？", "救援队30min内到场。", ["30min"]),
        ("标准从哪天起执行？", "2021-06-15发布2021-09-01执行", ["2021-06-15", "2021-09-01"]),
        ("次月多少天内申报？", "在次月十五日内申报，8月五日前公布。", ["十五日"]),
        ("演练是哪几天？", "演练于9月4日至6日举行。", ["9月4日至6日"]),
        ("咨询热线是多少？", "咨询热线：6120033。", ["6120033"]),
    ],
)
def test_values_by_what_is_asked(question: str, text: str, values: list[str]) -> None:
    finder = finder_of(understand(question).targets[0])
    assert finder is not None
    assert [v.text for v in finder(text)] == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李建国、王秀兰委员：", ["李建国", "王秀兰"]),
        ("任命周海涛、陈志明同志为副局长", ["周海涛", "陈志明"]),
        ("授予赵铁军院士、孙丽华院士最高奖", ["赵铁军", "孙丽华"]),
        ("市民代表：负责监督", []),
        ("成员：市水利局、市财政局", []),
    ],
)
def test_persons_of_a_row(text: str, names: list[str]) -> None:
    assert [v.text for v in persons(text)] == names
