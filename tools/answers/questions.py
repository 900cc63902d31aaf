"""Questions of our own on the print of the corpus: build the papers they are asked of, ask them, count right, wrong and silent.

The questions lie in `tests/golden/questions`: one JSON object a line with the question `q`, its `type`, what an answer `must` hold
and `must_not`, the `file` of the corpus that answers it. Those of type `none` are to be met with silence.

Usage: python -m tools.answers.questions [SHARED] [--misses]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

import zhize
from tools.answers.gather import Judge, evaluator
from tools.evaluation.gold import ROOT, SCRIPT, SHARED
from zhize.api import OpenGraph

QUESTIONS = ROOT / "tests" / "golden" / "questions"


class Tally(msgspec.Struct):
    """How questions were met: all, answered rightly (or rightly not), answered wrongly, and what was missed."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    misses: list[str] = []

    def __str__(self) -> str:
        """The shares as one line."""
        return f"{self.asked} questions, right {self.right / self.asked:.3f}, wrong {self.wrong / self.asked:.3f}"


def own_questions() -> list[dict[str, Any]]:
    """All questions of our own."""
    lines = (line for file in sorted(QUESTIONS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [msgspec.json.decode(line) for line in lines]


def build(corpus: Path, work: Path, questions: Iterable[dict[str, Any]]) -> OpenGraph:
    """One graph of the papers that some questions are asked of.

    Args:
        corpus: the folder with the papers.
        work: an empty folder.
        questions: the questions, each with its `file`.

    Raises:
        FileNotFoundError: a paper is not in the corpus.
    """
    papers = work / "papers"
    papers.mkdir()
    for name in sorted({question["file"] for question in questions}):
        shutil.copyfile(corpus / name, papers / name)
    zhize.build(papers, work / "kg")
    return zhize.open(work / "kg")


def tally(graph: OpenGraph, questions: Iterable[dict[str, Any]], judge: Judge) -> Tally:
    """Ask questions of a graph and count."""
    out = Tally()
    for question in questions:
        answer = graph.ask(question["q"])
        silent = question["type"] == "none"
        held = answer.answered and judge.right(question, answer.items, answer.answer)
        good = not answer.answered if silent else held
        out.asked += 1
        out.right += good
        out.wrong += answer.answered and not good
        if not good:
            said = "；".join(answer.items)[:80] if answer.answered else ""
            out.misses.append(f"{question['file'][:24]} [{question['type']}] {question['q']} -- {said or 'silent'}")
    return out


def measure(shared: Path, work: Path) -> Tally:
    """Build the papers and ask all questions of our own."""
    questions = own_questions()
    graph = build(shared / "corpus", work, questions)
    try:
        return tally(graph, questions, Judge(evaluator(shared / SCRIPT), None))
    finally:
        graph.close()


def main() -> None:
    """Print the figures, and the misses where they are asked for."""
    given = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    with tempfile.TemporaryDirectory() as work:
        found = measure(given[0] if given else SHARED, Path(work))
    if "--misses" in sys.argv:
        print(*found.misses, sep="\n")
    print(found)


if __name__ == "__main__":
    main()
