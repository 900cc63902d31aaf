"""The levels of response and warning of a plan while it is read: what is known of each, and what is said of it."""

from __future__ import annotations

import msgspec

from zhize.graph.language.decisions import plan_words
from zhize.graph.language.levels import level_name
from zhize.graph.language.plan_headings import LevelHeading, heading_topic
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section

RESPONSE, WARNING = plan_words().kinds


class Level(msgspec.Struct):
    """One level of a part of a plan: its node, its rank (1 is the worst), 响应 or 预警, and what it is a response to."""

    node: str
    part: str
    rank: int
    kind: str
    topic: str
    conditions: set[str] = msgspec.field(default_factory=set)


class State(msgspec.Struct):
    """What is known while a plan is read: its levels, and which of them stand over a section or begin a paragraph,
    and which titles are those of plans.
    """

    scope: Scope
    ids: Ids
    found: Claims
    levels: list[Level] = msgspec.field(default_factory=list)
    over: dict[int, list[Level]] = msgspec.field(default_factory=dict)
    begins: dict[int, list[Level]] = msgspec.field(default_factory=dict)
    plans: dict[str, bool] = msgspec.field(default_factory=dict)


def levels_of(section: Section, span: Span, named: LevelHeading, state: State, *, kind: str = "") -> list[Level]:
    """The levels of these ranks, made where there are none."""
    kind = named.kind or kind or kind_above(section)
    topic = named.topic or next((t for h in reversed(section.path) if (t := heading_topic(h))), "")
    out = []
    for rank in named.ranks:
        level = _known(state, section.part, rank, kind, topic)
        if level is None:
            node = state.ids.make("response", section.part, kind, rank, *([topic] if topic else []))
            level = Level(node, section.part, rank, kind, topic)
            state.levels.append(level)
            name = level_name(named.printed, rank, named.called or kind)
            for predicate, value in (("name", name), ("rank", rank), ("kind", kind)):
                state.found.add(node, predicate, value, span, "response", section=section.path)
            state.found.add(node, "level_of", state.scope.id, span, "response", section=section.path)
        out.append(level)
    return out


def _known(state: State, part: str, rank: int, kind: str, topic: str) -> Level | None:
    alike = [level for level in state.levels if (level.part, level.rank, level.kind) == (part, rank, kind)]
    exact = [level for level in alike if level.topic == topic]
    if exact or not alike:
        return exact[0] if exact else None
    loose = [level for level in alike if not level.topic or not topic]
    return loose[0] if loose else None


def kind_above(section: Section) -> str:
    """Whether the headings over a section speak of 响应 or of 预警; 响应 where they speak of neither."""
    for heading in (section.title, *reversed(section.path)):
        for kind in (RESPONSE, WARNING):
            if kind in heading:
                return kind
    return RESPONSE


def add_condition(levels: list[Level], text: str, span: Span, section: Section, state: State) -> None:
    """Say of levels when they apply; a condition that is known of a level, or a part of one, adds nothing."""
    for level in levels:
        if not any(text in known for known in level.conditions):
            level.conditions.add(text)
            state.found.add(level.node, "condition", text, span, "response-condition", section=section.path)
