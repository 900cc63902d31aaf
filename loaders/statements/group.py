"""One statement for many items: `以上工作由A牵头，B配合`, `以下任务均由A负责：`."""

from __future__ import annotations

import msgspec

from zhize.graph.language.lists import bracket
from zhize.graph.language.marks import Mark, parse_mark
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Excerpt
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block

_STATEMENT = phrase("tasks", "statement")
_ABOVE = words("tasks", "above")


class GroupMark(msgspec.Struct, frozen=True):
    """A statement about several items and which they are; `block` holds its place, `sections` those it is about."""

    mark: Mark
    block: Block
    start: int
    sections: tuple[int, ...]


def group_marks(sections: list[Section], *, marked: set[int]) -> list[GroupMark]:
    """Statements that give the items before or after them to somebody; items with marks of their own keep these.

    Reads a sentence or bracket at the end of a paragraph, or a paragraph of its own. `以上` reaches over the items of
    the same level before it under the same heading, `以下` over the items right under it.
    Example: `（以上任务由区水利局牵头，区财政局配合）` after items 1 to 3.
    """
    out: list[GroupMark] = []
    for section in sections:
        for block in section.blocks:
            if block.table:
                continue
            for said in _candidates(block.text):
                match = _STATEMENT.match(said.text)
                mark = parse_mark(match["who"]) if match else None
                if match is None or mark is None or not mark.sure or mark.unread:
                    continue
                whole_item = said.start <= section.offset and block is section.blocks[0]
                before = match["where"] in _ABOVE
                reach = _before(sections, section, own=not whole_item) if before else _after(sections, section)
                free = tuple(i for i in reach if i not in marked)
                if free:
                    out.append(GroupMark(mark, block, said.start + match.start("who"), free))
                break
    return out


def _candidates(text: str) -> list[Excerpt]:
    """Where a statement may stand: the last bracket, the last sentence, the whole paragraph."""
    out: list[Excerpt] = []
    span, at = bracket(text), 0
    while span:
        if span[1] >= len(text) - 1:
            out.append(Excerpt(text[span[0] : span[1]], *span))
        at = span[1]
        span = bracket(text, at)
    body = text.rstrip("。；：:")
    last = max(body.rfind("。"), body.rfind("；")) + 1
    return [*out, Excerpt(text[last:], last, len(text))]


def _before(sections: list[Section], section: Section, *, own: bool) -> list[int]:
    """The items of one list before a statement, with the item it stands in unless it is an item itself."""
    if not section.number:
        return []
    return [*_siblings(sections, section), *([section.index] if own else [])]


def _siblings(sections: list[Section], section: Section) -> list[int]:
    above = sections[section.parent].children if section.parent >= 0 else _top(sections)
    return [
        i
        for i in above
        if i < section.index and sections[i].style == section.style and sections[i].part == section.part
    ]


def _top(sections: list[Section]) -> list[int]:
    return [s.index for s in sections if s.parent < 0 and s.number]


def _after(sections: list[Section], section: Section) -> list[int]:
    leaves: list[int] = []
    stack = list(section.children)
    while stack:
        child = sections[stack.pop(0)]
        if child.children:
            stack = child.children + stack
        else:
            leaves.append(child.index)
    return leaves
