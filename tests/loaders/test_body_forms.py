"""Bodies set up by any verb, with their people, offices and seats in every printed form."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values


@pytest.mark.parametrize(
    ("body", "name", "chief", "members", "seats"),
    [
        (
            "成立区示例专班，由副区长张三任专班召集人，区水利局、区财政局为成员单位。",
            "区示例专班",
            ["张三"],
            ["区水利局", "区财政局"],
            [],
        ),
        (
            "区政府组建区示例指挥部，总指挥由区长担任。指挥部办公室挂靠区水利局。",
            "区示例指挥部",
            ["区长"],
            [],
            ["区水利局"],
        ),
        (
            "建立区示例联席会议制度，召集人：区政府分管副区长；成员：区民政局、区财政局负责同志。联席会议日常工作由区民政局承担。",
            "区示例联席会议",
            ["区政府分管副区长"],
            ["区民政局", "区财政局"],
            ["区民政局"],
        ),
        (
            "设立区示例委员会，主任由区长兼任，委员会下设办公室，办公室设在区发改局。",
            "区示例委员会",
            ["区长"],
            [],
            ["区发改局"],
        ),
        (
            "成立区示例工作专班\n\n组长：区政府分管副区长\n\n成员单位：区财政局、区教育局",
            "区示例工作专班",
            ["区政府分管副区长"],
            ["区财政局", "区教育局"],
            [],
        ),
        ("区示例工作由区水利局承担，区财政局配合。", "", [], [], []),
        ("办公室设在三楼的单位应当配备示例设备。", "", [], [], []),
    ],
)
def test_bodies_with_their_people_and_seats(
    body: str, name: str, chief: list[str], members: list[str], seats: list[str]
) -> None:
    result = read(notice(body))
    assert [b["name"] for b in of(result, "body:")][:1] == ([name] if name else [])
    assert [values(result, p) for p in ("chief", "member", "seat")] == [chief, members, seats]


@pytest.mark.parametrize(
    ("roster", "chief", "deputies", "members"),
    [
        (
            "组　长：张三　副区长\n副组长：李四　区水利局局长\n　　　　王五　区财政局局长\n成　员：赵六　区教育局副局长",
            ["张三"],
            ["李四", "王五"],
            ["区教育局"],
        ),
        ("组长：张三（副区长）\n副组长：李四（区水利局局长）、王五（区财政局局长）", ["张三"], ["李四", "王五"], []),
    ],
)
def test_rosters_under_a_title(roster: str, chief: list[str], deputies: list[str], members: list[str]) -> None:
    result = read(notice(roster, title="成立示例工作领导小组"))
    assert [values(result, p) for p in ("chief", "deputy", "member")] == [chief, deputies, members]


def test_who_is_in_charge_is_no_duty_of_a_body() -> None:
    result = read(notice("建立区示例联席会议，召集人：区政府分管副区长；成员：区民政局、区财政局负责同志。"))
    assert [b.get("duty") for b in of(result, "body:")] == [None]


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        (
            "县水利局组织以青石大学李明教授为组长，由青石大学、云州学院、县气象局等单位专家组成的专家组，对茶山进行调查。",
            {"chief": ["李明"], "member": ["青石大学", "云州学院", "县气象局"]},
        ),
        (
            "成立以县长为组长，副县长为副组长，县水利局、县财政局为成员的茶山防火领导小组。",
            {"chief": ["县长"], "deputy": ["副县长"], "member": ["县水利局", "县财政局"]},
        ),
        (
            "成立了由县长任组长，县水利局、县财政局为成员单位的茶山防火工作领导小组。",
            {"chief": ["县长"], "member": ["县水利局", "县财政局"]},
        ),
        ("组织专家组对茶山进行调查。", {}),
    ],
)
def test_a_body_behind_those_who_make_it_up(text: str, seats: dict[str, list[str]]) -> None:
    result = read(notice(text))
    found = {role: values(result, role) for role in ("chief", "deputy", "member")}
    assert {role: names for role, names in found.items() if names} == seats
