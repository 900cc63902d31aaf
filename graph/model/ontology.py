"""The ontology: classes, properties and relations, declared once in `schema/*.yaml`.

Cypher labels, RDF classes, SHACL shapes, table headers and diagram colours are derived from what this
module loads; nothing else in the program names an IRI or a Chinese label of the model.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from zhize.errors import SchemaError

ValueType = Literal["string", "integer", "date"]
Shape = Literal[
    "dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon", "dot-open", "square-open",
    "diamond-open", "triangle-open", "triangleDown-open", "star-open", "hexagon-open",
]  # fmt: skip


class Property(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A property of a class: its Chinese label, value type, how many, and its IRI (prefixed)."""

    label: str
    type: ValueType
    iri: str
    required: bool = False
    many: bool = False
    code: bool = False
    """Its text is a code and not words (a number, a telephone number): it has no language."""


class NodeClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of nodes, e.g. Agency 机构; `prefix` starts the ids of its nodes.

    Diagrams show it by `color` and `shape`; classes that share a shape differ in colour for colour-blind people too.
    """

    id: str
    label: str
    prefix: str
    description: str
    color: str
    shape: Shape
    caption: str
    properties: dict[str, Property]
    subclass_of: tuple[str, ...] = ()


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from", "target": "to"}):
    """A relation from nodes of `source` classes to nodes of `target` classes.

    `role` is set on the relations that are responsibilities (牵头单位, 配合单位, 责任单位).
    """

    id: str
    cypher: str
    label: str
    inverse: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    iri: str
    role: str | None = None


class Ontology(msgspec.Struct, frozen=True):
    """All classes and relations, with look-ups by id and by node id."""

    namespaces: dict[str, str]
    classes: dict[str, NodeClass]
    relations: dict[str, Relation]
    by_prefix: dict[str, NodeClass]

    def class_of(self, node_id: str) -> NodeClass:
        """The class of a node, read from its id: `agency:370302:应急管理局` -> Agency.

        Raises:
            SchemaError: the id does not start with the prefix of a class.
        """
        prefix = node_id.partition(":")[0]
        try:
            return self.by_prefix[prefix]
        except KeyError:
            raise SchemaError(f"“{node_id}” is no node id: no class has the prefix “{prefix}”.") from None

    def iri(self, name: str) -> str:
        """A prefixed name as a full IRI: `eli:cites` -> `http://data.europa.eu/eli/ontology#cites`."""
        prefix, _, local = name.partition(":")
        return self.namespaces[prefix] + local

    @property
    def roles(self) -> dict[str, Relation]:
        """The responsibility relations by id: leads, supports, responsible_for."""
        return {key: rel for key, rel in self.relations.items() if rel.role}


@cache
def ontology() -> Ontology:
    """Load and check the schema of the package.

    Raises:
        SchemaError: a schema file is malformed or refers to a class or prefix that is not declared.
    """
    namespaces: dict[str, str] = {}
    classes: dict[str, NodeClass] = {}
    relations: dict[str, Relation] = {}
    folder = resources.files("zhize.graph") / "schema"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        data = file.read_bytes()
        try:
            if file.name == "namespaces.yaml":
                namespaces = msgspec.yaml.decode(data, type=dict[str, str])
            elif file.name == "relations.yaml":
                relations = {r.id: r for r in msgspec.yaml.decode(data, type=list[Relation])}
            else:
                node_class = msgspec.yaml.decode(data, type=NodeClass)
                classes[node_class.id] = node_class
        except msgspec.ValidationError as error:
            raise SchemaError(f"graph/schema/{file.name}: {error}. Correct the file.") from error
    result = Ontology(namespaces, classes, relations, {c.prefix: c for c in classes.values()})
    _check(result)
    return result


def _check(model: Ontology) -> None:
    for relation in model.relations.values():
        for name in (*relation.source, *relation.target):
            if name not in model.classes:
                raise SchemaError(f"relations.yaml: {relation.id} names the class {name}, which is not declared.")
    used = [p.iri for c in model.classes.values() for p in c.properties.values()]
    used += [r.iri for r in model.relations.values()] + [i for c in model.classes.values() for i in c.subclass_of]
    for iri in used:
        if iri.partition(":")[0] not in model.namespaces:
            raise SchemaError(f"graph/schema: the prefix of {iri} is not in namespaces.yaml.")
    for node_class in model.classes.values():
        if node_class.caption not in node_class.properties:
            raise SchemaError(f"{node_class.id}: the caption {node_class.caption} is no property of it.")
