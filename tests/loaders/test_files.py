"""Files of each kind to text: what a reader of the print sees, with the right places."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
import zipfile
from pathlib import Path

import pytest

from zhize.errors import ReadError
from zhize.loaders.files.cells import Shape, cell_glue, is_layout
from zhize.loaders.files.docx import docx_text
from zhize.loaders.files.docx_numbers import counting
from zhize.loaders.files.encoding import decode
from zhize.loaders.files.html import html_text
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.markdown import markdown_text
from zhize.loaders.files.read import find_files, read_file
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import fold_width
from zhize.loaders.workers import each


@pytest.mark.parametrize(
    ("left", "right", "soft", "glue"),
    [
        ("区教育和", "体育局", True, ""),
        ("区应急局", "区住建局", True, "、"),
        ("区应急局", "区住建局", False, "、"),
        ("区财政局、", "区商务局", True, ""),
        ("区委", "宣传部", True, ""),
        ("张三", "李四", True, "、"),
        ("责任", "单位", True, ""),
        ("1.排查隐患。", "2.整改到位", False, " "),
        ("开展检查", "建立台账", False, " "),
        ("区水利局（区", "防汛办）", True, ""),
    ],
)
def test_pieces_of_a_cell(left: str, right: str, soft: bool, glue: str) -> None:
    assert cell_glue(left, right, soft=soft) == glue


def _shapes(*rows: list[str]) -> list[list[Shape]]:
    return [[Shape(text) for text in row] for row in rows]


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (_shapes(["任务", "单位"], ["排查", "区水利局"]), False),
        (_shapes(["", "第一段。"], ["", "第二段。"]), True),
        (_shapes(["青石区人民政府", "文件"]), True),
        ([[Shape("单位"), Shape("职责")], [Shape("区水利局"), Shape("负责。" * 90, 8)]], False),
        ([[Shape("导航"), Shape("正文。" * 90, 9)], [Shape("a"), Shape("b")]], True),
        ([[Shape("任务", nested=True), Shape("单位")], [Shape("排查"), Shape("区水利局")]], True),
    ],
)
def test_tables_that_only_place_text(rows: list[list[Shape]], layout: bool) -> None:
    assert is_layout(rows) is layout


TEXT = "各镇人民政府要认真落实。" * 6


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>甲<p>乙", "甲\n乙"),
        ("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", "甲\n乙"),
        ("<p>区<span style='display:none'>某网</span>水利局", "区水利局"),
        ("<style>.no{display:none}</style><p>区<b class='no'>某网</b>水利局", "区水利局"),
        (f"<select><option>站点<nav><p>{TEXT}", TEXT),
        (f"<p>{TEXT}</p><div class='page-footer'>主办单位：某中心</div>", TEXT),
        (f"<p>{TEXT}</p><p>责任编辑：某人</p><p>技术支持：某公司</p>", TEXT),
        (f"<p>主办单位：区体育局</p><p>{TEXT}</p>", f"主办单位：区体育局\n{TEXT}"),
        (
            f"<nav><a>首页</a><a>公开</a></nav><header><h1>关于甲的通知</h1></header><p>{TEXT}",
            f"# 关于甲的通知\n{TEXT}",
        ),
        ("<table><tr><td>标题：</td><td>甲</td><td>日期：</td><td>乙</td></tr></table>", "标题：甲\n日期：乙"),
        ("<p>1&nbsp;&#20803;</p></div></b>", "1\xa0元"),
        ("<div hidden>甲</div>乙", "乙"),
        ("a < b <!-- c --> d", "a < b  d"),
    ],
)
def test_pages(page: str, text: str) -> None:
    assert html_text(page).text.strip() == text


def test_places_in_a_page() -> None:
    page = "<table><tr><th>任务<th>单位<tr><td>排查<td>区教育和<br>体育局</table><p>甲&amp;乙</p>"
    text = html_text(page)
    for number, char in enumerate(text.text):
        if text.ends[number] == text.starts[number] + 1:
            assert page[text.starts[number]] == char
    at = text.text.index("&")
    assert page[slice(*text.span(at, at + 1))] == "&amp;"
    assert "区教育和体育局" in text.text


@pytest.mark.parametrize("page", ["<div>", "<title>x", "<a b='", "<table><tr><td>", "<style>a{}", "<!--"])
def test_hostile_tags_are_read_in_a_time_that_grows_with_their_number(page: str) -> None:
    start = time.process_time()
    html_text(page * 10_000)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到 $2 0 2 5$ 年达到 $98\\%$ 。", "到 2025 年达到 98% 。"),
        ("甲字 $[ 2 0 2 3 ]$ 12号", "甲字 [2023] 12号"),
        ("约$\\geq 5$", "约≥5"),
        ("$5 million and $6 million", "$5 million and $6 million"),
        ("|1|区水利局<br>区住建局|", "|1|区水利局、区住建局|"),
        ("甲<br>乙", "甲\n乙"),
        ("见[附件](http://a.cn/1.doc)![](a.png)", "见附件"),
        ("1\\. 甲\\*", "1. 甲*"),
        (
            "<table><tr><td>任务</td><td>单位</td></tr><tr><td>甲</td><td>区水利局</td></tr></table>",
            "任务\t单位\n甲\t区水利局",
        ),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert markdown_text(text).text.strip() == expected


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(body: str, **parts: str) -> bytes:
    """A small DOCX: a body and other parts (`numbering`, `styles`) of WordprocessingML."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="{n}" Type="{kind}/{n}" Target="{n}.xml"/>' for n in parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        file.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for name, part in parts.items():
            file.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{part}</w:{name}>')
    return out.getvalue()


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{_run('甲')}<w:del>{_run('乙')}</w:del><w:ins>{_run('丙')}</w:ins></w:p>", "甲丙"),
        (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>{_run('乙')}</w:p>", "乙"),
        (f"<w:p><w:smartTag>{_run('甲')}</w:smartTag><w:hyperlink>{_run('乙')}</w:hyperlink></w:p>", "甲乙"),
        (f"<w:sdt><w:sdtContent>{_p('甲')}</w:sdtContent></w:sdt>", "甲"),
        (
            "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>DATE</w:instrText>"
            "<w:fldChar w:fldCharType='separate'/><w:t>5月</w:t><w:fldChar w:fldCharType='end'/></w:r></w:p>",
            "5月",
        ),
        (f"<w:p><w:r><w:pict><w:txbxContent>{_p('红头')}</w:txbxContent></w:pict></w:r></w:p>{_p('甲')}", "红头\n甲"),
        (f"<w:tbl><w:tr><w:tc>{_p('甲')}{_p('乙')}</w:tc></w:tr></w:tbl>", "甲\n乙"),
        (f"{_p('甲', '<w:rPr><w:del/></w:rPr>')}{_p('乙')}", "甲乙"),
    ],
)
def test_docx(body: str, text: str) -> None:
    assert docx_text(_docx(body), "a.docx")[0] == text


def test_merged_cells_of_a_docx() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(text)}</w:tc>"

    rows = [
        cell("任务") + cell("单位") + cell("时限"),
        cell("甲", "<w:vMerge w:val='restart'/>") + cell("区水利局", "<w:gridSpan w:val='99999999'/>"),
        cell("", "<w:vMerge/>") + cell("区应急局") + cell("5月"),
    ]
    text = docx_text(_docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"), "a.docx")[0]
    assert text == "任务\t单位\t时限\n甲\t区水利局\n〃\t区应急局\t5月"


LEVELS = (
    "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/><w:isLgl/><w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='7'><w:abstractNumId w:val='1'/></w:num>"
)


def _numbered(level: int, text: str) -> str:
    return _p(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='7'/></w:numPr>")


def test_automatic_numbers() -> None:
    body = _numbered(0, "甲") + _numbered(1, "乙") + _numbered(1, "丙") + _numbered(0, "丁") + _numbered(1, "戊")
    lines = docx_text(_docx(body, numbering=LEVELS), "a.docx")[0].split("\n")
    assert lines == ["一、甲", "1.1 乙", "1.2 丙", "二、丁", "2.1 戊"]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十")]
)
def test_counting(number: int, text: str) -> None:
    assert counting(number) == text


def test_a_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(b"\0" * 2**20)
    with pytest.raises(ReadError, match="unpacks to"):
        docx_text(out.getvalue(), "a.docx")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "gb18030", "utf-32"])
def test_encodings_without_a_mark(encoding: str) -> None:
    text = "青石区人民政府办公室\n2024年3月1日\n"
    assert decode(text.encode(encoding), "a.txt").lstrip("\ufeff") == text


def test_radicals_are_the_characters_they_look_like() -> None:
    assert fold_width(TracedText.identity("⼈⺠政府⻝品")).text == "人民政府食品"


def test_what_is_left_out_of_a_folder_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.xlsx", "~$a.docx", "sub/c.md", "d"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("甲", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = find_files(tmp_path)
    assert [path.name for path in found.files] == ["a.txt", "c.md"]
    said = " ".join(found.skipped)
    assert all(name in said for name in ("b.xlsx", "~$a.docx", "loop", "Left out d:"))


def test_older_word_files_need_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.wps").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600)
    with pytest.raises(ReadError, match="LibreOffice"):
        read_file(tmp_path / "a.wps")
    (tmp_path / "b.doc").write_text("<html><body><p>各镇人民政府", encoding="utf-8")
    assert read_file(tmp_path / "b.doc").text.text.strip() == "各镇人民政府"


def _task(name: str) -> str:
    if name == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "hangs":
        time.sleep(60)
    if name == "greedy":
        try:
            return str(len(bytearray(2**30)))
        except MemoryError:
            return "too much"
    return name


def test_a_task_that_is_lost_loses_no_other() -> None:
    limits = Limits(seconds=2, memory=2**28)
    done = list(
        each(
            _task, ["a", "killed", "b", "hangs", "greedy"], workers=2, limits=limits, lost=lambda t, why: f"{t}: {why}"
        )
    )
    assert [done[0], done[2]] == ["a", "b"]
    assert "SIGKILL" in done[1]
    assert "more than 2 s" in done[3]
    assert done[4] == "too much" or sys.platform != "linux"
