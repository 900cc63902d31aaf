"""Agencies that a reform has ended: from some day on they are no more, and what papers in force gave them to do is their heir's."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from zhize.graph.language.reforms import reforms
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph

LAG = 1
"""Years that places took to follow a reform of the centre."""
_WHOLE = ("merged", "renamed")
"""Reforms that ended a department; of one that only gave work away, the department lives on."""


class Ended(msgspec.Struct, frozen=True):
    """An agency that a reform had ended: the year of the reform, and who took over, where the graph holds it."""

    year: int
    heir: str | None


def ended(kg: KnowledgeGraph, day: str) -> dict[str, Ended]:
    """The agencies that reforms had ended by a day (ISO), with their heirs in the same place.

    A reform of 2018 counts from 2020 on: places followed it within a year. An agency that a later paper names lives on
    there. Example: 青石区安全生产监督管理局 on a day of 2021 -> 2018, 青石区应急管理局.
    """
    places: dict[tuple[str, str], str] = {}
    for node in kg.nodes("Agency"):
        for fact in kg.out(node, "jurisdiction"):
            places[str(fact.object), kg.text(node, "core")] = node
    found: dict[str, Ended] = {}
    for (region, core), node in places.items():
        for reform in reforms():
            if reform.old != core or reform.forms or reform.kind not in _WHOLE or int(day[:4]) <= reform.year + LAG:
                continue
            if reform.levels and kg.text(node, "level") not in reform.levels:
                continue
            if not _named_after(kg, node, reform.year + LAG, day):
                found[node] = Ended(reform.year, places.get((region, reform.new)))
                break
    return found


def _named_after(kg: KnowledgeGraph, node: str, year: int, day: str) -> bool:
    """Whether a paper of after a year, and not after a day, names an agency."""
    said = [f for r in kg.ontology.relations for f in (*kg.out(node, r), *kg.into(node, r))]
    dates = (kg.text(f.document, "date") for f in said if f.printed)
    return any(date[:4] > str(year) and date <= day for date in dates)


def carried(facts: list[Fact], gone: dict[str, Ended]) -> list[Fact]:
    """Facts with the heirs of ended agencies in their place; the printed name stays. What then says the same twice is said once."""
    seen: dict[tuple[str, str, object, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        subject, value = _heir(fact.subject, gone), _heir(str(fact.object), gone)
        if (subject, value) != (fact.subject, str(fact.object)):
            fact = msgspec.structs.replace(fact, subject=subject, object=value)
            if seen[subject, fact.predicate, value, fact.document]:
                continue
        seen[subject, fact.predicate, fact.object, fact.document].append(fact)
    return [fact for same in seen.values() for fact in same]


def _heir(node: str, gone: dict[str, Ended]) -> str:
    while (end := gone.get(node)) is not None and end.heir is not None:
        node = end.heir
    return node
