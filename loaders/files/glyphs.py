"""The characters of a PDF page with their places, as they are seen: upright, each once, without watermarks."""

from __future__ import annotations

import contextlib
import ctypes
import io
import math
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import msgspec


class Glyph(msgspec.Struct, gc=False):
    """A character, or several that are set close together, in points from the bottom left.

    `base` is the line it stands on, `size` its height.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    angle: int = 0


class Page(msgspec.Struct):
    """What a page shows: its characters in the order of the file, its width and height, and how far it is turned.

    `broken` is the share of characters of which the file does not say what they are (no ToUnicode).
    """

    glyphs: list[Glyph]
    width: float
    height: float
    turned: int = 0
    broken: float = 0.0


WATERMARK = 2.5
"""Print so many times larger than the rest of the page, and pale, is a watermark."""


class Document:
    """A PDF as pdfium reads it, and as pdfminer does for pages that pdfium reads in part only.

    Raises:
        PdfiumError: the data are no PDF, or locked.
    """

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self.data = data
        self.pages = pypdfium2.PdfDocument(data)
        self._second: Any = None

    def second(self) -> Any:
        """The document of pdfminer."""
        if self._second is None:
            import logging

            import pdfplumber

            logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # what it says of odd fonts helps no reader
            self._second = pdfplumber.open(io.BytesIO(self.data))
        return self._second

    def close(self) -> None:
        """Let go of both."""
        self.pages.close()
        if self._second is not None:
            with contextlib.suppress(Exception):  # closing looks at the pages once more, and fails where one is damaged
                self._second.close()


def page_glyphs(document: Document, page: Any, number: int) -> Page:
    """The characters of a page of pdfium, page `number` of its document."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_mediabox()
    width, height = right - left, top - bottom
    if _passes_over(page, pdfium):
        glyphs, strange, counted = _by_pdfminer(document, number)
    else:
        text = page.get_textpage()  # held by name: freed with its last reference
        glyphs, strange, counted = _by_pdfium(text.raw, pdfium)
    turned = _turn(glyphs)
    shown = [g for g in glyphs if g.angle == turned]
    if turned:
        shown = [_upright(g, turned, width, height) for g in shown]
        width, height = (height, width) if turned in (90, 270) else (width, height)
    shown = _without_watermark(shown, page, pdfium)
    return Page(_once(shown), width, height, turned, strange / counted if counted else 0.0)


def _passes_over(page: Any, pdfium: Any) -> bool:
    """Whether pdfium leaves out text of the page: single characters of a font that is not in the file.

    It cannot measure them, takes them for nothing and drops them; a blank set alone looks the same in any other font.
    """
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for i in range(pdfium.FPDFPage_CountObjects(page.raw)):
        item = pdfium.FPDFPage_GetObject(page.raw, i)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top) and right.value - left.value > 0.01:
            continue
        font = pdfium.FPDFTextObj_GetFont(item)
        if font and pdfium.FPDFFont_GetIsEmbedded(font) == 0:
            return True
    return False


def _by_pdfium(text: Any, pdfium: Any) -> tuple[list[Glyph], int, int]:
    """Characters, how many of them are of unknown meaning, and how many there are that are no blanks.

    Most print is set evenly: there the first and the last character of a run tell where the others stand. Where such
    runs lie over each other (bold print drawn twice), each character is looked at.
    """
    count = pdfium.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    chars = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(chars) == count:
        reader = _Reader(text, pdfium)
        at = 0
        for run in _EVEN.finditer(chars):
            reader.singly(at, run.start())
            reader.evenly(chars, run.start(), run.end())
            at = run.end()
        reader.singly(at, count)
        if not _lie_over_each_other(reader.glyphs):
            return reader.glyphs, reader.strange, reader.counted
    reader = _Reader(text, pdfium)
    reader.singly(0, count)
    return reader.glyphs, reader.strange, reader.counted


_EVEN = re.compile(r"[\u4e00-\u9fff\u3001-\u301f\uff01-\uff5e“”‘’…—!-~]{3,}+")
_WIDE, _HALF = re.compile(r"[\u4e00-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"), re.compile(r"[!-~]")
FEWEST_EVEN = 3
"""A shorter run of characters is looked at one by one."""


class _Reader:
    """Reads the characters of a text page of pdfium."""

    def __init__(self, text: Any, pdfium: Any) -> None:
        self.text, self.pdfium = text, pdfium
        self.glyphs: list[Glyph] = []
        self.strange = self.counted = 0
        self.box, self.x, self.y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self.places = ctypes.byref(self.box), ctypes.byref(self.x), ctypes.byref(self.y)

    def singly(self, start: int, end: int) -> None:
        """Read each of these characters."""
        pdfium, lead = self.pdfium, 0
        for i in range(start, end):
            code = pdfium.FPDFText_GetUnicode(self.text, i)
            unprinted = code in (0, 10, 13, 0xFFFE)
            if unprinted or ((code <= 45 or code == 0xAD) and pdfium.FPDFText_IsGenerated(self.text, i) == 1):
                self.strange += code == 0
                self.counted += code == 0
                continue
            if 0xD800 <= code < 0xDC00:
                lead = code
                continue
            if 0xDC00 <= code < 0xE000:
                code, lead = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00) if lead else 0xFFFD, 0
            glyph = self._glyph(i, chr(code))
            if glyph is None:
                continue
            self.glyphs.append(glyph)
            if code not in (9, 32, 0x3000):
                self.counted += 1
                self.strange += _is_strange(code)

    def evenly(self, chars: str, start: int, end: int) -> None:
        """Read a run of characters as one glyph, if they are set close together; else its halves."""
        if end - start < FEWEST_EVEN:
            return self.singly(start, end)
        run = chars[start:end]
        wide = _WIDE.search(run)
        first, last = self._glyph(start, run[0]), self._glyph(end - 1, run[-1])
        at = wide.start() if wide else 0
        usual = self._glyph(start + at, run) if at else first
        if first and last and usual and _is_even(run, first, last, usual.right - usual.left):
            self.glyphs.append(Glyph(run, first.left, last.right, first.base, max(first.size, last.size)))
            self.counted += end - start
            return None
        middle = (start + end) // 2
        self.evenly(chars, start, middle)
        return self.evenly(chars, middle, end)

    def _glyph(self, i: int, sign: str) -> Glyph | None:
        pdfium, box = self.pdfium, self.box
        at_box, at_x, at_y = self.places
        if not pdfium.FPDFText_GetLooseCharBox(self.text, i, at_box) or not pdfium.FPDFText_GetCharOrigin(
            self.text, i, at_x, at_y
        ):
            return None
        turn = pdfium.FPDFText_GetCharAngle(self.text, i)
        angle = -round(math.degrees(turn)) % 360 if turn else 0  # pdfium counts clockwise
        if angle in (90, 270):
            low, high = min(box.bottom, box.top), max(box.bottom, box.top)
            return Glyph(sign, low, high, self.x.value, abs(box.right - box.left), angle)
        left, right = min(box.left, box.right), max(box.left, box.right)
        return Glyph(sign, left, right, self.y.value, abs(box.top - box.bottom), angle)


def _is_even(run: str, first: Glyph, last: Glyph, width: float) -> bool:
    """Whether a run between two upright characters is as wide as its characters; `width` is that of a wide one."""
    if first.angle or last.angle or abs(first.base - last.base) > 0.01 * first.size:
        return False
    if abs(first.size - last.size) > 0.3 * first.size:
        return False
    wide, half = len(_WIDE.findall(run)), len(_HALF.findall(run))
    marks = len(run) - wide - half
    if half > wide or not wide:
        return False
    least = width * (wide + 0.5 * marks + 0.25 * half - 0.25)
    most = width * (wide + marks + 0.75 * half + max(0.25, 0.04 * len(run)))
    return least <= last.right - first.left <= most


def _lie_over_each_other(glyphs: list[Glyph]) -> bool:
    """Whether a run of characters and another character share a place."""
    lines: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.angle), key=lambda g: -g.base):
        if lines and lines[-1][0].base - glyph.base < 0.3 * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda g: g.left)
        for before, glyph in pairwise(line):
            if glyph.left < before.right - 0.4 * glyph.size and len(before.text) + len(glyph.text) > 2:
                return True
    return False


def _is_strange(code: int) -> bool:
    """A control character, a private one, or one of an alphabet in which Chinese papers hold no words."""
    return (
        code < 32
        or 0x7F <= code < 0xA0
        or 0xE000 <= code < 0xF900
        or code == 0xFFFD
        or code > 0xF0000
        or (0xC0 <= code < 0x250 and code not in (0xD7, 0xF7))
        or 0x500 <= code < 0x2000
        or 0x3130 <= code < 0x3200
        or 0xA000 <= code < 0xF900
    )


def _by_pdfminer(document: Document, number: int) -> tuple[list[Glyph], int, int]:
    """The same by pdfminer, which knows the widths of fonts that are not in the file."""
    glyphs: list[Glyph] = []
    page = document.second().pages[number]
    for char in page.chars:
        matrix = char["matrix"]
        angle = round(math.degrees(math.atan2(matrix[1], matrix[0]))) % 360
        text = str(char["text"])
        sign = "\ufffd" if not text or text.startswith("(cid:") else text[0]
        glyphs.append(Glyph(sign, float(char["x0"]), float(char["x1"]), float(matrix[5]), float(char["size"]), angle))
    page.close()
    printed = [g for g in glyphs if not g.text.isspace()]
    return glyphs, sum(_is_strange(ord(g.text)) for g in printed), len(printed)


def _turn(glyphs: list[Glyph]) -> int:
    """The direction in which most of the page is set: 0, 90, 180 or 270 degrees."""
    counts: dict[int, int] = {}
    for glyph in glyphs:
        counts[glyph.angle] = counts.get(glyph.angle, 0) + len(glyph.text)
    right = {angle: count for angle, count in counts.items() if angle in (0, 90, 180, 270)}
    return max(right, key=lambda angle: (right[angle], -angle), default=0)


def _upright(glyph: Glyph, turned: int, width: float, height: float) -> Glyph:
    """A character of a turned page as it stands when the page is held upright."""
    if turned == 90:
        return Glyph(glyph.text, glyph.left, glyph.right, width - glyph.base, glyph.size)
    if turned == 270:
        return Glyph(glyph.text, height - glyph.right, height - glyph.left, glyph.base, glyph.size)
    return Glyph(glyph.text, width - glyph.right, width - glyph.left, height - glyph.base, glyph.size)


def _without_watermark(glyphs: list[Glyph], page: Any, pdfium: Any) -> list[Glyph]:
    """Without print that is far larger than the rest and pale."""
    sizes = sorted(g.size for g in glyphs for _ in g.text)
    if len(sizes) < 30:
        return glyphs
    usual = sizes[len(sizes) // 2]
    large = sum(size > WATERMARK * usual for size in sizes)
    if not large or large > 0.3 * len(sizes) or not _has_pale_text(page, pdfium):
        return glyphs
    return [g for g in glyphs if g.size <= WATERMARK * usual]


def _has_pale_text(page: Any, pdfium: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3):
        if pdfium.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha) and (
            min(red.value, green.value, blue.value) > 150 or alpha.value < 140
        ):
            return True
    return False


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Each character once: bold print and shadows are drawn by setting it a second time a little apart."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    out: list[Glyph] = []
    times = Counter([glyph.text for glyph in glyphs])
    for glyph in glyphs:
        if times[glyph.text] == 1:
            out.append(glyph)
            continue
        step = max(1.0, 0.35 * glyph.size)
        column, row = int(glyph.left // step), int(glyph.base // step)
        near = 0.35 * max((glyph.right - glyph.left) / len(glyph.text), 0.3 * glyph.size)
        if any(
            abs(other.left - glyph.left) < near and abs(other.base - glyph.base) < 0.3 * glyph.size
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, column + dx, row + dy), ())
        ):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        out.append(glyph)
    return out
