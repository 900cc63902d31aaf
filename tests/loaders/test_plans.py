"""Plans: levels of response, grades of events, procedures, who keeps a plan; tables and parts of duties."""

from __future__ import annotations

import pytest

from tests.loaders.reading import issues, notice, of, read, values
from zhize.graph.language.doers import actors
from zhize.graph.language.levels import find_levels
from zhize.graph.language.limits import find_cases, find_limits
from zhize.loaders.pipeline import FileResult
from zhize.loaders.statements.duty_parts import parts


def _plan(body: str) -> FileResult:
    issued = notice("现印发给你们，请认真执行。", title="印发青石区示例应急预案")
    return read(f"{issued}\n青石区示例应急预案\n\n{body}\n")


def _who(result: FileResult, predicate: str) -> list[tuple[str, str]]:
    names = {str(s.subject): str(s.object) for s in result.statements if s.predicate in ("name", "title", "text")}
    return [
        (getattr(s.subject, "printed", str(s.subject)), names.get(str(s.object), str(s.object)))
        for s in result.statements
        if s.predicate == predicate
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ⅰ级响应", [(1,)]),
        ("IV级（一般）响应", [(4,)]),
        ("二、三、四级应急响应", [(2, 3, 4)]),
        ("橙色、红色预警", [(2, 1)]),
        ("启动一级应急响应，再启动Ⅱ级响应", [(1,), (2,)]),
        ("第一级平台", []),
        ("各级政府", []),
        ("十一级大风", []),
    ],
)
def test_levels(text: str, expected: list[tuple[int, ...]]) -> None:
    assert [level.ranks for level in find_levels(text)] == expected


LEVELS = """4应急响应

4.1响应启动

一级应急响应：区防指总指挥签发启动。二、三级应急响应：区防指副总指挥签发启动。

4.2三级应急响应

4.2.1启动条件

（1）预报有示例暴雨。

（2）一条示例河道出险。

4.2.2响应行动

（1）区气象局加强监测。区水利局做好工程调度。

（2）各镇（街道）组织转移群众。

（3）视情请求支援。

4.3一级应急响应

4.3.1启动条件

（1）示例水库溃坝。

4.4响应终止

险情消除后，由区防指总指挥宣布终止应急响应。
"""


def test_a_level_has_conditions_actions_and_who_starts_it() -> None:
    result = _plan(LEVELS)
    levels = {level["name"]: level for level in of(result, "response:")}
    assert {name: level["rank"] for name, level in levels.items()} == {
        "三级应急响应": "3",
        "一级应急响应": "1",
        "二级应急响应": "2",
    }
    assert values(result, "condition") == ["预报有示例暴雨。", "一条示例河道出险。", "示例水库溃坝。"]
    assert _who(result, "starts") == [
        ("区防指总指挥", "一级应急响应"),
        ("区防指副总指挥", "二级应急响应"),
        ("区防指副总指挥", "三级应急响应"),
    ]
    assert {who for who, _ in _who(result, "ends")} == {"区防指总指挥"}
    assert _who(result, "acts") == [
        ("区气象局", "区气象局加强监测。区水利局做好工程调度。"),
        ("区水利局", "区气象局加强监测。区水利局做好工程调度。"),
        ("各镇（街道）", "各镇（街道）组织转移群众。"),
    ]


def test_levels_that_run_into_their_text() -> None:
    body = "4应急响应\n\n4.1分级响应\n\nⅠ级响应：造成示例伤亡30人以上的，由区指挥部启动本预案，全力处置。\n\nⅡ级响应：造成示例伤亡10人以上的，由区指挥部启动本预案。"
    result = _plan(body)
    assert [level["name"] for level in of(result, "response:")] == ["Ⅰ级响应", "Ⅱ级响应"]
    assert values(result, "condition") == ["造成示例伤亡30人以上的", "造成示例伤亡10人以上的"]
    assert _who(result, "starts") == [("区指挥部", "Ⅰ级响应"), ("区指挥部", "Ⅱ级响应")]


def test_a_notice_that_is_no_plan_has_no_levels() -> None:
    assert of(read(notice("一、分级管理\n\n一级响应：立即处理。")), "response:") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区气象局、水利局加强监测。", ["区气象局", "水利局"]),
        ("灾情发生后，区应急局派出队伍。", ["区应急局"]),
        ("由区卫健局组织救治。", ["区卫健局"]),
        ("区防指组织会商。", ["区防指"]),
        ("区防指成员单位按照职责分工落实。", ["区防指成员单位"]),
        ("由总指挥签发启动命令，区水利局调度示例工程。", ["区水利局"]),
        ("由区防指办公室主任签发启动命令。", []),
        ("立即组织群众转移。", []),
        ("视情请求市防指支援。", []),
        ("派出由有关部门和专家组成的工作组。", []),
    ],
)
def test_actors(text: str, expected: list[str]) -> None:
    assert [m.printed for m in actors(text)] == expected


def test_grades_of_events() -> None:
    body = "1.3事故分级\n\n（一）特别重大事故：造成30人以上死亡；损失1亿元以上。\n\n（二）具备下列情形之一的为较大事故（Ⅲ级）：\n\n1.造成3人以上死亡。\n\n2.损失1000万元以上。"
    grades = of(_plan(body), "grade:")
    assert [(grade["name"], grade["rank"]) for grade in grades] == [("特别重大事故", "1"), ("较大事故", "3")]
    assert values(_plan(body), "threshold") == [
        "造成30人以上死亡",
        "损失1亿元以上",
        "造成3人以上死亡",
        "损失1000万元以上",
    ]


def test_who_keeps_a_plan() -> None:
    result = _plan(
        "7附则\n\n7.1预案管理\n\n本预案由区应急局制定，并根据情况及时修订。\n\n7.2解释\n\n本预案由区应急局负责解释。"
    )
    kept = [(predicate, who) for predicate in ("prepares", "revises", "explains") for who, _ in _who(result, predicate)]
    assert kept == [("prepares", "区应急局"), ("revises", "区应急局"), ("explains", "区应急局")]


PROCEDURE = "一、事项办理流程\n\n（一）受理。示例热线即时形成工单。\n\n（二）转办。示例热线1个工作日内转至承办单位。\n\n（三）办理。区住建局5个工作日内办结。"


def test_a_procedure_is_ordered_and_timed() -> None:
    result = read(notice(PROCEDURE, title="印发示例热线管理办法"))
    steps = of(result, "step:")
    assert [(step["position"], step["title"], step.get("limit")) for step in steps] == [
        ("1", "受理", "即时"),
        ("2", "转办", "1个工作日内"),
        ("3", "办理", "5个工作日内"),
    ]
    assert [who for who, _ in _who(result, "acts")] == ["区住建局"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在2个工作日内答复", ["2个工作日内"]),
        ("即时转办", ["即时"]),
        ("收到后24小时内报告", ["24小时内"]),
        ("共3天会议", []),
        ("按程序办理", []),
    ],
)
def test_limits(text: str, expected: list[str]) -> None:
    assert find_limits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "一般事项7个工作日内办结，紧急事项2个工作日内办结。",
            [("一般事项", "7个工作日内"), ("紧急事项", "2个工作日内")],
        ),
        ("预报未来24小时示例流域有大暴雨，未来48小时有暴雨。", []),
        ("会议开3天，培训5天。", []),
    ],
)
def test_cases_with_a_limit_each(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(case.what, case.limit) for case in find_cases(text)] == expected


def test_a_table_of_duties() -> None:
    rows = "序号\t成员单位\t主要职责\n1\t区水利局\t负责示例水工程调度；组织抢险。\n2\t区气象局\t负责示例天气预报。\n"
    duties = of(_plan("2.2成员单位职责\n\n" + rows), "duty:")
    assert [duty["text"] for duty in duties] == ["负责示例水工程调度；组织抢险。", "负责示例天气预报。"]
    assert duties[0]["context"] == "成员单位职责"


def test_a_table_of_tasks_is_no_table_of_duties() -> None:
    rows = "序号\t重点任务\t责任单位\n1\t修复示例河堤\t区水利局\n"
    assert of(read(notice("任务如下：\n\n" + rows)), "duty:") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("负责甲事；组织乙事。配合丙事。", [(0, "负责甲事"), (5, "组织乙事"), (10, "配合丙事")]),
        ("负责“先期；后期”工作（含甲；乙）。", [(0, "负责“先期；后期”工作（含甲；乙）")]),
        ("负责（不闭合；甲事", [(0, "负责（不闭合；甲事")]),
        ("。；。", []),
    ],
)
def test_parts_of_a_duty(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(part.start, part.text) for part in parts(text)] == expected


def test_a_part_of_a_duty_cites_its_own_characters() -> None:
    result = _plan("2.2成员单位职责\n\n区水利局：负责示例水工程调度；组织示例抢险。")
    found = [s for s in result.statements if s.predicate == "text" and str(s.subject).startswith("dutypart:")]
    assert [s.evidence.quote for s in found] == ["负责示例水工程调度", "组织示例抢险"]


def test_a_duty_of_nobody_is_an_issue() -> None:
    result = _plan("2.2成员单位职责\n\n负责组织示例调度工作。\n\n区水利局：负责示例水工程调度。")
    assert "duty-of-nobody" in issues(result)
    assert [d["text"] for d in of(result, "duty:")] == ["负责示例水工程调度。"]


def test_two_lists_run_into_each_other() -> None:
    result = _plan(
        "2.2成员单位职责\n\n区水利局：负责示例调度。\n\n区气象局：负责示例预报。\n\n区水利局：负责示例供水。"
    )
    assert "duty-twice" in issues(result)
    assert len(of(result, "duty:")) == 3


def test_no_body_is_its_own_parent() -> None:
    result = _plan(
        "2.1指挥机构\n\n成立区示例指挥部（以下简称区示例指挥部）。区示例指挥部下设办公室，办公室设在区应急局。"
    )
    bodies = of(result, "body:")
    assert len(bodies) == 2
    assert all(body.get("within_body", "").rsplit(":", 1)[-1] != body["name"] for body in bodies)


def test_a_duty_behind_a_colon_needs_no_list_heading() -> None:
    duties = of(
        _plan("2组织体系\n\n2.3各部门应急工作\n\n区气象局：负责示例天气预报。\n\n区水利局、区财政局：负责示例保障。"),
        "duty:",
    )
    assert [duty["text"] for duty in duties] == ["负责示例天气预报。", "负责示例保障。"]


def test_numbered_duties_behind_a_colon() -> None:
    body = "2.4成员单位职责\n\n（1）县委宣传部：负责示例新闻报道。\n\n（2）县发展改革局：负责示例规划；组织示例供应。\n\n（3）县公安局。维护示例治安。"
    duties = of(_plan(body), "duty:")
    assert [(duty["text"], duty["context"]) for duty in duties] == [
        ("负责示例新闻报道。", "成员单位职责"),
        ("负责示例规划；组织示例供应。", "成员单位职责"),
        ("维护示例治安。", "成员单位职责"),
    ]


def test_a_group_with_labels_on_lines_of_their_own() -> None:
    body = "2.1成立区示例指挥部（以下简称区示指）。\n\n2.3工作组\n\n（1）抢险组\n\n牵头单位：区应急局\n\n成员单位：区人武部、区消防救援大队\n\n职责：搜救被困人员；清理示例现场。"
    result = _plan(body)
    members = [getattr(s.object, "printed", "") for s in result.statements if s.predicate == "member"]
    assert members == ["区人武部", "区消防救援大队"]


def test_a_sentence_that_starts_a_level() -> None:
    result = _plan(
        "4应急响应\n\n4.1响应分级\n\n应对特别重大示例灾害，启动Ⅰ级响应。发生重大示例灾害时，由区示指启动Ⅱ级响应。"
    )
    assert [level["name"] for level in of(result, "response:")] == ["Ⅰ级响应", "Ⅱ级响应"]
    assert values(result, "condition") == ["应对特别重大示例灾害", "发生重大示例灾害"]
