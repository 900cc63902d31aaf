"""Tables as files: spreadsheets that can be printed and filtered, or CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.texts import safe_cell, visible

EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Creation time written into spreadsheets: fixed, so that the same graph gives the same bytes."""


Columns = Sequence[tuple[str, int]]
"""Heading and width (in characters) of each column."""
Rows = Sequence[Sequence[str]]


class Form(msgspec.Struct, frozen=True):
    """How a spreadsheet looks beyond its columns.

    `titles` has the line above the head of each sheet, by the sheet's name; without it the head is the first row. Cells
    of the columns `dates` that hold a day (2024-01-31) are written as days; those of `choices` are filled in from a list.
    """

    titles: Mapping[str, str] = {}
    dates: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = {}


PLAIN = Form()


def write_sheets(path: Path, title: str, columns: Columns, sheets: Mapping[str, Rows], form: Form = PLAIN) -> Path:
    """Write `.xlsx` (a sheet per name) or `.csv` (UTF-8 with mark, for spreadsheets), and return the path.

    Raises:
        OptionError: the file's ending is neither, or a CSV is to hold several sheets.
        GraphError: the place cannot be written.
    """
    if path.suffix == ".csv" and len(sheets) > 1:
        raise OptionError("{path}: a CSV holds one sheet. Write an .xlsx for several.", path=path)
    if path.suffix not in (".csv", ".xlsx"):
        raise OptionError("{path}: a table is written as .xlsx or .csv. Give one of these endings.", path=path)
    csv_file = path.suffix == ".csv"
    data = csv_bytes(columns, next(iter(sheets.values()))) if csv_file else xlsx_bytes(title, columns, sheets, form)
    try:
        return write_atomically(path, data)
    except OSError as error:
        raise GraphError("{path}: the table cannot be written ({reason}).", path=path, reason=error.strerror) from error


def csv_bytes(columns: Columns, rows: Rows) -> bytes:
    """Return a table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([name for name, _ in columns])
    writer.writerows([safe_cell(visible(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


_NO_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "·"))
LONGEST_NAME = 31
"""What spreadsheets allow for the name of a sheet."""


def sheet_names(names: Iterable[str]) -> dict[str, str]:
    """Give each name a valid name of a sheet; those that must be cut are told apart by a number."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = visible(name).translate(_NO_SHEET_NAME) or "·"
        short = plain[:LONGEST_NAME]
        number = 2
        while short.lower() in taken:
            short = f"{plain[: LONGEST_NAME - 4]}（{number}）"
            number += 1
        taken.add(short.lower())
        out[name] = short
    return out


def xlsx_bytes(title: str, columns: Columns, sheets: Mapping[str, Rows], form: Form = PLAIN) -> bytes:
    """Return tables as a spreadsheet, a sheet each: A4 across, as wide as the page, the head on every page."""
    import xlsxwriter

    out = io.BytesIO()
    usual = {"default_format_properties": {"font_name": "Arial", "font_size": 10}}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, **usual}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": EPOCH})
    names = sheet_names(sheets)
    looks = _looks(book)
    for key, rows in sheets.items():
        _sheet(book.add_worksheet(names[key]), looks, columns, rows, form, form.titles.get(key, ""))
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    """How the kinds of cells look."""
    cell = {"text_wrap": True, "valign": "top", "border": 1, "font_name": _FONT, "font_size": _POINTS}
    middle = {"align": "center", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_name": _FONT, "font_size": 18, **middle}),
        "head": book.add_format({**cell, **middle, "bold": True, "bg_color": "#DCE6F1"}),
        "body": book.add_format(cell),
        "small": book.add_format({**cell, "font_size": _SMALL}),
        "number": book.add_format({**cell, "align": "center"}),
        "day": book.add_format({**cell, "align": "center", "num_format": "yyyy-mm-dd"}),
    }


def _sheet(sheet: Any, looks: dict[str, Any], columns: Columns, rows: Rows, form: Form, title: str) -> None:
    top, last = (1 if title else 0), len(columns) - 1
    if title:
        sheet.merge_range(0, 0, 0, last, visible(title), looks["title"])
        sheet.set_row(0, 34)
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, name, looks["head"])
        if name in form.choices and rows:
            listed = {"validate": "list", "source": list(form.choices[name]), "error_type": "information"}
            sheet.data_validation(top + 1, column, top + len(rows), column, listed)
    sheet.set_row(top, 32)
    for number, row in enumerate(rows, top + 1):
        texts = [visible(cell)[:_LONGEST_CELL] for cell in row]
        sheet.set_row(number, _height(columns, texts))
        for column, text in enumerate(texts):
            _cell(sheet, (number, column), text, columns[column], looks, form)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(top + 1, top + len(rows)), last)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)


def _cell(
    sheet: Any, at: tuple[int, int], text: str, column: tuple[str, int], looks: dict[str, Any], form: Form
) -> None:
    name, width = column
    if name in form.dates and (day := _day(text)):
        sheet.write_datetime(*at, day, looks["day"])
    elif name == NUMBER and text.isdigit():
        sheet.write_number(*at, int(text), looks["number"])
    else:
        small = _lines(text, width, _POINTS) * _line(_POINTS) > _HIGHEST
        sheet.write_string(*at, text, looks["small" if small else "body"])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2024-01-31") else None
    except ValueError:
        return None


def _height(columns: Columns, texts: Sequence[str]) -> float:
    """The height of a row in points: that of its longest cell, in the small type where the usual one does not fit."""
    highest = 0.0
    for (_, width), text in zip(columns, texts, strict=True):
        high = _lines(text, width, _POINTS) * _line(_POINTS)
        highest = max(highest, high if high <= _HIGHEST else _lines(text, width, _SMALL) * _line(_SMALL))
    return min(highest + 4, _HIGHEST)


def _lines(text: str, width: int, points: float) -> int:
    """How many lines a text takes in a column so many characters wide; a Chinese character is twice as wide as a figure."""
    room = (width * _PIXELS_OF_FIGURE - 3) / (points * _PIXELS_OF_POINT)
    return sum(max(math.ceil(_wide(line) / max(room - 0.5, 1)), 1) for line in text.split("\n"))


def _wide(text: str) -> float:
    return sum(1.0 if ord(c) > _LATIN else 0.55 for c in text)


def _line(points: float) -> float:
    return points * 1.32


NUMBER = "序号"
"""The column of running numbers."""
_FONT, _POINTS, _SMALL = "宋体", 10.5, 8
_PIXELS_OF_FIGURE, _PIXELS_OF_POINT, _LATIN = 7, 4 / 3, 0x2E7F
_A4, _LONGEST_CELL, _HIGHEST = 9, 32000, 409
"""A4 in the format; characters of a cell and points of a row at most."""
