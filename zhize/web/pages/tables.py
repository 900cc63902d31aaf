"""The tables of tasks and of duties: filtered, sorted, page by page, and whole for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zhize.graph.model.facts import as_listed
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.listing import ListRow
from zhize.graph.views.ledger import COLUMNS, ROLES, TITLE, form_of
from zhize.web.pages.parts import PER_PAGE, Pager, Place, Ref, WrongParameter, checked_day, pager, place_of, ref
from zhize.web.sheets import Sheet
from zhize.web.shelf import Shelf

SORTS = {"print": "文件顺序", "due": "期限", "title": "事项"}


class RowFilter(msgspec.Struct, frozen=True):
    """Which rows are wanted: all that is empty does not count. `agency`, `document`, `region` are nodes or names."""

    agency: str = ""
    role: str = ""
    region: str = ""
    document: str = ""
    due_from: str = ""
    due_by: str = ""
    words: str = ""
    sort: str = "print"
    down: bool = False


class FilterNodes(msgspec.Struct, frozen=True):
    """What the filters of a list came to: the nodes that its names stand for."""

    agency: Ref | None = None
    region: Ref | None = None
    document: Ref | None = None


class Row(msgspec.Struct, frozen=True):
    """A task or duty: what it says, who does it by role, until when, where it stands."""

    node: str
    item: str
    title: str
    text: str
    doers: dict[str, tuple[Ref, ...]]
    deadline: str
    due: str
    context: str
    document: Ref
    number: str
    place: Place | None


class TablePage(msgspec.Struct, frozen=True):
    """A page of a table."""

    asked: RowFilter
    chosen: FilterNodes
    rows: tuple[Row, ...]
    pager: Pager
    roles: tuple[str, ...]


def tasks_page(shelf: Shelf, asked: RowFilter, page: int = 1, size: int = PER_PAGE) -> TablePage:
    """A page of the table of tasks.

    Raises:
        WrongParameter: a filter names nothing or several things, or is no day or role.
    """
    return _page(shelf, shelf.tasks, asked, page, size, tuple(ROLES))


def duties_page(shelf: Shelf, asked: RowFilter, page: int = 1, size: int = PER_PAGE) -> TablePage:
    """A page of the table of duties.

    Raises:
        WrongParameter: a filter names nothing or several things.
    """
    return _page(shelf, shelf.duties, msgspec.structs.replace(asked, role=""), page, size, ())


def _page(
    shelf: Shelf, rows: list[ListRow], asked: RowFilter, page: int, size: int, roles: tuple[str, ...]
) -> TablePage:
    chosen = FilterNodes(
        named(shelf, "Agency", asked.agency, "机构"),
        named(shelf, "Region", asked.region, "地区"),
        named(shelf, "Document", asked.document, "文件"),
    )
    found = _sorted(_filtered(shelf, rows, asked, chosen), asked)
    cut = pager(page, len(found), size)
    shown = tuple(row_of(shelf.kg, one) for one in found[cut.first_row : cut.first_row + cut.size])
    return TablePage(asked, chosen, shown, cut, roles)


def named(shelf: Shelf, class_id: str, text: str, label: str) -> Ref | None:
    """The node that a filter names; None where it names none.

    Raises:
        WrongParameter: there is no such node, or several.
    """
    if not text:
        return None
    prefix = shelf.kg.ontology.classes[class_id].prefix
    if text.startswith(f"{prefix}:") or (class_id == "Agency" and text.startswith(("body:", "collective:"))):
        if not shelf.has(text):
            raise WrongParameter(f"{label}“{text}”不在图谱中。")
        return ref(shelf.kg, text)
    exact, part = shelf.called(class_id, text)
    found = exact or part
    if len(found) == 1:
        return ref(shelf.kg, found[0])
    if not found:
        raise WrongParameter(f"图谱中没有叫“{text}”的{label}。")
    listed = "、".join(shelf.kg.label(node) for node in found[:8]) + ("等" if len(found) > 8 else "")
    raise WrongParameter(f"“{text}”可能是{len(found)}个{label}：{listed}。请写全称。")


def _filtered(shelf: Shelf, rows: list[ListRow], asked: RowFilter, chosen: FilterNodes) -> list[ListRow]:
    if asked.role and asked.role not in ROLES:
        raise WrongParameter(f"没有“{asked.role}”这种角色，可写{'、'.join(ROLES)}。")
    for day in (asked.due_from, asked.due_by):
        checked_day(day)
    out: Iterable[ListRow] = rows
    if chosen.agency:
        relations = [ROLES[asked.role]] if asked.role else [*ROLES.values(), "has_duty"]
        theirs = {str(f.object) for relation in relations for f in shelf.kg.out(chosen.agency.node, relation)}
        out = (row for row in out if row.node in theirs)
    elif asked.role:
        out = (row for row in out if ROLES[asked.role] in row.roles)
    if chosen.document:
        out = (row for row in out if chosen.document and row.document == chosen.document.node)
    if chosen.region:
        documents = shelf.region_documents(chosen.region.node)
        out = (row for row in out if row.document in documents)
    if asked.due_from or asked.due_by:
        out = (row for row in out if row.due and asked.due_from <= row.due <= (asked.due_by or "9"))
    for word in asked.words.split():  # one after the other: lists of a large graph are long
        out = [row for row in out if word in row.text]
    return list(out)


def _sorted(rows: list[ListRow], asked: RowFilter) -> list[ListRow]:
    if asked.sort not in SORTS:
        raise WrongParameter(f"不能按“{asked.sort}”排序，可写{'、'.join(SORTS)}。")
    if asked.sort == "due":  # what has no day stands last in either direction
        dated = sorted((r for r in rows if r.due), key=lambda r: r.due, reverse=asked.down)
        return dated + [r for r in rows if not r.due]
    if asked.sort == "title":
        return sorted(rows, key=lambda r: r.text, reverse=asked.down)
    return rows[::-1] if asked.down else rows


def row_of(kg: KnowledgeGraph, one: ListRow) -> Row:
    """The row of a task or duty."""
    source = kg.source(one.node)
    task = one.node.startswith("task:")
    relations = {r.short_role: r.id for r in kg.ontology.roles.values()} if task else {"承担": "has_duty"}
    doers = {}
    for word, relation in relations.items():
        facts = as_listed(kg.into(one.node, relation))
        doers[word] = tuple(dict.fromkeys(Ref(f.printed or kg.caption(f.subject), f.subject) for f in facts))
    return Row(
        one.node,
        kg.text(one.node, "item"),
        kg.text(one.node, "title"),
        kg.text(one.node, "text"),
        doers,
        kg.text(one.node, "deadline"),
        kg.text(one.node, "due"),
        kg.text(one.node, "context") or " / ".join(source.section if source else ()),
        Ref(kg.caption(one.document), one.document),
        kg.text(one.document, "number"),
        place_of(source),
    )


_DUTIES = (("序号", 8), ("职责", 60), ("承担", 24), ("所在", 30), ("文件", 36), ("文号", 20), ("出处", 34))
"""The columns of a download of duties."""
LONGEST_SHEET = 20_000
"""Rows of a download at most."""


def sheet(name: str, page: TablePage) -> Sheet:
    """The table of tasks or duties as a download, that of tasks as the ledger that is circulated; every cell is text."""
    rows = []
    for number, row in enumerate(page.rows, 1):
        doers = ["、".join(r.text for r in refs) for refs in row.doers.values()]
        place = f"{row.place.file} 第{row.place.line}行" if row.place else ""
        if name == "tasks":
            document = f"《{row.document.text}》"
            rows.append(
                [
                    str(number),
                    row.title,
                    row.text or row.title,
                    *doers,
                    row.due or row.deadline,
                    *("", ""),  # what whoever reports fills in
                    f"时限原文：{row.deadline}" if row.due else "",
                    row.number or document,
                    " / ".join(part for part in (row.context, row.item) if part),
                    f"{document} {place}" if row.number else place,
                ]
            )
        else:
            rows.append([str(number), row.text, *doers, row.context, row.document.text, row.number, place])
    if name == "tasks":
        return Sheet(COLUMNS, rows, TITLE, form_of({TITLE: ""}))
    return Sheet(_DUTIES, rows)
