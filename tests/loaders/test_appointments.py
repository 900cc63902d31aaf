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


def test_a_paper_of_other_matters_appoints_nobody() -> None:
    assert of(read(notice("王建国任组长，负责协调。", title="成立示例领导小组")), "appointment:") == []
