"""DOCX and PDF to text, by python-docx and pdfium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zhize.errors import ReadError

if TYPE_CHECKING:
    from docx.table import Table

MIDDLE = (0.42, 0.58)
"""Part of a page's width in which the gap between two columns lies."""


def docx_text(data: bytes, label: str) -> str:
    """Paragraphs as lines, headings with Markdown marks, table rows as tab-separated lines.

    Raises:
        ReadError: the file is no DOCX.
    """
    from docx import Document
    from docx.table import Table

    try:
        document = Document(io.BytesIO(data))
    except Exception as error:  # python-docx lets zip, XML and key errors through
        raise ReadError(f"{label}: the file is no readable DOCX ({error}). Save it anew as DOCX or text.") from error
    lines: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            lines.extend(_rows(part))
        else:
            style = str(part.style.name) if part.style is not None else ""
            level = style.removeprefix("Heading ") if style.startswith("Heading ") else ""
            lines.append(("#" * int(level) + " " if level.isdigit() else "") + part.text)
    return "\n".join(lines)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen: Any = None
        for cell in row.cells:
            cells.append("" if cell._tc is seen else " ".join(cell.text.split()))
            seen = cell._tc
        yield "\t".join(cells).rstrip("\t")


def pdf_pages(data: bytes, label: str) -> list[str]:
    """The text of each page in reading order; two columns are read one after the other.

    Raises:
        ReadError: the file is no PDF, is locked, or has no text layer (a scan).
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ReadError(f"{label}: the file is no readable PDF ({error}).") from error
    pages = [_page_text(page) for page in document]
    if not any(text.strip() for text in pages):
        raise ReadError(f"{label}: the PDF has no text layer (it is a scan). Run OCR on it first, then give the text.")
    return pages


def _page_text(page: Any) -> str:
    text = page.get_textpage()
    width = page.get_width()
    rects = [text.get_rect(i) for i in range(text.count_rects())]
    rows = _lines_of(rects)
    left = [r for r in rows if r[2] < width * MIDDLE[1]]
    right = [r for r in rows if r[0] > width * MIDDLE[0]]
    two_columns = len(left) >= 3 and len(right) >= 3 and len(left) + len(right) >= 0.6 * len(rows)
    ordered = _column_order(rows, left, right) if two_columns else sorted(rows, key=lambda r: (-r[3], r[0]))
    return "\n".join(text.get_text_bounded(*row).replace("\r\n", "").replace("\n", "") for row in ordered)


Row = tuple[float, float, float, float]


def _lines_of(rects: list[Row]) -> list[Row]:
    """Join rectangles that stand side by side on one print line."""
    rows: list[Row] = []
    for left, bottom, right, top in rects:
        if rows:
            pl, pb, pr, pt = rows[-1]
            height = max(top - bottom, pt - pb)
            if abs(bottom - pb) < 0.4 * height and -1 < left - pr < 1.2 * height:
                rows[-1] = (min(pl, left), min(pb, bottom), max(pr, right), max(pt, top))
                continue
        rows.append((left, bottom, right, top))
    return rows


def _column_order(rows: list[Row], left: list[Row], right: list[Row]) -> list[Row]:
    """Full-width lines cut the page into bands; in each band the left column is read before the right."""
    ordered: list[Row] = []
    band: list[Row] = []
    lefts, rights = set(left) - set(right), set(right) - set(left)

    def flush() -> None:
        ordered.extend(sorted((r for r in band if r in lefts), key=lambda r: -r[3]))
        ordered.extend(sorted((r for r in band if r not in lefts), key=lambda r: -r[3]))
        band.clear()

    for row in sorted(rows, key=lambda r: (-r[3], r[0])):
        if row in lefts or row in rights:
            band.append(row)
        else:
            flush()
            ordered.append(row)
    flush()
    return ordered
