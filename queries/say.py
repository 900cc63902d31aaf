"""An answer for a reader: one sentence or list, its items, and the print it rests on."""

from __future__ import annotations

import msgspec

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.answer import Answer, AnswerSource, cite
from zhize.queries.candidate import Candidate
from zhize.queries.cited import Support, supports
from zhize.queries.decide import Part
from zhize.queries.ground import Ground
from zhize.queries.names import Links


def say(ground: Ground, question: str, parts: list[Part], links: Links) -> Answer:
    """The answers of all parts."""
    sentences: list[str] = []
    items: list[str] = []
    shown: list[Support] = []
    for part in parts:
        chosen = part.decision.chosen
        for candidate in chosen:
            several = len(chosen) > 1
            sentences.append(f"{candidate.place}：{candidate.sentence}" if several else candidate.sentence)
            named = {i: f"{i}（{candidate.place}）" if several else i for i in candidate.items}
            items += named.values()
            shown += [Support(named.get(s.item, ""), s.facts) for s in supports(ground, candidate)]
    body = "".join(dict.fromkeys(sentences))
    slip = (
        f"（“{links.agencies[0].text}”按{ground.kg.caption(links.agencies[0].nodes[0])}查）"
        if links.misspelt and links.agencies
        else ""
    )
    changed = f"（{'；'.join(links.reasons)}）" if links.reasons else ""
    said = [p.decision for p in parts if p.decision.chosen]
    kind = "text" if any(c.kind == "text" for d in said for c in d.chosen) else "fact"
    sure = round(min(d.confidence for d in said), 3)
    told = changed + slip + body
    partial = any(c.partial for d in said for c in d.chosen)
    sources = _sources(ground.kg, shown)
    return Answer(question, True, told, tuple(dict.fromkeys(items)), sources, kind, sure, partial=partial)


def _sources(kg: KnowledgeGraph, shown: list[Support]) -> tuple[AnswerSource, ...]:
    """The places that show the elements of an answer, each once, with the elements that it shows."""
    out: dict[tuple[str, int, int], AnswerSource] = {}
    for support in shown:
        for source in cite(kg, *support.facts):
            place = (source.file, source.start, source.end)
            items = (*(out[place].items if place in out else ()), *([support.item] if support.item else []))
            out[place] = msgspec.structs.replace(out.get(place, source), items=tuple(dict.fromkeys(items)))
    return tuple(out.values())


def silent(kg: KnowledgeGraph, question: str, parts: list[Part], links: Links, note: str) -> Answer:
    """No answer: what is unknown, what is written instead, and the nearest lines of the print."""
    unknown = told_as("unknown", names="、".join(links.unknown)) if links.unknown else ""
    named = [kg.caption(n) for link in (*links.agencies, *links.bodies) for n in link.nodes[:2]]
    near = [c.facts[0] for c in _nearest(parts)] if not links.unknown else []
    about = told_as("about", names="、".join(dict.fromkeys(named))) if named and not note else ""
    changed = f"{'；'.join(links.reasons)}。" if links.reasons else ""
    some = "" if links.unknown else _partly(parts)
    head = told_as("not_all" if some else "nothing")
    return Answer(question, False, f"{head}{changed}{unknown}{note}{some or about}", nearest=cite(kg, *near))


def _partly(parts: list[Part]) -> str:
    """What was found of some parts of a question, and of which it was not; empty where nothing was."""
    if not any(p.decision.chosen for p in parts):
        return ""
    told = []
    for part in parts:
        local = part.asked.target.local.strip("，。？；")
        found = "".join(c.sentence for c in part.decision.chosen)
        told.append(told_as("only", part=local, found=found) if found else told_as("missing", part=local))
    return "".join(told)


def no_place(kg: KnowledgeGraph, question: str, region: str) -> Answer:
    """No answer, for the place meant is not in the graph; some that are."""
    count = {r: len(kg.into(r, "relevant_for")) for r in kg.nodes("Region")}
    some = sorted((r for r, n in count.items() if n), key=lambda r: (-count[r], r))[:5]
    known = told_as("known_places", names="、".join(kg.caption(r) for r in some)) if some else ""
    return Answer(question, False, told_as("no_place", place=region, known=known))


def _nearest(parts: list[Part]) -> list[Candidate]:
    ranked = [c for p in parts for c in p.decision.ranked if c.facts and c.score > 0.4]
    return ranked[:2]
