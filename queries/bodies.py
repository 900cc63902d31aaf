"""Bodies as answers: their people, seats and groups, what an agency sits in, who was appointed."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import regex

from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import PEOPLE, Inquiry, Row, make, printed, rows
from zhize.queries.namesakes import foremost
from zhize.queries.rank import weights
from zhize.queries.words import question_words, relation_cues


def groups_of(asked: Inquiry) -> list[Candidate]:
    """The bodies that an agency leads or sits in."""
    kg = asked.ground.kg
    relations = ("led_by", "chief") if "leads" in asked.target.relations else ("led_by", "member", "chief", "deputy")

    def made(nodes: Collection[str]) -> list[Candidate]:
        out = []
        kg.ahead_into(nodes, relations)
        for node in nodes:
            facts = asked.kept(f for r in relations for f in kg.into(node, r))
            names = tuple(dict.fromkeys(kg.caption(f.subject) for f in facts))
            if names:
                sentence = f"{kg.caption(node)}：{'、'.join(names)}。"
                out.append(make(asked, names, sentence, facts, "groups_of", _GROUPS, nodes=(node,)))
        return out

    nodes = asked.links.agencies[0].nodes if asked.links.agencies else ()
    return foremost(nodes, asked.limit, _GROUPS + weights().fact, partial(kg.stating_into, nodes, relations), made)


_GROUPS = 0.85
"""The score of the bodies that an agency sits in."""


def parts_of(asked: Inquiry) -> list[Candidate]:
    """The groups that stand below a body, in print order."""
    kg = asked.ground.kg
    out = []
    for row in _nearest(asked)[:6]:
        facts = sorted(kg.into(row.node, "within_body"), key=lambda f: (f.document, f.evidence.file, f.evidence.start))
        names = tuple(dict.fromkeys(kg.caption(f.subject) for f in facts))
        if names:
            sentence = question_words().sentences["below"].format(kg.caption(row.node), "、".join(names))
            out.append(make(asked, names, sentence, facts, "parts_of", row.score, nodes=(row.node,)))
    return out


def _nearest(asked: Inquiry) -> list[Row]:
    """The bodies that the question speaks of: linked by name, else the nearest by their names."""
    named = {
        n: 0.95 * asked.scope.get(_home(asked, n), 1.0) + 0.002 * len(link.text)
        for link in asked.links.bodies
        for n in link.nodes
    }
    near = {r.node: r.score for r in rows(asked, asked.ground.bodies, asked.terms, 20)}
    both = {
        n: max(named.get(n, 0.0), near.get(n, 0.0)) + (0.03 if n in named and n in near else 0.0)
        for n in {*named, *near}
    }
    word = question_words().office
    office = word in asked.question.text
    for node in both:
        if asked.ground.kg.caption(node).endswith(word) != office and "seat" not in asked.target.relations:
            both[node] -= 0.35
    return sorted((Row(n, s) for n, s in both.items() if s > 0), key=lambda r: (-r.score, r.node))


def _home(asked: Inquiry, node: str) -> str:
    fact = asked.ground.kg.source(node)
    return fact.document if fact else ""


def _those(asked: Inquiry, body: str, facts: list[Fact]) -> list[Fact]:
    """Of many members those whose line in the roster has what the question says of them: `外交部派谁当委员`."""
    if len(facts) < 6:
        return facts
    known = asked.ground.kg.caption(body) + asked.ground.titles.get(facts[0].document, "")
    telling = [t for t in asked.terms if t.weight >= 3 and t.word not in known]
    scores = [sum(t.weight * (t.word in f.evidence.quote) for t in telling) for f in facts]
    top = max(scores, default=0.0)
    return [f for f, s in zip(facts, scores, strict=True) if s == top] if top else facts


def _names(asked: Inquiry, facts: list[Fact]) -> tuple[str, ...]:
    """The printed names; where a person is asked for and the roster gives one beside the unit, the person."""
    if asked.target.type != "person":
        return printed(facts)
    out = []
    for fact in facts:
        cells = [c for c in regex.split(r"[\s：:]+", fact.evidence.quote) if c]
        person = next(
            (c for c in cells if regex.fullmatch(question_words().person, c) and c not in str(fact.printed)), None
        )
        beside = person and any(str(fact.printed) in c for c in cells)
        out.append(str(person) if beside else str(fact.printed or fact.object))
    return tuple(dict.fromkeys(out))


def people(asked: Inquiry) -> list[Candidate]:
    """Who leads a body, sits in it, leads the working group."""
    kg = asked.ground.kg
    wanted = [r for r in PEOPLE if r in asked.target.relations]
    if "leads" in asked.target.relations or "responsible_for" in asked.target.relations:
        wanted.append("led_by")
    if {"supports", "takes_part"} & set(asked.target.relations):
        wanted.append("member")
    if {"chief", "deputy"} & set(wanted):
        wanted = [r for r in wanted if r in ("chief", "deputy")]
    if not wanted:
        wanted = ["led_by"]
    out = []
    for row in _nearest(asked)[:8]:
        facts = [f for r in wanted for f in sorted(kg.out(row.node, r), key=lambda f: (f.order, f.evidence.start))]
        facts = _those(asked, row.node, facts)
        if facts:
            names = _names(asked, facts)
            labels = {kg.ontology.relations[r].label for r in wanted}
            sentence = f"{kg.caption(row.node)}{'、'.join(sorted(labels))}：{'、'.join(names)}。"
            out.append(make(asked, names, sentence, facts, "people", row.score, nodes=(row.node,)))
    return out


def seats(asked: Inquiry) -> list[Candidate]:
    """Where the office of a body is."""
    kg = asked.ground.kg
    out = []
    for row in _nearest(asked)[:12]:
        below = [f.subject for f in kg.into(row.node, "within_body")]
        for node in (row.node, *below):
            facts = kg.out(node, "seat")
            if facts:
                names = printed(facts)
                region = asked.ground.linker.region_of(node) or asked.ground.linker.region_of(row.node)
                place = kg.caption(region) if region else ""
                sentence = question_words().sentences["seat"].format(kg.caption(node), "、".join(names))
                out.append(make(asked, names, sentence, facts, "seats", row.score, nodes=(node,), place=place))
    return out


def appointments(asked: Inquiry) -> list[Candidate]:
    """Who was appointed to a post or removed from it."""
    kg = asked.ground.kg
    if "appointed" not in asked.target.relations:
        return []
    out = []
    removed = "免" in asked.target.local
    asking = relation_cues()["appointed"]
    terms = [t for t in asked.terms if not regex.search(asking, t.word) and not t.word.isdigit()]
    for row in rows(asked, asked.ground.appointments, terms, 12):
        if (kg.text(row.node, "action") == "removed") == removed:
            facts = kg.properties[row.node]["person"][:1]
            sentence = f"{kg.text(row.node, 'post')}：{facts[0].object}。"
            out.append(
                make(asked, (str(facts[0].object),), sentence, facts, "appointments", row.score, nodes=(row.node,))
            )
    return out
