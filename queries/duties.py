"""Standing duties as answers: whose a duty is, and what an agency or a body is to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

import regex

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import ROLES, Inquiry, held, make, printed, rows
from zhize.queries.namesakes import foremost
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
    kg, out = asked.ground.kg, []
    for link in (*asked.links.agencies, *asked.links.bodies)[:2]:
        if asked.bare and len(link.nodes) > asked.limit.most:
            # Of a topic only the duties at hand tell anything, and what bodies are for.
            score, predicates = _PURPOSE, ["duty"]
            first = kg.related(link.nodes, ["has_duty"], asked.ground.duties.keys)
        else:
            score, predicates, first = _EVERYTHING, ["duty", "has_duty", *ROLES], set()
        told = partial(kg.stating, link.nodes, predicates)
        out += foremost(link.nodes, asked.limit, score + weights().fact, told, partial(_made, asked), first)
    return out


_EVERYTHING, _PURPOSE = 0.95, 0.75
"""The scores of all that is told of an agency, and of what a body is for."""


def _made(asked: Inquiry, nodes: Collection[str]) -> list[Candidate]:
    """The candidates of some agencies and bodies, in their order."""
    kg = asked.ground.kg
    out = []
    kg.ahead(nodes, ("has_duty", *ROLES))
    facts = {node: asked.kept(kg.out(node, "has_duty")) for node in nodes}
    if not asked.bare:
        kg.ahead((str(f.object) for own in facts.values() for f in own), ("text",))
        kg.ahead((str(f.object) for node in nodes for role in ROLES for f in kg.out(node, role)), ("title",))
    for node in nodes:
        made = _duties(asked, node, facts[node]) if asked.bare else _everything(asked, node, facts[node])
        out += [made] if made else []
        purpose = kg.properties.get(node, {}).get("duty", []) if node.startswith("body:") else []
        if purpose:
            text = str(purpose[0].object)
            said = f"{kg.caption(node)}：{text}"
            out.append(make(asked, (text,), said, purpose[:1], "duty", _PURPOSE, nodes=(node,)))
    return out


def _duties(asked: Inquiry, node: str, facts: list[Fact]) -> Candidate | None:
    passages = asked.ground.duties
    scored = []
    for fact in facts:
        number = passages.place_of(asked.ground.shelf.number_of(str(fact.object)))
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
    texts = once([kg.text(str(f.object), "text") for f in kept])
    kept = [f for f in kept if kg.text(str(f.object), "text") in texts]
    sentence = f"{kg.caption(node)}：{joined(texts)}。"
    return make(asked, texts, sentence, kept, "duties_of", top, nodes=(node,), place=_place(asked, node))


def _everything(asked: Inquiry, node: str, facts: list[Fact]) -> Candidate | None:
    """What the graph holds of an agency where nothing but it is asked about: its duties, then its tasks by role."""
    kg = asked.ground.kg
    duties = once([kg.text(str(f.object), "text") for f in facts])
    said = [told_as("duties", number=len(duties), texts=joined(duties))] if duties else []
    items, told = list(duties), [f for f in facts if kg.text(str(f.object), "text") in duties]
    for role in ROLES:
        own = asked.kept(kg.out(node, role))
        own.sort(key=lambda f: (f.document, f.evidence.file, f.evidence.start))
        titles = list(dict.fromkeys(kg.text(str(f.object), "title") for f in own))
        if titles:
            said.append(f"{kg.ontology.relations[role].label}{len(titles)}项：{joined(titles)}")
            items += titles
            told += own
    if not told:
        return None
    name = kg.caption(node)
    sentence = f"{name}{'；'.join(said)}。" if duties else told_as("no_duties", agency=name, tasks="；".join(said))
    texts = tuple(dict.fromkeys(items))
    place = _place(asked, node)
    return make(asked, texts, sentence, told, "duties_of", _EVERYTHING, nodes=(node,), partial=not duties, place=place)


def _place(asked: Inquiry, node: str) -> str:
    region = asked.ground.linker.region_of(node)
    return asked.ground.kg.caption(region) if region else ""


def joined(texts: Sequence[str]) -> str:
    """Texts as one run, with one mark between two."""
    return "；".join(text.rstrip("；;。.，、 ") for text in texts)


_COVERED = 0.8
"""A text that others hold so much of says nothing beside them."""


def once(texts: Sequence[str]) -> tuple[str, ...]:
    """Duties, each told once: one that is printed alone and in a run of several, or run on and as a list, is one.

    Example: `负责排查；负责救治`, `负责排查`, `负责救治` -> `负责排查`, `负责救治`.
    """
    bare = {regex.sub(r"[^\p{Han}\w]", "", text): text for text in reversed(texts)}
    bare = dict(reversed(bare.items()))
    out = dict(bare)
    for whole in sorted(bare, key=len, reverse=True):
        parts = [part for part in bare if part != whole and part and part in whole]
        if sum(map(len, parts)) >= _COVERED * len(whole):
            out.pop(whole, None)
        elif whole in out:
            for part in parts:
                out.pop(part, None)
    return tuple(out.values())
