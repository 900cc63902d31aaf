"""An answer for a reader: one sentence or list, its items, and the print it rests on."""

from __future__ import annotations

from zhize.graph.model.facts import Fact
from zhize.queries.answer import Answer, cite, shorten
from zhize.queries.candidate import Candidate
from zhize.queries.decide import Part
from zhize.queries.ground import Ground, shown_title
from zhize.queries.names import Links


def say(ground: Ground, question: str, parts: list[Part], links: Links) -> Answer:
    """The answers of all parts; what was not found for a part is said."""
    sentences: list[str] = []
    items: list[str] = []
    facts: list[Fact] = []
    for part in parts:
        chosen = part.decision.chosen
        for candidate in chosen:
            several = len(chosen) > 1
            sentences.append(f"{candidate.place}：{candidate.sentence}" if several else candidate.sentence)
            items += [f"{i}（{candidate.place}）" if several else i for i in candidate.items]
            facts += candidate.facts[:4]
        if not chosen and len(parts) > 1:
            sentences.append(f"“{part.asked.target.local.strip('，。？')}”没有查到。")
    body = "".join(dict.fromkeys(sentences))
    slip = (
        f"（“{links.agencies[0].text}”按{ground.kg.caption(links.agencies[0].nodes[0])}查）"
        if links.misspelt and links.agencies
        else ""
    )
    changed = f"（{'；'.join(links.reasons)}）" if links.reasons else ""
    frame = parts[0].decision.chosen[0].relation if parts[0].decision.chosen else ""
    return Answer(question, True, changed + slip + body, tuple(dict.fromkeys(items)), cite(ground.kg, *facts), frame)


def silent(ground: Ground, question: str, parts: list[Part], links: Links, note: str) -> Answer:
    """No answer: what is unknown, what is written instead, and the nearest lines of the print."""
    unknown = f"没有查到“{'、'.join(links.unknown)}”。" if links.unknown else ""
    named = [ground.kg.caption(n) for link in (*links.agencies, *links.bodies) for n in link.nodes[:2]]
    near = _nearest(ground, parts) if not links.unknown else []
    lines = "".join(
        f"原文：“{shorten(c.facts[0].evidence.quote, 60)}”（《{shown_title(ground.kg, c.document)}》）" for c in near
    )
    about = f"与此有关的单位：{'、'.join(dict.fromkeys(named))}。" if named and not note else ""
    changed = f"{'；'.join(links.reasons)}。" if links.reasons else ""
    return Answer(question, False, f"这些文件里没有查到答案。{changed}{unknown}{note}{about}{lines}", (), (), "")


def _nearest(ground: Ground, parts: list[Part]) -> list[Candidate]:
    ranked = [c for p in parts for c in p.decision.ranked if c.facts and c.score > 0.4]
    return ranked[:2]
