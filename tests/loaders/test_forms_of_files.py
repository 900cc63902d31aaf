"""HTML, DOCX and PDF in forms beside those of `test_files` and `test_pdf`. All texts are invented."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from tests.loaders.forms import COLUMNS, HEAD, LINES, ROW_TASKS, ROWS, SIGNED, WHOLE, reading, without_issues

FIRST = next(line for line in LINES if line.startswith("（一）"))


def _paragraphs(lines: tuple[str, ...] = LINES, form: str = "<p>{}</p>") -> str:
    return "\n".join(form.format(line) for line in lines)


def _first(form: Callable[[str], str]) -> str:
    """The page with the first task in another form."""
    return "\n".join(form(line) if line == FIRST else f"<p>{line}</p>" for line in LINES)


INFO = "<tr><td>索引号</td><td>QS1-3</td><td>发布日期</td><td>2024-05-10</td></tr><tr><td>文号</td><td>青政办字〔2024〕7号</td><td>成文日期</td><td>2024-05-08</td></tr>"


@pytest.mark.parametrize(
    "body",
    [
        _paragraphs(form="<p>{}"),
        _paragraphs(form="<div>{}"),
        _paragraphs(form="<span style='display: block'>{}</span>"),
        _paragraphs(form="<p><b><i>{}</b></i></p>"),
        _paragraphs(form="<p><!--[if !supportLists]-->{}<!--[endif]--></p>"),
        _paragraphs(form='<p title="a>b">{}</p>'),
        "<div style='white-space:pre-wrap'>" + "\n".join(LINES) + "</div>",
        "<table><tr><td>" + _paragraphs(),
        "<table>" + _paragraphs(form="<tr><td>&nbsp;</td><td>{}</td></tr>") + "</table>",
        f"<table>{INFO}</table>" + _paragraphs((*LINES[:2], *LINES[HEAD:])),
        _first(lambda line: f"<p>{line.replace('水库', '<ruby>水库<rp>(</rp><rt>shuiku</rt><rp>)</rp></ruby>')}</p>"),
        _first(lambda line: f"<p>{line.replace('区水利局', '<del>区公安局</del>区水利局')}</p>"),
        _first(lambda line: f"<p>{'<wbr>'.join(line)}</p>"),
        "<template><p>区公安局负责治安。</p></template>" + _paragraphs(),
        _paragraphs() + "<div>上一篇：<a>关于调整领导小组的通知</a></div>",
    ],
)
def test_pages(tmp_path: Path, body: str) -> None:
    assert without_issues(reading(tmp_path, "a.html", f"<html><body>{body}</body></html>")) == WHOLE


def _row(cells: tuple[str, ...], tag: str = "td") -> str:
    return "<tr>" + "".join(c if c.startswith(("<td", "<th")) else f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"


ONE, TWO = ROWS
SUPPORT = ONE[3].split("、")


@pytest.mark.parametrize(
    "table",
    [
        "<table>" + _row(COLUMNS, "th") + _row(ONE) + _row(TWO) + "</table>",
        "<table>" + "".join("<tr><td>" + "<td>".join(row) for row in (COLUMNS, ONE, TWO)) + "</table>",
        "<table>"
        + _row(COLUMNS)
        + _row((*ONE[:3], f"<table><tr><td>{SUPPORT[0]}</td></tr><tr><td>{SUPPORT[1]}</td></tr></table>", ONE[4]))
        + _row(TWO)
        + "</table>",
        "<table>" + _row(COLUMNS) + _row((*ONE[:3], "<br>".join(SUPPORT), ONE[4])) + _row(TWO) + "</table>",
        "<div style='display:table'>"
        + "".join(
            "<div style='display:table-row'>"
            + "".join(f"<div style='display:table-cell'>{cell}</div>" for cell in row)
            + "</div>"
            for row in (COLUMNS, ONE, TWO)
        )
        + "</div>",
        "<table>" + _row(COLUMNS) + "<tr style='display:none'><td>9<td>旧事" + _row(ONE) + _row(TWO) + "</table>",
    ],
)
def test_tables_of_pages(tmp_path: Path, table: str) -> None:
    page = f"<html><body>{_paragraphs(LINES[:SIGNED])}<p>青石区防汛任务分解表</p>{table}</body></html>"
    assert reading(tmp_path, "a.html", page).tasks == ROW_TASKS


def test_a_cell_that_spans_all_rows_below(tmp_path: Path) -> None:
    table = _row(COLUMNS) + _row((*ONE[:4], "<td rowspan=0>2024年5月底前</td>")) + _row(TWO[:4])
    page = f"<html><body>{_paragraphs(LINES[:SIGNED])}<p>青石区防汛任务分解表</p><table>{table}</table></body></html>"
    assert [task[-1] for task in reading(tmp_path, "a.html", page).tasks] == ["2024年5月底前"] * 2


NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def _docx(body: str, **parts: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="{n}" Type="{kind}/{n}" Target="{n}.xml"/>' for n in parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        file.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for name, part in parts.items():
            file.writestr(f"word/{name}.xml", f"<w:{name} {NAMES}>{part}</w:{name}>")
    return out.getvalue()


def _r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{_r(text)}</w:p>"


def _lines(lines: tuple[str, ...] = LINES) -> str:
    return "".join(map(_p, lines))


def _sdt(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _box(content: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{content}</w:txbxContent></w:pict></w:r>"


def _tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(c if c.startswith('<') else f'<w:tc>{_p(c)}</w:tc>' for c in cells)}</w:tr>"


def _numbered(line: str) -> str:
    """The paper's line with its number as an automatic one."""
    for level, pattern in enumerate((r"[一二三]、", r"（[一二]）")):
        if match := re.match(pattern, line):
            return _p(line[match.end() :], f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
    return _p(line)


def _levels(form: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in enumerate(("%1、", "（%2）"))
    )
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


@pytest.mark.parametrize(
    "body",
    [
        f"<w:tbl>{_tr(LINES[2], '签发人：王大山')}</w:tbl>" + _lines((*LINES[:2], *LINES[HEAD:])),
        _lines(LINES[:5]) + f"<w:tbl>{_tr('', LINES[5])}{_tr('', LINES[6])}</w:tbl>" + _lines(LINES[SIGNED:]),
        f"<w:p>{_box(f'<w:p>{_r(LINES[0])}{_box(_p(LINES[2]))}</w:p>')}</w:p>" + _lines((*LINES[:2], *LINES[HEAD:])),
        "".join(f"<w:p>{''.join(map(_r, line))}</w:p>" for line in LINES),
        "".join(f"<w:p>{_r(line[:5])}{_sdt(_sdt(_r(line[5:])))}</w:p>" for line in LINES),
        "<w:p>" + "<w:r><w:br/></w:r>".join(map(_r, LINES)) + "</w:p>",
        _lines(LINES[:-1]) + f"<w:p><w:moveFrom>{_r('区公安局负责治安。')}</w:moveFrom></w:p>" + _p(LINES[-1]),
    ],
)
def test_word_files(tmp_path: Path, body: str) -> None:
    assert without_issues(reading(tmp_path, "a.docx", _docx(body))) == WHOLE


@pytest.mark.parametrize(
    "form",
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand"],
)
def test_automatic_numbers(tmp_path: Path, form: str) -> None:
    data = _docx("".join(map(_numbered, LINES)), numbering=_levels(form))
    assert without_issues(reading(tmp_path, "a.docx", data)) == WHOLE


OLD = ("9", "旧任务", "区公安局", "", "")


@pytest.mark.parametrize(
    "rows",
    [
        _tr(*COLUMNS) + _sdt(_tr(*ONE)) + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*(_sdt(f"<w:tc>{_p(cell)}</w:tc>") for cell in ONE)) + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*(f"<w:tc>{_sdt(_p(cell))}</w:tc>" for cell in ONE)) + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*ONE) + _tr(*OLD, properties="<w:trPr><w:del/></w:trPr>") + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*ONE) + _tr(*OLD, properties="<w:trPr><w:hidden/></w:trPr>") + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*ONE[:3], f"<w:tc>{_p(SUPPORT[0])}{_p(SUPPORT[1])}</w:tc>", ONE[4]) + _tr(*TWO),
        _tr(*COLUMNS) + _tr(*ONE[:2], f"<w:tc><w:p>{_box(_p(ONE[2]))}</w:p></w:tc>", *ONE[3:]) + _tr(*TWO),
    ],
)
def test_tables_of_word_files(tmp_path: Path, rows: str) -> None:
    body = _lines(LINES[:SIGNED]) + _p("青石区防汛任务分解表") + f"<w:tbl>{rows}</w:tbl>"
    assert reading(tmp_path, "a.docx", _docx(body)).tasks == ROW_TASKS


FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
SIZE, LEAD, WIDTH = 16, 26, 28


def _drawn(draw: Callable[[Canvas, float, float, str], None], extra: Callable[[Canvas], None] | None = None) -> bytes:
    """The paper on pages of 22 lines, each line drawn by `draw`."""
    lines: list[str] = []
    for number, line in enumerate(LINES):
        whole = number <= HEAD or number in (SIGNED - 2, SIGNED - 1, SIGNED)
        text = line if whole else "　　" + line
        lines += [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for first in range(0, len(lines), 22):
        if extra:
            extra(canvas)
        canvas.setFont(FONT, SIZE)
        for row, line in enumerate(lines[first : first + 22]):
            draw(canvas, 80, 760 - LEAD * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _plainly(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawString(x, y, text)


def _singly(canvas: Canvas, x: float, y: float, text: str) -> None:
    for n, char in enumerate(text):
        canvas.drawString(x + SIZE * n, y, char)


def _backwards(canvas: Canvas, x: float, y: float, text: str) -> None:
    for n, char in reversed(list(enumerate(text))):
        canvas.drawString(x + SIZE * n, y, char)


def _in_pairs(canvas: Canvas, x: float, y: float, text: str) -> None:
    for n in range(0, len(text), 2):
        canvas.drawString(x + SIZE * n, y, text[n : n + 2])


def _unevenly(canvas: Canvas, x: float, y: float, text: str) -> None:
    for n, char in enumerate(text):
        canvas.drawString(x + SIZE * n, y + (0.4 if n % 2 else -0.4), char)


def _four_times(canvas: Canvas, x: float, y: float, text: str) -> None:
    for dx, dy in ((0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)):
        canvas.drawString(x + dx, y + dy, text)


def _watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 60)
    canvas.setFillGray(0.85)
    canvas.translate(150, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, "内部资料")
    canvas.restoreState()


def _seal(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeColor(colors.red)
    canvas.circle(420, 640, 60)
    canvas.line(80, 700, 515, 700)
    canvas.restoreState()


@pytest.mark.parametrize(
    "data",
    [
        *map(_drawn, (_plainly, _singly, _backwards, _in_pairs, _unevenly, _four_times)),
        _drawn(_plainly, _watermark),
        _drawn(_plainly, _seal),
    ],
)
def test_pdf_pages(tmp_path: Path, data: bytes) -> None:
    assert without_issues(reading(tmp_path, "a.pdf", data)) == WHOLE


GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
OPEN = [
    ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black),
]


@pytest.mark.parametrize("style", [GRID, OPEN])
@pytest.mark.parametrize("count", [2, 45])
def test_pdf_tables(tmp_path: Path, style: list[tuple[object, ...]], count: int) -> None:
    line = ParagraphStyle("line", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK")
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
    rows = [(str(n + 1), *ROWS[n % 2][1:]) for n in range(count)]
    table = Table(
        [[Paragraph(text, cell) for text in row] for row in (COLUMNS, *rows)],
        colWidths=(30, 150, 80, 110, 90),
        style=TableStyle(style),
        repeatRows=1,
    )
    out = io.BytesIO()
    front = [Paragraph(text, line) for text in (*LINES[:SIGNED], "青石区防汛任务分解表")]
    SimpleDocTemplate(out, pagesize=(595, 842)).build([*front, table])
    wanted = sorted((str(n + 1), *ROW_TASKS[n % 2][1:]) for n in range(count))
    assert reading(tmp_path, "a.pdf", out.getvalue()).tasks == wanted
