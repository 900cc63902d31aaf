"""What is due: tasks past their day, due within some days, later, and without a day; counted from a day that is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views import tables
from zhize.graph.views.ledger import Filter, chosen


class Due(msgspec.Struct, frozen=True):
    """A task: who does it by role, its deadline as printed, the last day of that, and how many days are left.

    `day` and `days` are None where no day follows from the text; `days` is negative where the day is past.
    """

    task: str
    title: str
    doers: dict[str, tuple[str, ...]]
    deadline: str
    day: date | None
    days: int | None
    number: str
    document: str
    file: str
    line: int


class DueList(msgspec.Struct, frozen=True):
    """Tasks by when they are due, seen from the day `on`; each list begins with the earliest."""

    on: date
    within: int
    overdue: tuple[Due, ...]
    soon: tuple[Due, ...]
    later: tuple[Due, ...]
    undated: tuple[Due, ...]


def due_list(kg: KnowledgeGraph, on: date, within: int = 30, wanted: Filter = Filter()) -> DueList:  # noqa: B008 - a frozen struct
    """The tasks by when they are due: before `on`, up to `within` days after it, later, or on no certain day.

    Raises:
        OptionError: the role of the filter is no role.
    """
    every = [_due(kg, row, on) for row in chosen(kg, wanted)]
    dated = sorted((due for due in every if due.day), key=lambda due: due.day or on)
    last = on + timedelta(days=within)
    return DueList(
        on,
        within,
        _between(dated, None, on - timedelta(days=1)),
        _between(dated, on, last),
        _between(dated, last + timedelta(days=1), None),
        tuple(due for due in every if due.day is None),
    )


def _between(dated: Iterable[Due], first: date | None, last: date | None) -> tuple[Due, ...]:
    return tuple(
        due for due in dated if due.day and (first is None or due.day >= first) and (last is None or due.day <= last)
    )


def _due(kg: KnowledgeGraph, row: tables.Row, on: date) -> Due:
    day = date.fromisoformat(row["due"]) if row["due"] else None
    return Due(
        row["id"],
        row["title"],
        {relation.short_role: tuple(row[str(relation.column)]) for relation in kg.ontology.roles.values()},
        row["deadline"] or "",
        day,
        (day - on).days if day else None,
        row["number"] or "",
        row["document"],
        row["source"]["file"],
        row["source"]["line"],
    )
