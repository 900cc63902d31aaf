"""PDFs, each with one trap of print, made here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber import table as finder
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from zhize.errors import ReadError
from zhize.loaders.files import ocr
from zhize.loaders.files.page_lines import Segment
from zhize.loaders.files.page_tables import _smallest
from zhize.loaders.files.pdf import pdf_text

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
LINES = [
    "各镇人民政府要认真落实本方案，",
    "区应急局负责应急救援的指挥协调，",
    "区水利局负责水库和河道的巡查。",
]
TEXT = "".join(LINES)


def _pdf(*pages: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for page in pages:
        canvas.setFont(FONT, 16)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _read(data: bytes) -> str:
    return "".join(pdf_text(data, "a.pdf").text.text.split())


def _lines(canvas: Canvas, lines: list[str] = LINES, **more: float) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(80, 700 - 30 * number, line, **more)


def _doubled(canvas: Canvas) -> None:
    _lines(canvas)
    for number, line in enumerate(LINES):
        canvas.drawString(80.4, 700 - 30 * number, line)


def _each_twice(canvas: Canvas) -> None:
    for row, line in enumerate(LINES):
        for column, sign in enumerate(line):
            canvas.drawString(80 + 16 * column, 700 - 30 * row, sign)
            canvas.drawString(80.5 + 16 * column, 700 - 30 * row, sign)


def _marked(canvas: Canvas) -> None:
    _lines(canvas)
    canvas.saveState()
    canvas.setFillGray(0.85)
    canvas.setFont(FONT, 70)
    canvas.drawString(100, 640, "内部资料")
    canvas.restoreState()


def _marked_askew(canvas: Canvas) -> None:
    _lines(canvas)
    canvas.saveState()
    canvas.translate(100, 500)
    canvas.rotate(40)
    canvas.drawString(0, 0, "内部资料")
    canvas.restoreState()


def _spaced(canvas: Canvas) -> None:
    _lines(canvas, charSpace=9)


def _vertical(canvas: Canvas) -> None:
    for column, line in enumerate(LINES):
        for row, sign in enumerate(line):
            canvas.drawString(400 - 30 * column, 700 - 20 * row, sign)


def _turned(canvas: Canvas) -> None:
    canvas.translate(500, 50)
    canvas.rotate(90)
    canvas.translate(0, -400)
    _lines(canvas)


def _columns(canvas: Canvas) -> None:
    for column in (0, 1):
        for row in range(5):
            canvas.setFont(FONT, 10)
            canvas.drawString(60 + 270 * column, 700 - 20 * row, f"第{5 * column + row + 1}行的文字排在这一栏里")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (_lines, TEXT),
        (_doubled, TEXT),
        (_each_twice, TEXT),
        (_marked, TEXT),
        (_marked_askew, TEXT),
        (_spaced, TEXT),
        (_vertical, TEXT),
        (_turned, TEXT),
        (_columns, "".join(f"第{n}行的文字排在这一栏里" for n in range(1, 11))),
    ],
)
def test_a_page_is_read_as_the_eye_reads_it(page: Callable[[Canvas], None], text: str) -> None:
    assert _read(_pdf(page)) == text


def test_a_line_repeated_in_the_text_is_no_doubled_print() -> None:
    assert _read(_pdf(lambda c: _lines(c, [LINES[0], LINES[0]]))) == LINES[0] * 2


def test_running_heads_and_page_numbers_are_no_text() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(200, 800, "青石区人民政府公报")
            canvas.drawString(290, 30, f"— {number} —")
            _lines(canvas, [LINES[number - 1]])

        return draw

    assert _read(_pdf(page(1), page(2), page(3))) == TEXT


def _table(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    style = ParagraphStyle("cell", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK")
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))])
    SimpleDocTemplate(out).build([Table(cells, colWidths=[60, 260, 120], repeatRows=1, style=grid)])
    return out.getvalue()


def test_a_table_over_pages_is_one_table() -> None:
    rows = [[str(n), f"开展第{n}类隐患的全面排查整治并建立台账", "区水利局"] for n in range(1, 41)]
    taken = pdf_text(_table([["序号", "任务", "责任单位"], *rows]), "a.pdf")
    assert len(taken.pages) > 1
    lines = [line for line in taken.text.text.split("\n") if line.strip()]
    assert lines == ["序号\t任务\t责任单位", *("\t".join(row) for row in rows)]


def _without_tounicode() -> bytes:
    """A page whose font does not say which characters its shapes are."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.setFont("Vera", 16)
    canvas.drawString(80, 700, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ")
    canvas.save()
    return out.getvalue().replace(b"/ToUnicode", b"/NoUnicode")


@pytest.mark.parametrize("installed", [True, False])
def test_a_font_without_tounicode_is_named(monkeypatch: pytest.MonkeyPatch, installed: bool) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: installed)
    monkeypatch.delenv("ZHIZE_OCR", raising=False)
    with pytest.raises(ReadError, match=r"ToUnicode.*ZHIZE_OCR=all"):
        pdf_text(_without_tounicode(), "a.pdf")


def test_a_font_without_tounicode_that_ocr_reads_is_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIZE_OCR", "all")
    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "read_page", lambda page, data, number: [Segment("区水利局负责巡查", 80, 684, 300, 700)])
    taken = pdf_text(_without_tounicode(), "a.pdf")
    assert taken.text.text == "区水利局负责巡查"
    assert [(note.kind, note.text) for note in taken.notes] == [("unreadable-text-layer", "第1页")]


def test_a_scan_is_named_where_ocr_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (200, 200), "white"))

    def scan(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, 595, 842)

    with pytest.raises(ReadError, match=r"scan.*zhize\[ocr\]"):
        pdf_text(_pdf(scan), "a.pdf")
    taken = pdf_text(_pdf(_lines, scan), "a.pdf")
    assert "".join(taken.text.text.split()) == TEXT
    assert [(note.kind, note.text) for note in taken.notes] == [("unread-page", "第2页")]


def test_a_bad_page_loses_no_other() -> None:
    data = _pdf(_lines, _lines, lambda c: _lines(c, ["以上规定自印发之日起施行。"]))
    kids = re.search(rb"/Kids \[ (\d+ 0 R) (\d+ 0 R) (\d+ 0 R) ", data)
    assert kids
    broken = data[: kids.start(2)] + b"0 0 R" + data[kids.end(2) :]
    taken = pdf_text(broken, "a.pdf")
    assert "".join(taken.text.text.split()) == TEXT + "以上规定自印发之日起施行。"
    assert [(note.kind, note.text) for note in taken.notes] == [("unread-page", "第2页")]


def test_low_confidence_of_ocr_is_an_issue_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What OCR reads is kept by the file's hash: the second reading asks the engine nothing."""
    from types import SimpleNamespace

    import numpy as np
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    asked = []

    def engine(image: object) -> SimpleNamespace:
        asked.append(image)
        boxes = np.array(
            [[[200, 200], [900, 200], [900, 250], [200, 250]], [[200, 300], [900, 300], [900, 350], [200, 350]]]
        )
        return SimpleNamespace(boxes=boxes, txts=["区水利局负责巡查", "区应急局负责救援"], scores=[0.99, 0.55])

    monkeypatch.setenv("ZHIZE_CACHE", str(tmp_path))
    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    monkeypatch.setattr(ocr.metadata, "version", lambda name: "1")
    picture = ImageReader(Image.new("RGB", (200, 200), "white"))
    data = _pdf(lambda c: c.drawImage(picture, 0, 0, 595, 842))
    first, second = pdf_text(data, "a.pdf"), pdf_text(data, "a.pdf")
    assert (first.text.text, first.boxes) == (second.text.text, second.boxes)
    assert len(asked) == 1
    assert first.text.text.split() == ["区水利局负责巡查", "区应急局负责救援"]
    assert [(box.page, box.start) for box in first.boxes] == [(1, 0), (1, 9)]
    assert first.boxes[0].left == pytest.approx(72)
    assert [(note.kind, note.text) for note in first.notes] == [("low-confidence-ocr", "区应急局负责救援")]


_SIDES = st.integers(0, 5).map(lambda step: 20.0 * step)


@given(st.lists(st.tuples(_SIDES, _SIDES, _SIDES, st.booleans()), max_size=24))
def test_cells_are_those_that_the_library_finds(drawn: list[tuple[float, float, float, bool]]) -> None:
    """Of any rules along and down the page, whole or in pieces."""
    edges = []
    for at, one, other, flat in drawn:
        low, high = min(one, other), max(one, other) + 20
        x0, x1, top, bottom = (low, high, at, at) if flat else (at, at, low, high)
        edges.append({"x0": x0, "x1": x1, "top": top, "bottom": bottom, "orientation": "h" if flat else "v"})
    crossings = finder.edges_to_intersections(edges, 3, 3)
    assert _smallest(crossings) == finder.intersections_to_cells(crossings)
