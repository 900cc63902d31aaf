"""SHACL shapes of the schema: what a node of each class must have, to check the RDF of a graph with."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhize.graph.model.ontology import Property, ontology
from zhize.graph.store.rdf.quads import iri

if TYPE_CHECKING:
    import rdflib


def shapes_graph() -> rdflib.Graph:
    """Return one node shape per class, with its properties and relations, and one for the evidence of facts."""
    import rdflib
    from rdflib.collection import Collection

    model = ontology()
    graph = rdflib.Graph()
    for prefix, space in model.namespaces.items():
        graph.bind(prefix, space, replace=True)

    def name(prefixed: str) -> rdflib.URIRef:
        return rdflib.URIRef(iri(prefixed))

    def add(shape: rdflib.URIRef, local: str, path: str, **constraints: Any) -> rdflib.URIRef:
        """A property shape with a name of its own, so that the graph holds no blank nodes but lists."""
        node = rdflib.URIRef(f"{shape}-{local}")
        graph.add((shape, name("sh:property"), node))
        graph.add((node, name("sh:path"), name(path)))
        for constraint, value in constraints.items():
            term = value if isinstance(value, rdflib.term.Node) else rdflib.Literal(value)
            graph.add((node, name(f"sh:{constraint}"), term))
        return node

    def one_of(node: rdflib.URIRef, classes: list[str]) -> None:
        options: list[rdflib.term.Node] = []
        for class_id in classes:
            option = rdflib.URIRef(f"{node}-{class_id}")
            graph.add((option, name("sh:class"), name(f"z:{class_id}")))
            options.append(option)
        head = rdflib.URIRef(f"{node}-options")
        Collection(graph, head, options)
        graph.add((node, name("sh:or"), head))

    for node_class in model.classes.values():
        shape = name(f"z:{node_class.id}Shape")
        graph.add((shape, name("rdf:type"), name("sh:NodeShape")))
        graph.add((shape, name("sh:targetClass"), name(f"z:{node_class.id}")))
        graph.add((shape, name("sh:name"), rdflib.Literal(node_class.label, lang="zh")))
        add(shape, "identifier", "dcterms:identifier", minCount=1, maxCount=1, datatype=name("xsd:string"))
        add(shape, "label", "rdfs:label", minCount=1, maxCount=1, datatype=name("rdf:langString"))
        for key, prop in node_class.properties.items():
            constraints: dict[str, Any] = {"datatype": name(_datatype(prop))}
            if prop.required:
                constraints["minCount"] = 1
            if not prop.many:
                constraints["maxCount"] = 1
            constraints["name"] = rdflib.Literal(prop.label, lang="zh")
            add(shape, key, prop.iri, **constraints)
        # Relations that share an IRI (上级章节, 刊于) may end at a node of any of their classes.
        targets: dict[str, list[str]] = defaultdict(list)
        for relation in model.relations.values():
            if node_class.id in relation.source:
                targets[relation.iri] += [t for t in relation.target if t not in targets[relation.iri]]
        for path, classes in targets.items():
            one_of(add(shape, path.partition(":")[2], path, nodeKind=name("sh:IRI")), classes)

    evidence = name("z:StatementShape")
    graph.add((evidence, name("rdf:type"), name("sh:NodeShape")))
    graph.add((evidence, name("sh:targetClass"), name("z:Statement")))
    for path in ("rdf:subject", "rdf:predicate", "dcterms:source"):
        add(evidence, path.partition(":")[2], path, minCount=1, maxCount=1, nodeKind=name("sh:IRI"))
    add(evidence, "object", "rdf:object", minCount=1, maxCount=1)
    add(evidence, "value", "prov:value", minCount=1, maxCount=1, datatype=name("rdf:langString"))
    for path, kind in (("z:file", "xsd:string"), ("z:start", "xsd:integer"), ("z:end", "xsd:integer")):
        add(evidence, path.partition(":")[2], path, minCount=1, maxCount=1, datatype=name(kind))
    roles = name("z:ParticipationShape")
    graph.add((roles, name("rdf:type"), name("sh:NodeShape")))
    graph.add((roles, name("sh:targetClass"), name("z:Participation")))
    add(roles, "role", "cv:role", minCount=1, maxCount=1, **{"class": name("skos:Concept")})
    return graph


def _datatype(prop: Property) -> str:
    if prop.type == "string":
        return "xsd:string" if prop.code else "rdf:langString"
    return f"xsd:{prop.type}"
