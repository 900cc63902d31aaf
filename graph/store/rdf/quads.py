"""The graph as RDF: neutral quads that feed rdflib, a SPARQL store (Oxigraph) and files alike.

What the quads say:

- A node has the IRI `id:` + its id, percent-encoded but for letters, digits and `-._~:`. It has its class as
  type, its id as `dcterms:identifier` (plain text) and its caption as `rdfs:label`.
- A property has the IRI of the schema. Of a property that can have one value the direct triple holds that of
  the KnowledgeGraph (the first in print order); other readings are kept in their statements.
- Text is Chinese (`@zh`), except what is a code rather than words - document and item numbers, region codes,
  telephone numbers, ids, file names, rule names - which is plain. Whole numbers are `xsd:integer`, dates that
  are one (2024-05-06) `xsd:date`.
- A relation is a direct triple. Every fact is also a `z:Statement` with the IRI `id:fact:` + its id:
  rdf:subject, rdf:predicate, rdf:object, its document (dcterms:source), its quote (prov:value), z:file,
  z:start, z:end, z:rule. Those of the responsibility relations are a `z:Participation` with a `cv:role`.
- What a document says is in the named graph that has the document's IRI, the ontology in a graph of its own,
  the statements (the evidence) in the default graph. The default graph that queries see is the union of all
  of these, each triple once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from zhize.graph.model.facts import Fact, Value
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import Property, ontology

if TYPE_CHECKING:
    import rdflib

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Iri(str):
    """An IRI in full."""

    __slots__ = ()


class Text(NamedTuple):
    """A literal: its text with a language, or with a datatype, or plain."""

    value: str
    language: str | None = None
    datatype: Iri | None = None


class Quad(NamedTuple):
    """One quad: subject, predicate, object and the named graph it is in, None for the default graph."""

    subject: Iri
    predicate: Iri
    object: Iri | Text
    graph: Iri | None


# -- terms


@cache
def iri(name: str) -> Iri:
    """A prefixed name of the schema as an IRI: `z:leads`."""
    return Iri(ontology().iri(name))


def node_iri(node: str) -> Iri:
    """The IRI of a node (or of `fact:` + a fact's id): always legal, and never the same for two ids."""
    encoded = "".join(c if c.isalnum() or c in "-._~:" else quote(c, safe="", errors="replace") for c in node)
    return Iri(ontology().namespaces["id"] + encoded)


def node_of(name: str) -> str | None:
    """The node id of an IRI, None for an IRI that is no node's."""
    space = ontology().namespaces["id"]
    return unquote(name.removeprefix(space)) if name.startswith(space) else None


def literal(prop: Property, value: Value) -> Text:
    """A value of a property as a literal, see the rule at the top of the module."""
    text = str(value)
    if prop.type == "integer" and text.removeprefix("-").isdecimal() and text.isascii():
        return Text(text, datatype=iri("xsd:integer"))
    if prop.type == "date" and _is_date(text):
        return Text(text, datatype=iri("xsd:date"))
    return Text(text) if prop.code or prop.type == "integer" else Text(text, "zh")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# -- quads


def quads(kg: KnowledgeGraph) -> Iterator[Quad]:
    """What the graph says, fact by fact in its order; no triple is given twice in a named graph."""
    model = kg.ontology
    known: dict[str, Iri] = {}

    def at(node: str) -> Iri:
        found = known.get(node)
        if found is None:
            found = known[node] = node_iri(node)
        return found

    described: set[tuple[str, str]] = set()
    said: set[Quad] = set()
    for fact in kg.facts:
        ends = (fact.subject, str(fact.object)) if fact.predicate in model.relations else (fact.subject,)
        for node in ends:
            if (node, fact.document) not in described:
                described.add((node, fact.document))
                yield from _described(kg, node, at(node), at(fact.document))
        statement = _statement(fact, at)
        if statement is None:
            continue
        if statement not in said and is_direct(kg, fact):
            said.add(statement)
            yield statement
        yield from _evidence(fact, node_iri(f"fact:{fact.id}"), statement)


def is_direct(kg: KnowledgeGraph, fact: Fact) -> bool:
    """Whether what a fact says is said by a triple of its own too: all but what another reading of one value says."""
    if fact.predicate in kg.ontology.relations:
        return True
    prop = kg.ontology.class_of(fact.subject).properties[fact.predicate]
    return prop.many or kg.value(fact.subject, fact.predicate) == fact.object


def quads_of_node(kg: KnowledgeGraph, node: str, own: Iterable[Fact], into: Iterable[Fact]) -> set[Quad]:
    """All quads whose subject is a node, of the facts that begin and end at it."""
    facts = list(own)
    documents = {f.document for f in (*facts, *into)}
    out = {quad for d in documents for quad in _described(kg, node, node_iri(node), node_iri(d))}
    return out | {q for fact in facts if (q := _statement(fact, node_iri)) is not None and is_direct(kg, fact)}


def quads_of_statement(fact: Fact) -> Iterator[Quad]:
    """The quads that tell where a fact stands; their subject is the fact."""
    statement = _statement(fact, node_iri)
    if statement is not None:
        yield from _evidence(fact, node_iri(f"fact:{fact.id}"), statement)


def _described(kg: KnowledgeGraph, node: str, name: Iri, document: Iri) -> Iterator[Quad]:
    """What a node is and what it is called, in the graph of a document."""
    yield Quad(name, iri("rdf:type"), iri(f"z:{kg.ontology.class_of(node).id}"), document)
    yield Quad(name, iri("dcterms:identifier"), Text(node), document)
    yield Quad(name, iri("rdfs:label"), Text(kg.label(node), "zh"), document)


def _statement(fact: Fact, at: Callable[[str], Iri]) -> Quad | None:
    """What a fact says as one quad; None where the schema does not know its predicate."""
    model = ontology()
    relation = model.relations.get(fact.predicate)
    if relation is not None:
        return Quad(at(fact.subject), iri(relation.iri), at(str(fact.object)), at(fact.document))
    prop = model.class_of(fact.subject).properties.get(fact.predicate)
    if prop is None:
        return None
    return Quad(at(fact.subject), iri(prop.iri), literal(prop, fact.object), at(fact.document))


def _evidence(fact: Fact, node: Iri, said: Quad) -> Iterator[Quad]:
    """The statement of a fact: what is said, where and in which words."""
    subject, predicate, value, document = said
    assert document is not None, "what a fact says stands in a document"
    relation = ontology().relations.get(fact.predicate)
    where = fact.evidence
    number = iri("xsd:integer")
    yield Quad(node, iri("rdf:type"), iri("z:Statement"), None)
    if relation is not None and relation.role:
        yield Quad(node, iri("rdf:type"), iri("z:Participation"), None)
        yield Quad(node, iri("cv:role"), iri(f"z:role-{relation.id}"), None)
    yield Quad(node, iri("rdf:subject"), subject, None)
    yield Quad(node, iri("rdf:predicate"), predicate, None)
    yield Quad(node, iri("rdf:object"), value, None)
    yield Quad(node, iri("dcterms:source"), document, None)
    yield Quad(node, iri("prov:value"), Text(where.quote, "zh"), None)
    yield Quad(node, iri("z:file"), Text(where.file), None)
    yield Quad(node, iri("z:start"), Text(str(where.start), datatype=number), None)
    yield Quad(node, iri("z:end"), Text(str(where.end), datatype=number), None)
    if where.page is not None:
        yield Quad(node, iri("z:page"), Text(str(where.page), datatype=number), None)
    yield Quad(node, iri("z:rule"), Text(fact.rule), None)
    if fact.printed is not None:
        yield Quad(node, iri("z:printed"), Text(fact.printed, "zh"), None)
    if fact.section:
        yield Quad(node, iri("z:section"), Text(" / ".join(fact.section), "zh"), None)


_OWN_TERMS = (
    # name, kind, label, what it is below
    ("z:Statement", "owl:Class", "陈述", ("rdf:Statement", "prov:Entity")),
    ("z:Participation", "owl:Class", "责任分工", ("z:Statement", "cv:Participation")),
    ("z:file", "owl:DatatypeProperty", "文件名", ()),
    ("z:start", "owl:DatatypeProperty", "起始字符", ()),
    ("z:end", "owl:DatatypeProperty", "结束字符", ()),
    ("z:page", "owl:DatatypeProperty", "页码", ()),
    ("z:rule", "owl:DatatypeProperty", "规则", ()),
    ("z:printed", "owl:DatatypeProperty", "印刷形式", ()),
    ("z:section", "owl:DatatypeProperty", "章节", ()),
)


def ontology_quads() -> Iterator[Quad]:
    """The ontology: classes below those of the standards, properties and relations, with Chinese labels."""
    model = ontology()
    graph = Iri(model.namespaces["z"].rstrip("#"))
    type_, label, below = iri("rdf:type"), iri("rdfs:label"), iri("rdfs:subClassOf")
    domain, range_ = iri("schema:domainIncludes"), iri("schema:rangeIncludes")
    made: set[Quad] = set()

    def say(subject: Iri, predicate: Iri, value: Iri | Text) -> Iterator[Quad]:
        statement = Quad(subject, predicate, value, graph)
        if statement not in made:
            made.add(statement)
            yield statement

    yield from say(graph, type_, iri("owl:Ontology"))
    yield from say(graph, label, Text("职责图谱", "zh"))
    for name, kind, chinese, parents in _OWN_TERMS:
        yield from say(iri(name), type_, iri(kind))
        yield from say(iri(name), label, Text(chinese, "zh"))
        for parent in parents:
            yield from say(iri(name), below, iri(parent))
    for node_class in model.classes.values():
        own = iri(f"z:{node_class.id}")
        yield from say(own, type_, iri("owl:Class"))
        yield from say(own, label, Text(node_class.label, "zh"))
        yield from say(own, iri("rdfs:comment"), Text(node_class.description, "en"))
        for parent in node_class.subclass_of:
            yield from say(own, below, iri(parent))
        for prop in node_class.properties.values():
            yield from say(iri(prop.iri), type_, iri("owl:DatatypeProperty"))
            yield from say(iri(prop.iri), label, Text(prop.label, "zh"))
            yield from say(iri(prop.iri), domain, own)
    for relation in model.relations.values():
        yield from say(iri(relation.iri), type_, iri("owl:ObjectProperty"))
        yield from say(iri(relation.iri), label, Text(relation.label, "zh"))
        for name in relation.source:
            yield from say(iri(relation.iri), domain, iri(f"z:{name}"))
        for name in relation.target:
            yield from say(iri(relation.iri), range_, iri(f"z:{name}"))
        if relation.role:
            role = iri(f"z:role-{relation.id}")
            yield from say(role, type_, iri("skos:Concept"))
            yield from say(role, iri("skos:prefLabel"), Text(relation.role, "zh"))
            yield from say(role, iri("skos:inScheme"), iri("z:roles"))
    yield from say(iri("z:roles"), type_, iri("skos:ConceptScheme"))
    yield from say(iri("z:roles"), label, Text("责任角色", "zh"))


# -- rdflib


def _rdflib_term(term: Iri | Text) -> rdflib.term.Identifier:
    import rdflib

    if isinstance(term, Iri):
        return rdflib.URIRef(term)
    datatype = rdflib.URIRef(term.datatype) if term.datatype else None
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)


def rdflib_dataset(kg: KnowledgeGraph) -> rdflib.Dataset:
    """The graph as an rdflib Dataset whose default graph is the union of its named graphs."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    _bind(dataset)
    graphs: dict[Iri | None, rdflib.Graph] = {None: dataset.default_graph}
    for source in (quads(kg), ontology_quads()):
        for s, p, o, g in source:
            graph = graphs.get(g)
            if graph is None:
                graph = graphs[g] = dataset.graph(rdflib.URIRef(str(g)))
            graph.add((rdflib.URIRef(s), rdflib.URIRef(p), _rdflib_term(o)))
    return dataset


def ontology_graph() -> rdflib.Graph:
    """The ontology as an rdflib Graph."""
    import rdflib

    graph = rdflib.Graph()
    _bind(graph)
    for s, p, o, _ in ontology_quads():
        graph.add((rdflib.URIRef(s), rdflib.URIRef(p), _rdflib_term(o)))
    return graph


def _bind(graph: rdflib.Graph) -> None:
    for prefix, space in ontology().namespaces.items():
        graph.bind(prefix, space, replace=True)
