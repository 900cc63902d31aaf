"""Tasks given in words: who does it is said in a sentence, or once for many items."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values
from zhize.loaders.statements.prose import charge


def _given(text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    found = charge(text)
    for assigned in found.names if found else ():
        out.setdefault(assigned.role, []).append(assigned.mention.printed)
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "建立名录，由市发展改革委牵头，市财政局、市统计局配合。",
            {"leads": ["市发展改革委"], "supports": ["市财政局", "市统计局"]},
        ),
        ("由市教育局会同市财政局制定实施细则。", {"leads": ["市教育局"], "supports": ["市财政局"]}),
        ("示例河道治理工作由区水利局牵头，会同区财政局负责。", {"leads": ["区水利局"], "supports": ["区财政局"]}),
        ("区水利局牵头推进示例河道治理，区财政局配合。", {"leads": ["区水利局"], "supports": ["区财政局"]}),
        ("区应急局负责组织示例演练。", {"responsible_for": ["区应急局"]}),
        ("具体工作由区民政局负责。", {"responsible_for": ["区民政局"]}),
        ("审批工作由区审批局负责办理。", {"responsible_for": ["区审批局"]}),
        ("具体由区民政局负责组织实施。", {"responsible_for": ["区民政局"]}),
        ("本方案由区民政局负责解释。", {}),
        ("由区长张某任组长。", {}),
        ("由区应急局、区水利局组成检查组。", {}),
        ("区应急局负责人参加会议。", {}),
        ("区水利局完成了河道治理。", {}),
        ("由专人负责登记。", {}),
        ("以上事项由区政府督查室负责督办。", {}),
        ("示例工作由区政府督查室负责督查。", {}),
        ("各单位要加强配合。", {}),
    ],
)
def test_what_a_sentence_gives(text: str, expected: dict[str, list[str]]) -> None:
    assert _given(text) == expected


def _tasks(body: str, **head: str) -> list[tuple[str, str, list[str]]]:
    result = read(notice(body, **head))  # type: ignore[arg-type]
    roles: dict[str, list[str]] = {}
    for s in result.statements:
        if s.predicate in ("leads", "supports", "responsible_for"):
            roles.setdefault(str(s.object), []).append(f"{s.predicate} {getattr(s.subject, 'printed', s.subject)}")
    rules = {str(s.subject): s.rule for s in result.statements if s.predicate == "task_of"}
    titles = {str(s.subject): str(s.object) for s in result.statements if s.predicate == "title"}
    return [(titles[task], rules[task], roles[task]) for task in rules]


ITEMS = "一、重点任务\n\n（一）修复示例河堤。5月底前完成。\n\n（二）清理示例河道。全线清理。（责任单位：区城管局）\n\n（三）更新示例设备。分批更新。\n\n"


def test_a_statement_about_the_items_before_it() -> None:
    tasks = _tasks(ITEMS + "以上工作由区水利局牵头，区财政局配合。\n\n二、工作要求\n\n（一）压实责任。各单位要落实。")
    assert tasks == [
        ("清理示例河道", "mark", ["responsible_for 区城管局"]),
        ("修复示例河堤", "group-mark", ["leads 区水利局", "supports 区财政局"]),
        ("更新示例设备", "group-mark", ["leads 区水利局", "supports 区财政局"]),
    ]


def test_a_bracket_about_the_items_before_it() -> None:
    tasks = _tasks(ITEMS.rstrip() + "（以上任务责任单位：区水利局）")
    assert [task[0] for task in tasks if task[1] == "group-mark"] == ["修复示例河堤", "更新示例设备"]


def test_a_statement_about_the_items_after_it() -> None:
    body = "一、重点任务\n\n以下任务均由区民政局负责：\n\n（一）改造示例敬老院。年内完工。\n\n（二）培训示例护理员。"
    assert [(t[0], t[2]) for t in _tasks(body)] == [
        ("改造示例敬老院", ["responsible_for 区民政局"]),
        ("培训示例护理员", ["responsible_for 区民政局"]),
    ]


def test_items_that_say_it_in_words() -> None:
    body = "一、主要任务\n\n（一）建立示例名录。摸清底数，由区发改局牵头，区统计局配合，6月底前完成。\n\n（二）开展示例宣传。区司法局负责编印手册。区教体局负责进校宣讲。"
    assert _tasks(body) == [
        ("建立示例名录", "prose-by", ["leads 区发改局", "supports 区统计局"]),
        ("编印手册", "prose", ["responsible_for 区司法局"]),
        ("进校宣讲", "prose", ["responsible_for 区教体局"]),
    ]
    assert values(read(notice(body)), "deadline") == ["6月底前"]


@pytest.mark.parametrize("title", ["印发示例应急预案", "印发示例管理办法"])
def test_rules_and_plans_give_duties_and_no_tasks(title: str) -> None:
    assert _tasks("一、示例\n\n（一）处置。区应急局负责组织处置。", title=title) == []


def test_working_groups_are_no_tasks() -> None:
    assert _tasks("一、组织领导\n\n（一）宣传组。由区司法局牵头，区教体局配合。") == []
    assert of(read(notice("一、示例任务\n\n（一）宣传。各镇要宣传。")), "task:") == []


def test_an_item_that_begins_with_who_does_it() -> None:
    assert _tasks("一、示例\n\n（一）区卫健局牵头，新建示例服务站5个，区财政局配合。") == [
        ("新建示例服务站5个", "prose", ["leads 区卫健局", "supports 区财政局"])
    ]


def test_a_loose_mark_keeps_its_own_brackets() -> None:
    tasks = _tasks("一、示例\n\n1.开展示例体检。责任单位：区卫健局；配合单位：区民政局、各镇（街）。")
    assert tasks[0][2] == ["responsible_for 区卫健局", "supports 区民政局", "supports 各镇（街）"]
