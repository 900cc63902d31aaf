"""People and groups in tables: rows of rosters (role, name, post) and tables of groups (group, lead, members, duty)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec
import regex

from zhize.graph.language.bodies import head_of, is_body_name
from zhize.graph.language.people import (
    Holder,
    Role,
    holders,
    is_person,
    is_post,
    may_be_person,
    role_lexicon,
    role_of,
    unit_like,
    units_of,
)
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Span
from zhize.loaders.statements.discourse import Passage, target
from zhize.loaders.statements.member_lists import take_members
from zhize.loaders.statements.registry import Body, Registry, Seat
from zhize.loaders.tables import Row, read_row

_ROSTER = phrase("bodies", "roster")
_EXPERTS = words("bodies", "experts")[0]
_ROW_NUMBER = phrase("bodies", "row_number")


class Columns(msgspec.Struct):
    """Which column of a table holds what; a role's column is kept with its role."""

    body: int | None = None
    role: int | None = None
    person: int | None = None
    post: int | None = None
    unit: int | None = None
    duty: int | None = None
    roles: dict[int, Role] = msgspec.field(default_factory=dict)


@cache
def _kinds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, heads in role_lexicon().columns.items():
        for word in heads:
            found.setdefault(word, []).append(kind)
    return found


def _tells_role(head: str) -> bool:
    """Whether a head means the post in a body and no other: `领导小组职务`, `组内职务`, but not `职务`."""
    columns = role_lexicon().columns
    front = next((head.removesuffix(word) for word in columns["post"] if head.endswith(word) and head != word), "")
    return (head in columns["role"] and head not in columns["post"]) or head_of(front) is not None


def columns_of(cells: list[str]) -> Columns | None:
    """The columns that a head row names, None for a row that is no head of such a table.

    Example: `组别`, `牵头单位`, `成员单位`, `职责` -> body, led_by, member, duty.
    """
    found = Columns()
    heads = [regex.sub(r"[（(].*|[\s：]", "", cell) for cell in cells]
    named = any(head in role_lexicon().columns["person"] for head in heads)
    found.role = next((i for i, head in enumerate(heads) if named and _tells_role(head)), None)
    for i, head in enumerate(heads):
        role = role_of(head)
        if role is not None:
            found.roles[i] = role
            continue
        if i == found.role:
            continue
        for kind in _kinds().get(head, ()):
            if kind in ("role", "post") and not named:
                continue
            if (
                (kind == "body" and named)
                or getattr(found, kind) is not None
                or (kind == "role" and found.post is not None)
            ):
                continue
            setattr(found, kind, i)
            break
    if found.role is not None and found.post is None and found.unit is None:
        found.post, found.role = found.role, None
    staffed = found.person is not None and (found.post is not None or found.unit is not None or found.role is not None)
    grouped = found.body is not None and (len(found.roles) > 0) and len(found.roles) + (found.duty is not None) >= 1
    return found if staffed or grouped else None


class _Table(msgspec.Struct):
    """What is known of a table while its rows are read."""

    columns: Columns | None = None
    above: Row | None = None
    role: Role | None = None
    experts: bool = False
    body: Body | None = None


def body_tables(found: Iterable[Passage], registry: Registry) -> None:
    r"""Read rosters and tables of groups.

    Example: `组长\t王建国\t区长` under a heading over a body gives its chief; under `组别 牵头单位 成员单位` each row is a group.
    """
    table = _Table()
    section = -1
    for passage in found:
        if not passage.block.table:
            if passage.section.index != section and _ROSTER.search(passage.section.title):
                section = passage.section.index
                table = _Table(role=table.role, body=table.body, experts=_EXPERTS in passage.section.title)
            else:
                table = _Table()
            continue
        row = read_row(passage.block, table.above)
        table.above = row
        columns = columns_of(row.cells)
        if columns is not None:
            table = _Table(columns, row, None, False, table.body)
            continue
        if table.columns is not None and table.columns.roles:
            _group_row(passage, row, table.columns, registry)
        elif table.columns is not None and len(row.cells) > (table.columns.person or 0):
            _column_row(passage, row, table, registry)
        else:
            _roster_row(passage, row, table, registry)


def _group_row(passage: Passage, row: Row, columns: Columns, registry: Registry) -> None:
    cells = row.cells
    if columns.body is None or len(cells) <= columns.body:
        return
    name = _ROW_NUMBER.sub("", cells[columns.body])
    head = head_of(name)
    body = registry.get(name, passage.topic)
    if body is None:
        if head is None or not is_body_name(name):
            return
        owner = passage.heading or registry.main()
        body = registry.add(name, row.span, passage.section.path, parent=owner, sure=True)
    for i, role in columns.roles.items():
        if i < len(cells) and cells[i]:
            text = regex.sub(r"\s+", "、", cells[i])
            if role.relation in ("chief", "deputy", "secretary"):
                for holder in holders(text):
                    _take(body, role, holder, row.span)
            else:
                take_members(body, role, text, row.span)
    if columns.duty is not None and columns.duty < len(cells) and cells[columns.duty] and not body.duty:
        body.duty, body.spans["duty"] = cells[columns.duty], row.span


def _take(body: Body, role: Role, holder: Holder, span: Span, units: tuple[str, ...] | None = None) -> None:
    if holder.person is None and not (is_post(holder.printed) or unit_like(holder.printed)):
        return
    found = tuple(units_of(holder.post)) if units is None and holder.post else (units or ())
    body.take(Seat(role, holder.printed, span, holder.person, holder.post, found))


def _column_row(passage: Passage, row: Row, table: _Table, registry: Registry) -> None:
    """A row of a roster below a head row with 姓名."""
    columns = table.columns
    assert columns is not None

    def cell(i: int | None) -> str:
        return row.cells[i].replace(" ", "") if i is not None and i < len(row.cells) else ""

    name = cell(columns.person)
    word = cell(columns.role)
    role = role_of(word) if word else table.role
    if role is None and columns.role is None:
        role = next((r for c in row.cells if (r := role_of(c.replace(" ", "")))), None)
    table.role = role
    post = cell(columns.unit) + cell(columns.post)
    if role is None or not may_be_person(name):
        return
    body = _body(passage, role, table, registry)
    if body is not None:
        _take(body, role, Holder(name, name, post or None), row.span)


def _roster_row(passage: Passage, row: Row, table: _Table, registry: Registry) -> None:
    r"""`role\tname\tpost`; an empty role is that of the row above."""
    cells = [cell.replace(" ", "") for cell in row.cells]
    if cells and regex.fullmatch(r"\d{1,3}", cells[0]):
        cells = cells[1:]
    word = cells[0].rstrip("：:") if cells else ""
    role = role_of(word)
    if role is None and word:
        if not (table.role is not None and is_person(word) and len(cells) > 1):
            table.role = None
            return
        cells = ["", *cells]
    role = role or table.role
    if role is None:
        return
    if word and role_of(word):
        table.experts = False
    table.role = role
    if len(cells) < 2 or not cells[1]:
        return
    body = _body(passage, role, table, registry)
    if body is None:
        return
    name, post = cells[1], "".join(cells[2:])
    if may_be_person(name):
        _take(body, role, Holder(name, name, post or None), row.span, () if table.experts else None)
    elif role.relation in ("chief", "deputy", "secretary"):
        for holder in holders(name):
            _take(body, role, holder, row.span)
    else:
        take_members(body, role, name, row.span)


def _body(passage: Passage, role: Role, table: _Table, registry: Registry) -> Body | None:
    """The body of a roster: that of the rows above while its kind has the role, else what the text is about."""
    known = table.body
    if known is not None and role.kinds and role.fits(known.kind) and role.relation != "chief":
        return known
    if known is not None and not role.kinds:
        return known
    table.body = target(passage, role, 0, registry)
    return table.body
