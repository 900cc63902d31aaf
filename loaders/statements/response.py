"""Levels of response and warning: when each applies, who starts and ends it, what is done and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import regex

from zhize.graph.language.decisions import Decision, find_decisions, plan_words
from zhize.graph.language.doers import actors
from zhize.graph.language.levels import level_name, levels_of_responses
from zhize.graph.language.phrases import source
from zhize.graph.language.plan_headings import About, LevelHeading, announces, heading_topic, level_heading
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.vocabulary import any_of
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.split import Block

RESPONSE, WARNING = plan_words().kinds
SHORTEST = 6
"""A shorter text below a level is a heading and no statement."""
_RUN_IN = regex.compile(r"(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.、．])?(?P<head>[^。；，：]{2,24})[：:。]")


class _Level(msgspec.Struct):
    node: str
    part: str
    rank: int
    kind: str
    topic: str
    conditions: set[str] = msgspec.field(default_factory=set)


class _State(msgspec.Struct):
    """What is known while a plan is read: its levels, and which of them stand over a section or begin a paragraph."""

    scope: Scope
    ids: Ids
    found: Claims
    levels: list[_Level] = msgspec.field(default_factory=list)
    over: dict[int, list[_Level]] = msgspec.field(default_factory=dict)
    begins: dict[int, list[_Level]] = msgspec.field(default_factory=dict)


class _Entry(msgspec.Struct, frozen=True):
    """A statement below a level: its text, where it stands and the number of its item."""

    text: str
    start: int
    end: int
    item: str = ""


@cache
def _plan() -> regex.Pattern[str]:
    return regex.compile(any_of(plan_words().plans))


def responses(scope: Scope) -> Claims:
    """Levels of a plan.

    Reads headings `四级应急响应` with conditions and actions under them, `Ⅰ级响应：造成……的，由……启动` in a list of levels,
    sentences `发生……，由A启动Ⅱ级响应`, `一级应急响应：A签发启动`, `由A宣布终止响应`, and conditions listed below
    `符合下列条件之一的，启动Ⅲ级响应：`.
    """
    state = _State(scope, Ids(scope.id), Claims())
    plan = [s for s in scope.sections if _plan().search(s.part or scope.document.title)]
    for section in plan:
        _headed(section, state)
    for section in plan:
        for block in section.blocks:
            if not block.table:
                _run_in(section, block, state)
    for section in plan:
        for n, block in enumerate(section.blocks):
            if not block.table:
                _decided(section, n, state)
    return state.found


# -- levels


def _levels(
    section: Section, span: tuple[int, int], named: LevelHeading, state: _State, *, kind: str = ""
) -> list[_Level]:
    """The levels of these ranks, made where there are none."""
    kind = named.kind or kind or _kind_above(section)
    topic = named.topic or next((t for h in reversed(section.path) if (t := heading_topic(h))), "")
    out = []
    for rank in named.ranks:
        level = _known(state, section.part, rank, kind, topic)
        if level is None:
            node = state.ids.make("response", section.part, kind, rank, *([topic] if topic else []))
            level = _Level(node, section.part, rank, kind, topic)
            state.levels.append(level)
            name = level_name(named.printed, rank, named.called or kind)
            for predicate, value in (("name", name), ("rank", rank), ("kind", kind)):
                state.found.add(node, predicate, value, span, "response", section=section.path)
            state.found.add(node, "level_of", state.scope.id, span, "response", section=section.path)
        out.append(level)
    return out


def _known(state: _State, part: str, rank: int, kind: str, topic: str) -> _Level | None:
    alike = [level for level in state.levels if (level.part, level.rank, level.kind) == (part, rank, kind)]
    exact = [level for level in alike if level.topic == topic]
    if exact or not alike:
        return exact[0] if exact else None
    loose = [level for level in alike if not level.topic or not topic]
    return loose[0] if loose else None


def _kind_above(section: Section) -> str:
    for heading in (section.title, *reversed(section.path)):
        for kind in (RESPONSE, WARNING):
            if kind in heading:
                return kind
    return RESPONSE


def _headed(section: Section, state: _State) -> None:
    """The levels that a heading names, with what stands under it."""
    named = level_heading(section.title) if section.heading and section.title else None
    spoken = any(kind in heading for kind in (RESPONSE, WARNING) for heading in (section.title, *section.path))
    if named is None or not spoken:
        return
    block = section.blocks[0]
    span = (block.start, min(block.end, block.start + section.offset + len(section.title) + 2))
    levels = _levels(section, span, named, state)
    for index in _tree(section, state.scope):
        state.over[index] = levels
    _under(section, levels, state, named.about or ("" if levels[0].kind == RESPONSE else "conditions"))


def _tree(section: Section, scope: Scope) -> list[int]:
    return [section.index, *(i for child in section.children for i in _tree(scope.sections[child], scope))]


# -- what stands under a level


def _under(section: Section, levels: list[_Level], state: _State, mode: About) -> None:
    """The statements under the heading of a level: each is a condition or an action, as headings and lead-ins say."""
    for entry in _own(section):
        mode = announces(entry.text) or mode
        if not announces(entry.text) or len(entry.text) > 60:
            _state(entry, section, levels, state, mode)
    for index in section.children:
        child = state.scope.sections[index]
        about = _about(child)
        if about:
            _under(child, levels, state, about)
        elif not (child.heading and level_heading(child.title)):
            blocks = [b for b in child.blocks if not b.table]
            text = child.blocks[0].text[child.offset :] + "".join(b.text for b in blocks[1:])
            entry = _Entry(text, child.blocks[0].start + child.offset, child.blocks[-1].end, child.number)
            if not child.children or len(text) > len(child.title) + SHORTEST:
                _state(entry, child, levels, state, mode)
            for deeper in child.children:
                _items(state.scope.sections[deeper], levels, state, announces(text) or mode)


def _items(section: Section, levels: list[_Level], state: _State, mode: About) -> None:
    first = section.blocks[0]
    text = first.text[section.offset :] + "".join(b.text for b in section.blocks[1:] if not b.table)
    entry = _Entry(text, first.start + section.offset, section.blocks[-1].end, section.number)
    _state(entry, section, levels, state, mode)
    for index in section.children:
        _items(state.scope.sections[index], levels, state, mode)


def _about(section: Section) -> About:
    """What a heading under a level announces: its conditions or its actions; nothing where it is a statement."""
    title = section.title if section.heading else ""
    if not title or len(title) > 16:
        return ""
    words = plan_words()
    if regex.search(any_of(words.condition_headings), title):
        return "conditions"
    return "actions" if regex.search(any_of(words.action_headings), title) else ""


def _own(section: Section) -> Iterator[_Entry]:
    """The text of a section without its heading, by paragraphs."""
    for n, block in enumerate(section.blocks):
        at = section.offset + len(section.title) if n == 0 else 0
        at += len(block.text[at:]) - len(block.text[at:].lstrip("。："))
        if not block.table and len(block.text) - at >= SHORTEST:
            yield _Entry(block.text[at:], block.start + at, block.end)


_CONDITION = regex.compile(r"(?P<condition>[^。]{4,200}?的)，(?=\p{Han})")
"""A condition in front of what is done: `面积1公顷以下的，由……`."""


def _state(entry: _Entry, section: Section, levels: list[_Level], state: _State, mode: About) -> None:
    text, start = entry.text, entry.start
    if len(text) < SHORTEST:
        return
    if mode == "conditions":
        _condition(levels, text, (start, entry.end), section, state)
        return
    cut = _CONDITION.match(text) if not entry.item else None
    if cut and _begins_condition().match(text):
        _condition(levels, cut["condition"], (start, start + cut.end("condition")), section, state)
        text, start = text[cut.end() :], start + cut.end()
    node = state.ids.make("action", levels[0].node, entry.item, text)
    span = (start, entry.end)
    for predicate, value in (("text", text), ("item", entry.item)):
        state.found.add(node, predicate, value, span, "response-action", section=section.path)
    for level in levels:
        state.found.add(node, "action_of", level.node, span, "response-action", section=section.path)
    for order, mention in enumerate(actors(text)):
        state.found.add(mention, "acts", node, span, "response-action", section=section.path, order=order)


@cache
def _begins_condition() -> regex.Pattern[str]:
    return regex.compile(f"{any_of(plan_words().when)}|{source('events', 'bounded')}")


def _condition(levels: list[_Level], text: str, span: tuple[int, int], section: Section, state: _State) -> None:
    for level in levels:
        if not any(text in known for known in level.conditions):
            level.conditions.add(text)
            state.found.add(level.node, "condition", text, span, "response-condition", section=section.path)


# -- `Ⅰ级响应：造成30人以上死亡的，由指挥部启动……`


def _run_in(section: Section, block: Block, state: _State) -> None:
    """A paragraph that begins with the name of a level: its conditions, what is done, who starts it."""
    skip = section.offset if block is section.blocks[0] and section.number else 0
    if section.index in state.over and (block is section.blocks[0] or state.over[section.index][0].kind == RESPONSE):
        return
    head = _RUN_IN.match(block.text[skip:])
    named = level_heading(head["head"]) if head else None
    if head is None or named is None or len(named.ranks) != 1:
        return
    if not named.kind and not any(kind in h for kind in (RESPONSE, WARNING) for h in (section.title, *section.path)):
        return
    at = skip + head.end()
    levels = _levels(section, (block.start + skip, block.start + at), named, state)
    state.begins[block.start] = levels
    rest = block.text[at:]
    decided = find_decisions(rest[: sentence_end(rest, 0, stops="。；")])
    if len(rest) < SHORTEST or (decided and decided[0].end > len(rest) - 4 and not _CONDITION.match(rest)):
        return  # it says who starts the level, which is read below
    mode: About = (
        ""
        if _CONDITION.match(rest) or (levels[0].kind == RESPONSE and not _begins_condition().match(rest))
        else "conditions"
    )
    _state(_Entry(rest, block.start + at, block.end), section, levels, state, mode)


# -- who starts and ends them


def _decided(section: Section, n: int, state: _State) -> None:
    block = section.blocks[n]
    start = section.offset if n == 0 and section.number else 0
    levels = state.begins.get(block.start) or state.over.get(section.index, [])
    while start < len(block.text):
        stop = sentence_end(block.text, start, stops="。；")
        sentence = block.text[start:stop]
        for decision in find_decisions(sentence):
            reached = _decide(section, decision, sentence, block.start + start, levels, state)
            if reached and announces(block.text) == "conditions" and section.index not in state.over:
                _listed(section, n, reached, state)
        start = stop


def _decide(
    section: Section, decision: Decision, sentence: str, base: int, over: list[_Level], state: _State
) -> list[_Level]:
    """Say who starts or ends the levels of a decision; returns those it starts."""
    span = (base + decision.start, base + decision.end)
    reached = over
    if decision.ranks:
        printed = sentence[: decision.end]
        names = levels_of_responses(printed)
        named = LevelHeading(
            decision.ranks,
            printed[names[-1].start : names[-1].end] if names else "",
            decision.kind,
            "",
            "",
            decision.called,
        )
        reached = _levels(section, span, named, state)
    elif decision.action == "ends" and not over:
        reached = [lv for lv in state.levels if (lv.part, lv.kind) == (section.part, decision.kind)]
    whole = (base, base + decision.end)
    for level in reached:
        for order, who in enumerate(decision.who):
            state.found.add(who, decision.action, level.node, whole, "response-who", section=section.path, order=order)
    if decision.action == "starts" and decision.condition and decision.ranks:
        at = base + decision.condition_start
        if announces(sentence + "：") != "conditions":
            _condition(reached, decision.condition, (at, at + len(decision.condition)), section, state)
    return reached if decision.action == "starts" else []


def _listed(section: Section, n: int, levels: list[_Level], state: _State) -> None:
    """The items below `符合下列条件之一的，启动Ⅲ级响应：`."""
    for block in section.blocks[n + 1 :]:
        if not block.table and len(block.text) >= SHORTEST and not levels_of_responses(block.text):
            _condition(levels, block.text, (block.start, block.end), section, state)
    for index in section.children:
        child = state.scope.sections[index]
        text = child.blocks[0].text[child.offset :]
        span = (child.blocks[0].start + child.offset, child.blocks[0].end)
        _condition(levels, text, span, section, state)
