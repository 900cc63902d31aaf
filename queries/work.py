"""Questions on tasks: what an agency does, who leads, supports and is responsible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from zhize.queries.answer import Answer, joined
from zhize.queries.frames import role_of, topic_words
from zhize.queries.links import Links
from zhize.queries.search import grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


def group_named(asker: Asker, question: str, links: Links) -> str | None:
    """The body or working group whose name stands in the question; the longest name wins."""
    best = None
    for body in asker.kg.nodes("Body"):
        name = asker.kg.text(body, "name")
        if (
            name
            and name in question
            and asker.in_scope(body, links)
            and (best is None or len(name) > len(asker.kg.text(best, "name")))
        ):
            best = body
    return best or asker.named_body(question, links)


def tasks(asker: Asker, question: str, links: Links) -> Answer | None:
    """`区教体局牵头哪些任务？`: tasks of an agency by role, or of a document."""
    role = role_of(question)
    agencies = asker.agencies_of(links)
    if not agencies:
        return _tasks_of_document(asker, question, links) if not links.unknown else None
    everything = list(asker.kg.ontology.roles)
    roles = [role] if role and any(asker.kg.out(a, role) for a in agencies) else everything
    sets = [{str(f.object) for n in link.nodes for r in roles for f in asker.kg.out(n, r)} for link in links.agencies]
    together = len(links.agencies) > 1 and regex.search(r"共同|一起|都", question)
    wanted = set.intersection(*sets) if together else set.union(*sets)
    tasks = [t for t in asker.kg.nodes("Task") if t in wanted and asker.in_scope(t, links)]
    named = [t for t in tasks if asker.document_of(t) in links.documents]
    tasks = named or tasks
    topic = topic_words(links.topic)
    if not named and grams(topic):
        fitting = asker.find(question, links, ("Task",), set(tasks))
        tasks = fitting
    if not tasks:
        return None
    tasks.sort(key=lambda t: asker.place_of(t))
    facts = [asker.kg.source(t) for t in tasks]
    items = [asker.kg.text(t, "title") for t in tasks]
    who = "、".join(asker.kg.caption(a) for a in agencies)
    label = asker.kg.ontology.roles[role].label if role else "承担"
    return asker.answer(question, f"{who}{label}的任务有{len(tasks)}项：{'；'.join(items)}。", items, *facts)


def _tasks_of_document(asker: Asker, question: str, links: Links) -> Answer | None:
    for document in links.documents:
        tasks = sorted({f.subject for f in asker.kg.into(document, "task_of")}, key=asker.place_of)
        if tasks and asker.in_scope(document, links):
            items = [asker.kg.text(t, "title") for t in tasks]
            sentence = f"《{asker.kg.text(document, 'title')}》的任务有{len(items)}项：{'；'.join(items)}。"
            return asker.answer(question, sentence, items, *(asker.kg.source(t) for t in tasks[:10]))
    return None


def solo_tasks(asker: Asker, question: str, links: Links) -> Answer | None:
    """Tasks of an agency on which nobody else stands."""
    agencies = set(asker.agencies_of(links))
    tasks = []
    for task in asker.kg.nodes("Task"):
        holders = {f.subject for role in asker.kg.ontology.roles for f in asker.kg.into(task, role)}
        if holders and holders <= agencies and (not links.documents or asker.document_of(task) in links.documents):
            tasks.append(task)
    if not tasks:
        return None
    tasks.sort(key=asker.place_of)
    items = [asker.kg.text(t, "title") for t in tasks]
    return asker.answer(
        question, f"共{len(items)}项：{'；'.join(items)}。", items, *(asker.kg.source(t) for t in tasks)
    )


def lead(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…由谁牵头？`: who leads, else who is responsible for, the task or duty spoken of."""
    return _who(asker, question, links, ("leads", "responsible_for"))


def participants(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…有哪些配合单位？`: who else takes part in the task spoken of."""
    roles: tuple[str, ...] = ("leads", "responsible_for", "supports")
    if regex.search(r"除了|还有(?:哪|谁|什么)|配合(?:单位|部门)|哪.{0,6}配合", question) and not regex.search(
        r"谁(?:负责|牵头)|由谁|哪(?:个|家)(?:单位|部门).{0,4}(?:牵头|负责)", question
    ):
        roles = ("supports",)
    return _who(asker, question, links, roles)


def _who(asker: Asker, question: str, links: Links, roles: tuple[str, ...]) -> Answer | None:
    group = group_named(asker, question, links)
    if group is not None:
        return _who_in_group(asker, question, group, roles)
    found = asker.find(question, links, ("Task", "Duty", "Body"))
    answers = [(node, a) for node in found[:6] if (a := _who_of(asker, question, node, roles))]
    if not answers:
        return None
    best, answer = answers[0]
    more = [a for node, a in answers[1:] if _goes_with(asker, question, best, node)]
    asked = question.count("、") if "分别" in question else 3
    return joined(answer, more[:asked]) if more[:asked] else answer


def _who_of(asker: Asker, question: str, node: str, roles: tuple[str, ...]) -> Answer | None:
    kind = asker.kg.ontology.class_of(node).id
    if kind == "Task":
        return _who_does(asker, question, node, roles)
    if kind == "Duty":
        return _who_has(asker, question, node) if roles[0] != "supports" else None
    return _who_in_group(asker, question, node, roles)


def _goes_with(asker: Asker, question: str, best: str, other: str) -> bool:
    """Whether a second candidate belongs to the answer: the same matter in another place, or one of several
    matters that a question asks for at once (分别).
    """
    if "分别" in question:
        return asker.document_of(best) == asker.document_of(other) and asker.kg.ontology.class_of(
            other
        ) == asker.kg.ontology.class_of(best)
    return asker.kg.caption(best) == asker.kg.caption(other) and asker.document_of(best) != asker.document_of(other)


def _who_does(asker: Asker, question: str, task: str, roles: tuple[str, ...]) -> Answer | None:
    for role in roles:
        facts = asker.kg.into(task, role)
        if facts and len(roles) < 3:
            break
    else:
        facts = [f for role in roles for f in asker.kg.into(task, role)]
    if not facts:
        return None
    facts = sorted(facts, key=lambda f: f.order)
    items = [str(f.printed) for f in facts]
    parts = []
    for role, relation in asker.kg.ontology.roles.items():
        names = [str(f.printed) for f in facts if f.predicate == role]
        if names:
            parts.append(f"{relation.role}：{'、'.join(names)}")
    sentence = f"“{asker.kg.text(task, 'title')}”的{'；'.join(parts)}。"
    return asker.answer(question, sentence, items, facts[0], asker.kg.source(task))


def _who_has(asker: Asker, question: str, duty: str) -> Answer | None:
    facts = asker.kg.into(duty, "has_duty")
    if not facts:
        return None
    text = asker.kg.text(duty, "text")
    names = [str(f.printed) for f in facts]
    return asker.answer(question, f"{'、'.join(names)}：{text}", names, facts[0])


def _who_in_group(asker: Asker, question: str, body: str, roles: tuple[str, ...]) -> Answer | None:
    wanted = {"leads": "led_by", "responsible_for": "led_by", "supports": "member"}
    relations = list(dict.fromkeys(wanted[r] for r in roles))
    facts = [f for rel in relations for f in asker.kg.out(body, rel)]
    if not facts:
        return None
    parts = []
    for rel in relations:
        names = [str(f.printed) for f in asker.kg.out(body, rel)]
        if names:
            parts.append(f"{'负责单位' if rel == 'led_by' else '成员'}：{'、'.join(names)}")
    return asker.answer(
        question, f"{asker.kg.caption(body)}的{'；'.join(parts)}。", [str(f.printed) for f in facts], *facts[:3]
    )
