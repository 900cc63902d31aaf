"""Tables of pages as files for a spreadsheet."""

from __future__ import annotations

import msgspec

from zhize.graph.views.sheets import PLAIN, Columns, Form, Rows, csv_bytes, xlsx_bytes

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Sheet(msgspec.Struct, frozen=True):
    """A table as a file: its columns with their widths, its rows, its title where it has one of its own, its form."""

    columns: Columns
    rows: Rows
    title: str = ""
    form: Form = PLAIN


def sheet_bytes(ending: str, title: str, sheet: Sheet) -> bytes:
    """A table as a file of one of TYPES; `title` is that of one which has none of its own."""
    if ending == "csv":
        return csv_bytes(sheet.columns, sheet.rows)
    named = {sheet.title or title: sheet.rows}
    return xlsx_bytes(sheet.title or title, sheet.columns, named, sheet.form)
