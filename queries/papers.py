"""Documents as answers: their numbers, dates and issuers, what they rest on, who explains them."""

from __future__ import annotations

from zhize.graph.language.moments import spoken
from zhize.graph.model.facts import Fact
from zhize.queries.candidate import Candidate
from zhize.queries.ground import shown_title
from zhize.queries.inquiry import Inquiry, documents, make, printed
from zhize.queries.words import Target


def attributes(asked: Inquiry) -> list[Candidate]:
    """A document's number, date, issuer, term, or what it rests on and repeals."""
    kg, target = asked.ground.kg, asked.target
    out: list[Candidate] = []
    for document, score in documents(asked):
        title = shown_title(kg, document)
        for name in _wanted(target):
            facts = kg.properties[document].get(name, [])[:1] if name in _NAMES else kg.out(document, name)
            if "reverse" in target.operators and name == "repeals":
                facts = kg.into(document, "repeals")
            if not facts:
                continue
            items = tuple(_value(asked, f, name, document) for f in facts)
            items = tuple(i for i in dict.fromkeys(items) if i)
            label = (kg.ontology.classes["Document"].properties if name in _NAMES else kg.ontology.relations)[
                name
            ].label
            out.append(
                make(
                    asked,
                    items,
                    f"《{title}》{label}：{'；'.join(items)}。",
                    list(facts),
                    name,
                    min(1.0, (0.1 if name == "number" else 0.3) + score),
                    nodes=(document,),
                )
            )
    return out


_NAMES = frozenset({"number", "date", "valid_until", "effective", "in_force_from", "issuer", "title"})


def _wanted(target: Target) -> tuple[str, ...]:
    relations = target.relations
    if target.type == "number":
        return ("based_on",) if "based_on" in relations else ("repeals",) if "repeals" in relations else ("number",)
    if target.type == "document":
        return tuple(r for r in ("based_on", "repeals", "implements") if r in relations)
    if target.type == "moment":
        if "effective" in relations:
            return ("effective", "in_force_from")
        return ("valid_until",) if "valid_until" in relations else ("date",) if "date" in relations else ()
    if target.type == "body":
        wanted = [r for r in ("explains", "prepares", "revises") if r in relations]
        return tuple(wanted) or (("issuer",) if "signed" in relations else ())
    return ()


def _value(asked: Inquiry, fact: Fact, name: str, document: str) -> str:
    kg = asked.ground.kg
    if name in _NAMES:
        return spoken(str(fact.object))
    if name in ("explains", "prepares", "revises"):
        return ""
    other = str(fact.object) if fact.subject == document else fact.subject
    number = kg.text(other, "number")
    title = kg.text(other, "title")
    if number and asked.target.type == "number":
        return number
    return f"{title}（{number}）" if number else title


def upkeep(asked: Inquiry) -> list[Candidate]:
    """Who explains, prepares or revises a document."""
    out = []
    for document, score in documents(asked):
        for relation in ("explains", "prepares", "revises"):
            facts = asked.ground.kg.into(document, relation) if relation in asked.target.relations else []
            if facts:
                names = printed(facts)
                label = asked.ground.kg.ontology.relations[relation].label
                sentence = f"《{shown_title(asked.ground.kg, document)}》由{'、'.join(names)}{label}。"
                out.append(make(asked, names, sentence, facts, relation, min(1.0, 0.3 + score), nodes=(document,)))
    return out
