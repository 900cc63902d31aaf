"""How alike two items are: by the words of their titles and texts, each word counted by how telling it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

import msgspec

from zhize.graph.language.vocabulary import read_yaml
from zhize.queries.compare.items import Item
from zhize.queries.meaning import segment, words

_COMMON = 6.0
"""What a word costs that tells nothing: one in 400 words of ordinary text."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each likeness counts."""

    title: float
    text: float
    held: float
    doers: float


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights and bounds of compare.yaml, which says what each means."""

    weights: Weights
    holders: float
    least: float
    same: float
    related: float
    titles: float


class Likeness(msgspec.Struct, frozen=True):
    """How alike two items are, 0 to 1 each, the telling words that both have, and the sum that ranks them."""

    title: float
    text: float
    held: float
    doers: float
    score: float
    shared: tuple[str, ...]
    inside: tuple[float, float]


@cache
def measure() -> Measure:
    """Load the weights and bounds.

    Raises:
        SchemaError: the file is malformed.
    """
    return read_yaml(resources.files("zhize.queries") / "data" / "compare.yaml", "queries/data/compare.yaml", Measure)


def words_of(text: str) -> frozenset[str]:
    """The words of a text that may tell something: those of two characters or more, figures, and what no dictionary holds.

    Characters that stand alone between words are part of a word that is not known; they count as pairs.

    Example: `开展爱鸟宣传` -> `开展`, `爱鸟`, `宣传`.
    """
    pieces = segment(text)
    pairs = (a + b for a, b in pairwise(pieces) if len(a) == len(b) == 1 and not (a.isdigit() or b.isdigit()))
    return frozenset([w for w in pieces if len(w) > 1 or w.isdigit()]) | frozenset(p for p in pairs if p in text)


Weight = Callable[[str], float]


class Field:
    """All items of two sides, by which a word is known to be telling: rare in general, and in few of them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.size = len(items)
        self._texts = {i.key: words_of(i.text) for i in items}
        self._titles = {i.key: words_of(i.title) for i in items}
        self._in_all = Counter(w for i in items for w in self._texts[i.key] | self._titles[i.key])
        self._in_titles = Counter(w for found in self._titles.values() for w in found)

    def likeness(self, a: Item, b: Item) -> Likeness:
        """How alike two items of one kind are."""
        title_a, title_b = self._titles[a.key], self._titles[b.key]
        text_a, text_b = self._texts[a.key], self._texts[b.key]
        if a.kind == "task":
            text_a, text_b = text_a | title_a, text_b | title_b
        parts = {
            "title": _cosine(title_a, title_b, self._of_title),
            "text": _cosine(text_a, text_b, self._of_text),
            "held": min(_share(title_a, text_b, self._of_title), _share(title_b, text_a, self._of_title)),
            "doers": _overlap(a.cores, b.cores),
        }
        shared = sorted(text_a & text_b, key=lambda w: (-self._of_text(w), w))
        inside = (_share(text_a, text_b, self._of_text), _share(text_b, text_a, self._of_text))
        return Likeness(**parts, score=_score(a, b, parts), shared=tuple(shared[:6]), inside=inside)

    def _of_text(self, word: str) -> float:
        return telling(word) * math.log(1 + self.size / max(1, self._in_all[word]))

    def _of_title(self, word: str) -> float:
        return telling(word) * math.log(1 + self.size / max(1, self._in_titles[word]))


def _score(a: Item, b: Item, parts: dict[str, float]) -> float:
    """The sum that ranks pairs: of words for tasks, of words and holders for duties, of the name for bodies."""
    by = measure()
    if a.kind == "body":
        return 1.0 if a.core == b.core else 0.5 * parts["title"]
    if a.kind == "duty":
        return parts["text"] + by.holders if parts["doers"] else parts["text"] / 2
    weights: dict[str, float] = msgspec.structs.asdict(by.weights)
    return sum(weight * parts[name] for name, weight in weights.items())


@cache
def telling(word: str) -> float:
    """How much a word tells: how much rarer it is in ordinary text than a common one; most where no dictionary holds it."""
    return max(0.0, words().cost.get(word, words().unknown) - _COMMON)


def _cosine(a: frozenset[str], b: frozenset[str], weight: Weight) -> float:
    both, left, right = (sum(weight(w) ** 2 for w in x) for x in (a & b, a, b))
    return both / math.sqrt(left * right) if left and right else 0.0


def _share(a: frozenset[str], b: frozenset[str], weight: Weight) -> float:
    whole = sum(weight(w) for w in a)
    return sum(weight(w) for w in a & b) / whole if whole else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0
