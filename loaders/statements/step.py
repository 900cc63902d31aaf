"""Procedures as ordered steps with who acts and within which time: `（三）转办。热线在1个工作日内转办。`."""

from __future__ import annotations

from zhize.graph.language.doers import actors
from zhize.graph.language.limits import find_cases, find_limits
from zhize.graph.language.phrases import phrase
from zhize.graph.language.reports import find_reports
from zhize.graph.language.sentences import first_clause
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section

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
        name = section.title.strip("：。")
        if not section.children or not _PROCEDURE.search(name):
            continue
        steps = [scope.sections[i] for i in section.children]
        if len(steps) < 2 or any(not s.heading or len(s.title) > 16 or s.style == "条" for s in steps):
            continue
        for position, step in enumerate(steps, 1):
            _step(scope, step, name, position, found, ids)
    return found


def _step(scope: Scope, step: Section, procedure: str, position: int, found: Claims, ids: Ids) -> None:
    blocks = [b for b in step.blocks if not b.table]
    text = "".join(b.text for b in blocks)[step.offset :]
    for index in step.children:
        blocks += scope.sections[index].blocks
        text += "".join(b.text for b in scope.sections[index].blocks)
    span = (blocks[0].start + step.offset, blocks[-1].end)
    node = ids.make("step", procedure, position, text)
    values = (
        ("title", step.title),
        ("text", text),
        ("procedure", procedure),
        ("position", position),
        ("step_of", scope.id),
    )
    for predicate, value in values:
        found.add(node, predicate, value, span, "procedure", section=step.path)
    for limit in dict.fromkeys(find_limits(text)):
        found.add(node, "limit", limit, span, "procedure", section=step.path)
    body = text[len(step.title) :].lstrip("。：") if step.heading else text
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
