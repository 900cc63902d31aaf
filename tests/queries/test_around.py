"""Answers by the words around them: what stands where the interrogative stands, and the heading above."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from zhize.queries.around import Around, around, between, headed, nearness
from zhize.queries.passages import Passage
from zhize.queries.words import understand


def words_of(question: str) -> Around:
    understood = understand(question)
    return around(understood, understood.targets[0])


@pytest.mark.parametrize(
    ("question", "before", "turn", "behind"),
    [
        ("河道巡查由谁召集？", "河道巡查", "由", "召集"),
        ("开挖道路，先要经谁审核？", "", "经", "审核"),
        ("水温超过多少度要停止供水？", "水温超过", "", "停止供水"),
        ("第一批补贴多少元？", "第一批补贴", "", "元"),
        ("要求哪家银行主动让利？", "要求", "", "主动让利"),
    ],
)
def test_the_words_around_an_interrogative(question: str, before: str, turn: str, behind: str) -> None:
    assert words_of(question) == Around(before, turn, behind)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("河长例会由谁召集？", "河长例会由总河长召集，每季度一次。", ["总河长"]),
        ("船长病了由谁代理船长？", "船长患病的，应当由甲板部职务最高的人代理船长职务。", ["甲板部职务最高的人"]),
        ("道路开挖报谁批准？", "道路开挖经镇建管所审核后，报分管副镇长批准。", ["分管副镇长"]),
        ("设临时机构要经哪里研究确定？", "设立临时机构，需经区长办公会议研究确定。", ["区长办公会议"]),
        ("标准与哪些单位一起制定？", "标准与市标准所、市信息办等单位一起，制定后公布。", ["市标准所、市信息办"]),
        ("哪家银行主动让利？", "临河银行东山分行要主动让利。", ["临河银行东山分行"]),
        # counter-examples: another verb, a figure, a piece that names nobody
        ("河长例会由谁召集？", "河长例会由总河长主持。", []),
        ("这笔钱由谁拨付？", "2023年拨付300万元。", []),
        ("这笔钱由谁拨付？", "未经同意不得拨付。", []),
        ("路灯由谁？", "路灯由镇政府管护。", []),
    ],
)
def test_what_stands_where_the_interrogative_stands(question: str, text: str, names: list[str]) -> None:
    assert [v.text for v in between(words_of(question), text)] == names


@pytest.mark.parametrize(
    ("question", "text", "nearer", "farther"),
    [
        ("水温超过多少度要停止供水？", "出口水温超过65℃的停止供水，回水40℃以下。", "65℃", "40℃"),
        ("第一批补贴多少元？", "第一批补贴500元，第二批补助800元。", "500元", "800元"),
        ("学生卡的押金是多少？", "学生卡不设押金，普通卡20元。", "不设押金", "20元"),
        ("抢修由谁统筹安排？", "市水务局协调由供水公司统筹安排抢修。", "供水公司", "市水务局"),
    ],
)
def test_a_value_between_the_same_words_is_nearer(question: str, text: str, nearer: str, farther: str) -> None:
    words = words_of(question)
    near, far = (nearness(words, text, text.index(v), text.index(v) + len(v)) for v in (nearer, farther))
    assert 0 <= far < near <= 1


def _ground(*lines: tuple[str, tuple[str, ...]]) -> Any:
    kg: Any = None
    rows = [Passage(n, text, "document:1", section, str(n), n, kg) for n, (text, section) in enumerate(lines)]
    return SimpleNamespace(said=SimpleNamespace(rows=rows))


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([("负责伤员救治。", ("应急分工", "（二）医疗救治组"))], "医疗救治组"),
        ([("3．房产科", ("内设机构",)), ("负责住房分配。", ("内设机构",))], "房产科"),
        ([("宣传引导组主要职责", ("分工",)), ("成员：甲、乙", ("分工",)), ("发布信息。", ("分工",))], "宣传引导组"),
        ([("房产科", ("一、科室",)), ("负责住房分配。", ("二、附则",))], ""),  # it stands under another heading
        ([("各单位要抓好落实。", ("组织实施",))], ""),
        ([("负责住房分配。", ("第二章 职责分工",))], ""),
    ],
)
def test_the_heading_above_names_who_is_meant(lines: list[tuple[str, tuple[str, ...]]], name: str) -> None:
    ground = _ground(*lines)
    assert headed(ground, ground.said.rows[-1]) == name
