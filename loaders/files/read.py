"""Files to text: take the text out of a file of any kind that is read.

Text, Markdown, HTML, DOCX, PDF and, through LibreOffice, DOC, WPS and RTF; scans by OCR.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from zhize.errors import ReadError
from zhize.loaders.files import folder
from zhize.loaders.files.controls import without_controls
from zhize.loaders.files.encoding import decode
from zhize.loaders.files.folder import Folder, shown
from zhize.loaders.files.limits import MAX_BYTES
from zhize.loaders.files.source import FileContent, Note, SourceText
from zhize.loaders.files.traced_text import TracedText


def find_files(path: Path) -> Folder:
    """The readable files at a path, and what of a folder is left out.

    Raises:
        ReadError: nothing is there, or the folder holds no file of a known kind.
    """
    return folder.find_files(path, frozenset(READERS))


def too_large(label: str, size: int, most: int) -> ReadError:
    """The error that says that a file has more bytes than one may have."""
    return ReadError(
        "{label}: {size:.0f} MB is more than the {most:.0f} MB that one gazette may have. "
        "Split the file, or raise the limit with --max-mb.",
        label=label,
        size=size / 2**20,
        most=most / 2**20,
    )


def read_file(path: Path, name: str | None = None, *, max_bytes: int = MAX_BYTES) -> SourceText:
    """The text of one file.

    Raises:
        ReadError: the file is missing, empty, too large, binary, of an unknown kind or without text.
    """
    label = name or shown(Path(path.name))
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise ReadError(
            "{label}: files of kind “{suffix}” are not read. Give one of {known}.",
            label=label,
            suffix=path.suffix,
            known=" ".join(sorted(READERS)),
        )
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise too_large(label, size, max_bytes)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError("{label}: the file cannot be read ({reason}).", label=label, reason=error.strerror) from error
    if not data.strip():
        raise ReadError("{label}: the file is empty.", label=label)
    taken = READERS[_kind(data, suffix)](data, label)
    if not taken.text.text.strip():
        raise ReadError(
            "{label}: there is no text in the file.{why}",
            label=label,
            why="".join(f" {n.reason}" for n in taken.notes),
        )
    text, hidden = without_controls(taken.text)
    notes = (*taken.notes, *hidden)
    return SourceText(label, text, hashlib.sha256(data).hexdigest(), taken.pages, notes, taken.boxes, taken.title)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = frozenset({".doc", ".wps", ".rtf", ".docx"})


def _kind(data: bytes, suffix: str) -> str:
    """The kind of a file by what it holds, where its name says another: a `.doc` is often HTML, RTF or DOCX."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if suffix in _OFFICE or suffix == ".txt":
        if head.startswith(b"{\\rtf"):
            return ".rtf"
        if head.startswith(_OLE):
            return ".doc"
        if head.startswith(b"PK\x03\x04") and b"word/" in data[:20_000] + data[-20_000:]:
            return ".docx"
        if suffix in (".doc", ".wps", ".txt") and head[:200].lower().startswith(
            (b"<html", b"<!doctype html", b"<?xml")
        ):
            return ".html"
    return suffix


def _read_text(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.markdown import plain_text

    return FileContent(plain_text(decode(data, label)))


def _read_markdown(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.markdown import markdown_text

    return FileContent(markdown_text(decode(data, label)))


def _read_html(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.html import html_text
    from zhize.loaders.files.html_title import page_title

    source = decode(data, label)
    return FileContent(html_text(source), title=page_title(source))


def _read_docx(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.docx import docx_text

    text, sentences = docx_text(data, label)
    notes = tuple(Note("unread-part", label, sentence) for sentence in sentences)
    return FileContent(TracedText.identity(text), notes=notes)


def _read_older(suffix: str) -> Callable[[bytes, str], FileContent]:
    def read(data: bytes, label: str) -> FileContent:
        from zhize.loaders.files.libreoffice import as_docx

        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("{label}: the file is locked with a password. Save it without one.", label=label)
        return _read_docx(as_docx(data, suffix, label), label)

    return read


def _read_pdf(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.pdf import pdf_text

    return pdf_text(data, label)


def _read_picture(data: bytes, label: str) -> FileContent:
    from zhize.loaders.files.pdf import picture_text

    return picture_text(data, label)


Reader = Callable[[bytes, str], FileContent]
READERS: dict[str, Reader] = {
    ".txt": _read_text,
    **dict.fromkeys((".md", ".markdown"), _read_markdown),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), _read_html),
    ".docx": _read_docx,
    **{suffix: _read_older(suffix) for suffix in (".doc", ".wps", ".rtf")},
    ".pdf": _read_pdf,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"), _read_picture),
}
