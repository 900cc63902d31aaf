"""A headless Chromium without network for tests that look at a page.

Use it as a context manager; it skips the test with the reason when there is no browser, and fails in CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The path of a Chromium: `ZHIZE_CHROMIUM` if set, else the first usual name that exists."""
    wanted = os.environ.get("ZHIZE_CHROMIUM")
    for name in (wanted,) if wanted else _NAMES:
        if found := shutil.which(name):
            return found
    return None


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    path = chromium()
    if path is None:
        _missing("No Chromium found: install one or set ZHIZE_CHROMIUM to its path.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("The Python package playwright is not installed.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


class OpenPage:
    """A page opened from a file with the network off, and everything it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("requestfailed", lambda request: self.problems.append(f"failed: {request.url}"))
        page.on("request", lambda request: self.requests.append(request.url))


@contextmanager
def opened(
    running: Browser, path: Path, *, dark: bool = False, width: int = 1280, height: int = 800, zone: str | None = None
) -> Iterator[OpenPage]:
    """The file at `path` in a fresh offline context."""
    context = running.new_context(
        offline=True,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="zh-CN",
        timezone_id=zone,
    )
    try:
        result = OpenPage(context.new_page())
        result.page.goto(path.resolve().as_uri())
        yield result
    finally:
        context.close()
