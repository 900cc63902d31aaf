"""Questions on plans: levels of response, grades of events, who keeps a plan, procedures, targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from zhize.graph.language.levels import find_levels
from zhize.graph.model.facts import Fact
from zhize.queries.answer import Answer
from zhize.queries.frames import topic_words
from zhize.queries.links import Links
from zhize.queries.search import Index, grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker

_GRADES = {"特别重大": 1, "重大": 2, "较大": 3, "一般": 4}
_ENOUGH = 0.4


def level(asker: Asker, question: str, links: Links) -> Answer | None:
    """`区防汛预案的三级响应由谁启动？`, `什么情况启动Ⅱ级响应？`, `四级响应要做什么？`, `响应分几级？`."""
    kg = asker.kg
    ranks = {rank for found in find_levels(question) for rank in found.ranks}
    kind = "预警" if "预警" in question and "响应" not in question else "响应"
    nodes = [n for n in kg.nodes("ResponseLevel") if kg.value(n, "kind") == kind and asker.in_scope(n, links)]
    nodes = _of_documents(asker, nodes, question, links) or (nodes if "启动" in question and not ranks else [])
    if ranks:
        nodes = [n for n in nodes if kg.value(n, "rank") in ranks]
    nodes.sort(key=lambda n: (asker.document_of(n) or "", int(str(kg.value(n, "rank")))))
    if not nodes:
        return None
    relation = "ends" if regex.search(r"终止|结束|解除|停止", question) else "starts"
    if regex.search(r"谁|哪个(?:单位|部门|领导)|签发|批准", question):
        facts = [f for n in nodes for f in kg.into(n, relation)]
        verb = "终止" if relation == "ends" else "启动"
        return _told(
            asker, question, [(f"{_whose(asker, f)}由{_name(asker, f)}{verb}", _name(asker, f), f) for f in facts]
        )
    if regex.search(r"启动(?:的是)?(?:几级|哪(?:一)?级|什么级别)", question) and not ranks:
        return _which(asker, question, links, nodes)
    if regex.search(r"几级|哪几级|多少级|分级|级别", question) and not ranks:
        facts = [kg.properties[n]["name"][0] for n in nodes]
        return _told(asker, question, [(str(f.object), str(f.object), f) for f in facts])
    if regex.search(r"做|干|行动|措施|采取|工作|应对", question):
        facts = [kg.properties[a.subject]["text"][0] for n in nodes for a in kg.into(n, "action_of")]
        facts.sort(key=lambda f: (f.evidence.file, f.evidence.start))
        return _told(asker, question, [(str(f.object), str(f.object), f) for f in _about(asker, facts, links)])
    facts = [f for n in nodes for f in kg.properties[n].get("condition", [])]
    return _told(asker, question, [(str(f.object), str(f.object), f) for f in facts])


def _which(asker: Asker, question: str, links: Links, nodes: list[str]) -> Answer | None:
    """`水库溃坝启动几级响应？`: levels whose conditions hold what the question says."""
    wanted = set(grams(regex.sub(r"启动|几级|哪一?级|响应|应急", " ", topic_words(links.topic))))
    rows = []
    for node in nodes:
        for fact in asker.kg.properties[node].get("condition", []):
            if wanted and len(wanted & set(grams(str(fact.object)))) >= 0.6 * len(wanted):
                name = asker.kg.caption(node)
                rows.append((f"{name}：{fact.object}", name, fact))
    return _told(asker, question, rows)


def _about(asker: Asker, facts: list[Fact], links: Links) -> list[Fact]:
    """Of actions, those of the agency that the question names."""
    agencies = set(asker.agencies_of(links))
    mine = [f for f in facts if any(a.subject in agencies for a in asker.kg.into(f.subject, "acts"))]
    return mine if agencies else facts


def _name(asker: Asker, fact: Fact) -> str:
    return fact.printed or asker.kg.caption(fact.subject)


def _whose(asker: Asker, fact: Fact) -> str:
    return asker.kg.caption(str(fact.object))


def _of_documents(asker: Asker, nodes: list[str], question: str, links: Links) -> list[str]:
    """Nodes of the documents that a question names; of all, where it names none and only one has such nodes."""
    named = [n for n in nodes if asker.document_of(n) in links.documents]
    if named:
        best = [d for d in links.documents if any(asker.document_of(n) == d for n in named)][:1]
        return [n for n in named if asker.document_of(n) in best]
    documents = sorted({asker.document_of(n) or "" for n in nodes})
    topic = set(grams(topic_words(links.topic)))
    shared = {d: len(topic & set(grams(asker.kg.text(d, "title")))) for d in documents}
    best = [d for d in documents if shared[d] and shared[d] == max(shared.values())]
    if len(best) == 1:
        return [n for n in nodes if asker.document_of(n) == best[0]]
    return nodes if len(documents) == 1 else []


def _told(asker: Asker, question: str, rows: list[tuple[str, str, Fact]]) -> Answer | None:
    if not rows:
        return None
    told = list(dict.fromkeys(text.rstrip("。；") for text, _, _ in rows))
    return asker.answer(question, f"{'；'.join(told)}。", [item for _, item, _ in rows], *(fact for _, _, fact in rows))


def grade(asker: Asker, question: str, links: Links) -> Answer | None:
    """`什么算特别重大事故？`: the thresholds of a grade; `事故分几级？`: the grades."""
    kg = asker.kg
    nodes = [n for n in kg.nodes("EventGrade") if asker.in_scope(n, links)]
    nodes = _of_documents(asker, nodes, question, links)
    asked = next((rank for word, rank in _GRADES.items() if word in question), None)
    nodes.sort(key=lambda n: int(str(kg.value(n, "rank"))))
    if asked is None:
        facts = [kg.properties[n]["name"][0] for n in nodes]
        return _told(asker, question, [(str(f.object), str(f.object), f) for f in facts])
    facts = [f for n in nodes if kg.value(n, "rank") == asked for f in kg.properties[n].get("threshold", [])]
    return _told(asker, question, [(str(f.object), str(f.object), f) for f in facts])


def upkeep(asker: Asker, question: str, links: Links) -> Answer | None:
    """`预案由谁解释？`, `这个办法是谁制定的？`."""
    document = asker.the_document(links)
    if document is None:
        return None
    verbs = (("explains", "解释"), ("revises", "修订"), ("prepares", "制定|编制|起草"))
    for relation, words in verbs:
        if regex.search(words, question):
            facts = asker.kg.into(document, relation)
            label = asker.kg.ontology.relations[relation].label
            rows = [
                (f"《{asker.kg.text(document, 'title')}》由{_name(asker, f)}{label}", _name(asker, f), f) for f in facts
            ]
            return _told(asker, question, rows)
    return None


def procedure(asker: Asker, question: str, links: Links) -> Answer | None:
    """`热线办理有哪些环节？`, `转办要几个工作日？`: steps in order, or the limits of the step asked for."""
    kg = asker.kg
    steps = [n for n in kg.nodes("Step") if asker.in_scope(n, links)]
    named = [n for n in steps if asker.document_of(n) in links.documents]
    topic = topic_words(links.topic)
    if not named and grams(topic):
        named = [n for n in steps if _speaks_of(asker, n) & set(grams(topic))]
    if not named:
        return None
    named.sort(key=lambda n: int(str(kg.value(n, "position"))))
    if regex.search(r"几个(?:工作日|小时)|几天|多久|多长时间|时限|什么时候|何时", question):
        return _limits(asker, question, topic, named)
    facts = [kg.properties[n]["title"][0] for n in named]
    return _told(asker, question, [(str(f.object), str(f.object), f) for f in facts])


def _speaks_of(asker: Asker, step: str) -> set[str]:
    title = asker.kg.text(asker.document_of(step) or "", "title")
    return set(grams(asker.kg.text(step, "procedure"))) | set(grams(title))


def _limits(asker: Asker, question: str, topic: str, steps: list[str]) -> Answer | None:
    kg = asker.kg
    timed = [n for n in steps if kg.values(n, "limit")]
    titled = [
        n
        for n in timed
        if kg.text(n, "title") in question or (kg.text(n, "title")[:1] in question and "办" in question)
    ]
    if not titled and timed:
        index = Index([kg.text(n, "title") * 2 + kg.text(n, "text") for n in timed])
        scored = sorted(((index.coverage(topic, i), n) for i, n in enumerate(timed)), key=lambda p: (-p[0], p[1]))
        titled = [n for score, n in scored if score >= _ENOUGH][:1]
    exact = [n for n in titled if kg.text(n, "title") in question] or titled
    several = [n for n in exact if kg.text(n, "title") in question]
    chosen = several if len(several) > 1 else [max(exact, key=lambda n: len(kg.values(n, "limit")))] if exact else []
    facts = [f for n in chosen for f in kg.properties[n]["limit"]]
    return _told(asker, question, [(f"{kg.caption(f.subject)}：{f.object}", str(f.object), f) for f in facts])


def target(asker: Asker, question: str, links: Links) -> Answer | None:
    """`覆盖率要达到多少？`: the value of the target whose indicator the question names."""
    kg = asker.kg
    nodes = [n for n in kg.nodes("Target") if asker.in_scope(n, links)]
    asked = set(grams(question))
    year = regex.search(r"20\d\d", question)
    scored = []
    for node in nodes:
        own = set(grams(kg.caption(node)))
        share = len(own & asked) / len(own) if own else 0.0
        if year and kg.value(node, "year") not in (None, int(year[0])):
            continue
        if share >= 0.6:
            bonus = 0.1 if asker.document_of(node) in links.documents else 0.0
            scored.append((share + bonus, node))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    rows = []
    for score, node in sorted(scored, key=lambda p: asker.place_of(p[1])):
        if score < best - 0.05:
            continue
        value = f"{kg.text(node, 'value')}{kg.text(node, 'unit')}"
        sign = {"≥": "以上", "≤": "以内"}.get(kg.text(node, "direction"), "")
        when = kg.text(node, "by_when")
        rows.append((f"{when}{'，' if when else ''}{kg.caption(node)}{kg.text(node, 'change')}{value}{sign}", value,
                     kg.properties[node]["value"][0]))  # fmt: skip
    return _told(asker, question, rows)
