"""What meaning beyond words is worth: is a clause that holds the answer among the first 1, 5, 10, 30, with and without word vectors?

Usage: python -m tools.answers.meaning GRAPH EVALUATE_PY GOLD...
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from tools.answers.gather import evaluator
from zhize import api
from zhize.queries import rank
from zhize.queries.ask import Asker
from zhize.queries.said import close

DEPTHS = (1, 5, 10, 30)
PLAIN = ("deadline", "amount", "target", "duty", "lead", "contact", "condition", "penalty")
"""Kinds of questions whose answer stands in one clause."""


class Table(msgspec.Struct):
    """For each depth how many questions have a clause with their answer that far up."""

    asked: int = 0
    found: list[int] = msgspec.field(default_factory=lambda: [0] * len(DEPTHS))

    def row(self, name: str) -> str:
        """The shares as a row of a table in Markdown."""
        return f"| {name} | " + " | ".join(f"{n / (self.asked or 1):.2f}" for n in self.found) + " |"


def measure(asker: Asker, questions: list[dict[str, Any]], bare: Callable[[str], str]) -> Table:
    """The table of some questions: the clauses of the first part, ranked as answers are."""
    table = Table()
    for question in questions:
        parts, _ = asker.weigh(question["q"])
        asked = parts[0].asked
        rows = close(asked.ground, asked.terms, asked.scope)
        wanted = [bare(m) for m in question["must"]]
        place = next((n for n, r in enumerate(rows) if all(w in bare(r.passage.text) for w in wanted)), len(rows) + 99)
        table.asked += 1
        table.found = [n + (place < depth) for n, depth in zip(table.found, DEPTHS, strict=True)]
    return table


def main() -> None:
    """Print the table for words alone and for words with their meaning."""
    graph, path, *golds = sys.argv[1:]
    evaluate = evaluator(Path(path))
    questions = [q for g in golds for q in evaluate.read(Path(g) / "qa.jsonl") if q["type"] in PLAIN]
    asker = Asker(api.open(Path(graph)).kg)
    whole = rank.weights()
    print("| ranking | " + " | ".join(map(str, DEPTHS)) + " |")
    for name, weight in (("words alone", 0.0), ("words and their meaning", whole.meaning)):
        used = msgspec.structs.replace(whole, meaning=weight)
        rank.weights = lambda used=used: used  # type: ignore[assignment]
        print(measure(asker, questions, evaluate.bare).row(name), flush=True)
    rank.weights = lambda: whole  # type: ignore[assignment]


if __name__ == "__main__":
    main()
