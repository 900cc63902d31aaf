"""Changes as text to read, as a table, and as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.graph.model.ontology import ontology
from zhize.queries.answer import shorten

if TYPE_CHECKING:
    from zhize.graph.views.reports.content import Report, Sources, Table
    from zhize.queries.diff.change import Change, What
    from zhize.queries.diff.diff import Difference

WHATS: dict[What, str] = {"added": "新增", "removed": "删除", "changed": "改变"}
_ASPECTS = {
    "document": "文件",
    "validity": "效力",
    "task": "任务",
    "deadline": "完成时限",
    "duty": "职责",
    "has_duty": "承担者",
    "body": "机构",
    "person": "组成人员",
    "appointment": "任免",
}
_LONGEST = 90
COLUMNS = (
    *(("文号", 22), ("文件", 36), ("类别", 12), ("变化", 8), ("事项", 44)),
    *(("以前", 50), ("现在", 50), ("出处", 34)),
)
"""Heading and width (in characters) of each column of the table."""


def aspect_label(aspect: str) -> str:
    """What an aspect is called: `leads` -> 牵头."""
    relation = ontology().relations.get(aspect)
    return _ASPECTS.get(aspect) or (relation.label if relation else aspect)


def render_changes(found: Difference) -> str:
    """The changes document by document: `+` is new, `-` is gone, `~` is otherwise."""
    lines: list[str] = []
    for document, group in groupby(found.changes, key=lambda c: c.document):
        lines.append(_paper(found, document))
        lines += [f"  {change_line(change)}" for change in group]
    return "\n".join([*lines, summary(found.changes)]) + "\n"


def _paper(found: Difference, document: str) -> str:
    """The title of a document, or what it is known by, with its number."""
    number = found.papers.text(document, "number")
    return f"《{found.papers.caption(document)}》{f'（{number}）' if number else ''}"


def summary(found: Sequence[Change]) -> str:
    """How many changes of each kind: `新增3项，改变1项，涉及2份文件。`."""
    if not found:
        return "没有变化。"
    counts = Counter(change.what for change in found)
    told = "，".join(f"{word}{counts[what]}项" for what, word in WHATS.items() if counts[what])
    return f"{told}，涉及{len({c.document for c in found})}份文件。"


_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def change_line(change: Change) -> str:
    """A change in one line: `~ 牵头 “疏浚河道”：区水利局 → 区城市管理局`."""
    head = f"{_SIGNS[change.what]} {aspect_label(change.aspect)}"
    if change.what == "changed":
        said = f"{shorten(change.before, _LONGEST)} → {shorten(change.after, _LONGEST)}"
    else:
        said = shorten(change.after or change.before, _LONGEST)
    title = shorten(change.title, 40)
    return f"{head} {said}" if said.startswith(title[:20]) else f"{head} “{title}”：{said}"


def change_rows(found: Difference) -> list[list[str]]:
    """The rows of the table."""
    return [
        [
            found.papers.text(c.document, "number"),
            found.papers.caption(c.document),
            aspect_label(c.aspect),
            WHATS[c.what],
            c.title,
            c.before,
            c.after,
            f"{c.fact.evidence.file} 第{c.fact.evidence.line}行",
        ]
        for c in found.changes
    ]


def changes_report(found: Difference) -> Report:
    """The changes as a report: a part for each document, each change with a note on its place."""
    from zhize.graph.views.reports.content import Part, Report, Sources

    sources = Sources(found.papers)
    parts = []
    for document, group in groupby(found.changes, key=lambda c: c.document):
        parts.append(Part(_paper(found, document), table=_table(sources, list(group)), wide=True))
    return Report("职责任务变化", summary(found.changes), tuple(parts), tuple(sources.notes))


def _table(sources: Sources, found: Sequence[Change]) -> Table:
    from zhize.graph.views.reports.content import Cell, Column, Table

    columns = (Column("类别", 2), Column("变化", 1), Column("事项", 5), Column("以前", 5), Column("现在", 5))
    rows = tuple(
        (
            Cell(aspect_label(c.aspect)),
            Cell(WHATS[c.what]),
            sources.cell(c.title, c.fact),
            Cell(c.before or "—"),
            Cell(c.after or "—"),
        )
        for c in found
    )
    return Table(columns, rows)


def write_changes(found: Difference, out: Path) -> Path:
    """Write changes as a table (.xlsx, .csv) or as a report (.html, .docx, .pdf), by the file's ending.

    Raises:
        OptionError: another ending, or a PDF without LibreOffice.
        GraphError: the file cannot be written.
    """
    from zhize.graph.views.reports.files import SUFFIXES, save_report
    from zhize.graph.views.sheets import write_sheets

    if out.suffix.lower() in SUFFIXES:
        return save_report(changes_report(found), out)
    return write_sheets(out, "变化", COLUMNS, {"变化": change_rows(found)})
