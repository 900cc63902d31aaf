"""Grades of events with their thresholds: `特别重大事故（Ⅰ级）：造成30人以上死亡……`."""

from __future__ import annotations

import regex

from zhize.graph.language.levels import rank
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Excerpt
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.tables import columns_of, rows_under

_OVER = phrase("events", "grades_over")
_AT_HEAD = phrase("events", "grade_at_head")
_BEHIND = phrase("events", "grade_behind")
_NAME = phrase("events", "grade_name")
_OF_LEVELS = phrase("events", "no_grade")
_EVENT = words("events", "event")[0]


def grades(scope: Scope) -> Claims:
    """Grades of events of a plan.

    Reads, under a heading of 分级, items and paragraphs `（一）特别重大事件：A；B。`, `具备下列情形之一的为重大事故（Ⅱ级）：` with
    its items, and headings `1.3.1特别重大事故` over their text. Each threshold is a value of the grade.
    """
    found, ids = Claims(), Ids(scope.id)
    for section in scope.sections:
        if any(_OF_LEVELS.search(heading) for heading in (*section.path, section.title)):
            continue  # levels of warning and response are read elsewhere
        over = any(_OVER.search(heading.rstrip("。：")) for heading in section.path)
        own = section.heading and _OVER.search(section.title.strip("。："))
        if over and section.number:
            _grade(scope, section, 0, section.offset, found, ids)
        if over or own:
            for i in range(1, len(section.blocks)):
                _grade(scope, section, i, 0, found, ids)
            _in_table(scope, section, found, ids)
    return found


def _grade(scope: Scope, section: Section, index: int, at: int, found: Claims, ids: Ids) -> None:
    block = section.blocks[index]
    if block.table:
        return
    text = block.text[at:]
    match = _AT_HEAD.match(text)
    if match is None or (match["end"] == "" and len(text) > 40):
        _within(scope, section, block, at, found, ids)
        return
    what = match["what"] or (_EVENT if _EVENT in "".join(section.path) else "")
    node = ids.make("grade", section.part, match["grade"], what, match["before"])
    span = (block.start + at, block.start + at + match.end())
    name = f"{match['grade']}{what}"
    for predicate, value in (("name", name), ("rank", rank(match["grade"])), ("grade_of", scope.id)):
        found.add(node, predicate, value, span, "grade", section=section.path)
    for threshold in _thresholds(scope, section, index, at + match.end(), under=index == 0):
        found.add(node, "threshold", threshold.text, threshold.span, "grade", section=section.path)


def _within(scope: Scope, section: Section, block: Block, at: int, found: Claims, ids: Ids) -> None:
    """Grades inside a paragraph: `造成30人以上死亡的为特别重大事故；……`, and sentences `一级（特别重大）：……。`."""
    for sentence in regex.finditer(r"[^。；]+[。；]?", block.text, pos=at):
        behind = _BEHIND.fullmatch(sentence[0])
        head = None if behind else _AT_HEAD.match(sentence[0])
        match = behind or (head if head and head["end"] in ("：", ":") and head.end() < len(sentence[0]) - 3 else None)
        if match is None:
            continue
        threshold = behind["threshold"] if behind else sentence[0][match.end() :].strip("。；")
        said = Excerpt(threshold, block.start + sentence.start(), block.start + sentence.end())
        _add(scope, section, match, said, found, ids)


def _in_table(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Rows of a table `等级 | 标准`."""
    for row, columns in rows_under(section.blocks, _columns):
        cells = {slot: row.cells[at] for slot, at in columns.items() if at < len(row.cells)}
        match = _NAME.match(cells.get("grade", ""))
        if match and cells.get("threshold"):
            _add(scope, section, match, Excerpt(cells["threshold"], *row.span), found, ids)


def _columns(cells: list[str]) -> dict[str, int] | None:
    heads = {"grade": words("events", "grade_column"), "threshold": words("events", "threshold_column")}
    columns = columns_of(cells, heads)
    return columns if len(columns) == len(heads) else None


def _add(scope: Scope, section: Section, match: regex.Match[str], threshold: Excerpt, found: Claims, ids: Ids) -> None:
    """A grade of an event with one threshold; the match has the groups `grade` and `what`."""
    grade, what = match["grade"], match["what"] or ""
    node = ids.make("grade", section.part, grade, what, "")
    for predicate, value in (
        ("name", f"{grade}{what}"),
        ("rank", rank(grade)),
        ("grade_of", scope.id),
        ("threshold", threshold.text),
    ):
        found.add(node, predicate, value, threshold.span, "grade", section=section.path)


def _thresholds(scope: Scope, section: Section, index: int, at: int, *, under: bool) -> list[Excerpt]:
    """What follows on the line, cut at ；; else the items under it, or the paragraphs after it."""
    block = section.blocks[index]
    base = block.start + at
    out: list[Excerpt] = []
    for match in regex.finditer(r"[^；]+；?", block.text[at:]):
        value = match[0].strip("；。：")
        if len(value) > 3:
            out.append(Excerpt(value, base + match.start(), base + match.end()))
    if out or not under:
        return out
    for i in section.children:
        child = scope.sections[i]
        first = child.blocks[0]
        out.append(Excerpt(first.text[child.offset :].strip("；。"), first.start + child.offset, first.end))
    if not section.children:
        out += [Excerpt(b.text.strip("；。"), b.start, b.end) for b in section.blocks[1:] if not b.table]
    return [threshold for threshold in out if threshold.text]
