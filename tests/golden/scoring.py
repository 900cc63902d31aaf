"""Score a graph against a gold folder with the evaluation script that comes with the gold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from zhize.api import OpenGraph
from zhize.graph.views.tables import write_tables

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")

Scores = dict[str, float]


def scores(graph: OpenGraph, script: Path, gold: Path, work: Path) -> Scores:
    """F1 of every figure of one gold folder: facts and answers."""
    facts = work / "facts"
    if not facts.exists():
        write_tables(graph.kg, facts)
    questions = _run(script, "questions", gold).splitlines()
    answers = work / f"{gold.name}-answers.jsonl"
    rows = []
    for question in questions:
        answer = graph.ask(question)
        rows.append(
            {"question": question, "answered": answer.answered, "answer": answer.answer, "items": list(answer.items)}
        )
    answers.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    out: Scores = {}
    for what, path in (("facts", facts), ("answers", answers)):
        figures = json.loads(_run(script, what, path, gold, "--json"))
        out |= {name: row["f1"] for name, row in figures.items() if row["gold"] or name == "documents"}
    return out


def _run(script: Path, *args: object) -> str:
    command = [sys.executable, str(script), *map(str, args)]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def load_floors() -> dict[str, Scores]:
    """The scores last reached, by gold folder."""
    floors: dict[str, Scores] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors
