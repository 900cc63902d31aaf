"""What speaks for and against a candidate: numbers that hold for any question, for ranking and for deciding."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import regex

from zhize.graph.language.doers.heads import may_be_name
from zhize.graph.language.people import is_person
from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import number_of
from zhize.graph.store.sqlite.grams import grams
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import CLOSE, Inquiry
from zhize.queries.namesakes import Names
from zhize.queries.rank import Term, found
from zhize.queries.reckon import shares
from zhize.queries.times import span_of
from zhize.queries.words import declared, forms_of, interrogatives, question_words, relation_cues, topic

_TELLING = 0.28
"""A pair of characters tells something if it is so rare, against one that nothing holds."""
_FIGURE = phrase("answers", "figure")
_NONE = phrase("answers", "none")
_RULES = phrase("answers", "rules")
_MARKS = regex.compile(r"[，。？；、：“”《》（）]+")
_STEEP = 6.0
"""How much more the better of two candidates counts for its document."""
_SHOWN = 4
"""The texts of so many nodes of a candidate count as its words."""

TYPES = {
    "body": "who",
    "person": "who",
    "groups": "who",
    "tasks": "items",
    "duty": "items",
    "moment": "value",
    "duration": "value",
    "amount": "value",
    "percent": "value",
    "measure": "value",
    "figure": "value",
    "count": "count",
    "ordinal": "value",
    "clock": "value",
    "number": "paper",
    "document": "paper",
    "phone": "contact",
    "mailbox": "contact",
    "place": "where",
    "list": "prose",
    "how": "prose",
    "text": "prose",
    "level": "prose",
    "yesno": "yesno",
}
"""Types of value that are decided alike."""


def features(asked: Inquiry, ranked: Sequence[Candidate]) -> list[dict[str, float]]:
    """The features of the best candidates of a part by name, in their order; 0 where a name is missing."""
    told = _PartFeatures(asked)
    some = ranked[:CLOSE]
    told.weigh_documents(some)
    told.look_up(some)
    of_facts = {n for c in some if c.kind == "fact" for n in c.nodes[:_SHOWN]}
    asked.ground.kg.ahead(of_facts, ("title", "text", "name", "context"))
    out = [told.of(candidate, i, some) for i, candidate in enumerate(some)]
    items = [frozenset(candidate.items) for candidate in some]
    for i, mine in enumerate(out):
        rivals = [o for j, o in enumerate(out) if items[j] != items[i]]
        for name in ("wide", "own", "letters", "whole", "pairs", "pairs own", "run", "dense", "held", "near"):
            others = [o[name] for o in rivals]
            mine[f"{name} ahead"] = mine[name] - max(others, default=0.0)
    return out


def _called(kg: StoredGraph, nodes: Collection[str]) -> Names:
    """All that some agencies or bodies are called."""
    return Names(kg.all_values(nodes, "mention") | kg.captions(nodes))


class _PartFeatures:
    """What is the same for all candidates of a part."""

    def __init__(self, asked: Inquiry) -> None:
        self.asked = asked
        self.terms = [t for t in asked.terms if t.weight > 0]
        self.total = sum(t.weight for t in self.terms) or 1.0
        self.links = (*asked.links.agencies, *asked.links.bodies)
        self.nodes = [set(link.nodes) for link in self.links]
        self.called = [_called(asked.ground.kg, nodes) for nodes in self.nodes]
        self.titles = {d: self._covered(title) for d, title in asked.ground.titles.items()}
        self.best_title = max(self.titles.values(), default=0.0)
        said = asked.ground.said
        span = span_of(asked.question.text)
        time = span.text if span else ""
        self.strange = [
            t
            for t in self.terms
            if not any(t.word in piece for piece in (*(link.text for link in self.links), time))
            and not any(said.own.finds(f) or said.title.finds(f) for f in forms_of(t.word))
        ]
        self.pairs = _pairs(asked)
        self.paper = _papers(asked, self.pairs)
        self.whole = [w for w in topic(asked.question.text) if len(w) > 1]
        self.runs = _runs(asked, self.pairs)
        self.documents: dict[str, float] = {}
        self.known: set[str] = set()

    def weigh_documents(self, some: Sequence[Candidate]) -> None:
        """How much of the candidates' scores, the best counting most, each document has."""
        for candidate, share in zip(some, shares([_STEEP * c.score for c in some]), strict=True):
            self.documents[candidate.document] = self.documents.get(candidate.document, 0.0) + share

    def look_up(self, some: Sequence[Candidate]) -> None:
        """Look up which items of the candidates are names, where names are asked for."""
        if TYPES.get(self.asked.target.type) == "who":
            self.known = self.asked.ground.shelf.are_names({item for candidate in some for item in candidate.items})

    def _covered(self, text: str) -> float:
        return sum(t.weight for t in self.terms if any(f in text for f in t.forms)) / self.total

    def of(self, candidate: Candidate, place: int, some: Sequence[Candidate]) -> dict[str, float]:
        """The features of one candidate among the best of its part."""
        asked = self.asked
        called = self._called(candidate)
        own, wide = (text + called for text in _texts(asked, candidate))
        parts = [(t, found(t, own), found(t, wide)) for t in self.terms]
        missed = [(t, w) for t, _, w in parts if w < 0.5]
        kind = TYPES.get(asked.target.type, "prose")
        out = {
            "one": 1.0,
            f"type {kind}": 1.0,
            f"{candidate.kind} {kind}": 1.0,
            f"form {candidate.relation}": 1.0 if candidate.kind == "fact" else 0.0,
            "score": candidate.score,
            f"score {candidate.kind}": candidate.score,
            "own": sum(t.weight * o for t, o, _ in parts) / self.total,
            "wide": sum(t.weight * w for t, _, w in parts) / self.total,
            "letters": sum(t.weight for t in self.terms if any(f in wide for f in t.forms)) / self.total,
            "head own": _heads(self.terms, own),
            "head said": _heads(self.terms, candidate.sentence.partition("》")[2] or candidate.sentence),
            "head wide": _heads(self.terms, wide),
            "missed most": max((t.weight for t, _ in missed), default=0.0) / 6,
            "missed rare": min(3, sum(t.weight >= 3 for t, _ in missed)) / 3,
            "strange": max((t.weight for t in self.strange), default=0.0) / 6,
            "words": math.log1p(len(self.terms)),
            "whole": sum(w in wide for w in self.whole) / (len(self.whole) or 1),
            "title": self.titles.get(candidate.document, 0.0),
            "title behind": self.best_title - self.titles.get(candidate.document, 0.0),
            "partial": float(candidate.partial),
            "pairs": _share(self.pairs, wide),
            "pairs own": _share(self.pairs, own),
            "paper": self.paper.get(candidate.document, 0.0),
            "document": self.documents.get(candidate.document, 0.0),
            "fits": candidate.fits,
            "near": candidate.near,
            f"way {candidate.way or 'best'}": 1.0,
            "later part": float(asked.target is not asked.question.targets[0]),
            "parts": float(len(asked.question.targets) > 1),
        }
        out |= self._names(candidate, wide) | self._shape(candidate) | self._wanted(candidate) | self._held(own)
        return out | _margins(candidate, place, some)

    def _held(self, own: str) -> dict[str, float]:
        """The longest run of the question's characters that the print has, and how densely it holds its pairs."""
        total = math.fsum(self.pairs.values()) or 1.0
        held = math.fsum(weight for pair, weight in self.pairs.items() if pair in own)
        run = max((weight for piece in self.runs for weight in _longest(piece, own, self.pairs)), default=0.0)
        return {
            "run": run / total,
            "run long": math.log1p(run) / 3,
            "clause": math.log(len(own) + 1) / 6,
            "dense": held / math.sqrt(20 + len(own)) / 3,
            "held": math.log1p(held) / 4,
        }

    def _called(self, candidate: Candidate) -> str:
        """What the question calls the bodies that the candidate speaks of, and what its form has answered: these stand in no print."""
        mine = _nodes(candidate)
        named = "".join(f"\n{link.text}" for link in self.links if mine.intersection(link.nodes))
        return f"{named}\n{candidate.covers}" if candidate.covers else named

    def _names(self, candidate: Candidate, wide: str) -> dict[str, float]:
        """Whether the names and places of the question are those of the candidate."""
        asked = self.asked
        mine = {candidate.document, *_nodes(candidate)}
        unmet = 0
        for nodes, names in zip(self.nodes, self.called, strict=True):
            unmet += not (nodes & mine or names.any_in(wide))
        return {
            "named": float(bool(self.nodes)),
            "unmet": float(unmet),
            "placed": float(bool(asked.links.places)),
            "scope": asked.scope.get(candidate.document, 1.0),
            "off place": float(bool(asked.links.places)) * (1 - asked.scope.get(candidate.document, 1.0)),
            "numbered": float(bool(asked.links.numbered)),
            "titled": float(candidate.document in asked.titled),
            "off title": float(bool(asked.titled) and candidate.document not in asked.titled),
            "misspelt": float(asked.links.misspelt),
        }

    def _wanted(self, candidate: Candidate) -> dict[str, float]:
        """Whether the items are of the kind and number that the interrogative tells, and look like names."""
        words = question_words()
        local, items = self.asked.target.local, candidate.items
        who = TYPES.get(self.asked.target.type) == "who"
        suffix = m["v"] if (m := declared(words.suffixes).search(local)) else ""
        number = declared(words.numbers).search(local)
        count = number_of(number["v"]) if number else None
        known = sum(i in self.known for i in items) / (len(items) or 1)
        posts = [declared(f"副?(?:{relation_cues()[r]})") for r in ("chief", "deputy", "titled")]
        odd = sum(i.count("（") != i.count("）") or not i[:1].isalnum() for i in items)
        return {
            "known name": known if who else 0.0,
            "strange name": float(who and not known),
            "long name": float(who and max(map(len, items), default=0) > 14),
            "suffix missed": float(bool(suffix) and who and not any(i.endswith(suffix) for i in items)),
            "suffix met": float(bool(suffix) and who and all(i.endswith(suffix) for i in items)),
            "number missed": float(count is not None and count != len(items)),
            "number met": float(count is not None and count == len(items)),
            "more than one": math.log(len(items) or 1) * bool(not count and declared(words.single).search(local)),
            "odd": float(bool(odd)),
            "post alone": float(who and any(p.fullmatch(i) for p in posts for i in items)),
            "no name": float(who and sum(not (may_be_name(i) or is_person(i)) for i in items) / (len(items) or 1)),
            "no figure": float(
                TYPES.get(self.asked.target.type) == "value"
                and not any(_FIGURE.search(i) or _NONE.search(i) for i in items)
            ),
            "rules": float(self.asked.target.type == "yesno" and any(_RULES.search(i) for i in items)),
        }

    def _shape(self, candidate: Candidate) -> dict[str, float]:
        """How many items, how long, and whether the cue words of the relation asked for stand in the print."""
        target = self.asked.target
        said = sum(map(len, candidate.items))
        quotes = "".join(f.evidence.quote for f in candidate.facts[:4])
        cues = [r for r in target.relations if r in relation_cues()]
        held = sum(bool(declared(relation_cues()[r]).search(quotes)) for r in cues)
        related = {f.predicate for f in candidate.facts} | {candidate.relation}
        return {
            "items": math.log1p(len(candidate.items)),
            "many": float(len(candidate.items) > 6),
            "length": math.log1p(said) / 5,
            "cue": float(bool(cues)),
            "cue missed": (len(cues) - held) / len(cues) if cues and candidate.kind == "text" else 0.0,
            "cue not told": float(bool(cues) and not held and not related & set(target.relations)),
            "relation": float(bool(related & set(target.relations))),
            "echo": sum(i in self.asked.question.text for i in candidate.items) / (len(candidate.items) or 1),
        }


def _nodes(candidate: Candidate) -> set[str]:
    """The nodes that a candidate speaks of."""
    return {*candidate.nodes, *(f.subject for f in candidate.facts), *(str(f.object) for f in candidate.facts)}


def _margins(candidate: Candidate, place: int, some: Sequence[Candidate]) -> dict[str, float]:
    """How far the candidate stands from the others, and how many say the same."""
    others = [c for c in some if set(c.items) != set(candidate.items)]
    same = [c for c in some if set(c.items) & set(candidate.items) and c is not candidate]
    best = max((c.score for c in others), default=0.0)
    alike = [c for c in others if c.kind == candidate.kind]
    near = max((c.score for c in alike), default=0.0)
    return {
        "first": float(place == 0),
        "behind": max(0.0, some[0].score - candidate.score),
        "ahead": max(0.0, candidate.score - best),
        "ahead of its kind": max(-0.5, min(0.5, candidate.score - near)),
        "same": min(3, len(same)) / 3,
        "same by other": float(any(c.kind != candidate.kind for c in same)),
        "alone": float(not others),
    }


def _texts(asked: Inquiry, candidate: Candidate) -> tuple[str, str]:
    """What a candidate rests on: its own words, and those with the headings and titles above."""
    kg = asked.ground.kg
    if candidate.kind == "text":
        fact = candidate.facts[0]
        own = str(fact.object)
        around = own
        if fact.subject in asked.ground.clause_at:
            around = "".join(p.text for p in asked.ground.said.around(asked.ground.clause_at[fact.subject]))
    else:
        own = candidate.sentence + "".join(
            kg.text(n, p) for n in candidate.nodes[:_SHOWN] for p in ("title", "text", "name", "context")
        )
        around = own + "".join(f.evidence.quote for f in candidate.facts[:6])
    sections = "　".join(dict.fromkeys(s for f in candidate.facts[:6] for s in f.section))
    return own, "　".join((around, sections, asked.ground.titles.get(candidate.document, "")))


def _heads(terms: list[Term], text: str) -> float:
    heads = [found(t, text) for t in terms if t.head]
    return max(heads, default=1.0)


def _masked(asked: Inquiry) -> str:
    """The question without its places, which scope sees to, and without the words that ask."""
    chars = list(asked.question.text)
    for link in asked.links.places:
        chars[link.start : link.end] = "，" * len(chars[link.start : link.end])
    for start, end, _ in interrogatives(asked.question.text):
        chars[start:end] = "，" * (end - start)
    return "".join(chars)


def _pairs(asked: Inquiry) -> dict[str, float]:
    """The pairs of characters of the question, across words too, each with what it weighs: the rarer the more."""
    said = asked.ground.said
    found_ = {pair: said.rarity(pair) for pair in grams(_masked(asked)) if said.own.finds(pair)}
    least = _TELLING * said.rarest
    return {pair: weight for pair, weight in found_.items() if weight >= least}


def _runs(asked: Inquiry, pairs: dict[str, float]) -> list[str]:
    """The pieces of a question between its marks that hold telling pairs."""
    pieces = _MARKS.split(_masked(asked))
    return [piece for piece in pieces if any(piece[i : i + 2] in pairs for i in range(len(piece) - 1))]


def _longest(piece: str, text: str, pairs: dict[str, float]) -> Iterator[float]:
    """What the pairs weigh of each run of a piece that a text has whole, none that begins within the one before."""
    start = 0
    while start < len(piece) - 1:
        end = start + 2
        while end <= len(piece) and piece[start:end] in text:
            end += 1
        end -= 1
        if end - start >= 2:
            yield math.fsum(pairs.get(piece[i : i + 2], 0.0) for i in range(start, end - 1))
        start = max(start + 1, end - 1)


def _share(pairs: dict[str, float], text: str) -> float:
    """The weighted part of the pairs that a text holds; all of them where there are none."""
    total = math.fsum(pairs.values())
    return math.fsum(weight for pair, weight in pairs.items() if pair in text) / total if total else 1.0


def _papers(asked: Inquiry, pairs: dict[str, float]) -> dict[str, float]:
    """How much of the pairs the best clause of each document holds, against the best of all: 0 to 1."""
    said = asked.ground.said
    held = np.zeros(len(said.rows), dtype=np.float32)
    for pair, weight in pairs.items():
        if len(pair) == 2:
            held += np.float32(weight) * said.own.holds(pair)
    held *= asked.ground.by_row(said, asked.scope)
    best = float(held.max(initial=0.0))
    if not best:
        return dict.fromkeys(said.most_of(held), 1.0)
    return {document: round(most / best, 4) for document, most in said.most_of(held).items()}
