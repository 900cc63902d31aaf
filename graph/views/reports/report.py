"""The report on an agency, a body, a document or a region, made of what the graph says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from zhize.errors import OptionError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.cards import OVERVIEW, Card, card, line_text
from zhize.graph.views.pictures.agency_chart import agency_chart
from zhize.graph.views.pictures.diagram import Diagram
from zhize.graph.views.pictures.orgchart import body_view
from zhize.graph.views.reports.content import Cell, Part, Report, Sources, title_and_number
from zhize.graph.views.reports.lists import DUTY_LIST, TASK_LIST, duty_list, seat_table, task_list

SUBJECTS = {"agency": "Agency", "body": "Body", "document": "Document", "region": "Region"}
"""What a report may be on, with the class of its node."""

_CHARTS = 3
"""Organisation charts of a report at most."""
_LEAST = 3
"""Boxes beside the body itself from which on a chart says more than the table."""
_TABLED = ("has_duty", "seat_in", "within_body", "task_of", "duty_of")
"""Relations that the tables show, beside the roles of tasks and the seats of bodies."""


def report(kg: KnowledgeGraph, node: str) -> Report:
    """The report on a node: 概况, 职责清单, 任务清单, what else is known, at last 组织结构; each line with its note.

    Charts come behind all that is read line by line: each needs much of a page, and would leave that before it half empty.

    Raises:
        OptionError: the node is of another class.
    """
    makers: dict[str, Callable[[KnowledgeGraph, str, Sources], Iterable[Part]]] = {
        "Agency": _of_agency,
        "Body": _of_body,
        "Document": _of_document,
        "Region": _of_region,
    }
    class_id = kg.ontology.class_of(node).id
    if class_id not in makers:
        raise OptionError(
            "There is no report on {label}. Name an agency, a body, a document or a region.", label=kg.label(node)
        )
    sources = Sources(kg)
    parts = tuple(part for part in makers[class_id](kg, node, sources) if _has_content(part))
    title = f"《{kg.label(node)}》职责任务清单" if class_id == "Document" else f"{kg.label(node)}职责任务清单"
    return Report(title, _summary(parts, sources), parts, tuple(sources.notes))


def _has_content(part: Part) -> bool:
    return bool(part.paragraphs or part.chart or (part.table and part.table.rows))


def _summary(parts: tuple[Part, ...], sources: Sources) -> str:
    counts = [f"{part.title}{rows}项" for part in parts if part.title in _COUNTED and (rows := _rows(part))]
    places = f"共引原文{len(sources.notes)}处，编号见文后出处。"
    return f"{'，'.join(counts)}；{places}" if counts else places


_COUNTED = (DUTY_LIST, TASK_LIST)


def _rows(part: Part) -> int:
    return sum(len(row) > 1 for row in part.table.rows) if part.table else 0


# -- parts that several reports have


def _overview(shown: Card, sources: Sources) -> Part:
    """What a card says first; lines one after another that rest on one place have its note behind the last."""
    lines = [line for part in shown.parts if part.title == OVERVIEW for line in part.lines]
    cells = [sources.cell(line_text(line), line.fact) for line in lines]
    after = [cell.note for cell in cells[1:]]
    shown_notes = [None if cell.note == then else cell.note for cell, then in zip(cells, [*after, None], strict=True)]
    return Part(OVERVIEW, tuple(Cell(cell.text, note) for cell, note in zip(cells, shown_notes, strict=True)))


def _rest(kg: KnowledgeGraph, shown: Card, sources: Sources, *told: str) -> Iterator[Part]:
    """The parts of a card that no table shows, without those of the relations that are told elsewhere."""
    seats = (relation.id for relation in kg.ontology.of_kind("seat"))
    tabled = {*_TABLED, *told, *kg.ontology.roles, *seats}
    for part in shown.parts:
        facts = [line.fact for line in part.lines if line.fact]
        if part.title != OVERVIEW and not (facts and facts[0].predicate in tabled):
            yield Part(part.title, tuple(sources.cell(line_text(line), line.fact) for line in part.lines))


def _tasks_of(kg: KnowledgeGraph, agency: str) -> dict[str, list[str]]:
    """The tasks of an agency or body by its role."""
    work = {
        r.title: list(dict.fromkeys(str(f.object) for f in kg.out(agency, r.id))) for r in kg.ontology.roles.values()
    }
    return {title: tasks for title, tasks in work.items() if tasks}


def _duties_of(kg: KnowledgeGraph, agency: str) -> dict[str, list[str]]:
    """The duties of an agency by the plan or document that gives them."""
    plans: dict[str, list[str]] = {}
    for fact in kg.out(agency, "has_duty"):
        plan = kg.text(str(fact.object), "context") or kg.text(fact.document, "title")
        plans.setdefault(plan, []).append(str(fact.object))
    return {plan: list(dict.fromkeys(duties)) for plan, duties in plans.items()}


def _work(kg: KnowledgeGraph, node: str, sources: Sources) -> Iterator[Part]:
    yield duty_list(kg, _duties_of(kg, node), sources)
    yield task_list(kg, _tasks_of(kg, node), sources)


def _chart(kg: KnowledgeGraph, body: str) -> Part:
    diagram = body_view(kg, body)
    title = f"组织结构图：{kg.label(body)}"
    return Part(title, chart=_untitled(diagram), wide=True) if len(diagram.nodes) > _LEAST else Part(title)


def _untitled(diagram: Diagram) -> Diagram:
    """A chart without its title, which the heading above it says."""
    return msgspec.structs.replace(diagram, title="")


def _below(kg: KnowledgeGraph, body: str) -> list[str]:
    """A body and what is within it, from top to bottom."""
    found, stack = list[str](), [body]
    while stack:
        one = stack.pop()
        if one not in found:
            found.append(one)
            stack += [f.subject for f in reversed(kg.into(one, "within_body"))]
    return found


# -- the reports


def _of_agency(kg: KnowledgeGraph, agency: str, sources: Sources) -> Iterator[Part]:
    shown = card(kg, agency)
    yield _overview(shown, sources)
    yield from _work(kg, agency, sources)
    sits: list[Cell] = []
    for relation in kg.ontology.of_kind("seat"):
        for fact in kg.into(agency, relation.id):
            words = f"{relation.inverse_title}：{kg.label(fact.subject)}"
            sits.append(sources.cell(words, fact))
    yield Part("参加的议事协调机构", tuple(dict.fromkeys(sits)))
    yield from _rest(kg, shown, sources)
    place = agency_chart(kg, agency)
    if place.frames:
        yield Part(f"组织关系图：{kg.caption(agency)}", chart=_untitled(place), wide=True)


def _of_body(kg: KnowledgeGraph, body: str, sources: Sources) -> Iterator[Part]:
    shown = card(kg, body)
    yield _overview(shown, sources)
    yield Part("组成", table=seat_table(kg, _below(kg, body), sources))
    members = {f.object: None for part in _below(kg, body) for f in kg.out(part, "member")}
    duties = {
        kg.label(one): mine for one in (*_below(kg, body), *map(str, members)) if (mine := _plan_duties(kg, one, body))
    }
    yield duty_list(kg, duties, sources)
    yield task_list(kg, _tasks_of(kg, body), sources)
    yield from _rest(kg, shown, sources)
    yield _chart(kg, body)


def _plan_duties(kg: KnowledgeGraph, holder: str, body: str) -> list[str]:
    """The duties of a member of a body that the documents of the body give it."""
    papers = {str(f.object) for f in kg.out(body, "body_of")}
    return list(dict.fromkeys(str(f.object) for f in kg.out(holder, "has_duty") if f.document in papers))


def _of_document(kg: KnowledgeGraph, document: str, sources: Sources) -> Iterator[Part]:
    shown = card(kg, document)
    yield _overview(shown, sources)
    tasks = list(dict.fromkeys(f.subject for f in kg.into(document, "task_of")))
    yield task_list(kg, {"": tasks} if tasks else {}, sources)
    holders: dict[str, list[str]] = {}
    for fact in kg.into(document, "duty_of"):
        who = kg.into(fact.subject, "has_duty")
        name = "、".join(dict.fromkeys(f.printed or kg.caption(f.subject) for f in who)) or "（未写明承担者）"
        holders.setdefault(name, []).append(fact.subject)
    yield duty_list(kg, holders, sources)
    bodies = list(dict.fromkeys(f.subject for f in kg.into(document, "body_of")))
    yield Part("议事协调机构", table=seat_table(kg, bodies, sources))
    yield from _rest(kg, shown, sources, "body_of")
    tops = [b for b in bodies if not kg.out(b, "within_body")]
    for body in tops[:_CHARTS]:
        yield _chart(kg, body)


def _of_region(kg: KnowledgeGraph, region: str, sources: Sources) -> Iterator[Part]:
    yield _overview(card(kg, region), sources)
    documents = [f.subject for f in kg.into(region, "relevant_for")]
    documents = sorted(dict.fromkeys(documents), key=lambda d: (kg.text(d, "date"), d))
    lines = []
    for document in documents:
        number, date = kg.text(document, "number"), kg.text(document, "date")
        known = "，".join(word for word in (number, date) if word)
        words = f"《{kg.text(document, 'title')}》" + (f"（{known}）" if known else "")
        lines.append(sources.cell(words, kg.source(document)))
    yield Part("文件", tuple(lines))
    agencies = sorted({f.subject for f in kg.into(region, "jurisdiction") if f.subject.startswith("agency:")})
    facts = [fact for agency in agencies for fact in kg.out(agency, "has_duty")]
    facts.sort(key=lambda f: (kg.text(f.document, "date"), f.document, f.evidence.file, f.evidence.start, f.subject))
    duties: dict[str, list[str]] = {}
    for fact in facts:
        mine = duties.setdefault(kg.caption(fact.subject), [])
        if fact.object not in mine:
            mine.append(str(fact.object))
    yield duty_list(kg, duties, sources)
    tasks = {}
    for document in documents:
        own = list(dict.fromkeys(f.subject for f in kg.into(document, "task_of")))
        if own:
            tasks[title_and_number(kg, document)] = own
    yield task_list(kg, tasks, sources, by_paper=True)
    bodies = [f.subject for f in kg.into(region, "jurisdiction") if f.subject.startswith("body:")]
    yield Part("议事协调机构", table=seat_table(kg, list(dict.fromkeys(bodies)), sources))
