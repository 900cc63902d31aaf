"""One body, one node: which agency a printed name is, and in which region.

An agency is its region and its canonical name. Names are read document by document (`documents`), each without regard to others, then the
names of each region are settled together (`by_region`); no reading of one region depends on another. Nothing is merged because it
looks alike; what fits no rule stays apart and is an issue.

What a document gave is kept as a record, so that a build reads the statements of those documents only that changed, or whose names
became others (`identify_changed`).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from zhize.graph.identity.by_region import RegionShare, doubts, settle_region, shares
from zhize.graph.identity.decisions import Decision, apart, merges
from zhize.graph.identity.describing import Nodes, describe_document, describe_region, describe_regions
from zhize.graph.identity.documents import DocumentNames, Place, node_of, place_of, read_document
from zhize.graph.identity.homes import Home, home_of, with_village
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.identity.settling import Pairs
from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Fact, Issue, Origin, Statement, Value, fact_digest
from zhize.graph.model.lineage import lineage
from zhize.graph.model.linking import Gathering, crosses, gathers, link_documents, link_members
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

    `facts` are the facts of the documents in `documents` and all facts that cross documents; those that the other documents decide alone are
    as they were. `records` are those of `documents`.
    """

    facts: list[Fact]
    issues: list[Issue]
    documents: frozenset[str]
    records: dict[str, DocumentRecord]


StatementsOf = Callable[[Collection[str]], Iterable[Statement]]
"""Gives the statements of some documents, in any order."""


def identify(
    statements: Iterable[Statement], origins: Iterable[Origin], decisions: Sequence[Decision] = ()
) -> tuple[list[Fact], list[Issue]]:
    """Statements to facts: every mention becomes a node, with the facts that describe it.

    Pure: the same statements and decisions give the same facts, in whatever order the statements come. Of the decisions
    only “different” works here; “the same” is applied when a graph is opened (`decisions.decided`), so that it works at
    once and can be taken back.
    """
    listed = list(statements)
    made = identify_changed({}, {s.document for s in listed}, lambda _: listed, origins, decisions)
    return made.facts, made.issues


def identify_changed(
    known: Mapping[str, DocumentRecord],
    changed: Collection[str],
    statements_of: StatementsOf,
    origins: Iterable[Origin],
    decisions: Sequence[Decision] = (),
) -> Identified:
    """What `identify` gives of all documents, where the records of those that have not changed are known.

    A name is read in its document alone, so a document that changed touches others in three ways only: by what its names become
    together with those of its region, by what it says of bodies and documents that others speak of, and by what describes a node
    that several print. All three are settled over the records of all documents.
    """
    firsts: dict[str, Origin] = {}
    for origin in sorted(origins, key=lambda o: (o.file, o.document)):
        firsts.setdefault(origin.document, origin)
    read = dict(read_documents(statements_of(changed), firsts)) if changed else {}
    records = {d: r for d, r in known.items() if d not in changed}
    records |= {d: DocumentRecord(r.names, place_of(r.statements[0]), r.places) for d, r in read.items()}
    records = dict(sorted(records.items()))
    settled = _settled([r.names for r in records.values()], apart(decisions))
    issues = [i for r in records.values() for i in r.names.issues] + [i for n in settled for i in doubts(n)]
    merged = {node: meant for nodes in settled for node, meant in nodes.merged.items()}
    finals = {d: finals_of(r.names, merged) for d, r in records.items()}
    restated = {d for d, r in records.items() if d not in read and r.finals != finals[d]}
    read |= dict(read_documents(statements_of(restated), firsts)) if restated else {}
    facts: list[Fact] = []
    for document, one in read.items():
        record = records[document] = msgspec.structs.replace(records[document], finals=finals[document])
        own = facts_of_document(one.statements, one.names, finals[document])
        record.crossing = [f for f in own if crosses(f)]
        record.gatherings = gatherings_of(document, own)
        facts += [f for f in own if not crosses(f)]
    for decision in merges(decisions)[1]:
        text = f"{decision.a} / {decision.b}"
        issues.append(Issue("", 0, "decision-conflict", text, reason_of("decision-conflict", by=decision.by)))
    facts += _crossing(settled, records, set(firsts))
    return Identified(facts, list(dict.fromkeys(issues)), frozenset(read), {d: records[d] for d in read})


def _settled(documents: Iterable[DocumentNames], apart: Pairs) -> list[Nodes]:
    """The nodes of every region, in the order of the regions."""
    given: dict[str, list[RegionShare]] = {}
    for names in documents:
        for region, share in shares(names).items():
            given.setdefault(region, []).append(share)
    return [settle_region(group, apart) for _, group in sorted(given.items())]


def _crossing(settled: Iterable[Nodes], records: Mapping[str, DocumentRecord], own: set[str]) -> list[Fact]:
    """All facts that cross documents: those that describe nodes, and what documents say of each other, of bodies and regions."""
    regions = Regions.load()
    for record in records.values():
        regions.adopt(record.places)
    described = [describe_region(nodes, regions) for nodes in settled]
    described += [describe_document(record.names, record.opening) for record in records.values()]
    facts = [f for d in described for f in d.facts]
    facts += describe_regions((n for d in described for n in d.namings), regions)
    linked = link_documents(unique([*(f for r in records.values() for f in r.crossing), *facts]), own)
    members = link_members(linked, (g for r in records.values() for g in r.gatherings))
    return linked + members + lineage(linked)


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
    for document, group in groupby(sorted(statements, key=_statement_order), key=lambda s: s.document):
        listed, regions = list(group), Regions.load()
        own = origins.get(document)
        home = home_of(own, listed, regions) if own else Home(None)
        names = read_document(listed, home, regions)
        if own:
            names.home = with_village(home, own.title, regions)
        yield document, DocumentReading(names, listed, regions.own())


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
