"""This module tells whether a document is in force on a day: repealed, expired, extended, or not yet begun."""

from __future__ import annotations

from typing import Literal

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph

State = Literal["有效", "已废止", "已失效", "尚未施行", "未写明"]


class Status(msgspec.Struct, frozen=True):
    """The state of a document on a day, since when, by which document, and the fact that says so.

    `until` is its last day as far as the graph knows. `未写明` means that no document says anything of it.
    """

    state: State
    since: str | None = None
    until: str | None = None
    by: str | None = None
    fact: Fact | None = None


FAR = "9999-12-31"
"""A day after all days: where no end is known."""


def day_of(kg: KnowledgeGraph, given: str | None) -> str:
    """Return the day (ISO) on which documents are judged: the one given, else the newest that the graph knows."""
    return given or kg.newest_day or FAR


def status(kg: KnowledgeGraph, document: str, on: str | None = None) -> Status:
    """Tell the state of a document on a day (ISO), by default on the newest day that the graph knows.

    A repeal counts from the day the repealing document is in force. Of several last days the one stated by the
    newest document counts: an extension overrides the term first set.
    """
    day = day_of(kg, on)
    for fact in kg.into(document, "repeals"):
        since = kg.text(fact.document, "in_force_from") or kg.text(fact.document, "date")
        if since <= day:
            return Status("已废止", since or None, None, fact.document, fact)
    last = last_day(kg, document, day)
    if last and str(last.object) < day:
        by = last.document if last.document != document else None
        return Status("已失效", None, str(last.object), by, last)
    until = str(last.object) if last else None
    start = kg.properties.get(document, {}).get("in_force_from", [])
    if start and str(start[0].object) > day:
        return Status("尚未施行", str(start[0].object), until, None, start[0])
    kept = [f for f in kg.into(document, "continues") if kg.text(f.document, "date") <= day]
    if kept:
        return Status("有效", None, until, kept[-1].document, kept[-1])
    said = last or (start[0] if start else None)
    return Status("有效" if said else "未写明", str(start[0].object) if start else None, until, None, said)


def last_day(kg: KnowledgeGraph, document: str, day: str) -> Fact | None:
    """Return the fact that sets the last day; of several the newest document up to the day states it."""
    properties = kg.properties.get(document, {})
    said = [*properties.get("valid_until", []), *properties.get("extended_until", [])]
    known = [fact for fact in said if fact.document == document or kg.text(fact.document, "date") <= day]
    return max(known, key=lambda f: (kg.text(f.document, "date"), str(f.object)), default=None)
