"""Fit the thresholds of answering on questions with known answers, each place left out in turn.

Every question is weighed once; then thresholds are tried on a grid. For each place those are taken that do best on all other places
(right answers less twice the wrong ones), and counted on the place left out. Printed: the curve of wrong against silent over all
questions, the figures with the place left out, and the thresholds that do best on all (to be set in queries/data/weights.yaml).

Usage: python -m tools.fit_answers GRAPH EVALUATE_PY GOLD_DIR [GOLD_DIR ...]
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from zhize.graph.store.sqlite.reader import Reader
from zhize.queries import decide, rank
from zhize.queries.ask import Asker
from zhize.queries.say import say, silent

GRID = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
Pair = tuple[float, float]


def main() -> None:
    """Weigh, try, print."""
    graph, evaluator, *folders = (Path(a) for a in sys.argv[1:])
    spec = importlib.util.spec_from_file_location("evaluate", evaluator)
    assert spec is not None
    assert spec.loader is not None
    evaluate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evaluate)
    asker = Asker(Reader.open(graph).graph())
    weighed = [(f, q["q"], *asker.weigh(q["q"])) for f in folders for q in evaluate.read(f / "qa.jsonl")]
    figures = {(a, b): _score(asker, evaluate, weighed, folders, (a, b)) for a in GRID for b in GRID}
    for pair, by_place in figures.items():
        right, wrong, number = (sum(row[i] for row in by_place.values()) for i in range(3))
        print(
            f"facts {pair[0]:.2f} text {pair[1]:.2f}: right {right / number:.3f} wrong {wrong / number:.3f} of {number}"
        )
    left = [figures[_best(figures, [p for p in by_place if p != place])][place] for place in by_place]
    print(f"place left out: right {sum(r[0] for r in left) / sum(r[2] for r in left):.3f} "
          f"wrong {sum(r[1] for r in left) / sum(r[2] for r in left):.3f}")  # fmt: skip
    print("best on all: facts {:.2f} text {:.2f}".format(*_best(figures, list(by_place))))


def _best(figures: dict[Pair, dict[str, Sequence[int]]], places: list[str]) -> Pair:
    return max(figures, key=lambda pair: sum(figures[pair][p][0] - 2 * figures[pair][p][1] for p in places))


def _score(
    asker: Asker, evaluate: Any, weighed: list[Any], folders: list[Path], pair: Pair
) -> dict[str, Sequence[int]]:
    """Right, wrong and all questions of each place under a pair of thresholds."""
    fitted = msgspec.structs.replace(rank.weights(), fact_threshold=pair[0], threshold=pair[1])
    setattr(decide, "weights", lambda: fitted)  # noqa: B010 - the module's name is replaced for this run
    out: dict[str, Sequence[int]] = {}
    for folder in folders:
        rows = []
        for place, text, parts, links in weighed:
            if place != folder:
                continue
            now = [decide.Part(p.asked, decide.decide(p.decision.ranked)) for p in parts]
            found = not links.unknown and any(p.decision.chosen for p in now)
            answer = say(asker.ground, text, now, links) if found else silent(asker.ground, text, now, links, "")
            rows.append(json.dumps(msgspec.to_builtins(answer), ensure_ascii=False))
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.write("\n".join(rows))
            file.flush()
            scores, _ = evaluate.score_answers(Path(file.name), [folder])
        wrong = scores["answers: wrong, not silent"]
        out[folder.name] = (scores["answers: all"].hit, wrong.hit, wrong.hit + wrong.missed)
    return out


if __name__ == "__main__":
    main()
