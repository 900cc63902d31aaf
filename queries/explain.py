"""How a question was understood: its frames, its names, and the Cypher that asks the graph the same."""

from __future__ import annotations

import msgspec

from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.queries.frames import frames_of, topic_words
from zhize.queries.links import Links

_ROLES = "|".join(relation.cypher for relation in ontology().roles.values())
_CYPHER: dict[str, str] = {
    "duty": "MATCH (a)-[:HAS_DUTY]->(d:Duty) WHERE a.id IN $agencies RETURN a.label, d.text",
    "tasks": f"MATCH (a)-[r:{_ROLES}]->(t:Task) WHERE a.id IN $agencies RETURN type(r), t.title, t.deadline",
    "solo_tasks": f"MATCH (a)-[r:{_ROLES}]->(t:Task) WHERE a.id IN $agencies RETURN type(r), t.title",
    "lead": f"MATCH (a)-[r:{_ROLES}]->(t:Task) WHERE t.text CONTAINS $topic OR t.title CONTAINS $topic RETURN type(r), a.label, t.title",
    "partners": f"MATCH (a)-[:{_ROLES}]->(t:Task)<-[:{_ROLES}]-(b:Agency) WHERE a.id IN $agencies AND b.id <> a.id "
                "RETURN b.label, count(DISTINCT t) AS n ORDER BY n DESC",
    "members": "MATCH (b:Body)-[r:MEMBER|LED_BY]->(m) WHERE b.id IN $bodies RETURN type(r), m.label",
    "groups": "MATCH (b:Body)-[r:MEMBER|LED_BY]->(a) WHERE a.id IN $agencies RETURN type(r), b.label",
    "chief": "MATCH (b:Body)-[r:CHIEF|DEPUTY]->(p) WHERE b.id IN $bodies RETURN type(r), p.label",
    "seat": "MATCH (b:Body)-[:SEAT]->(a) RETURN b.label, a.label",
    "level": "MATCH (l:ResponseLevel)-[:LEVEL_OF]->(d:Document) WHERE d.id IN $documents RETURN l.name, l.condition",
    "grade": "MATCH (g:EventGrade)-[:GRADE_OF]->(d:Document) WHERE d.id IN $documents RETURN g.name, g.threshold",
    "procedure": "MATCH (s:Step)-[:STEP_OF]->(d:Document) RETURN d.title, s.position, s.title, s.limit ORDER BY s.position",
    "target": "MATCH (t:Target) WHERE t.indicator CONTAINS $topic RETURN t.indicator, t.value, t.unit, t.by_when",
    "contact": "MATCH (c:Contact)-[:CONTACT_OF]->(d:Document) RETURN c.holder, c.kind, c.value",
    "basis": "MATCH (d:Document)-[:BASED_ON]->(b:Document) WHERE d.id IN $documents RETURN b.title",
    "repeals": "MATCH (d:Document)-[:REPEALS]->(b:Document) WHERE d.id IN $documents RETURN b.title",
    "upkeep": "MATCH (a)-[r:EXPLAINS|PREPARES|REVISES]->(d:Document) WHERE d.id IN $documents RETURN type(r), a.label",
}  # fmt: skip
_CYPHER["participants"] = _CYPHER["deadline"] = _CYPHER["lead"]
_DOCUMENT = "MATCH (d:Document) WHERE d.id IN $documents RETURN d.number, d.title, d.issuer, d.date, d.valid_until"


class Explanation(msgspec.Struct, frozen=True):
    """The frames that fit a question, what its words were linked to, and a query with its parameters."""

    frames: tuple[str, ...]
    links: tuple[tuple[str, tuple[str, ...]], ...]
    topic: str
    cypher: str
    params: dict[str, object]

    def rendered(self) -> str:
        """The explanation as lines for a person."""
        lines = [f"句式：{'、'.join(self.frames) or '无'}"]
        lines += [f"所指：{text} → {'、'.join(nodes) or '查无'}" for text, nodes in self.links]
        if self.topic:
            lines.append(f"主题：{self.topic}")
        if self.cypher:
            lines += [f"Cypher：{self.cypher}", f"参数：{msgspec.json.encode(self.params).decode()}"]
        return "\n".join(lines)


def explain(kg: KnowledgeGraph, question: str, links: Links, frame: str) -> Explanation:
    """How a question was understood; `frame` is the one that answered it, or empty.

    The Cypher asks the store what the answer was made from; the answer itself ranks topics in memory, which Cypher
    cannot.
    """
    named = [(link.text, link.nodes) for link in (*links.agencies, *links.bodies)]
    named += [(kg.caption(node), (node,)) for node in (*links.regions, *links.documents)]
    named += [(text, ()) for text in links.unknown]
    frames = tuple(frames_of(question))
    cypher = _CYPHER.get(frame or (frames[0] if frames else ""), _DOCUMENT if frames else "")
    topic = topic_words(links.topic)
    known: dict[str, object] = {
        "agencies": [n for link in links.agencies for n in link.nodes],
        "bodies": [n for link in links.bodies for n in link.nodes],
        "documents": list(links.documents),
        "topic": topic,
    }
    params = {name: value for name, value in known.items() if f"${name}" in cypher}
    return Explanation(frames, tuple(named), topic, cypher, params)
