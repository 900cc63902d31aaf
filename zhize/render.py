"""Query results and cards as text: a table to read, JSON or CSV to go on with."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.graph.views.cards import line_text
from zhize.messages import gettext as _
from zhize.texts import safe_cell, visible

if TYPE_CHECKING:
    from zhize.graph.model.facts import Fact
    from zhize.graph.store.rows import Rows
    from zhize.graph.views.cards import Card

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
        writer.writerow([safe_cell(column) for column in rows.columns])
        writer.writerows([safe_cell(_cell(v)) if isinstance(v, str) else _cell(v) for v in row] for row in rows.rows)
        return out.getvalue()
    return _table(rows)


LONGEST_LINE = 80


def render_card(card: Card, *, whole: bool = False) -> str:
    """A card as text, its source behind each line; long lines are cut unless `whole`."""
    out = [card.title]
    for part in card.parts:
        out.append(f"\n{part.title}（{len(part.lines)}）" if len(part.lines) > 1 else f"\n{part.title}")
        for line in part.lines:
            words = line_text(line)
            text = words if whole or len(words) <= LONGEST_LINE else words[: LONGEST_LINE - 1] + "…"
            where = f"  〔{line.fact.evidence.file}:{line.fact.evidence.line}〕" if line.fact else ""
            out.append(f"  {text}{where}")
    return "\n".join(out) + "\n"


def card_record(card: Card) -> dict[str, Any]:
    """A card as plain data: title, node and parts, each line with its text, its node and its source."""
    return {
        "title": card.title,
        "node": card.node,
        "parts": [
            {
                "title": part.title,
                "lines": [
                    {
                        "text": line_text(line),
                        "node": line.node,
                        "label": msgspec.to_builtins(line.label),
                        "notes": msgspec.to_builtins(line.notes),
                        "source": _source(line.fact),
                    }
                    for line in part.lines
                ],
            }
            for part in card.parts
        ],
    }


def _source(fact: Fact | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    where = fact.evidence
    return {
        "document": fact.document.removeprefix("document:"),
        "file": where.file,
        "line": where.line,
        "start": where.start,
        "end": where.end,
        "quote": where.quote,
    }


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
        table.add_column(Text(visible(column)), overflow="fold")
    for row in rows.rows:
        table.add_row(*(Text(visible(_cell(v))) for v in row))
    out = io.StringIO()
    console = Console(file=out, width=max(80, Console().width), no_color=True)
    console.print(table)
    return out.getvalue() + _("Rows: {count}", count=len(rows.rows)) + "\n"
