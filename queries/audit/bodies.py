"""Findings about commands, leading groups and committees: members and their duties, chief, seat of the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.queries.audit.finding import Audited, Finding, bounds


class _Party(msgspec.Struct, frozen=True):
    """Somebody in a body or in a list of duties: the node, the department, how the text calls it, the fact."""

    node: str
    core: str
    name: str
    fact: Fact

    def is_one_of(self, others: list[_Party]) -> bool:
        """Whether it is among some others, by node, by department, or as part of a printed post."""
        return any(
            self.node == other.node
            or (self.core and self.core == other.core)
            or self.name in other.name
            or other.name in self.name
            for other in others
        )


class _Staffed(msgspec.Struct, frozen=True):
    """A body as one document sets it up: who sits in it."""

    document: str
    body: str
    seats: tuple[_Party, ...]

    @property
    def members(self) -> list[_Party]:
        """The agencies that are members."""
        return [s for s in self.seats if s.fact.predicate == "member" and s.node.startswith("agency:")]


def _staffed(audited: Audited) -> Iterator[_Staffed]:
    """The bodies that documents give enough members to, with all who sit in them."""
    kg = audited.kg
    for body in kg.nodes("Body"):
        if kg.text(body, "kind") not in bounds().chiefs:
            continue
        seats: dict[str, list[_Party]] = defaultdict(list)
        for relation in kg.ontology.of_kind("seat"):
            for fact in kg.out(body, relation.id):
                seats[fact.document].append(_party(audited, str(fact.object), fact))
        for fact in kg.into(body, "seat_in"):
            post = kg.text(fact.subject, "post")
            seats[fact.document].append(_Party(fact.subject, "", post or fact.evidence.quote, fact))
        for document, found in seats.items():
            made = _Staffed(document, body, tuple(found))
            if document in audited.documents and len(made.members) >= bounds().members:
                yield made


def _party(audited: Audited, node: str, fact: Fact) -> _Party:
    kg = audited.kg
    return _Party(node, kg.text(node, "core"), fact.printed or kg.caption(node), fact)


class _Duties(msgspec.Struct):
    """A list of duties of a document: its heading, and who has one in it."""

    title: str
    holders: list[_Party]


def _lists(audited: Audited, document: str) -> list[_Duties]:
    """The lists of duties of a document, by the heading over them."""
    kg = audited.kg
    out: dict[str, _Duties] = {}
    for made in kg.into(document, "duty_of"):
        source = kg.source(made.subject)
        if source is None:
            continue
        title = kg.text(made.subject, "context") or " / ".join(source.section[-1:])
        found = out.setdefault(title, _Duties(title, []))
        found.holders += [_party(audited, f.subject, f) for f in kg.into(made.subject, "has_duty")]
    return list(out.values())


def _listed(audited: Audited, staffed: _Staffed) -> _Duties | None:
    """The list of the duties of a body's members: the one whose holders are mostly its members."""
    best: _Duties | None = None
    most = 0
    for one in _lists(audited, staffed.document):
        holders = {h.node: h for h in one.holders if h.node.startswith("agency:")}
        seated = sum(h.is_one_of(list(staffed.seats)) for h in holders.values())
        called = any(word in one.title for word in bounds().member_lists)
        enough = called and len(holders) >= bounds().members and seated >= bounds().listed * len(holders)
        if enough and seated > most:
            best, most = one, seated
    return best


def duty_not_member(audited: Audited) -> Iterator[Finding]:
    """Holders of a duty in the list of a body's members who are no members; towns and the like count as a class."""
    for staffed in _staffed(audited):
        duties = _listed(audited, staffed)
        if duties is None or _has_class(staffed):
            continue
        holders = {h.node: h for h in duties.holders if h.node.startswith("agency:")}
        for holder in holders.values():
            if not holder.is_one_of(list(staffed.seats)):
                values = _values(audited, staffed, holder, duties)
                facts = (holder.fact, staffed.members[0].fact)
                yield Finding("duty_not_member", values, staffed.document, (staffed.body, holder.node), facts)


def member_no_duty(audited: Audited) -> Iterator[Finding]:
    """Members of a body who have no duty in the list of its members' duties."""
    for staffed in _staffed(audited):
        duties = _listed(audited, staffed)
        if duties is None or any(h.node.startswith("collective:") for h in duties.holders):
            continue
        members = {m.node: m for m in staffed.members}
        covered = sum(m.is_one_of(duties.holders) for m in members.values())
        if covered < bounds().listed * len(members):
            continue  # the list was read in part, or is of some members only
        for member in members.values():
            if not member.is_one_of(duties.holders):
                values = _values(audited, staffed, member, duties)
                facts = (member.fact, duties.holders[0].fact)
                yield Finding("member_no_duty", values, staffed.document, (staffed.body, member.node), facts)


def _has_class(staffed: _Staffed) -> bool:
    """Whether a class of bodies is a member: somebody who is not named may belong to it."""
    return any(s.node.startswith("collective:") for s in staffed.seats)


def _values(audited: Audited, staffed: _Staffed, party: _Party, duties: _Duties) -> dict[str, str]:
    return {
        "paper": audited.paper(staffed.document),
        "body": audited.kg.caption(staffed.body),
        "who": party.name,
        "list": duties.title,
    }


def body_no_chief(audited: Audited) -> Iterator[Finding]:
    """Bodies whose members are told and whose chief is not, in a document that says nothing of a chief anywhere."""
    rule = bounds()
    for staffed in _staffed(audited):
        told = any(s.fact.predicate in ("chief", "deputy", "led_by", "seat_in") for s in staffed.seats)
        if told or _says(audited, staffed.document, rule.chief_words):
            continue
        chief = rule.chiefs[audited.kg.text(staffed.body, "kind")]
        values = {**_counted(audited, staffed), "chief": chief}
        yield Finding("body_no_chief", values, staffed.document, (staffed.body,), _shown(staffed))


def body_no_seat(audited: Audited) -> Iterator[Finding]:
    """Bodies whose members are told, in a document that says nowhere where an office has its seat."""
    for staffed in _staffed(audited):
        bodies = (staffed.body, *(f.subject for f in audited.kg.into(staffed.body, "within_body")))
        if any(audited.kg.out(b, "seat") for b in bodies) or _says(audited, staffed.document, bounds().seat_words):
            continue
        values = _counted(audited, staffed)
        yield Finding("body_no_seat", values, staffed.document, (staffed.body,), _shown(staffed))


def _counted(audited: Audited, staffed: _Staffed) -> dict[str, str]:
    return {
        "paper": audited.paper(staffed.document),
        "body": audited.kg.caption(staffed.body),
        "count": str(len({m.node for m in staffed.members})),
    }


def _shown(staffed: _Staffed) -> tuple[Fact, ...]:
    return tuple(m.fact for m in staffed.members[:3])


def _says(audited: Audited, document: str, words: tuple[str, ...]) -> bool:
    """Whether a document says one of some words anywhere."""
    kg = audited.kg
    return any(word in kg.text(c.subject, "text") for c in kg.into(document, "clause_in") for word in words)
