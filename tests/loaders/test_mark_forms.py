"""Who does what, in every form in which marks are printed."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, read

ROLES = ("leads", "responsible_for", "supports")
W, C, Y = "区水利局", "区财政局", "区应急局"


@pytest.mark.parametrize(
    ("item", "leads", "responsible", "supports"),
    [
        (f"疏浚河道。[牵头部门：{W}；配合部门：{C}]", [W], [], [C]),
        (f"疏浚河道。【责任单位】{W}、{C}", [], [W, C], []),
        (f"疏浚河道。〔牵头单位〕：{W}", [W], [], []),
        (f"疏浚河道。责任单位为{W}，配合单位为{C}。", [], [W], [C]),
        (f"疏浚河道。\n牵头部门：{W}\n责任单位：{C}\n配合部门：{Y}", [W], [C], [Y]),
        (f"疏浚河道。（{W}牵头，{C}、{Y}配合）", [W], [], [C, Y]),
        (f"疏浚河道。（主办：{W}；协办：{C}）", [W], [], [C]),
        (f"疏浚河道。（主责单位：{W}，协同单位：{C}）", [W], [], [C]),
        (f"疏浚河道。（{W}/{C}）", [], [W, C], []),
        (f"疏浚河道。（{W} {C} 按职责分工负责）", [], [W, C], []),
        (f"疏浚河道。（责任单位：{W}〔牵头〕、{C}）", [W], [C], []),
        (f"疏浚河道。<责任单位：{W}、{C}>", [], [W, C], []),
        (f"疏浚河道。‹责任单位：{W}、{C}>", [], [W, C], []),
        (f"疏浚河道。｛牵头单位：{W}；责任单位：{C}｝", [W], [C], []),
        (f"疏浚河道。（责任单位：{W}（执法队）、{C}>", [], [f"{W}（执法队）", C], []),
        (f"疏浚河道。〔{W}牵头；{C}等按职责分工负责〕", [W], [C], []),
        (f"疏浚河道；（{W}）", [], [W], []),
        (f"疏浚河道。责任领导：张三；责任单位：{W}", [], [W], []),
        (f"疏浚河道。——责任单位：{W}", [], [W], []),
        (f"疏浚河道。由{W}牵头，{C}配合。", [W], [], [C]),
        ("疏浚河道。【重点工程】示例河段全长3公里。", [], [], []),
        ("疏浚河道。责任单位为落实不力的，予以通报。", [], [], []),
        (f"疏浚河道。（{W}门前河段除外）", [], [], []),
    ],
)
def test_marks_of_an_item(item: str, leads: list[str], responsible: list[str], supports: list[str]) -> None:
    result = read(notice(f"一、任务\n\n1.{item}\n\n2.修复堤防。（责任单位：区林业局）"))
    titles = {str(s.subject): str(s.object) for s in result.statements if s.predicate == "title"}
    said: dict[str, list[str]] = {role: [] for role in ROLES}
    for s in result.statements:
        if s.predicate in ROLES and titles[str(s.object)] == "疏浚河道":
            said[s.predicate].append(getattr(s.subject, "printed", ""))
    assert [said[role] for role in ROLES] == [leads, responsible, supports]


@pytest.mark.parametrize("rule", ["排在第一位的为牵头单位", "列第一位的为牵头单位"])
def test_the_first_name_leads_where_a_sentence_says_so(rule: str) -> None:
    result = read(notice(f"以下任务{rule}。\n\n1.疏浚河道。（{W}、{C}负责）\n\n2.修复堤防。（{Y}、{W}负责）"))
    said = [(s.predicate, getattr(s.subject, "printed", "")) for s in result.statements if s.predicate in ROLES]
    assert said == [("leads", W), ("responsible_for", C), ("leads", Y), ("responsible_for", W)]
