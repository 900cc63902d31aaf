"""Tasks as answers: who does one, what an agency does in which role, by when it is to be done."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import msgspec
import regex

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.language.phrases import phrase, words
from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import ROLES, Inquiry, Row, held, make, printed, rows
from zhize.queries.namesakes import foremost
from zhize.queries.rank import refine, weights
from zhize.queries.times import in_time, span_of
from zhize.queries.words import question_words

_COMMON = words("questions", "common_words")
_WITHOUT = phrase("questions", "without")


def doers(asked: Inquiry) -> list[Candidate]:
    """Who leads, supports or is responsible for the task that is spoken of; a role that nobody holds is said to be open."""
    kg = asked.ground.kg
    out = []
    for row in rows(asked, asked.ground.tasks, asked.bare, 12):
        by_role = {role: held(asked, row.node, role) for role in ROLES}
        made = _doers(asked, row, by_role, kg.text(row.node, "title"))
        out += [made] if made else []
    return out


def _doers(asked: Inquiry, row: Row, own_roles: dict[str, list[Fact]], title: str) -> Candidate | None:
    wanted = [r for r in ROLES if r in asked.target.relations]
    labels = {role: asked.ground.kg.ontology.relations[role].label for role in ROLES}
    named = {n for link in asked.links.agencies for n in link.nodes}
    if "takes_part" in asked.target.relations and not wanted:
        wanted = ["supports"] if own_roles["supports"] else []
    if "supports" in wanted and "leads" in wanted and named:
        wanted = ["supports"]
    facts, said, partial = [], [], False
    for role in wanted or ["leads", "responsible_for"]:
        own = [f for f in own_roles[role] if f.subject not in named or role != "supports"]
        facts += own
        if own:
            said.append(f"{labels[role]}：{'、'.join(printed(own))}")
    if wanted and not facts:
        facts, partial = own_roles["responsible_for"] or ([] if "supports" in wanted else own_roles["leads"]), True
        said = [
            question_words()
            .sentences["open role"]
            .format("、".join(labels[r] for r in wanted), "、".join(printed(facts)))
        ]
    if "responsible_for" in wanted and not own_roles["responsible_for"]:
        facts, partial = [*own_roles["leads"], *own_roles["supports"]], False
        said = [f"{labels[r]}：{'、'.join(printed(own_roles[r]))}" for r in ("leads", "supports") if own_roles[r]]
    if not facts:
        return None
    sentence = f"“{title}”{'；'.join(said)}。"
    return make(asked, printed(facts), sentence, facts, "doers", row.score, nodes=(row.node,), partial=partial)


def tasks_of(asked: Inquiry) -> list[Candidate]:
    """The tasks of the agencies that the question names, by role, in print order; one candidate a place."""
    kg = asked.ground.kg
    links = asked.links.agencies
    if not links or (asked.target.type == "duty" and not asked.bare):
        return []  # where nothing else is asked, duties tell the tasks as well
    roles = [r for r in ROLES if r in asked.target.relations] or list(ROLES)
    if "responsible_for" in roles or "only" in asked.target.operators:
        roles = list(ROLES)
    shared = "common" in asked.target.operators and len(links) > 1
    span = span_of(asked.question.text)
    covers = ("".join(_COMMON) if shared else "") + (span.text if span else "")
    if covers:
        asked = msgspec.structs.replace(asked, bare=[t for t in asked.bare if t.word not in covers])
    others: list[set[str]] = []
    if shared:
        kg.ahead((n for link in links[1:] for n in link.nodes), ROLES)
        others = [{str(f.object) for n in link.nodes for r in ROLES for f in kg.out(n, r)} for link in links[1:]]
    nodes = links[0].nodes

    def made(some: Collection[str]) -> list[Candidate]:
        out = []
        told: dict[str, tuple[float, list[Fact]]] = {}
        kg.ahead(some, ROLES)
        for node in some:
            facts = _held(asked, node, roles)
            score, kept = _about(asked, [f for f in facts if all(str(f.object) in tasks for tasks in others)])
            told[node] = score, kept
        kg.ahead((str(f.object) for _, kept in told.values() for f in kept), ("title",))
        for node, (score, kept) in told.items():
            if kept:
                one = _tasks(asked, node, kept, _score(asked, score), single=len(nodes) == 1)
                out.append(msgspec.structs.replace(one, covers=covers))
        return out

    stated = ROLES if "first" in asked.target.operators else roles
    many = len(nodes) > asked.limit.most
    at_hand = kg.related(nodes, stated, asked.ground.tasks.keys) if asked.bare and many else ()
    score = _score(asked, 0.0 if asked.bare else _NO_TOPIC) + weights().fact
    return foremost(nodes, asked.limit, score, partial(kg.stating, nodes, stated), made, at_hand)


def _score(asked: Inquiry, fits: float) -> float:
    """The score of an agency's tasks by how well the best of them fits the topic."""
    return (0.35 if asked.target.type == "duty" else 0.45) + 0.5 * fits


_NO_TOPIC = 0.9
"""How well tasks fit where the question has no topic but the agency."""


def _held(asked: Inquiry, node: str, roles: list[str]) -> list[Fact]:
    """What an agency does in some roles, of the tasks that the question tells by who else does them and by when they are due."""
    kg, operators = asked.ground.kg, asked.target.operators
    facts = asked.kept(f for role in roles for f in kg.out(node, role))
    if "first" in operators:
        facts = [f for f in asked.kept(f for r in ROLES for f in kg.out(node, r)) if _first(asked, f)]
    if without := _WITHOUT.search(asked.question.text):
        role = "supports" if without["supports"] else "leads"
        facts = [f for f in facts if not kg.into(str(f.object), role)]
    elif "only" in operators:
        facts = [f for f in facts if _alone(asked, str(f.object), f.subject)]
    return [f for f in facts if in_time(asked, str(f.object))]


def tasks_without(asked: Inquiry) -> list[Candidate]:
    """The tasks for which nobody is named in a role, of the document that the question names or of all: `没有配合单位的任务`."""
    kg, match = asked.ground.kg, _WITHOUT.search(asked.question.text)
    if match is None or asked.links.agencies:
        return []
    role = "supports" if match["supports"] else "leads"
    facts = []
    for task in asked.ground.nodes("Task"):
        others = [f for r in ROLES for f in kg.into(task, r)]
        if others and all(f.predicate != role for f in others):
            facts.append(min(others, key=lambda f: (f.document, f.evidence.file, f.evidence.start)))
    facts = sorted(asked.kept(facts), key=lambda f: (f.document, f.evidence.file, f.evidence.start))
    titles = tuple(dict.fromkeys(kg.text(str(f.object), "title") for f in facts))
    if not titles:
        return []
    label = kg.ontology.relations[role].label
    sentence = told_as("tasks_without", role=label, number=len(titles), titles="；".join(titles))
    nodes = tuple(dict.fromkeys(str(f.object) for f in facts))
    return [
        Candidate(titles, sentence, tuple(facts), facts[0].document, "without", "fact", 0.95, nodes, covers=match[0])
    ]


def _first(asked: Inquiry, fact: Fact) -> bool:
    """Whether no other body is printed before this one in the mark of the task."""
    others = [f for r in ROLES for f in asked.ground.kg.into(str(fact.object), r)]
    return fact.order == min(f.order for f in others if f.predicate == fact.predicate) and fact.predicate != "supports"


def _alone(asked: Inquiry, task: str, agency: str) -> bool:
    return all(f.subject == agency for role in ROLES for f in asked.ground.kg.into(task, role))


def _about(asked: Inquiry, facts: list[Fact]) -> tuple[float, list[Fact]]:
    """The facts whose tasks fit the topic best; all where the question has no other topic than the agency."""
    if not facts:
        return 0.0, []
    if not asked.bare:
        return _NO_TOPIC, facts
    passages = asked.ground.tasks
    scores: dict[str, float] = {}
    for fact in facts:
        task = str(fact.object)
        number = passages.place_of(asked.ground.shelf.number_of(task))
        if number is not None and task not in scores:
            title = asked.ground.titles.get(fact.document, "")
            scores[task] = refine(passages, number, asked.bare, title, flat=True).score * asked.scope.get(
                fact.document, 1.0
            )
    top = max(scores.values(), default=0.0)
    kept = [f for f in facts if scores.get(str(f.object), 0.0) >= weights().clear * top]
    return top, kept


def _tasks(asked: Inquiry, node: str, facts: list[Fact], score: float, *, single: bool) -> Candidate:
    kg = asked.ground.kg
    ordered = sorted(facts, key=lambda f: (f.document, f.evidence.file, f.evidence.start))
    titles = tuple(dict.fromkeys(kg.text(str(f.object), "title") for f in ordered))
    labels = kg.ontology.relations
    said = []
    for role in ROLES:
        own = list(dict.fromkeys(kg.text(str(f.object), "title") for f in ordered if f.predicate == role))
        if own:
            said.append(f"{labels[role].label}{len(own)}项：{'；'.join(own)}")
    name = kg.caption(node)
    sentence = f"{name}{'；'.join(said)}。"
    region = asked.ground.linker.region_of(node)
    place = "" if single or region is None else kg.caption(region)
    return make(asked, titles, sentence, ordered, "tasks_of", score, nodes=(node,), place=place)


def lacking(asked: Inquiry) -> str:
    """The sentence that an agency holds none of the roles asked for, but others: `没有写明…牵头的任务；它配合2项。`"""
    kg = asked.ground.kg
    wanted = [r for r in ROLES if r in asked.target.relations]
    for link in asked.links.agencies[:1] if wanted else ():

        def held(role: str, nodes: Collection[str] = link.nodes) -> int:
            found = kg.ends(nodes, role)
            return len(set().union(*(ends for document, ends in found.items() if asked.scope.get(document, 1) > 0)))

        if any(map(held, wanted)):
            return ""
        instead = [f"{kg.ontology.relations[r].label}{n}项" for r in ROLES if r not in wanted and (n := held(r))]
        if instead:
            labels = "、".join(kg.ontology.relations[r].label for r in wanted)
            return question_words().sentences["no role"].format(kg.caption(link.nodes[0]), labels, "、".join(instead))
    return ""


def deadlines(asked: Inquiry) -> list[Candidate]:
    """By when the task that is spoken of is to be done."""
    kg = asked.ground.kg
    out = []
    for row in rows(asked, asked.ground.tasks, asked.terms, 10):
        facts = kg.properties[row.node].get("deadline", [])[:1]
        if facts and regex.search(question_words().ends, asked.target.local):
            value = str(facts[0].object)
            out.append(
                make(
                    asked,
                    (value,),
                    f"“{kg.text(row.node, 'title')}”：{value}。",
                    facts,
                    "deadlines",
                    row.score,
                    nodes=(row.node,),
                )
            )
    return out
