"""Tables as files for a spreadsheet."""

from __future__ import annotations

import csv
import io

from zhize.graph.views.ledger import EPOCH, safe_cell

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_WIDE = {"事项": 40, "内容": 60, "职责": 60, "文件": 36, "章节": 30, "所在": 30, "出处": 34}


def as_csv(head: tuple[str, ...], rows: list[list[str]]) -> bytes:
    """A table as CSV that spreadsheets open as Chinese; no cell is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")


def as_xlsx(title: str, head: tuple[str, ...], rows: list[list[str]]) -> bytes:
    """A table as a workbook of one sheet, A4 landscape, its head on every page."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": EPOCH})
    top = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet = book.add_worksheet(title)
    for column, name in enumerate(head):
        sheet.set_column(column, column, _WIDE.get(name, 14))
        sheet.write_string(0, column, name, top)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            text = "".join(c if c in "\t\n" or ord(c) >= 32 else "\ufffd" for c in cell[:32000])
            sheet.write_string(number, column, text.encode("utf-8", errors="replace").decode(), body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(head) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
    return out.getvalue()
