"""Procedures as ordered steps with who acts and within which time: `（三）转办。热线在1个工作日内转办。`."""

from __future__ import annotations

from typing import Literal

import msgspec
import regex

from zhize.graph.language.decisions import deciders
from zhize.graph.language.doers import actors
from zhize.graph.language.limits import find_cases, find_limits, step_words
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.phrases import phrase
from zhize.graph.language.reports import find_reports
from zhize.graph.language.sentences import first_clause
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.tables import columns_of, rows_under

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
            _item(scope, step, (name, title), position, found, ids)
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


class _Step(msgspec.Struct, frozen=True):
    """A step before it becomes claims; `form` tells a case or a report from the steps of a procedure."""

    procedure: str
    position: int
    title: str
    text: str
    span: Span
    limits: tuple[str, ...]
    who: tuple[Mention, ...]
    form: Literal["", "case", "report"] = ""


_RULES = {"": "procedure", "case": "procedure-case", "report": "report"}


def _add(step: _Step, scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """A step with its limits and those who act."""
    node = ids.make("step", *filter(None, (step.form,)), step.procedure, step.position, step.text)
    values: tuple[tuple[str, str | int], ...] = (
        ("title", step.title),
        ("text", step.text),
        ("procedure", step.procedure),
        ("position", step.position),
        ("step_of", scope.id),
        *(("limit", limit) for limit in step.limits),
    )
    for predicate, value in values:
        found.add(node, predicate, value, step.span, _RULES[step.form], section=section.path)
    for order, mention in enumerate(step.who):
        found.add(mention, "acts", node, step.span, _RULES[step.form], section=section.path, order=order)


def _item(scope: Scope, step: Section, named: tuple[str, str], position: int, found: Claims, ids: Ids) -> None:
    """A step of a procedure that is an item of its own, with the items under it."""
    procedure, title = named
    blocks = [b for b in step.blocks if not b.table]
    text = "".join(b.text for b in blocks)[step.offset :]
    for index in step.children:
        blocks += scope.sections[index].blocks
        text += "".join(b.text for b in scope.sections[index].blocks)
    span = (blocks[0].start + step.offset, blocks[-1].end)
    limits = tuple(dict.fromkeys((*filter(None, (_period(step),)), *find_limits(text))))
    body = text[len(title) :].lstrip("。：") if text.startswith((f"{title}：", f"{title}。", title)) else text
    _add(_Step(procedure, position, title, text, span, limits, tuple(actors(body))), scope, step, found, ids)


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
            who = tuple(deciders(case.what))
            _add(_Step(name, position, case.what, text, span, (case.limit,), who, "case"), scope, section, found, ids)


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
            step = _Step(name, position, report.title, text, span, (report.limit,), report.who, "report")
            _add(step, scope, section, found, ids)


_COUNTED = phrase("events", "counted_step")


def _counted(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Paragraphs `第一步：申请人提交材料。`, where there are two or more of them."""
    steps = [(b, m) for b in section.blocks if not b.table and (m := _COUNTED.match(b.text))]
    if len(steps) < 2:
        return
    procedure = _name_of(section, scope)
    for position, (block, match) in enumerate(steps, 1):
        text = block.text[match.end() :]
        limits, who = tuple(dict.fromkeys(find_limits(text))), tuple(actors(text))
        step = _Step(procedure, position, first_clause(text), text, (block.start, block.end), limits, who)
        _add(step, scope, section, found, ids)


def _in_table(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Rows of a table `步骤 | 责任单位 | 时限`, in order."""
    procedure = _name_of(section, scope)
    for position, (row, columns) in enumerate(rows_under(section.blocks, _head), 1):
        cells = {slot: row.cells[at] for slot, at in columns.items() if at < len(row.cells)}
        title, limit = cells.get("step", ""), cells.get("limit", "")
        if title:
            text = "　".join(filter(None, row.cells))
            limits = (limit,) if limit else tuple(dict.fromkeys(find_limits(text)))
            who = (*(() if limit else actors(text)), *split_names(cells.get("who", ""))[0])
            _add(_Step(procedure, position, title, text, row.span, limits, who), scope, section, found, ids)


def _name_of(section: Section, scope: Scope) -> str:
    return section.title.strip("：。") or scope.document.title


def _head(cells: list[str]) -> dict[str, int] | None:
    columns = columns_of(cells, step_words().columns)
    return columns if "step" in columns and len(columns) > 1 else None
