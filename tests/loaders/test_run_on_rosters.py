"""Rosters that a converter left without any mark between the people."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values
from zhize.graph.language.run_on_people import run_on_holders


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("王建国水利部部长李强国务院副秘书长", [("王建国", "水利部部长"), ("李强", "国务院副秘书长")]),
        (
            "赵勇青石区副区长周明市政府办公室副主任、应急办主任吴小红市林业局调研员",
            [
                ("赵勇", "青石区副区长"),
                ("周明", "市政府办公室副主任、应急办主任"),
                ("吴小红", "市林业局调研员"),
            ],
        ),
        ("刘琦能源局副局长王宏海洋局副局长", [("刘琦", "能源局副局长"), ("王宏", "海洋局副局长")]),
        ("王建国国务院副总理", [("王建国", "国务院副总理")]),
        (
            "王建国区水利局局长李明区财政局局长三、工作要求，各镇要抓好落实",
            [("王建国", "区水利局局长"), ("李明", "区财政局局长")],
        ),
        # no people, or nothing that tells where one ends
        ("区应急管理局局长、区水利局局长、区自然资源局局长", []),
        ("高新区管委会主任经开区管委会主任", []),
        ("区水利局、区财政局、区住建局、区农业农村局", []),
        ("温江区区长", []),
        ("国家粮食局分管负责人国家发展改革委主要负责人", []),
        ("区长", []),
    ],
)
def test_people_with_nothing_between_them(text: str, people: list[tuple[str, str]]) -> None:
    assert [(h.person, h.post) for h in run_on_holders(text)] == people


def test_a_roster_in_one_line_is_read_with_its_labels() -> None:
    body = (
        "经研究，决定成立青石区气象灾害防御指挥部。现通知如下：一、组成人员总指挥：王建国区政府区长副总指挥："
        "李小明区政府副区长赵勇区气象局局长成员：周明明区教育局副局长吴小红区林业局调研员。"
    )
    rows = of(read(notice(body, title="成立青石区气象灾害防御指挥部")), "membership:")
    assert [(row["role"], row["person"]) for row in rows] == [
        ("总指挥", "王建国"),
        ("副总指挥", "李小明"),
        ("副总指挥", "赵勇"),
        ("成员", "周明明"),
        ("成员", "吴小红"),
    ]
    assert {row["seat_in"].rsplit(":", 1)[-1] for row in rows} == {"青石区气象灾害防御指挥部"}


@pytest.mark.parametrize(
    ("text", "deputies"),
    [
        (
            "由区政府分管副区长任指挥长，区政府办公室副主任，区应急局、区环保局主要负责人任副指挥长。",
            ["区政府办公室副主任", "区应急局", "区环保局主要负责人"],
        ),
        ("由区政府分管副区长任指挥长，区应急局局长任副指挥长，区环保局局长任办公室主任。", ["区应急局局长"]),
        (
            "由区长任指挥长，区水利局局长任副指挥长，区应急局主要负责人兼任办公室主任。",
            ["区水利局局长"],
        ),
        ("由区长任指挥长，会议由区应急局局长主持，区环保局局长任副指挥长。", ["区环保局局长"]),
    ],
)
def test_those_who_take_a_role_may_stand_behind_a_comma(text: str, deputies: list[str]) -> None:
    body = f"成立青石区防汛指挥部，{text}"
    assert values(read(notice(body, title="成立青石区防汛指挥部")), "deputy") == deputies
