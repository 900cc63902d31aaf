"""What loaders claim of a document, checked against the schema, and issues where they could not be certain."""

from __future__ import annotations

from functools import cache

import msgspec

from zhize.errors import SchemaError
from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.language.spans import Span
from zhize.graph.model.facts import Claim, Value, digest
from zhize.graph.model.ontology import ontology
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Document
from zhize.messages import Sentence


class Doubt(msgspec.Struct, frozen=True):
    """An issue before its file and line are known; `start`/`end` are offsets into the clean text."""

    kind: str
    text: str
    reason: Sentence
    start: int
    end: int


class Scope(msgspec.Struct, frozen=True):
    """What every loader is given: one document, its node id and its outline."""

    id: str
    document: Document
    sections: list[Section]


class Claims(msgspec.Struct):
    """What loaders claim of a document and where they could not be certain, both in print order."""

    claims: list[Claim] = msgspec.field(default_factory=list)
    doubts: list[Doubt] = msgspec.field(default_factory=list)

    def add(
        self,
        subject: str | Mention,
        predicate: str,
        value: Value | Mention | None,
        span: Span,
        rule: str,
        *,
        section: tuple[str, ...] = (),
        order: int = 0,
    ) -> None:
        """Add a claim whose ends fit the schema; None and empty text are nothing to claim.

        A printed name of a kind that the relation does not take (a class of bodies as the seat of an office)
        comes from the print and not from the program: it becomes an issue.

        Raises:
            SchemaError: the predicate is neither a relation nor a property of the subject's class, or an end is of
                a class that no print can make fit.

        Example:
            >>> claims = Claims()
            >>> claims.add("task:1", "title", "修路", (0, 2), "item")
            >>> claims.add("task:1", "titel", "修路", (0, 2), "item")
            Traceback (most recent call last):
            zhize.errors.SchemaError: Task has no property and no relation “titel”...
        """
        if value is None or value == "":
            return
        words = isinstance(value, str) and predicate not in ontology().relations
        if _fits(_kind(subject), predicate, _TEXT if words else _kind(value)):
            self.claims.append(Claim(subject, predicate, value, span[0], span[1], rule, section, order))
            return
        name = subject if isinstance(subject, Mention) else value
        label = ontology().relations[predicate].label
        printed = name.printed if isinstance(name, Mention) else str(name)
        self.doubt("unfit-name", printed, reason_of("unfit-name", use=label), span)

    def doubt(self, kind: str, text: str, reason: Sentence, span: Span) -> None:
        """Add an issue."""
        self.doubts.append(Doubt(kind, text[:200], reason, *span))

    def extend(self, other: Claims) -> None:
        """Take over the claims and doubts of another loader."""
        self.claims += other.claims
        self.doubts += other.doubts


_NAMED = ("Agency", "Body", "CollectiveMention")
"""The classes that a printed name of a body may turn out to be once it is identified."""

_MENTIONS = {"@name": _NAMED, "@collective": ("CollectiveMention", "Body"), "@post": ("Post",), "@person": ("Person",)}
"""What each kind of mention may turn out to be; a class of bodies may be one that the document itself sets up."""

_TEXT, _NUMBER = "=text", "=number"


def _kind(end: Value | Mention) -> str:
    """What an end of a claim is: the prefix of a node id, a number, or a kind of mention."""
    if isinstance(end, str):
        return end.partition(":")[0]
    if isinstance(end, int):
        return _NUMBER
    if end.person:
        return "@person"
    return "@post" if end.post else "@collective" if end.collective else "@name"


@cache
def _fits(subject: str, predicate: str, value: str) -> bool:
    """Whether a claim with ends of these kinds may be made; False where only the printed name is unfit."""
    relation = ontology().relations.get(predicate)
    if relation is None:
        return _check_property(subject, predicate, value)
    fits = True
    for end, declared in ((subject, relation.source), (value, relation.target)):
        possible = _classes(end)
        if set(possible) & set(declared):
            continue
        if end not in _MENTIONS or not set(_NAMED) & set(declared):
            raise SchemaError(
                "The relation {predicate} joins {source} to {target}, not {claimed}. Correct the loader or "
                "graph/schema/relations.yaml.",
                predicate=predicate,
                source=" or ".join(relation.source),
                target=" or ".join(relation.target),
                claimed=" or ".join(possible),
            )
        fits = False
    return fits


def _check_property(subject: str, predicate: str, value: str) -> bool:
    if subject in _MENTIONS:
        raise SchemaError(
            "“{predicate}” is no relation: nothing else can be claimed of a printed name.", predicate=predicate
        )
    node_class = ontology().class_of(subject)
    declared = node_class.properties.get(predicate)
    if declared is None:
        raise SchemaError(
            "{node_class} has no property and no relation “{predicate}”. Correct the loader or declare it "
            "in graph/schema.",
            node_class=node_class.id,
            predicate=predicate,
        )
    if value != (_NUMBER if declared.type == "integer" else _TEXT):
        raise SchemaError(
            "{node_class}.{predicate} is declared as {type}; the claim gives another type.",
            node_class=node_class.id,
            predicate=predicate,
            type=declared.type,
        )
    return True


def _classes(end: str) -> tuple[str, ...]:
    if end in _MENTIONS:
        return _MENTIONS[end]
    return (ontology().class_of(end).id,)


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
