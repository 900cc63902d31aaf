"""What meaning beyond words is worth: is a clause that holds the answer among the first 1, 5, 10, 30?

By words alone, by words with those near in meaning (as shipped), and with vectors of clauses too, where the graph has them
(`zhize build … --semantic`).

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
from zhize.queries.semantic import ClauseVectors

DEPTHS = (1, 5, 10, 30)


class Table(msgspec.Struct):
    """For each depth how many questions have a clause with their answer that far up."""

    asked: int = 0
    found: list[int] = msgspec.field(default_factory=lambda: [0] * len(DEPTHS))

    def row(self, name: str) -> str:
        """The shares as a row of a table in Markdown."""
        return f"| {name} | " + " | ".join(f"{n / (self.asked or 1):.2f}" for n in self.found) + " |"


def measure(asker: Asker, questions: list[dict[str, Any]], bare: Callable[[str], str], *, vectors: bool) -> Table:
    """The table of some questions: the clauses of the first part, ranked as answers are.

    A question counts where one clause of the graph holds all of its answer.
    """
    table = Table()
    for question in questions:
        asked = asker.weigh(question["q"])[0][0].asked
        wanted = [bare(m) for m in question["must"]]
        right = {r.key for r in asked.ground.said.rows if all(w in bare(r.text) for w in wanted)}
        if not right:
            continue
        near = asked.ground.near(question["q"]) if vectors else None
        rows = close(asked.ground, asked.terms, asked.scope, near=near)
        place = next((n for n, r in enumerate(rows) if r.passage.key in right), len(rows) + 99)
        table.asked += 1
        table.found = [n + (place < depth) for n, depth in zip(table.found, DEPTHS, strict=True)]
    return table


def main() -> None:
    """Print the table for words alone, for words with their meaning, and with vectors of clauses."""
    graph, path, *golds = sys.argv[1:]
    evaluate = evaluator(Path(path))
    questions = [q for g in golds for q in evaluate.read(Path(g) / "qa.jsonl") if q["type"] != "none" and q["must"]]
    opened = api.open(Path(graph))
    whole = rank.weights()
    ways: list[tuple[str, float, ClauseVectors | None]] = [
        ("words alone", 0.0, None),
        ("words and their meaning", whole.meaning, None),
    ]
    if known := ClauseVectors.of(Path(graph)):
        ways.append(("words, their meaning and vectors of clauses", whole.meaning, known))
    print("| ranking | " + " | ".join(map(str, DEPTHS)) + " | questions |")
    for name, weight, vectors in ways:
        used = msgspec.structs.replace(whole, meaning=weight)
        rank.weights = lambda used=used: used  # type: ignore[assignment]
        table = measure(Asker(opened.light, vectors), questions, evaluate.bare, vectors=vectors is not None)
        print(f"{table.row(name)} {table.asked} |", flush=True)
    rank.weights = lambda: whole  # type: ignore[assignment]


if __name__ == "__main__":
    main()
