"""One measurement: build the graph of all texts with gold, score it, ask it, count what its rules stated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import msgspec

import zhize
from tools.evaluation.coverage import Firing, firings
from tools.evaluation.gold import GAZETTES, REAL, ROOT, SAMPLES, SCRIPT, Gold, digest_of, gather_texts, gold_folders
from tools.evaluation.runs import Run, make_run
from tools.evaluation.score import FolderScore, ask_all, load_script, score_folder
from zhize.graph.views.tables import write_tables


class Measurement(msgspec.Struct, frozen=True):
    """A run, the rows behind it, and every firing of a rule on real print."""

    run: Run
    scores: dict[str, FolderScore]
    fired: list[Firing]


def measure(shared: Path, work: Path, *, answers: bool = True) -> Measurement:
    """Measure the program on all gold.

    Args:
        shared: the folder with `gazettes`, `places`, `gold` and the evaluation script.
        work: an empty folder for the graphs.
        answers: whether the questions are asked, which takes most of the time.

    Raises:
        FileNotFoundError: the evaluation script is not in `shared`.
    """
    script = load_script(shared / SCRIPT)
    golds = gold_folders(shared)
    real = [g for g in golds if g.group in REAL]
    samples = [g for g in golds if g.group == SAMPLES]
    texts = gather_texts(shared, work / GAZETTES)
    scores, fired = _score_graph(script, texts, real, work / "real", answers=answers)
    invented, _ = _score_graph(script, ROOT / "samples" / "gazettes", samples, work / SAMPLES, answers=answers)
    run = make_run(digest_of([(shared / SCRIPT).read_bytes()]), scores | invented, golds)
    return Measurement(run, scores | invented, fired)


def corpus_firings(corpus: Path, work: Path) -> list[Firing]:
    """What the rules state on a folder of print without gold."""
    zhize.build(corpus, work / "corpus")
    return firings(zhize.open(work / "corpus").kg, named_files=False)


def _score_graph(
    script: ModuleType, texts: Path, golds: Sequence[Gold], work: Path, *, answers: bool
) -> tuple[dict[str, FolderScore], list[Firing]]:
    zhize.build(texts, work / "kg")
    graph = zhize.open(work / "kg")
    facts = work / "facts"
    write_tables(graph.kg, facts)
    told = ask_all(graph, golds, work / "answers.jsonl") if answers else None
    scores = {gold.name: score_folder(script, gold, facts, told) for gold in golds}
    fired = firings(graph.kg, named_files=True)
    graph.close()
    return scores, fired
