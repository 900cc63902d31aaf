"""Every cleaning step with examples and counter-examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zhize.loaders.files.encoding import decode
from zhize.loaders.files.html import html_text
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import (
    clean,
    drop_invisible,
    drop_tags,
    fold_punctuation,
    fold_stops,
    fold_width,
    squeeze,
)
from zhize.loaders.print.contents import drop_contents, entries
from zhize.loaders.print.lines import column_width, join_vertical, read_lines

Step = Callable[[TracedText], TracedText]


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        (drop_invisible, "\ufeff区\u200b应急\u202e局\r\n", "区应急局\n"),
        (drop_invisible, "区 应急局", "区 应急局"),
        (drop_tags, "<p>1.完成普查。</p><br/>", "1.完成普查。"),
        (drop_tags, "误差<5，湿度>30", "误差<5，湿度>30"),
        (drop_tags, "<script>", "<script>"),
        (fold_width, "（Ⅱ级）３０％", "（Ⅱ级）30%"),
        (fold_width, "责任︰甲；乙", "责任：甲；乙"),
        (fold_punctuation, "A:B", "A:B"),
        (fold_punctuation, "时限:年底", "时限：年底"),
        (fold_stops, "全市www.a.cn公布", "全市www.a.cn公布"),
        (fold_stops, "完成. (责任单位", "完成。 (责任单位"),
        (fold_stops, "（一）.", "（一）。"),
        (squeeze, "共 3 项", "共3项"),
        (squeeze, "12 34", "1234"),
        (squeeze, "5 1.加强", "5 1.加强"),
        (squeeze, "wang wei", "wang wei"),
    ],
)
def test_steps(step: Step, text: str, expected: str) -> None:
    assert step(TracedText.identity(text)).text == expected


def _texts(text: str) -> list[str]:
    return [line.text for line in join_vertical(read_lines(clean(TracedText.identity(text))))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责\n任\n单\n位\n", ["责任单位"]),
        ("牵\n头\n单\n位\n\n完\n成\n时\n限\n", ["牵头单位", "完成时限"]),
        ("责\n\n任\n\n单\n\n位\n", ["责任单位"]),
        ("甲\n乙\n丙\n", ["甲", "乙", "丙"]),
        ("1\n2\n3\n4\n", ["1", "2", "3", "4"]),
    ],
)
def test_print_that_runs_down_a_cell(text: str, expected: list[str]) -> None:
    assert _texts(text) == expected


def test_markdown_marks_are_taken_off_and_noted() -> None:
    lines = read_lines(
        clean(TracedText.identity("## 一、目标\n**（一）甲。** 乙\n- 丙\n|a|b|\n|---|---|\n|c||\n3*4**2\n"))
    )
    assert [(line.text, line.level, line.bold, line.bullet, line.table) for line in lines[:4]] == [
        ("一、目标", 2, False, False, False),
        ("（一）甲。乙", 0, True, False, False),
        ("丙", 0, False, True, False),
        ("a\tb", 0, False, False, True),
    ]


def test_a_line_of_five_megabytes_is_read_in_pieces() -> None:
    lines = read_lines(TracedText.identity("区" * 5_000_000))
    assert sum(len(line.text) for line in lines) == 5_000_000
    assert max(len(line.text) for line in lines) <= 8000


CONTENTS = "目 录\n\n关于甲的通知\n（青政办发〔2024〕1号）…………（2）\n关于乙的通告………3\n\n正文。\n"


def test_contents_are_dropped_and_listed() -> None:
    lines = read_lines(clean(TracedText.identity(CONTENTS)))
    assert [line.text for line in drop_contents(lines)] == ["正文。"]
    listed = [(entry.title, entry.number) for entry in entries(lines)]
    assert listed == [("关于甲的通知", "青政办发〔2024〕1号"), ("关于乙的通告", None)]


def test_dots_in_a_sentence_are_no_contents() -> None:
    lines = read_lines(clean(TracedText.identity("各地要摸清底数……逐项整改。\n一、目录编制\n做好目录。\n")))
    assert len(drop_contents(lines)) == 3


def test_columns_are_found_by_their_width() -> None:
    narrow = read_lines(TracedText.identity(("区" * 20 + "\n") * 30))
    assert abs(column_width(narrow) - 20) <= 1
    assert column_width(read_lines(TracedText.identity(("区" * 60 + "\n") * 30))) == 0
    assert column_width(narrow[:10]) == 0


def test_merged_cells_of_a_page_keep_their_columns() -> None:
    page = (
        "<table><tr><th>序号<th>任务<th colspan=2>单位</tr>"
        "<tr><td rowspan=2>1<td>甲<td>区水利局<td rowspan='2'>5月</tr><tr><td>乙<td>区应急局</tr>"
        "<tr><td>2<td>丙<td rowspan=x>丁<td>戊</tr></table><p>完"
    )
    assert html_text(page).text.strip().split("\n") == [
        "序号\t任务\t单位\t",
        "1\t甲\t区水利局\t5月",
        "〃\t乙\t区应急局\t〃",
        "2\t丙\t丁\t戊",
        "完",
    ]


def test_lines_of_two_encodings_are_both_read() -> None:
    utf, gb = "第一行是一种编码写成的文字\n", "第二行是另一种编码写成的文字\n"
    assert decode((utf * 5).encode() + (gb * 5).encode("gb18030"), "a.txt") == utf * 5 + gb * 5
