"""Procedures as ordered steps with who acts and within which time: `（三）转办。热线在1个工作日内转办。`."""

from __future__ import annotations

import regex

from zhize.graph.language.decisions import deciders
from zhize.graph.language.doers import actors
from zhize.graph.language.limits import find_cases, find_limits, step_words
from zhize.graph.language.lists import split_names
from zhize.graph.language.phrases import phrase
from zhize.graph.language.reports import find_reports
from zhize.graph.language.sentences import first_clause
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.tables import rows_under

_PROCEDURE = phrase("events", "procedure_heading")


def procedures(scope: Scope) -> Claims:
    """Steps of procedures: the items under a heading `…流程` or `…程序`, in order.

    A step keeps every time limit its text sets, as printed. A report with a limit (`30分钟内向区政府报告`) is a step
    of the heading it stands under.
    """
    found, ids = Claims(), Ids(scope.id)
    for section in scope.sections:
        _limits_in_text(scope, section, found, ids)
        _reports(scope, section, found, ids)
    for section in scope.sections:
        _in_table(scope, section, found, ids)
        _counted(scope, section, found, ids)
        name = section.title.strip("：。")
        if not section.children or not _PROCEDURE.search(name):
            continue
        steps = [scope.sections[i] for i in section.children]
        titles = [_title(step) for step in steps]
        if len(steps) < 2 or any(not title or step.style == "条" for step, title in zip(steps, titles, strict=True)):
            continue
        for position, (step, title) in enumerate(zip(steps, titles, strict=True), 1):
            _step(scope, step, (name, title), position, found, ids)
    return found


_DAY = phrase("events", "day_or_month")
_NOTE = regex.compile(r"（(?P<note>[^（）]*)）")
_LONGEST_TITLE = 16


def _title(step: Section) -> str:
    """What a step is called: its heading without notes, or the label before its text; empty where it is called nothing.

    Example: `动员部署阶段（3月1日至15日）` -> 动员部署阶段; `受理：区政务中心当日受理` -> 受理.
    """
    if not step.heading:
        return ""
    label, colon, _ = step.title.partition("：")
    title = _NOTE.sub("", label if colon else step.title)
    return title if len(title) <= _LONGEST_TITLE else ""


def _period(step: Section) -> str:
    """The time a heading sets in a note: `动员部署阶段（3月1日至15日）` -> `3月1日至15日`."""
    note = _NOTE.search(step.title)
    return note["note"] if note and _DAY.search(note["note"]) else ""


def _step(scope: Scope, step: Section, named: tuple[str, str], position: int, found: Claims, ids: Ids) -> None:
    procedure, title = named
    blocks = [b for b in step.blocks if not b.table]
    text = "".join(b.text for b in blocks)[step.offset :]
    for index in step.children:
        blocks += scope.sections[index].blocks
        text += "".join(b.text for b in scope.sections[index].blocks)
    span = (blocks[0].start + step.offset, blocks[-1].end)
    node = ids.make("step", procedure, position, text)
    values = (
        ("title", title),
        ("text", text),
        ("procedure", procedure),
        ("position", position),
        ("step_of", scope.id),
    )
    for predicate, value in values:
        found.add(node, predicate, value, span, "procedure", section=step.path)
    for limit in dict.fromkeys((*filter(None, (_period(step),)), *find_limits(text))):
        found.add(node, "limit", limit, span, "procedure", section=step.path)
    body = text[len(title) :].lstrip("。：") if text.startswith((f"{title}：", f"{title}。", title)) else text
    for order, mention in enumerate(actors(body)):
        found.add(mention, "acts", node, span, "procedure", section=step.path, order=order)


def _limits_in_text(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """`一般事项7个工作日内办结，紧急事项2个工作日内办结`: each case with its limit, where a paragraph sets several."""
    for block in section.blocks:
        cases = [] if block.table else find_cases(block.text)
        if len(cases) < 2:
            continue
        name = section.title if section.heading and section.title else first_clause(block.text[section.offset :])
        for position, case in enumerate(cases, 1):
            span = (block.start + case.start, block.start + case.end)
            text = block.text[case.start : case.end]
            node = ids.make("step", "case", name, position, text)
            values = (
                ("title", case.what),
                ("text", text),
                ("procedure", name),
                ("position", position),
                ("limit", case.limit),
                ("step_of", scope.id),
            )
            for predicate, value in values:
                found.add(node, predicate, value, span, "procedure-case", section=section.path)
            for order, mention in enumerate(deciders(case.what)):
                found.add(mention, "acts", node, span, "procedure-case", section=section.path, order=order)


def _reports(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """`事发后30分钟内向区政府报告`: each report with its limit and who makes it."""
    position = 0
    for n, block in enumerate(section.blocks):
        for report in find_reports(block.text) if not block.table else ():
            position += 1
            at = max(report.start, section.offset if n == 0 and section.number else 0)
            span = (block.start + at, block.start + report.end)
            text = block.text[at : report.end]
            name = section.title if section.heading and section.title else (section.path or (report.title,))[-1]
            node = ids.make("step", "report", name, position, text)
            values = (
                ("title", report.title),
                ("text", text),
                ("procedure", name),
                ("position", position),
                ("limit", report.limit),
                ("step_of", scope.id),
            )
            for predicate, value in values:
                found.add(node, predicate, value, span, "report", section=section.path)
            for order, mention in enumerate(report.who):
                found.add(mention, "acts", node, span, "report", section=section.path, order=order)


_COUNTED = phrase("events", "counted_step")


def _counted(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Paragraphs `第一步：申请人提交材料。`, where there are two or more of them."""
    steps = [(b, m) for b in section.blocks if not b.table and (m := _COUNTED.match(b.text))]
    if len(steps) < 2:
        return
    procedure = section.title.strip("：。") or scope.document.title
    for position, (block, match) in enumerate(steps, 1):
        text = block.text[match.end() :]
        _add(
            scope,
            section,
            (procedure, position),
            (first_clause(text), text, ""),
            (block.start, block.end),
            (found, ids),
        )


def _in_table(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Rows of a table `步骤 | 责任单位 | 时限`, in order."""
    procedure = section.title.strip("：。") or scope.document.title
    for position, (row, columns) in enumerate(rows_under(section.blocks, _head), 1):
        cells = {slot: row.cells[at] for slot, at in columns.items() if at < len(row.cells)}
        title, limit = cells.get("step", ""), cells.get("limit", "")
        if title:
            text = "　".join(filter(None, row.cells))
            node = _add(scope, section, (procedure, position), (title, text, limit), row.span, (found, ids))
            for order, mention in enumerate(split_names(cells.get("who", ""))[0]):
                found.add(mention, "acts", node, row.span, "procedure", section=section.path, order=order)


def _head(cells: list[str]) -> dict[str, int] | None:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        slot = next((s for s, listed in step_words().columns.items() if "".join(cell.split()) in listed), None)
        if slot is not None:
            columns.setdefault(slot, at)
    return columns if "step" in columns and len(columns) > 1 else None


def _add(
    scope: Scope,
    section: Section,
    place: tuple[str, int],
    said: tuple[str, str, str],
    span: tuple[int, int],
    into: tuple[Claims, Ids],
) -> str:
    """A step of a procedure at a position: its title, text and limit; returns its node."""
    (procedure, position), (title, text, limit), (found, ids) = place, said, into
    node = ids.make("step", procedure, position, text)
    values = (("title", title), ("text", text), ("procedure", procedure), ("position", position), ("step_of", scope.id))
    for predicate, value in values:
        found.add(node, predicate, value, span, "procedure", section=section.path)
    for each in [limit] if limit else dict.fromkeys(find_limits(text)):
        found.add(node, "limit", each, span, "procedure", section=section.path)
    for order, mention in enumerate(() if limit else actors(text)):
        found.add(mention, "acts", node, span, "procedure", section=section.path, order=order)
    return node
