"""Questions of our own on the corpus beside the repository: well formed, and answered no worse than when they were committed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import REPORT, need_shared
from tools.answers.questions import measure, own_questions

RIGHT, WRONG = 0.52, 0.07
"""At least and at most, a little beside the figures of the day."""


def test_the_questions_are_of_one_form() -> None:
    rows = own_questions()
    asked = Counter(row["q"] for row in rows)
    silent = [row for row in rows if row["type"] == "none"]
    assert len(asked) == len(rows) >= 400
    assert len(silent) >= len(rows) / 7
    for row in rows:
        assert bool(row["must"]) == (row["type"] != "none"), row["q"]
        assert max(map(len, (*row["must"], *row.get("must_not", ()))), default=0) <= 40, row[
            "q"
        ]  # no sentences of print


@pytest.mark.slow
@pytest.mark.real
def test_own_questions_are_answered(tmp_path: Path) -> None:
    found = measure(need_shared(), tmp_path)
    REPORT.append(f"own questions on the corpus: {found}")
    assert found.right / found.asked >= RIGHT, found.misses
    assert found.wrong / found.asked <= WRONG, found.misses
