"""Readings that are kept: what the reading of a file gave, to be taken again while the file and the rules are the same."""

from __future__ import annotations

import hashlib
import lzma
import zlib
from functools import cache
from importlib import metadata, resources
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec

from zhize.graph.model.facts import digest
from zhize.graph.model.prints import packed_print, unpacked_rest
from zhize.loaders.packing import Columns, columns_of, statements_of
from zhize.loaders.result import FileResult

_RULES = ("zhize.loaders", "zhize.graph.language", "zhize.graph.identity", "zhize.graph.model", "zhize.graph")
"""The packages whose files decide how a text is read: the loaders and all that they use, and the schema."""
_SUFFIXES = (".py", ".yaml", ".json", ".csv", ".txt", ".tsv", ".gz")
_READERS = ("pdfplumber", "pypdfium2", "lxml", "python-docx", "rapidocr", "onnxruntime", "ahocorasick-rs", "regex")
"""Libraries that take the text out of files or cut it: another version may read otherwise."""


class ReadingStore(Protocol):
    """Where readings are kept, by key."""

    def __contains__(self, key: str) -> bool:
        """Whether there is a reading of this key."""
        ...

    def __getitem__(self, key: str) -> bytes:
        """The reading of a key."""
        ...

    def head(self, key: str) -> bytes:
        """The reading of a key without its statements (`packed_head`); empty where it must be read whole."""
        ...


@cache
def rules() -> str:
    """The version of the rules: it changes with any file of the program that reading uses, and with its libraries."""
    parts: list[str] = []
    for package in _RULES:
        root = Path(str(resources.files(package)))
        folders = [root / "schema"] if package == "zhize.graph" else [root]
        files = sorted(f for folder in folders for f in folder.rglob("*") if f.suffix in _SUFFIXES)
        parts += [f"{f.relative_to(root).as_posix()}:{hashlib.sha256(f.read_bytes()).hexdigest()}" for f in files]
    return digest(*parts, *(f"{name} {_version(name)}" for name in _READERS))


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def key_of(result: FileResult) -> str:
    """The key of a reading: the file's bytes, the kind that its name tells, the rules; its name where that was read too."""
    return _key(result.sha256, result.name, result.name if _depends_on_name(result) else "")


def find_key(kept: ReadingStore, sha256: str, name: str) -> str:
    """The key of a reading that is kept of the same bytes and may be used under a name, empty where there is none."""
    return next((k for k in keys_for(sha256, name) if k in kept), "")


def keys_for(sha256: str, name: str) -> tuple[str, str]:
    """The keys under which a reading of a file may be kept: where its name was not read, and where it was."""
    return _key(sha256, name, ""), _key(sha256, name, name)


def _key(sha256: str, name: str, own: str) -> str:
    return digest(sha256, PurePosixPath(name).suffix.lower(), rules(), own)


class _Parcel(msgspec.Struct, array_like=True):
    """A reading as it is kept: much of it is said again and again, and kept once."""

    result: FileResult
    statements: Columns


def packed(result: FileResult) -> bytes | None:
    """A reading as it is kept, with its print (see `packed_print`); None where it must not be: the file could not be read."""
    if result.error or not result.sha256:
        return None
    rest = msgspec.structs.replace(result, text=b"", statements=())
    return packed_print(result.text, msgspec.msgpack.encode(_Parcel(rest, columns_of(result.statements))))


def with_data(result: FileResult) -> FileResult:
    """A reading with its statements packed, so that little of it has to be handed on and held; as it is where it must not be kept."""
    data = packed(result)
    return result if data is None else msgspec.structs.replace(_head(result), data=data)


def packed_head(result: FileResult) -> bytes:
    """A reading without its statements, as it is kept: what a build needs of a file that has not changed."""
    return zlib.compress(msgspec.msgpack.encode(_head(result)))


def _head(result: FileResult) -> FileResult:
    documents = result.documents or tuple(dict.fromkeys(s.document for s in result.statements))
    return msgspec.structs.replace(result, text=b"", data=b"", statements=(), documents=documents)


def unpacked_head(data: bytes, name: str) -> FileResult | None:
    """A reading without its statements, under the name that its file has now; None where it is damaged or not kept."""
    try:
        result = msgspec.msgpack.decode(zlib.decompress(data), type=FileResult)
    except (zlib.error, msgspec.DecodeError):
        return None
    return result if result.name == name else _renamed(result, name)


def unpacked(data: bytes, name: str) -> FileResult | None:
    """A reading that was kept, under the name that its file has now; None where it is damaged."""
    try:
        kept = msgspec.msgpack.decode(unpacked_rest(data), type=_Parcel)
        result = msgspec.structs.replace(kept.result, statements=statements_of(kept.statements, kept.result.name))
    except (lzma.LZMAError, EOFError, msgspec.DecodeError, IndexError, ValueError):
        return None
    if result.name == name:
        return result
    return _renamed(result, name)


def _depends_on_name(result: FileResult) -> bool:
    """Whether the file's name may stand in what was read: as the title of its only text, or in what is open."""
    stem = PurePosixPath(result.name).stem
    titles = [origin.title for origin in result.origins]
    if len(titles) == 1 and (stem in titles[0] or titles[0] in stem):
        return True
    return any(result.name in text for issue in result.issues for text in (issue.text, issue.reason.said("zh")))


def _renamed(result: FileResult, name: str) -> FileResult:
    """The reading with another name of the file in all its places. It was just unpacked, so nobody else holds it."""
    for at in (*(s.evidence for s in result.statements), *result.origins, *result.issues):
        msgspec.structs.force_setattr(at, "file", name)
    return msgspec.structs.replace(result, name=name)
