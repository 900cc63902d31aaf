"""Words of a text and how near they are in meaning: a table of word vectors that ships with the program."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import regex

Floats = npt.NDArray[np.float32]
NEAR = 0.55
"""A likeness of two words below this is chance; it is counted from here up to 1."""


class Words:
    """The words of words.txt with their place in the table of vectors."""

    def __init__(self) -> None:
        lines = (resources.files(__package__) / "data" / "words.txt").read_text(encoding="utf-8").split()
        listed, counts = lines[::2], list(map(int, lines[1::2]))
        self.place = dict(zip(listed, range(len(listed)), strict=True))
        total = math.log(sum(counts))
        self.cost = dict(zip(listed, [total - seldom for seldom in map(math.log, counts)], strict=True))
        self.unknown = total + 2.0
        listed.sort(key=len)
        self.reach = dict(zip([word[:2] for word in listed], map(len, listed), strict=True))
        """The length of the longest word that begins with two characters."""


@cache
def words() -> Words:
    """The words that the program knows, loaded when first asked for."""
    return Words()


@cache
def _vectors() -> npt.NDArray[np.int8]:
    """One vector a word, in the order of words.txt. They are whole numbers, so that sums of their products are exact."""
    file = resources.files(__package__) / "data" / "vectors.npy"
    with file.open("rb") as stream:
        table: npt.NDArray[np.int8] = np.load(stream)
    return table


def _rows(places: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The vectors of some words, and the length of each."""
    rows = _vectors()[places].astype(np.float32)
    return rows, np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1e-6)


@lru_cache(256)
def _row(word: str) -> tuple[Floats, Floats]:
    """The vector of a word of the table, and its length."""
    rows, lengths = _rows(np.array([words().place[word]], dtype=np.int64))
    return rows[0], lengths[0]


@cache
def has_vectors() -> bool:
    """Whether the table lies beside the program."""
    return (resources.files(__package__) / "data" / "vectors.npy").is_file()


_RUN = regex.compile(r"\p{Han}+|[A-Za-z][A-Za-z0-9]*|\d+(?:\.\d+)?")


@lru_cache(8192)
def segment(text: str) -> tuple[str, ...]:
    """The words of a text: the likeliest cut of its Han characters by how common the words are.

    Example: `清掏雨水篦子3000个` -> `清掏`, `雨水`, `篦子`, `3000`, `个`.
    """
    out: list[str] = []
    for match in _RUN.finditer(text):
        out += _cut(match[0]) if "一" <= match[0][0] <= "鿿" else (match[0],)
    return tuple(out)


@lru_cache(32768)
def _cut(run: str) -> tuple[str, ...]:
    known = words()
    cost, unknown, reach = known.cost, known.unknown, known.reach
    size = len(run)
    best = [0.0] + [math.inf] * size
    back = [0] * (size + 1)
    for start in range(size):
        before = best[start]
        if before + (price := cost.get(run[start], unknown)) < best[start + 1]:
            best[start + 1], back[start + 1] = before + price, start
        for end in range(start + 2, min(size, start + reach.get(run[start : start + 2], 0)) + 1):
            if (found := cost.get(run[start:end])) is not None and before + found < best[end]:
                best[end], back[end] = before + found, start
    pieces = []
    end = size
    while end:
        pieces.append(run[back[end] : end])
        end = back[end]
    return tuple(pieces[::-1])


@lru_cache(32768)
def _places(run: str) -> tuple[int, ...]:
    """The places of a run's words in the table of vectors."""
    place = words().place
    return tuple({place[w] for w in segment(run) if w in place})


@lru_cache(16384)
def _known(text: str) -> frozenset[int]:
    """The places of a text's words in the table of vectors; texts are often made of runs that others hold as well."""
    return frozenset().union(*[_places(run) for run in _RUN.findall(text)])


@lru_cache(256)
def _alike(word: str) -> dict[int, float]:
    """How near words are to a word, by their places; they are added as texts are met that hold them."""
    return {}


def likeness(word: str, text: str) -> float:
    """How near the nearest word of a text is to a word, 0 to 1; 0 where the table does not know it."""
    if word not in words().place or not has_vectors():
        return 0.0
    known = _known(text)
    if not known:
        return 0.0
    alike = _alike(word)
    if missing := [place for place in known if place not in alike]:
        vector, length = _row(word)
        rows, lengths = _rows(np.array(missing, dtype=np.int64))
        alike.update(zip(missing, ((rows @ vector) / (lengths * length)).tolist(), strict=True))
    best: float = max([alike[place] for place in known])
    return max(0.0, (best - NEAR) / (1 - NEAR))
