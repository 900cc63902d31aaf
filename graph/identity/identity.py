"""One body, one node: which agency a printed name is, and in which region.

An agency is its region and its canonical name. Names are read document by document (`documents`), each without regard to others, then the
names of each region are settled together (`by_region`); no reading of one region depends on another. Nothing is merged because it
looks alike; what fits no rule stays apart and is an issue.

What a document gave is kept as a record, so that a build reads the statements of those documents only that changed, or whose names
became others (`identify_changed`).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import groupby

import msgspec

from zhize.graph.identity.by_region import RegionShare, doubts, settle_region, shares
from zhize.graph.identity.decisions import Decision, apart, merges
from zhize.graph.identity.describing import Description, Naming, describe_document, describe_region, describe_regions
from zhize.graph.identity.documents import DocumentNames, Place, node_of, place_of, read_document
from zhize.graph.identity.homes import Home, home_of, with_village
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.identity.settling import Pairs
from zhize.graph.identity.spool import Spool
from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Fact, Issue, Origin, Statement, Value, fact_digest
from zhize.graph.model.lineage import PROFILE, lineage
from zhize.graph.model.linking import (
    Citation,
    Gathering,
    Title,
    citations_of,
    crosses,
    documents_of,
    gathers,
    link,
    link_members,
    titles_of,
)
from zhize.graph.model.ontology import ontology


class DocumentRecord(msgspec.Struct, array_like=True):
    """What a document adds to a graph beside the facts that it alone decides; kept, it spares reading the document's statements again.

    `finals` are the nodes that its names became where another name or a rule made them others; where these change, its facts are made
    anew. `crossing` are its facts on which other documents depend, or that depend on them (`crosses`), before they are linked.
    """

    names: DocumentNames
    opening: Place
    places: list[Region]
    crossing: list[Fact] = []
    gatherings: list[Gathering] = []
    finals: dict[str, str] = {}


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(DocumentRecord)


def packed_record(record: DocumentRecord) -> bytes:
    """A record as it is kept."""
    return zlib.compress(_ENCODER.encode(record))


def unpacked_record(data: bytes) -> DocumentRecord | None:
    """A record that was kept; None where it is damaged, so that the document is read anew."""
    try:
        return _DECODER.decode(zlib.decompress(data))
    except (zlib.error, msgspec.DecodeError):
        return None


class Identified(msgspec.Struct):
    """What a build makes of all documents.

    `parts` give, once, the facts of the documents in `documents` and all facts that cross documents, some documents at a time; those that the
    other documents decide alone are as they were.
    """

    parts: Iterator[list[Fact]]
    issues: list[Issue]
    documents: frozenset[str]


StatementsOf = Callable[[Collection[str]], Iterable[Iterable[Statement]]]
"""Gives the statements of some documents, some documents at a time, those of a document together."""


def identify(
    statements: Iterable[Statement], origins: Iterable[Origin], decisions: Sequence[Decision] = ()
) -> tuple[list[Fact], list[Issue]]:
    """Statements to facts: every mention becomes a node, with the facts that describe it.

    Pure: the same statements and decisions give the same facts, in whatever order the statements come. Of the decisions
    only “different” works here; “the same” is applied when a graph is opened (`decisions.decided`), so that it works at
    once and can be taken back.
    """
    listed = list(statements)
    made = identify_changed({}, {s.document for s in listed}, lambda _: [listed], origins, decisions)
    return [fact for part in made.parts for fact in part], made.issues


def identify_changed(
    records: MutableMapping[str, bytes],
    changed: Collection[str],
    statements_of: StatementsOf,
    origins: Iterable[Origin],
    decisions: Sequence[Decision] = (),
    *,
    groups: Mapping[str, str] | None = None,
) -> Identified:
    """What `identify` gives of all documents, where the records of those that have not changed are known.

    A name is read in its document alone, so a document that changed touches others in three ways only: by what its names become
    together with those of its region, by what it says of bodies and documents that others speak of, and by what describes a node
    that several print. All three are settled over the records of all documents.

    Neither all statements nor all names nor all facts are held at once: of each document there are its record and what others must know of it.

    Args:
        records: the records of documents (see `DocumentRecord`) as they are kept; those of documents that changed are put there.
        changed: documents whose statements must be read, beside those whose record is damaged.
        statements_of: gives statements; it is asked twice.
        origins: of all documents.
        decisions: decisions of people.
        groups: a word for each document; documents of one word are in one part.
    """
    firsts: dict[str, Origin] = {}
    for origin in sorted(origins, key=lambda o: (o.file, o.document)):
        firsts.setdefault(origin.document, origin)
    work = _Work(records, firsts, groups or {})
    work.read_names(changed, statements_of)
    work.settle(apart(decisions))
    work.state(statements_of)
    work.link()
    work.issues |= dict.fromkeys(conflict_of(decision) for decision in merges(decisions)[1])
    return Identified(work.parts(), list(work.issues), frozenset(work.read))


def conflict_of(decision: Decision) -> Issue:
    """The issue of a decision that contradicts others."""
    text = f"{decision.a} / {decision.b}"
    return Issue("", 0, "decision-conflict", text, reason_of("decision-conflict", by=decision.by))


class _Work:
    """One run of identity: what the stages hand on. Whatever grows with the words of the documents lies in spools."""

    def __init__(
        self, records: MutableMapping[str, bytes], firsts: Mapping[str, Origin], groups: Mapping[str, str]
    ) -> None:
        self.records, self.firsts, self.groups = records, firsts, groups
        self.regions = Regions.load()
        self.shares: Spool[RegionShare] = Spool(RegionShare)
        self.facts: Spool[list[Fact]] = Spool(list[Fact])
        self.issues: dict[Issue, None] = {}
        self.read: set[str] = set()
        self.merged: dict[str, str] = {}
        """The nodes that nodes became, over all regions."""
        self.namings: dict[str, Naming] = {}
        self.profiles: list[Fact] = []
        """What is said of agencies that `lineage` reads."""

    def read_names(self, changed: Collection[str], statements_of: StatementsOf) -> None:
        """Read the names of the documents that changed, and deal out those of all documents to their regions."""
        places: dict[str, list[Region]] = {}

        def deal(document: str, record: DocumentRecord) -> None:
            if record.places:
                places[document] = record.places
            self.issues.update(dict.fromkeys(record.names.issues))
            for region, share in shares(record.names).items():
                self.shares.add(region, share)

        wanted = set(changed)
        for document in sorted(set(self.records) - wanted):
            record = unpacked_record(self.records[document])
            if record is None:
                wanted.add(document)
            else:
                deal(document, record)
        for group in statements_of(wanted) if wanted else ():
            for document, one in read_documents(group, self.firsts):
                record = DocumentRecord(one.names, place_of(one.statements[0]), one.places)
                self.records[document] = packed_record(record)
                self.read.add(document)
                deal(document, record)
        for _, found in sorted(places.items()):
            self.regions.adopt(found)

    def settle(self, apart: Pairs) -> None:
        """Settle the names of each region, and describe its nodes."""
        for group in self.shares.groups():
            nodes = settle_region(group.rows, apart)
            self.issues.update(dict.fromkeys(doubts(nodes)))
            self.merged |= nodes.merged
            self._describe(describe_region(nodes, self.regions))

    def _describe(self, said: Description) -> None:
        for naming in said.namings:
            first = self.namings.get(naming.region, naming)
            self.namings[naming.region] = min(naming, first, key=lambda n: (n.document, n.evidence))
        self._add(unique(said.facts))

    def _add(self, facts: Iterable[Fact]) -> None:
        by_document: dict[str, list[Fact]] = {}
        for fact in facts:
            by_document.setdefault(fact.document, []).append(fact)
            if fact.rule == "identity" and fact.predicate in PROFILE and fact.subject.startswith("agency:"):
                self.profiles.append(fact)
        for document, own in by_document.items():
            self.facts.add(self.groups.get(document, document), own)

    def state(self, statements_of: StatementsOf) -> None:
        """Make the facts of the documents that changed, and of those whose names became others than before."""
        for document in sorted(set(self.records) - self.read):
            record = self._record(document)
            if record.finals != finals_of(record.names, self.merged):
                self.read.add(document)
        for group in statements_of(self.read) if self.read else ():
            for document, statements in _by_document(group):
                record = self._record(document)
                record.finals = finals_of(record.names, self.merged)
                own = facts_of_document(statements, record.names, record.finals)
                record.crossing = [f for f in own if crosses(f)]
                record.gatherings = gatherings_of(document, own)
                self.records[document] = packed_record(record)
                self._add(f for f in own if not crosses(f))

    def link(self) -> None:
        """Point what documents say of each other at what it means, and add what follows from all of them."""
        own, titles, citations = set(self.firsts), set[Title](), set[Citation]()
        bodies: dict[str, set[str]] = {}
        gatherings: list[Gathering] = []
        for document in sorted(self.records):
            record = self._record(document)
            titles |= set(titles_of(record.crossing, own))
            citations |= set(citations_of(record.crossing))
            gatherings += record.gatherings
            for fact in record.crossing:
                if fact.predicate == "body_of":
                    bodies.setdefault(str(fact.object), set()).add(fact.subject)
        held = documents_of(titles, citations, own)
        gathered = set[str]().union(*(bodies.get(g.document, ()) for g in gatherings))
        of_bodies: list[Fact] = []
        for document in sorted(self.records):
            record = self._record(document)
            linked = [one for fact in record.crossing if (one := link(fact, held, own)) is not None]
            of_bodies += [f for f in linked if f.subject in gathered]
            self._add(linked)
            self._describe(describe_document(record.names, record.opening))
        of_regions = describe_regions(self.namings.values(), self.regions)
        self._add(of_regions)
        self._add(link_members(of_bodies, gatherings))
        self._add(lineage([*self.profiles, *of_regions]))

    def parts(self) -> Iterator[list[Fact]]:
        """All facts that were made, group by group."""
        for group in self.facts.groups():
            yield [fact for row in group.rows for fact in row]

    def _record(self, document: str) -> DocumentRecord:
        record = unpacked_record(self.records[document])
        assert record is not None  # looked at before
        return record


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
    for document, listed in _by_document(statements):
        regions = Regions.load()
        own = origins.get(document)
        home = home_of(own, listed, regions) if own else Home(None)
        names = read_document(listed, home, regions)
        if own:
            names.home = with_village(home, own.title, regions)
        yield document, DocumentReading(names, listed, regions.own())


def _by_document(statements: Iterable[Statement]) -> Iterator[tuple[str, list[Statement]]]:
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
