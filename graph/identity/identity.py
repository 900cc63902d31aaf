"""One body, one node: which agency a printed name is, and in which region.

An agency is its region and its canonical name. Names are read document by document (`documents`), each without regard to others, then the
names of each region are settled together (`by_region`); no reading of one region depends on another. Nothing is merged because it
looks alike; what fits no rule stays apart and is an issue.

What a document gave is kept (`memory`), so that a build reads the statements of those documents only that changed, or whose names became
others, and settles those regions only that were given something else (`identify_changed`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from zhize.graph.identity.by_region import shares
from zhize.graph.identity.citing import Links
from zhize.graph.identity.decisions import Decision, apart, merges
from zhize.graph.identity.described import NamedRegions, RelatedAgencies
from zhize.graph.identity.describing import Description, Said, SaidKey, describe_document, differing
from zhize.graph.identity.difference import Difference
from zhize.graph.identity.documents import DocumentNames, node_of, place_of, read_document
from zhize.graph.identity.homes import Home, home_of, with_village
from zhize.graph.identity.memory import (
    DocumentRecord,
    Memory,
    Records,
    Unremembered,
    packed_record,
    share_digest,
)
from zhize.graph.identity.region_changes import Dealt
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.identity.settling import Pairs
from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Fact, Issue, Origin, Statement, Value, fact_digest
from zhize.graph.model.linking import Gathering, crosses, gathers
from zhize.graph.model.ontology import ontology

StatementsOf = Callable[[Collection[str]], Iterable[Iterable[Statement]]]
"""Gives the statements of some documents, some documents at a time, those of a document together."""


class Given(msgspec.Struct, frozen=True):
    """What a build is given: the documents that changed and those that are gone, their statements now and before, origins of all documents.

    `groups` has a word for each document; documents of one word are in one part of what is made.
    """

    changed: Collection[str]
    gone: Collection[str]
    statements: StatementsOf
    statements_before: StatementsOf
    origins: Iterable[Origin]
    groups: Mapping[str, str] = {}


def identify(
    statements: Iterable[Statement], origins: Iterable[Origin], decisions: Sequence[Decision] = ()
) -> tuple[list[Fact], list[Issue]]:
    """Statements to facts: every mention becomes a node, with the facts that describe it.

    Pure: the same statements and decisions give the same facts, in whatever order the statements come. Of the decisions
    only “different” works here; “the same” is applied when a graph is opened (`decisions.decided`), so that it works at
    once and can be taken back.
    """
    listed = list(statements)
    given = Given({s.document for s in listed}, (), lambda _: [listed], lambda _: (), origins)
    made = identify_changed(Unremembered(), given, decisions)
    return [fact for part in made.made() for fact in part], list(made.issues_made)


def identify_changed(
    memory: Memory, given: Given, decisions: Sequence[Decision] = (), apart_before: Pairs = frozenset()
) -> Difference:
    """How what `identify` gives of all documents differs from what it gave of those before.

    A name is read in its document alone, so a document that changed touches others in three ways only: by what its names become
    together with those of its region, by what it says of bodies and documents that others speak of, and by what describes a node
    that several print. Only the regions are settled again to which some document gives something else, only the documents linked again that
    changed or cite what these change, only the regions and agencies described again of which something else is said.

    Neither all statements nor all names nor all facts are held at once: of each document there are its record and what others must know of it.

    Args:
        memory: what was kept of the documents before; what is to be kept now is put there.
        given: what changed.
        decisions: decisions of people.
        apart_before: the pairs that the decisions before declared different.

    Raises:
        Forgotten: what was kept is damaged.
    """
    firsts: dict[str, Origin] = {}
    for origin in sorted(given.origins, key=lambda o: (o.file, o.document)):
        firsts.setdefault(origin.document, origin)
    work = _Work(memory, given, firsts)
    work.read_names()
    work.settle(apart_before, apart(decisions))
    work.state()
    work.link()
    work.out.issues((), map(conflict_of, merges(decisions)[1]))
    return work.out


def conflict_of(decision: Decision) -> Issue:
    """The issue of a decision that contradicts others."""
    text = f"{decision.a} / {decision.b}"
    return Issue("", 0, CONFLICT, text, reason_of("decision-conflict", by=decision.by))


CONFLICT = "decision-conflict"


def without_uses(names: DocumentNames) -> DocumentNames:
    """The names of a document without what lies with their regions."""
    return msgspec.structs.replace(names, readings={}, uses=[])


class _Work:
    """One run of identity: what the stages hand on. Whatever grows with the words of the documents lies in spools."""

    def __init__(self, memory: Memory, given: Given, firsts: Mapping[str, Origin]) -> None:
        self.memory, self.given, self.firsts = memory, given, firsts
        self.records = Records(memory)
        changed = {*given.changed, *given.gone}
        self.own_before = {d for d in memory.documents() - changed if d in firsts}
        self.out = Difference(given.groups)
        self.dealt = Dealt(memory, frozenset(changed))
        self.named = NamedRegions(memory)
        self.levels = memory.levels()
        self.finals: dict[str, dict[str, str]] = {}
        """What the names of the documents became that changed."""
        self.became: dict[str, dict[str, str | None]] = {}
        """What the names of other documents became otherwise than before."""

    def read_names(self) -> None:
        """Read the names of the documents that changed, and deal out what they give to regions, where it is other than before."""
        for document in sorted(self.given.gone):
            self._replace(document, None)
        for group in self.given.statements(self.given.changed) if self.given.changed else ():
            for document, one in read_documents(group, self.firsts):
                self._replace(document, one)

    def _replace(self, document: str, one: DocumentReading | None) -> None:
        before = self.records.before(document)
        dealt = shares(one.names, one.places) if one else {}
        now = {region: share_digest(share) for region, share in dealt.items()}
        old = before.regions if before else {}
        self.dealt.touch(r for r in now.keys() | old.keys() if now.get(r) != old.get(r))
        for region, share in dealt.items():
            self.dealt.deal(share, region)
            if before and before.finals and now[region] == old.get(region):
                kept = {use.node: before.finals[use.node] for use in share.uses if use.node in before.finals}
                self.finals.setdefault(document, {}).update(kept)
        if before and before.held:
            self.own_before.add(document)
        self.out.issues(before.names.issues if before else (), one.names.issues if one else ())
        said_before = describe_document(before.names, before.opening).one_each if before else {}
        record, said_now = None, Description()
        if one:
            names, opening = without_uses(one.names), place_of(one.statements[0])
            record = DocumentRecord(names, opening, now, held=document in self.firsts)
            said_now = describe_document(names, opening)
        self.records.put(document, packed_record(record) if record else b"")
        self._describe(said_before, said_now.one_each)

    def _describe(self, before: Mapping[SaidKey, Said], now: Mapping[SaidKey, Said]) -> None:
        gone, made = differing(before, now)
        self.out.said(gone, made)
        self.named.said(gone, made)

    def settle(self, apart_before: Pairs, apart: Pairs) -> None:
        """Settle the names of the regions that were given something else, and describe their nodes."""
        self.dealt.touch(node.split(":")[1] for pair in apart_before ^ apart for node in pair)
        self.regions = self.dealt.registry(self.levels)
        self.agencies = RelatedAgencies(self.memory, self.regions, self.dealt.touched)
        for change in self.dealt.changes(apart_before, apart, self.regions):
            self._describe(change.before.said, change.now.said)
            self.out.issues(change.before.doubts, change.now.doubts)
            self.agencies.described(change.key, change.before.profiles(), change.now.profiles())
            for document, became in change.refinals():
                self.became.setdefault(document, {}).update(became)
            for share in change.changed:
                own = self.finals.setdefault(share.document, {})
                for node in (use.node for use in share.uses):
                    if meant := change.now.merged.get(node):
                        own[node] = meant
                    else:
                        own.pop(node, None)

    def state(self) -> None:
        """Make the facts of the documents that changed, and of those whose names became others than before."""
        stated = {*self.given.changed, *self.became}
        before = {d for d in (*self.given.changed, *self.given.gone) if self.records.before(d) is not None}
        for group in self.given.statements_before(before) if before else ():
            for document, statements in by_document(group):
                record = self.records.before(document)
                assert record is not None  # looked at before
                self.out.replace(self._own(statements, record), ())
        for group in self.given.statements(stated) if stated else ():
            for document, statements in by_document(group):
                self._restate(document, statements)

    def _own(self, statements: list[Statement], record: DocumentRecord) -> list[Fact]:
        """The facts of a document that it alone decides."""
        return [f for f in facts_of_document(statements, record.names, record.finals) if not crosses(f)]

    def _restate(self, document: str, statements: list[Statement]) -> None:
        record = self.records.now(document)
        assert record is not None  # it was put down, or the document has not changed
        before: list[Fact] = []
        if document in self.became:
            before = self._own(statements, record)
            became = {**record.finals, **self.became[document]}
            record.finals = {node: meant for node, meant in became.items() if meant is not None}
        else:
            record.finals = self.finals.get(document, {})
        own = facts_of_document(statements, record.names, record.finals)
        record.crossing = [f for f in own if crosses(f)]
        record.gatherings = gatherings_of(document, own)
        self.records.put(document, packed_record(record))
        self.out.replace(before, (f for f in own if not crosses(f)))

    def link(self) -> None:
        """Point what documents say of each other at what it means, and add what follows from all of them."""
        Links(self.memory, self.records, self.own_before, self.firsts.keys()).put_down(self.out)
        keys = self.named.keys()
        self.out.replace(*self.named.facts(self.regions, self.dealt.touched))
        self.out.replace(*self.agencies.facts(keys))


def read_name(name: str, issuer: str) -> str:
    """The node id of an agency that a document of an issuer prints, read on its own.

    Example: `区应急局` of 淄博市淄川区人民政府 -> agency:370302:应急管理局.
    """
    statement = Statement(
        "document:?", "mentions", Mention(name, name), "document:?", (), Evidence("?", 0, 0, ""), "name"
    )
    regions = Regions.load()
    home = home_of(Origin("document:?", issuer, None, "", "?"), [], regions)
    return read_document([statement], home, regions).nodes.get(name, "")


def _statement_order(s: Statement) -> tuple[object, ...]:
    subject, value = (x.printed if isinstance(x, Mention) else str(x) for x in (s.subject, s.object))
    e = s.evidence
    return (s.document, e.file, e.start, e.end, s.order, s.predicate, subject, value)


def unique(facts: Iterable[Fact]) -> list[Fact]:
    """Facts without those whose id a later one has."""
    return list({fact.id: fact for fact in facts}.values())


class DocumentReading(msgspec.Struct, array_like=True):
    """The names of a document as they read there, its statements in order, the places without a code that it names."""

    names: DocumentNames
    statements: list[Statement]
    places: list[Region]


def read_documents(
    statements: Iterable[Statement], origins: Mapping[str, Origin]
) -> Iterator[tuple[str, DocumentReading]]:
    """The names of some documents, each read with the places that it names itself and with no other document's."""
    for document, listed in by_document(statements):
        regions = Regions.load()
        own = origins.get(document)
        home = home_of(own, listed, regions) if own else Home(None)
        names = read_document(listed, home, regions)
        if own:
            names.home = with_village(home, own.title, regions)
        yield document, DocumentReading(names, listed, regions.own())


def by_document(statements: Iterable[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    """The statements of each document, in order."""
    for document, group in groupby(sorted(statements, key=_statement_order), key=lambda s: s.document):
        yield document, list(group)


def finals_of(names: DocumentNames, merged: Mapping[str, str]) -> dict[str, str]:
    """The nodes that the names of a document became where the names of their region are one; `merged` holds these of all regions."""
    return {use.node: meant for use in names.uses if (meant := merged.get(use.node))}


def facts_of_document(statements: Iterable[Statement], names: DocumentNames, finals: Mapping[str, str]) -> list[Fact]:
    """The facts that the statements of a document are, in their order; `finals` see `finals_of`."""
    return unique(_fact(s, names, finals) for s in statements)


def gatherings_of(document: str, facts: Iterable[Fact]) -> list[Gathering]:
    """The nodes that stand for members of bodies, of which the facts of a document speak."""
    return sorted({Gathering(document, f.subject) for f in facts if gathers(f.subject)})


def _fact(s: Statement, names: DocumentNames, finals: Mapping[str, str]) -> Fact:
    """A statement with both ends known. Its id depends on what is printed, not on how names were read."""

    def end(value: str | Mention | Value) -> tuple[str, str | None]:
        if isinstance(value, Mention):
            node = node_of(names, value, s, Regions.load())
            return finals.get(node, node), value.printed
        return names.body_ids.get(str(value), str(value)), None

    subject, printed = end(s.subject)
    value: Value = s.object if not isinstance(s.object, Mention) else ""
    if isinstance(s.object, Mention) or s.predicate in ontology().relations:
        value, printed_object = end(s.object)
        printed = printed or printed_object
    raw_subject = s.subject.printed if isinstance(s.subject, Mention) else s.subject
    raw_object = s.object.printed if isinstance(s.object, Mention) else s.object
    fact_id = fact_digest(s.document, s.predicate, raw_subject, raw_object, s.section, s.evidence.quote, s.rule)
    return Fact(fact_id, subject, s.predicate, value, s.document, s.section, s.evidence, s.rule, printed, s.order)
