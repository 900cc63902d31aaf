"""Lines of rosters as rows of role, name and post, in many layouts."""

from __future__ import annotations

import pytest

from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import clean
from zhize.loaders.print.lines import read_lines

W, L, Z, Q = ("王建国", "区委副书记、区长"), ("李明", "副区长"), ("赵强", "区应急局局长"), ("钱多", "区水利局局长")
FULL = [("组长", *W), ("副组长", *L), ("成员", *Z), ("", *Q)]

LAYOUTS = {
    "blanks": "组  长：王建国  区委副书记、区长\n副组长：李  明  副区长\n成  员：赵强  区应急局局长\n        钱多  区水利局局长\n",
    "wide blanks": "组\u3000长：王建国\u3000\u3000区委副书记、区长\n副组长：李\u3000明\u3000\u3000副区长\n成\u3000员：赵\u3000强\u3000\u3000区应急局局长\n\u3000\u3000\u3000\u3000钱\u3000多\u3000\u3000区水利局局长\n",
    "one blank, blank lines": "组   长：王建国 区委副书记、区长\n\n副 组 长：李明 副区长\n\n成    员：赵 强 区应急局局长\n\n钱 多 区水利局局长\n",
    "brackets": "组长：王建国（区委副书记、区长）\n副组长：李明（副区长）\n成员：赵强（区应急局局长）\n钱多（区水利局局长）\n",
    "brackets in a run": "组长：王建国（区委副书记、区长）\n副组长：李明（副区长）\n成员：赵强（区应急局局长）、钱多（区水利局局长）\n",
    "a bracket over two lines": "组长：王建国（区委副书记、区长）\n副组长：李明（副区长）\n成员：赵强（区应急局\n局长）\n钱多（区水利局局长）\n",
    "no colon": "组  长  王建国  区委副书记、区长\n副组长  李  明  副区长\n成  员  赵强  区应急局局长\n        钱多  区水利局局长\n",
    "post first": "组长：区委副书记、区长  王建国\n副组长：副区长  李明\n成员：区应急局局长  赵强\n区水利局局长  钱多\n",
    "two columns": "组长：王建国  区委副书记、区长\n副组长：李明  副区长\n成员：赵强  区应急局局长    钱多  区水利局局长\n",
    "unit and post apart": "组长：王建国  区委副书记、区长\n副组长：李明  副区长\n成员：赵强  区应急局  局长\n  钱多  区水利局  局长\n",
    "markdown": "**组长：** 王建国（区委副书记、区长）\n- 副组长：李明（副区长）\n- 成员：赵强（区应急局局长）\n- 钱多（区水利局局长）\n",
}


def rows(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.text.split("\t")) for line in read_lines(clean(TracedText.identity(text))) if line.table]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_roster_in_many_layouts(layout: str) -> None:
    assert rows(LAYOUTS[layout]) == FULL


def test_a_role_on_a_line_of_its_own() -> None:
    text = "组长：王建国  区长\n成员：\n（一）部门委员\n赵强  区应急局局长\n（二）专家委员\n孙立人  教授、示例大学\n"
    assert rows(text) == [("组长", "王建国", "区长"), ("成员", "", ""), ("", *Z), ("", "孙立人", "教授、示例大学")]


def test_names_alone() -> None:
    assert rows("组长：王建国  区长\n成员：\n王  敏  陈晓东  李  雷\n")[2:] == [
        ("", "王敏", ""),
        ("", "陈晓东", ""),
        ("", "李雷", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "总指挥：区政府分管副区长",
        "成员单位：区应急局、区水利局",
        "陈  静  电话 0533-1234567",
        "主任由区应急局局长兼任。",
        "组长负责全面工作，副组长协助。",
        "委员会  下设办公室",
    ],
)
def test_what_is_no_line_of_a_roster(line: str) -> None:
    assert rows(f"组长：王建国  区长\n{line}\n")[1:] == []


def test_a_roster_ends_where_prose_begins() -> None:
    text = LAYOUTS["blanks"] + "领导小组办公室设在区应急局。\n        周山  区财政局局长\n"
    assert rows(text) == FULL


def test_rows_cite_their_own_characters() -> None:
    text = LAYOUTS["brackets"]
    lines = [line for line in read_lines(clean(TracedText.identity(text))) if line.table]
    start, end = lines[3].traced.span(0, len(lines[3].traced))
    assert text[start:end] == "钱多（区水利局局长"
