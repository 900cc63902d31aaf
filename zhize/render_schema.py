"""The ontology as text: what `zhize schema` prints, and the data dictionary of the documentation."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import OptionError
from zhize.graph.model.ontology import NodeClass, Property, Relation, ontology
from zhize.messages import gettext
from zhize.messages import gettext as _

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph

LONGEST_EXAMPLE = 40


def render_schema(name: str | None = None) -> str:
    """All classes with their properties and relations, or one class or relation, by its id or its Chinese label.

    Example: the first line of `Agency` is `机构 Agency`.

    Raises:
        OptionError: no class and no relation is called so.
    """
    model = ontology()
    classes = [c for c in model.classes.values() if name in (None, c.id, c.label)]
    relations = [r for r in model.relations.values() if name is not None and name in (r.id, r.cypher, r.label)]
    if not classes and not relations:
        known = [*model.classes, *(c.label for c in model.classes.values()), *model.relations]
        meant = ", ".join(get_close_matches(name or "", known, n=2)) or ", ".join(model.classes)
        raise OptionError("“{name}” is no class and no relation. Did you mean {meant}?", name=name, meant=meant)
    parts = ["\n".join(_class_lines(c)) for c in classes] + ["\n".join(_relation_lines(r)) for r in relations]
    return "\n\n".join(parts) + "\n"


def _class_lines(node_class: NodeClass) -> list[str]:
    out = [f"{node_class.label} {node_class.id}", f"  {gettext(node_class.description)}"]
    out += [f"  {key}  {prop.label}  {_nature(prop)}" for key, prop in node_class.properties.items()]
    for relation in ontology().relations.values():
        if node_class.id in relation.source:
            out.append(f"  -[{relation.cypher}]->  {relation.label}  → {_classes(relation.target)}")
        if node_class.id in relation.target:
            out.append(f"  <-[{relation.cypher}]-  {relation.inverse}  ← {_classes(relation.source)}")
    return out


def _relation_lines(relation: Relation) -> list[str]:
    ends = f"{_classes(relation.source)} → {_classes(relation.target)}"
    names = f"{relation.label} / {relation.inverse}"
    return [f"{relation.label} {relation.id}", f"  {ends}", f"  {names}", f"  Cypher {relation.cypher}  {relation.iri}"]


def _classes(ids: tuple[str, ...]) -> str:
    return "、".join(ontology().classes[id].label for id in ids)


def _nature(prop: Property) -> str:
    """What values a property has: `text, required, several`, and its codes with their names."""
    words = [{"string": _("text"), "integer": _("whole number"), "date": _("date")}[prop.type]]
    words += [_("required")] if prop.required else []
    words += [_("several")] if prop.many else []
    codes = "；".join(f"{code} {said}" for code, said in prop.values.items())
    return f"{_(', ').join(words)}{f'（{codes}）' if codes else ''}"


def schema_record() -> dict[str, Any]:
    """The ontology as plain data: namespaces, classes, relations, as the files of `graph/schema` declare them."""
    model = ontology()
    return {
        "namespaces": model.namespaces,
        "classes": msgspec.to_builtins(list(model.classes.values())),
        "relations": msgspec.to_builtins(list(model.relations.values())),
    }


def dictionary(kg: KnowledgeGraph) -> str:
    """The data dictionary as Markdown: each class, property and relation with an example of a graph."""
    out: list[str] = []
    for node_class in kg.ontology.classes.values():
        out += [f"## {node_class.label} `{node_class.id}`", "", gettext(node_class.description), ""]
        out += [f"| {_('property')} | {_('label')} | {_('values')} | RDF | {_('example')} |", "|---|---|---|---|---|"]
        for key, prop in node_class.properties.items():
            example = next((str(v) for node in kg.nodes(node_class.id) for v in kg.values(node, key)), "")
            out.append(f"| `{key}` | {prop.label} | {_nature(prop)} | `{prop.iri}` | {_short(example)} |")
        out.append("")
    relation_heads = (_("relation"), _("label"), _("inverse"), _("from"), _("to"), "RDF", _("example"))
    out += [f"## {_('Relations')}", "", f"| {' | '.join(relation_heads)} |", "|---|---|---|---|---|---|---|"]
    first = {fact.predicate: fact for fact in reversed(list(kg.relations()))}
    for relation in kg.ontology.relations.values():
        fact = first.get(relation.id)
        example = f"{kg.caption(fact.subject)} → {kg.caption(str(fact.object))}" if fact else ""
        ends = f"{_classes(relation.source)} | {_classes(relation.target)}"
        out.append(
            f"| `{relation.cypher}` | {relation.label} | {relation.inverse} | {ends} | `{relation.iri}` | {_short(example)} |"
        )
    return "\n".join(out) + "\n"


def _short(text: str) -> str:
    """An example in a cell of a table."""
    cell = text.replace("|", "\\|").replace("\n", " ")
    return cell if len(cell) <= LONGEST_EXAMPLE else cell[: LONGEST_EXAMPLE - 1] + "…"
