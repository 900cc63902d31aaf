"""Facts: one statement in the words of one place, with the characters that say it.

Loaders make `Claim`s, in which an agency is a `Mention` (a printed name and how it reads in full).
Identity turns mentions into node ids; what results are `Fact`s, the only thing the graph is made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from zhize.graph.language.mentions import Mention
from zhize.messages import Sentence

Value = str | int


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """Where a statement stands: character offsets into the file as it lies on disk, its line, its clean words."""

    file: str
    start: int
    end: int
    quote: str
    line: int = 0
    page: int | None = None

    @property
    def place(self) -> str:
        """The file with the line, or the page of a PDF, as people read it: `a.txt 第12行`, `b.pdf 第3页`."""
        return f"{self.file} 第{self.page}页" if self.page is not None else f"{self.file} 第{self.line}行"


class Claim(msgspec.Struct, frozen=True):
    """A statement of a loader, before identity: either end may still be a mention.

    `start`/`end` are offsets into the clean text of the file; `order` keeps the order of a list.
    """

    subject: str | Mention
    predicate: str
    object: Value | Mention
    start: int
    end: int
    rule: str
    section: tuple[str, ...] = ()
    order: int = 0


class Statement(msgspec.Struct, frozen=True):
    """A claim with its evidence: what a loader hands to identity. `document` is the document's node id."""

    subject: str | Mention
    predicate: str
    object: Value | Mention
    document: str
    section: tuple[str, ...]
    evidence: Evidence
    rule: str
    order: int = 0


class Origin(msgspec.Struct, frozen=True):
    """What identity needs to know of a document: who signed it and in which gazette it stands."""

    document: str
    issuer: str | None
    gazette: str | None
    title: str
    file: str


class Fact(msgspec.Struct, frozen=True, gc=False):
    """A statement of the graph. `object` is a node id for relations and a value for properties."""

    id: str
    subject: str
    predicate: str
    object: Value
    document: str
    section: tuple[str, ...]
    evidence: Evidence
    rule: str
    printed: str | None = None
    order: int = 0


def fact_digest(
    document: str, predicate: str, subject: str, value: Value, section: tuple[str, ...], quote: str, rule: str
) -> str:
    """The id of a fact: of what is printed, with subject and object as they are printed where they are names."""
    return digest(document, predicate, subject, value, *section, quote, rule)


class Issue(msgspec.Struct, frozen=True, order=True):
    """Something that could not be read for certain: where it stands, what it says, why it is open."""

    file: str
    line: int
    kind: str
    text: str
    reason: Sentence
    start: int = 0
    end: int = 0


def print_order(fact: Fact) -> tuple[str, str, int, int, int, str, str]:
    """What facts are sorted by: the order of documents and, in each, of print."""
    where = fact.evidence
    return (fact.document, where.file, where.start, where.end, fact.order, fact.predicate, fact.id)


def as_listed(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the order in which the text lists what they name."""
    return sorted(facts, key=lambda f: (f.order, f.evidence.start))


def digest(*parts: object) -> str:
    """Return a short stable id of some parts: the first 16 hex digits of their SHA-256."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
