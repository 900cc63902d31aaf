"""Counts and tops: how many tasks a document or an agency has, which agency has most, with whom one works most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

import msgspec

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.language.phrases import phrase
from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.ground import shown_title
from zhize.queries.inquiry import ROLES, Inquiry, documents, make
from zhize.queries.tasks import lacking, tasks_of


def _partners(asked: Inquiry, nodes: Collection[str]) -> tuple[Counter[str], dict[str, Fact]]:
    """How many tasks each agency shares with some agencies, and of those that share most the fact that tells of the first."""
    kg, mine = asked.ground.kg, set(nodes)
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for node, task, other, document in kg.sharing(nodes, ROLES):
        if other not in mine:
            stated[node, task, other].add(document)

    def last(task: str, other: str) -> Fact:
        return [f for r in ROLES for f in kg.into(task, r) if f.subject == other][-1]

    count: Counter[str] = Counter()
    first: dict[str, str] = {}
    for (_, task, other), told in sorted(stated.items()):
        document = told.pop() if len(told) == 1 else last(task, other).document
        if asked.scope.get(document, 1.0) > 0:
            count[other] += 1
            first.setdefault(other, task)
    most = max(count.values(), default=0)
    return count, {other: last(first[other], other) for other, n in count.items() if n == most}


_TASKS = phrase("questions", "tasks")
_COUNTED = phrase("questions", "counted")
_BODIES = phrase("questions", "counted_bodies")
_OF_TOPS = phrase("questions", "of_tops")
_RESPONSIBLE = phrase("questions", "responsible")


def counted(asked: Inquiry) -> list[Candidate]:
    """How many tasks an agency holds in a role, or how many tasks or bodies a document names."""
    kg, target = asked.ground.kg, asked.target
    if not (_TASKS.search(target.asked + target.local) or _COUNTED.search(target.asked)):
        return []
    if asked.links.agencies:
        out = []
        for made in tasks_of(asked):
            number = told_as("tasks", number=len(made.items))
            out.append(
                make(
                    asked,
                    (number,),
                    f"{number}：{made.sentence}",
                    list(made.facts),
                    "counted",
                    made.score,
                    nodes=made.nodes,
                    place=made.place,
                )
            )
        if not out and (sentence := lacking(asked)):
            out.append(Candidate((), f"{told_as('tasks', number=0)}。{sentence}", (), "", "counted", "fact", 0.9))
        return out
    out = []
    for document, score in documents(asked)[:1]:
        tasks = [f.subject for f in kg.into(document, "task_of")]
        if _BODIES.search(target.asked):
            duties = [f.subject for f in kg.into(document, "duty_of")]
            relations, nodes = (
                (ROLES, tasks) if _RESPONSIBLE.search(target.asked) or not duties else (("has_duty",), duties)
            )
            facts = [f for n in nodes for r in relations for f in kg.into(n, r)]
            found, what = len({f.subject for f in facts}), "bodies"
        else:
            facts, what = list(kg.into(document, "task_of")), "tasks"
            found = len(set(tasks))
        if found:
            sentence = told_as(f"{what}_of", title=shown_title(kg, document), number=found)
            out.append(
                make(
                    asked,
                    (told_as(what, number=found),),
                    sentence,
                    facts[:3],
                    "counted",
                    min(0.8, 0.2 + score),
                    nodes=(document,),
                )
            )
    return out


def top(asked: Inquiry) -> list[Candidate]:
    """The agency with most tasks in a role, or the partner that an agency shares most tasks with."""
    kg = asked.ground.kg
    roles = [r for r in ROLES if r in asked.target.relations] or list(ROLES)
    count: Counter[str] = Counter()
    facts: dict[str, Fact] = {}
    if asked.links.agencies:
        count, facts = _partners(asked, asked.links.agencies[0].nodes)
    else:
        for document, agency, tasks in asked.ground.shelf.loads(roles):
            count[agency] += tasks if asked.scope.get(document, 1.0) > 0 else 0
    most = max(count.values(), default=0)
    if not most:
        return []
    nodes = sorted(n for n, c in count.items() if c == most)
    for node in nodes if not facts else ():
        own = (f for r in roles for f in sorted(kg.out(node, r), key=lambda f: str(f.object)))
        facts[node] = next(f for f in own if asked.scope.get(f.document, 1.0) > 0)
    names = tuple(kg.caption(n) for n in nodes)
    label = told_as("shared") if asked.links.agencies else "、".join(kg.ontology.relations[r].label for r in roles)
    sentence = told_as("most", names="、".join(names), role=label, number=most)
    covers = "".join(m[0] for m in _OF_TOPS.finditer(asked.question.text))
    made = make(asked, names, sentence, [facts[n] for n in nodes], "top", 0.95, nodes=tuple(nodes))
    return [msgspec.structs.replace(made, covers=covers)]
