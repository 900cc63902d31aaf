"""Tasks of tables: a column says what is to be done, others by whom and by when."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from zhize.graph.language.columns import read_head
from zhize.graph.language.deadlines import Deadline
from zhize.graph.language.issues import reason_of
from zhize.graph.language.marks import Assignee, parse_mark
from zhize.graph.language.roles import LEAD, RESPONSIBLE, SUPPORT
from zhize.graph.language.sentences import first_clause
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import CN_DIGITS
from zhize.loaders.statements.task import Task, add_task
from zhize.loaders.tables import Row, rows_under

Columns = dict[str, tuple[int, ...]]
_GIVEN = (LEAD, SUPPORT, RESPONSIBLE)
_NUMBER = regex.compile(
    rf"^(?P<item>\d{{1,3}}|[{CN_DIGITS}]{{1,3}}(?=[.、．])|（[{CN_DIGITS}\d]{{1,3}}）)[.、．]?(?=\D)"
)


class _Entry(msgspec.Struct, frozen=True):
    """A row of a table of tasks with its columns and the headings that rows across the table set."""

    row: Row
    columns: Columns
    path: tuple[str, ...]


def table_tasks(scope: Scope, section: Section, known: set[str], ids: Ids, found: Claims) -> None:
    r"""Add the tasks of the tables of a section, one per row; a title in `known` only repeats a task of the text.

    Reads heads such as `序号\t重点任务\t工作内容\t牵头单位\t配合单位\t完成时限`. A row with a single cell is a heading over the
    rows after it, and so is a cell that is merged over several rows beside their contents.
    """
    entries = list(_entries(section))
    for n, entry in enumerate(entries):
        following = entries[n + 1].row if n + 1 < len(entries) else None
        _row(scope, section, entry, following, known, ids, found)


def _entries(section: Section) -> Iterator[_Entry]:
    across: tuple[str, ...] = ()
    for row, columns in rows_under(section.blocks, _head):
        filled = [cell for cell in row.cells if cell]
        if len(filled) == 1 and len(row.cells) > 1 and not row.merged:
            across = (filled[0].replace(" ", ""),)
        else:
            yield _Entry(row, columns, across)


def _head(cells: list[str]) -> Columns | None:
    """The columns of a row that is the head of a table of tasks."""
    columns = read_head(cells)
    says_what = "title" in columns or "content" in columns
    if not says_what or not any(role in columns for role in _GIVEN):
        return None
    if "group" in columns or ("agency" in columns and "duty" in columns):
        return None  # a table of working groups or of duties
    return columns


def _row(
    scope: Scope, section: Section, entry: _Entry, following: Row | None, known: set[str], ids: Ids, found: Claims
) -> None:
    row, columns = entry.row, entry.columns
    what = [_joined(row, (i,)) for i in (*columns.get("title", ()), *columns.get("content", ()))]
    what = [text for text in dict.fromkeys(what) if text]
    path = (*_path(section), *entry.path)
    if len(what) > 1 and _over_several(row, following, columns):
        path, what = (*path, what[0]), what[1:]
    if not what:
        return
    number = _NUMBER.match(what[0]) if "item" not in columns else None
    title = first_clause(what[0][number.end() :] if number else what[0])
    if not title or title in known:
        return
    names = _names(row, columns)
    mark = "；".join(text for role in _GIVEN if (text := _joined(row, columns.get(role, ()), "、")))
    if not names:
        if mark:
            found.doubt("mark-names-nobody", "　".join(row.cells), reason_of("row-names-nobody"), row.span)
        return
    moment = _joined(row, columns.get("deadline", ()))
    item = _joined(row, columns.get("item", ())) or (number["item"] if number else "")
    task = Task(
        title,
        "：".join(what),
        item,
        mark,
        names,
        path,
        row.span,
        row.span,
        "table",
        Deadline(moment, *row.span) if moment else None,
    )
    add_task(scope, ids, found, task)


def _over_several(row: Row, following: Row | None, columns: Columns) -> bool:
    """Whether the first column of what is to be done is merged with the row above or below."""
    first = min(columns.get("title", columns.get("content", ())))
    return first in row.merged or (following is not None and first in following.merged)


def _path(section: Section) -> tuple[str, ...]:
    inside = section.title and section.style not in ("title", "signature")
    return (*section.path, section.label) if inside else section.path


def _joined(row: Row, columns: tuple[int, ...], glue: str = "") -> str:
    """The cells of some columns without the blanks that lines in a cell leave."""
    return glue.join(row.cells[i].replace(" ", "") for i in columns if i < len(row.cells) and row.cells[i])


def _names(row: Row, columns: Columns) -> tuple[Assignee, ...]:
    """Who does it: the names of the columns of roles; a verb in a cell (`区水利局牵头`) has the last word."""
    out: list[Assignee] = []
    for role in _GIVEN:
        for i in columns.get(role, ()):
            cell = row.cells[i] if i < len(row.cells) else ""
            for assigned in parse_mark(cell).names if cell else ():
                given = role if assigned.role == RESPONSIBLE else assigned.role
                out.append(msgspec.structs.replace(assigned, role=given))
    return tuple(dict.fromkeys(out))
