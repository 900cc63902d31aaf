"""Words for roles, posts and names of persons; heads of names of bodies."""

from __future__ import annotations

import pytest

from zhize.graph.language.bodies import body_kind, body_lexicon, is_body_name, name_end
from zhize.graph.language.people import Holder, holders, is_person, is_post, role_lexicon, role_of, units_of


@pytest.mark.parametrize("name", ["王建国", "李敏", "欧阳晓", "诸葛一鸣", "古丽·买买提", "司马光"])
def test_names_of_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "text", ["区长", "市长", "主任", "宣传部", "公安局", "常务副区长", "王建国等", "施工队", "区应急局", "各镇"]
)
def test_what_is_no_person(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("区政府分管副区长", True),
        ("区应急局主要负责人", True),
        ("示例大学教授", True),
        ("区应急局", False),
        ("王建国", False),
    ],
)
def test_posts(text: str, post: bool) -> None:
    assert is_post(text) is post


@pytest.mark.parametrize(
    ("post", "units"),
    [
        ("区应急局局长", ["区应急局"]),
        ("青石区副区长", ["青石区"]),
        ("青石区区长", ["青石区"]),
        ("副区长", []),
        ("区委常委、宣传部部长", ["宣传部"]),
        ("区委宣传部副部长、区文明办主任", ["区委宣传部", "区文明办"]),
        ("区公安分局党委委员、副局长", ["区公安分局"]),
        ("区公安局治安管理科科长", ["区公安局"]),
        ("云湖镇人民政府镇长", ["云湖镇人民政府"]),
        ("区水利局四级调研员", ["区水利局"]),
        ("区府办", ["区府办"]),
        ("区统计局", ["区统计局"]),
    ],
)
def test_units_of_posts(post: str, units: list[str]) -> None:
    assert units_of(post) == units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王建国（区长）、李明（副区长）", [Holder("王建国", "王建国", "区长"), Holder("李明", "李明", "副区长")]),
        ("区应急局局长李明", [Holder("李明", "李明", "区应急局局长")]),
        ("王建国、李明同志", [Holder("王建国", "王建国"), Holder("李明", "李明")]),
        ("区政府分管副区长", [Holder("区政府分管副区长", None, "区政府分管副区长")]),
        (
            "区商务局局长和区科技局局长",
            [Holder("区商务局局长", None, "区商务局局长"), Holder("区科技局局长", None, "区科技局局长")],
        ),
        ("市水务局、应急局局长", [Holder("市水务局、应急局局长", None, "市水务局、应急局局长")]),
    ],
)
def test_holders(text: str, expected: list[Holder]) -> None:
    assert holders(text) == expected


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        ("组长", "chief"),
        ("常务副总指挥", "deputy"),
        ("秘书长", "secretary"),
        ("成员单位", "member"),
        ("牵头单位", "led_by"),
        ("局长", None),
    ],
)
def test_roles(word: str, relation: str | None) -> None:
    role = role_of(word)
    assert (role.relation if role else None) == relation


def test_a_chief_of_an_office_is_none_of_a_command() -> None:
    role = role_of("主任")
    assert role is not None
    assert role.fits("office")
    assert not role.fits("command")


def test_no_word_stands_in_two_lists_of_roles() -> None:
    words = [word for role in role_lexicon().roles for word in role.words]
    assert len(words) == len(set(words))


def test_heads_are_the_longest_of_their_kind() -> None:
    for head in body_lexicon().heads:
        assert body_kind(f"区示例{head.head}") == head.kind


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("区防汛抗旱指挥部", True),
        ("综合协调组", True),
        ("区消防安全委员会", True),
        ("区发展和改革委员会", False),
        ("示例村村民委员会", False),
        ("区政府办公室", False),
        ("各工作组", False),
        ("有关工作组", False),
    ],
)
def test_names_of_bodies(name: str, body: bool) -> None:
    assert is_body_name(name) is body


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("区防汛抗旱指挥部，由区长任总指挥", "区防汛抗旱指挥部"),
        ("区防汛抗旱指挥部办公室设在区水利局", "区防汛抗旱指挥部办公室"),
        ("专家组组长由区应急局局长担任", "专家组"),
        ("名单如下", ""),
    ],
)
def test_where_a_name_ends(text: str, name: str) -> None:
    assert text[: name_end(text, 0)] == name
