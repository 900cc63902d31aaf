"""How well texts cover what a question is about: rare words count more, words in the clause itself most."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

import msgspec
import numpy as np
import regex

from zhize.graph.language.phrases import phrase
from zhize.graph.language.vocabulary import read_yaml
from zhize.queries.ground import Ground
from zhize.queries.meaning import likeness, segment
from zhize.queries.names import Link, Links
from zhize.queries.passages import Passages, bigrams
from zhize.queries.sheets import Floats
from zhize.queries.words import Question, Target, declared, forms_of, question_words, topic

_SCENE = phrase("questions", "scene")


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights of weights.yaml, set by hand; tools/answers fits what decides."""

    own: float
    paragraph: float
    path: float
    title: float
    meaning: float
    shared: float
    distant: float
    local: float
    head: float
    fact: float
    clear: float
    near: float
    near_half: float


@cache
def weights() -> Weights:
    """The fitted weights.

    Raises:
        SchemaError: weights.yaml is malformed.
    """
    return read_yaml(resources.files(__package__) / "data" / "weights.yaml", "queries/data/weights.yaml", Weights)


class Term(msgspec.Struct, frozen=True):
    """A word of the matter asked for, with the other words for it and what it weighs; `head`: it stands at the interrogative."""

    word: str
    forms: tuple[str, ...]
    weight: float
    head: bool = False


def terms_of(
    ground: Ground, question: Question, number: int, links: Links, *, skip: tuple[Link, ...] = ()
) -> list[Term]:
    """The terms of one part of a question: its own words, those of the part before, and the others a little.

    Words of places, of document numbers and of the links in `skip` are left out: scope and forms see to them.
    """
    w = weights()
    target = question.targets[number]
    text = _without(question.text, links, skip)
    first = question.targets[0]
    lead = _cut(text, question, first.local)
    local = _cut(text, question, target.local)
    apart = any(_SCENE.search(t.local) for t in question.targets[1:])
    shared, distant = (0.1, 0.05) if apart else (w.shared, w.distant)
    near = dict.fromkeys(_joined(ground, topic(local), local), 1.0)
    for word in _joined(ground, topic(lead), lead):
        near.setdefault(word, shared)
    for word in _joined(ground, topic(text), text):
        near.setdefault(word, distant)
    heads = _heads(regex.split("，", local)[-1] if target.asked else local, target)
    focus = set(_joined(ground, topic(target.focus), target.focus))
    beside = {w_ for b in target.beside for w_ in _joined(ground, topic(b), b)} - focus
    heads |= focus
    near = {word: 1.2 if word in focus else n for word, n in near.items() if word not in beside} | dict.fromkeys(
        focus, 1.2
    )
    out = []
    for word, nearness in near.items():
        weight = _weight(ground, word, head=word in heads) * nearness
        if weight > 0:
            out.append(Term(word, forms_of(word), weight, word in heads))
    return out


def _joined(ground: Ground, found: tuple[str, ...], text: str) -> list[str]:
    """Single characters that stand side by side are one word where the print has them so: 光 + 伏."""
    out: list[str] = []
    for word in found:
        if (
            out
            and len(word) == 1
            and out[-1] + word in text
            and len(out[-1]) < 4
            and ground.said.own.finds(out[-1] + word)
        ) and (len(out[-1]) == 1 or not ground.said.own.finds(out[-1])):
            out[-1] += word
            continue
        out.append(word)
    return out


def _without(text: str, links: Links, skip: tuple[Link, ...]) -> str:
    chars = list(text)
    for link in (*links.places, *skip):
        chars[link.start : link.end] = "，" * len(chars[link.start : link.end])
    for start, end in links.spans:
        chars[start:end] = "，" * (end - start)
    return "".join(chars)


def _cut(masked: str, question: Question, local: str) -> str:
    """The same span of the masked text as `local` is of the question."""
    start = question.text.find(local)
    return masked[start : start + len(local)] if start >= 0 else local


def _heads(local: str, target: Target) -> frozenset[str]:
    """The words right before the interrogative, else right behind it: `起付线` in `低保对象的起付线是多少`."""
    at = local.find(target.asked) if target.asked else len(local)
    before = topic(local[:at])
    inside = tuple(w for w in segment(target.asked) if len(w) > 1 and not regex.search(question_words().asks, w))
    after = topic(local[at + len(target.asked) :])
    return frozenset((*before[-1:], *inside, *after[:1]))


def _weight(ground: Ground, word: str, *, head: bool = False) -> float:
    """What a word weighs: by its rarity among all clauses; years, single characters and words of titles little.

    A word that no clause prints may be the asker's own way to put it: it counts half, unless the question turns on it.
    """
    if declared(question_words().kinds).fullmatch(word):
        return 0.6
    if declared(r"(?:19|20)\d\d").fullmatch(word):
        return 1.2
    rarity = min(6.0, ground.said.rarity(word)) if ground.said.rows else 3.0
    if len(word) == 1 and not word.isdigit():
        return 0.17 * rarity
    if not head and not any(ground.said.own.finds(f) for f in forms_of(word)):
        return 0.45 * rarity
    return rarity


def coverage(passages: Passages, terms: list[Term]) -> Floats:
    """The weighted part of the terms that each row of passages covers, 0 to 1, by bigrams alone."""
    w = weights()
    layers = (w.own, w.paragraph, w.path, w.title)
    total = sum(t.weight for t in terms)
    out = np.zeros(len(passages.rows), dtype=np.float32)
    if not total or not passages.rows:
        return out
    for term in terms:
        out += term.weight * np.maximum.reduce([passages.spread(f, layers) for f in term.forms])
    return out / np.float32(total)


class Match(msgspec.Struct, frozen=True):
    """How a row covers the terms: the whole, what the heads of the question have, and each term's part."""

    score: float
    head: float
    parts: tuple[float, ...]


def refine(passages: Passages, number: int, terms: list[Term], title: str, *, flat: bool = False) -> Match:
    """The coverage of one row with near words counted: meaning stands in where the letter fails.

    With `flat` a word of the headings or the document's title counts as much as one of the row itself.
    """
    w = weights()
    row = passages.rows[number]
    near = passages.around(number)
    if flat:  # a line of contacts: whose it is stands in the lines before
        before = passages.rows[max(0, near[0].number - 3) : near[0].number]
        near = [*(p for p in before if p.document == row.document and p.section == row.section), *near]
    around = "".join(p.text for p in near)
    path, top = (w.own, w.own) if flat else (w.path, w.title)
    layers = ((w.own, row.text), (w.paragraph, around), (path, "　".join(row.section)))
    parts = tuple(_more(term, _best(term, layers), top, title) for term in terms)
    total = sum(t.weight for t in terms) or 1.0
    heads = [max(own, 0.5 * found(t, around)) if (own := found(t, row.text)) < 0.5 else own for t in terms if t.head]
    head = max(heads, default=1.0)
    return Match(sum(t.weight * p for t, p in zip(terms, parts, strict=True)) / total, head, parts)


def found(term: Term, text: str) -> float:
    """How far a text holds a term: 1 in its letters, less by part of them or by a word near in meaning."""
    return 1.0 if _holds(text, term.forms) else _nearly(term.word, text)


def _holds(text: str, forms: tuple[str, ...]) -> bool:
    for form in forms:  # noqa: SIM110 - asked a thousand times for each question
        if form in text:
            return True
    return False


_IN_PART, _NEARLY = 0.8, 0.9
"""What the letters of a word count of which a text has a part only, and what no text counts that does not hold the word itself."""


@lru_cache(65536)
def _nearly(word: str, text: str) -> float:
    """How far a text that does not hold a word holds part of it, or a word near in meaning; less than `_NEARLY`."""
    share = 0.0
    if len(word) > 2:
        pieces = bigrams(word)
        share = _IN_PART * sum([piece in text for piece in pieces]) / len(pieces)
    return max(share, weights().meaning * likeness(word, text))


@lru_cache(16384)
def _best(term: Term, layers: tuple[tuple[float, str], ...]) -> float:
    """The most that a layer of text counts for a term by its weight; a text is looked at closely only where it may count more than others."""
    held = [_holds(text, term.forms) for _, text in layers]
    best = max([weight for (weight, _), own in zip(layers, held, strict=True) if own], default=0.0)
    for (weight, text), own in zip(layers, held, strict=True):
        if not own and _NEARLY * weight > best:
            best = max(best, weight * _nearly(term.word, text))
    return best


def _more(term: Term, best: float, weight: float, text: str) -> float:
    """What counts most for a term: what does of other layers, or a text by its weight."""
    if weight <= best:
        return best
    return max(best, weight * found(term, text))


def best(values: Floats, most: int) -> list[int]:
    """The rows of the largest values, best first, ties in print order; none that is nothing."""
    order = np.argsort(-values, kind="stable")[:most]
    return [int(i) for i in order if values[i] > 0]
