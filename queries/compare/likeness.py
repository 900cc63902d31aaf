"""How alike two items are: by the words of their titles and texts, each word counted by how telling it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from zhize.graph.language.vocabulary import read_yaml
from zhize.queries.compare.items import Item
from zhize.queries.meaning import segment, words

Floats = npt.NDArray[np.float32]
_COMMON = 6.0
"""What a word costs that tells nothing: one in 400 words of ordinary text."""
_BLOCK = 256
"""So many items of either side are looked at together."""
_ROUNDING = 1e-4
"""More than the quick sums of small numbers can be wrong by."""


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
    """How alike two items are, 0 to 1 each, and the sum that ranks them."""

    title: float
    text: float
    held: float
    doers: float
    score: float


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


class Alike(msgspec.Struct, frozen=True):
    """Two items with how alike they are, and the most telling words that both have."""

    a: Item
    b: Item
    likeness: Likeness
    shared: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """The words of one item: of its title, of all of it, what either weigh as vectors, what those of the title weigh as a sum."""

    title: frozenset[str]
    text: frozenset[str]
    title_length: float
    text_length: float
    title_sum: float


class Field:
    """All items of two sides, by which a word is known to be telling: rare in general, and in few of them.

    What a word weighs is worked out once per word, what an item weighs once per item: pairs are many.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        texts = {i.key: words_of(i.text) for i in items}
        titles = {i.key: words_of(i.title) for i in items}
        in_all = Counter(w for i in items for w in texts[i.key] | titles[i.key])
        in_titles = Counter(w for found in titles.values() for w in found)
        size = len(items)
        self._of_text = {w: telling(w) * math.log(1 + size / n) for w, n in in_all.items()}
        self._of_title = {w: telling(w) * math.log(1 + size / max(1, in_titles[w])) for w in in_all}
        self._words = {
            i.key: self._weighed(titles[i.key], texts[i.key] | titles[i.key] if i.kind == "task" else texts[i.key])
            for i in items
        }

    def _weighed(self, title: frozenset[str], text: frozenset[str]) -> Words:
        of_title, of_text = self._of_title, self._of_text
        return Words(
            title,
            text,
            math.sqrt(math.fsum(of_title[w] ** 2 for w in title)),
            math.sqrt(math.fsum(of_text[w] ** 2 for w in text)),
            math.fsum(of_title[w] for w in title),
        )

    def likeness(self, a: Item, b: Item) -> Likeness:
        """How alike two items of one kind are."""
        one, two = self._words[a.key], self._words[b.key]
        of_title, of_text = self._of_title, self._of_text
        titles = math.fsum(of_title[w] ** 2 for w in one.title & two.title)
        texts = math.fsum(of_text[w] ** 2 for w in one.text & two.text)
        held = min(self._held(one, two), self._held(two, one))
        parts = {
            "title": _share(titles, one.title_length * two.title_length),
            "text": _share(texts, one.text_length * two.text_length),
            "held": held,
            "doers": _overlap(a.cores, b.cores),
        }
        return Likeness(**parts, score=_score(a, b, parts))

    def _held(self, title: Words, text: Words) -> float:
        """The share of the words of a title that stand in a text."""
        return _share(math.fsum(self._of_title[w] for w in title.title & text.text), title.title_sum)

    def _shared(self, a: Item, b: Item) -> tuple[str, ...]:
        """The most telling words that two items have in common, six at most."""
        found = self._words[a.key].text & self._words[b.key].text
        return tuple(sorted(found, key=lambda w: (-self._of_text[w], w))[:6])

    def alike(self, left: Sequence[Item], right: Sequence[Item], least: float) -> Iterator[Alike]:
        """The pairs of items of one kind whose likeness reaches a bound, by the first and then by the second."""
        for i, j in self._near(left, right, least):
            likeness = self.likeness(left[i], right[j])
            if likeness.score >= least:
                yield Alike(left[i], right[j], likeness, self._shared(left[i], right[j]))

    def _near(self, left: Sequence[Item], right: Sequence[Item], least: float) -> list[tuple[int, int]]:
        """The places of the pairs that may reach a bound, by sums that are quick and not quite exact."""
        found = []
        for at in range(0, len(left), _BLOCK):
            for here in range(0, len(right), _BLOCK):
                near = self._bounds(left[at : at + _BLOCK], right[here : here + _BLOCK]) >= least - _ROUNDING
                found += [(at + i, here + j) for i, j in np.argwhere(near).tolist()]
        return sorted(found)

    def _bounds(self, left: Sequence[Item], right: Sequence[Item]) -> Floats:
        """What the likeness of each pair cannot exceed, were their doers the same."""
        kind, by = left[0].kind, measure()
        if kind == "body":
            return np.ones((len(left), len(right)), np.float32)
        one, two = ([self._words[i.key] for i in side] for side in (left, right))
        both = frozenset().union(*(w.text for w in one)) & frozenset().union(*(w.text for w in two))
        place = {word: n for n, word in enumerate(both)}
        texts = [_table([w.text for w in side], place) for side in (one, two)]
        weight = np.array([self._of_text[w] for w in both], np.float32)
        text = (texts[0] * weight**2) @ texts[1].T / _outer(*([w.text_length for w in side] for side in (one, two)))
        if kind == "duty":
            return np.maximum(text + by.holders, text / 2)
        titles = [_table([w.title for w in side], place) for side in (one, two)]
        weight = np.array([self._of_title[w] for w in both], np.float32)
        title = (titles[0] * weight**2) @ titles[1].T / _outer(*([w.title_length for w in side] for side in (one, two)))
        sums = [np.maximum(np.array([w.title_sum for w in side], np.float32), _ROUNDING) for side in (one, two)]
        held = np.minimum(
            (titles[0] * weight) @ texts[1].T / sums[0][:, None], (texts[0] * weight) @ titles[1].T / sums[1][None, :]
        )
        bound: Floats = np.asarray(
            by.weights.title * title + by.weights.text * text + by.weights.held * held + by.weights.doers, np.float32
        )
        return bound


def _table(rows: Sequence[frozenset[str]], place: Mapping[str, int]) -> Floats:
    """Which words stand in which row: 1 where one does."""
    table = np.zeros((len(rows), len(place)), np.float32)
    for n, row in enumerate(rows):
        table[n, [place[w] for w in row if w in place]] = 1
    return table


def _outer(a: Sequence[float], b: Sequence[float]) -> Floats:
    lengths: Floats = np.maximum(np.outer(np.array(a, np.float32), np.array(b, np.float32)), _ROUNDING)
    return lengths


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


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0
