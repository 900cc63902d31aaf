"""Files to begin from: the samples of the repository and small ones made here, all of invented papers."""

from __future__ import annotations

import html
import io
import zipfile
from functools import cache
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples" / "gazettes"

PAPER = """云州市青石区人民政府

关于印发雨水篦子清掏方案的通知

云青政发〔2024〕7号

各镇街、各有关部门：

现将方案印发给你们，请认真执行。

一、工作任务

（一）清掏主干道雨水篦子。6月底前完成。（牵头单位：区应急局；配合单位：区财政局、区水利局）

（二）改造老旧食堂。由区教体局负责。

二、组织机构

成立青石区雨水篦子清掏工作指挥部，总指挥由区长张三丰担任，成员单位为区应急局、区水利局。指挥部办公室设在区应急局。

1.区应急局：负责组织雨水篦子清掏和应急抢险工作。

2.区水利局：负责河道水位监测，每2小时报告一次。

云州市青石区人民政府

2024年3月5日
"""


class Seed(msgspec.Struct, frozen=True):
    """A file to begin from: its suffix, its bytes, and what names it in reports."""

    name: str
    suffix: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """All of them; of each kind one that is made here."""
    made = [
        Seed("made.txt", ".txt", PAPER.encode()),
        Seed("made.gbk.txt", ".txt", PAPER.encode("gb18030")),
        Seed("made.md", ".md", _markdown().encode()),
        Seed("made.html", ".html", _html().encode()),
        Seed("made.docx", ".docx", _docx()),
        Seed("made.pdf", ".pdf", _pdf()),
    ]
    return (*made, *(Seed(f.name, f.suffix, f.read_bytes()) for f in sorted(SAMPLES.iterdir())))


_ROWS = (("任务", "牵头单位", "完成时限"), ("清掏篦子", "区应急局", "6月底"), ("改造食堂", "区教体局", "9月底"))


def _markdown() -> str:
    lines = ["# " + line if line.startswith("关于") else line for line in PAPER.split("\n")]
    table = "\n".join("| " + " | ".join(row) + " |" for row in (_ROWS[0], ("---",) * 3, *_ROWS[1:]))
    return "\n".join(lines).replace("二、组织机构", f"{table}\n\n## 二、组织机构")


def _html() -> str:
    rows = "".join("<tr>" + "".join(f'<td colspan="1" rowspan=1>{c}</td>' for c in row) + "</tr>" for row in _ROWS)
    body = "".join(f"<p class='x'>{html.escape(line)}</p>\n" for line in PAPER.split("\n") if line)
    page = body.replace("<p class='x'>二、", f"<table border=1>{rows}</table><p class='x'>二、")
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>通知</title><style>p{margin:0}</style></head>"
    return f"{head}<body><div id=main>{page}<ul><li>一<li>二</ul><pre>&nbsp;&#31;x</pre></div></body></html>"


def _docx() -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    for line in PAPER.split("\n"):
        if line.startswith("关于"):
            document.add_heading(line, level=1)
        elif line[:2] in ("1.", "2."):
            document.add_paragraph(line[2:], style="List Number")
        elif line:
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.LEFT
    grid = document.add_table(rows=0, cols=3, style="Table Grid")
    for row in _ROWS:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    grid.cell(1, 2).merge(grid.cell(2, 2))
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def _pdf() -> bytes:
    """One page whose streams are not compressed, so that a mutation reaches what they say."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    raw = io.BytesIO()
    canvas = Canvas(raw, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setFont("STSong-Light", 12)
    y = 800
    for line in PAPER.split("\n"):
        for at in range(0, len(line), 38):
            canvas.drawString(60, y, line[at : at + 38])
            y -= 18
    for n, row in enumerate(_ROWS):
        for m, text in enumerate(row):
            canvas.rect(60 + 100 * m, y - 20 * n, 100, 20)
            canvas.drawString(64 + 100 * m, y - 20 * n + 5, text)
    canvas.save()
    return raw.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """Parts as a ZIP package."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
    return raw.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a ZIP package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
