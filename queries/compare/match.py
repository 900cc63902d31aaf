"""Items of two sides that speak of the same matter, ranked, with reasons."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec
import regex

from zhize.errors import OptionError
from zhize.graph.identity.regions import short_name
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.named import find_node
from zhize.queries.compare.changes import Changes, changes
from zhize.queries.compare.items import Item, items_of
from zhize.queries.compare.likeness import Alike, Field, measure, telling, words_of


class Side(msgspec.Struct, frozen=True):
    """One item as it is shown: its document's number or title, its own number, headings and title."""

    number: str
    item: str | None
    path: tuple[str, ...]
    title: str


class Pair(msgspec.Struct, frozen=True):
    """Two items with their relation (same, part, related), score (0 to 1), reasons in Chinese, and what differs.

    The margin is how far the pair is ahead of the next one that either item is in.
    """

    a: Side
    b: Side
    kind: str
    relation: str
    score: float
    margin: float
    why: str
    changes: Changes


class Comparison(msgspec.Struct, frozen=True):
    """The pairs of two sides, best first, and the items of either that have no counterpart, in print order."""

    pairs: tuple[Pair, ...]
    only_a: tuple[tuple[str, Side], ...]
    only_b: tuple[tuple[str, Side], ...]
    left_out: int = 0
    """Documents of either side that were left out, as they are older than so many others."""


def compare(kg: KnowledgeGraph, a: str, b: str, newest: int | None = None) -> Comparison:
    """Match the items of two documents (number or title), two places, or two years.

    With `newest` only so many documents of each side are compared: the work grows with their product.

    Raises:
        OptionError: nothing of the graph is called so, or both sides are the same.
        AmbiguousName: several documents fit a title.
    """
    left, right = documents_of(kg, a), documents_of(kg, b)
    if left == right:
        raise OptionError("“{a}” and “{b}” are the same documents. Give two that differ.", a=a, b=b)
    newer = [_newest(kg, side, newest) for side in (left - right, right - left)]
    left_out = len(left ^ right) - sum(map(len, newer))
    both = [(x, y) for x in newer[0] for y in newer[1]]
    if len(both) > 1:
        titles = Titles(kg)
        both = [(x, y) for x, y in both if titles.likeness(x, y) >= measure().titles]
    items = items_of(kg, frozenset(newer[0] + newer[1]) if left_out else left | right)
    by_document: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_document[item.document].append(item)
    pairs: list[Pair] = []
    paired: set[tuple[str, str]] = set()
    for x, y in both:
        found = matched(by_document[x], by_document[y])
        pairs += [_pair(kg, one) for one in found]
        paired |= {i.key for one in found if one.relation != "related" for i in (one.a, one.b)}
    pairs.sort(key=lambda p: (-p.score, p.a.number, p.a.path, p.a.item or "", p.b.number, p.b.path, p.b.item or ""))
    alone = [i for i in items if i.key not in paired and i.document in {d for two in both for d in two}]
    return Comparison(
        tuple(pairs),
        tuple((i.kind, _side(kg, i)) for i in alone if i.document in left),
        tuple((i.kind, _side(kg, i)) for i in alone if i.document in right),
        left_out,
    )


def _newest(kg: KnowledgeGraph, documents: frozenset[str], most: int | None) -> list[str]:
    """The newest of documents, or all, sorted by their nodes."""
    by_day = sorted(documents, key=lambda d: (kg.text(d, "date"), d), reverse=True)
    return sorted(by_day[:most])


def documents_of(kg: KnowledgeGraph, text: str) -> frozenset[str]:
    """The documents that a text means: those of a year, those for a place, or the one of a number or title.

    Raises:
        OptionError: none is meant.
        AmbiguousName: several documents fit a title.
    """
    if regex.fullmatch(r"(?:19|20)\d\d年?", text):
        found = {d for d in kg.own_documents if kg.text(d, "date").startswith(text[:4])}
        if not found:
            raise OptionError("No document of the graph is of the year {text}.", text=text[:4])
        return frozenset(found)
    regions = set(kg.named("Region", text))
    found = {d for d in kg.own_documents if not regions.isdisjoint(kg.regions_of(d))}
    return frozenset(found) if found else frozenset({find_node(kg, "Document", text)})


class Scored(Alike, frozen=True):
    """Two items with how alike they are, and what that makes them."""

    relation: str = "related"
    margin: float = 0.0


def matched(left: Sequence[Item], right: Sequence[Item]) -> list[Scored]:
    """The pairs of two documents that are the same matter, parts of it, or of one field."""
    out: list[Scored] = []
    for kind in ("task", "duty", "body"):
        a, b = ([i for i in side if i.kind == kind] for side in (left, right))
        if a and b:
            out += _related(list(Field((*a, *b)).alike(a, b, measure().related)))
    return out


def _related(scored: list[Alike]) -> list[Scored]:
    best: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in scored:
        for item in (one.a, one.b):
            best[item.key].append(one.likeness.score)
    for scores in best.values():
        scores.sort(reverse=True)
    out = []
    for one in scored:
        score = one.likeness.score
        first = [score >= best[item.key][0] for item in (one.a, one.b)]
        rivals = [
            s
            for item in (one.a, one.b)
            for s in (best[item.key][1:2] if score >= best[item.key][0] else best[item.key][:1])
        ]
        relation = "related"
        if all(first) and score >= measure().same:
            relation = "same"
        elif any(first) and score >= measure().least:
            relation = "part"
        margin = score - max(rivals, default=0.0)
        out.append(Scored(one.a, one.b, one.likeness, one.shared, relation, margin))
    return out


def _pair(kg: KnowledgeGraph, one: Scored) -> Pair:
    difference = changes(one.a, one.b) if one.relation != "related" else Changes()
    score, margin = round(min(1.0, one.likeness.score), 3), round(one.margin, 3)
    return Pair(_side(kg, one.a), _side(kg, one.b), one.a.kind, one.relation, score, margin, reasons(one), difference)


def reasons(one: Scored) -> str:
    """Why two items are put together, in Chinese."""
    said = []
    if one.a.title == one.b.title:
        said.append("标题相同")
    elif one.likeness.title >= 0.3:
        said.append("标题相近")
    names = [d.name for x in one.a.doers.values() for d in x if d.cores & one.b.cores]
    if names:
        said.append("单位对应：" + "、".join(dict.fromkeys(names[:4])))
    if one.shared:
        said.append("共有词语：" + "、".join(one.shared))
    return "；".join(said)


def _side(kg: KnowledgeGraph, item: Item) -> Side:
    number = kg.text(item.document, "number") or kg.text(item.document, "title")
    return Side(number, item.number, item.path, item.title)


class Titles:
    """The titles of all documents, by which a word of a title is known to be telling: names of places and years are none."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        places = {
            name for region in kg.nodes("Region") for name in (kg.caption(region), short_name(kg.caption(region)))
        }
        self._words = {
            d: frozenset(w for w in words_of(kg.text(d, "title")) - places if not w.isdigit()) for d in kg.own_documents
        }
        self._in = Counter(word for words in self._words.values() for word in words)

    def likeness(self, a: str, b: str) -> float:
        """The part of the telling words of the shorter title that both have, 0 to 1."""
        one, two = self._words.get(a, frozenset()), self._words.get(b, frozenset())
        shorter = min(self._weight(one), self._weight(two))
        return self._weight(one & two) / shorter if shorter else 0.0

    def _weight(self, words: frozenset[str]) -> float:
        return sum(telling(w) * math.log(1 + len(self._words) / self._in[w]) for w in words)
