"""PDF to text: pages with a text layer by pdfium, scanned ones and pictures by OCR.

Pages are read in the order of the eye: running heads left out, columns one after the other, ruled tables as rows,
a table that goes on over the page as one. A page that cannot be read is named, the others are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from zhize.errors import ReadError
from zhize.graph.language.issues import reason_of
from zhize.graph.model.prints import LineBox
from zhize.loaders.files import ocr
from zhize.loaders.files.cells import cell_glue
from zhize.loaders.files.glyphs import Document, page_glyphs
from zhize.loaders.files.limits import progress
from zhize.loaders.files.page_lines import (
    PrintedLine,
    Segment,
    in_order,
    is_vertical,
    printed,
    segments,
    vertical_segments,
    without_running_heads,
)
from zhize.loaders.files.page_tables import rules, tables
from zhize.loaders.files.source import FileContent, Note
from zhize.loaders.files.traced_text import TracedText
from zhize.messages import Sentence, listed

BROKEN = 0.3
"""Where a larger share of a page's characters is unknown, its text layer is no text."""
FEWEST = 12
"""A page with fewer characters over a picture is a scan with a stamp or a page number."""
UNSURE = 0.8
"""What OCR is less sure of is named."""


class _PlacedRun(msgspec.Struct, frozen=True):
    """A run of print with its place."""

    run: Segment
    box: LineBox


class _Sheet(msgspec.Struct):
    """A page on its way: what stands on it, its size, and why it could not be read.

    `broken` tells that its text layer is no text, so that the page was read as a picture; `vertical` that its print runs
    down the page, so that its lines have no boxes.
    """

    segments: list[Segment]
    width: float
    height: float
    problem: Sentence | None = None
    scanned: bool = False
    broken: bool = False
    vertical: bool = False


def pdf_text(data: bytes, label: str) -> FileContent:
    """The text of a PDF, page by page.

    Raises:
        ReadError: the file is no PDF, is locked, or holds no text that can be read.
    """
    try:
        document = Document(data)
        count = len(document.pages)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file makes the libraries fail in ways that they do not name
        if "password" in str(error).lower():
            raise ReadError("{label}: the PDF is locked with a password. Save it without one.", label=label) from error
        why = str(error)[:80] or type(error).__name__
        raise ReadError("{label}: the file is no readable PDF ({error}).", label=label, error=why) from error
    sheets: list[_Sheet] = []
    try:
        for number in range(count):
            progress(number, count)
            sheets.append(_sheet(document, number))
    finally:
        document.close()
    if not any(sheet.segments for sheet in sheets):
        raise ReadError("{label}: {refusal}", label=label, refusal=_refusal(sheets))
    return _joined(sheets)


def picture_text(data: bytes, label: str) -> FileContent:
    """The text of a scanned page that is a picture.

    Raises:
        ReadError: OCR is not installed, the picture cannot be opened, or holds no text.
    """
    if not ocr.installed():
        raise ReadError(
            "{label}: a picture is read by OCR, which is not installed. {how}", label=label, how=Sentence(ocr.HOW)
        )
    found, width, height = ocr.read_picture(data, label)
    if not found:
        raise ReadError("{label}: OCR found no text in the picture.", label=label)
    return _joined([_Sheet(in_order(found, width), width, height, scanned=True)])


def _sheet(document: Document, number: int) -> _Sheet:
    """One page; one that is damaged is named and loses no other."""
    try:
        page = document.pages[number]
        shown = page_glyphs(document, page, number)
        count = sum(len(g.text) for g in shown.glyphs if not g.text.isspace())
        broken = shown.broken > BROKEN and count > FEWEST
        if broken or (count < FEWEST and _has_picture(page)):
            return _scanned(page, document.data, number, broken=broken)
        if is_vertical(shown.glyphs):
            return _Sheet(vertical_segments(shown.glyphs), shown.width, shown.height, vertical=True)
        found, rest = tables(rules(page, shown), shown)
        return _Sheet(in_order(found + segments(rest), shown.width), shown.width, shown.height)
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        return _Sheet([], 0, 0, reason_of("page-damaged", page=number + 1, why=str(error)[:80] or type(error).__name__))


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _scanned(page: Any, data: bytes, number: int, *, broken: bool) -> _Sheet:
    problem = reason_of("page-font" if broken else "page-scan", page=number + 1)
    width, height = page.get_size()
    if not ocr.installed() or (broken and not ocr.reads_broken()):
        return _Sheet([], width, height, problem, scanned=not broken, broken=broken)
    found = ocr.read_page(page, data, number)
    left = None if found else reason_of("page-nothing", problem=problem)
    return _Sheet(in_order(found, width), width, height, left, scanned=True, broken=broken)


def _refusal(sheets: list[_Sheet]) -> Sentence:
    problems = [sheet.problem for sheet in sheets if sheet.problem]
    if any(sheet.broken for sheet in sheets):
        return Sentence(
            "the text layer of the PDF is no readable text (its font has no ToUnicode table). {how}",
            {"how": Sentence(ocr.BROKEN)},
        )
    if problems and not any(sheet.scanned for sheet in sheets):
        return Sentence("no page of the PDF can be read ({problems}).", {"problems": listed(map(str, problems[:3]))})
    if not problems:
        return Sentence("the PDF has no text layer and no pictures: its pages are empty or drawn.")
    return Sentence("the PDF has no text layer (it is a scan). {how}", {"how": Sentence(ocr.HOW)})


def _joined(sheets: list[_Sheet]) -> FileContent:
    """The text of all pages, with tables joined over the pages, and what is to be said of them."""
    pages = without_running_heads([sheet.segments for sheet in sheets], [sheet.height for sheet in sheets])
    _join_tables(pages)
    starts: list[int] = []
    texts: list[str] = []
    notes: list[Note] = []
    boxes: list[LineBox] = []
    at = 0
    for number, (sheet, page) in enumerate(zip(sheets, pages, strict=True)):
        starts.append(at)
        lines = printed(page, sheet.width)
        text = "\n".join(line.text for line in lines)
        if sheet.problem:
            notes.append(
                Note(
                    "unread-page",
                    f"第{number + 1}页",
                    reason_of("unread-page", problem=sheet.problem, how=Sentence(ocr.HOW) if sheet.scanned else ""),
                    at,
                    at,
                )
            )
        if sheet.broken and not sheet.problem:
            reason = reason_of("text-layer-unreadable", page=number + 1)
            notes.append(Note("unreadable-text-layer", f"第{number + 1}页", reason, at, at))
        if not sheet.vertical:
            for placed in _placed(lines, at, number + 1, sheet.height):
                boxes.append(placed.box)
                if placed.run.score < UNSURE:
                    notes.append(_unsure(placed))
        texts.append(text)
        at += len(text) + 1
    return FileContent(TracedText.identity("\n".join(texts)), tuple(starts), tuple(notes), tuple(boxes))


def _placed(lines: list[PrintedLine], at: int, page: int, height: float) -> Iterator[_PlacedRun]:
    """The lines of a page, whose text begins at the offset `at`, with their boxes; a table has one box for all its rows."""
    for line in lines:
        done = 0
        for run in line.runs:
            text = line.text if run.rows is not None else run.text.strip()
            found = line.text.find(text, done)
            done = found + len(text)
            if not text:
                continue
            start, end = at + found, at + done
            sides = (run.left, height - run.top, run.right, height - run.bottom)
            yield _PlacedRun(run, LineBox(start, end, page, *(round(side, 1) for side in sides)))
        at += len(line.text) + 1


def _unsure(placed: _PlacedRun) -> Note:
    reason = reason_of("ocr-unsure", page=placed.box.page, percent=round(100 * placed.run.score))
    return Note("low-confidence-ocr", placed.run.text[:60], reason, placed.box.start, placed.box.end)


def _join_tables(pages: list[list[Segment]]) -> None:
    """A table that a page begins with and that has the columns of the one the page before ended with goes on with it.

    Its repeated head is dropped; a first row that has no number of its own belongs to the last row before.
    """
    last: Segment | None = None
    for page in pages:
        if not page:
            continue
        first = page[0]
        if last is not None and last.rows and first.rows and len(first.rows[0]) == len(last.rows[0]):
            head = 0
            while head < min(len(first.rows) - 1, len(last.rows)) and _same(first.rows[head], last.rows[head]):
                head += 1
            rows = first.rows[head:]
            if rows and not rows[0][0] and any(rows[0]) and last.rows[-1][0]:
                last.rows[-1] = [
                    a + cell_glue(a, b, soft=True) + b for a, b in zip(last.rows[-1], rows[0], strict=True)
                ]
                rows = rows[1:]
            first.rows = rows or None
            if not rows:
                page.pop(0)
        if page:
            last = page[-1] if page[-1].rows else None


def _same(a: list[str], b: list[str]) -> bool:
    return ["".join(x.split()) for x in a] == ["".join(x.split()) for x in b]
