"""What bodies are for: the text under `X职责`, behind `X主要职责：`, and the 负责… of a working group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec
import regex

from zhize.graph.language.bodies import head_pattern
from zhize.graph.language.doers import find_doer, predicate_kind
from zhize.graph.language.people import role_pattern
from zhize.graph.language.phrases import phrase, words
from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section
from zhize.loaders.statements.body_labels import heading_of
from zhize.loaders.statements.discourse import Passage
from zhize.loaders.statements.registry import MAIN_KINDS, Body, Registry

_DUTY_HEADING = phrase("bodies", "duty_heading")
_TAKES_DUTY = phrase("bodies", "takes_duty")
_DUTY_STOP = phrase("bodies", "duty_stop")
_OF_MEMBERS = phrase("bodies", "of_members")
_GROUP_DUTY = phrase("bodies", "group_duty")
_INTRODUCES = phrase("bodies", "introduces")
_CALLED = phrase("bodies", "called")
_NO_DUTY = phrase("bodies", "not_duty")
_ITEM = phrase("bodies", "duty_item")
_DIGITS = phrase("bodies", "digits")
_SEAT = regex.compile(rf"(?:{role_pattern()})：")
"""A label over who sits in a body (`召集人：`) begins no duty of it."""
_SAYS_WHO = phrase("bodies", "of_people")
_DOES_NEXT = phrase("bodies", "does_next")
_GOES_ON = words("bodies", "goes_on")
_BY_OTHER = phrase("bodies", "by_other")


@cache
def _duty_end() -> regex.Pattern[str]:
    return phrase("bodies", "duty_end", head=head_pattern())


def duties_of_bodies(scope: Scope, found: Iterable[Passage], registry: Registry) -> None:
    """Read the duties of the registered bodies, whole with their items.

    Example: `2.1.1 区指挥部职责` over `（1）…；（2）…。` -> both items; `综合协调组：…负责信息汇总。` -> `负责信息汇总`.
    """
    for section in scope.sections:
        match = heading_of(section.title)
        body = registry.get(match["name"]) if match is not None and match["duty"] else None
        if body is not None and not body.duty:
            _of_section(section, scope.sections, body)
    passages = list(found)
    for passage in passages:
        if passage.block.table:
            continue
        if not _of_label(scope, passage, registry):
            _of_sentence(passage)
    for passage in passages:
        if not passage.block.table:
            _of_introduction(passage)


class _Piece(msgspec.Struct, frozen=True):
    """Words of a duty, and the characters of the document that print them."""

    text: str
    start: int
    end: int


def _give(body: Body, pieces: list[_Piece]) -> None:
    text = "".join(piece.text for piece in pieces).strip("：")
    if len(text) > 2:
        body.duty, body.spans["duty"] = text, (pieces[0].start, pieces[-1].end)


def _of_section(section: Section, sections: list[Section], body: Body) -> None:
    """All that stands under a heading that announces the duties of a body."""
    pieces = [_Piece(b.text, b.start, b.end) for b in section.blocks[1:] if not b.table and not b.title]
    first = section.blocks[0] if section.blocks else None
    if first is not None and len(first.text) > section.offset + len(section.title) + 2:
        at = section.offset + len(section.title)
        pieces.insert(0, _Piece(first.text[at:].lstrip("：。 "), first.start + at, first.end))
    below = _below(section, sections)
    higher = ("编", "章", "节", "一、", "条")
    for index in below:
        if sections[index].style in higher and sections[below[0]].style not in higher:
            break  # a heading of a higher order that the outline put under the last item
        pieces += [_Piece(b.text, b.start, b.end) for b in sections[index].blocks if not b.table and not b.title]
    if pieces:
        _give(body, pieces)


def _below(section: Section, sections: list[Section]) -> list[int]:
    return [i for child in section.children for i in (child, *_below(sections[child], sections))]


def _of_label(scope: Scope, passage: Passage, registry: Registry) -> bool:
    """`区指挥部主要职责：…`, at once or in the items that follow."""
    text = passage.text
    match = _DUTY_HEADING.match(text) or _TAKES_DUTY.search(text)
    if match is None or (
        match["duty"] and match["duty"][:1] not in "：:" and not _DUTY_STOP.search(text[: match.start("duty")])
    ):
        return False
    who = match["who"]
    body = registry.get(who, passage.about()) if who else passage.about()
    if body is None or body.duty or _OF_MEMBERS.search(who or "") or (not who and _of_others(text, body, registry)):
        return False
    duty = (match["duty"] or "").lstrip("：:")
    end = passage.base + len(text)
    rest = passage.block.text[end - passage.block.start :]
    start = passage.base + match.start("duty") if duty else end
    pieces = [_Piece(duty + rest, start, passage.block.end)] if duty + rest else []
    if len(duty) < 4:
        pieces += _items(scope, passage)
    if pieces:
        _give(body, pieces)
    return bool(pieces)


def _of_others(text: str, body: Body, registry: Registry) -> bool:
    """Whether a sentence says duties of somebody else: `示例机构承办示例事务，履行下列职责：`."""
    subject = find_doer(text)
    return subject is not None and all(registry.get(name.printed) is not body for name in subject.names)


def _of_introduction(passage: Passage) -> None:
    """`成立X，统筹推进…`: what is said of a body right where it is set up, without the clauses about people."""
    text = passage.text
    for spoken in passage.spoken:
        called = _CALLED.match(text[spoken.end :])
        rest = text[spoken.end + (len(called[0]) if called else 0) :].rstrip("。；")
        if spoken.body.duty or not (_INTRODUCES.search(text[: spoken.start]) or called):
            continue
        clauses = rest.split("，")
        if rest[:1] != "，" and not called:
            continue
        kept = [c for c in clauses if len(c) > 1 and not _NO_DUTY.search(c) and not _SEAT.match(c)]
        if kept and len("，".join(kept)) > 7 and kept[0] in clauses[:2] and find_doer(kept[0]) is None:
            doing = spoken.body.kind in MAIN_KINDS and predicate_kind(kept[0], 0) in ("duty", "act", "manner")
            if not (doing or spoken.body.sure or spoken.body.said()):
                continue
            start = passage.base + text.find(kept[0], spoken.end)
            _give(spoken.body, [_Piece("，".join(kept), start, passage.base + len(text))])


def _items(scope: Scope, passage: Passage) -> list[_Piece]:
    """The items that follow a paragraph that ends in `职责：`, of one style of numbering."""
    blocks = [b for section in scope.sections for b in section.blocks]
    at = next((i for i, b in enumerate(blocks) if b is passage.block), len(blocks))
    out: list[_Piece] = []
    style = ""
    for block in blocks[at + 1 :]:
        match = _ITEM.match(block.text)
        form = _DIGITS.sub("一", regex.sub(r"\d+", "1", match[0])) if match else ""
        form = "①" if match and match[0][0] >= "①" and match[0][0] <= "⑳" else form
        if match is None or (style and form != style) or block.table or block.title:
            break
        if len(block.text) < 30 and heading_of(block.text[match.end() :]):
            break
        style = style or form
        out.append(_Piece(block.text, block.start, block.end))
    return out


def _rest(passage: Passage) -> regex.Match[str] | None:
    """A whole sentence of a group's paragraph that says nothing of its people: `根据需要，组织抢险。`."""
    text = passage.text
    if passage.own is None or len(text) < 8 or passage.first or _SAYS_WHO.search(text):
        return None
    return regex.match(r"(?P<duty>.+)", text)


def _of_sentence(passage: Passage) -> None:
    """`负责…` in the paragraph of a group or right behind the name of a body."""
    body = passage.own
    if body is None and passage.spoken and passage.spoken[0].start <= 1:
        near = passage.spoken[0]
        if _DOES_NEXT.match(passage.text[near.end :]):
            body = near.body if near.body.kind in MAIN_KINDS or near.body.kind == "office" else None
            if body is not None and not body.duty:
                called = _CALLED.match(passage.text, near.end)
                begin = called.end() if called else near.end
                said = passage.text[begin:].lstrip("，").rstrip("。；")
                _give(body, [_Piece(said, passage.base + begin, passage.base + len(passage.text))])
            return
    if (
        body is None
        and passage.heading is not None
        and passage.heading.kind in ("working_group", "investigation_group")
    ):
        body = passage.heading
    if body is None or (body.duty and not passage.text.startswith(_GOES_ON)):
        return
    match = _GROUP_DUTY.search(passage.text) or (_rest(passage) if body.duty is None else None)
    if match is None or _BY_OTHER.search(passage.text[: match.start("duty") + 2]):
        return
    text = passage.text[match.start("duty") :]
    cutoff = _duty_end().search(text)
    text = (text[: cutoff.start()] if cutoff else text).rstrip("；，")
    start = passage.base + match.start("duty")
    if body.duty is None:
        _give(body, [_Piece(text, start, start + len(text))])
    elif passage.block.start <= body.spans["duty"][0] and start - body.spans["duty"][1] <= 1:
        body.duty += f"；{text}" if not body.duty.endswith("。") else text
        body.spans["duty"] = (body.spans["duty"][0], start + len(text))
