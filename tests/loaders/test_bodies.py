"""Bodies, their people, offices, seats and duties, in the wordings of official print."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.reading import notice, of, read
from tests.loaders.test_rosters import LAYOUTS
from zhize.graph.language.mentions import Mention

PLURAL = ("alias", "chief", "deputy", "member", "led_by")


def bodies(text: str, *, title: str = "做好示例工作") -> dict[str, dict[str, Any]]:
    """The bodies of a notice with this text, by name: lists of people, kind, duty, seat, name of the parent."""
    found: dict[str, dict[str, Any]] = {}
    for s in read(notice(text, title=title)).statements:
        if not isinstance(s.subject, str) or not s.subject.startswith("body:"):
            continue
        body = found.setdefault(s.subject, {name: [] for name in PLURAL})
        value = s.object.printed if isinstance(s.object, Mention) else str(s.object)
        if s.predicate in PLURAL:
            body[s.predicate].append(value)
        else:
            body[s.predicate] = value.rpartition(":")[2] if s.predicate == "within_body" else value
    return {body["name"]: body for body in found.values()}


GROUP = "青石区燃气安全整治工作领导小组"


@pytest.mark.parametrize(
    "text",
    [
        f"成立{GROUP}，由区长任组长，分管副区长任副组长，区应急局、区水利局主要负责人为成员。",
        f"成立{GROUP}，组长由区长担任，副组长由分管副区长担任，成员由区应急局、区水利局等单位主要负责人组成。",
        f"设立{GROUP}（以下简称领导小组）。领导小组组长：区长；副组长：分管副区长；成员：区应急局、区水利局负责同志。",
        f"建立以区长为组长的{GROUP}，分管副区长任副组长，成员单位包括区应急局、区水利局。",
        f"组建{GROUP}。\n\n组长：区长\n\n副组长：分管副区长\n\n成员单位：区应急局、区水利局",
        f"一、{GROUP}\n\n组长：区长\n\n副组长：分管副区长\n\n成员：区应急局、区水利局主要负责人",
    ],
)
def test_one_group_in_many_wordings(text: str) -> None:
    body = bodies(text)[GROUP]
    assert (body["kind"], body["chief"], body["deputy"]) == ("leading_group", ["区长"], ["分管副区长"])
    assert body["member"] == ["区应急局", "区水利局"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_roster_below_a_title(layout: str) -> None:
    found = bodies("现将名单通知如下：\n\n" + LAYOUTS[layout], title=f"成立{GROUP}")
    assert list(found) == [GROUP]
    body = found[GROUP]
    assert (body["chief"], body["deputy"], body["member"]) == (["王建国"], ["李明"], ["区应急局", "区水利局"])


def test_a_roster_in_a_table() -> None:
    text = "机构职务\t姓名\t单位及职务\n组长\t王建国\t区长\n成员\t赵强\t区应急局局长\n〃\t钱多\t区水利局局长\n"
    body = bodies(text, title=f"调整{GROUP}成员")[GROUP]
    assert (body["chief"], body["member"]) == (["王建国"], ["区应急局", "区水利局"])


SEATS = {
    "领导小组办公室设在区应急局，": "区应急局",
    "领导小组下设办公室，办公室设在区应急局，": "区应急局",
    "领导小组下设办公室（设在区应急局），": "区应急局",
    "领导小组办公室挂靠区应急局，": "区应急局",
    "领导小组办公室与区应急局合署办公，": "区应急局",
    "领导小组下设办公室，与区应急局合署办公，": "区应急局",
    "领导小组在区应急局设立办公室，": "区应急局",
    "区应急局加挂领导小组办公室牌子，": "区应急局",
    "领导小组下设办公室，日常工作由区应急局承担，": "区应急局",
}


@pytest.mark.parametrize("words", SEATS)
def test_where_an_office_is(words: str) -> None:
    found = bodies(f"成立{GROUP}（以下简称领导小组），由区长任组长。{words}办公室主任由区应急局局长兼任。")
    office = found["领导小组办公室" if "领导小组办公室" in words else f"{GROUP}办公室"]
    assert (office["seat"], office["chief"], office["within_body"]) == ("区应急局", ["区应急局局长"], GROUP)
    assert found[GROUP]["chief"] == ["区长"]


@pytest.mark.parametrize(
    "text",
    [
        "综合协调组：由区应急局牵头，区公安局、区水利局参加。负责信息汇总。",
        "（1）综合协调组。由区应急局牵头，区公安局、区水利局配合，负责信息汇总。",
        "（1）综合协调组。牵头单位：区应急局。成员单位：区公安局、区水利局。主要职责：负责信息汇总。",
        "综合协调组由区应急局牵头，区公安局、区水利局参加，负责信息汇总。",
        "1.综合协调组：负责信息汇总。由区应急局负责，区公安局、区水利局配合。",
        "组别\t牵头单位\t成员单位\t职责\n综合协调组\t区应急局\t区公安局、区水利局\t负责信息汇总。",
    ],
)
def test_a_working_group_in_many_forms(text: str) -> None:
    found = bodies(f"成立区防汛抗旱指挥部，由区长任总指挥，下设工作组。\n\n{text}")
    group = found["综合协调组"]
    assert (group["led_by"], group["member"]) == (["区应急局"], ["区公安局", "区水利局"])
    assert (group["within_body"], "负责信息汇总" in group["duty"]) == ("区防汛抗旱指挥部", True)


def test_groups_set_up_in_a_list() -> None:
    found = bodies(
        "成立区防汛抗旱指挥部，由区长任总指挥。区防汛抗旱指挥部下设综合协调组、抢险救援组、医疗救治组等3个工作组。"
    )
    assert [name for name in found if name.endswith("组")] == ["综合协调组", "抢险救援组", "医疗救治组"]
    assert {found[name]["within_body"] for name in found if name.endswith("组")} == {"区防汛抗旱指挥部"}


def test_duties_of_a_body_are_whole() -> None:
    text = "成立区防汛抗旱指挥部，由区长任总指挥。\n\n区防汛抗旱指挥部主要职责：\n\n（1）统一指挥防汛；\n\n（2）部署抢险。\n\n二、区水利局负责水情。"
    assert bodies(text)["区防汛抗旱指挥部"]["duty"] == "（1）统一指挥防汛；（2）部署抢险。"


def test_deputies_of_an_office_are_none_of_its_command() -> None:
    found = bodies(
        "成立区防汛抗旱指挥部，总指挥由区长担任，副总指挥由副区长担任。指挥部下设办公室，设在区水利局，主任由区水利局局长兼任，副主任由区应急局副局长兼任。"
    )
    assert found["区防汛抗旱指挥部"]["deputy"] == ["副区长"]
    assert found["区防汛抗旱指挥部办公室"]["deputy"] == ["区应急局副局长"]


@pytest.mark.parametrize(
    "text",
    [
        "建立健全协调联动机制，加强信息共享。",
        "各镇要成立相应的工作专班，细化措施。",
        "区发展和改革委员会负责统筹。",
        "2.1区级组织指挥机构区应急局牵头负责全区应急工作。",
        "各单位要设立意见箱，建设指挥中心。",
        "一、建立长效机制\n\n责任单位：区应急局、区水利局。",
    ],
)
def test_what_sets_up_no_body(text: str) -> None:
    assert bodies(text) == {}


def test_the_verb_that_changes_a_body_is_none_of_its_name() -> None:
    body = "调整区河长制工作领导小组。组长由区长担任，成员由区水利局、区财政局组成。"
    names = {node["name"] for node in of(read(notice(body)), "body:")}
    assert names == {"区河长制工作领导小组"}


@pytest.mark.parametrize(
    ("title", "body", "names"),
    [
        (
            "成立青石市新城建设推进协调领导小组",
            "决定成立青石市新城建设推进协调领导小组（以下简称“领导小组”）。组长由市长担任。\n\n"
            "今后，领导小组成员及办公室主任如有变动，由接任的领导替补。",
            {"青石市新城建设推进协调领导小组"},
        ),
        (
            "成立青石市管网建设领导小组",
            "组长由市长担任。领导小组不作议事机构，不设实体办事机构，工作完成后撤销。",
            {"青石市管网建设领导小组"},
        ),
        (
            "成立青石县政务公开工作领导小组",
            "县政府决定成立青石县政务公开领导小组。组长由县长担任。",
            {"青石县政务公开工作领导小组"},
        ),
    ],
)
def test_one_body_by_one_name(title: str, body: str, names: set[str]) -> None:
    assert {node["name"] for node in of(read(notice(body, title=title)), "body:")} == names
