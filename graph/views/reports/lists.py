"""The lists of a report: duties (职责清单), tasks (任务清单), who sits in a body (组成)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from zhize.graph.model.facts import Fact, as_listed
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.reports.content import Cell, Column, Part, Sources, Table, title_and_number

DUTY_LIST, TASK_LIST = "职责清单", "任务清单"
_DUTIES = (Column("序号", 6), Column("职责", 62), Column("依据", 32))
_TASKS = (
    Column("序号", 5),
    Column("事项", 16),
    Column("任务内容", 31),
    Column("牵头单位", 10),
    Column("配合单位", 12),
    Column("责任单位", 12),
    Column("完成时限", 9),
    Column("文号", 11),
)
_SEATS = (Column("职务", 22), Column("单位、职务或人员", 78))


def duty_list(kg: KnowledgeGraph, groups: Mapping[str, Sequence[str]], sources: Sources) -> Part:
    """The duties by heading (the plan that gives them, or who has them), each with its text and document."""
    rows: list[tuple[Cell, ...]] = []
    number = 0
    for heading, duties in groups.items():
        rows.append((Cell(f"{heading}（{len(duties)}项）"),))
        for duty in duties:
            number += 1
            rows.append((Cell(str(number)), sources.cell(kg.text(duty, "text"), kg.source(duty)), _document(kg, duty)))
    papers = _documents(kg, groups)
    return _lean(Part(DUTY_LIST, _all_of(kg, papers), Table(_DUTIES, tuple(rows))), _PAPER if len(papers) == 1 else ())


def task_list(
    kg: KnowledgeGraph, groups: Mapping[str, Sequence[str]], sources: Sources, *, by_paper: bool = False
) -> Part:
    """The tasks by heading (the role, or with `by_paper` the document), each with who does it, until when, and its document."""
    rows: list[tuple[Cell, ...]] = []
    number = 0
    for heading, tasks in groups.items():
        if len(groups) > 1 or by_paper:
            rows.append((Cell(f"{heading}（{len(tasks)}项）"),))
        for task in tasks:
            number += 1
            rows.append((Cell(str(number)), *_task(kg, task, sources)))
    papers = _documents(kg, groups)
    told = by_paper or len(papers) == 1
    roles = tuple(str(relation.role) for relation in kg.ontology.roles.values())
    part = Part(TASK_LIST, () if by_paper else _all_of(kg, papers), Table(_TASKS, tuple(rows)), wide=True)
    return _lean(part, _PAPER if told else (), roles)


_PAPER = ("依据", "文号")
"""Columns of documents."""


def _documents(kg: KnowledgeGraph, groups: Mapping[str, Sequence[str]]) -> list[str]:
    """The documents of the items of a list, each once."""
    found = (kg.source(node) for nodes in groups.values() for node in nodes)
    return list(dict.fromkeys(fact.document for fact in found if fact))


def _all_of(kg: KnowledgeGraph, papers: Sequence[str]) -> tuple[Cell, ...]:
    """The line above a list of one document, which then needs no column of documents."""
    named = title_and_number(kg, papers[0]) if len(papers) == 1 else ""
    return (Cell(f"以下均出自{named}。"),) if named else ()


def _lean(part: Part, left_out: Sequence[str], where_empty: Sequence[str] = ()) -> Part:
    """The part without columns of these names, and without those of the others that no row fills."""
    table = part.table
    if table is None or not table.rows:
        return msgspec.structs.replace(part, paragraphs=())
    filled = {i for row in table.rows if len(row) > 1 for i, cell in enumerate(row) if cell.text}
    kept = [
        i
        for i, column in enumerate(table.columns)
        if column.name not in left_out and (i in filled or column.name not in where_empty)
    ]
    rows = tuple(row if len(row) == 1 else tuple(row[i] for i in kept) for row in table.rows)
    return msgspec.structs.replace(part, table=Table(tuple(table.columns[i] for i in kept), rows))


def _task(kg: KnowledgeGraph, task: str, sources: Sources) -> Iterable[Cell]:
    title, text = kg.text(task, "title"), kg.text(task, "text")
    yield sources.cell(title, kg.source(task))
    yield Cell("" if text.strip("。；") == title.strip("。；") else text)
    for role in kg.ontology.roles:
        facts = as_listed(kg.into(task, role))
        yield Cell("、".join(dict.fromkeys(f.printed or kg.caption(f.subject) for f in facts)))
    yield Cell(kg.text(task, "deadline"))
    yield _document(kg, task, short=True)


def _document(kg: KnowledgeGraph, node: str, *, short: bool = False) -> Cell:
    """The document of a duty or task: its title with its number, or (`short`) the number, else the title."""
    source = kg.source(node)
    if source is None:
        return Cell("")
    number = kg.text(source.document, "number") if short else ""
    return Cell(number or title_and_number(kg, source.document))


def seat_table(kg: KnowledgeGraph, bodies: Sequence[str], sources: Sources) -> Table:
    """Who sits in bodies: a heading per body where there are several, a row per role, as printed."""
    rows: list[tuple[Cell, ...]] = []
    for body in bodies:
        own = list(_seats(kg, body, sources))
        if own and len(bodies) > 1:
            rows.append((Cell(kg.label(body)),))
        rows += own
    return Table(_SEATS, tuple(rows))


def _seats(kg: KnowledgeGraph, body: str, sources: Sources) -> Iterable[tuple[Cell, ...]]:
    persons: dict[str, list[Fact]] = {}
    for fact in as_listed(kg.into(body, "seat_in")):
        persons.setdefault(kg.text(fact.subject, "role"), []).append(fact)
    for role, facts in persons.items():
        named = "；".join(" ".join(filter(None, (_value(kg, f, "person"), _value(kg, f, "post")))) for f in facts)
        yield Cell(role), sources.cell(named, facts[0])
    for relation in sorted(kg.ontology.of_kind("seat"), key=lambda r: r.order or 0):
        facts = as_listed(kg.out(body, relation.id))
        names = dict.fromkeys(f.printed or kg.caption(str(f.object)) for f in facts)
        if persons and relation.id in ("chief", "deputy"):
            continue  # the persons say it already
        if names:
            yield Cell(relation.title), sources.cell("、".join(names), facts[0])
    duty = kg.text(body, "duty")
    if duty:
        yield Cell("职责"), sources.cell(duty, kg.properties[body]["duty"][0])


def _value(kg: KnowledgeGraph, seat: Fact, name: str) -> str:
    return kg.text(seat.subject, name)
