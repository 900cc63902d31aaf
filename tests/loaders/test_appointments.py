"""Appointments and removals, in the wordings of lists of 任免."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.loaders.statements.appointment import moves

IN, OUT = "appointed", "removed"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("任命王建国为青石区水利局局长", [("王建国", "青石区水利局局长", IN)]),
        ("王建国同志任青石区水利局局长", [("王建国", "青石区水利局局长", IN)]),
        ("王建国任青石区水利局局长（试用期一年）", [("王建国", "青石区水利局局长", IN)]),
        (
            "王建国任区水利局局长，免去其区气象局副局长职务",
            [("王建国", "区水利局局长", IN), ("王建国", "区气象局副局长", OUT)],
        ),
        ("免去李明的区财政局副局长职务", [("李明", "区财政局副局长", OUT)]),
        ("李明不再担任区财政局副局长职务", [("李明", "区财政局副局长", OUT)]),
        ("任命王建国、李明为区人民法院审判员", [("王建国", "区人民法院审判员", IN), ("李明", "区人民法院审判员", IN)]),
        ("聘任赵敏（女）为区政府督学", [("赵敏", "区政府督学", IN)]),
        ("区水利局负责水情", []),
        ("任命书由区长颁发", []),
        ("各镇人民政府要做好任职工作", []),
    ],
)
def test_what_a_sentence_states(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(m.person, m.post, m.action) for m in moves(sentence)] == expected


def test_a_list_below_a_word() -> None:
    text = (
        "经研究，决定任命：\n\n王建国为区水利局局长；\n\n李明为区财政局副局长。\n\n免去：\n\n赵强的区应急局局长职务。"
    )
    found = of(read(notice(text, title="王建国等同志任免职")), "appointment:")
    assert [(a["person"], a["action"], a["unit"]) for a in found] == [
        ("王建国", IN, "区水利局"),
        ("李明", IN, "区财政局"),
        ("赵强", OUT, "区应急局"),
    ]
    assert {a["date"] for a in found} == {"2024-03-01"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "决定任命王建国任区水利局局长、李明任区财政局局长，免去赵强的区水利局局长职务、孙立新的区财政局局长职务。",
            [
                ("王建国", "区水利局局长", IN),
                ("李明", "区财政局局长", IN),
                ("赵强", "区水利局局长", OUT),
                ("孙立新", "区财政局局长", OUT),
            ],
        ),
        (
            "任命王建国为区水利局局长、李明为区财政局局长。",
            [("王建国", "区水利局局长", IN), ("李明", "区财政局局长", IN)],
        ),
        (
            "任命王建国、李明为区人民法院审判员。",
            [("王建国", "区人民法院审判员", IN), ("李明", "区人民法院审判员", IN)],
        ),
        ("会议听取了李明任组长、王建国任副组长的检查组的报告。", []),
        ("会议要求有关单位按照任命和免去的程序办理手续。", []),
    ],
)
def test_a_report_of_a_meeting_appoints(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    text = f"会议根据区人民政府区长孙和平的提请，经审议表决，{sentence}"
    found = of(read(notice(text, title="区人大常委会举行第六次会议")), "appointment:")
    assert [(a["person"], a["post"], a["action"]) for a in found] == expected


def test_a_paper_of_other_matters_appoints_nobody() -> None:
    assert of(read(notice("王建国任组长，负责协调。", title="成立示例领导小组")), "appointment:") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "任命：\n\n王建国为区水利局局长\n\n李明为区应急局副局长",
            [("王建国", "区水利局局长", "2024-03-01"), ("李明", "区应急局副局长", "2024-03-01")],
        ),
        (
            "任命王建国为区水利局局长。\n\n任职时间从2024年1月15日起计算。",
            [("王建国", "区水利局局长", "2024-01-15")],
        ),
        (
            "王建国同志任区水利局局长（试用期一年，自2024年2月1日起算）。",
            [("王建国", "区水利局局长", "2024-02-01")],
        ),
        (
            "免去王建国的区水利局局长职务。\n\n任职时间从2024年1月15日起计算。",
            [("王建国", "区水利局局长", "2024-03-01")],
        ),
        ("区水利局局长任期三年。", []),
        (
            "免去：\n\n李明的区财政局副局长职务\n\n孙立的区示例局局长职务",
            [("李明", "区财政局副局长", "2024-03-01"), ("孙立", "区示例局局长", "2024-03-01")],
        ),
        ("免去王建国区水利局局长职务。", [("王建国", "区水利局局长", "2024-03-01")]),
        ("免去欧阳建国同志区水利局局长职务。", [("欧阳建国", "区水利局局长", "2024-03-01")]),
    ],
)
def test_who_holds_a_post_from_when(text: str, expected: list[tuple[str, str, str]]) -> None:
    rows = of(read(notice(text, title="王建国等任免职")), "appointment:")
    assert [(row["person"], row["post"], row["date"]) for row in rows] == expected
