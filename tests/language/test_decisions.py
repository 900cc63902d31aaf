"""Who starts and ends levels of response: sentences as plans print them, with what must not be read."""

from __future__ import annotations

import pytest

from zhize.graph.language.decisions import deciders, find_decisions
from zhize.graph.language.levels import level_name, levels_of_responses
from zhize.graph.language.plan_headings import announces, heading_topic, level_heading


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("发生重大示例灾害时，由区示指启动Ⅱ级应急响应", [("starts", (2,), ["区示指"], "发生重大示例灾害")]),
        (
            "初判发生特别重大示例事件时，省指挥部立即组织专家研判，提出启动Ⅰ级响应建议，经省政府批准，启动Ⅰ级应急响应",
            [("starts", (1,), ["省政府"], "初判发生特别重大示例事件")],
        ),
        (
            "Ⅲ级响应由区政府启动，Ⅳ级响应由区示例局启动",
            [("starts", (3,), ["区政府"], ""), ("starts", (4,), ["区示例局"], "")],
        ),
        ("一级应急响应：区防指总指挥签发启动", [("starts", (1,), ["区防指总指挥"], "")]),
        (
            "达到三级响应条件的，区指挥部总指挥宣布启动三级响应",
            [("starts", (3,), ["区指挥部总指挥"], "达到三级响应条件的")],
        ),
        (
            "当水位超过警戒线，经会商研判，由副总指挥批准启动三级响应",
            [("starts", (3,), ["副总指挥"], "当水位超过警戒线")],
        ),
        ("省防指副指挥长报指挥长同意后，启动Ⅱ级响应", [("starts", (2,), ["指挥长"], "")]),
        (
            "红色预警由省政府发布，橙色预警由省示例局发布",
            [("starts", (1,), ["省政府"], ""), ("starts", (2,), ["省示例局"], "")],
        ),
        ("事发地市示例指挥机构视情启动Ⅲ，Ⅳ级应急响应", [("starts", (3, 4), ["事发地市示例指挥机构"], "")]),
        ("特别重大级应急响应由自治区人民政府启动", [("starts", (1,), ["自治区人民政府"], "")]),
        ("提请市政府启动Ⅰ级响应", [("starts", (1,), ["市政府"], "")]),
        ("应对特别重大示例灾害，启动Ⅰ级响应", [("starts", (1,), [], "应对特别重大示例灾害")]),
        ("险情消除后，由区防指总指挥宣布终止应急响应", [("ends", (), ["区防指总指挥"], "")]),
        ("省指挥部决定终止Ⅱ级应急响应", [("ends", (2,), ["省指挥部"], "")]),
        ("区防指提出响应终止建议，由区防指副总指挥签发终止", [("ends", (), ["区防指副总指挥"], "")]),
        ("现场指挥部批准后，应急救援工作结束", [("ends", (), ["现场指挥部"], "")]),
        ("应急响应结束由现场指挥部宣布", [("ends", (), ["现场指挥部"], "")]),
        ("启动应急响应后，各成员单位到岗", []),
        ("启动Ⅱ级及以上应急响应时，市防指成立抢险组", []),
        ("区气象局发布暴雨红色预警信号", []),
        ("向省指挥部提出启动Ⅳ级响应的建议", []),
        ("做好启动Ⅰ级响应准备", []),
        ("各单位启动示例设备", []),
        ("工程结束后，区水利局组织验收", []),
    ],
)
def test_decisions(sentence: str, expected: list[tuple[str, tuple[int, ...], list[str], str]]) -> None:
    found = find_decisions(sentence)
    assert [(d.action, d.ranks, [m.printed for m in d.who], d.condition) for d in found] == expected
    assert all(sentence[d.condition_start :].startswith(d.condition) for d in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省指挥部、省政府", ["省指挥部", "省政府"]),
        ("区防指指挥或常务副指挥", ["区防指指挥或常务副指挥"]),
        ("有关县级人民政府", ["有关县级人民政府"]),
        ("区示例局局长（区政府党组成员）", ["区示例局局长"]),
        ("根据会商结果", []),
        ("及时", []),
        ("发生险情的单位的水库", []),
    ],
)
def test_deciders(text: str, expected: list[str]) -> None:
    assert [m.printed for m in deciders(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("启动Ⅱ级及以上应急响应", [(2, 1)]),
        ("特别重大、重大级应急响应", [(1, 2)]),
        ("Ⅰ级（特别重大）、Ⅱ级（重大）响应", [(1, 2)]),
        ("红色预警和一级响应", [(1,), (1,)]),
        ("三级医院做好救治", []),
        ("8级大风", []),
        ("重大事项报告", []),
    ],
)
def test_levels_of_responses(text: str, expected: list[tuple[int, ...]]) -> None:
    assert [found.ranks for found in levels_of_responses(text)] == expected


@pytest.mark.parametrize(
    ("printed", "rank", "name"),
    [
        ("Ⅰ级、Ⅱ级", 2, "Ⅱ级响应"),
        ("三、四级", 4, "四级响应"),
        ("IV级", 4, "Ⅳ级响应"),
        ("较大级", 3, "较大级响应"),
        ("红色", 1, "红色响应"),
    ],
)
def test_names_of_levels(printed: str, rank: int, name: str) -> None:
    assert level_name(printed, rank, "响应") == name


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Ⅱ级（重大）应急响应", ((2,), "响应", "", "")),
        ("防汛一级响应启动条件", ((1,), "响应", "防汛", "conditions")),
        ("Ⅰ级、Ⅱ级响应措施", ((1, 2), "响应", "", "actions")),
        ("红色预警", ((1,), "预警", "", "")),
        ("启动Ⅳ级应急响应", None),
        ("预警响应级别分为4级", None),
        ("一级响应的单位应当在1小时内到岗，做好记录", None),
        ("应急响应", None),
    ],
)
def test_headings_of_levels(heading: str, expected: tuple[tuple[int, ...], str, str, str] | None) -> None:
    found = level_heading(heading)
    assert (None if found is None else (found.ranks, found.kind, found.topic, found.about)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("符合下列条件之一时，启动四级响应：", "conditions"),
        ("采取以下措施：", "actions"),
        ("有下列情形之一的。", "conditions"),
        ("区水利局负责调度。", ""),
    ],
)
def test_what_a_line_announces(line: str, expected: str) -> None:
    assert announces(line) == expected


@pytest.mark.parametrize(
    ("heading", "topic"),
    [("防汛应急响应", "防汛"), ("4.3地震应急响应", "地震"), ("分级响应", ""), ("区级应急响应", ""), ("组织体系", "")],
)
def test_what_responses_are_to(heading: str, topic: str) -> None:
    assert heading_topic(heading) == topic
