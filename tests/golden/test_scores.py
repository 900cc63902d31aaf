"""The gate: no figure pooled over all gold falls against the committed run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REPORT, need_shared
from tools.evaluation.measure import measure
from tools.evaluation.report import change_lines, short_lines
from tools.evaluation.runs import changes, comparable, fallen, read_run


@pytest.mark.real
def test_no_pooled_figure_falls(tmp_path: Path) -> None:
    committed = read_run()
    assert committed is not None, "tests/golden/run.json is missing: make eval EVAL=--write"
    taken = measure(need_shared(), tmp_path)
    REPORT.extend(short_lines(taken.run, committed))
    if not comparable(taken.run, committed):
        pytest.skip("the gold or its script is not that of the committed run")
    problems = fallen(taken.run, committed)
    lost = [c for c in changes(taken.run, committed, taken.scores) if not c.better]
    assert not problems, "\n".join([*problems, *change_lines(lost, 40)])
