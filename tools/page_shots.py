"""Pictures of the pages of the web interface, taken by a headless Chromium of a served graph; for the documentation.

Chromium is that of `ZHIZE_CHROMIUM`, else the first usual name that is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDE, HIGH = 1100, 760
"""Size of a picture, in pixels of the page."""
SHOTS = {
    "page-ask": f"/ask?q={quote('谁负责清掏雨水篦子？')}",
    "page-tasks": f"/tasks?agency={quote('青石区教育和体育局')}",
    "page-cascade": f"/cascade?topic={quote('校园食品安全')}",
    "page-compare": f"/compare?a={quote('云州市')}&b={quote('青石区')}",
}
"""What is taken, by the name of its file: the address of the page."""
SOURCE = "page-source"
"""The print of the first source of the answer, as a click on it opens it."""


def chromium() -> str | None:
    """The path of a Chromium; None where there is none."""
    wanted = os.environ.get("ZHIZE_CHROMIUM")
    return next((found for name in ((wanted,) if wanted else NAMES) if (found := shutil.which(name))), None)


@contextmanager
def _served(graph: Path) -> Iterator[str]:
    """The address of a server of a graph."""
    command = [sys.executable, "-m", "zhize.cli", "--lang", "en", "serve", str(graph), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"Pages: (http://\S+?)/(?:\s|$)", line):
                yield found[1]
                return
        raise RuntimeError("The server did not start.")
    finally:
        process.terminate()
        process.wait()


def take(graph: Path, folder: Path) -> list[Path]:
    """Write the pictures (PNG) of a graph's pages into a folder; nothing where there is no Chromium or no playwright."""
    path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        return []
    made = []
    with _served(graph) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, locale="zh-CN")
        for name, where in SHOTS.items():
            page.goto(address + where)
            made.append(folder / f"{name}.png")
            page.screenshot(path=made[-1])
            if name == "page-ask":
                page.locator('a[href*="at="]').first.click()
                page.wait_for_load_state()
                page.locator("#at").evaluate("mark => mark.scrollIntoView({block: 'center'})")
                made.append(folder / f"{SOURCE}.png")
                page.screenshot(path=made[-1])
        browser.close()
    return made
