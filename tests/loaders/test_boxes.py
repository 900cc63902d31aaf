"""Where lines stand on pages goes with the evidence, from the reading of a scan or PDF to what is shown."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

import zhize
from zhize.cli import app
from zhize.graph.model.prints import LineBox
from zhize.loaders.files import ocr
from zhize.loaders.files.pdf import pdf_text
from zhize.web.asked import Parameters
from zhize.web.facts import facts_page
from zhize.web.shelf import Shelf

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
PAPER = (
    "青石区人民政府办公室",
    "关于做好清掏雨水篦子工作的通知",
    "青政办发〔2024〕3号",
    "各镇街、各有关部门：",
    "一、主要任务",
    "（一）清掏雨水篦子。（牵头单位：区应急局）",
    "（二）巡查水库大坝。（牵头单位：区水利局）",
    "青石区人民政府办公室",
    "2024年3月5日",
)
LEFT, TOP, STEP, HIGH = 72, 90, 36, 18
"""The first line's corner, the way from line to line, the height of a line, in points."""


def _scan(folder: Path) -> Path:
    """A page that is a picture."""
    canvas = Canvas(str(folder / "scan.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("RGB", (200, 200), "white")), 0, 0, 595, 842)
    canvas.save()
    return folder / "scan.pdf"


def _print() -> bytes:
    """The same paper with a text layer and a ruled table below."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont(FONT, HIGH)
    for number, line in enumerate(PAPER):
        canvas.drawString(LEFT, 842 - TOP - HIGH - STEP * number, line)
    canvas.setFont(FONT, 12)
    for x in (72, 250, 500):
        canvas.line(x, 300, x, 400)
    for y, row in ((400, ("单位", "任务")), (350, ("区应急局", "清掏雨水篦子"))):
        canvas.line(72, y, 500, y)
        for x, cell in zip((80, 260), row, strict=True):
            canvas.drawString(x, y - 30, cell)
    canvas.line(72, 300, 500, 300)
    canvas.save()
    return out.getvalue()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine that reads the paper off any picture and leaves a line in a file each time it is asked."""
    log = tmp_path / "asked.txt"

    def engine(image: np.ndarray) -> SimpleNamespace:
        with log.open("a") as file:
            file.write("asked\n")
        dots = image.shape[0] / 842
        boxes = [
            [[LEFT, y], [LEFT + HIGH * len(line), y], [LEFT + HIGH * len(line), y + HIGH], [LEFT, y + HIGH]]
            for y, line in ((TOP + STEP * n, line) for n, line in enumerate(PAPER))
        ]
        return SimpleNamespace(boxes=np.array(boxes) * dots, txts=PAPER, scores=[0.99] * len(PAPER))

    monkeypatch.setenv("ZHIZE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    monkeypatch.setattr(ocr.metadata, "version", lambda name: "1")
    return log


def test_a_scan_is_read_once_and_its_boxes_go_with_the_evidence(tmp_path: Path, asked: Path) -> None:
    scan = _scan(tmp_path)
    zhize.build(scan, tmp_path / "first", jobs=1)
    zhize.build(scan, tmp_path / "kg", jobs=1)
    assert asked.read_text().count("asked") == 1, "the second build takes what the first one read, by the file's hash"
    with closing(zhize.open(tmp_path / "kg")) as graph:
        task = next(f for f in graph.facts if f.predicate == "leads" and "应急" in f.subject)
        number = next(n for n, line in enumerate(PAPER) if "区应急局" in line)
        (box,) = graph.reader.boxes_of(task.evidence)
        sides = (LEFT, TOP + STEP * number, LEFT + HIGH * len(PAPER[number]), TOP + STEP * number + HIGH)
        assert (box.page, box.left, box.top, box.right, box.bottom) == (1, *map(pytest.approx, sides))
        page = facts_page(Shelf(graph), Parameters({"subject": task.subject}))
        assert page.boxes[task.id] == (box,)
    where = f"scan.pdf:{number + 1} (page 1, left 72 top {box.top:.0f} right {box.right:.0f} bottom {box.bottom:.0f})"
    assert where in CliRunner().invoke(app, ["why", str(tmp_path / "kg"), "区应急局"]).output


def test_boxes_follow_the_files(tmp_path: Path, asked: Path) -> None:
    """A kept reading keeps its boxes under another name; a file that goes takes its boxes with it."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text("\n\n".join(PAPER), encoding="utf-8")
    scan = _scan(papers)
    counts = []
    for change in (lambda: None, lambda: scan.rename(papers / "b.pdf"), (papers / "b.pdf").unlink):
        change()
        zhize.build(papers, tmp_path / "kg", jobs=1)
        with closing(zhize.open(tmp_path / "kg")) as graph:
            query = "SELECT s.file, count(*) FROM boxes b JOIN sources s ON s.id = b.source GROUP BY s.file"
            counts.append(graph.reader.con.execute(query).fetchall())
            assert graph.reader.con.execute("PRAGMA foreign_key_check").fetchall() == []
    assert counts == [[("scan.pdf", len(PAPER))], [("b.pdf", len(PAPER))], []]


def test_lines_of_a_text_layer_have_boxes_and_a_table_has_one() -> None:
    taken = pdf_text(_print(), "a.pdf")
    held = {taken.text.text[box.start : box.end]: box for box in taken.boxes}
    assert set(PAPER) <= set(held)
    line = held[PAPER[5]]
    assert (line.page, line.left) == (1, LEFT)
    assert line.top == pytest.approx(TOP + 5 * STEP, abs=6)
    assert line.bottom == pytest.approx(TOP + 5 * STEP + HIGH, abs=6)
    table = held["区应急局\t清掏雨水篦子"]
    assert (table.left, table.top, table.right, table.bottom) == (72, 442, 500, 542)
    assert all(isinstance(box, LineBox) and box.start < box.end for box in taken.boxes)
    assert [box.start for box in taken.boxes] == sorted({box.start for box in taken.boxes})
