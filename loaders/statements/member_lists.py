"""The members that a list names: units, persons with their units, classes of bodies."""

from __future__ import annotations

import regex

from zhize.graph.language.lists import HELD, cut, held_together, released, split_names
from zhize.graph.language.names import is_agency, is_collective, is_elliptic
from zhize.graph.language.people import (
    Holder,
    Role,
    holders,
    is_any_post,
    is_person,
    is_post,
    post_end,
    role_of,
    units_of,
)
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.run_on_people import run_on_holders
from zhize.graph.language.spans import Span
from zhize.loaders.statements.registry import Body, Seat

_COMRADE = words("memberships", "comrade")[0]
_PEOPLE = words("memberships", "people")
_STAFF = words("memberships", "staff")
_ETC = phrase("memberships", "etc")
_PEOPLE_AND = phrase("memberships", "people_and")
_NO_NAME = phrase("memberships", "no_name")
_LIST_START = phrase("memberships", "list_start")
_PIECE_START = phrase("memberships", "piece_start")
_SENT = phrase("memberships", "sent_people")


def take_members(body: Body, role: Role, text: str, span: Span) -> bool:
    """Add the members that a list names: units, persons with their units, classes; False where it names none for certain."""
    found = members(text, role, span)
    sure = any(s.person or is_agency(s.printed) or is_collective(s.printed) or is_post(s.printed) for s in found)
    alike = len(found) > 1 and all(is_elliptic(s.printed) for s in found)
    if role.relation == "member" and not sure and not alike:
        return False
    for seat in found:
        body.take(seat)
    return bool(found)


def members(text: str, role: Role, span: Span) -> list[Seat]:
    """The members of a list, without the words for their people (`…主要负责人`, `等单位`).

    Example: `区应急局、区水利局等单位主要负责人` -> 区应急局, 区水利局; `王强（区应急局局长）` -> the person, of 区应急局.
    """
    text = _LIST_START.sub("", text.strip("，、： ").lstrip("（"))
    text = text.removesuffix("）") if text.count("（") < text.count("）") else text
    named = holders(text) if regex.match(r"\p{Han}{2,4}（", text) else run_on_holders(text)
    if named and all(h.person for h in named):
        return [seat_of(role, h, span) for h in named]
    out: list[Seat] = []
    level = ""
    for piece in cut(_PEOPLE_AND.sub("、", held_together(text)), "、，"):
        piece = _PIECE_START.sub("", piece.strip())
        piece = _SENT.sub("", _ETC.sub("", piece))
        bare = piece.removesuffix(_COMRADE)
        if is_person(bare) and not (level and is_elliptic(bare)):
            out.append(Seat(role, bare, span, bare))
            continue
        one = holders(piece)
        if len(one) == 1 and one[0].person and one[0].post:
            out.append(seat_of(role, one[0], span))
            continue
        at = post_end(piece)
        if at == 0 and piece.endswith(_PEOPLE):
            continue
        unit = (piece[:at] if at else piece).removesuffix("的")
        if at and piece.endswith(_STAFF) and not is_agency(unit):
            unit = piece
        sent = at is None or is_any_post(piece[at:])
        known = is_agency(unit) or (is_collective(unit) and sent) or (at is not None and at > 1 and sent)
        unit = unit if len(unit) > 1 and known else piece
        if HELD in unit:
            out += [Seat(role, name, span) for name in released(unit)]
            continue
        mentions, level = split_names(unit, level)
        out += [Seat(role, m.printed, span) for m in mentions] or [Seat(role, unit, span)]
    good = [s for s in out if 2 <= len(s.printed) <= 40 and not _NO_NAME.search(s.printed)]
    return [s for s in good if s.person or not role_of(s.printed)]


def seat_of(role: Role, holder: Holder, span: Span) -> Seat:
    """The seat of somebody whom a list or a label names, with the post and the unit printed."""
    units = tuple(units_of(holder.post)) if holder.post and holder.person else ()
    return Seat(role, holder.printed, span, holder.person, holder.post if holder.person else None, units)
