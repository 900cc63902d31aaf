"""One part of a question as forms get it, and what forms share: the rows that fit, the printed names, a candidate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from zhize.graph.model.facts import Fact
from zhize.graph.model.ontology import ontology
from zhize.queries.candidate import Candidate
from zhize.queries.ground import Ground
from zhize.queries.names import Links
from zhize.queries.namesakes import Limit
from zhize.queries.passages import Passages
from zhize.queries.rank import Term, best, coverage, refine, weights
from zhize.queries.words import Question, Target

CLOSE = 16
"""So many candidates of a part, best by coverage first, are looked at."""
ROLES = tuple(ontology().roles)
PEOPLE = ("chief", "deputy", "member", "led_by")


class Inquiry(msgspec.Struct):
    """One part of a question with all that forms need: target, links, terms, and how far each document is meant.

    `titled` are the documents that the question names by their titles. `limit` tells how many of the bodies are looked at of a name that
    many places have; `few` that of the clauses only the candidates are wanted that may be among the first so many, all where it is None.
    """

    ground: Ground
    question: Question
    target: Target
    links: Links
    terms: list[Term]
    bare: list[Term]
    scope: Mapping[str, float]
    titled: frozenset[str] = frozenset()
    limit: Limit = msgspec.field(default_factory=lambda: Limit(CLOSE))
    few: int | None = None

    def kept(self, facts: Iterable[Fact]) -> list[Fact]:
        """Facts of documents that are meant; where the question names a document that has some, only these."""
        within = [f for f in facts if self.scope.get(f.document, 1.0) > 0]
        return [f for f in within if f.document in self.titled] or within


class Row(msgspec.Struct, frozen=True):
    """A node that fits the matter, and how well."""

    node: str
    score: float


def rows(asked: Inquiry, passages: Passages, terms: list[Term], most: int = 30) -> list[Row]:
    """The nodes whose texts cover the terms best, best first."""
    if not passages.rows:
        return []
    rough = coverage(passages, terms) * asked.ground.by_row(passages, asked.scope)
    out = []
    for number in best(rough, most):
        passage = passages.rows[number]
        match = refine(passages, number, terms, asked.ground.titles.get(passage.document, ""))
        score = match.score - 0.5 * weights().head * (1 - match.head)
        score *= 1 - min(0.3, 0.07 * max(0.0, math.log(max(1, len(passage.text)) / 80)))
        out.append(Row(passage.item, score * asked.scope.get(passage.document, 1.0)))
    return sorted(out, key=lambda r: (-r.score, r.node))


def held(asked: Inquiry, node: str, relation: str) -> list[Fact]:
    """The facts of a relation that end at a node, in print order."""
    return sorted(asked.ground.kg.into(node, relation), key=lambda f: (f.order, f.evidence.start))


def printed(facts: list[Fact]) -> tuple[str, ...]:
    """The names of facts as printed, each once."""
    return tuple(dict.fromkeys(str(f.printed or f.object) for f in facts))


def make(
    asked: Inquiry,
    items: tuple[str, ...],
    sentence: str,
    facts: list[Fact],
    relation: str,
    score: float,
    *,
    nodes: tuple[str, ...] = (),
    partial: bool = False,
    place: str = "",
) -> Candidate:
    """A candidate that the graph's facts say."""
    document = facts[0].document if facts else ""
    return Candidate(
        items, sentence, tuple(facts), document, relation, "fact", score + weights().fact, nodes, partial, place
    )


def documents(asked: Inquiry) -> list[tuple[str, float]]:
    """The documents that the question names by number or by their titles, best first."""
    if asked.links.numbered:
        return [(d, 1.0) for d in asked.links.numbered]
    title = asked.ground.said.title
    total = sum(t.weight for t in asked.terms) or 1.0
    scores = np.zeros(title.size, dtype=np.float32)
    for term in asked.terms:
        scores += term.weight * max((title.share(f) for f in term.forms), key=lambda a: float(a.sum()))
    out = [
        (d, float(s) / total * asked.scope.get(d, 1.0))
        for d, s in zip(asked.ground.said.documents, scores, strict=True)
    ]
    return sorted(((d, s) for d, s in out if s > 0.25), key=lambda r: (-r[1], r[0]))[:4]
