"""The task ledger (台账): one row a task, as a spreadsheet or CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from zhize.errors import OptionError
from zhize.graph import tables
from zhize.graph.knowledge import KnowledgeGraph
from zhize.graph.storage import write_atomically

COLUMNS = (
    ("文件", 36), ("文号", 22), ("章节", 30), ("序号", 10), ("任务", 40), ("牵头单位", 24), ("配合单位", 36), ("责任单位", 36),
    ("完成时限", 18), ("内容", 60), ("责任标注", 36), ("出处", 34),
)  # fmt: skip
"""Heading and width (in characters) of each column."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Creation time written into spreadsheets: fixed, so that the same graph gives the same bytes."""


class Filter(msgspec.Struct, frozen=True):
    """Which tasks: by node id of an agency, by document number or part of title, by role."""

    agency: str | None = None
    document: str | None = None
    role: str | None = None


ROLE_FIELDS = {"牵头": "leads", "配合": "supports", "责任": "responsible_for"}


def ledger(kg: KnowledgeGraph, wanted: Filter = Filter()) -> list[list[str]]:  # noqa: B008 - a frozen struct
    """Rows of the ledger in the order of documents and items, without the heading.

    Raises:
        OptionError: the role is none of 牵头, 配合, 责任.
    """
    if wanted.role is not None and wanted.role not in ROLE_FIELDS:
        raise OptionError(f"“{wanted.role}” is no role. Give one of {'、'.join(ROLE_FIELDS)}.")
    rows = []
    for row in sorted(
        tables.assignments(kg), key=lambda r: (r["number"] or r["document"], r["source"]["file"], r["source"]["start"])
    ):
        if wanted.agency and not _has(kg, row["id"], wanted):
            continue
        if wanted.document and wanted.document not in (row["number"] or "") and wanted.document not in row["document"]:
            continue
        if wanted.role and not kg.into(row["id"], ROLE_FIELDS[wanted.role]):
            continue
        source = row["source"]
        rows.append([
            row["document"], row["number"] or "", " / ".join(row["path"]), row["item"] or "", row["title"],
            "、".join(row["lead"]), "、".join(row["support"]), "、".join(row["responsible"]), row["deadline"] or "",
            row["text"], row["mark"], f"{source['file']} {source['start']}–{source['end']}",
        ])  # fmt: skip
    return rows


def _has(kg: KnowledgeGraph, task: str, wanted: Filter) -> bool:
    roles = [ROLE_FIELDS[wanted.role]] if wanted.role else list(kg.ontology.roles)
    return any(fact.subject == wanted.agency for role in roles for fact in kg.into(task, role))


def write_ledger(rows: list[list[str]], path: Path) -> Path:
    """Write `.xlsx` (frozen heading, filters, readable widths) or `.csv` (UTF-8 with mark, for spreadsheets).

    Raises:
        OptionError: the file's ending is neither.
    """
    if path.suffix == ".csv":
        return write_atomically(path, _csv(rows))
    if path.suffix == ".xlsx":
        return write_atomically(path, _xlsx(rows))
    raise OptionError(f"{path}: a ledger is written as .xlsx or .csv. Give one of these endings.")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: `=1+1` -> `'=1+1`."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "任务台账", "created": EPOCH})
    sheet = book.add_worksheet("台账")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell[:32000], body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return out.getvalue()
