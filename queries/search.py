"""Ranked search of a topic in texts: character bigrams and BM25, and how much of the topic a text covers."""

from __future__ import annotations

import math
from collections import Counter

import regex

ENOUGH = 0.5
"""The part of a question's topic that a task or duty must cover to be taken for its answer."""

CLEAR = 0.72
"""A candidate whose score is below this part of the best one's is another matter."""

_HAN = regex.compile(r"\p{Han}")
_WORD = regex.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\p{Han}+")


def grams(text: str) -> list[str]:
    """Tokens of a Chinese text: bigrams of Han characters, whole Latin words and numbers.

    Example: `托育12345` -> `托育`, `12345`.
    """
    out: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match[0]
        if _HAN.match(word):
            out += [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            out.append(word)
    return out


class Index:
    """Texts to be searched by topic."""

    def __init__(self, texts: list[str]) -> None:
        self.size = len(texts)
        self.tokens = [set(grams(t)) for t in texts]
        self.frequency: Counter[str] = Counter(token for tokens in self.tokens for token in tokens)
        self._engine = self._build(texts) if texts else None

    def _build(self, texts: list[str]) -> object:
        import bm25s

        engine = bm25s.BM25()
        engine.index([grams(t) or ["∅"] for t in texts], show_progress=False)
        return engine

    def weight(self, token: str) -> float:
        """How telling a token is: rare ones more. One that no text has may be a slip or two words that met."""
        if not self.frequency[token]:
            return 0.5 * math.log(1 + self.size)
        return math.log(1 + self.size / (1 + self.frequency[token]))

    def coverage(self, topic: str, number: int) -> float:
        """The weighted part of a topic's tokens that a text holds, 0 to 1."""
        wanted = dict.fromkeys(grams(topic))
        total = sum(self.weight(t) for t in wanted) + self._foreign(topic)
        return sum(self.weight(t) for t in wanted if t in self.tokens[number]) / total if total else 0.0

    def _foreign(self, topic: str) -> float:
        """What a word that no text has weighs more, where the topic begins with it.

        Two characters of which neither is known with a neighbour: 火星 of 火星基地建设, where texts speak of
        基地建设 only. What is odd at the end is the asker's own way to put it.
        """
        match = regex.match(r"\p{Han}{2,}", topic)
        if match is None:
            return 0.0
        known = [self.frequency[match[0][i : i + 2]] > 0 for i in range(min(2, len(match[0]) - 1))]
        return 0.0 if any(known) else 0.5 * math.log(1 + self.size)

    def best(self, topic: str, most: int = 20) -> list[tuple[int, float]]:
        """The best texts for a topic with their BM25 scores, best first, ties by position."""
        tokens = [t for t in grams(topic) if t in self.frequency]
        if not tokens or self._engine is None:
            return []
        scores = self._engine.get_scores(tokens)  # type: ignore[attr-defined]
        order = sorted(range(self.size), key=lambda i: (-float(scores[i]), i))
        return [(i, float(scores[i])) for i in order[:most] if scores[i] > 0]
