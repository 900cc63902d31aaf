"""What reforms made of departments: from an old name to today's body, with the reform as the reason."""

from __future__ import annotations

from functools import cache

from zhize.errors import SchemaError
from zhize.graph.language.lexicon import Reform, lexicon, plain
from zhize.graph.language.vocabulary import load
from zhize.messages import Sentence, later


@cache
def reforms() -> tuple[Reform, ...]:
    """The reforms of changes.yaml, checked against the departments.

    Raises:
        SchemaError: a reform names a department that is not declared.
    """
    found: tuple[Reform, ...] = load("changes.yaml", tuple[Reform, ...])
    known = lexicon().departments
    for reform in found:
        for end in (reform.old, reform.new):
            if end not in known:
                raise SchemaError(
                    "graph/language/lexicon/changes.yaml: {end} is no department of departments.yaml.", end=end
                )
        if (reform.old == reform.new) != bool(reform.forms):
            raise SchemaError(
                "graph/language/lexicon/changes.yaml: {old} needs `forms` where old and new are one, and only there.",
                old=reform.old,
            )
    return found


def successors(core: str, level: str = "") -> tuple[Reform, ...]:
    """The reforms that lead from a department to what it is today, step by step, the main line first.

    `level` leaves out reforms of other levels. Example: `poverty_relief` -> to rural_revitalisation in 2021, from there
    to agriculture in 2023.
    """
    return next(iter(heirs(core, level)), ())


def heirs(core: str, level: str = "") -> tuple[tuple[Reform, ...], ...]:
    """Every line of reforms that leads from a department to another, the main line to its end first.

    Example: `prices` -> (to development_reform), (to market, part of the work).
    """
    ends: list[tuple[Reform, ...]] = []
    steps = _steps(core, level, ())
    for first in steps:
        line: tuple[Reform, ...] = (first,)
        while more := _steps(line[-1].new, level, line):
            line = (*line, more[0])
        ends.append(line)
    return tuple(ends)


def _steps(core: str, level: str, done: tuple[Reform, ...]) -> list[Reform]:
    """Reforms of a department after those done, whole departments before parts of their work."""
    seen = {core for step in done for core in (step.old, step.new)}
    found = [
        r
        for r in reforms()
        if r.old == core
        and not r.forms
        and r.new not in seen
        and (not level or not r.levels or level in r.levels)
        and (not done or r.year >= done[-1].year)
    ]
    return sorted(found, key=lambda r: (r.kind in ("transferred", "under"), r.year))


_TOLD = {
    "merged": later("{year}年机构改革：{old}并入{new}"),
    "renamed": later("{year}年机构改革：{old}更名为{new}"),
    "transferred": later("{year}年机构改革：{old}职责划转{new}"),
    "under": later("{old}由{new}部门管"),
}


def told(line: tuple[Reform, ...]) -> tuple[Sentence, ...]:
    """The steps of a line of reforms in words: `2018年机构改革：安全生产监督管理并入应急管理`."""
    names = lexicon().departments
    return tuple(
        Sentence(_TOLD[r.kind], {"year": r.year, "old": names[r.old].core, "new": names[r.new].core}) for r in line
    )


def renamed(core: str, part: str) -> tuple[Sentence, ...]:
    """How a department got its name of today, where a part of a printed name (环保) is one that it had before."""
    return tuple(
        Sentence(
            "{year}年机构改革：{old}改为{new}", {"year": r.year, "old": part, "new": lexicon().departments[core].core}
        )
        for r in reforms()
        if r.old == core and r.new == core and plain(part) in r.forms
    )
