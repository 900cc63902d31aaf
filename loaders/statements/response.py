"""Levels of response and warning: when each applies, who starts and ends it, what is done and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import regex

from zhize.graph.language.decisions import Decision, called, find_decisions, plan_words
from zhize.graph.language.doers import actors
from zhize.graph.language.levels import find_levels, levels_of_responses
from zhize.graph.language.phrases import source
from zhize.graph.language.plan_headings import (
    About,
    LevelHeading,
    announced_by,
    announces,
    label_of,
    level_heading,
)
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.vocabulary import any_of
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.print.titles import kind_of_title
from zhize.loaders.statements.response_levels import (
    RESPONSE,
    WARNING,
    Level,
    State,
    add_condition,
    levels_of,
)
from zhize.loaders.statements.response_tables import levels_in_table

SHORTEST = 6
"""A shorter text below a level is a heading and no statement."""
_RUN_IN = regex.compile(r"(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.、．])?(?P<head>[^。；，：]{2,24})[：:。]")


class _Entry(msgspec.Struct, frozen=True):
    """A statement below a level: its text, where it stands and the number of its item."""

    text: str
    start: int
    end: int
    item: str = ""


@cache
def _plan() -> regex.Pattern[str]:
    return regex.compile(any_of(plan_words().plans))


def _is_plan(title: str, scope: Scope, state: State) -> bool:
    """Whether a paper of this title is a plan by its title, or a scheme or rule that says who starts which level."""
    if title not in state.plans:
        scheme = kind_of_title(title) in (*plan_words().schemes, None)
        state.plans[title] = bool(_plan().search(title)) or (scheme and _starts_levels(title, scope))
    return state.plans[title]


def _starts_levels(title: str, scope: Scope) -> bool:
    return any(
        decision.ranks and decision.action == "starts"
        for section in scope.sections
        if (section.part or scope.document.title) == title
        for block in section.blocks
        if "级" in block.text and not block.table
        for decision in find_decisions(block.text[:LONGEST_READ])
    )


LONGEST_READ = 2000
"""So much of a paragraph is read to see whether a paper is a plan."""


def responses(scope: Scope) -> Claims:
    """Levels of a plan.

    Reads headings `四级应急响应` with conditions and actions under them, `Ⅰ级响应：造成……的，由……启动` in a list of levels,
    sentences `发生……，由A启动Ⅱ级响应`, `一级应急响应：A签发启动`, `由A宣布终止响应`, and conditions listed below
    `符合下列条件之一的，启动Ⅲ级响应：`.
    """
    state = State(scope, Ids(scope.id), Claims())
    plan = [s for s in scope.sections if _is_plan(s.part or scope.document.title, scope, state)]
    for section in plan:
        _headed(section, state)
    for section in plan:
        levels_in_table(section, state)
        for block in section.blocks:
            if not block.table:
                _run_in(section, block, state)
                _divided(section, block, state)
    for section in plan:
        for n, block in enumerate(section.blocks):
            if not block.table:
                _decided(section, n, state)
    return state.found


def _headed(section: Section, state: State) -> None:
    """The levels that a heading names, with what stands under it."""
    named = level_heading(section.title) if section.heading and section.title else None
    spoken = any(kind in heading for kind in (RESPONSE, WARNING) for heading in (section.title, *section.path))
    if named is None or not spoken:
        return
    block = section.blocks[0]
    span = (block.start, min(block.end, block.start + section.offset + len(section.title) + 2))
    levels = levels_of(section, span, named, state)
    for index in _tree(section, state.scope):
        state.over[index] = levels
    _under(section, levels, state, named.about or ("" if levels[0].kind == RESPONSE else "conditions"))


def _tree(section: Section, scope: Scope) -> list[int]:
    return [section.index, *(i for child in section.children for i in _tree(scope.sections[child], scope))]


# -- what stands under a level


def _under(section: Section, levels: list[Level], state: State, mode: About) -> None:
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
            entry, *after = _entries(child)
            announced = announces(entry.text) or mode
            if not child.children or len(entry.text) > len(child.title) + SHORTEST:
                _state(entry, child, levels, state, mode)
            for deeper in child.children:
                _items(state.scope.sections[deeper], levels, state, announced)
            for other in after:
                _state(other, section, levels, state, mode)


def _items(section: Section, levels: list[Level], state: State, mode: About) -> None:
    for entry in _entries(section):
        _state(entry, section, levels, state, mode)
    for index in section.children:
        _items(state.scope.sections[index], levels, state, mode)


def _entries(section: Section) -> list[_Entry]:
    """The text of an item in one; a paragraph behind it that begins with a label (`启动程序：…`) is no part of it."""
    first, *rest = [b for b in section.blocks if not b.table]
    out = [_Entry(first.text[section.offset :], first.start + section.offset, first.end, section.number)]
    for block in rest:
        if label_of(block.text)[1]:
            out.append(_Entry(block.text, block.start, block.end))
        else:
            last = out[-1]
            out[-1] = _Entry(last.text + block.text, last.start, block.end, last.item)
    return out


def _about(section: Section) -> About:
    """What a heading under a level announces: its conditions, its actions or who decides; nothing where it is a statement."""
    title = section.title if section.heading else ""
    return announced_by(title) if title and len(title) <= 16 and "：" not in title else ""


def _own(section: Section) -> Iterator[_Entry]:
    """The text of a section without its heading, by paragraphs."""
    for n, block in enumerate(section.blocks):
        at = section.offset + len(section.title) if n == 0 else 0
        at += len(block.text[at:]) - len(block.text[at:].lstrip("。："))
        if not block.table and len(block.text) - at >= SHORTEST:
            yield _Entry(block.text[at:], block.start + at, block.end)


_CONDITION = regex.compile(r"(?P<condition>[^。]{4,200}?的)，(?=\p{Han})")
"""A condition in front of what is done: `面积1公顷以下的，由……`."""


def _state(entry: _Entry, section: Section, levels: list[Level], state: State, mode: About) -> None:
    text, start = entry.text, entry.start
    skip, said = label_of(text)
    if said:
        text, start, mode = text[skip:], start + skip, said
    if len(text) < SHORTEST or mode == "decision":
        return
    if mode == "conditions":
        add_condition(levels, text, (start, entry.end), section, state)
        return
    cut = _CONDITION.match(text) if not entry.item else None
    if cut and _begins_condition().match(text):
        add_condition(levels, cut["condition"], (start, start + cut.end("condition")), section, state)
        text, start = text[cut.end() :], start + cut.end()
    if _only_decides(text):
        return
    node = state.ids.make("action", levels[0].node, entry.item, text)
    span = (start, entry.end)
    for predicate, value in (("text", text), ("item", entry.item)):
        state.found.add(node, predicate, value, span, "response-action", section=section.path)
    for level in levels:
        state.found.add(node, "action_of", level.node, span, "response-action", section=section.path)
    for order, mention in enumerate(actors(text)):
        state.found.add(mention, "acts", node, span, "response-action", section=section.path, order=order)


def _only_decides(text: str) -> bool:
    """Whether a text is one sentence that says who starts or ends a level, and nothing else."""
    decided = find_decisions(text)
    return len(decided) == 1 and decided[0].end >= len(text.rstrip("。；")) and bool(decided[0].who)


@cache
def _begins_condition() -> regex.Pattern[str]:
    return regex.compile(f"{any_of(plan_words().when)}|{source('events', 'bounded')}")


# -- `Ⅰ级响应：造成30人以上死亡的，由指挥部启动……`


def _run_in(section: Section, block: Block, state: State) -> None:
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
    levels = levels_of(section, (block.start + skip, block.start + at), named, state)
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


@cache
def _divides() -> regex.Pattern[str]:
    words = plan_words()
    return regex.compile(
        rf"(?P<kind>{RESPONSE}|{WARNING})[^。；，]{{0,8}}{any_of(words.divides)}(?P<levels>[^。；，]{{2,60}})"
    )


def _divided(section: Section, block: Block, state: State) -> None:
    """`应急响应分为Ⅰ级、Ⅱ级、Ⅲ级三个等级`: the levels there are."""
    for match in _divides().finditer(block.text):
        found = find_levels(match["levels"])
        ranks = tuple(dict.fromkeys(rank for levels in found for rank in levels.ranks))
        if len(ranks) > 1:
            printed = match["levels"][found[0].start : found[-1].end]
            span = (block.start + match.start(), block.start + match.end())
            word = called(match[0], match["kind"]) if match["kind"] == RESPONSE else ""
            levels_of(section, span, LevelHeading(ranks, printed, match["kind"], "", "", word), state)


# -- who starts and ends them


def _decided(section: Section, n: int, state: State) -> None:
    block = section.blocks[n]
    start = section.offset if n == 0 and section.number else 0
    levels = state.begins.get(block.start) or state.over.get(section.index, [])
    while start < len(block.text):
        stop = sentence_end(block.text, start, stops="。；")
        sentence = block.text[start:stop]
        for decision in find_decisions(sentence, under=levels[0].kind if levels else ""):
            reached = _decide(section, decision, sentence, block.start + start, levels, state)
            if reached and announces(block.text) == "conditions" and section.index not in state.over:
                _listed(section, n, reached, state)
        start = stop


def _decide(
    section: Section, decision: Decision, sentence: str, base: int, over: list[Level], state: State
) -> list[Level]:
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
        reached = levels_of(section, span, named, state)
    elif decision.action == "ends" and not over:
        reached = [lv for lv in state.levels if (lv.part, lv.kind) == (section.part, decision.kind)]
    whole = (base, base + decision.end)
    for level in reached:
        for order, who in enumerate(decision.who):
            state.found.add(who, decision.action, level.node, whole, "response-who", section=section.path, order=order)
    if decision.action == "starts" and decision.condition and decision.ranks:
        at = base + decision.condition_start
        if announces(sentence + "：") != "conditions":
            add_condition(reached, decision.condition, (at, at + len(decision.condition)), section, state)
    return reached if decision.action == "starts" else []


def _listed(section: Section, n: int, levels: list[Level], state: State) -> None:
    """The items below `符合下列条件之一的，启动Ⅲ级响应：`."""
    for block in section.blocks[n + 1 :]:
        if not block.table and len(block.text) >= SHORTEST and not levels_of_responses(block.text):
            add_condition(levels, block.text, (block.start, block.end), section, state)
    for index in section.children:
        child = state.scope.sections[index]
        text = child.blocks[0].text[child.offset :]
        span = (child.blocks[0].start + child.offset, child.blocks[0].end)
        add_condition(levels, text, span, section, state)
