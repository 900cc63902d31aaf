"""The words of marks and columns as data, and the forms of marks, deadlines and heads that they make."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.graph.language.columns import column_words, read_head, slot_of
from zhize.graph.language.deadlines import deadline_words, find_deadline
from zhize.graph.language.lists import separated
from zhize.graph.language.marks import parse_mark, with_leading
from zhize.graph.language.roles import ROLES, first_leads, role_words


def test_the_words_of_roles_are_those_of_the_schema() -> None:
    words = role_words()
    assert set(words.labels.roles) > ROLES
    assert set(words.verbs.roles) == ROLES
    assert all(set(column_words().slots) >= {role} for role in ROLES)
    assert deadline_words().done


def _roles(text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for assigned in parse_mark(text).names:
        out.setdefault(assigned.role, []).append(assigned.mention.printed)
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责任单位：区水利局（牵头）、区住建局", {"leads": ["区水利局"], "responsible_for": ["区住建局"]}),
        ("责任单位：区水利局 区住建局，区城管局", {"responsible_for": ["区水利局", "区住建局", "区城管局"]}),
        ("责任单位：区水利局区住建局", {"responsible_for": ["区水利局", "区住建局"]}),
        ("责任单位：区水利局/区住建局", {"responsible_for": ["区水利局", "区住建局"]}),
        ("负责部门：区水利局；适用范围：各示例园区", {"responsible_for": ["区水利局"]}),
        ("对接部门：区水利局；联系人：王某；联系电话：5550101", {"responsible_for": ["区水利局"]}),
        ("责任领导：王某；责任单位：区水利局", {"responsible_for": ["区水利局"]}),
        ("责任科室：防汛科", {"responsible_for": ["防汛科"]}),
        ("市水利局、市农业农村局指导", {"responsible_for": ["市水利局", "市农业农村局"]}),
        ("区水利局负责调度水库，区财政局负责资金保障", {"responsible_for": ["区水利局", "区财政局"]}),
        ("责任单位：区水利局；以下任务均由各镇政府负责", {"responsible_for": ["区水利局"]}),
        ("责任单位：各镇〔街道〕", {"responsible_for": ["各镇〔街道〕"]}),
    ],
)
def test_forms_of_marks(text: str, expected: dict[str, list[str]]) -> None:
    assert _roles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("列第一位者为牵头单位，下同", True),
        ("排在第一位的部门为牵头部门，下同", True),
        ("排在首位的为牵头单位", True),
        ("第一批试点由区水利局牵头", False),
    ],
)
def test_the_rule_of_the_first_name(text: str, expected: bool) -> None:
    assert bool(first_leads().search(text)) is expected


def test_names_with_a_sign_lead_where_the_document_says_so() -> None:
    mark = parse_mark("责任单位：★区水利局、区住建局")
    assert [a.role for a in with_leading(mark, first=False, signed=True).names] == ["leads", "responsible_for"]
    assert [a.role for a in with_leading(mark, first=False, signed=False).names] == ["responsible_for"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区教育和 体育局 区应急局", ("区教育和体育局", "区应急局")),
        ("区 水 利 局", ("区水利局",)),
        ("各镇 各街道 区水利局", ("各镇", "各街道", "区水利局")),
        ("市公安局交通警察支队", ("市公安局交通警察支队",)),
    ],
)
def test_names_parted_by_blanks_or_nothing(text: str, expected: tuple[str, ...]) -> None:
    assert separated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年1月1日至2020年12月31日，对企业返还费用。", None),
        ("优先支持2月底前能够完成改造、3月底前投产的项目。", None),
        ("在3月31日前，示例费用暂免收取。", None),
        ("5月1日前到期的贷款可以展期。", None),
        ("截至2023年底，已建成3处。", None),
        ("6月底前完成全区的改造。", "6月底前"),
        ("11月底建成3处。", "11月底"),
    ],
)
def test_a_period_a_grant_and_a_description_are_no_deadlines(text: str, expected: str | None) -> None:
    moment = find_deadline(text)
    assert (moment.printed if moment else None) == expected


@pytest.mark.parametrize(
    ("head", "slot"),
    [
        ("牵头单位", "leads"),
        ("配合部门", "supports"),
        ("责任 科室", "responsible_for"),
        ("完成时限", "deadline"),
        ("重点任务", "title"),
        ("工作内容", "content"),
        ("责任领导", "person"),
        ("主要职责", "duty"),
        ("负责考核部门", "aside"),
        ("区水利局", None),
    ],
)
def test_heads_of_columns(head: str, slot: str | None) -> None:
    assert slot_of(head) == slot


def test_a_head_of_a_table() -> None:
    assert read_head(["序号", "任务", "区水利局"]) == {"item": (0,), "title": (1,)}


def _tasks(body: str) -> list[tuple[str, str]]:
    return [(task["title"], task["text"]) for task in of(read(notice(body)), "task:")]


def test_a_column_of_contents_belongs_to_the_task() -> None:
    rows = (
        "序号\t重点任务\t工作内容\t责任单位\n1\t排查隐患\t检查示例水库\t区水利局\n2\t储备物资\t购置示例沙袋\t区应急局\n"
    )
    assert _tasks("任务如下：\n\n" + rows) == [
        ("排查隐患", "排查隐患：检查示例水库"),
        ("储备物资", "储备物资：购置示例沙袋"),
    ]


def test_a_merged_cell_is_a_heading_over_its_contents() -> None:
    rows = "重点任务\t工作内容\t责任单位\n排查隐患\t检查示例水库\t区水利局\n〃\t检查示例河堤\t区城管局\n"
    assert [title for title, _ in _tasks("任务如下：\n\n" + rows)] == ["检查示例水库", "检查示例河堤"]


@pytest.mark.parametrize("before", ["", "——", "责任领导：王某；"])
def test_a_mark_without_brackets(before: str) -> None:
    tasks = _tasks(f"一、示例\n\n（一）疏浚河道。疏浚示例河道。{before}责任单位：区水利局。")
    assert [title for title, _ in tasks] == ["疏浚河道"]
