"""Lists of members: classes of bodies stay whole, words for people who are sent go, words that look like names are none."""

from __future__ import annotations

import pytest

from zhize.graph.language.bodies import is_body_name
from zhize.graph.language.lists import cut, held_together, released
from zhize.graph.language.people import is_person
from zhize.loaders.statements.membership import MEMBER, members


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区应急局、区水利局等单位主要负责人", ["区应急局", "区水利局"]),
        (
            "有关省、自治区、直辖市人民政府和示例流域的管理机构（以下简称示例机构）负责人",
            ["有关省、自治区、直辖市人民政府", "示例流域的管理机构"],
        ),
        ("省委、省政府有关部门、省水利厅", ["省委、省政府有关部门", "省水利厅"]),
        ("区委、区政府", ["区委", "区政府"]),
        ("有关人民政府、公安机关以及工会派人", ["有关人民政府", "公安机关", "工会"]),
        ("示例队伍指挥员应当", ["示例队伍指挥员"]),
        ("区水利局选派人员", ["区水利局"]),
        ("全体成员", []),
    ],
)
def test_members(text: str, expected: list[str]) -> None:
    assert [seat.printed for seat in members(text, MEMBER, (0, 1))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各省、市人民政府、区水利局", ["各省、市人民政府", "区水利局"]),
        ("党委和政府", ["党委和政府"]),
        ("区水利局、区财政局", ["区水利局", "区财政局"]),
    ],
)
def test_classes_are_held_together(text: str, expected: list[str]) -> None:
    assert [name for piece in cut(held_together(text), "、") for name in released(piece)] == expected


@pytest.mark.parametrize(
    ("text", "person"),
    [("王建国", True), ("应当", False), ("方案", False), ("安全", False), ("李明", True), ("海南", False)],
)
def test_words_that_look_like_names(text: str, person: bool) -> None:
    assert is_person(text) is person


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("示例病毒感染的肺炎疫情防控领导小组", True),
        ("加快推进示例改革领导小组", True),
        ("和平区防汛指挥部", True),
        ("示例航空器机组", False),
        ("完善示例调查组", False),
        ("和完善示例联席会议", False),
        ("负责示例工作的领导小组", False),
    ],
)
def test_names_of_bodies(name: str, body: bool) -> None:
    assert is_body_name(name) is body
