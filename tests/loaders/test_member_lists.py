"""Lists of members: classes of bodies stay whole, words for people who are sent go, words that look like names are none."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values
from zhize.graph.language.bodies import is_body_name
from zhize.graph.language.lists import cut, held_together, released
from zhize.graph.language.people import is_person
from zhize.loaders.statements.member_lists import members
from zhize.loaders.statements.membership import MEMBER


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
    [
        ("王建国", True),
        ("应当", False),
        ("方案", False),
        ("安全", False),
        ("李明", True),
        ("海南", False),
        ("卫生", False),
    ],
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


@pytest.mark.parametrize(
    ("text", "bodies", "said"),
    [
        (
            "县级以上政府设立由本级政府主要负责同志牵头组成的示例事件应急指挥机构，统一指挥示例事件应对工作。",
            ["示例事件应急指挥机构"],
            [("chief", "本级政府主要负责同志")],
        ),
        (
            "示例工作联席会议由区教育局、区财政局组成，分管副区长担任召集人。",
            ["示例工作联席会议"],
            [("chief", "分管副区长"), ("member", "区教育局"), ("member", "区财政局")],
        ),
        (
            "成立区示例指挥部，由区长任指挥。区示例指挥部办事机构设在区水利局。",
            ["区示例指挥部", "区示例指挥部办事机构"],
            [("chief", "区长"), ("seat", "区水利局")],
        ),
        ("成立区示例小组，由区水利局牵头。", ["区示例小组"], [("led_by", "区水利局")]),
        ("各镇要明确牵头单位，建立示例工作专班。", ["示例工作专班"], []),
        ("区示例指挥部办公室可以设在区水利局。", [], []),
    ],
)
def test_bodies_in_prose(text: str, bodies: list[str], said: list[tuple[str, str]]) -> None:
    result = read(notice(text))
    assert [body["name"] for body in of(result, "body:")] == bodies
    found = [(p, v) for p in ("chief", "led_by", "member", "seat") for v in values(result, p)]
    assert found == said


def test_a_body_takes_no_duties_of_others() -> None:
    text = "第一条 区示例机构聘请专家组成示例专家组，为决策提供建议。\n\n第二条 区示例局承办示例事务，履行下列职责：\n\n（一）办理甲事；\n\n（二）办理乙事。"
    bodies = {body["name"]: body.get("duty", "") for body in of(read(notice(text)), "body:")}
    assert all("甲事" not in duty for duty in bodies.values())
