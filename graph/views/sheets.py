"""Tables as files: spreadsheets with a frozen heading, filters and readable widths, or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.texts import safe_cell, visible

EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Creation time written into spreadsheets: fixed, so that the same graph gives the same bytes."""


Columns = Sequence[tuple[str, int]]
"""Heading and width (in characters) of each column."""
Rows = Sequence[Sequence[str]]


def write_sheets(path: Path, title: str, columns: Columns, sheets: Mapping[str, Rows]) -> Path:
    """Write `.xlsx` (a sheet per name) or `.csv` (UTF-8 with mark, for spreadsheets), and return the path.

    Raises:
        OptionError: the file's ending is neither, or a CSV is to hold several sheets.
        GraphError: the place cannot be written.
    """
    if path.suffix == ".csv" and len(sheets) > 1:
        raise OptionError(f"{path}: a CSV holds one sheet. Write an .xlsx for several.")
    if path.suffix not in (".csv", ".xlsx"):
        raise OptionError(f"{path}: a table is written as .xlsx or .csv. Give one of these endings.")
    csv_file = path.suffix == ".csv"
    data = csv_bytes(columns, next(iter(sheets.values()))) if csv_file else xlsx_bytes(title, columns, sheets)
    try:
        return write_atomically(path, data)
    except OSError as error:
        raise GraphError(f"{path}: the table cannot be written ({error.strerror}).") from error


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


def xlsx_bytes(title: str, columns: Columns, sheets: Mapping[str, Rows]) -> bytes:
    """Return tables as a spreadsheet, a sheet each."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": EPOCH})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    names = sheet_names(sheets)
    for key, rows in sheets.items():
        sheet = book.add_worksheet(names[key])
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, visible(cell)[:_LONGEST_CELL], body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    book.close()
    return out.getvalue()


_A4, _LONGEST_CELL = 9, 32000
