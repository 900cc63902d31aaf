"""The parts of an Office Open XML package, read without running into its traps.

Elements are told by their local names: the transitional and the strict form of the format differ in namespaces only.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from zhize.errors import ReadError
from zhize.loaders.files.limits import MAX_UNPACKED
from zhize.texts import visible

MAIN_PART = "/officeDocument"


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute whatever its namespace is."""
    if element is None:
        return None
    for key, value in element.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return None


def child(element: Any, name: str) -> Any:
    """The first child with a name, None where there is none."""
    return next(children(element, name), None)


def children(element: Any, name: str) -> Iterator[Any]:
    """The children with a name."""
    return (c for c in element if local(c) == name) if element is not None else iter(())


def is_on(element: Any) -> bool:
    """Whether a switch such as `<w:vanish/>` is on: it is unless its value says no."""
    return attribute(element, "val") not in ("0", "false", "off", "none")


class Package:
    """A package of parts.

    Raises:
        ReadError: the data are no such package, or would unpack to more than a document can hold.
    """

    def __init__(self, data: bytes, label: str) -> None:
        self.label = label
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ReadError(
                "{label}: the file is no readable DOCX ({error}). Save it anew as DOCX or text.",
                label=label,
                error=error,
            ) from error
        self.names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self.zip.namelist()}
        self.unpacked = 0
        self.damaged: dict[str, str] = {}
        """What is wrong with the XML of parts, by their names: they were read as far as they could be."""

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, None where it is not there."""
        inner = self.names.get(name.lstrip("/").lower())
        if inner is None:
            return None
        size = self.zip.getinfo(inner).file_size
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED:
            raise ReadError(
                "{label}: the text of the file unpacks to {unpacked:.0f} MB, more than the "
                "{most:.0f} MB that one document may have. Save it anew, or as text.",
                label=self.label,
                unpacked=self.unpacked / 2**20,
                most=MAX_UNPACKED / 2**20,
            )
        try:
            with self.zip.open(inner) as stream:
                return stream.read(size + 1)[:size]
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise ReadError(
                "{label}: the file is no readable DOCX ({error}). Save it anew as DOCX.", label=self.label, error=error
            ) from error

    def xml(self, name: str) -> Any:
        """The root element of a part, None where it is not there or no XML."""
        data = self.part(name)
        if data is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            root = None
        errors = [e.message for e in parser.error_log if e.level == etree.ErrorLevels.FATAL]
        if errors:
            self.damaged[name] = visible(errors[0].strip())[:100]
        return root

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id -> (type, path of the part it points to)."""
        folder, base = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        out: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            out[relation.get("Id") or ""] = (relation.get("Type") or "", path)
        return out

    def main(self) -> str:
        """The path of the main document."""
        for kind, path in self.targets("").values():
            if kind.endswith(MAIN_PART):
                return path
        return "word/document.xml"
