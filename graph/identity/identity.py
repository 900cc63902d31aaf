"""One body, one node: which agency a printed name is, and in which region.

An agency is its region and its canonical name. Names are read document by document (`documents`), each without regard to others, then the
names of each region are settled together (`settling`); no reading of one region depends on another. Nothing is merged because it
looks alike; what fits no rule stays apart and is an issue.

What a document gave is kept as a record, so that a build reads the statements of those documents only that changed, or whose names
became others (`identify_changed`).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from zhize.graph.identity.decisions import Decision, apart, merges
from zhize.graph.identity.describing import Nodes, describe
from zhize.graph.identity.documents import DocumentNames, Place, issue_at, node_of, place_of, read_document
from zhize.graph.identity.homes import Home, home_of
from zhize.graph.identity.reading import DOCUMENT, LEVEL_WORD, NATIONAL, UNPLACED, Reading
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.identity.settling import Pairs, settle
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Fact, Issue, Origin, Statement, Value, digest
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
    read = dict(_read(statements_of(changed), firsts)) if changed else {}
    records = {d: r for d, r in known.items() if d not in changed}
    records |= {d: DocumentRecord(r.names, place_of(r.statements[0]), r.places) for d, r in read.items()}
    records = dict(sorted(records.items()))
    nodes, issues = _settle([r.names for r in records.values()], apart(decisions))
    finals = {d: {u.node: m for u in r.names.uses if (m := nodes.merged.get(u.node))} for d, r in records.items()}
    restated = {d for d, r in records.items() if d not in read and r.finals != finals[d]}
    read |= dict(_read(statements_of(restated), firsts)) if restated else {}
    facts: list[Fact] = []
    for document, one in read.items():
        record = records[document] = msgspec.structs.replace(records[document], finals=finals[document])
        own = _unique([_fact(s, one.names, nodes) for s in one.statements])
        record.crossing = [f for f in own if crosses(f)]
        record.gatherings = sorted({Gathering(document, f.subject) for f in own if gathers(f.subject)})
        facts += [f for f in own if not crosses(f)]
    for decision in merges(decisions)[1]:
        text = f"{decision.a} / {decision.b}"
        issues.append(Issue("", 0, "decision-conflict", text, f"{decision.by}的决定与“不同”的决定冲突，未采用"))
    facts += _crossing(nodes, records, {d: o.title for d, o in firsts.items()})
    return Identified(facts, list(dict.fromkeys(issues)), frozenset(read), {d: records[d] for d in read})


def _crossing(nodes: Nodes, records: Mapping[str, DocumentRecord], titles: dict[str, str]) -> list[Fact]:
    """All facts that cross documents: those that describe nodes, and what documents say of each other, of bodies and regions."""
    regions = Regions.load()
    for record in records.values():
        regions.adopt(record.places)
    opening = {document: record.opening for document, record in records.items()}
    described = describe(nodes, [r.names for r in records.values()], opening, titles, regions)
    linked = link_documents(_unique([*(f for r in records.values() for f in r.crossing), *described]), set(titles))
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


def _unique(facts: list[Fact]) -> list[Fact]:
    return list({fact.id: fact for fact in facts}.values())


class _Reading(msgspec.Struct):
    """The names of a document as they read there, its statements in order, the places without a code that it names."""

    names: DocumentNames
    statements: list[Statement]
    places: list[Region]


def _read(statements: Iterable[Statement], origins: Mapping[str, Origin]) -> Iterator[tuple[str, _Reading]]:
    """The names of some documents, each read with the places that it names itself and with no other document's."""
    for document, group in groupby(sorted(statements, key=_statement_order), key=lambda s: s.document):
        listed, regions = list(group), Regions.load()
        own = origins.get(document)
        home = home_of(own, listed, regions) if own else Home(None)
        names = read_document(listed, home, regions)
        yield document, _Reading(names, listed, regions.own())


def _settle(documents: list[DocumentNames], apart: Pairs) -> tuple[Nodes, list[Issue]]:
    """Settle the names of every region, and say what was taken for a misprint."""
    readings: dict[str, Reading] = {}
    for names in documents:
        for node, reading in names.readings.items():
            readings.setdefault(node, reading)
    nodes = Nodes(readings, {}, {}, [use for names in documents for use in names.uses])
    regions: dict[str, dict[str, Reading]] = {}
    for node, reading in readings.items():
        regions.setdefault(reading.region or node.split(":")[1], {})[node] = reading
    forms: dict[str, set[str]] = {}
    for use in nodes.uses:
        if use.rest:
            forms.setdefault(use.node, set()).add(use.rest)
    for _, own in sorted(regions.items()):
        settled = settle(own, forms, apart)
        nodes.merged |= settled.merged
        nodes.misprinted |= settled.misprinted
    _bodies_of_documents(nodes, forms, {b for names in documents for b in names.body_ids.values()})
    issues = [issue for names in documents for issue in names.issues]
    return nodes, issues + _doubts(nodes)


_BY_FORM = {
    DOCUMENT: "名称里也没有地区，地区取自文件",
    LEVEL_WORD: "凭名称前的层级词和末尾的字形",
    UNPLACED: "也不知道属于哪个地区",
    NATIONAL: "凭名称开头的“国家”“中央”等字和末尾的字形",
}


def _doubts(nodes: Nodes) -> list[Issue]:
    """Issues of names taken for misprints, and of agencies that no lexicon knows, each at its first place."""
    issues: list[Issue] = []
    told: set[str] = set()
    for use in nodes.uses:
        if right := nodes.misprinted.get(use.node):
            reason = f"很可能是“{right}”的误印，已按它归并；如不是，请用 zhize differ 说明"
            issues.append(issue_at(use.place, "ocr-name", use.printed, reason))
            continue
        reading = nodes.readings.get(use.node)
        if reading is None or reading.basis != "form" or use.node in nodes.merged or use.node in told:
            continue
        told.add(use.node)
        by = _BY_FORM.get(reading.rule, "凭名称里的地名和末尾的字形")
        issues.append(issue_at(use.place, "form-only", use.printed, f"部门词表里没有，只凭字形认作机构：{by}"))
    return issues


def _bodies_of_documents(nodes: Nodes, forms: dict[str, set[str]], bodies: set[str]) -> None:
    """Names of standing bodies that some document of the region sets up mean these, wherever they are printed."""
    for node, reading in nodes.readings.items():
        for rest in sorted({reading.rest, *forms.get(node, ())}) if reading.region else ():
            if (body := f"body:{reading.region}:{rest}") in bodies:
                nodes.merged[node] = body
    nodes.merged = {node: nodes.merged.get(meant, meant) for node, meant in nodes.merged.items()}


def _fact(s: Statement, names: DocumentNames, nodes: Nodes) -> Fact:
    """A statement with both ends known. Its id depends on what is printed, not on how names were read."""

    def end(value: str | Mention | Value) -> tuple[str, str | None]:
        if isinstance(value, Mention):
            return nodes.final(node_of(names, value, s, Regions.load())), value.printed
        return names.body_ids.get(str(value), str(value)), None

    subject, printed = end(s.subject)
    value: Value = s.object if not isinstance(s.object, Mention) else ""
    if isinstance(s.object, Mention) or s.predicate in ontology().relations:
        value, printed_object = end(s.object)
        printed = printed or printed_object
    raw_subject = s.subject.printed if isinstance(s.subject, Mention) else s.subject
    raw_object = s.object.printed if isinstance(s.object, Mention) else s.object
    fact_id = digest(s.document, s.predicate, raw_subject, raw_object, *s.section, s.evidence.quote, s.rule)
    return Fact(fact_id, subject, s.predicate, value, s.document, s.section, s.evidence, s.rule, printed, s.order)
