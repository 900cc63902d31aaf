"""Query results as text: a table to read, JSON or CSV to go on with."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from zhize.graph.rows import Rows

FORMATS = ("table", "json", "csv")


def render_rows(rows: Rows, output: str) -> str:
    """Rows in one of FORMATS, ending in a line end."""
    if output == "json":
        return "".join(
            msgspec.json.encode(dict(zip(rows.columns, row, strict=True))).decode() + "\n" for row in rows.rows
        )
    if output == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(rows.columns)
        writer.writerows([_cell(v) for v in row] for row in rows.rows)
        return out.getvalue()
    return _table(rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(_cell(v) for v in value)
    if isinstance(value, dict):
        return str(value.get("label") or value.get("id") or msgspec.json.encode(value).decode())
    return str(value)


def _table(rows: Rows) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False)
    for column in rows.columns:
        table.add_column(column, overflow="fold")
    for row in rows.rows:
        table.add_row(*(Text(_cell(v)) for v in row))
    out = io.StringIO()
    console = Console(file=out, width=max(80, Console().width), no_color=True)
    console.print(table)
    return out.getvalue() + f"{len(rows.rows)} rows\n"
