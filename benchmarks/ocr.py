"""How fast scanned pages are read by OCR, and how much of them rightly.

Usage: python -m benchmarks.ocr [PAGES]

Pages of invented sentences are set, drawn as pictures (200 dots per inch; once clean, once grey and noisy) and put into a PDF without a
text layer, which is read as any scan. Printed: pages per minute of the clock and of one processor, the share of
characters that are right (in their order), and the seconds of the second reading, which takes what the first one kept.
A font for Chinese must be installed.
"""

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import time
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE = "STSong-Light", 14
LINES = 28
DOTS = 200
WHO = ("区应急管理局", "区水利局", "市财政局", "各镇人民政府", "县住房城乡建设局", "区教育局")
WHAT = ("水库大坝巡查", "雨水篦子清掏", "老旧小区改造", "防汛物资储备", "学校食堂检查", "危险路段整治")
HOW = ("负责{}的组织实施", "牵头做好{}", "会同有关部门推进{}", "督促指导{}")
WHEN = ("2024年6月底前完成", "每季度报送一次", "长期坚持", "于8月15日前报区政府")


def page_lines(seed: int) -> list[str]:
    """The lines of an invented page."""
    chance = random.Random(seed)
    return [
        f"（{n}）{chance.choice(WHO)}{chance.choice(HOW).format(chance.choice(WHAT))}，{chance.choice(WHEN)}。"
        for n in range(1, LINES + 1)
    ]


def scan(pages: list[list[str]], noise: float) -> bytes:
    """A PDF whose pages are pictures of lines; `noise` is the spread of the grey added to each dot, of 255."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    printed, scanned = io.BytesIO(), io.BytesIO()
    canvas = Canvas(printed, pagesize=(595, 842))
    for lines in pages:
        canvas.setFont(FONT, SIZE)
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 25 * number, line)
        canvas.showPage()
    canvas.save()
    canvas = Canvas(scanned, pagesize=(595, 842))
    dice = np.random.default_rng(1)
    for page in pdfium.PdfDocument(printed.getvalue()):
        dots: Any = page.render(scale=DOTS / 72).to_numpy()[:, :, :3].astype(float)
        if noise:
            dots = np.clip(0.8 * dots + 25 + dice.normal(0, noise, dots.shape[:2])[:, :, None], 0, 255)
        canvas.drawImage(ImageReader(Image.fromarray(dots.astype(np.uint8))), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return scanned.getvalue()


def share_right(lines: list[str], text: str) -> float:
    """The share of the characters of some lines that a text has in their order; blanks count for nothing."""
    wanted, got = "".join("".join(lines).split()), "".join(text.split())
    same = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(wanted)


def main() -> None:
    """Measure and print."""
    from zhize.loaders.files.pdf import pdf_text

    pages = [page_lines(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    with tempfile.TemporaryDirectory() as temp:
        os.environ["ZHIZE_CACHE"] = temp
        pdf_text(scan([page_lines(-1)], 0), "warm.pdf")  # the models are loaded once, outside the measurement
        print("print    pages  pages/min  pages/min of a processor  right  again, s")
        for name, noise in (("clean", 0.0), ("noisy", 20.0)):
            data = scan(pages, noise)
            clock, processor = time.perf_counter(), time.process_time()
            text = pdf_text(data, "scan.pdf").text.text
            clock, processor = time.perf_counter() - clock, time.process_time() - processor
            again = time.perf_counter()
            assert pdf_text(data, "scan.pdf").text.text == text
            again = time.perf_counter() - again
            right = share_right([line for lines in pages for line in lines], text)
            per_minute = [60 * len(pages) / seconds for seconds in (clock, processor)]
            print(f"{name:8} {len(pages):5} {per_minute[0]:10.1f} {per_minute[1]:25.1f} {right:6.3f} {again:9.2f}")


if __name__ == "__main__":
    main()
