"""What a loader finds in a document: claims, and issues where it could not be certain."""

from __future__ import annotations

import msgspec

from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Claim, Value, digest
from zhize.loaders.outline import Section
from zhize.loaders.print.split import Document


class Doubt(msgspec.Struct, frozen=True):
    """An issue before its file and line are known; `start`/`end` are offsets into the clean text."""

    kind: str
    text: str
    reason: str
    start: int
    end: int


class Scope(msgspec.Struct, frozen=True):
    """What every loader is given: one document, its node id and its outline."""

    id: str
    document: Document
    sections: list[Section]


class Found(msgspec.Struct):
    """Claims and doubts, in print order."""

    claims: list[Claim] = msgspec.field(default_factory=list)
    doubts: list[Doubt] = msgspec.field(default_factory=list)

    def add(
        self,
        subject: str | Mention,
        predicate: str,
        value: Value | Mention | None,
        span: tuple[int, int],
        rule: str,
        *,
        section: tuple[str, ...] = (),
        order: int = 0,
    ) -> None:
        """Add a claim; None and empty text are nothing to claim."""
        if value is None or value == "":
            return
        self.claims.append(Claim(subject, predicate, value, span[0], span[1], rule, section, order))

    def doubt(self, kind: str, text: str, reason: str, span: tuple[int, int]) -> None:
        """Add an issue."""
        self.doubts.append(Doubt(kind, text[:200], reason, *span))

    def extend(self, other: Found) -> None:
        """Take over what another loader found."""
        self.claims += other.claims
        self.doubts += other.doubts


def document_id(document: Document) -> str:
    """The node id of a document: its number, or issuer, title and date where it has none, or what it says."""
    if document.number:
        return f"document:{document.number}"
    name = f"{document.title_issuer or document.issuer or ''}{document.title}（{document.date or '无日期'}）"
    if document.title_issuer or document.issuer or document.date:
        return f"document:{name}"
    # Texts that stand alone often share a title (`防汛应急预案`): what they say tells them apart.
    return f"document:{name}{digest(document.title, *(block.text for block in document.blocks))}"


def cited_id(title: str, number: str | None) -> str:
    """The node id of a document that is only cited."""
    return f"document:{number}" if number else f"document:《{title}》"


class Ids:
    """Stable ids of nodes that have no name of their own; equal content is told apart by its occurrence."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.seen: dict[tuple[object, ...], int] = {}

    def make(self, prefix: str, *parts: object) -> str:
        """`task:3f2a…` from the document and the content of the node."""
        key = (prefix, *parts)
        nth = self.seen.get(key, 0)
        self.seen[key] = nth + 1
        return f"{prefix}:{digest(self.document, *parts, nth or '')}"
