"""The ontology: classes, properties and relations, declared once in `schema/*.yaml`.

Cypher labels, RDF classes, SHACL shapes, indexes, cards, tables and pictures are derived from what this module
loads. A new relation needs its entry in `relations.yaml` and the loader that claims it.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Literal

import msgspec

from zhize.errors import SchemaError
from zhize.graph.language.packed import decoded

ValueType = Literal["string", "integer", "date"]
Kind = Literal["work", "seat", "item", "origin", "paper", "upkeep"]
Line = Annotated[str, msgspec.Meta(pattern="^(?:blue|orange|green|violet|brown|slate)(?: (?:dashed|dotted|dashdot))?$")]
"""How a relation is drawn: a colour of the palette of pictures, and dashes where it has any."""
Shape = Literal[
    "dot",
    "square",
    "diamond",
    "triangle",
    "triangleDown",
    "star",
    "hexagon",
    "dot-open",
    "square-open",
    "diamond-open",
    "triangle-open",
    "triangleDown-open",
    "star-open",
    "hexagon-open",
]


class Property(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A property of a class: its Chinese label, value type, how many, and its IRI (prefixed)."""

    label: str
    type: ValueType
    iri: str
    required: bool = False
    many: bool = False
    code: bool = False
    """Its text is a code and not words (a number, a telephone number): it has no language."""
    searched: bool = False
    """Its text is in the full-text index."""
    asks: str = ""
    """Words of a question that ask for it, as a regular expression."""
    inner: bool = False
    """It is for programs: no picture shows it."""
    values: dict[str, str] = {}
    """What its codes are called where people read them: `department` is 政府部门. Tables and stores keep the codes."""

    def shown(self, value: object) -> str:
        """A value as people read it.

        Example:
            >>> ontology().classes["Agency"].properties["kind"].shown("department")
            '政府部门'
        """
        return self.values.get(str(value), str(value))


class NodeClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of nodes, e.g. Agency 机构; `prefix` starts the ids of its nodes.

    Diagrams show it by `color` and `shape`; classes that share a shape differ in colour for colour-blind people too.
    `featured` are the properties and outgoing relations that a card shows at its top, in this order.
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
    featured: tuple[str, ...] = ()


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from", "target": "to"}):
    """A relation from nodes of `source` classes to nodes of `target` classes, and how it is shown.

    `label` is what it is called from its source (牵头), `inverse` from its target (牵头单位). `line` is how pictures draw it. `role` is set on the
    responsibilities for tasks and says who stands at the source. `kind` is what pictures group it by, `column` the
    field of the flat tables that lists it, `order` and `inverse_order` its place among the parts of the card of its
    source and of its target (None: no part of its own), `asks` the words of a question that ask for it, as a regular
    expression.
    """

    id: str
    cypher: str
    iri: str
    label: str
    line: Line
    inverse: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    role: str | None = None
    kind: Kind | None = None
    column: str | None = None
    order: int | None = None
    heading: str = ""
    inverse_order: int | None = None
    inverse_heading: str = ""
    asks: str = ""

    @property
    def title(self) -> str:
        """The title of a list of its targets on the card of its source: 牵头的任务."""
        return self.heading or self.label

    @property
    def inverse_title(self) -> str:
        """The title of a list of its sources on the card of its target: 牵头单位."""
        return self.inverse_heading or self.inverse

    @property
    def short_role(self) -> str:
        """The role in two characters, as people put it on the command line: 牵头, 配合, 责任."""
        return (self.role or "").removesuffix("单位")


class Ontology(msgspec.Struct, frozen=True):
    """All classes and relations, with look-ups by id and by node id."""

    namespaces: dict[str, str]
    classes: dict[str, NodeClass]
    relations: dict[str, Relation]
    by_prefix: dict[str, NodeClass]

    def class_of(self, node_id: str) -> NodeClass:
        """Return the class of a node, read from its id: `agency:370302:应急管理局` -> Agency.

        Raises:
            SchemaError: the id does not start with the prefix of a class.
        """
        prefix = node_id.partition(":")[0]
        try:
            return self.by_prefix[prefix]
        except KeyError:
            raise SchemaError(
                "“{node_id}” is no node id: no class has the prefix “{prefix}”.", node_id=node_id, prefix=prefix
            ) from None

    def iri(self, name: str) -> str:
        """Write a prefixed name as a full IRI: `eli:cites` -> `http://data.europa.eu/eli/ontology#cites`."""
        prefix, _, local = name.partition(":")
        return self.namespaces[prefix] + local

    @property
    def roles(self) -> dict[str, Relation]:
        """The responsibility relations by id: leads, supports, responsible_for."""
        return {key: rel for key, rel in self.relations.items() if rel.role}

    def of_kind(self, *kinds: Kind) -> list[Relation]:
        """Return the relations of some kinds, those of the first kind first, each kind in the order of the schema."""
        return [rel for kind in kinds for rel in self.relations.values() if rel.kind == kind]

    def parts(self, class_id: str) -> list[tuple[Relation, bool]]:
        """Return the relations that are parts of the card of a class, in their order.

        True stands beside a relation that leads to the class, False beside one that starts at it.
        """
        out = [(r.order, r, False) for r in self.relations.values() if r.order is not None and class_id in r.source]
        out += [
            (r.inverse_order, r, True)
            for r in self.relations.values()
            if r.inverse_order is not None and class_id in r.target
        ]
        return [(relation, inward) for _, relation, inward in sorted(out, key=lambda part: part[0])]


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
                namespaces = decoded(data, dict[str, str])
            elif file.name == "relations.yaml":
                relations = {r.id: r for r in decoded(data, list[Relation])}
            else:
                node_class = decoded(data, NodeClass)
                classes[node_class.id] = node_class
        except msgspec.ValidationError as error:
            raise SchemaError("graph/schema/{file}: {error}. Correct the file.", file=file.name, error=error) from error
    result = Ontology(namespaces, classes, relations, {c.prefix: c for c in classes.values()})
    _check(result)
    return result


def _check(model: Ontology) -> None:
    for relation in model.relations.values():
        for name in (*relation.source, *relation.target):
            if name not in model.classes:
                raise SchemaError(
                    "relations.yaml: {relation} names the class {name}, which is not declared.",
                    relation=relation.id,
                    name=name,
                )
    used = [p.iri for c in model.classes.values() for p in c.properties.values()]
    used += [r.iri for r in model.relations.values()] + [i for c in model.classes.values() for i in c.subclass_of]
    for iri in used:
        if iri.partition(":")[0] not in model.namespaces:
            raise SchemaError("graph/schema: the prefix of {iri} is not in namespaces.yaml.", iri=iri)
    for node_class in model.classes.values():
        if node_class.caption not in node_class.properties:
            raise SchemaError(
                "{node_class}: the caption {caption} is no property of it.",
                node_class=node_class.id,
                caption=node_class.caption,
            )
        for name in node_class.featured:
            starts = model.relations[name].source if name in model.relations else ()
            if name not in node_class.properties and node_class.id not in starts:
                raise SchemaError(
                    "{node_class}: {name} is featured, but is no property and no relation of it.",
                    node_class=node_class.id,
                    name=name,
                )


def check_asks(model: Ontology) -> None:
    """Make sure that the words of questions are regular expressions; not done at each start, for it takes its time.

    Raises:
        SchemaError: one is none.
    """
    import regex

    asked = {r.id: r.asks for r in model.relations.values()}
    asked |= {f"{c.id}.{key}": p.asks for c in model.classes.values() for key, p in c.properties.items()}
    for name, pattern in asked.items():
        try:
            regex.compile(pattern)
        except regex.error as error:
            raise SchemaError(
                "graph/schema: `asks` of {name} is no regular expression ({error}).", name=name, error=error
            ) from error
