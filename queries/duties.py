"""Questions on standing duties: what an agency or body is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhize.graph.model.facts import Fact
from zhize.queries import work
from zhize.queries.answer import Answer
from zhize.queries.frames import topic_words
from zhize.queries.links import Links
from zhize.queries.search import CLEAR, grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


def duty(asker: Asker, question: str, links: Links) -> Answer | None:
    """`区应急局负责什么？`: standing duties, else tasks, of the agencies or the body named."""
    if links.agencies:
        return _duties_of(asker, question, links) or work.tasks(asker, question, links)
    if links.bodies:
        return _duty_of_body(asker, question, links)
    if links.unknown:
        return None
    return work.lead(asker, question, links)


def _duty_of_body(asker: Asker, question: str, links: Links) -> Answer | None:
    body = asker.named_body(question, links)
    if body is None:
        return None
    facts = asker.kg.properties[body].get("duty", []) or [
        asker.kg.properties[str(f.object)]["text"][0] for f in asker.kg.out(body, "has_duty")
    ]
    if not facts:
        return None
    items = [str(f.object) for f in facts]
    return asker.answer(
        question, f"{asker.kg.caption(body)}的职责：{'；'.join(i.rstrip('。') for i in items)}。", items, *facts
    )


def _duties_of(asker: Asker, question: str, links: Links) -> Answer | None:
    parts: list[tuple[str, list[Fact]]] = []
    for agency in asker.agencies_of(links):
        facts = [asker.kg.properties[str(f.object)]["text"][0] for f in asker.kg.out(agency, "has_duty")]
        if facts:
            parts.append((agency, facts))
    if not parts:
        return None
    topic = topic_words(links.topic)
    if grams(topic):
        focused = [(a, _focused(asker, topic, facts, links)) for a, facts in parts]
        focused = [(a, facts) for a, facts in focused if facts]
        if not focused:
            return None
        parts = focused
    sentences = [
        f"{asker.kg.caption(agency)}：{'；'.join(str(f.object).rstrip('。') for f in facts)}。"
        for agency, facts in parts
    ]
    items = [str(f.object) for _, facts in parts for f in facts]
    lead = "" if len(parts) == 1 else f"有{len(parts)}个机构叫这个名字，分别是——"
    rest = _tasks_beside(asker, [a for a, _ in parts]) + _others(asker, question, links, {a for a, _ in parts})
    return asker.answer(question, lead + "".join(sentences) + rest, items, *(f for _, facts in parts for f in facts))


def _others(asker: Asker, question: str, links: Links, told: set[str]) -> str:
    """What the graph knows of agencies of the same name elsewhere that have tasks and no duties."""
    out = ""
    for agency in asker.agencies_of(links):
        beside = _tasks_beside(asker, [agency]) if agency not in told else ""
        if beside:
            out += f"{asker.kg.caption(agency)}：没有职责条文；{beside.removeprefix('另')}"
    return out


def _tasks_beside(asker: Asker, agencies: list[str]) -> str:
    counts = [(role, sum(len(asker.kg.out(a, role)) for a in agencies)) for role in asker.kg.ontology.roles]
    told = "、".join(f"{asker.kg.ontology.relations[role].label}{n}项" for role, n in counts if n)
    return f"另有任务：{told}。" if told else ""


def _focused(asker: Asker, topic: str, facts: list[Fact], links: Links) -> list[Fact]:
    """Of an agency's duties, those that fit the topic: in a document it names, or covering its words."""
    named = [f for f in facts if f.document in links.documents]
    scored = [(asker.index.coverage(topic, asker.position[f.subject]), f) for f in facts]
    best = max((s for s, _ in scored), default=0.0)
    fitting = [f for s, f in scored if s >= max(0.35, CLEAR * best)]
    if fitting:
        return [f for f in fitting if f in named] or fitting
    if named:
        return named
    wanted = set(grams(topic))
    return [f for f in facts if wanted & set(grams(asker.linker.title_of(f.document)))]
