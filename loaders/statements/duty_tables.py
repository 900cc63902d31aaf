"""Duties printed as tables: `成员单位 | 主要职责`."""

from __future__ import annotations

import regex

from zhize.graph.language.lists import split_names
from zhize.graph.language.subjects import may_be_name
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.tables import Row, rows_under

_NAMES = regex.compile(
    r"^(?:成员|责任|有关|相关|组成|参加|牵头|内设|下属|直属)?(?:单位|部门|机构|处室|科室|股室|部室)(?:名称)?$|^(?:单位|部门)（?(?:部门|单位)）?$"
)
_DUTIES = regex.compile(r"职责|职能|分工")


def duty_tables(scope: Scope) -> Claims:
    r"""Duties of tables whose head names a column of bodies and one of 职责; one duty per row.

    Example: `成员单位\t职责` over `区水利局\t负责水工程调度。`.
    """
    found, ids = Claims(), Ids(scope.id)
    for section in scope.sections:
        for row, columns in rows_under(section.blocks, _columns):
            if max(columns) < len(row.cells):
                _row(scope, section, row, columns, found, ids)
    return found


def _columns(cells: list[str]) -> tuple[int, int] | None:
    bare = [cell.replace(" ", "") for cell in cells]
    names = next((i for i, cell in enumerate(bare) if _NAMES.match(cell)), None)
    duty = next((i for i, cell in enumerate(bare) if len(cell) <= 12 and _DUTIES.search(cell)), None)
    return (names, duty) if names is not None and duty is not None and names != duty else None


def _row(scope: Scope, section: Section, row: Row, columns: tuple[int, int], found: Claims, ids: Ids) -> None:
    printed, text = row.cells[columns[0]].replace(" ", ""), row.cells[columns[1]].replace(" ", "")
    names, _ = split_names(printed)
    if not names or len(text) < 4:
        return
    if not all(n.collective or may_be_name(n.printed) for n in names):
        found.doubt("name-shape", printed, "职责表中的名称不像机构名称，按原样保留", row.span)
    heading = section.title if section.heading else (section.path[-1] if section.path else section.part)
    duty = ids.make("duty", "table", heading, printed, text)
    for predicate, value in (("text", text), ("context", heading), ("duty_of", scope.id)):
        found.add(duty, predicate, value, row.span, "duty-table", section=section.path)
    for order, name in enumerate(names):
        found.add(name, "has_duty", duty, row.span, "duty-table", section=section.path, order=order)
