"""The search of the documentation, where its pages are opened as files: what stands for a worker then."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.browser import browser, opened
from tests.conftest import ROOT

SHIM = ROOT / "docs/assets/iframe-worker.js"


@pytest.mark.browser
def test_a_page_that_is_a_file_has_a_worker(tmp_path: Path) -> None:
    """It loads what it needs before it goes on, and answers what was asked before it was there."""
    (tmp_path / "shim.js").write_text(SHIM.read_text("utf-8"), encoding="utf-8")
    (tmp_path / "more.js").write_text("self.more = 40;", encoding="utf-8")
    (tmp_path / "worker.js").write_text(
        "addEventListener('message', async (e) => { await importScripts('more.js'); postMessage(more + e.data); });",
        encoding="utf-8",
    )
    page = tmp_path / "page.html"
    page.write_text(
        "<script src=shim.js></script><body><script>const w = new Worker('worker.js');"
        "w.addEventListener('message', (e) => { window.answer = e.data; }); w.postMessage(2);</script>",
        encoding="utf-8",
    )
    with browser() as running, opened(running, page) as shown:
        shown.page.wait_for_function("window.answer !== undefined")
        assert shown.page.evaluate("window.answer") == 42
        assert shown.problems == []


def test_the_site_takes_it_from_here() -> None:
    """The library would else refer to one that lies outside."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert "offline" in config["plugins"]
    assert [ROOT / "docs" / name for name in config["extra"]["polyfills"]] == [SHIM]
