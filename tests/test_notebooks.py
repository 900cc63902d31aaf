"""The notebooks are kept without output and run from top to bottom on the real gazettes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT
from zhize.api import OpenGraph

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
QUICK = {"01", "08"}
"""Those that the quick run takes; all of them run in `make test-all`."""
DRAWN = {"01", "02", "03", "05", "06", "09"}
"""Notebooks that show pictures."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_a_lesson_without_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith(f"# {path.stem[:2]} ")
    assert first.source.rstrip().endswith(".*"), "a summary in English, in italics"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.fixture(scope="module")
def graph(real_graph: OpenGraph) -> Path:
    """The real graph with its stores beside it, so that the notebooks need not make them again."""
    real_graph.cypher("RETURN 1")
    real_graph.sparql("ASK {}")
    return real_graph.path


def executed(path: Path, gazettes: Path, monkeypatch: pytest.MonkeyPatch) -> list[nbformat.NotebookNode]:
    """What the cells of a notebook put out; an error in a cell is raised."""
    monkeypatch.setenv("GAZETTES", str(gazettes))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    return [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]


@pytest.mark.real
@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=p.stem, marks=[] if p.stem[:2] in QUICK else [pytest.mark.slow]) for p in NOTEBOOKS],
)
def test_a_notebook_runs_on_the_real_gazettes(
    path: Path, shared: Path, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPH", str(graph))
    outputs = executed(path, shared / "gazettes", monkeypatch)
    assert len(outputs) >= 6
    shown = [out.data for out in outputs if "data" in out]
    pictures = [data for data in shown if "<iframe" in data.get("text/html", "") or "image/svg+xml" in data]
    assert bool(pictures) == (path.stem[:2] in DRAWN)
    for data in shown:
        assert "<script" not in data.get("text/html", "")  # pictures are shut in their frames
    if path.stem.startswith("01"):
        text = "".join(out.get("text", "") for out in outputs)
        assert "出处" in text
