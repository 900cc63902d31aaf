"""Documents that documents name: a title in 《》 becomes the document of the graph that has it."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.facts import Fact

CITATION_RULES = frozenset({"based_on", "cites", "repeals", "amends", "continues", "implements"})


def link_documents(facts: list[Fact], own: set[str]) -> list[Fact]:
    """Point citations at documents the graph holds, by number or by title.

    What a citation says of a document's title and number is kept only for documents that the graph does not
    hold itself.
    """
    titles = _titles(facts, own)
    out: list[Fact] = []
    for fact in facts:
        if fact.rule not in CITATION_RULES:
            out.append(fact)
            continue
        subject = titles.get(fact.subject, fact.subject)
        target = titles.get(str(fact.object), fact.object)
        if fact.predicate in ("title", "number"):
            if subject not in own:
                out.append(fact)
        elif subject != target:
            out.append(msgspec.structs.replace(fact, subject=subject, object=target))
    return out


def _titles(facts: list[Fact], own: set[str]) -> dict[str, str]:
    """Node ids of cited titles to the documents that have them: by full title, or by what they issue."""
    found: dict[str, set[str]] = {}
    values: dict[tuple[str, str], str] = {
        (f.subject, f.predicate): str(f.object) for f in facts if f.rule in ("head", "signature") and f.subject in own
    }
    plans = {f.subject: str(f.object) for f in facts if f.subject.startswith("plan:") and f.predicate == "title"}
    for document in own:
        title = values.get((document, "title"), "")
        issuer = values.get((document, "issuer"), "")
        for form in (title, issuer + title):
            found.setdefault(_key(form), set()).add(document)
    for fact in facts:
        if fact.predicate == "issues" and fact.subject in own:
            found.setdefault(_key(plans.get(str(fact.object), "")), set()).add(fact.subject)
    numbers = {f.subject: f.object for f in facts if f.rule in CITATION_RULES and f.predicate == "number"}
    out = {}
    for fact in facts:
        if (
            fact.rule in CITATION_RULES
            and fact.predicate == "title"
            and fact.subject not in own
            and fact.subject not in numbers
        ):
            documents = found.get(_key(str(fact.object)), set())
            if len(documents) == 1:
                out[fact.subject] = next(iter(documents))
    return out


def _key(title: str) -> str:
    return regex.sub(r"[\s《》〈〉“”\"（）()〔〕\[\]—\-–]", "", title)
