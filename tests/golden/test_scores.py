"""The golden scores: no figure of any gold folder falls below what was reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REPORT, ROOT, need_shared
from tests.golden.scoring import load_floors, scores
from zhize.api import OpenGraph

FOLDERS = sorted(load_floors())
TARGETS = {
    "documents": 1.0,
    "document title": 0.95,
    "document issuer": 0.95,
    "document date": 0.95,
    "assignment (task, role, agency)": 0.85,
}


@pytest.mark.real
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_figure_falls(folder: str, real_graph: OpenGraph, sample_graph: OpenGraph, tmp_path: Path) -> None:
    script = need_shared() / "eval" / "evaluate.py"
    own = folder.startswith("samples/")
    gold = ROOT / "samples" / "gold" / folder.removeprefix("samples/") if own else need_shared() / "gold" / folder
    reached = scores(sample_graph if own else real_graph, script, gold, tmp_path)
    floors = load_floors()[folder]
    fallen = {
        name: (value, reached.get(name, 0.0)) for name, value in floors.items() if reached.get(name, 0.0) < value - 1e-9
    }
    for name, value in reached.items():
        change = value - floors.get(name, 0.0)
        REPORT.append(
            f"{folder:28} {name:36} {value:6.3f} {change:+.3f}"
            if abs(change) > 1e-9
            else f"{folder:28} {name:36} {value:6.3f}"
        )
    assert not fallen, f"{folder}: fell (floor, now): {fallen}"
    if not own:
        assert all(reached[name] >= target for name, target in TARGETS.items() if name in reached)
