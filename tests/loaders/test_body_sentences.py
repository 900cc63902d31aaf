"""Bodies and their people in sentences of plans: groups set up in passing, units that share an office, meetings, headings."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values

PLAN = "青石区防汛应急预案\n\n一、组织指挥\n\n成立区防汛指挥部，指挥长由区长担任。"


def seats(text: str, name: str) -> dict[str, list[str]]:
    """Who sits in the body of a name, by role."""
    found = read(text)
    body = next((s.subject for s in found.statements if s.predicate == "name" and s.object == name), None)
    out: dict[str, list[str]] = {}
    for s in found.statements:
        if s.subject == body and s.predicate in ("chief", "deputy", "member", "led_by"):
            out.setdefault(s.predicate, []).append(getattr(s.object, "printed", str(s.object)))
    return out


@pytest.mark.parametrize(
    ("sentence", "name", "expected"),
    [
        ("区防汛指挥部设立专家组，由区水利局、有关部门和专家组成。", "专家组", ["区水利局", "有关部门", "专家"]),
        ("区防汛指挥部设立专家组，由区水利局、有关部门和专家组成。", "区防汛指挥部", []),
        ("会商会议由指挥长主持，区防指各成员单位全体成员和专家参加。", "区防汛指挥部", []),
        ("每年组织防汛演练，区水利局、区应急局参加。", "区防汛指挥部", []),
        ("抢险救援组由区水利局牵头，区应急局及事故发生单位参加。", "抢险救援组", ["区应急局", "事故发生单位"]),
    ],
)
def test_members_of_a_group_that_a_sentence_sets_up(sentence: str, name: str, expected: list[str]) -> None:
    assert seats(f"{PLAN}\n\n{sentence}\n", name).get("member", []) == expected


@pytest.mark.parametrize(
    ("offices", "deputies"),
    [
        ("区应急局、区水利局主要负责人", ["区应急局", "区水利局主要负责人"]),
        ("区应急局、水利局局长", ["区应急局、水利局局长"]),
        ("区委、区政府主要领导", ["区委、区政府主要领导"]),
        ("分管水利、农业的副区长", ["分管水利、农业的副区长"]),
    ],
)
def test_units_printed_whole_before_one_office(offices: str, deputies: list[str]) -> None:
    assert seats(f"{PLAN}副指挥长由{offices}担任。\n", "区防汛指挥部")["deputy"] == deputies


def test_a_heading_that_tells_only_a_kind_means_the_body_below_it() -> None:
    text = (
        "青石区防汛应急预案\n\n2 组织体系\n\n设立区防汛抗旱指挥部（以下简称区防指），负责全区防汛工作。\n\n"
        "2.1 区级防汛抗旱指挥机构\n\n区长任区防指指挥，区水利局、区应急局为成员单位。\n"
    )
    assert [body["name"] for body in of(read(text), "body:")] == ["区防汛抗旱指挥部"]
    assert seats(text, "区防汛抗旱指挥部") == {"chief": ["区长"], "member": ["区水利局", "区应急局"]}


@pytest.mark.parametrize(
    ("first", "second", "bodies"),
    [
        ("全区茶业发展联席会议", "茶业发展联席会议", 1),
        ("第二次全国茶园普查领导小组", "茶园普查领导小组", 1),
        ("区茶业发展领导小组", "市茶业发展领导小组", 2),
        ("全国茶业发展领导小组", "区茶业发展领导小组", 2),
    ],
)
def test_words_for_the_whole_area_are_no_part_of_a_name(first: str, second: str, bodies: int) -> None:
    text = notice(f"决定成立{first}，由区长任组长。\n\n{second}由区应急局、区水利局组成。", title="做好茶业工作")
    assert len(of(read(text), "body:")) == bodies


@pytest.mark.parametrize(
    ("roster", "people"),
    [
        (
            "联系人：李红、周小梅组长：王建国（支部书记）副组长：赵明（社区主任）成员：钱进（会计）、孙立（支委）",
            ["王建国", "赵明", "钱进", "孙立"],
        ),
        ("本社区副组长：人数由居民会议决定", []),
    ],
)
def test_a_roster_with_posts_in_brackets_in_one_line(roster: str, people: list[str]) -> None:
    text = f"石鼓社区防汛应急预案\n\n一、机构\n\n成立石鼓社区防汛领导小组，负责防汛工作。{roster}\n"
    assert sorted(set(values(read(text), "person"))) == sorted(people)


def test_a_line_of_persons_ends_before_a_line_of_bodies() -> None:
    text = notice(
        "决定成立青石区茶业领导小组。名单如下：\n\n组 长：王建国\n副组长：李明、赵树梅\n"
        "区财政局、区水利局主要领导为领导小组成员。\n",
        title="成立青石区茶业领导小组",
    )
    assert seats(text, "青石区茶业领导小组") == {
        "chief": ["王建国"],
        "deputy": ["李明", "赵树梅"],
        "member": ["区财政局", "区水利局"],
    }
