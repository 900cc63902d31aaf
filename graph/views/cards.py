"""Cards: what the graph knows of one node, part by part, each line with the node it speaks of and its source.

Which parts a card has, what they are called and in which order they stand is in the schema (`featured`, `order`,
`heading`). Here is only how a line of a part is put together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import status


class Link(msgspec.Struct, frozen=True):
    """Words, and the node that they name (none for plain words)."""

    text: str
    node: str | None = None


class Note(msgspec.Struct, frozen=True):
    """A remark on a line: `牵头: 区水利局、区气象局`; the label is empty where the words need none."""

    label: str
    links: tuple[Link, ...]


class CardLine(msgspec.Struct, frozen=True):
    """One thing the graph knows.

    `text` are its words and `node` the node they name, `label` says what they are or whom they are said of
    (文号, 启动, 区水利局), `notes` are remarks, `fact` is what says it (none for what is counted).
    """

    text: str
    node: str | None = None
    fact: Fact | None = None
    label: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()


class CardPart(msgspec.Struct, frozen=True):
    """A part of a card with its title, e.g. 牵头的任务."""

    title: str
    lines: tuple[CardLine, ...]


class Card(msgspec.Struct, frozen=True):
    """The card of a node: its name and its parts in the order to be read; empty parts are left out."""

    title: str
    node: str
    parts: tuple[CardPart, ...]


def line_text(line: CardLine) -> str:
    """A line of a card as text: `label：text（note；label：note）`, `1. text` where the label is a number.

    Example: `修缮水库（牵头：区水利局；6月底前）`.
    """
    label = _words(line.label)
    before = f"{label}. " if label.isdigit() else f"{label}：" if label else ""
    notes = "；".join(
        f"{note.label}：{_words(note.links)}" if note.label else _words(note.links) for note in line.notes
    )
    return before + line.text + (f"（{notes}）" if notes else "")


def _words(links: tuple[Link, ...]) -> str:
    return "、".join(link.text for link in links)


OVERVIEW = "概况"


def card(kg: KnowledgeGraph, node: str) -> Card:
    """The card of a node, e.g. of an agency, a body or a document."""
    parts = [CardPart(OVERVIEW, tuple(_overview(kg, node)))]
    for relation, inward in kg.ontology.parts(kg.ontology.class_of(node).id):
        facts = kg.into(node, relation.id) if inward else kg.out(node, relation.id)
        if relation.id in _PARTED:
            parts += _PARTED[relation.id](kg, facts, inward)
            continue
        title = relation.inverse_title if inward else relation.title
        parts.append(CardPart(title, tuple(_lines(kg, _gravest_first(kg, facts, inward), inward))))
    if node.startswith("agency:"):
        parts.append(CardPart("共同承担任务最多的单位", tuple(_partners(kg, node))))
    return Card(kg.label(node), node, tuple(part for part in parts if part.lines))


def _overview(kg: KnowledgeGraph, node: str) -> Iterator[CardLine]:
    """The featured properties and relations; of a class without any, all properties but its caption."""
    node_class = kg.ontology.class_of(node)
    for name in node_class.featured or (p for p in node_class.properties if p != node_class.caption):
        if name in kg.ontology.relations:
            label = (Link(kg.ontology.relations[name].label),)
            yield from (CardLine(kg.caption(str(f.object)), str(f.object), f, label) for f in kg.out(node, name))
            continue
        facts = kg.properties.get(node, {}).get(name, [])
        if facts:
            prop = node_class.properties[name]
            text = "、".join(dict.fromkeys(prop.shown(f.object) for f in facts))
            yield CardLine(text, None, facts[0], (Link(prop.label),))
    if node_class.id == "Document":
        now = status(kg, node)
        yield CardLine(now.state + (f"，至{now.until}" if now.until else ""), now.by, now.fact, (Link("效力"),))


def _lines(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardLine]:
    """A line for the node at the other end of each fact."""
    for fact in facts:
        node = fact.subject if inward else str(fact.object)
        yield _line(kg, node, fact)


def _gravest_first(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> list[Fact]:
    """Facts on levels of response and on what is done at them by level, plan for plan; others as they come, behind them."""
    plans = {document: place for place, document in enumerate(dict.fromkeys(f.document for f in facts))}

    def place(fact: Fact) -> tuple[bool, int, str, str]:
        node = fact.subject if inward else str(fact.object)
        level = next((str(f.object) for f in kg.out(node, "action_of")), node)
        rank = kg.text(level, "rank")
        return (False, plans[fact.document], kg.text(level, "kind"), rank) if rank else (True, 0, "", "")

    return sorted(facts, key=place)


def _line(kg: KnowledgeGraph, node: str, fact: Fact) -> CardLine:
    class_id = kg.ontology.class_of(node).id
    if class_id in _LINE_OF:
        return _LINE_OF[class_id](kg, node, fact)
    return CardLine(kg.caption(node), node, fact)


# -- lines of some classes


def _who(kg: KnowledgeGraph, node: str, relation: str) -> tuple[Link, ...]:
    """Who stands at the source of a relation to a node, as printed."""
    links = [Link(f.printed or kg.caption(f.subject), f.subject) for f in kg.into(node, relation)]
    return tuple(dict.fromkeys(links))


def _notes(*notes: Note) -> tuple[Note, ...]:
    """Those of the notes that say something."""
    return tuple(Note(n.label, links) for n in notes if (links := tuple(link for link in n.links if link.text)))


def _task(kg: KnowledgeGraph, task: str, fact: Fact) -> CardLine:
    roles = (Note(relation.short_role, _who(kg, task, role)) for role, relation in kg.ontology.roles.items())
    deadline = Note("", (Link(kg.text(task, "deadline")),))
    shown = _notes(*roles, deadline) if fact.predicate == "task_of" else ()
    return CardLine(kg.caption(task), task, fact, notes=shown)


def _duty(kg: KnowledgeGraph, duty: str, fact: Fact) -> CardLine:
    holders = _who(kg, duty, "has_duty") if fact.predicate == "duty_of" else ()
    return CardLine(kg.text(duty, "text"), duty, fact, holders)


def _body(kg: KnowledgeGraph, body: str, fact: Fact) -> CardLine:
    return CardLine(full_name(kg, body) if fact.predicate != "within_body" else kg.caption(body), body, fact)


def full_name(kg: KnowledgeGraph, body: str) -> str:
    """The name of a body with that of the body it belongs to: 区防汛抗旱指挥部 + 办公室."""
    above = next((str(f.object) for f in kg.out(body, "within_body")), None)
    name = kg.caption(body)
    return name if above is None or kg.caption(above) in name else f"{kg.caption(above)}{name}"


def _action(kg: KnowledgeGraph, action: str, fact: Fact) -> CardLine:
    """An action with its level, on the card of who carries it out."""
    levels = tuple(Link(kg.caption(str(f.object)), str(f.object)) for f in kg.out(action, "action_of")[:1])
    return CardLine(kg.caption(action), action, fact, levels)


def _step(kg: KnowledgeGraph, step: str, fact: Fact) -> CardLine:
    """A step with its place in the procedure on the card of the document, with its procedure elsewhere."""
    if fact.predicate != "step_of":
        return CardLine(kg.caption(step), step, fact, (Link(kg.text(step, "procedure")),))
    who = Note("", _who(kg, step, "acts"))
    limits = Note("", tuple(Link(str(limit)) for limit in kg.values(step, "limit")))
    return CardLine(kg.caption(step), step, fact, (Link(kg.text(step, "position")),), _notes(who, limits))


def _grade(kg: KnowledgeGraph, grade: str, fact: Fact) -> CardLine:
    thresholds = "；".join(map(str, kg.values(grade, "threshold")))
    return CardLine(thresholds, grade, fact, (Link(kg.caption(grade)),))


def _target(kg: KnowledgeGraph, target: str, fact: Fact) -> CardLine:
    amount = kg.text(target, "value") + kg.text(target, "unit")
    words = (kg.text(target, "by_when"), kg.caption(target), kg.text(target, "direction"), amount)
    return CardLine(" ".join(word for word in words if word), target, fact)


def _contact(kg: KnowledgeGraph, contact: str, fact: Fact) -> CardLine:
    whose = Link(kg.text(contact, "holder") or kg.text(contact, "context"))
    return CardLine(kg.caption(contact), contact, fact, (whose,) if whose.text else ())


def _appointment(kg: KnowledgeGraph, appointment: str, fact: Fact) -> CardLine:
    """A person and the post: `张示例：任区水利局副局长`."""
    verb = "免" if kg.text(appointment, "action") == "removed" else "任"
    post = kg.text(appointment, "post")
    unit = kg.text(appointment, "unit")
    where = "" if post.startswith(unit) else unit
    person = next((str(f.object) for f in kg.out(appointment, "appoints")), None)
    return CardLine(f"{verb}{where}{post}", appointment, fact, (Link(kg.text(appointment, "person"), person),))


_LINE_OF: dict[str, Callable[[KnowledgeGraph, str, Fact], CardLine]] = {
    "Task": _task,
    "Duty": _duty,
    "Body": _body,
    "Action": _action,
    "Step": _step,
    "EventGrade": _grade,
    "Target": _target,
    "Contact": _contact,
    "Appointment": _appointment,
}


# -- parts that are more, or otherwise ordered, than one list of facts


def _duties(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardPart]:
    """The duties of an agency, a part for each plan or document; who has a duty, on the duty's own card."""
    relation = kg.ontology.relations["has_duty"]
    if inward:
        yield CardPart(relation.inverse_title, tuple(_lines(kg, facts, inward)))
        return
    plans: dict[str, list[Fact]] = {}
    for fact in facts:
        plan = kg.text(str(fact.object), "context") or kg.text(fact.document, "title")
        plans.setdefault(plan, []).append(fact)
    for plan, own in plans.items():
        yield CardPart(f"{relation.title}（{plan}）", tuple(_lines(kg, own, inward)))


def _as_member(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardPart]:
    """What a text gives to all members of a body that the agency sits in; whom a class of bodies stands for."""
    relation = kg.ontology.relations["stands_for"]
    if not inward:
        yield CardPart(relation.title, tuple(_lines(kg, facts, inward)))
        return
    lines: list[CardLine] = []
    for link in facts:
        name = Link(kg.caption(link.subject), link.subject)
        work = [f for relation in kg.ontology.of_kind("work") for f in kg.out(link.subject, relation.id)]
        given = _lines(kg, work, inward=False)
        lines += [msgspec.structs.replace(line, label=(name, *line.label)) for line in given]
    yield CardPart(relation.inverse_title, tuple(lines))


def _levels(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardPart]:
    """A part for each level of response: its conditions, who starts and ends it, its actions."""
    for fact in sorted(facts, key=lambda f: (kg.text(f.subject, "kind"), kg.text(f.subject, "rank"))):
        level = fact.subject
        lines = [CardLine(str(f.object), None, f, (Link("条件"),)) for f in kg.properties[level].get("condition", [])]
        for name in ("starts", "ends"):
            label = (Link(kg.ontology.relations[name].label),)
            lines += [CardLine(f.printed or kg.caption(f.subject), f.subject, f, label) for f in kg.into(level, name)]
        for action in sorted(kg.into(level, "action_of"), key=lambda f: (f.evidence.file, f.evidence.start)):
            who = _notes(Note("", _who(kg, action.subject, "acts")))
            lines.append(CardLine(kg.caption(action.subject), action.subject, action, (Link("行动"),), who))
        nothing = CardLine("（文件没有写明条件和行动）", None, fact)
        yield CardPart(kg.caption(level), tuple(lines) or (nothing,))


def _grades(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardPart]:
    """The grades of events, the gravest first."""
    ordered = sorted(facts, key=lambda f: kg.text(f.subject, "rank"))
    yield CardPart(kg.ontology.relations["grade_of"].inverse_title, tuple(_lines(kg, ordered, inward)))


def _steps(kg: KnowledgeGraph, facts: list[Fact], inward: bool) -> Iterator[CardPart]:
    """The steps of a document, procedure by procedure, in their order."""

    def place(fact: Fact) -> tuple[str, int]:
        position = kg.value(fact.subject, "position")
        return kg.text(fact.subject, "procedure"), position if isinstance(position, int) else 0

    ordered = sorted(facts, key=place)
    yield CardPart(kg.ontology.relations["step_of"].inverse_title, tuple(_lines(kg, ordered, inward)))


_PARTED: dict[str, Callable[[KnowledgeGraph, list[Fact], bool], Iterable[CardPart]]] = {
    "has_duty": _duties,
    "stands_for": _as_member,
    "level_of": _levels,
    "grade_of": _grades,
    "step_of": _steps,
}


def _partners(kg: KnowledgeGraph, node: str, most: int = 5) -> Iterator[CardLine]:
    """The agencies that share most tasks with an agency, and how many."""
    shared: Counter[str] = Counter()
    for role in kg.ontology.roles:
        for fact in kg.out(node, role):
            others = {f.subject for r in kg.ontology.roles for f in kg.into(str(fact.object), r)} - {node}
            shared.update(o for o in others if o.startswith("agency:"))
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], kg.caption(pair[0])))
    for agency, count in ranked[:most]:
        yield CardLine(kg.caption(agency), agency, notes=(Note("", (Link(f"{count}项"),)),))
