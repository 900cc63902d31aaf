"""The things of a state that are compared: each with its words, and with who or what stands in each of its aspects."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import status

CLASSES = {"task": "Task", "duty": "Duty", "body": "Body", "appointment": "Appointment", "document": "Document"}
"""The classes that are compared, by the aspect under which one of their nodes is new or gone."""


class Part(msgspec.Struct, frozen=True):
    """Something said of a thing: a key by which it is the same in both states, its words, the fact that says it."""

    key: str
    words: str
    fact: Fact


class Thing(msgspec.Struct, frozen=True):
    """A node of a document: how it is called, its whole text, its number, and what is said of it by aspect."""

    aspect: str
    node: str
    document: str
    title: str
    text: str
    item: str
    fact: Fact
    parts: dict[str, tuple[Part, ...]]


def things(kg: KnowledgeGraph, day: str) -> Iterator[Thing]:
    """All things of a state; the validity of documents is told for a day (ISO)."""
    makers = {"task": _task, "duty": _duty, "body": _body, "appointment": _appointment}
    for aspect, make in makers.items():
        for node in kg.nodes(CLASSES[aspect]):
            if fact := kg.source(node):
                yield make(kg, node, fact)
    for node in kg.own_documents:
        if fact := kg.source(node):
            yield _document(kg, node, fact, day)


def _task(kg: KnowledgeGraph, node: str, fact: Fact) -> Thing:
    parts = {role: _ends(kg, kg.into(node, role), inward=True) for role in kg.ontology.roles}
    parts["deadline"] = _values(kg, node, "deadline")
    title, text = kg.text(node, "title"), kg.text(node, "text").replace(kg.text(node, "mark") or "\0", "")
    return Thing("task", node, fact.document, title or text, text or title, kg.text(node, "item"), fact, parts)


def _duty(kg: KnowledgeGraph, node: str, fact: Fact) -> Thing:
    parts = {"has_duty": _ends(kg, kg.into(node, "has_duty"), inward=True)}
    text = kg.text(node, "text")
    return Thing("duty", node, fact.document, text, text, "", fact, parts)


def _body(kg: KnowledgeGraph, node: str, fact: Fact) -> Thing:
    relations = [relation.id for relation in kg.ontology.of_kind("seat")] + ["within_body"]
    parts = {relation: _ends(kg, kg.out(node, relation), inward=False) for relation in relations}
    parts["person"] = tuple(_seat(kg, f) for f in kg.into(node, "seat_in"))
    return Thing("body", node, fact.document, kg.caption(node), kg.caption(node), "", fact, parts)


def _seat(kg: KnowledgeGraph, fact: Fact) -> Part:
    role, person, post = (kg.text(fact.subject, name) for name in ("role", "person", "post"))
    words = f"{role}{person}" + (f"（{post}）" if post else "")
    return Part(words, words, fact)


def _appointment(kg: KnowledgeGraph, node: str, fact: Fact) -> Thing:
    title = (
        f"{kg.text(node, 'person')}：{'免' if kg.text(node, 'action') == 'removed' else '任'}{kg.text(node, 'post')}"
    )
    return Thing("appointment", node, fact.document, title, title, "", fact, {})


def _document(kg: KnowledgeGraph, node: str, fact: Fact, day: str) -> Thing:
    now = status(kg, node, day)
    said = now.state + (f"（{now.since}起）" if now.since else "") + (f"（至{now.until}）" if now.until else "")
    by = f"，依据{kg.text(now.by, 'number') or kg.caption(now.by)}" if now.by else ""
    validity = (Part(said + by, said + by, now.fact or fact),)
    return Thing("document", node, node, kg.caption(node), kg.caption(node), "", fact, {"validity": validity})


def _ends(kg: KnowledgeGraph, facts: list[Fact], *, inward: bool) -> tuple[Part, ...]:
    """Who stands at the other end of some relation facts, each once, as printed."""
    found: dict[str, Part] = {}
    for fact in sorted(facts, key=lambda f: (f.order, f.evidence.start)):
        node = fact.subject if inward else str(fact.object)
        found.setdefault(node, Part(node, fact.printed or kg.caption(node), fact))
    return tuple(found.values())


def _values(kg: KnowledgeGraph, node: str, name: str) -> tuple[Part, ...]:
    facts = kg.properties.get(node, {}).get(name, [])
    return tuple(Part(str(f.object), str(f.object), f) for f in facts[:1])
