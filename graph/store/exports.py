"""The graph in files for other tools: GraphML and GEXF (Gephi, yEd), node-link JSON, RDF, files for Neo4j's import.

GraphML, GEXF and node-link JSON hold a MultiDiGraph with flat attributes: text and numbers only, no None and
no lists (the items of a list are joined with 、). Relations are keyed by fact id. The same graph gives the
same bytes.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.graph.model.facts import Fact, Value, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import Property
from zhize.graph.store.neo4j.bulk import write_import

if TYPE_CHECKING:
    import networkx as nx

RDF_FORMATS = {"turtle": "turtle", "nquads": "nquads", "jsonld": "json-ld"}
FORMATS = ("graphml", "gexf", "node-link", "neo4j-import", *RDF_FORMATS)

JOINT = "、"
"""Between the items of what is a list in the graph."""

_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(rb' lastmodifieddate="[^"]*"')


def export(kg: KnowledgeGraph, format: str, out: Path) -> Path:
    """Write the graph in one of FORMATS to a file, or to a folder (`neo4j-import`).

    Raises:
        OptionError: no such format, or the folder holds something else.
        GraphError: the place cannot be written.
    """
    if format not in FORMATS:
        raise OptionError("“{format}” is no format. Give one of {known}.", format=format, known=", ".join(FORMATS))
    if format == "neo4j-import":
        return write_import(kg, out)
    if out.is_dir():
        raise OptionError("{out}: this is a folder. Give a file with --out.", out=out)
    try:
        return write_atomically(out, _bytes(kg, format))
    except OSError as error:
        raise GraphError("{out}: the file cannot be written ({reason}).", out=out, reason=error.strerror) from error


def _bytes(kg: KnowledgeGraph, format: str) -> bytes:
    if format in RDF_FORMATS:
        from zhize.graph.store.rdf.oxigraph import serialize

        return serialize(kg, RDF_FORMATS[format])

    import networkx as nx

    graph = flat_graph(kg)
    if format == "node-link":
        data = nx.node_link_data(graph, edges="edges")
        return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
    return network_bytes(graph, format)


def network_bytes(graph: nx.MultiDiGraph[str], format: str) -> bytes:
    """A graph with flat attributes as a GraphML or GEXF file."""
    import networkx as nx

    buffer = io.BytesIO()
    if format == "graphml":
        nx.write_graphml(graph, buffer, named_key_ids=True)
        return buffer.getvalue()
    nx.write_gexf(graph, buffer)
    return _DAY.sub(b"", buffer.getvalue(), count=1)


def flat_graph(kg: KnowledgeGraph) -> nx.MultiDiGraph[str]:
    """The graph with attributes that every format can hold.

    Nodes have `class`, `class_label`, `label` and their properties. Relations have `relation`, `label` and
    their evidence; offsets are `from_char` and `to_char`, because GEXF takes `start` and `end` for times.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = {node: xml_name(node) for node in kg.node_ids}
    for node in kg.node_ids:
        node_class = kg.ontology.class_of(node)
        attributes: dict[str, Value] = {
            "class": node_class.id,
            "class_label": node_class.label,
            "label": clean(kg.label(node)),
        }
        for name, prop in node_class.properties.items():
            values = kg.values(node, name)
            if values:
                attributes[name] = _flat(prop, values)
        graph.add_node(names[node], **attributes)
    for fact in kg.relations():
        graph.add_edge(names[fact.subject], names[str(fact.object)], key=fact.id, **_attributes(kg, fact))
    return graph


def _attributes(kg: KnowledgeGraph, fact: Fact) -> dict[str, Value]:
    where = fact.evidence
    relation = kg.ontology.relations[fact.predicate]
    return {
        "relation": relation.cypher,
        "label": relation.label,
        "printed": clean(fact.printed or ""),
        "document": clean(fact.document),
        "section": clean(" / ".join(fact.section)),
        "file": clean(where.file),
        "from_char": where.start,
        "to_char": where.end,
        "quote": clean(where.quote),
        "rule": fact.rule,
    }


def _flat(prop: Property, values: list[Value]) -> Value:
    if prop.many:
        return clean(JOINT.join(map(str, values)))
    value = values[0]
    # An attribute has one type in a file.
    return value if prop.type == "integer" and isinstance(value, int) else clean(str(value))


def clean(text: str) -> str:
    """Text as XML can hold it."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def xml_name(node: str) -> str:
    """A node id as XML can hold it, still one of its own."""
    name = clean(node)
    return name if name == node else f"{name}~{digest(node)}"
