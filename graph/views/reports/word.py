"""A report as a Word document: A4, the type that official papers are set in, page numbers, repeated heads of tables."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from zhize.errors import MissingExtra
from zhize.graph.views.pictures.picture import DiagramPicture
from zhize.graph.views.reports.content import Cell, Part, Report, Table, heading
from zhize.graph.views.sheets import NUMBER
from zhize.texts import visible

if TYPE_CHECKING:
    from docx.document import Document

_BODY, _HEAD, _TITLE = "仿宋", "黑体", "宋体"
_PT_BODY, _PT_TABLE, _PT_NOTE = 12, 9.5, 9
_HEAD_SHADE, _GROUP_SHADE = "DCE6F1", "F3F6FA"
_PIXELS = 26
"""How high the type of a chart is in its picture."""
_LONG, _SHORT, _EDGE = 29.7, 21.0, 2.2
"""The sides of A4 and its margins, in centimetres."""
_ROOM = ((_LONG - 2 * _EDGE) * 10, (_SHORT - 2 * _EDGE - 2) * 10)
"""The room for a chart on a page that lies across, below its heading, in millimetres."""
_NOON = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the file: fixed, so that the same report gives the same bytes."""


def word_bytes(report: Report) -> bytes:
    """The report as .docx; the same bytes for the same report."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    _set_up(document, wide=report.wide)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, report.title, _TITLE, 20, bold=True)
    summary = document.add_paragraph()
    summary.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(summary, report.summary, _BODY, _PT_TABLE)
    across = (_LONG if report.wide else _SHORT) - 2 * _EDGE
    for number, part in enumerate(report.parts, 1):
        _part(document, number, part, across)
    if report.sources:
        _heading(document, "出处")
        for number, source in enumerate(report.sources, 1):
            _run(document.add_paragraph(), f"〔{number}〕{source}", _BODY, _PT_NOTE)
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _set_up(document: Document, *, wide: bool) -> None:
    """Paper, margins, the usual type, page numbers."""
    from docx.shared import Pt

    _speak_chinese(document)
    style = document.styles["Normal"]
    _type(style.element.get_or_add_rPr(), _BODY)
    style.font.size = Pt(_PT_BODY)
    style.paragraph_format.space_after = Pt(2)
    _paper(document.sections[0], wide=wide)
    _page_numbers(document.sections[0])


def _speak_chinese(document: Document) -> None:
    """Set Chinese as the language of all styles: it decides where lines break, the shapes of characters, and spelling."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    for language in document.styles.element.xpath(".//w:lang"):
        language.getparent().remove(language)
    language = OxmlElement("w:lang")
    for name, value in (("val", "zh-CN"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{name}"), value)
    properties.append(language)
    document.core_properties.language = "zh-CN"


def _paper(section: Any, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(_LONG), Cm(_SHORT)) if wide else (Cm(_SHORT), Cm(_LONG))
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(_EDGE))


def _page_numbers(section: Any) -> None:
    """第 n 页 共 m 页 in the footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _run(line, text, _BODY, _PT_NOTE)
        if field:
            _field(line, field)


def _field(line: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        _run(line, "", _BODY, _PT_NOTE)._r.append(element)


def _type(properties: Any, family: str) -> None:
    """Set a family of type for Latin and for Chinese."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(name), family)


def _run(paragraph: Any, text: str, family: str, points: float, *, bold: bool = False) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(visible(text))
    run.bold = bold
    run.font.size = Pt(points)
    _type(run._r.get_or_add_rPr(), family)
    return run


def _cell_text(paragraph: Any, cell: Cell, points: float, *, bold: bool = False) -> None:
    """Words, with the number of their note raised behind them."""
    _run(paragraph, cell.text, _HEAD if bold else _BODY, points)
    if cell.note is not None:
        _run(paragraph, f"〔{cell.note}〕", _BODY, points).font.superscript = True


def _heading(document: Document, text: str) -> None:
    paragraph = document.add_heading(level=1)
    _run(paragraph, text, _HEAD, 14).font.color.rgb = _black()
    paragraph.paragraph_format.keep_with_next = True


def _black() -> Any:
    from docx.shared import RGBColor

    return RGBColor(0, 0, 0)


def _part(document: Document, number: int, part: Part, across: float) -> None:
    _heading(document, heading(number, part))
    for cell in part.paragraphs:
        line = document.add_paragraph()
        _cell_text(line, cell, _PT_BODY)
        line.paragraph_format.keep_with_next = bool(part.table)
    if part.table:
        _table(document, part.table, across)
    if part.chart:
        for sheet in DiagramPicture(part.chart).sheets(*_ROOM):
            _picture(document, sheet)


def _table(document: Document, content: Table, wide: float) -> None:
    """The table over the width of the page, its head repeated on each page, no row cut by the end of one."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    shares = sum(column.share for column in content.columns)
    table = document.add_table(rows=1, cols=len(content.columns), style="Table Grid")
    table.autofit = False
    widths = [Cm(wide * column.share / shares) for column in content.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, column in zip(table.rows[0].cells, content.columns, strict=True):
        _cell_text(cell.paragraphs[0], Cell(column.name), _PT_TABLE, bold=True)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell, _HEAD_SHADE)
    _mark(table.rows[0], "w:tblHeader")
    for row in content.rows:
        new = table.add_row()
        _mark(new, "w:cantSplit")
        if len(row) == 1:
            cells = new.cells
            merged = cells[0].merge(cells[-1])
            _cell_text(merged.paragraphs[0], row[0], _PT_TABLE, bold=True)
            merged.paragraphs[0].paragraph_format.keep_with_next = True
            _shade(merged, _GROUP_SHADE)
            continue
        for cell, words in zip(new.cells, row, strict=True):
            _cell_text(cell.paragraphs[0], words, _PT_TABLE)
        if content.columns[0].name == NUMBER:
            new.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any, fill: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _picture(document: Document, picture: DiagramPicture) -> None:
    """A chart with type as large as in tables, or as the page allows; where it cannot be drawn, the sentence that says why."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    try:
        data = picture.png()
    except MissingExtra as missing:
        _run(document.add_paragraph(), f"（此图未画出：{missing}）", _BODY, _PT_TABLE)
        return
    shape = document.add_picture(io.BytesIO(data))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    room = (Cm(_ROOM[0] / 10), Cm(_ROOM[1] / 10))
    usual = int.from_bytes(data[16:20], "big") * Pt(_PT_TABLE) / _PIXELS / shape.width  # the width in the head of a PNG
    by = min(room[0] / shape.width, room[1] / shape.height, usual)
    shape.width, shape.height = round(shape.width * by), round(shape.height * by)


def _timeless(data: bytes) -> bytes:
    """The same package with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NOON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
