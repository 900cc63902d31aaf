"""What a diagram shows: an agency's neighbourhood, a body as an organisation chart, a document, a network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

from zhize.errors import OptionError
from zhize.graph.diagram import Diagram, Edge, Node
from zhize.graph.facts import Fact
from zhize.graph.knowledge import KnowledgeGraph

LONGEST_LABEL = 26


def _node(kg: KnowledgeGraph, node: str, level: int | None = None) -> Node:
    node_class = kg.ontology.class_of(node)
    caption = kg.caption(node)
    card = tuple(
        (prop.label, "；".join(str(v) for v in kg.values(node, name)))
        for name, prop in node_class.properties.items()
        if kg.values(node, name)
    )
    source = kg.source(node)
    if source is not None:
        card = (
            *card,
            ("出处", f"{source.evidence.file} {source.evidence.start}–{source.evidence.end}：{source.evidence.quote}"),
        )
    label = caption if len(caption) <= LONGEST_LABEL else caption[: LONGEST_LABEL - 1] + "…"
    return Node(node, label, node_class.id, node_class.label, node_class.color, caption, card, level)


def _edge(kg: KnowledgeGraph, fact: Fact) -> Edge:
    relation = kg.ontology.relations[fact.predicate]
    title = f"{relation.label}：{fact.evidence.quote}（{fact.evidence.file} {fact.evidence.start}–{fact.evidence.end}）"
    return Edge(fact.id, fact.subject, str(fact.object), relation.id, relation.label, title)


def _diagram(kg: KnowledgeGraph, title: str, facts: Iterable[Fact], levels: dict[str, int] | None = None) -> Diagram:
    unique = {fact.id: fact for fact in facts}
    ids = sorted({end for f in unique.values() for end in (f.subject, str(f.object))})
    nodes = tuple(_node(kg, node, None if levels is None else levels.get(node, 0)) for node in ids)
    edges = tuple(_edge(kg, fact) for fact in unique.values())
    return Diagram(title, nodes, edges, "network" if levels is None else "hierarchy")


def agency_view(kg: KnowledgeGraph, agency: str) -> Diagram:
    """An agency with its tasks by role, its duties, the bodies it sits in and the documents these stand in."""
    facts = [f for rel in kg.ontology.relations for f in kg.out(agency, rel) if rel not in ("parent",)]
    facts += [f for rel in ("member", "led_by", "seat", "chief", "deputy") for f in kg.into(agency, rel)]
    for fact in list(facts):
        other = str(fact.object) if fact.subject == agency else fact.subject
        for rel in ("task_of", "duty_of", "body_of"):
            facts += kg.out(other, rel)
    return _diagram(kg, f"{kg.caption(agency)}：任务、职责与参与的机构", facts)


def body_view(kg: KnowledgeGraph, body: str) -> Diagram:
    """A command as an organisation chart: itself, its office and groups, and who sits in them."""
    levels = {body: 0}
    facts: list[Fact] = []
    queue = [body]
    while queue:
        node = queue.pop(0)
        for fact in kg.into(node, "within_body"):
            if fact.subject not in levels:
                levels[fact.subject] = levels[node] + 1
                queue.append(fact.subject)
            facts.append(fact)
        for rel in ("chief", "deputy", "led_by", "member", "seat"):
            for fact in kg.out(node, rel):
                levels.setdefault(str(fact.object), levels[node] + 1)
                facts.append(fact)
    return _diagram(kg, f"{kg.caption(body)}：组织结构", facts, levels)


def document_view(kg: KnowledgeGraph, document: str) -> Diagram:
    """A document with what it rests on, cites, repeals and issues, its tasks and who does them."""
    facts = [f for rel in ("based_on", "cites", "repeals", "issues", "published_in") for f in kg.out(document, rel)]
    facts += kg.into(document, "signed") + kg.into(document, "based_on") + kg.into(document, "repeals")
    for fact in kg.into(document, "task_of"):
        facts.append(fact)
        facts += [f for role in kg.ontology.roles for f in kg.into(fact.subject, role)]
    facts += kg.into(document, "body_of")
    return _diagram(kg, f"{kg.text(document, 'title')}：依据、任务与责任单位", facts)


def network_view(kg: KnowledgeGraph, region: str | None = None) -> Diagram:
    """Which agencies share tasks: a relation for each pair, its label the number of tasks in common."""
    pairs: Counter[tuple[str, str]] = Counter()
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for task in kg.nodes("Task"):
        agencies = sorted(
            {f.subject for role in kg.ontology.roles for f in kg.into(task, role) if f.subject.startswith("agency:")}
        )
        if region:
            agencies = [a for a in agencies if any(str(f.object) == region for f in kg.out(a, "jurisdiction"))]
        for pair in combinations(agencies, 2):
            pairs[pair] += 1
            shared[pair].append(kg.text(task, "title"))
    nodes = tuple(_node(kg, n) for n in sorted({n for pair in pairs for n in pair}))
    edges = tuple(
        Edge(
            f"{a}|{b}", a, b, "partner", f"共同承担 {count} 项", f"共同承担 {count} 项：" + "；".join(shared[a, b][:8])
        )
        for (a, b), count in sorted(pairs.items())
    )
    where = f"{kg.caption(region)}：" if region else ""
    return Diagram(f"{where}共同承担任务的机构", nodes, edges)


def find_node(kg: KnowledgeGraph, class_id: str, text: str) -> str:
    """The one node of a class that a text names: its id, name, alias, mention, number or part of its title.

    Raises:
        OptionError: none or several fit; the message lists the nearest.
    """
    exact, part = [], []
    for node in kg.nodes(class_id):
        names = [kg.caption(node), node] + [
            str(v) for p in ("name", "alias", "mention", "number", "title") for v in kg.values(node, p)
        ]
        if text in names:
            exact.append(node)
        elif any(text in name for name in names):
            part.append(node)
    found = exact or part
    label = kg.ontology.classes[class_id].label
    if len(found) == 1:
        return found[0]
    if not found:
        raise OptionError(f"图谱里没有叫“{text}”的{label}。")
    listed = "、".join(kg.caption(n) for n in found[:12])
    raise OptionError(f"“{text}”可能指{len(found)}个{label}：{listed}。请写全名。")
