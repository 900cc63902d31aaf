"""Duties printed as tables: `成员单位 | 主要职责`."""

from __future__ import annotations

import msgspec

from zhize.graph.language.columns import read_head
from zhize.graph.language.doers import may_be_name
from zhize.graph.language.issues import reason_of
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.tables import Row, read_row

_NAMES = ("agency", "members", "responsible_for", "leads")
"""Slots of columns.yaml whose cells may be names of bodies, beside a column of their duties."""
_WORK = ("duty", "content", "title")
_TASKS = ("leads", "supports", "responsible_for")
SHORTEST = 4
LONGEST_HEAD = 12
CERTAIN = 0.6
"""A column is one of bodies when so large a share of its filled cells, and at least three, names real bodies."""


class _Columns(msgspec.Struct, frozen=True):
    """Which column names the bodies and which says what they do; `known` tells that the head says so."""

    names: int
    duty: int
    known: bool


def duty_tables(scope: Scope) -> Claims:
    r"""Duties of tables with a column of bodies and one of what they do; one duty per row.

    The head names the columns, or the cells of a column are bodies. An empty cell of a body goes on with the one above.
    Example: `成员单位\t职责` over `区水利局\t负责水工程调度。`.
    """
    claims, ids = Claims(), Ids(scope.id)
    for section in scope.sections:
        for table in _tables(section.blocks):
            _read(scope, section, table, claims, ids)
    return claims


def _tables(blocks: list[Block]) -> list[list[Row]]:
    """The tables of a section, each as its rows."""
    out: list[list[Row]] = []
    above: Row | None = None
    for block in blocks:
        if not block.table:
            above = None
            continue
        row = read_row(block, above)
        if above is None:
            out.append([])
        out[-1].append(row)
        above = row
    return out


def _read(scope: Scope, section: Section, rows: list[Row], claims: Claims, ids: Ids) -> None:
    columns: _Columns | None = None
    holder = ""
    for i, row in enumerate(rows):
        found = _columns(row.cells, rows[i + 1 :])
        if found is not None:
            columns, holder = found, ""
            continue
        if columns is None or max(columns.names, columns.duty) >= len(row.cells):
            continue
        holder = row.cells[columns.names].replace(" ", "") or holder
        text = row.cells[columns.duty].replace(" ", "")
        if holder and len(text) >= SHORTEST:
            _claim(scope, section, row, holder, text, columns, claims, ids)


def _columns(cells: list[str], below: list[Row]) -> _Columns | None:
    """The columns of a row that is a head: the words of its cells are those of columns.yaml."""
    if any(len(cell.replace(" ", "")) > LONGEST_HEAD for cell in cells):
        return None
    slots = read_head(cells)
    names = next((slots[slot][0] for slot in _NAMES if slot in slots), None)
    if names is not None and "duty" in slots:
        return _Columns(names, slots["duty"][0], known=True)
    work = next((slots[slot][0] for slot in _WORK if slot in slots), None)
    if work is None or any(slot in slots for slot in _TASKS):
        return None
    bodies = _column_of_bodies(below, len(cells))
    return _Columns(bodies, work, known=False) if bodies is not None and bodies != work else None


def _column_of_bodies(rows: list[Row], width: int) -> int | None:
    """The column whose cells are names of real bodies."""
    for column in range(width):
        cells = [row.cells[column].replace(" ", "") for row in rows if column < len(row.cells)]
        filled = [cell for cell in cells if cell]
        bodies = [cell for cell in filled if _all_bodies(split_names(cell)[0])]
        if len(bodies) >= 3 and len(bodies) >= CERTAIN * len(filled):
            return column
    return None


def _all_bodies(names: list[Mention]) -> bool:
    return bool(names) and all(map(_is_body, names))


def _is_body(name: Mention) -> bool:
    return is_agency(name.reading) or is_collective(name.printed)


def _claim(
    scope: Scope, section: Section, row: Row, holder: str, text: str, columns: _Columns, claims: Claims, ids: Ids
) -> None:
    names, _ = split_names(holder)
    if not names or (not columns.known and not all(map(_is_body, names))):
        return
    if not all(n.collective or may_be_name(n.printed) for n in names):
        claims.doubt("name-shape", holder, reason_of("row-name-shape"), row.span)
    heading = section.title if section.heading else (section.path[-1] if section.path else section.part)
    duty = ids.make("duty", "table", heading, holder, text)
    for predicate, value in (("text", text), ("context", heading), ("duty_of", scope.id)):
        claims.add(duty, predicate, value, row.span, "duty-table", section=section.path)
    for order, name in enumerate(names):
        claims.add(name, "has_duty", duty, row.span, "duty-table", section=section.path, order=order)
