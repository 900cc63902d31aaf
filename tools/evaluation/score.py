"""Score a graph with the evaluation script that comes with the gold, and keep the rows that it compares."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from tools.evaluation.figures import CEILING, EXTRA, HIT, MISSED, RIGHT, SILENT, WRONG, Counts, Figures, Row, counted
from tools.evaluation.gold import Gold, digest_of
from zhize.api import OpenGraph

LABEL = 24
"""Characters of a document's title that a kept row may hold."""


class Reply(msgspec.Struct, frozen=True):
    """An answer as the evaluation script reads it."""

    question: str
    answered: bool
    answer: str
    items: list[str]


class FolderScore(msgspec.Struct, frozen=True):
    """What one folder of gold came to: counts per figure, and every row that was compared."""

    figures: Figures
    rows: list[Row]


class _Tally:
    """Stands in for the script's own counter: the same counts, and the rows behind them."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []

    def add(self, gold: set[Any], got: set[Any], where: str = "") -> None:
        for outcome, items in ((HIT, gold & got), (MISSED, gold - got), (EXTRA, got - gold)):
            self.rows += [(outcome, where, str(item)) for item in items]


def load_script(path: Path) -> ModuleType:
    """The evaluation script as a module that keeps the rows it compares."""
    spec = importlib.util.spec_from_file_location("evaluate", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["Score"] = _Tally
    return module


def ask_all(graph: OpenGraph, golds: Sequence[Gold], out: Path) -> Path:
    """Ask every question of the gold of a graph; writes the answers as JSON Lines and returns their file."""
    lines = []
    for question in dict.fromkeys(row["q"] for gold in golds for row in _questions(gold)):
        answer = graph.ask(question.replace("\n", " "))
        lines.append(msgspec.json.encode(Reply(question, answer.answered, answer.answer, list(answer.items))) + b"\n")
    out.write_bytes(b"".join(lines))
    return out


def score_folder(script: ModuleType, gold: Gold, facts: Path, answers: Path | None) -> FolderScore:
    """The counts and rows of one folder of gold; without `answers` its questions are left out."""
    rows = [
        Row(figure, outcome, _label(where, gold), _key(figure, where, item), f"{where} {item}".strip())
        for figure, tally in script.score_facts(facts, [gold.folder]).items()
        for outcome, where, item in tally.rows
    ]
    figures = counted(rows)
    if answers is not None:
        asked, replies = _score_answers(script, gold, answers)
        figures |= asked
        rows += replies
    return FolderScore(figures, rows)


def _score_answers(script: ModuleType, gold: Gold, answers: Path) -> tuple[Figures, list[Row]]:
    tallies, misses = script.score_answers(answers, [gold.folder])
    figures = counted(Row(f, outcome, "", "") for f, tally in tallies.items() for outcome, _, _ in tally.rows)
    if RIGHT in figures:
        figures.setdefault(CEILING, Counts(0, figures[RIGHT].gold, 0))
    given = {reply.question: reply for reply in _read(answers, Reply)}
    rows = []
    for row in _questions(gold):
        question, kind = row["q"], row["type"]
        missed = any(line.startswith(f"{gold.folder.name} [{kind}] {question} -- ") for line in misses)
        outcome = HIT if not missed else WRONG if given[question].answered else SILENT
        text = f"[{kind}] {question}" + (f" -- {'、'.join(given[question].items)[:60]}" if outcome == WRONG else "")
        rows.append(Row(RIGHT, outcome, "", _key(RIGHT, kind, question), text))
    return figures, rows


def _questions(gold: Gold) -> list[dict[str, Any]]:
    file = gold.folder / "qa.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()] if file.exists() else []


def _read(file: Path, kind: type[Reply]) -> list[Reply]:
    return [msgspec.json.decode(line, type=kind) for line in file.read_bytes().splitlines()]


def _key(*parts: str) -> str:
    return digest_of("\x1f".join(parts).encode() for _ in range(1))[:8]


def _label(where: str, gold: Gold) -> str:
    first = where.split(" ")[0]
    return "" if first in ("None", gold.folder.name) else first[:LABEL]
