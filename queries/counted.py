"""Counts and tops: how many tasks a document or an agency has, which agency has most, with whom one works most."""

from __future__ import annotations

from collections import Counter

from zhize.graph.model.facts import Fact
from zhize.queries.asked import ROLES, Asked, documents, make
from zhize.queries.candidate import Candidate
from zhize.queries.ground import shown_title
from zhize.queries.tasks import lacking, tasks_of


def counted(asked: Asked) -> list[Candidate]:
    """How many tasks an agency holds in a role, or how many tasks or bodies a document names."""
    kg, target = asked.ground.kg, asked.target
    if "任务" not in target.asked + target.local and "项" not in target.asked and "单位" not in target.asked:
        return []
    if asked.links.agencies:
        out = []
        for made in tasks_of(asked):
            number = f"{len(made.items)}项"
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
            out.append(Candidate((), f"0项。{sentence}", (), "", "counted", "fact", 0.9))
        return out
    out = []
    for document, score in documents(asked)[:1]:
        tasks = [f.subject for f in kg.into(document, "task_of")]
        if "单位" in target.asked or "部门" in target.asked or "家" in target.asked:
            duties = [f.subject for f in kg.into(document, "duty_of")]
            relations, nodes = (ROLES, tasks) if "责任单位" in target.asked or not duties else (("has_duty",), duties)
            facts = [f for n in nodes for r in relations for f in kg.into(n, r)]
            found, what = len({f.subject for f in facts}), "家单位"
        else:
            facts, what = list(kg.into(document, "task_of")), "项任务"
            found = len(set(tasks))
        if found:
            sentence = f"《{shown_title(kg, document)}》有{found}{what}。"
            out.append(
                make(
                    asked,
                    (f"{found}{what[:1]}",),
                    sentence,
                    facts[:3],
                    "counted",
                    min(0.8, 0.2 + score),
                    nodes=(document,),
                )
            )
    return out


def top(asked: Asked) -> list[Candidate]:
    """The agency with most tasks in a role, or the partner that an agency shares most tasks with."""
    kg = asked.ground.kg
    roles = [r for r in ROLES if r in asked.target.relations] or list(ROLES)
    count: Counter[str] = Counter()
    facts: dict[str, Fact] = {}
    if asked.links.agencies:
        mine = set(asked.links.agencies[0].nodes)
        for node in mine:
            for task in {str(f.object) for r in ROLES for f in kg.out(node, r)}:
                for other in {f.subject: f for r in ROLES for f in kg.into(task, r) if f.subject not in mine}.values():
                    if asked.scope.get(other.document, 1.0) > 0:
                        count[other.subject] += 1
                        facts.setdefault(other.subject, other)
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
    label = "共同承担" if asked.links.agencies else "、".join(kg.ontology.relations[r].label for r in roles)
    sentence = f"{'、'.join(names)}（{label}{most}项）。"
    return [make(asked, names, sentence, [facts[n] for n in nodes], "top", 0.95, nodes=tuple(nodes))]
