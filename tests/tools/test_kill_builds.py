"""Killed builds, in short form; `python -m tools.kill_builds` is the long one."""

from __future__ import annotations

from tools.kill_builds import run


def test_a_killed_build_leaves_the_old_graph_or_the_new_one() -> None:
    outcome = run(kills=8, seed=7)
    assert (outcome.neither, outcome.left) == ([], [])
    assert outcome.old + outcome.new + outcome.none == 8
