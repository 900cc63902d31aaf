"""Findings about documents: beyond their last day, resting on what has ended, naming what the graph does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import regex

from zhize.graph.language.papers import paper_words, unmarked
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.tables import cited_title
from zhize.messages import Sentence
from zhize.queries.audit.finding import Audited, Finding, bounds


def paper_expired(audited: Audited) -> Iterator[Finding]:
    """Documents whose last day is over and that no other document repeals or extends."""
    for document in audited.documents:
        found = audited.status(document)
        if found.state == "已失效" and found.fact is not None:
            values = {"paper": audited.paper(document), "until": str(found.until), "day": audited.day}
            yield Finding("paper_expired", values, document, (document,), (found.fact,))


_RESTS = ("based_on", "implements")


def basis_ended(audited: Audited) -> Iterator[Finding]:
    """Documents that hold and rest on one that has been repealed or has run out; not on one that they replace themselves."""
    kg = audited.kg
    for document in audited.documents:
        if not audited.holds(document):
            continue
        rests = {str(f.object): f for relation in _RESTS for f in kg.out(document, relation)}
        for basis, fact in rests.items():
            found = audited.status(basis)
            if found.state not in ("已废止", "已失效") or found.by == document:
                continue
            since = found.since or found.until
            values: dict[str, str | Sentence] = {
                "paper": audited.paper(document),
                "other": f"《{kg.caption(basis)}》",
                "state": Sentence(found.state),
                "since": f"（{since}）" if since else "",
            }
            shown = (fact, found.fact) if found.fact else (fact,)
            yield Finding("basis_ended", values, document, (document, basis), shown)


def reference_missing(audited: Audited) -> Iterator[Finding]:
    """Documents that others of the graph name and whose text it does not hold; one finding for each."""
    kg = audited.kg
    held = frozenset(kg.own_documents)
    titles = _titles(audited)
    cited: dict[str, list[Fact]] = defaultdict(list)
    for document in audited.documents:
        attached = "".join(unmarked(str(name)) for name in kg.values(document, "attachment"))
        for relation in kg.ontology.of_kind("paper"):
            if relation.target == ("Document",):
                for fact in kg.out(document, relation.id):
                    if unmarked(cited_title(kg, fact)) in attached:
                        continue
                    cited[str(fact.object)].append(fact)
    for target, facts in sorted(cited.items()):
        bare = unmarked(regex.sub(r"（[^（）]*）$", "", kg.caption(target)))
        if (
            target in held
            or not bare.endswith(_endings())
            or bare.endswith((*bounds().forms, *bounds().sent_up))
            or all(_to_be_made(kg, fact) for fact in facts)
            or any(title in bare or bare in title for title in titles if len(bare) >= _TELLING)
        ):
            continue
        first = facts[0]
        number = kg.text(target, "number")
        values: dict[str, str | Sentence] = {
            "paper": audited.paper(first.document),
            "relation": Sentence(kg.ontology.relations[first.predicate].label),
            "other": f"《{cited_title(kg, first)}》" + (f"（{number}）" if number else ""),
            "count": str(len({f.document for f in facts})),
        }
        yield Finding("reference_missing", values, first.document, (target,), tuple(facts))


def _to_be_made(kg: KnowledgeGraph, fact: Fact) -> bool:
    """Whether a paper is cited as one that is still to be made: `制定《公园管理办法》`, `完成《园区规划》编制`; not `制定了…`."""
    where, title = fact.evidence, regex.escape("".join(fact.evidence.quote.split()))
    for clause in kg.into(fact.document, "clause_in"):
        at = clause.evidence
        if at.file == where.file and at.start <= where.start < at.end:
            text = "".join(kg.text(clause.subject, "text").split())
            return regex.search(rf"{_making()}{title}|{title}{_making()}", text) is not None
    return False


@cache
def _making() -> str:
    return f"(?:{'|'.join(bounds().making)})"


@cache
def _endings() -> tuple[str, ...]:
    """What the title of a paper ends in."""
    return (*paper_words().kinds, *bounds().papers)


_TELLING = 6
"""Characters of a title at least, for it to be looked for in other titles."""


def _titles(audited: Audited) -> frozenset[str]:
    """The titles of the documents held and of what they issue, without marks."""
    kg = audited.kg
    held = kg.own_documents
    names = [kg.caption(d) for d in held] + [kg.caption(str(f.object)) for d in held for f in kg.out(d, "issues")]
    return frozenset(title for name in names if len(title := unmarked(name)) >= _TELLING)
