"""The task ledger (台账) has one row per task and is written as a spreadsheet in the form that is circulated, or as CSV."""

from __future__ import annotations

from pathlib import Path

import msgspec

from zhize.errors import OptionError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.views import tables
from zhize.graph.views.sheets import NUMBER, Form, write_sheets

COLUMNS = (
    *((NUMBER, 6), ("事项", 14), ("任务内容", 50)),
    *((str(relation.role), width) for relation, width in zip(ontology().roles.values(), (12, 14, 16), strict=True)),
    *(("完成时限", 11), ("进展情况", 12), ("完成情况", 9), ("备注", 12), ("文号", 11), ("章节", 13), ("出处", 15)),
)
"""Heading and width (in characters) of each column; 进展情况 and 完成情况 are filled in by whoever reports."""
_STATES = ("未启动", "推进中", "已完成", "逾期")


class Filter(msgspec.Struct, frozen=True):
    """A choice of tasks: by node id of an agency, by document number or part of title, by role, by the days between
    which they are due (ISO, both included), by node id of the region their document is for (or one within it),
    and whether only tasks with a mark or row of their own count (not those given in prose or for a group).
    """

    agency: str | None = None
    document: str | None = None
    role: str | None = None
    due_from: str | None = None
    due_by: str | None = None
    region: str | None = None
    marks_only: bool = False


ROLES = {relation.short_role: relation.id for relation in ontology().roles.values()}
"""What people call the roles, with their relations: 牵头, 配合, 责任."""


def ledger(kg: KnowledgeGraph, wanted: Filter = Filter()) -> list[list[str]]:  # noqa: B008 - a frozen struct
    """Return the rows of the ledger in the order of documents and items, without the heading.

    完成时限 is the last day (2024-01-31) where one follows from the text, else what is printed; 备注 then has the print.

    Raises:
        OptionError: the role is none of 牵头, 配合, 责任.
    """
    return [[str(number), *_cells(kg, row)] for number, row in enumerate(chosen(kg, wanted), 1)]


def chosen(kg: KnowledgeGraph, wanted: Filter = Filter()) -> list[tables.Row]:  # noqa: B008 - a frozen struct
    """The rows of assignments that a filter chooses, in the order of documents and items.

    Raises:
        OptionError: the role is none of 牵头, 配合, 责任.
    """
    if wanted.role is not None and wanted.role not in ROLES:
        raise OptionError("“{role}” is no role. Give one of {known}.", role=wanted.role, known="、".join(ROLES))
    found = sorted(
        tables.assignments(kg, _candidates(kg, wanted)),
        key=lambda r: (r["number"] or r["document"], r["source"]["file"], r["source"]["start"]),
    )
    return [row for row in found if _fits(kg, row, wanted)]


def _candidates(kg: KnowledgeGraph, wanted: Filter) -> list[str] | None:
    """The tasks of the agency that is wanted; None where all are to be looked at."""
    if wanted.agency is None:
        return None
    return sorted({str(f.object) for role in kg.ontology.roles for f in kg.out(wanted.agency, role)})


def _fits(kg: KnowledgeGraph, row: tables.Row, wanted: Filter) -> bool:
    if wanted.agency and not _has(kg, row["id"], wanted):
        return False
    if wanted.document and wanted.document not in (row["number"] or "") and wanted.document not in row["document"]:
        return False
    if wanted.role and not kg.into(row["id"], ROLES[wanted.role]):
        return False
    if (wanted.due_from or wanted.due_by) and not (wanted.due_from or "") <= (row["due"] or "") <= (
        wanted.due_by or "9"
    ):
        return False
    if (wanted.due_from or wanted.due_by) and not row["due"]:
        return False
    if wanted.marks_only and row["rule"].startswith(("prose", "group")):
        return False
    return wanted.region is None or wanted.region in _regions(kg, row["id"])


def _regions(kg: KnowledgeGraph, task: str) -> set[str]:
    """The regions a task's document is for, with those that hold them."""
    out: set[str] = set()
    stack = [str(r.object) for d in kg.out(task, "task_of") for r in kg.out(str(d.object), "relevant_for")]
    while stack:
        region = stack.pop()
        if region not in out:
            out.add(region)
            stack += [str(f.object) for f in kg.out(region, "within")]
    return out


def _cells(kg: KnowledgeGraph, row: tables.Row) -> list[str]:
    """The cells of a row behind its running number."""
    source, title, printed = row["source"], f"《{row['document']}》", row["deadline"] or ""
    targets = "；".join(kg.caption(str(f.object)) for f in kg.out(row["id"], "has_target"))
    notes = ((printed, f"时限原文：{printed}") if row["due"] else ("", ""), (targets, f"目标：{targets}"))
    place = f"{source['file']} 第{source['line']}行"
    return [
        row["title"],
        row["text"] or row["title"],
        *("、".join(row[str(relation.column)]) for relation in kg.ontology.roles.values()),
        row["due"] or printed,
        "",
        "",
        "。".join(words for known, words in notes if known),
        row["number"] or title,
        " / ".join([*row["path"], *([row["item"]] if row["item"] else [])]),
        f"{title} {place}" if row["number"] else place,
    ]


def by_agency(kg: KnowledgeGraph, wanted: Filter = Filter()) -> dict[str, list[list[str]]]:  # noqa: B008 - a frozen struct
    """Return the rows of each agency that has tasks under its official name, those with most tasks first."""
    ids = {f.subject for task in kg.nodes("Task") for role in kg.ontology.roles for f in kg.into(task, role)}
    agencies = [i for i in sorted(ids) if i.startswith("agency:")]
    sheets = {kg.label(a): ledger(kg, msgspec.structs.replace(wanted, agency=a)) for a in agencies}
    return dict(sorted(((n, rows) for n, rows in sheets.items() if rows), key=lambda item: (-len(item[1]), item[0])))


def _has(kg: KnowledgeGraph, task: str, wanted: Filter) -> bool:
    roles = [ROLES[wanted.role]] if wanted.role else list(kg.ontology.roles)
    return any(fact.subject == wanted.agency for role in roles for fact in kg.into(task, role))


def write_ledger(
    rows: list[list[str]], path: Path, sheets: dict[str, list[list[str]]] | None = None, whose: str = ""
) -> Path:
    """Write `.xlsx` in the form that is circulated (A4 across, title, head on every page, days as days) or `.csv`.

    `sheets` are further sheets by the name of their agency; a CSV (UTF-8 with mark) holds one table and takes none.
    `whose` is put before 任务台账 in the title.

    Raises:
        OptionError: the file's ending is neither.
    """
    form = form_of({_ALL: whose, **{name: name for name in sheets or {}}})
    return write_sheets(path, TITLE, COLUMNS, {_ALL: rows, **(sheets or {})}, form)


def form_of(whose: dict[str, str]) -> Form:
    """The form of a ledger's sheets: whose tasks each holds, by its name; deadlines as days, states from a list."""
    titles = {sheet: f"{name}{TITLE}" for sheet, name in whose.items()}
    return Form(titles, ("完成时限",), {"完成情况": _STATES})


TITLE = "任务台账"
_ALL = "台账"
