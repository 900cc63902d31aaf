"""Whether a document is in force, and who starts and ends which level of response."""

from __future__ import annotations

from zhize.graph.language.answers import sentence as told_as
from zhize.graph.language.levels import find_levels
from zhize.graph.language.moments import spoken
from zhize.graph.model.validity import status
from zhize.queries.candidate import Candidate
from zhize.queries.ground import shown_title
from zhize.queries.inquiry import Inquiry, documents, make, printed
from zhize.queries.times import day_in


def standing(asked: Inquiry) -> list[Candidate]:
    """Whether the document that the question names is in force."""
    kg = asked.ground.kg
    if "status" not in asked.target.operators:
        return []
    out = []
    for document, score in documents(asked)[:1]:
        day = day_in(asked.question.text)
        state = status(kg, document, day)
        if state.fact is not None:
            until = told_as("valid_until", day=state.until) if state.until else ""
            by = f"，见《{shown_title(kg, state.by)}》" if state.by else ""
            when = told_as("on_day", day=spoken(day)) if day else ""
            sentence = f"《{shown_title(kg, document)}》{when}{state.state}{until}{by}。"
            out.append(make(asked, (state.state,), sentence, [state.fact], "status", 0.4 + score, nodes=(document,)))
    return out


def levels(asked: Inquiry) -> list[Candidate]:
    """Who starts or ends a level of response."""
    kg = asked.ground.kg
    wanted = [r for r in ("starts", "ends") if r in asked.target.relations]
    out: list[Candidate] = []
    for node in asked.ground.nodes("ResponseLevel") if wanted else []:
        for relation in wanted:
            facts = kg.into(node, relation)
            name = kg.text(node, "name")
            if facts and name and _named(asked.question.text, name) and asked.scope.get(facts[0].document, 1.0) > 0:
                names = printed(facts)
                label = kg.ontology.relations[relation].label
                near = dict(documents(asked)).get(facts[0].document, 0.3)
                out.append(
                    make(
                        asked,
                        names,
                        f"{name}由{'、'.join(names)}{label}。",
                        facts,
                        relation,
                        0.5 + 0.4 * near,
                        nodes=(node,),
                    )
                )
    return out


def _named(question: str, name: str) -> bool:
    asked = {r for f in find_levels(question) for r in f.ranks}
    own = {r for f in find_levels(name) for r in f.ranks}
    return bool(asked & own)
