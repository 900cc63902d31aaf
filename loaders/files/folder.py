"""The files of a folder tree: which are read, and for every other one why it is not."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import msgspec

from zhize.errors import ReadError
from zhize.files import like
from zhize.messages import gettext as _
from zhize.messages import later
from zhize.texts import visible

DEEPEST = 64
"""Folders nested deeper than this are left out and named."""
NAMED_ONE_BY_ONE = 8
"""So many files left out for one reason are all named; of more the first ones and their number."""

_REASONS: dict[str, str] = {
    **dict.fromkeys(
        (".xlsx", ".xls", ".et", ".csv", ".ods"),
        later("tables of a spreadsheet are not read; save them as DOCX or PDF"),
    ),
    **dict.fromkeys((".pptx", ".ppt", ".dps"), later("slides are not read; save them as PDF")),
    **dict.fromkeys(
        (".ofd", ".ceb", ".cebx", ".caj"), later("this form of electronic print is not read; save it as PDF")
    ),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), later("archives are not opened; unpack them first")),
    **dict.fromkeys((".mp4", ".mp3", ".avi", ".wav"), later("it holds no text")),
}
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


class Folder(msgspec.Struct, frozen=True):
    """What a path holds: the files to read, sorted, and a sentence for each file or group of files left out."""

    files: tuple[Path, ...]
    skipped: tuple[str, ...] = ()


def shown(path: Path) -> str:
    r"""A path as text that can be written anywhere; names that are no UTF-8 are taken for GB18030.

    Control characters are written as the codes of their bytes, so that two names stay two.

    Example: the bytes of `通知.txt` in GB18030, as old archives hold them -> `通知.txt`; `a\x1b.txt` -> `a%1B.txt`.
    """
    text = _decoded(path.as_posix())
    if visible(text) == text and "\n" not in text and "\t" not in text:
        return text
    return "".join(c if visible(c) == c and c not in "\n\t" else quote(c, errors="surrogatepass") for c in text)


def _decoded(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(text)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", errors="replace")
    return text


def find_files(path: Path, kinds: frozenset[str]) -> Folder:
    """The files at a path: the file itself, or those of a folder tree whose kind is one of `kinds` (`.txt` …).

    Raises:
        ReadError: nothing is there, or the folder holds no file of these kinds.
    """
    if path.is_file():
        return Folder((path,))
    if not path.is_dir() and (meant := like(path)):
        raise ReadError("{path}: there is no such file or folder. Did you mean {meant}?", path=shown(path), meant=meant)
    if not path.is_dir():
        raise ReadError(
            "{path}: there is no such file or folder. Give the path of a gazette or of a folder of them.",
            path=shown(path),
        )
    files: list[Path] = []
    left_out: dict[str, list[str]] = {}

    def leave(file: Path, reason: str) -> None:
        left_out.setdefault(reason, []).append(shown(file.relative_to(path)))

    todo = [(path, 0)]
    while todo:
        folder, depth = todo.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            leave(folder, _("the folder cannot be opened ({reason})", reason=error.strerror))
            continue
        for entry in entries:
            file = Path(entry.path)
            if _is_folder(entry):
                if entry.name.startswith("."):
                    leave(file, _("it is a hidden folder"))
                elif depth >= DEEPEST:
                    leave(file, _("folders nested deeper than {most} are not opened", most=DEEPEST))
                else:
                    todo.append((file, depth + 1))
            elif (reason := _reason(entry, kinds)) is not None:
                leave(file, reason)
            else:
                files.append(file)
    return _folder(shown(path), files, left_out, kinds)


def _folder(path: str, files: list[Path], left_out: dict[str, list[str]], kinds: frozenset[str]) -> Folder:
    skipped = tuple(_sentence(reason, names) for reason, names in sorted(left_out.items()))
    if not files:
        known = " ".join(sorted(kinds))
        raise ReadError(
            "{path}: the folder holds no file that can be read as a gazette ({known}).{skipped}",
            path=path,
            known=known,
            skipped="".join(f" {sentence}" for sentence in skipped),
        )
    return Folder(tuple(sorted(files)), skipped)


def sorted_out(path: str, names: list[str], kinds: frozenset[str]) -> Folder:
    """What a folder elsewhere holds, by the paths in it: what is read, in that order, and what is left out.

    Raises:
        ReadError: it holds no file of these kinds.
    """
    files: list[Path] = []
    left_out: dict[str, list[str]] = {}
    for name in names:
        parts = name.split("/")
        hidden = any(part.startswith(".") for part in parts[:-1])
        reason = _("it is a hidden folder") if hidden else _reason_of_name(parts[-1], kinds)
        if reason is None:
            files.append(Path(name))
        else:
            left_out.setdefault(reason, []).append(name)
    return _folder(path, files, left_out, kinds)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _reason(entry: os.DirEntry[str], kinds: frozenset[str]) -> str | None:
    """Why a file is left out, None where it is read."""
    if _of_system(entry.name):
        return _reason_of_name(entry.name, kinds)
    try:
        if not entry.is_file():
            link = entry.is_symlink()
            return _("it is a link that leads nowhere or to a folder") if link else _("it is no regular file")
    except OSError as error:
        return _("it cannot be opened ({reason})", reason=error.strerror)
    return _reason_of_name(entry.name, kinds)


def _of_system(name: str) -> bool:
    return name.startswith(("~$", ".")) or name.lower() in _SYSTEM or name.endswith("~")


def _reason_of_name(name: str, kinds: frozenset[str]) -> str | None:
    """Why a file of a name is left out, None where it is read."""
    suffix = Path(name).suffix.lower()
    if _of_system(name):
        return _("it is a file of the system or of an open editor")
    if suffix in kinds:
        return None
    if suffix in _REASONS:
        return _(_REASONS[suffix])
    return _("files of kind “{suffix}” are not read", suffix=suffix) if suffix else _("its name says no kind of file")


def _sentence(reason: str, names: list[str]) -> str:
    if len(names) <= NAMED_ONE_BY_ONE:
        return _("Left out {names}: {reason}.", names=", ".join(names), reason=reason)
    first = ", ".join(names[:NAMED_ONE_BY_ONE])
    return _("Left out {count} files ({first} …): {reason}.", count=len(names), first=first, reason=reason)
