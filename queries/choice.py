"""Which documents of a large graph a question is asked of: those that hold its words, of its places, agencies and numbers."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from zhize.graph.store.sqlite.grams import grams
from zhize.queries.names import Links
from zhize.queries.shelf import Shelf
from zhize.queries.spread import Scores, Spread, first
from zhize.queries.words import forms_of, topic

DOCUMENTS = 45
"""So many documents are looked at, of which `CLAUSES` clauses at most."""
CLAUSES = 4_000
_COMMON = 0.2
"""Pieces that a larger part of the documents holds tell nothing."""
_MOST = 6_000
"""Pieces that more documents hold are looked up only where no rarer one is there."""
_RARE = 2_000
"""Pieces that more clauses hold do not tell a clause."""
_CLAUSES = 80
"""So many clauses, of those that hold most of the question's pieces, speak for their documents."""
_TOGETHER = 2.0
"""What pieces in one clause weigh against pieces anywhere in a document."""
_NAMED = 8.0
"""What it weighs that a document speaks of an agency or body of the question: as much as a rare word."""


def chosen(shelf: Shelf, question: str, links: Links) -> list[int]:
    """The numbers of the documents to look at."""
    if links.numbered:
        numbers = [n for d in links.numbered if (n := shelf.number_of(d))]
        naming = {n for d in links.numbered for n in _holding(shelf, shelf.kg.text(d, "number"))}
        return _within(shelf, list(dict.fromkeys((*numbers, *sorted(naming))))[:DOCUMENTS])
    scores = Scores(shelf.spread.numbers)
    pieces = _pieces(_topic(question, links))
    _by_words(shelf.spread, pieces, scores)
    _by_clauses(shelf.spread, pieces, scores)
    scores.add(np.array(sorted(_of_bodies(shelf, links)), dtype=np.int64), _NAMED)
    if not links.places:
        return _within(shelf, scores.first(DOCUMENTS))
    scope = _by_places(shelf, links)
    told = scores.within(scope)
    for number in list(scope)[: 4 * DOCUMENTS]:
        told.setdefault(number, 0.01 * scope[number])
    return _within(shelf, sorted(told, key=lambda n: (-told[n], n))[:DOCUMENTS])


def _topic(question: str, links: Links) -> str:
    """A question without its places."""
    chars = list(question)
    for link in links.places:
        chars[link.start : link.end] = "，" * len(chars[link.start : link.end])
    return "".join(chars)


def _pieces(text: str) -> list[str]:
    """The pairs of characters of a question, across its words too, and those of the official words for them."""
    return sorted({*grams(text), *(gram for word in topic(text) for form in forms_of(word) for gram in grams(form))})


def _by_words(spread: Spread, pieces: list[str], scores: Scores) -> None:
    """A document speaks for itself by the pieces in its text, a long one less, and by those in its titles."""
    known = sorted((n, piece) for piece in pieces if (n := spread.documents_of(piece)))
    telling = [(n, p) for n, p in known if n <= min(_MOST, max(20, _COMMON * spread.documents))] or known[:3]
    told = Scores(spread.numbers)
    for count, piece in telling:
        weight = math.log((1 + spread.documents) / count)
        told.add(spread.documents_with(piece), weight)
        scores.add(spread.titled(piece), weight)
    scores.join(told, spread.lengths)


def _by_clauses(spread: Spread, pieces: list[str], scores: Scores) -> None:
    """What one clause holds together tells more than what a document has here and there."""
    counts = {piece: n for piece in pieces if 0 < (n := spread.clauses_of(piece)) <= _RARE}
    if not counts:
        return
    held = [spread.clauses_with(piece) for piece in counts]
    clauses, at = np.unique(np.concatenate(held), return_inverse=True)
    values = np.zeros(len(clauses), dtype=np.float64)
    start = 0
    for numbers, count in zip(held, counts.values(), strict=True):
        values[at[start : start + len(numbers)]] += math.log((1 + spread.clauses) / count)
        start += len(numbers)
    ranked = first(values, clauses, _CLAUSES)
    weight = dict(zip(clauses[ranked].tolist(), values[ranked].tolist(), strict=True))
    best: dict[int, float] = {}
    for clause, document in spread.places_of(weight):
        best[document] = max(best.get(document, 0.0), weight[clause])
    for document, most in best.items():
        scores.add(np.array([document], dtype=np.int64), _TOGETHER * most)


_NAMESAKES = 50
"""A name of more agencies or bodies than this tells no documents from others."""


def _of_bodies(shelf: Shelf, links: Links) -> set[int]:
    """The documents that state something of the agencies and bodies of a question; a name that so many places have chooses none."""
    named = [link.nodes for link in (*links.agencies, *links.bodies) if len(link.nodes) <= _NAMESAKES]
    nodes = [n for nodes in named for n in nodes]
    query = (
        "SELECT DISTINCT f.document FROM json_each(?) AS j JOIN facts f ON f.subject = j.value "
        "UNION SELECT DISTINCT f.document FROM json_each(?) AS j JOIN facts f ON f.object = j.value"
    )
    given = msgspec.json.encode([shelf.number_of(node) for node in nodes]).decode()
    return {number for (number,) in shelf.rows(query, (given, given))}


def _by_places(shelf: Shelf, links: Links) -> dict[int, float]:
    """How far documents are meant by the places of a question: of them, of places above or below, or naming them."""
    out: dict[int, float] = {}
    for place in links.places:
        for number in _holding(shelf, shelf.kg.caption(place.nodes[0]) if place.nodes else place.text, place.text):
            out[number] = 0.7
    query = (
        "WITH RECURSIVE asked(id) AS (SELECT value FROM json_each(:places)), "
        "within(id) AS (SELECT id FROM terms WHERE term = 'within'), "
        "above(id) AS (SELECT id FROM asked UNION SELECT f.object FROM above a JOIN fact_rows f ON f.subject = a.id AND "
        "f.predicate = (SELECT id FROM within)), "
        "below(id) AS (SELECT id FROM asked UNION SELECT f.subject FROM below b JOIN fact_rows f ON f.object = b.id AND "
        "f.predicate = (SELECT id FROM within)) "
        "SELECT h.document, h.region IN (SELECT id FROM asked) FROM homes h WHERE h.region IN (SELECT id FROM above UNION "
        "SELECT id FROM below)"
    )
    places = msgspec.json.encode([shelf.number_of(region) for region in links.regions]).decode()
    for number, own in shelf.rows(query, {"places": places}):
        out[number] = max(out.get(number, 0.0), 1.0 if own else 0.6)
    return dict(sorted(out.items(), key=lambda x: -x[1]))


def _holding(shelf: Shelf, *texts: str) -> set[int]:
    """The documents that hold all pieces of one of some texts."""
    out: set[int] = set()
    for text in dict.fromkeys(texts):
        pieces = " AND ".join(f'"{piece}"' for piece in dict.fromkeys(grams(text)))
        if pieces:
            query = "SELECT rowid FROM paper_words WHERE paper_words MATCH ? LIMIT ?"
            out |= {n for (n,) in shelf.rows(query, (pieces, _MOST))}
    return out


def _within(shelf: Shelf, ranked: list[int]) -> list[int]:
    """The first of some documents that together have no more clauses than are looked at; one that is too long is passed over."""
    sizes = shelf.sizes(ranked)
    out: list[int] = []
    total = 0
    for number in ranked:
        if number in sizes and (not out or total + sizes[number] <= CLAUSES):
            total += sizes[number]
            out.append(number)
    return out
