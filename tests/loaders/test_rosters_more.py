"""Rosters as print really sets them: posts cut at the line's end, two roles a line, offices named after the roster, tables."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import clean
from zhize.loaders.print.lines import read_lines
from zhize.loaders.statements.body_tables import columns_of


def _rows(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.text.split("\t")) for line in read_lines(clean(TracedText.identity(text))) if line.table]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "组长：王建国  区长\n副组长：李明  区委常委、区示例工业园党工委\n        书记\n成员：赵强  区水利局局长\n",
            [("组长", "王建国", "区长"), ("副组长", "李明", "区委常委、区示例工业园党工委书记"), ("成员", "赵强", "区水利局局长")],
        ),
        (
            "组长：王建国  区长\n区示例局局长负责召集会议。\n",
            [("组长", "王建国", "区长")],
        ),
        (
            "组  长：王建国  区长          副组长：李  明  副区长\n",
            [("组长", "王建国", "区长"), ("副组长", "李明", "副区长")],
        ),
    ],
)  # fmt: skip
def test_lines_of_rosters(text: str, expected: list[tuple[str, ...]]) -> None:
    assert _rows(text) == expected


def _seats(body: str, title: str = "成立区示例指挥部") -> list[tuple[str, str, str]]:
    rows = of(read(notice(body, title=title)), "membership:")
    return [(row["seat_in"].rsplit(":", 1)[-1], row["role"], row["person"]) for row in rows]


def test_deputies_of_the_office_are_none_of_the_command() -> None:
    text = "总指挥：王建国  区长\n副总指挥：李明  副区长\n\n指挥部办公室设在区应急局。\n\n主任：赵强  区应急局局长\n副主任：钱多  区应急局副局长\n"
    assert _seats(text) == [
        ("区示例指挥部", "总指挥", "王建国"),
        ("区示例指挥部", "副总指挥", "李明"),
        ("指挥部办公室", "主任", "赵强"),
        ("指挥部办公室", "副主任", "钱多"),
    ]


@pytest.mark.parametrize(
    ("head", "role", "post"),
    [
        (["序号", "姓名", "单位", "职务", "领导小组职务"], 4, 3),
        (["姓名", "组内职务", "单位及职务"], 1, 2),
        (["姓名", "单位", "职务"], 2, None),
        (["职务", "姓名", "单位及职务"], 0, 2),
    ],
)
def test_columns_of_rosters(head: list[str], role: int, post: int | None) -> None:
    found = columns_of(head)
    assert found is not None
    assert (found.role, found.post) == (role, post)


def test_a_table_that_is_no_roster() -> None:
    assert columns_of(["序号", "事项", "时限"]) is None


def test_a_roster_whose_role_stands_last() -> None:
    text = "序号\t姓名\t单位\t职务\t领导小组职务\n1\t王建国\t区政府\t区长\t组长\n2\t李明\t区应急局\t局长\t成员\n"
    assert _seats(text, "成立示例领导小组") == [
        ("示例领导小组", "组长", "王建国"),
        ("示例领导小组", "成员", "李明"),
    ]
