"""What reading a file gives: its text with places, and what of it could not be read for certain."""

from __future__ import annotations

import msgspec

from zhize.graph.model.prints import LineBox
from zhize.loaders.files.traced_text import TracedText
from zhize.messages import Sentence


class Note(msgspec.Struct, frozen=True):
    """What of a file could not be read for certain: `start` and `end` are offsets into the file (see `SourceText`)."""

    kind: str
    text: str
    reason: Sentence
    start: int = 0
    end: int = 0


class SourceText(msgspec.Struct, frozen=True):
    """The text of one file.

    `name` is the path as facts cite it (relative to the folder given, with /). `text` maps to characters of
    the file as it lies on disk (PDF, DOCX: to the text taken from it; `pages` are the offsets where its
    pages begin, `boxes` where its lines stand on them). `title` is what the file itself says it is called, outside its text.
    """

    name: str
    text: TracedText
    sha256: str
    pages: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    boxes: tuple[LineBox, ...] = ()
    title: TracedText | None = None


class FileContent(msgspec.Struct, frozen=True):
    """What a reader of one kind of file gives: the parts of a `SourceText` that it knows."""

    text: TracedText
    pages: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    boxes: tuple[LineBox, ...] = ()
    title: TracedText | None = None
