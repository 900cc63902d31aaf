"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all, with its folder, and return its path.

    A reader sees either the old file or the new one, also when the program is killed half-way; what a killed program
    left behind goes with the next writing. The file has the mode that the system gives new files, or keeps its own. A
    link stays a link to what is written; a device or a pipe is written into.
    """
    target = path.resolve() if path.is_symlink() else path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return path
    _clear(target)
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), "wb") as file:
            file.write(data)
        with suppress(FileNotFoundError):
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return path


def _clear(target: Path) -> None:
    """Remove what programs that are gone left behind of a file."""
    before = f".{target.name}."
    for part in target.parent.glob(f"{_escaped(before)}*.part"):
        owner = part.name.removeprefix(before).partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            part.unlink(missing_ok=True)


def _escaped(text: str) -> str:
    """A text as `glob` takes it for itself."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
