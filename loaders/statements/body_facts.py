"""The bodies of a document with all that is said of them, as claims."""

from __future__ import annotations

from zhize.graph.language.bodies import head_of
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective
from zhize.graph.language.phrases import phrase
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.statements.body import introduce
from zhize.loaders.statements.body_duty import duties_of_bodies
from zhize.loaders.statements.body_tables import body_tables
from zhize.loaders.statements.discourse import passages
from zhize.loaders.statements.membership import members_by_duties, memberships
from zhize.loaders.statements.registry import MAIN_KINDS, Body, Registry, Seat
from zhize.loaders.statements.seat import seats

RULE = "body"
_LEVEL = phrase("bodies", "level")


def bodies(scope: Scope) -> Claims:
    """Claims of the bodies that a document sets up or describes: names, people, offices, seats, duties.

    Example: `成立X（以下简称Y），由A任组长，B为成员。Y办公室设在C` -> X with alias Y, chief A, member B; its office at C.
    """
    registry = Registry()
    titled = introduce(scope, registry)
    registry.name_offices("\n".join(block.text for block in scope.document.blocks))
    read = list(passages(scope, registry, titled))
    seats((p for p in read if not p.block.table), registry)
    memberships((p for p in read if not p.block.table), registry)
    body_tables(read, registry)
    members_by_duties(scope, registry)
    duties_of_bodies(scope, read, registry)
    registry.name_offices("\n".join(block.text for block in scope.document.blocks))
    found = Claims()
    ids = Ids(scope.id)
    kept = _kept(registry)
    for body in kept:
        _add(scope, body, kept, found, ids)
    return found


_GENERIC = phrase("bodies", "class_of_groups")
"""Words for a class of groups rather than the name of one."""


def _kept(registry: Registry) -> list[Body]:
    """The bodies that count: introduced beyond doubt, or with something said of them, or with bodies below them."""
    owners = {id(b.parent) for b in registry.bodies if b.parent is not None and (b.sure or b.said())}
    out = []
    for body in registry.bodies:
        head = head_of(body.name)
        known = body.said() or id(body) in owners
        if (
            _GENERIC.fullmatch(body.name)
            and not body.seats
            and body.seat is None
            and not (body.duty and body.kind in MAIN_KINDS)
        ):
            continue
        if head is not None and head.kind == "committee" and head.open:  # 建立…机制 is rarely a body
            known = any(seat.role.kinds for seat in body.seats) or body.seat is not None
        if known or (body.sure and (head is None or not head.open or head.kind != "committee")):
            out.append(body)
    return out


def body_node(scope: Scope, name: str) -> str:
    """A provisional id of a body; identity puts its region in front."""
    return f"body:{scope.id.removeprefix('document:')}:{name}"


def _add(scope: Scope, body: Body, kept: list[Body], found: Claims, ids: Ids) -> None:
    node = body_node(scope, body.name)

    def add(predicate: str, value: str | Mention | None, span: Span, order: int = 0) -> None:
        found.add(node, predicate, value, span, RULE, section=body.section, order=order)

    add("name", body.name, body.span)
    add("kind", body.kind, body.span)
    add("body_of", scope.id, body.span)
    for alias in body.aliases:
        add("alias", alias, body.span)
    add("duty", body.duty, body.spans.get("duty", body.span))
    if body.seat:
        for order, unit in enumerate(body.seat.split("、")):
            add("seat", Mention(unit, unit), body.spans.get("seat", body.span), order)
    if body.parent is not None and any(body.parent is other for other in kept):
        add("within_body", body_node(scope, body.parent.name), body.span)
    level = ""
    for order, seat in enumerate(body.seats):
        for mention in _mentions(seat, level):
            level = mention.reading[0] if _LEVEL.match(mention.reading) else level
            if seat.role.relation != "secretary":
                add(seat.role.relation, mention, seat.span, order)
        if seat.person:
            _person(node, body, seat, order, found, ids)


def _mentions(seat: Seat, level: str) -> list[Mention]:
    """What a seat puts into the list of its role: the person for a chief, the units of a member."""
    if seat.role.relation in ("chief", "deputy", "secretary"):
        person = seat.person is not None
        return [Mention(seat.printed, seat.printed, post=not person and not is_agency(seat.printed), person=person)]
    if seat.person:
        return [m for unit in seat.units for m in [_unit(unit, level)]]
    return [_unit(seat.printed, level)]


def _unit(name: str, level: str) -> Mention:
    """A unit as a mention; a shortened name inherits the level word of the one before it."""
    mentions, _ = split_names(name, level)
    if len(mentions) == 1 and (mentions[0].collective or is_agency(mentions[0].reading)):
        return mentions[0]
    collective = is_collective(name)
    return Mention(name, name, collective=collective, post=not collective and not is_agency(name))


def _person(node: str, body: Body, seat: Seat, order: int, found: Claims, ids: Ids) -> None:
    """A person's seat, and the post that the person holds."""
    assert seat.person is not None
    member = ids.make("membership", body.name, seat.role.word, seat.person, seat.post or "")
    who = Mention(seat.person, seat.person, person=True)
    found.add(member, "role", seat.role.word, seat.span, RULE, section=body.section, order=order)
    found.add(member, "person", seat.person, seat.span, RULE, section=body.section, order=order)
    found.add(member, "post", seat.post, seat.span, RULE, section=body.section, order=order)
    found.add(member, "seat_in", node, seat.span, RULE, section=body.section, order=order)
    found.add(member, "held_by", who, seat.span, RULE, section=body.section, order=order)
    if seat.post:
        found.add(who, "holds", Mention(seat.post, seat.post, post=True), seat.span, RULE, section=body.section)
