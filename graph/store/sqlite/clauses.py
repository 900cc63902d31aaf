"""Looking clauses up by the words that they hold, in the index of pairs of characters that lies in the file.

>>> clauses_about(reader, ["清掏", "雨水篦子"], most=50)                     # doctest: +SKIP
[ClauseHit(node='clause:…', text='…', weight=7.3), ...]
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import msgspec

from zhize.graph.store.sqlite.grams import grams
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.views import kind_of

TEXT = (
    "coalesce((SELECT text FROM clause_texts WHERE subject = n.id), (SELECT value FROM facts WHERE subject = n.id "
    "AND predicate = (SELECT id FROM terms WHERE term = 'text') LIMIT 1))"
)
"""The text of a clause as SQL; n is the row of its node."""
RAREST = 12
"""So many of the rarest pieces of a topic are looked up."""


class ClauseHit(msgspec.Struct, frozen=True):
    """A clause that holds pieces of a topic. `weight` is the sum of the rarities of those it holds, `held` what they are."""

    node: str
    text: str
    weight: float
    held: tuple[str, ...]


_AT_ONCE = 500
_counted: WeakKeyDictionary[Reader, int] = WeakKeyDictionary()
"""How many clauses the graphs that are open have."""


def clauses_with(reader: Reader, words: Sequence[str], most: int = 5000, enough: int | None = None) -> list[str]:
    """The ids of the clauses that hold all words, each as it stands.

    Args:
        reader: an open graph.
        words: what they hold.
        most: so many that hold the pieces of the words are looked at.
        enough: so many clauses are enough.
    """
    parts = [part for word in words for part in _parts(reader, word)]
    if not parts:
        return []
    query = "SELECT rowid FROM clauses WHERE clauses MATCH ? LIMIT ?"
    rows = [n for (n,) in list(reader.rows(query, (" AND ".join(parts), most)))]
    lower = [word.lower() for word in words]
    out: list[str] = []
    for at in range(0, len(rows), _AT_ONCE):
        found = _clauses(reader, rows[at : at + _AT_ONCE])
        told = [found[n] for n in rows[at : at + _AT_ONCE] if n in found]
        out += [node for node, text in told if all(word in text.lower() for word in lower)]
        if enough is not None and len(out) >= enough:
            return out[:enough]
    return out


def _parts(reader: Reader, word: str) -> list[str]:
    """A word as conditions of FTS5; of a single Han character all pairs that hold it."""
    pieces = grams(word)
    if len(pieces) == len(word) == 1:
        terms = reader.rows("SELECT term FROM clause_words WHERE instr(term, ?)", (word,))
        pairs = " OR ".join(f'"{term}"' for (term,) in terms)
        return [f"({pairs})"] if pairs else [f'"{word}"']
    return [f'"{piece}"' for piece in pieces]


def clauses_about(reader: Reader, topic: Iterable[str], most: int = 30) -> list[ClauseHit]:
    """The clauses that hold most of a topic, best first, each piece weighted by its rarity in the graph.

    Args:
        reader: an open graph.
        topic: words of a question; each is cut into pairs of characters, of which the rarest are looked up.
        most: so many clauses at most.
    """
    weights = _rarities(reader, {gram for word in topic for gram in grams(word)})
    rarest = sorted(weights, key=lambda g: (-weights[g], g))[:RAREST]
    total: dict[int, float] = defaultdict(float)
    held: dict[int, list[str]] = defaultdict(list)
    for gram in rarest:
        for (number,) in reader.rows("SELECT rowid FROM clauses WHERE clauses MATCH ?", (f'"{gram}"',)):
            total[number] += weights[gram]
            held[number].append(gram)
    best = sorted(total, key=lambda n: (-total[n], n))[:most]
    found = _clauses(reader, best)
    hits = [ClauseHit(*told, total[n], tuple(held[n])) for n in best if (told := found.get(n))]
    return sorted(hits, key=lambda h: (-h.weight, h.node))


def _rarities(reader: Reader, pieces: Iterable[str]) -> dict[str, float]:
    """How telling pieces are: the logarithm of all clauses over those that hold one; pieces of no clause are left out."""
    every = _counted.get(reader)
    if every is None:  # counting goes through all of them
        every = _counted[reader] = int(reader.one(f"SELECT count(*) FROM nodes WHERE kind = {kind_of('Clause')}")[0])  # noqa: S608
    out: dict[str, float] = {}
    for piece in pieces:
        row = reader.one("SELECT doc FROM clause_words WHERE term = ?", (piece,))
        if row is not None:
            out[piece] = math.log((1 + every) / row[0])
    return out


def _clauses(reader: Reader, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The ids and texts of some clauses by their numbers."""
    query = f"SELECT n.id, n.node, {TEXT} FROM nodes n WHERE n.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - words of our own
    return {n: (node, text) for n, node, text in reader.rows(query, (msgspec.json.encode(numbers).decode(),))}
