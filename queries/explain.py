"""How a question was understood and answered: its parts, names, words, forms with their scores, and Cypher that asks the same."""

from __future__ import annotations

import msgspec

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.model.ontology import ontology
from zhize.queries.candidate import Candidate
from zhize.queries.decide import Part, model
from zhize.queries.inquiry import ROLES
from zhize.queries.names import Links
from zhize.queries.reckon import dot

_ROLES = "|".join(relation.cypher for relation in ontology().roles.values())
_CYPHER = {
    "doers": f"MATCH (a)-[r:{_ROLES}]->(t:Task) WHERE t.id IN $nodes RETURN type(r), a.label, t.title",
    "tasks_of": f"MATCH (a)-[r:{_ROLES}]->(t:Task) WHERE a.id IN $nodes AND type(r) IN $relations "
    "AND t.id IN $targets RETURN type(r), a.label, t.title",
    "holders": "MATCH (a)-[:HAS_DUTY]->(d:Duty) WHERE d.id IN $nodes RETURN a.label, d.text",
    "duties_of": "MATCH (a)-[:HAS_DUTY]->(d:Duty) WHERE a.id IN $nodes AND d.id IN $targets RETURN a.label, d.text",
    "duty": "MATCH (b:Body) WHERE b.id IN $nodes RETURN b.name, b.duty",
    "people": "MATCH (b:Body)-[r:CHIEF|DEPUTY|MEMBER|LED_BY]->(p) WHERE b.id IN $nodes RETURN type(r), b.label, p.label",
    "groups_of": "MATCH (b:Body)-[r:CHIEF|DEPUTY|MEMBER|LED_BY]->(a) WHERE a.id IN $nodes RETURN type(r), b.label",
    "parts_of": "MATCH (p:Body)-[:WITHIN_BODY]->(b:Body) WHERE b.id IN $nodes RETURN b.label, p.label",
    "appointments": "MATCH (a:Appointment) WHERE a.id IN $nodes RETURN a.person, a.post, a.action",
    "seats": "MATCH (b:Body)-[:SEAT]->(a) WHERE b.id IN $nodes RETURN b.label, a.label",
    "deadlines": "MATCH (t:Task) WHERE t.id IN $nodes RETURN t.title, t.deadline",
    "due_tasks": "MATCH (t:Task) WHERE t.id IN $nodes RETURN t.title, t.due",
    "starts": "MATCH (a)-[:STARTS]->(l:ResponseLevel) WHERE l.id IN $nodes RETURN l.name, a.label",
    "ends": "MATCH (a)-[:ENDS]->(l:ResponseLevel) WHERE l.id IN $nodes RETURN l.name, a.label",
    "top": f"MATCH (a)-[:{_ROLES}]->(t:Task) WHERE a.id IN $nodes RETURN a.label, count(DISTINCT t) AS n ORDER BY n DESC",
    "explains": "MATCH (a)-[:EXPLAINS]->(d:Document) WHERE d.id IN $nodes RETURN a.label, d.title",
    "prepares": "MATCH (a)-[:PREPARES]->(d:Document) WHERE d.id IN $nodes RETURN a.label, d.title",
    "revises": "MATCH (a)-[:REVISES]->(d:Document) WHERE d.id IN $nodes RETURN a.label, d.title",
    "based_on": "MATCH (d:Document)-[:BASED_ON]->(b:Document) WHERE d.id IN $nodes RETURN b.title, b.number",
    "implements": "MATCH (d:Document)-[:IMPLEMENTS]->(b:Document) WHERE d.id IN $nodes RETURN b.title, b.number",
    "repeals": "MATCH (d:Document)-[:REPEALS]-(b:Document) WHERE d.id IN $nodes RETURN b.title, b.number",
}
_HELD = (
    f"MATCH (a)-[r:HAS_DUTY|{_ROLES}]->(d) WHERE a.id IN $nodes AND d.id IN $targets "
    "RETURN type(r), a.label, coalesce(d.title, d.text) AS text"
)
"""Duties and tasks of an agency together."""
_DOCUMENT = (
    "MATCH (d:Document) WHERE d.id IN $nodes RETURN d.number, d.title, d.issuer, d.date, d.effective, d.valid_until"
)
_CLAUSE = "MATCH (c:Clause)-[:CLAUSE_IN]->(d:Document) WHERE c.id IN $nodes RETURN c.text, d.title"


class Trial(msgspec.Struct, frozen=True):
    """A candidate that was weighed: its form, how it covers the question, whether it was said, its items.

    `weight` is what it was ranked by, None where it covers too little to be ranked; `evidence` are places that it rests on: `a.txt:12`.
    """

    form: str
    kind: str
    score: float
    chosen: bool
    items: tuple[str, ...]
    weight: float | None = None
    evidence: tuple[str, ...] = ()


class PartExplanation(msgspec.Struct, frozen=True):
    """One part of a question: the type it asks for, its words with their weights, what was weighed for it.

    `likely` is how likely the first that was tried is right, 0 to 1, by which it was said or not.
    """

    type: str
    asked: str
    terms: tuple[tuple[str, float], ...]
    tried: tuple[Trial, ...]
    likely: float = 0.0


class Explanation(msgspec.Struct, frozen=True):
    """The parts of a question, what its names were linked to, and a query with its parameters."""

    parts: tuple[PartExplanation, ...]
    links: tuple[tuple[str, tuple[str, ...]], ...]
    cypher: str
    params: dict[str, object]

    def rendered(self) -> str:
        """The explanation as lines for a person."""
        none = told_as("no_node")
        lines = [told_as("meant", text=text, nodes="、".join(nodes) or none) for text, nodes in self.links]
        for part in self.parts:
            terms = "、".join(f"{word} {weight:.1f}" for word, weight in part.terms)
            lines.append(told_as("part", type=part.type, asked=part.asked, terms=terms))
            for tried in part.tried:
                mark = "→" if tried.chosen else " "
                weight = "—" if tried.weight is None else f"{tried.weight:.2f}"
                items, places = "、".join(tried.items)[:60], "、".join(tried.evidence)
                lines.append(f"  {mark} {weight} {tried.score:.2f} {tried.kind} {tried.form}：{items}  〔{places}〕")
            lines += [told_as("likely", likely=f"{part.likely:.2f}")] if part.tried else []
        if self.cypher:
            lines += [f"Cypher：{self.cypher}", told_as("params", params=msgspec.json.encode(self.params).decode())]
        return "\n".join(lines)


def explain(parts: list[Part], links: Links) -> Explanation:
    """The explanation of a question that was asked."""
    named = [(link.text, link.nodes) for link in (*links.places, *links.agencies, *links.bodies)]
    named += [(told_as("number"), (node,)) for node in links.numbered] + [(text, ()) for text in links.unknown]
    winner = next((c for p in parts for c in p.decision.chosen), None)
    cypher, params = query_of(winner) if winner and not links.unknown else ("", {})
    return Explanation(tuple(_part(p) for p in parts), tuple(named), cypher, params)


def _part(part: Part) -> PartExplanation:
    target = part.asked.target
    terms = tuple((t.word, round(t.weight, 2)) for t in part.asked.terms)
    decision = part.decision
    weights = {id(c): dot(model().rank, told) for c, told in zip(decision.weighed, decision.told, strict=False)}
    tried = tuple(
        Trial(
            c.relation,
            c.kind,
            round(c.score, 3),
            any(c is chosen for chosen in decision.chosen),
            c.items,
            round(weights[id(c)], 3) if id(c) in weights else None,
            tuple(dict.fromkeys(f"{f.evidence.file}:{f.evidence.line}" for f in c.facts[:_PLACES])),
        )
        for c in decision.ranked[:5]
    )
    return PartExplanation(target.type, target.asked, terms, tried, round(decision.confidence, 3))


_PLACES = 3
"""So many places of a candidate are told."""


def query_of(candidate: Candidate) -> tuple[str, dict[str, object]]:
    """Cypher that asks the store for what a candidate says, with its parameters."""
    if candidate.kind == "text":
        return _CLAUSE, {"nodes": list(candidate.nodes)}
    cypher = _CYPHER.get(candidate.relation, _DOCUMENT)
    if candidate.relation == "duties_of" and any(f.predicate in ROLES for f in candidate.facts):
        cypher = _HELD
    params: dict[str, object] = {"nodes": list(candidate.nodes)}
    if "$relations" in cypher:
        params["relations"] = sorted({f.predicate.upper() for f in candidate.facts if f.predicate in ROLES})
    if "$targets" in cypher:
        params["targets"] = sorted({str(f.object) for f in candidate.facts if f.predicate in (*ROLES, "has_duty")})
    return cypher, params
