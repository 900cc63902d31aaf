"""Where the gold lies: one folder of gold per printed issue or page, and the file that it was made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
"""The folder with gazettes, gold and the evaluation script: beside the repository, or where `SHARED` says."""

SCRIPT = Path("eval") / "evaluate.py"
"""The evaluation script, below the folder that is shared."""

GAZETTES, PLACES, SAMPLES = "gazettes", "places", "samples"
"""Groups of gold: issues read in development, pages of other places, the invented samples of the repository."""

REAL = (GAZETTES, PLACES)


class Gold(msgspec.Struct, frozen=True):
    """A folder of gold: its name, its group, the place that its print is about, a digest of its rows."""

    name: str
    group: str
    place: str
    folder: Path
    digest: str


def gold_folders(shared: Path) -> list[Gold]:
    """All folders of gold: the gazettes' and the other places' below `shared`, then the repository's samples."""
    roots = (
        (GAZETTES, shared / "gold"),
        (PLACES, shared / "places" / "gold"),
        (SAMPLES, ROOT / "samples" / "gold"),
    )
    return [
        Gold(_name(group, folder), group, place_of(folder.name), folder, _digest(folder))
        for group, root in roots
        if root.is_dir()
        for folder in sorted(root.iterdir())
        if folder.is_dir()
    ]


def place_of(name: str) -> str:
    """The place that a file or folder of gold is named after.

    Example:
        >>> place_of("yunzhou-2024-2"), place_of("r14_yunzhou_shuiku"), place_of("p10_shuiku")
        ('yunzhou', 'yunzhou', 'shuiku')
    """
    parts = name.split("_")
    return parts[1] if len(parts) > 1 else name.split("-")[0]


def gather_texts(shared: Path, folder: Path) -> Path:
    """Link the texts of the gazettes and of the other places into one folder, from which one graph is built."""
    folder.mkdir(parents=True)
    for root in (shared / "gazettes", shared / "places" / "texts"):
        for file in sorted(root.iterdir()) if root.is_dir() else ():
            (folder / file.name).symlink_to(file.resolve())
    return folder


def digest_of(parts: Iterable[bytes]) -> str:
    """A short digest of some bytes: the first 12 hex digits of their SHA-256."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()[:12]


def _digest(folder: Path) -> str:
    return digest_of(file.read_bytes() for file in sorted(folder.glob("*.jsonl")))


def _name(group: str, folder: Path) -> str:
    return f"{SAMPLES}/{folder.name}" if group == SAMPLES else folder.name
