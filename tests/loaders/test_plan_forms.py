"""Plans that stand alone, however short: levels, limits, steps, grades and upkeep in every printed form."""

from __future__ import annotations

import pytest

from tests.loaders.reading import of, read
from zhize.loaders.pipeline import FileResult

TITLE = "青石区示例应急预案"


def _plan(body: str, title: str = TITLE) -> FileResult:
    result = read(f"{title}\n\n{body}\n")
    assert result.error is None
    return result


def _who(result: FileResult, predicate: str) -> list[tuple[str, str]]:
    names = {str(s.subject): str(s.object) for s in result.statements if s.predicate in ("name", "title")}
    return [
        (getattr(s.subject, "printed", ""), names.get(str(s.object), ""))
        for s in result.statements
        if s.predicate == predicate
    ]


def _said(result: FileResult, predicate: str) -> list[tuple[str, str]]:
    names = {str(s.subject): str(s.object) for s in result.statements if s.predicate in ("name", "title")}
    return [(names[str(s.subject)], str(s.object)) for s in result.statements if s.predicate == predicate]


@pytest.mark.parametrize(
    ("body", "starts", "ends", "conditions"),
    [
        (
            "4.1Ⅰ级响应\n发生特大示例事故时，由区指挥部启动Ⅰ级响应。",
            [("区指挥部", "Ⅰ级响应")],
            [],
            [("Ⅰ级响应", "发生特大示例事故")],
        ),
        (
            "四、应急响应\n（一）一级响应\n1.启动条件：发生特大洪水；水库垮坝。\n2.启动程序：区防指总指挥批准启动。\n3.响应行动：区水利局调度工程。",
            [("区防指总指挥", "一级响应")],
            [],
            [("一级响应", "发生特大洪水；水库垮坝。")],
        ),
        (
            "4.2Ⅳ级响应\n启动条件：出现下列情况之一者，为Ⅳ级响应。\n（1）一个镇发生一般洪水；\n（2）一座示例水库出险。\n启动程序：区防指办公室主任决定启动Ⅳ级应急响应程序。",
            [("区防指办公室主任", "Ⅳ级响应")],
            [],
            [("Ⅳ级响应", "一个镇发生一般洪水；"), ("Ⅳ级响应", "一座示例水库出险。")],
        ),
        (
            "5.1Ⅰ级响应（特别重大）\n5.1.1启动\n区政府主要领导宣布启动。\n5.1.2终止\n区政府主要领导宣布终止。",
            [("区政府主要领导", "Ⅰ级响应")],
            [("区政府主要领导", "Ⅰ级响应")],
            [],
        ),
        (
            "第五条 Ⅱ级响应由区指挥部启动，由区政府终止。",
            [("区指挥部", "Ⅱ级响应")],
            [("区政府", "Ⅱ级响应")],
            [],
        ),
        (
            "5响应级别\n响应级别\t启动条件\t启动人\nⅠ级\t死亡30人以上\t区指挥部总指挥\nⅡ级\t死亡10人以上\t区指挥部副总指挥",
            [("区指挥部总指挥", "Ⅰ级响应"), ("区指挥部副总指挥", "Ⅱ级响应")],
            [],
            [("Ⅰ级响应", "死亡30人以上"), ("Ⅱ级响应", "死亡10人以上")],
        ),
        (
            "3.2响应启动\n启动Ⅰ级响应由区指挥部总指挥决定，启动Ⅱ级响应由区指挥部副总指挥决定。",
            [("区指挥部总指挥", "Ⅰ级响应"), ("区指挥部副总指挥", "Ⅱ级响应")],
            [],
            [],
        ),
        (
            "4.1预警\n蓝色预警：预计未来24小时降雨量50毫米以上。\n4.2发布\n蓝色预警由区气象局发布。",
            [("区气象局", "蓝色预警")],
            [],
            [("蓝色预警", "预计未来24小时降雨量50毫米以上。")],
        ),
        ("4.5结束\n示例洪水退去后，区防指宣布结束Ⅳ级应急响应。", [], [("区防指", "Ⅳ级应急响应")], []),
        ("4.1建议\n区防指办公室提出启动Ⅱ级响应的建议。", [], [], []),
        ("4.1准备\n启动Ⅱ级响应后，区水利局加强巡查。", [], [], []),
    ],
)
def test_levels_of_a_plan_that_stands_alone(
    body: str, starts: list[tuple[str, str]], ends: list[tuple[str, str]], conditions: list[tuple[str, str]]
) -> None:
    result = _plan(body)
    assert _who(result, "starts") == starts
    assert _who(result, "ends") == ends
    assert _said(result, "condition") == conditions


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (TITLE, "4.1分级\n应急响应分为Ⅰ级、Ⅱ级、Ⅲ级三个等级。", ["Ⅰ级响应", "Ⅱ级响应", "Ⅲ级响应"]),
        ("青石区示例工作方案", "一、响应\n发生示例灾害时，由区指挥部启动Ⅱ级响应。", ["Ⅱ级响应"]),
        ("青石区示例工作方案", "一、分级管理\n一级响应：立即处理。二级响应：当日处理。", []),
        (TITLE, "1.3事件分级\n等级\t标准\n特别重大\t死亡30人以上", []),
    ],
)
def test_which_levels_there_are(title: str, body: str, expected: list[str]) -> None:
    assert [level["name"] for level in of(_plan(body, title), "response:")] == expected


@pytest.mark.parametrize(
    ("body", "who", "steps"),
    [
        ("4.1报告\n事发后30分钟内，区应急局向区政府报告。", ["区应急局"], [("向区政府报告", "30分钟内")]),
        ("事发后，镇政府1小时内报区政府总值班室。", ["镇政府"], [("报区政府总值班室", "1小时内")]),
        ("区水利局应于每日8时前向区防指办报送水情。", ["区水利局"], [("向区防指办报送", "每日8时前")]),
        ("处置期间，区应急局每4小时报告一次。", ["区应急局"], [("报告", "每4小时")]),
        ("书面报告不得迟于事发后2小时。", [], [("书面报告", "2小时")]),
        ("发现疫情后，医疗机构2小时内网络直报。", ["医疗机构"], [("网络直报", "2小时内")]),
        (
            "一、办理流程\n1.受理：区政务服务中心当日受理示例申请。\n2.审核：区民政局5个工作日内审核完毕。",
            ["区政务服务中心", "区民政局"],
            [("受理", "当日"), ("审核", "5个工作日内")],
        ),
        (
            "一、办理程序\n第一步：申请人提交材料。\n第二步：镇政府10个工作日内入户核查。",
            ["镇政府"],
            [("申请人提交材料", ""), ("镇政府10个工作日内入户核查", "10个工作日内")],
        ),
        (
            "三、工作步骤\n（一）动员部署阶段（3月1日—3月15日）。区应急局制定方案。\n（二）排查整治阶段（3月16日—10月31日）。各镇街道组织排查。",
            ["区应急局", "各镇街道"],
            [("动员部署阶段", "3月1日—3月15日"), ("排查整治阶段", "3月16日—10月31日")],
        ),
        (
            "步骤\t责任单位\t时限\n受理\t区政务服务中心\t1个工作日\n审核\t区民政局\t5个工作日",
            ["区政务服务中心", "区民政局"],
            [("受理", "1个工作日"), ("审核", "5个工作日")],
        ),
        ("区气象局预报未来24小时有暴雨，及时向区防指报告。", [], []),
        ("预计未来12小时内降雨量将达50毫米以上，发布预警报告。", [], []),
        ("本预案有效期3年，每3年评估一次。", [], []),
        ("区水利局编制示例方案，10日内报区政府批准。", [], []),
    ],
)
def test_steps_and_limits(body: str, who: list[str], steps: list[tuple[str, str]]) -> None:
    result = _plan(body)
    assert [(step["title"], step.get("limit", "")) for step in of(result, "step:")] == steps
    assert [name for name, _ in _who(result, "acts")] == who


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1.3分级\nⅠ级（特别重大）突发事件：死亡30人以上。", [("特别重大突发事件", "死亡30人以上")]),
        (
            "1.3事故等级\n造成30人以上死亡的为特别重大事故；造成10人以上死亡的为重大事故。",
            [("特别重大事故", "造成30人以上死亡"), ("重大事故", "造成10人以上死亡")],
        ),
        (
            "1.3事件分级\n本预案所称事件分为两级。一级（特别重大）：中毒100人以上。二级（重大）：中毒50人以上。",
            [("特别重大", "中毒100人以上"), ("重大", "中毒50人以上")],
        ),
        (
            "2灾害分级\n特大型：威胁1000人以上。\n大型：威胁500人以上。",
            [("特大型", "威胁1000人以上"), ("大型", "威胁500人以上")],
        ),
        (
            "1.3事件分级\n等级\t标准\n特别重大\t死亡30人以上\n重大\t死亡10人以上",
            [("特别重大", "死亡30人以上"), ("重大", "死亡10人以上")],
        ),
        ("1.3分级管理原则\n重大：由区政府管理。", []),
        ("1.4工作原则\n造成30人以上死亡的为特别重大事故。", []),
    ],
)
def test_grades_and_their_thresholds(body: str, expected: list[tuple[str, str]]) -> None:
    assert _said(_plan(body), "threshold") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("7.1本预案由区应急管理局负责解释。", {"explains": ["区应急管理局"]}),
        ("预案解释部门为区应急管理局。", {"explains": ["区应急管理局"]}),
        ("解释单位：区应急管理局。", {"explains": ["区应急管理局"]}),
        (
            "本预案由区应急管理局会同区水利局编制并负责解释。",
            {"prepares": ["区应急管理局"], "explains": ["区应急管理局"]},
        ),
        (
            "7.1修订\n区应急管理局负责本预案的修订和解释工作。",
            {"revises": ["区应急管理局"], "explains": ["区应急管理局"]},
        ),
        ("本预案由区政府办公室制定，区应急局负责解释。", {"prepares": ["区政府办公室"], "explains": ["区应急局"]}),
        ("本方案由区民政局制定，具体解释工作由区司法局承担。", {"prepares": ["区民政局"], "explains": ["区司法局"]}),
        ("本办法由区财政局商区民政局负责解释。", {"explains": ["区财政局"]}),
        ("区应急局负责编制示例规划，开展法律解释工作。", {}),
        ("区水利局负责本预案规定的示例物资管理。", {}),
    ],
)
def test_who_prepares_revises_and_explains(body: str, expected: dict[str, list[str]]) -> None:
    result = _plan(body)
    kept = {p: [name for name, _ in _who(result, p)] for p in ("prepares", "revises", "explains")}
    assert {p: names for p, names in kept.items() if names} == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1.3适用范围\n本预案适用于区指挥部组织的示例救援。", []),
        ("2组织体系\n成立区示例指挥部，由区政府分管副区长任总指挥。", ["区示例指挥部"]),
    ],
)
def test_the_scope_of_a_plan_is_no_body(body: str, expected: list[str]) -> None:
    assert [b["name"] for b in of(_plan(body), "body:")] == expected
