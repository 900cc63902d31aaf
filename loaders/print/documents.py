"""Formal documents as they are cut from a file: typed data, not yet understood."""

from __future__ import annotations

import msgspec

from zhize.graph.language.spans import Span
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.masthead import Masthead


class Block(msgspec.Struct):
    """A paragraph, heading, table row or mark line; `start`/`end` are offsets into the clean text."""

    text: str
    start: int
    end: int
    level: int = 0
    bold: bool = False
    table: bool = False
    title: bool = False


class UnreadValue(msgspec.Struct, frozen=True):
    """A value that is printed in a form that is not understood: which (`number`, `date`, `issuer`), its text and place."""

    kind: str
    text: str
    span: Span


class Document(msgspec.Struct):
    """One formal document, cut but not yet understood.

    `title` is without the issuer before 关于; `blocks` are what follows the head; `signed` is the index of the
    signature among them (len(blocks) where there is none).
    """

    number: str | None
    title: str
    issuer: str | None
    date: str | None
    kind: str | None
    head: Span
    blocks: list[Block]
    signed: int
    addressees: str | None = None
    addressees_span: Span | None = None
    registration: str | None = None
    registration_span: Span | None = None
    title_issuer: str | None = None
    number_span: Span | None = None
    signature_span: Span | None = None
    unread: list[UnreadValue] = msgspec.field(default_factory=list)


class ListedPaper(msgspec.Struct):
    """A document that the table of contents lists, and where in the clean text it does."""

    title: str
    number: str | None
    span: Span


class Gazette(msgspec.Struct):
    """What a file holds: the issue it is (where it says so), its clean text, its documents and its contents."""

    file: str
    masthead: Masthead | None
    masthead_span: Span
    clean: TracedText
    documents: list[Document]
    contents: list[ListedPaper]
