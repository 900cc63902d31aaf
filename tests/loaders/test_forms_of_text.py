"""Markdown, encodings and signs in forms beside those of `test_files`. All texts are invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.loaders.forms import COLUMNS, LINES, ROW_TASKS, ROWS, SIGNED, WHOLE, paper, reading, without_issues
from zhize.loaders.files.encoding import decode
from zhize.loaders.files.markdown import markdown_text

PAPER = paper()


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_encodings(encoding: str) -> None:
    assert decode(PAPER.encode(encoding), "a.txt").removeprefix("\ufeff") == PAPER


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_loses_its_character_only(tmp_path: Path, encoding: str) -> None:
    whole = PAPER.encode(encoding)
    at = whole.index("至上".encode(encoding))
    assert without_issues(reading(tmp_path, "a.txt", whole[:at] + b"\xff" + whole[at:])) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        PAPER.replace("\n", "\r\n"),
        PAPER.replace("\n", "\r"),
        PAPER.replace("\n", "\u0085"),
        PAPER.replace("\n", "\u2028"),
        PAPER.replace("\n", "\x00\n"),
        PAPER.replace("水利", "水\x07利").replace("气象", "气\x1f象"),
        PAPER.replace("区", "区\ufe00").replace("水", "水\U000e0100"),
        "\u200b".join(PAPER),
        PAPER.replace("区水利局", "\u202a区水利局\u202c"),
        PAPER.replace("（", "︵").replace("）", "︶").replace("〔", "︹").replace("〕", "︺"),
        PAPER.replace("（", "﹙").replace("）", "﹚").replace("；", "﹔"),
        PAPER.replace("\n区", "\n\uf06c区"),
        PAPER.replace("\n区", "\n●区"),
        PAPER.replace("〔2024〕", "〔2 0 2 4〕"),
        PAPER.replace("〔2024〕", "〔20 24〕"),
        "<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>",
    ],
)
def test_odd_signs(tmp_path: Path, text: str) -> None:
    assert without_issues(reading(tmp_path, "a.txt", text.encode())) == WHOLE


def _each(form: str, *, on: str = "") -> str:
    """The lines of the paper, those that match a pattern in a form."""
    return "\n\n".join(form.format(line) if re.match(on, line) else line for line in LINES)


TITLES = "关于印发|青石区防汛工作方案"


@pytest.mark.parametrize(
    "text",
    [
        _each("# {} #", on=TITLES),
        _each("# {} {{#name}}", on=TITLES),
        _each("{}\n===", on=TITLES),
        _each("- [ ] {}", on="（"),
        _each("> {}"),
        _each("{}  "),
        "\\\n".join(LINES),
        _each("{}").replace("区水利局", "*区水利局*").replace("区气象局", "_区气象局_"),
        _each("{}").replace("区水利局", "~~区公安局~~区水利局"),
        _each("{}").replace("区水利局", "[区水利局](https://example.org/a_(b))"),
        _each("{}").replace("区水利局", "[区水利局][1]") + "\n\n[1]: https://example.org\n",
        _each("{}").replace("〔2024〕", "\\[2024\\]").replace("（", "\\(").replace("）", "\\)"),
        _each("{}").replace("（", "\\（"),
        _each("{}").replace("〔2024〕7", "$\\left[2024\\right]7$"),
        "---\ntitle: 防汛\n---\n\n" + _each("{}"),
        "```\n" + _each("{}") + "\n```\n",
    ],
)
def test_markdown(tmp_path: Path, text: str) -> None:
    assert without_issues(reading(tmp_path, "a.md", text)) == WHOLE


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("3*4*5", "3*4*5"),
        ("*注：见附表", "*注：见附表"),
        ("姓名____单位____", "姓名____单位____"),
        ("10~~20吨，30~~40吨", "10~~20吨，30~~40吨"),
        ("[附件][1]", "[附件][1]"),
        ("file_name_a", "file_name_a"),
        ("**重点**", "**重点**"),
    ],
)
def test_signs_that_are_no_marks_of_markdown(text: str, plain: str) -> None:
    assert markdown_text(text).text == plain


def _pipes(*rows: tuple[str, ...]) -> str:
    head, *rest = ["| " + " | ".join(row) + " |" for row in (COLUMNS, *rows)]
    return "\n".join([head, "|" + "---|" * len(COLUMNS), *rest])


@pytest.mark.parametrize("bar", ["\\|", "&#124;"])
def test_a_bar_within_a_cell_parts_no_cells(tmp_path: Path, bar: str) -> None:
    first = ("1", f"加强水库{bar}塘坝巡查", *ROWS[0][2:])
    text = "\n\n".join((*LINES[:SIGNED], "青石区防汛任务分解表")) + "\n\n" + _pipes(first, ROWS[1]) + "\n"
    tasks = [("1", "加强水库|塘坝巡查", *ROW_TASKS[0][2:]), ROW_TASKS[1]]
    assert reading(tmp_path, "a.md", text).tasks == tasks
