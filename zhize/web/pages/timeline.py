"""The page of time: documents by date with their terms, and the days on which tasks are due."""

from __future__ import annotations

import msgspec

from zhize.graph.model.validity import status
from zhize.graph.store.sqlite.listing import ListRow
from zhize.web.pages.parts import PER_PAGE, Pager, Ref, pager
from zhize.web.pages.tables import FilterNodes, RowFilter, tasks_page
from zhize.web.shelf import Shelf

WIDE = 600
"""Width of the drawing in its own units."""


class Bar(msgspec.Struct, frozen=True):
    """A document from its date to its end. `left`, `right` are places on the drawing, `due` those of its tasks' days."""

    document: Ref
    number: str
    date: str
    state: str
    until: str
    left: int
    right: int
    due: tuple[int, ...]


class Day(msgspec.Struct, frozen=True):
    """A day on which tasks are due."""

    day: str
    tasks: tuple[Ref, ...]
    more: int


class Tick(msgspec.Struct, frozen=True):
    """A year on the drawing and its place."""

    year: str
    at: int


class TimelinePage(msgspec.Struct, frozen=True):
    """Documents in the order of their dates, and days on which tasks are due; `today` is the newest day of the graph."""

    chosen: FilterNodes
    asked: RowFilter
    today: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now: int
    days: tuple[Day, ...]
    pager: Pager


def timeline_page(shelf: Shelf, asked: RowFilter, page: int = 1) -> TimelinePage:
    """The page of time, for an agency or a region or all.

    Raises:
        WrongParameter: a filter names nothing or several things.
    """
    kg = shelf.kg
    chosen = tasks_page(shelf, asked, 1, 1).chosen
    mine = _mine(shelf, chosen)
    if chosen.agency:
        wanted = {row.document for row in mine}
    elif chosen.region:
        wanted = shelf.region_documents(chosen.region.node)
    else:
        wanted = set(shelf.dates)
    documents = sorted((shelf.dates[d], d) for d in wanted if d in shelf.dates and shelf.files(d))
    documents.reverse()
    cut = pager(page, len(documents), PER_PAGE)
    shown = [d for _, d in documents[cut.first_row : cut.first_row + cut.size]]
    bars, ticks, now = _drawn(shelf, shown, mine)
    return TimelinePage(chosen, asked, kg.newest_day or "", bars, ticks, now, _days(mine), cut)


def _mine(shelf: Shelf, chosen: FilterNodes) -> list[ListRow]:
    rows = shelf.tasks
    if chosen.agency:
        relations = shelf.kg.ontology.roles
        theirs = {str(f.object) for r in relations for f in shelf.kg.out(chosen.agency.node, r)}
        rows = [row for row in rows if row.node in theirs]
    if chosen.region:
        documents = shelf.region_documents(chosen.region.node)
        rows = [row for row in rows if row.document in documents]
    return rows


def _drawn(shelf: Shelf, documents: list[str], tasks: list[ListRow]) -> tuple[tuple[Bar, ...], tuple[Tick, ...], int]:
    kg = shelf.kg
    today = kg.newest_day or "2000-01-01"
    due: dict[str, set[str]] = {d: set() for d in documents}
    for row in tasks:
        if row.due and row.document in due:
            due[row.document].add(row.due)
    states = {d: status(kg, d, today) for d in documents}
    starts = [kg.text(d, "date") for d in documents]
    ends = [states[d].until or today for d in documents]
    days = sorted(day for day in {*starts, *ends, today, *(x for s in due.values() for x in s)} if day)
    low, high = int(days[0][:4]), int(days[-1][:4]) + 1

    def at(day: str) -> int:
        year, month, date = (int(part) for part in day.split("-"))
        return round((year - low + (month - 1 + (date - 1) / 31) / 12) / (high - low) * WIDE)

    bars = tuple(
        Bar(
            Ref(kg.caption(d), d),
            kg.text(d, "number"),
            start,
            states[d].state,
            states[d].until or "",
            at(start),
            max(at(end), at(start) + 2),
            tuple(sorted({at(day) for day in due[d]})),
        )
        for d, start, end in zip(documents, starts, ends, strict=True)
    )
    step = max(1, (high - low) // 12)
    ticks = tuple(Tick(str(year), at(f"{year}-01-01")) for year in range(low, high + 1, step))
    return bars, ticks, at(today)


def _days(tasks: list[ListRow], most: int = 60, each: int = 8) -> tuple[Day, ...]:
    """The latest days first, with the first tasks of each."""
    by_day: dict[str, list[ListRow]] = {}
    for row in tasks:
        if row.due:
            by_day.setdefault(row.due, []).append(row)
    return tuple(
        Day(day, tuple(Ref(r.text, r.node) for r in rows[:each]), max(0, len(rows) - each))
        for day, rows in sorted(by_day.items(), reverse=True)[:most]
    )
