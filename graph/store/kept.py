"""Databases kept beside a graph: made or brought up to date whole or not at all, found again by the stamp of the graph they hold.

In the folder of a database lie the database itself, in a folder of its own, and a file `stamp` that says which graph it
holds and what each of its files was when it was made: so damage is told from the bytes, and what is damaged is made anew.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.files import hash_of, locked, make_folder, outside, remove_empty, umask, write_atomically
from zhize.messages import Sentence

_WAIT = 1800.0
"""Seconds to wait for another process that makes the same database."""


class _File(msgspec.Struct, frozen=True, array_like=True):
    """What a file was: its size, the times of its last change, the hash of its bytes."""

    size: int
    changed: tuple[int, int]
    hash: str


class _Stamp(msgspec.Struct, frozen=True):
    """What the database in the folder `name` holds: the graph's stamp, the layout, its files by their paths."""

    layout: int
    stamp: str
    name: str
    files: dict[str, _File]


def keep(
    folder: Path,
    stamp: str,
    layout: int,
    make: Callable[[Path], None],
    what: str,
    rewritten: Sequence[str] = (),
    follow: Callable[[Path, str], bool] | None = None,
) -> Path:
    """Bring a database up to date or make it anew in place of what the folder held, unless another process has just done so.

    Args:
        folder: where it is kept, made where it is missing.
        stamp: what its content is called.
        layout: version of how it is stored; one of another version is not found again.
        make: makes the database at a path that does not exist yet.
        what: what it is, for messages (Cypher store).
        rewritten: names of files that the engine writes anew whenever it closes; they are no part of what was made.
        follow: brings a copy of the database, which was made with the stamp given, up to date; False where it cannot. It is
            tried once, and only of a database that is undamaged; where it fails, the database is made anew.

    Returns:
        Path: where the database lies.

    Raises:
        GraphError: the folder cannot be written.
    """
    folder = folder.resolve()
    try:
        new = make_folder(folder)
    except OSError as error:
        raise GraphError(
            "{folder}: the {what} cannot be written ({reason}).", folder=folder, what=what, reason=error.strerror
        ) from error
    busy = Sentence(
        "{folder}: another zhize is making the {what}. Try again when that has ended.",
        {"folder": str(folder), "what": what},
    )
    try:
        with locked(folder / "lock", busy, wait=_WAIT):
            place = find(folder, stamp, layout)
            if place is None and follow is not None:
                place = _followed(folder, stamp, layout, follow, rewritten)
            return place or _made(folder, stamp, layout, make, rewritten)
    except OSError as error:
        raise GraphError(
            "{folder}: the {what} cannot be written ({reason}).",
            folder=folder,
            what=what,
            reason=error.strerror or error,
        ) from error
    finally:
        remove_empty(new)  # where nothing came of it


def _made(folder: Path, stamp: str, layout: int, make: Callable[[Path], None], rewritten: Sequence[str]) -> Path:
    """Make the database; whoever holds the lock. The old one is there until the new one is."""
    new = _new(folder)
    new.rmdir()  # the engines want to make it themselves; the lock keeps its name free
    try:
        make(new)
        return _set_in(folder, new, stamp, layout, rewritten)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _followed(
    folder: Path, stamp: str, layout: int, follow: Callable[[Path, str], bool], rewritten: Sequence[str]
) -> Path | None:
    """Bring a copy of the database up to date, for others may read the old one; None where it must be made anew."""
    held = _held(folder, layout)
    if held is None:
        return None
    new = _new(folder)
    done = False
    try:
        shutil.copytree(folder / held.name, new, dirs_exist_ok=True)
        done = follow(new, held.stamp)
        return _set_in(folder, new, stamp, layout, rewritten) if done else None
    except (GraphError, OSError):
        done = False
        return None
    finally:
        if not done:
            shutil.rmtree(new, ignore_errors=True)


def _new(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix="db-", dir=folder))


def _set_in(folder: Path, new: Path, stamp: str, layout: int, rewritten: Sequence[str]) -> Path:
    """Put a new database in place of the old one."""
    new.chmod(0o777 & ~umask())
    files = {name: _look(new / name) for name in _names(new) if name not in rewritten}
    said = _Stamp(layout, stamp, new.name, files)
    write_atomically(folder / "stamp", msgspec.json.encode(said) + b"\n")
    for other in folder.glob("db-*"):
        if other != new:
            shutil.rmtree(other, ignore_errors=True)
    return new


def find(folder: Path, stamp: str, layout: int) -> Path | None:
    """The database that was made with this stamp; None where there is none, or a damaged one, and one must be made."""
    held = _held(folder.resolve(), layout, stamp)
    return folder.resolve() / held.name if held else None


def _held(folder: Path, layout: int, stamp: str | None = None) -> _Stamp | None:
    """What the database of a folder holds; None where there is none of this layout (and stamp), or it is damaged."""
    try:
        said = msgspec.json.decode((folder / "stamp").read_bytes(), type=_Stamp)
        place = folder / said.name
        if said.layout != layout or stamp not in (None, said.stamp) or place.parent != folder:
            return None
        now = {name: _same(place / name, known) for name, known in said.files.items()}
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    files = {name: file for name, file in now.items() if file is not None}
    if len(files) < len(now):
        return None
    if files != said.files:  # it was copied: the bytes are the same, the times are not
        with suppress(OSError):
            write_atomically(folder / "stamp", msgspec.json.encode(msgspec.structs.replace(said, files=files)) + b"\n")
    return said


def _names(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def _same(file: Path, known: _File) -> _File | None:
    """What a file is now, None where it is not what it was; it is hashed only where the system says that it changed."""
    size, changed = outside(file)
    if (size, changed) == (known.size, known.changed):
        return known
    now = _look(file)
    return now if (now.size, now.hash) == (known.size, known.hash) else None


def _look(file: Path) -> _File:
    return _File(*outside(file), hash_of(file))
