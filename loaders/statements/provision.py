"""What notices to the public and decisions on requests order, allow or approve, item by item."""

from __future__ import annotations

from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section

_KINDS = phrase("references", "notice_kind")
_FORMAL = phrase("references", "formal")
_LEAD = phrase("references", "lead")
_NO_PROVISIONS = phrase("references", "no_provisions")
_REPLY = words("references", "reply")
SHORTEST = 8


def provisions(scope: Scope) -> Claims:
    """Items of a 通告, 公告, 批复, 决定 or 命令; of a 批复 also its plain paragraphs.

    Left out: what only opens or ends the document, or says since when it holds. An item that is the heading of others is
    told by these. Example: `一、禁火区：云屏山周边一公里以内的林地。` -> one provision.
    """
    found, ids = Claims(), Ids(scope.id)
    kind = scope.document.kind or scope.document.title
    if not _KINDS.search(kind) or _NO_PROVISIONS.search(scope.document.title):
        return found
    for section in scope.sections:
        if section.style in ("signature", "attachments", "title") or section.children:
            continue
        if section.number:
            _item(scope, section, found, ids)
        elif kind.endswith(_REPLY):
            _paragraphs(scope, section, found, ids)
    return found


def _item(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    blocks = [b for b in section.blocks if not b.table]
    text = "".join(b.text for b in blocks)[section.offset :]
    if len(text) >= SHORTEST and not _FORMAL.match(text):
        _add(scope, section, text, (blocks[0].start + section.offset, blocks[-1].end), section.number, found, ids)


def _paragraphs(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    for block in section.blocks:
        lead = _LEAD.match(block.text)
        at = lead.end() if lead else 0
        text = block.text[at:]
        if block.table or text.endswith("：") or len(text) < SHORTEST or _FORMAL.match(text):
            continue
        _add(scope, section, text, (block.start + at, block.end), "", found, ids)


def _add(scope: Scope, section: Section, text: str, span: Span, item: str, found: Claims, ids: Ids) -> None:
    node = ids.make("provision", *section.path, item, text)
    for predicate, value in (("text", text), ("item", item), ("provision_of", scope.id)):
        found.add(node, predicate, value, span, "provision", section=section.path)
