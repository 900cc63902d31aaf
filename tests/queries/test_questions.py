"""A set of questions on the sample gazettes: every type, many wordings, and questions that have no answer there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.conftest import REPORT
from zhize.api import OpenGraph

QUESTIONS: dict[str, list[dict[str, Any]]] = msgspec.yaml.decode(
    Path(__file__).with_name("questions.yaml").read_bytes()
)
FLOOR = 0.82


def _right(graph: OpenGraph, kind: str, row: dict[str, Any]) -> bool:
    answer = graph.ask(row["q"])
    if kind == "none":
        return not answer.answered
    said = "；".join(answer.items)
    most = 120 + 6 * sum(map(len, row["has"]))  # naming whatever might hold the answer is no answer
    return answer.answered and bool(answer.sources) and all(part in said for part in row["has"]) and len(said) <= most


def test_the_questions_are_answered(sample_graph: OpenGraph) -> None:
    wrong = [
        f"{kind}: {row['q']}" for kind, rows in QUESTIONS.items() for row in rows if not _right(sample_graph, kind, row)
    ]
    total = sum(len(rows) for rows in QUESTIONS.values())
    share = 1 - len(wrong) / total
    REPORT.append(f"own questions: {total}, right {share:.3f}")
    assert total >= 150
    assert share >= FLOOR, wrong


REAL: dict[str, list[dict[str, Any]]] = msgspec.yaml.decode(
    Path(__file__).with_name("real_questions.yaml").read_bytes()
)


REAL_FLOOR = 0.55


@pytest.mark.real
def test_questions_on_the_real_issues(real_graph: OpenGraph) -> None:
    wrong = [f"{kind}: {row['q']}" for kind, rows in REAL.items() for row in rows if not _right(real_graph, kind, row)]
    total = sum(len(rows) for rows in REAL.values())
    share = 1 - len(wrong) / total
    REPORT.append(f"questions on the real issues: {total}, right {share:.3f}")
    assert total >= 20
    assert share >= REAL_FLOOR, wrong
