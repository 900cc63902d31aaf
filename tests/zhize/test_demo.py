"""What the demo says can be called next: with names of the graph at hand, and it works."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhize.api import OpenGraph
from zhize.cli import app
from zhize.cli_help import command_line
from zhize.demo import _calls

SERVES = ("serve", "--help")


@pytest.mark.parametrize("question", ["青石区应急局负责什么？", "乌有县某某局负责什么？"])
def test_the_calls_that_are_named_work(sample_graph: OpenGraph, tmp_path: Path, question: str) -> None:
    calls = _calls(sample_graph, sample_graph.path, tmp_path, question)
    assert [call.split()[0] for call in calls] == ["ask", "ledger", "report", "draw", *SERVES]
    assert (question in calls[0]) == ("青石区" in question)
    for call in calls:
        if call.split()[0] not in (*SERVES, "draw"):  # a picture takes long, and has tests of its own
            result = CliRunner().invoke(command_line(app), shlex.split(call))
            assert result.exit_code == 0, result.output
    assert (tmp_path / "单位台账.xlsx").exists()
    assert (tmp_path / "报告.docx").exists()
