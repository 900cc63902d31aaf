"""What the reading of a file gives."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Issue, Origin, Statement
from zhize.graph.model.prints import LineBox
from zhize.messages import Sentence


class FileResult(msgspec.Struct, frozen=True):
    """What one file gave, or why it could not be read."""

    name: str
    sha256: str = ""
    statements: tuple[Statement, ...] = ()
    origins: tuple[Origin, ...] = ()
    issues: tuple[Issue, ...] = ()
    error: Sentence | None = None
    key: str = ""
    """The key under which the reading was kept; empty where the file was read now."""
    boxes: tuple[LineBox, ...] = ()
    """Where the lines of a file of pages (PDF, scan) stand on them, in the order of the text."""
    text: bytes = b""
    """The text that was read (see `print_bytes`); empty where it is packed, in `data`."""
    documents: tuple[str, ...] = ()
    """The documents that the file holds; `statements` may be left out where only these are wanted."""
    data: bytes = b""
    """The reading as it is kept (see `kept.packed`), in place of the statements and the text; empty where it is not wanted or was kept before."""
    skipped: bool = False
    """No file was read; `name` is a sentence on files of the folder that are left out."""
