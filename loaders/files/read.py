"""Files to text: find the files of a folder and take the text out of each.

Text, Markdown, HTML, DOCX and PDF with a text layer are read; UTF-8, UTF-16 and GB18030 are told apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from zhize.errors import ReadError
from zhize.loaders.files.mapped import Mapped

MAX_BYTES = 32 * 2**20
"""Largest file that is read. An issue of a gazette has 0.1 to 5 MB; more is a mistake or a scan."""


class SourceText(msgspec.Struct, frozen=True):
    """The text of one file.

    `name` is the path as facts cite it (relative to the folder given, with /). `text` maps to characters of
    the file as it lies on disk (PDF, DOCX: to the text taken from it; `pages` are the offsets where its
    pages begin).
    """

    name: str
    text: Mapped
    sha256: str
    pages: tuple[int, ...] = ()


def find_files(path: Path) -> list[Path]:
    """The readable files at a path: the file itself, or those of a folder tree, sorted.

    Raises:
        ReadError: nothing is there, or the folder holds no file of a known kind.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ReadError(f"{path}: there is no such file or folder. Give the path of a gazette or of a folder of them.")
    files = [
        p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in READERS and not p.name.startswith(".")
    ]
    if not files:
        kinds = " ".join(sorted(READERS))
        raise ReadError(f"{path}: the folder holds no file that can be read as a gazette ({kinds}).")
    return files


def read_file(path: Path, name: str | None = None, *, max_bytes: int = MAX_BYTES) -> SourceText:
    """The text of one file.

    Raises:
        ReadError: the file is missing, empty, too large, binary, of an unknown kind or without text.
    """
    label = name or path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(
            f"{label}: files of kind “{path.suffix}” are not read. Give one of {' '.join(sorted(READERS))}."
        )
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise ReadError(
                f"{label}: {size / 2**20:.0f} MB is more than the {max_bytes / 2**20:.0f} MB that one gazette may have. "
                "Split the file, or raise the limit with --max-mb."
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{label}: the file cannot be read ({error.strerror}).") from error
    if not data.strip():
        raise ReadError(f"{label}: the file is empty.")
    text, pages = reader(data, label)
    if not text.text.strip():
        raise ReadError(f"{label}: there is no text in the file.")
    return SourceText(label, text, hashlib.sha256(data).hexdigest(), pages)


def decode(data: bytes, label: str) -> str:
    """Bytes to text: UTF-8 or UTF-16 by their marks, else UTF-8, else GB18030, else line by line.

    Raises:
        ReadError: the bytes are no text in any of these.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        if text and _plausible(text):
            return text
        mixed = "".join(map(_decode_line, data.splitlines(keepends=True)))
        if mixed.count("\ufffd") < 0.02 * len(mixed) and _plausible(mixed):
            return mixed
    raise ReadError(f"{label}: this is no text (neither UTF-8 nor GB18030). Save it as UTF-8 text, DOCX or PDF.")


def _plausible(text: str) -> bool:
    """GB18030 can decode almost anything; real Chinese text stays within GB2312 with few exceptions."""
    return len(text.encode("gb2312", "ignore").decode("gb2312")) >= 0.95 * len(text)


def _decode_line(line: bytes) -> str:
    """A line of a file in which encodings are mixed; bytes of none become U+FFFD, which is reported later."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _plausible(text):
            return text
    return line.decode("utf-8", errors="replace")


def _read_text(data: bytes, label: str) -> tuple[Mapped, tuple[int, ...]]:
    return Mapped.identity(decode(data, label)), ()


def _read_html(data: bytes, label: str) -> tuple[Mapped, tuple[int, ...]]:
    from zhize.loaders.files.html import html_text

    return html_text(decode(data, label)), ()


def _read_docx(data: bytes, label: str) -> tuple[Mapped, tuple[int, ...]]:
    from zhize.loaders.files.office import docx_text

    return Mapped.identity(docx_text(data, label)), ()


def _read_pdf(data: bytes, label: str) -> tuple[Mapped, tuple[int, ...]]:
    from zhize.loaders.files.office import pdf_pages

    pages = pdf_pages(data, label)
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1
    return Mapped.identity("\n".join(pages)), tuple(starts)


Reader = Callable[[bytes, str], tuple[Mapped, tuple[int, ...]]]
READERS: dict[str, Reader] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".markdown": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
