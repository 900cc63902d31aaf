"""Following a folder: build again when a file of it is new, changed or gone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

Look = tuple[tuple[str, int, int], ...]
PAUSE = 1.0
"""Seconds between two looks. A file that is being copied changes between them: the build waits until none does."""


def follow(
    path: Path, build: Callable[[], None], *, pause: float = PAUSE, wait: Callable[[float], None] = time.sleep
) -> None:
    """Build now and whenever what lies at a path has changed and has been quiet for a while; ends with an exception only.

    Args:
        path: a file or folder.
        build: builds; it tells its own errors.
        pause: seconds between two looks.
        wait: sleeps; tests give their own.
    """
    built: Look | None = None
    before = look(path)
    while True:
        if before != built:
            built = before
            build()
        wait(pause)
        now = look(path)
        while now != before:
            before = now
            wait(pause)
            now = look(path)


def look(path: Path) -> Look:
    """The name, size and time of every file at a path; a path that is gone has none."""
    files = [path] if path.is_file() else [Path(folder) / f for folder, _, names in os.walk(path) for f in names]
    out = []
    for file in files:
        try:
            at = file.stat()
        except OSError:
            continue  # it went away meanwhile
        out.append((os.fspath(file), at.st_size, at.st_mtime_ns))
    return tuple(sorted(out))
