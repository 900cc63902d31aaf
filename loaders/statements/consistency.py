"""What does not fit together in a document: numbers that go back, items printed twice, brackets that do not close."""

from __future__ import annotations

import regex

from zhize.graph.language.issues import reason_of
from zhize.graph.language.lists import bracket
from zhize.graph.language.numbers import numeral
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.statements.mark_places import find_marks

MANY = 60
"""A mark of more names than this is more likely a misread list than a mark."""
_COUNTED = ("一、", "（一）", "1.", "（1）")


def consistency(scope: Scope) -> Claims:
    """Issues about a document's own order; nothing is left out for them.

    Kinds: `number-back` (an item's number is lower than or equal to the one before it), `item-twice` (the same words under
    the same number), `mark-many-names`, `mark-unbalanced`.
    """
    found = Claims()
    _numbers(scope, found)
    _twice(scope, found)
    for section in scope.sections:
        for block in section.blocks:
            for seen in find_marks(block.text) if not block.table else ():
                span = (block.start + seen.start, block.start + seen.end)
                if len(seen.mark.names) > MANY:
                    reason = reason_of("mark-many-names", count=len(seen.mark.names))
                    found.doubt("mark-many-names", seen.mark.text, reason, span)
                if _unbalanced(block.text[max(0, seen.start - 1) : seen.end]):
                    found.doubt("mark-unbalanced", seen.mark.text, reason_of("mark-unbalanced"), span)
    return found


def _unbalanced(text: str) -> bool:
    """Whether a mark opens a bracket that it does not close, or the reverse."""
    closing = sum(text.count(c) for c in "）]〕")
    opening = sum(text.count(c) for c in "（[〔")
    return opening != closing or (opening > 0 and bracket(text) is None)


def _numbers(scope: Scope, found: Claims) -> None:
    last: dict[tuple[int, str, str], int] = {}
    for section in scope.sections:
        if section.style not in _COUNTED:
            continue
        key = (section.parent, section.style, section.part)
        number = numeral(section.number.strip("（）"))
        before = last.get(key, 0)
        if 1 < number <= before:
            span = _head(section)
            found.doubt("number-back", section.label, reason_of("number-back", before=before, number=number), span)
        last[key] = number


def _twice(scope: Scope, found: Claims) -> None:
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for section in scope.sections:
        text = "".join(block.text for block in section.blocks)
        if not section.number or len(text) < 20 or not any(find_marks(b.text) for b in section.blocks):
            continue
        key = (section.path, section.number, regex.sub(r"\s", "", text))
        if key in seen:
            found.doubt("item-twice", text, reason_of("item-twice"), _head(section))
        seen.add(key)


def _head(section: Section) -> Span:
    block = section.blocks[0]
    return block.start, block.end
