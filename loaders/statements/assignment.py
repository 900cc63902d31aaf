"""Tasks and who does them, from items with responsibility marks and from tables with columns for them."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.deadlines import WITHIN_YEAR, Deadline, find_deadline, whole_deadline
from zhize.graph.language.issues import reason_of
from zhize.graph.language.marks import Mark, declares_signs, with_leading
from zhize.graph.language.phrases import phrase
from zhize.graph.language.roles import first_leads
from zhize.graph.language.sentences import first_clause
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import CN_DIGITS
from zhize.loaders.statements.mark_places import find_marks
from zhize.loaders.statements.mark_sections import Piece, Position, SectionMark, between, section_marks
from zhize.loaders.statements.task import Task, add_task
from zhize.loaders.statements.task_tables import table_tasks


class _Rules(msgspec.Struct, frozen=True):
    """What a document says once for all its marks: who leads, and by when."""

    first: bool
    signed: bool
    whole: Deadline | None


class _State(msgspec.Struct):
    ids: Ids
    found: Claims
    rules: _Rules
    titles: set[str] = msgspec.field(default_factory=set)


def assignments(scope: Scope) -> Claims:
    """Tasks of a document with role, agency, deadline and section.

    Reads marks in brackets at the end of an item (`（责任单位：A、B）`, `（A牵头，B配合）`), marks on a line of
    their own (`牵头单位：A`), several marks in one item, and rows of tables with a column 责任单位 or 牵头单位.
    """
    state = _State(Ids(scope.id), Claims(), _rules(scope))
    for section in scope.sections:
        _of_section(scope, section, state)
    for section in scope.sections:
        table_tasks(scope, section, state.titles, state.ids, state.found)
    return state.found


def _rules(scope: Scope) -> _Rules:
    first, signed = False, False
    whole: Deadline | None = None
    for section in scope.sections:
        for n, block in enumerate(section.blocks):
            marks = find_marks(block.text)
            if "牵" in block.text:
                first = first or (not marks and bool(first_leads().search(block.text)))
                signed = signed or declares_signs(block.text)
            last = max((placed.end for placed in marks), default=0)
            if whole is None and not block.table and (last or n or not section.number):
                moment = whole_deadline(block.text[last:])
                whole = moment.moved(block.start + last) if moment else None
    return _Rules(first, signed, whole)


def _of_section(scope: Scope, section: Section, state: _State) -> None:
    marks = [m for m in section_marks(section) if _checked(section, m, state)]
    marks = [m for m in marks if m.placed.mark.names]
    several = len(marks) > 1 or bool(marks and _holds_list(section))
    position = _first_position(section, marks, several=several)
    inline = ""
    for n, seen in enumerate(marks):
        pieces, printed = _after_number(section, between(section.blocks, position, seen.begin))
        text = "".join(section.blocks[p.block].text[p.start : p.end] for p in pieces)
        inline = _range(text) or (inline if n else "")
        own = several and not _continues(section, pieces, text)
        title = _title(section, text, several=own)
        under = own and section.heading and section.title
        path = (*section.path, section.label) if under else section.path
        item = _Item(title, text, section.number + (printed or inline), path, pieces)
        _add(scope, section, seen, item, state)
        position = seen.stop


_INNER = rf"(?:\d{{1,2}}|[{CN_DIGITS}]{{1,3}})"
_INLINE = regex.compile(rf"(?:^|(?<=[。；：，！”）]))（(?P<n>{_INNER})）")
_LEAD_IN = phrase("tasks", "lead_in", number=_INNER)
_COUNTED = phrase("tasks", "items_counted", number=_INNER)


def _holds_list(section: Section) -> bool:
    """Whether a heading stands over items: it counts them (`新增事项（1项）`), or one with a number of its own follows."""
    if not section.heading or not section.number:
        return False
    if _COUNTED.search(section.title):
        return True
    behind = section.offset + len(section.title)
    text = section.blocks[0].text[behind:] or (section.blocks[1].text if len(section.blocks) > 1 else "")
    return bool(_INLINE.match(text.lstrip("。：")))


def _first_position(section: Section, marks: list[SectionMark], *, several: bool) -> Position:
    """Where the text of the first task begins: behind a heading over several, else behind the number."""
    if not section.number and marks:  # the addressees and the preamble before it are no part of the item
        alone = marks[0].placed.start < SHORTEST_ITEM
        return Position(max(0, marks[0].block - 1) if alone else marks[0].block, 0)
    if section.heading and section.number and several:
        return Position(0, section.offset + len(section.title))
    return Position(0, section.offset)


SHORTEST_ITEM = 4
"""A mark that begins nearer to the head of its paragraph belongs to the paragraph before."""
_ITEM_IN_TEXT = regex.compile(r"(?:^|(?<=[。；：！）]))(?P<n>\d{1,2})[.、](?=\p{Han})")


def _after_number(section: Section, pieces: list[Piece]) -> tuple[list[Piece], str]:
    """In a paragraph without a number of its own, an item begins at the last number in it: `……意见。1.对团队给予资助。`."""
    if section.number or not pieces:
        return pieces, ""
    last = pieces[-1]
    found = list(_ITEM_IN_TEXT.finditer(section.blocks[last.block].text, last.start, last.end))
    if not found or last.end - found[-1].end() < SHORTEST_ITEM:
        return pieces, ""
    return [Piece(last.block, found[-1].end(), last.end)], found[-1]["n"]


def _continues(section: Section, pieces: list[Piece], text: str) -> bool:
    """Whether a paragraph with a mark is one of several that tell what its heading names, without a number of its own."""
    if not section.heading or not section.title or not pieces or _COUNTED.search(section.title) or _INLINE.search(text):
        return False
    behind = pieces[0].block == 0 and pieces[0].start <= section.offset + len(section.title)
    return behind or (pieces[0].block > 0 and not pieces[0].start)


def _title(section: Section, text: str, *, several: bool) -> str:
    """The heading of an item, or its first clause where it has none or where the heading is all that it says."""
    bare = text.rstrip("。；，— ")
    whole = section.title and bare == section.title
    if bare and section.title.startswith((f"{bare}（", f"{bare}；（", f"{bare}，（")) and not several:
        return bare  # a short heading took the mark in
    if section.title and not several and not whole:
        return section.title
    return first_clause(_LEAD_IN.sub("", text)) or section.title


def _range(text: str) -> str:
    """The numbers inside an item that a mark governs: `(2)`, `(2)-(4)`."""
    numbers = [f"({match['n']})" for match in _INLINE.finditer(text)]
    if not numbers:
        return ""
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _checked(section: Section, seen: SectionMark, state: _State) -> bool:
    mark = seen.placed.mark
    span = seen.span(section.blocks)
    if not mark.names:
        if not mark.deadline:
            state.found.doubt("mark-names-nobody", mark.text, reason_of("mark-names-nobody"), span)
        return False
    for piece in mark.unread:
        state.found.doubt("mark-part-unread", piece, reason_of("mark-part-unread"), span)
    for piece in mark.of_others:
        state.found.doubt("mark-of-others", piece, reason_of("mark-of-others"), span)
    if mark.labelled and not mark.sure:
        state.found.doubt("name-shape", mark.text, reason_of("mark-name-shape"), span)
    return True


class _Item(msgspec.Struct, frozen=True):
    """What a mark is given for: its title, text and number, the headings above, and the pieces it is printed in."""

    title: str
    text: str
    number: str
    path: tuple[str, ...]
    pieces: list[Piece]


def _add(scope: Scope, section: Section, seen: SectionMark, item: _Item, state: _State) -> None:
    """The task that a mark gives, under the rules of its document."""
    blocks, rules = section.blocks, state.rules
    if seen.placed.mark.first_leads and not rules.first:
        state.rules = rules = msgspec.structs.replace(rules, first=True)
    mark = with_leading(seen.placed.mark, first=rules.first, signed=rules.signed)
    begin, end = seen.span(blocks)
    given = seen.given(blocks)
    first = item.pieces[0] if item.pieces else None
    whole = (blocks[first.block].start + first.start if first else begin, end)
    task = Task(
        item.title,
        item.text,
        item.number,
        mark.text,
        mark.names,
        item.path,
        whole,
        given,
        _rule(section, seen),
        _deadline(section, item.pieces, mark, given, rules.whole),
    )
    add_task(scope, state.ids, state.found, task)
    state.titles.add(item.title)


def _rule(section: Section, seen: SectionMark) -> str:
    """Which rule read a mark: `mark` (with a label), `bare-mark` (brackets alone), `prose` (a sentence)."""
    if seen.placed.mark.labelled:
        return "mark"
    return "prose" if section.blocks[seen.block].text[seen.placed.start] == "由" else "bare-mark"


def _deadline(
    section: Section, pieces: list[Piece], mark: Mark, given: Span, whole: Deadline | None
) -> Deadline | None:
    if mark.deadline:
        return Deadline(mark.deadline, *given)
    for piece in pieces:
        block = section.blocks[piece.block]
        moment = find_deadline(block.text[piece.start : piece.end])
        if moment and not (moment.printed == WITHIN_YEAR and whole):
            return moment.moved(block.start + piece.start)
    return whole
