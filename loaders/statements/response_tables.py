"""Tables of levels: a row a level, with its conditions, who starts and ends it, and what is done."""

from __future__ import annotations

from zhize.graph.language.decisions import deciders, plan_words
from zhize.graph.language.doers import actors
from zhize.graph.language.levels import find_levels, levels_of_responses
from zhize.graph.language.plan_headings import LevelHeading
from zhize.graph.language.spans import Span
from zhize.loaders.outline import Section
from zhize.loaders.statements.response_levels import Level, State, add_condition, kind_above, levels_of
from zhize.loaders.tables import Row, columns_of, rows_under

Columns = dict[str, int]


def levels_in_table(section: Section, state: State) -> None:
    """The levels of the tables of a section.

    Reads `响应级别 | 启动条件 | 启动人` over rows such as `Ⅰ级 | 死亡30人以上 | 区指挥部总指挥`; a table without a column of
    levels and one of what is said of them says nothing.
    """
    tables = [block for block in section.blocks if block.table]
    spoken = "".join((section.title, *section.path, *(block.text for block in tables[:1])))
    if not any(kind in spoken for kind in plan_words().kinds):
        return  # grades of events are read elsewhere
    for row, columns in rows_under(section.blocks, _head):
        _row(section, row, columns, state)


def _head(cells: list[str]) -> Columns | None:
    """The columns of a head by what they say, None where the cells are no head of such a table."""
    columns = columns_of(cells, plan_words().columns)
    return columns if "level" in columns and len(columns) > 1 else None


def _row(section: Section, row: Row, columns: Columns, state: State) -> None:
    printed = row.cells[columns["level"]] if columns["level"] < len(row.cells) else ""
    found = levels_of_responses(printed) or find_levels(printed)
    ranks = tuple(dict.fromkeys(rank for levels in found for rank in levels.ranks))
    if not ranks:
        return
    kind = next((k for k in plan_words().kinds if k in printed), kind_above(section))
    levels = levels_of(section, row.span, LevelHeading(ranks, printed, kind, "", "", kind), state)
    for slot, at in columns.items():
        text = row.cells[at].strip() if at < len(row.cells) else ""
        if text and slot != "level":
            _said(slot, text, levels, section, row.span, state)


def _said(slot: str, text: str, levels: list[Level], section: Section, span: Span, state: State) -> None:
    if slot == "condition":
        add_condition(levels, text, span, section, state)
    elif slot == "actions":
        node = state.ids.make("action", levels[0].node, "", text)
        state.found.add(node, "text", text, span, "response-action", section=section.path)
        for level in levels:
            state.found.add(node, "action_of", level.node, span, "response-action", section=section.path)
        for order, mention in enumerate(actors(text)):
            state.found.add(mention, "acts", node, span, "response-action", section=section.path, order=order)
    else:
        for level in levels:
            for order, who in enumerate(deciders(text)):
                state.found.add(who, slot, level.node, span, "response-who", section=section.path, order=order)
