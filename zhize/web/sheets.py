"""Tables of pages as files for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from zhize.graph.views import ledger
from zhize.graph.views.sheets import csv_bytes, xlsx_bytes

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_WIDE = {
    "以前": 50,
    "现在": 50,
    "说明": 70,
    "原文": 60,
    "事项": 40,
    "内容": 60,
    "职责": 60,
    "文件": 36,
    "章节": 30,
    "所在": 30,
    "出处": 34,
}
_WIDTH = 14


def sheet_bytes(ending: str, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table as a file of one of TYPES; a ledger in the form that is circulated."""
    if list(head) == [name for name, _ in ledger.COLUMNS]:
        if ending == "csv":
            return csv_bytes(ledger.COLUMNS, rows)
        return xlsx_bytes(ledger.TITLE, ledger.COLUMNS, {title: rows}, ledger.form_of({title: ""}))
    columns = [(name, _WIDE.get(name, _WIDTH)) for name in head]
    return csv_bytes(columns, rows) if ending == "csv" else xlsx_bytes(title, columns, {title: rows})
