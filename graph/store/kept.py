"""Databases kept beside a graph: made whole or not at all, found again by the stamp of the graph they hold."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from zhize.errors import GraphError
from zhize.graph.model.facts import digest


def keep(folder: Path, stamp: str, layout: int, make: Callable[[Path], None], what: str) -> Path:
    """Make a database anew and put it in place of what the folder held.

    Args:
        folder: where it is kept, made where it is missing.
        stamp: what its content is called.
        layout: version of how it is stored; one of another version is not found again.
        make: makes the database at a path that does not exist yet.
        what: what it is, for messages (Cypher store).

    Returns:
        Path: where the database lies.

    Raises:
        GraphError: the folder cannot be written.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise GraphError(f"{folder}: the {what} cannot be written ({error.strerror}).") from error
    try:
        make(new / _name(stamp, layout))
        (new / "stamp").write_text(_content(stamp, layout), encoding="utf-8")
        new.chmod(0o755)
        _replace(folder, new)
    except OSError as error:
        raise GraphError(f"{folder}: the {what} cannot be written ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder / _name(stamp, layout)


def find(folder: Path, stamp: str, layout: int) -> Path | None:
    """The database that was made with this stamp; None where there is none and one must be made."""
    folder = folder.resolve()
    try:
        known = (folder / "stamp").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    place = folder / _name(stamp, layout)
    return place if known == _content(stamp, layout) and place.is_dir() else None


def _name(stamp: str, layout: int) -> str:
    return f"db-{digest(str(layout), stamp)}"


def _content(stamp: str, layout: int) -> str:
    return f"{layout}\n{stamp}\n"


def _replace(folder: Path, new: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_name(new.name + "-old")
    folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
