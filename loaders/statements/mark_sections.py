"""The marks of a section in order: marks over two paragraphs are joined, labels on lines of their own are one mark."""

from __future__ import annotations

import itertools

import msgspec
import regex

from zhize.graph.language.spans import Span
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.mark_places import PlacedMark, find_marks, unclosed


class Piece(msgspec.Struct, frozen=True):
    """A piece of a section: from `start` to `end` of one of its blocks."""

    block: int
    start: int
    end: int


class Position(msgspec.Struct, frozen=True):
    """A place in a section: a character of one of its blocks."""

    block: int
    offset: int


class SectionMark(msgspec.Struct, frozen=True):
    """A mark of a section: it begins in `block` and ends before `end` of the block `last`."""

    block: int
    placed: PlacedMark
    last: int
    end: int

    @property
    def begin(self) -> Position:
        """Where the mark begins, with its bracket."""
        return Position(self.block, self.placed.start)

    @property
    def stop(self) -> Position:
        """The place just after the mark."""
        return Position(self.last, self.end)

    def span(self, blocks: list[Block]) -> Span:
        """Where the mark stands in the clean text, with its brackets."""
        return blocks[self.block].start + self.placed.start, blocks[self.last].start + self.end

    def given(self, blocks: list[Block]) -> Span:
        """Where the text of the mark stands in the clean text."""
        begin = blocks[self.block].start + self.placed.inner
        if self.last != self.block:
            return begin, blocks[self.last].start + self.end
        return begin, begin + len(self.placed.mark.text)


_GROUP = regex.compile(r"组$")


def section_marks(section: Section) -> list[SectionMark]:
    """The marks of a section that give a task.

    `抢险组。由A牵头，B配合` sets up a working group and gives none; `演练组` over `责任单位：A` does.
    """
    marks = _found(section.blocks)
    if section.heading and _GROUP.search(section.title):
        marks = [m for m in marks if _of_group(m)]
    if len(marks) > 1 and _one_after_another(section, marks):
        return [_merged(marks)]
    return marks


def _of_group(seen: SectionMark) -> bool:
    mark = seen.placed.mark
    return mark.labelled and all(assigned.role == "responsible_for" for assigned in mark.names)


def _found(blocks: list[Block]) -> list[SectionMark]:
    out: list[SectionMark] = []
    taken = 0
    for i, block in enumerate(blocks):
        if block.table:
            continue
        marks = [m for m in find_marks(block.text) if m.start >= taken]
        taken = 0
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if following and not following.table and marks and unclosed(block.text):
            joined = find_marks(block.text + following.text)
            over = next((m for m in joined if m.start == marks[-1].start), None)
            if over and over.end > len(block.text):
                taken = over.end - len(block.text)
                out += [SectionMark(i, m, i, m.end) for m in marks[:-1]]
                out.append(SectionMark(i, over, i + 1, taken))
                continue
        out += [SectionMark(i, m, i, m.end) for m in marks]
    return out


def between(blocks: list[Block], start: Position, end: Position) -> list[Piece]:
    """The pieces between two places, without table rows."""
    out: list[Piece] = []
    for i in range(start.block, end.block + 1):
        a = start.offset if i == start.block else 0
        b = end.offset if i == end.block else len(blocks[i].text)
        if a < b and not blocks[i].table:
            out.append(Piece(i, a, b))
    return out


def _one_after_another(section: Section, marks: list[SectionMark]) -> bool:
    """Label by label on lines of their own: `牵头单位：A` / `配合单位：B` are one mark."""
    for a, b in itertools.pairwise(marks):
        pieces = between(section.blocks, a.stop, b.begin)
        if "".join(section.blocks[p.block].text[p.start : p.end] for p in pieces).strip("。；，— "):
            return False
    return True


def _merged(marks: list[SectionMark]) -> SectionMark:
    names = tuple(dict.fromkeys(name for m in marks for name in m.placed.mark.names))
    text = "；".join(m.placed.mark.text for m in marks)
    deadline = next((m.placed.mark.deadline for m in marks if m.placed.mark.deadline), None)
    first, last = marks[0], marks[-1]
    mark = msgspec.structs.replace(first.placed.mark, text=text, names=names, deadline=deadline)
    placed = msgspec.structs.replace(first.placed, mark=mark)
    return SectionMark(first.block, placed, last.last, last.end)
