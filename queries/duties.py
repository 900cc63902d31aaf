"""Standing duties as answers: whose a duty is, and what an agency or a body is to do."""

from __future__ import annotations

from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import Inquiry, held, make, printed, rows
from zhize.queries.rank import refine, weights


def holders(asked: Inquiry) -> list[Candidate]:
    """Whose standing duty is spoken of."""
    out = []
    for row in rows(asked, asked.ground.duties, asked.bare, 12):
        facts = held(asked, row.node, "has_duty")
        text = asked.ground.kg.text(row.node, "text")
        if facts:
            sentence = f"{'、'.join(printed(facts))}：{text}"
            out.append(make(asked, printed(facts), sentence, facts, "holders", row.score, nodes=(row.node,)))
    return out


def duties_of(asked: Inquiry) -> list[Candidate]:
    """The duties of the agency or body that the question names, those that fit the topic."""
    kg = asked.ground.kg
    out = []
    for link in (*asked.links.agencies, *asked.links.bodies)[:2]:
        for node in link.nodes:
            facts = [f for f in kg.out(node, "has_duty") if asked.scope.get(f.document, 1.0) > 0]
            made = _duties(asked, node, facts)
            out += [made] if made else []
            purpose = kg.properties.get(node, {}).get("duty", []) if node.startswith("body:") else []
            if purpose:
                text = str(purpose[0].object)
                out.append(
                    make(asked, (text,), f"{kg.caption(node)}：{text}", purpose[:1], "duty", 0.75, nodes=(node,))
                )
    return out


def _duties(asked: Inquiry, node: str, facts: list[Fact]) -> Candidate | None:
    passages = asked.ground.duties
    place = {p.item: p.number for p in passages.rows}
    scored = []
    for fact in facts:
        number = place.get(str(fact.object))
        if number is not None:
            title = asked.ground.titles.get(fact.document, "")
            score = refine(passages, number, asked.bare, title, flat=True).score if asked.bare else 0.9
            scored.append((score * asked.scope.get(fact.document, 1.0), fact))
    if not scored:
        return None
    top = max(s for s, _ in scored)
    kept = [f for s, f in scored if s >= weights().clear * top]
    top = 0.45 + 0.5 * top
    kg = asked.ground.kg
    texts = tuple(dict.fromkeys(kg.text(str(f.object), "text") for f in kept))
    region = asked.ground.linker.region_of(node)
    place_name = kg.caption(region) if region else ""
    return make(
        asked, texts, f"{kg.caption(node)}：{'；'.join(texts)}", kept, "duties_of", top, nodes=(node,), place=place_name
    )
