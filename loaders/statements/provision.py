"""What notices to the public and decisions on requests order, allow or approve, item by item."""

from __future__ import annotations

import regex

from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section

_KINDS = regex.compile(r"(?:通告|公告|批复|决定|命令)$")
_FORMAL = regex.compile(r"^(?:本(?:通告|公告|决定|命令|批复)自|此复|特此|现(?:将|就)|.{0,40}(?:收悉|如下[：:]?)$)")
_LEAD = regex.compile(r"[^。]{0,80}?(?:收悉|请示》[^。]{0,30})[。，](?:经研究[^。]{0,20}[。，：])?(?:现批复如下[：:])?")
SHORTEST = 8


def provisions(scope: Scope) -> Claims:
    """Items of a 通告, 公告, 批复, 决定 or 命令; of a 批复 also its plain paragraphs.

    Left out: what only opens or ends the document, or says since when it holds. An item that is the heading of others is
    told by these. Example: `一、禁火区：云屏山周边一公里以内的林地。` -> one provision.
    """
    found, ids = Claims(), Ids(scope.id)
    kind = scope.document.kind or scope.document.title
    if not _KINDS.search(kind) or regex.search(r"任免|表彰|奖励", scope.document.title):
        return found
    for section in scope.sections:
        if section.style in ("signature", "attachments", "title") or section.children:
            continue
        if section.number:
            _item(scope, section, found, ids)
        elif kind.endswith("批复"):
            _paragraphs(scope, section, found, ids)
    return found


def _item(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    blocks = [b for b in section.blocks if not b.table]
    text = "".join(b.text for b in blocks)[section.offset :]
    if len(text) >= SHORTEST and not _FORMAL.match(text):
        _add(scope, section, text, (blocks[0].start + section.offset, blocks[-1].end), section.number, (found, ids))


def _paragraphs(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    for block in section.blocks:
        lead = _LEAD.match(block.text)
        at = lead.end() if lead else 0
        text = block.text[at:]
        if block.table or text.endswith("：") or len(text) < SHORTEST or _FORMAL.match(text):
            continue
        _add(scope, section, text, (block.start + at, block.end), "", (found, ids))


def _add(scope: Scope, section: Section, text: str, span: tuple[int, int], item: str, into: tuple[Claims, Ids]) -> None:
    found, ids = into
    node = ids.make("provision", *section.path, item, text)
    for predicate, value in (("text", text), ("item", item), ("provision_of", scope.id)):
        found.add(node, predicate, value, span, "provision", section=section.path)
