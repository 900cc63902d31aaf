"""Why a statement stands in the graph: the rule that read it, by which signs, in which words of which place."""

from __future__ import annotations

import msgspec

from zhize.graph.language.rules import rule_said
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.messages import gettext, language


class Ground(msgspec.Struct, frozen=True):
    """One statement as a sentence, the rule that read it, the printed name where the rule read one, and its place.

    `signs` are the features that spoke for and against the reading with their weights, empty where the rule needs none.
    """

    statement: str
    rule: str
    said: str
    printed: str
    place: str
    quote: str
    signs: str


def grounds(kg: KnowledgeGraph, name: str) -> list[Ground]:
    """Why each statement about a task, a duty, a seat, a body, a target … stands in the graph; empty for an unknown id.

    `name` is the id of a node as the flat tables print it, or the id of a single fact.
    Example: the id of a task gives `区水利局 牵头 疏浚河道`, rule `mark`, its place and words.
    """
    one = [fact for fact in kg.facts if fact.id == name]
    if one:
        return [_ground(kg, one[0])]
    known = kg.properties.get(name)
    if known is None:
        return []
    relations = [
        fact for relation in kg.ontology.relations for fact in (*kg.into(name, relation), *kg.out(name, relation))
    ]
    if not relations:
        return [_ground(kg, group[0]) for group in known.values()]
    return [_ground(kg, fact) for fact in relations]


def told(kg: KnowledgeGraph, fact: Fact) -> str:
    """What a fact states of its subject, in the language of now: `牵头` or `leads`, `完成时限` or `deadline`."""
    if language() != "zh":
        return fact.predicate.replace("_", " ")
    relation = kg.ontology.relations.get(fact.predicate)
    return relation.label if relation else kg.ontology.class_of(fact.subject).properties[fact.predicate].label


def _ground(kg: KnowledgeGraph, fact: Fact) -> Ground:
    relation = kg.ontology.relations.get(fact.predicate)
    verb = told(kg, fact)
    ended = kg.caption(str(fact.object)) if relation else str(fact.object)
    signs = next((s for node in (fact.subject, str(fact.object)) if (s := kg.text(node, "signs"))), "")
    place = f"{fact.evidence.file}:{fact.evidence.line}"
    statement = f"{kg.caption(fact.subject)} {verb} {ended}"
    return Ground(
        statement, fact.rule, gettext(rule_said(fact.rule)), fact.printed or "", place, fact.evidence.quote, signs
    )
