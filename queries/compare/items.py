"""The items of a document that can have a counterpart elsewhere: its tasks and lowest sections, its duties, its bodies."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import regex

from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import parse
from zhize.graph.language.papers import unmarked
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph

SPECIAL = frozenset({"command_body", "office", "committee"})
"""Kinds of agencies that exist for one matter across departments, and offices of them."""


class Doer(msgspec.Struct, frozen=True):
    """Who does something: the name as printed, and the department apart from its place and level."""

    name: str
    core: str

    @property
    def cores(self) -> frozenset[str]:
        """The department; one that joins two is either of them, too: `教育和体育局`."""
        department = lexicon().departments.get(self.core)
        return frozenset({self.core, *(department.merged if department else ())})


class Item(msgspec.Struct, frozen=True):
    """One item: kind (task, duty, body), number and headings as printed, its words, who does what by relation, by when.

    A body has its name apart from place and level (`core`).
    """

    kind: str
    node: str
    document: str
    number: str | None
    path: tuple[str, ...]
    title: str
    text: str
    doers: dict[str, tuple[Doer, ...]]
    deadline: str
    fact: Fact
    core: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others: a body of several documents is one item in each."""
        return self.document, self.node

    @property
    def cores(self) -> frozenset[str]:
        """The departments that have any part in it; one that joins two counts as either, too."""
        return frozenset(part for doers in self.doers.values() for d in doers for part in d.cores)


def items_of(kg: KnowledgeGraph, documents: frozenset[str]) -> list[Item]:
    """The items of some documents, in print order."""
    nodes: dict[str, dict[str, None]] = defaultdict(dict)
    texts: dict[tuple[str, tuple[str, ...], str], list[Fact]] = defaultdict(list)
    for fact in kg.stated(documents):
        kind = fact.subject.partition(":")[0]
        nodes[kind][fact.subject] = None
        if kind == "clause" and fact.predicate == "text":
            texts[fact.document, fact.section, kg.text(fact.subject, "item")].append(fact)
    tasks = [task_item(kg, n) for n in nodes["task"]]
    taken = {(t.document, t.number, unmarked(t.title)[:8]) for t in tasks}
    sections = [s for n in nodes["section"] if (s := _section(kg, n, documents, texts))]
    apart = [s for s in sections if (s.document, s.number, unmarked(s.title)[:8]) not in taken]
    duties = [_duty(kg, n) for n in nodes["duty"]]
    bodies = [b for kind in ("body", "agency") for n in nodes[kind] for b in _bodies(kg, n, documents)]
    out = [i for i in (*tasks, *apart, *duties, *bodies) if i.document in documents]
    return sorted(out, key=lambda i: (i.document, i.fact.evidence.file, i.fact.evidence.start, i.kind, i.node))


def _source(kg: KnowledgeGraph, node: str) -> Fact:
    fact = kg.source(node)
    if fact is None:
        raise KeyError(node)
    return fact


def task_item(kg: KnowledgeGraph, node: str) -> Item:
    """A task as an item."""
    fact = _source(kg, node)
    text = kg.text(node, "text").replace(kg.text(node, "mark") or "\0", "")
    doers = {role: _doers(kg, kg.into(node, role)) for role in kg.ontology.roles}
    return Item(
        "task",
        node,
        fact.document,
        kg.text(node, "item") or None,
        fact.section,
        kg.text(node, "title"),
        text,
        doers,
        kg.text(node, "deadline"),
        fact,
    )


def _section(
    kg: KnowledgeGraph,
    node: str,
    documents: frozenset[str],
    texts: dict[tuple[str, tuple[str, ...], str], list[Fact]],
) -> Item | None:
    """A numbered section without sections of its own, with the clauses that stand in it."""
    fact = _source(kg, node)
    if fact.document not in documents or kg.into(node, "part_of"):
        return None
    printed = kg.text(node, "title")
    here = {item: facts for (d, path, item), facts in texts.items() if d == fact.document and path == fact.section}
    number = max((n for n in here if n and printed.startswith(n)), key=len, default="")
    inside = [
        f
        for (d, path, _), facts in texts.items()
        if d == fact.document and path == (*fact.section, printed)
        for f in facts
    ]
    said = sorted(here.get(number, inside) if number else inside, key=lambda f: f.evidence.start)
    words = "".join(str(f.object) for f in said)
    if not number or not words:
        return None
    title = regex.sub(r"^[、.．\s]+", "", printed[len(number) :])
    return Item("task", node, fact.document, number, fact.section, title, words, {}, "", fact)


def _duty(kg: KnowledgeGraph, node: str) -> Item:
    fact = _source(kg, node)
    holders = _doers(kg, kg.into(node, "has_duty"))
    names = "、".join(dict.fromkeys(h.name for h in holders))
    return Item(
        "duty", node, fact.document, None, fact.section, names, kg.text(node, "text"), {"has_duty": holders}, "", fact
    )


def _bodies(kg: KnowledgeGraph, node: str, documents: frozenset[str]) -> list[Item]:
    """A body once for each document that names it; agencies where they are bodies for a special task."""
    facts = [f for name in ("name", "alias", "mention") for f in kg.properties.get(node, {}).get(name, [])]
    names = {str(f.object) for f in facts}
    if node.startswith("agency:") and kg.text(node, "kind") not in SPECIAL:
        return []
    homes = {str(f.object) for f in kg.out(node, "jurisdiction")}
    core = kg.text(node, "core") or min((core_of(name) for name in names), key=len, default="")
    out: dict[str, Item] = {}
    for fact in facts:
        if fact.document in documents and fact.document not in out and _at_home(kg, fact.document, homes):
            name = str(fact.object)
            seats = {r: _doers(kg, kg.out(node, r)) for r in ("seat", "chief", "member")}
            out[fact.document] = Item("body", node, fact.document, None, fact.section, name, "", seats, "", fact, core)
    return list(out.values())


def _at_home(kg: KnowledgeGraph, document: str, homes: set[str]) -> bool:
    """Whether a body belongs to the place that a document is for, as far as either is known."""
    places = set(kg.regions_of(document))
    return not homes or not places or bool(homes & places)


def _doers(kg: KnowledgeGraph, facts: list[Fact]) -> tuple[Doer, ...]:
    out = []
    for fact in facts:
        node = fact.subject if fact.predicate in kg.ontology.roles or fact.predicate == "has_duty" else str(fact.object)
        out.append(Doer(fact.printed or kg.caption(node), kg.text(node, "core") or core_of(kg.caption(node))))
    return tuple(dict.fromkeys(out))


def core_of(name: str) -> str:
    """A name without its place and level: `青石区政务公开领导小组`, `区政务公开领导小组` -> `政务公开领导小组`."""
    parsed = parse(name)
    if parsed is None:
        return name
    return parsed.core_id or regex.sub("^(?:省|市|区|县|镇|乡)", "", parsed.rest) or name
