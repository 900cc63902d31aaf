"""What identity keeps of a graph between builds, and what it asks of the graph as it was.

Of each document there is a record; of each region what its documents gave it (`RegionShare`); of titles and citations which documents have
them. All of it is of the state before, until a build puts down what is new.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Protocol

import msgspec

from zhize.graph.identity.by_region import RegionShare
from zhize.graph.identity.documents import DocumentNames, Place
from zhize.graph.model.facts import Fact, digest
from zhize.graph.model.linking import Cited, Gathering, Ties


class Forgotten(Exception):
    """What was kept is damaged or does not fit the graph: all is to be made anew."""


class DocumentRecord(msgspec.Struct, array_like=True):
    """What a document adds to a graph beside the facts that it alone decides; kept, it spares reading the document's statements again.

    `names` are without readings and uses, which lie with their regions; `regions` holds a digest of what each region was given. `finals`
    are the nodes that its names became where another name or a rule made them others; where these change, its facts are made
    anew. `crossing` are its facts on which other documents depend, or that depend on them (`crosses`), before they are linked.
    `held`: the graph holds its text.
    """

    names: DocumentNames
    opening: Place
    regions: dict[str, str]
    held: bool
    crossing: list[Fact] = []
    gatherings: list[Gathering] = []
    finals: dict[str, str] = {}


class Memory(Protocol):
    """What is kept between builds. What is put down replaces what was; packed bytes are kept as they come."""

    def documents(self) -> Set[str]:
        """The documents that have a record."""
        ...

    def record(self, document: str) -> bytes:
        """The record of a document; empty where there is none."""
        ...

    def put_record(self, document: str, data: bytes) -> None:
        """Keep the record of a document; an empty one is removed."""
        ...

    def shares(self, region: str) -> bytes:
        """What documents gave to a region; empty where there is nothing."""
        ...

    def put_shares(self, region: str, data: bytes) -> None:
        """Keep what documents gave to a region; what is empty is removed."""
        ...

    def titled(self, title: str) -> set[str]:
        """The documents that may be cited by a title (`title_word`)."""
        ...

    def cited(self, node: str) -> set[Cited]:
        """The citations of a node."""
        ...

    def citing(self, title: str) -> set[str]:
        """The documents that cite by a title."""
        ...

    def put_ties(self, document: str, gone: Ties, made: Ties) -> None:
        """Keep by which titles a document may be cited and what it cites, in place of what was."""
        ...

    def facts_of(self, node: str, predicate: str) -> Sequence[Fact]:
        """The facts of a node of the graph as it was, of one predicate."""
        ...

    def facts_into(self, node: str, relation: str) -> Sequence[Fact]:
        """The facts of a relation that end at a node of the graph as it was."""
        ...

    def agencies_in(self, region: str) -> Sequence[str]:
        """The agencies of a region of the graph as it was, by its key."""
        ...

    def regions(self) -> Sequence[str]:
        """The keys of the regions of the graph as it was."""
        ...

    def levels(self) -> Mapping[str, str]:
        """The levels of the regions without a code of the graph as it was, by key."""
        ...


class Unremembered:
    """A memory of nothing, for what is made once: it holds what is put down until it is asked for."""

    def __init__(self) -> None:
        self._records: dict[str, bytes] = {}

    def documents(self) -> Set[str]:
        """The documents that have a record."""
        return self._records.keys()

    def record(self, document: str) -> bytes:
        """The record of a document."""
        return self._records.get(document, b"")

    def put_record(self, document: str, data: bytes) -> None:
        """Hold a record."""
        self._records[document] = data

    def shares(self, region: str) -> bytes:
        """Nothing."""
        return b""

    def put_shares(self, region: str, data: bytes) -> None:
        """Nobody asks for it."""

    def titled(self, title: str) -> set[str]:
        """None."""
        return set()

    def cited(self, node: str) -> set[Cited]:
        """None."""
        return set()

    def citing(self, title: str) -> set[str]:
        """None."""
        return set()

    def put_ties(self, document: str, gone: Ties, made: Ties) -> None:
        """Nobody asks for it."""

    def facts_of(self, node: str, predicate: str) -> Sequence[Fact]:
        """None."""
        return ()

    def facts_into(self, node: str, relation: str) -> Sequence[Fact]:
        """None."""
        return ()

    def agencies_in(self, region: str) -> Sequence[str]:
        """None."""
        return ()

    def regions(self) -> Sequence[str]:
        """None."""
        return ()

    def levels(self) -> Mapping[str, str]:
        """None."""
        return {}


_ENCODER = msgspec.msgpack.Encoder()
_RECORDS = msgspec.msgpack.Decoder(DocumentRecord)
_SHARES = msgspec.msgpack.Decoder(list[RegionShare])


def packed_record(record: DocumentRecord) -> bytes:
    """A record as it is kept."""
    return zlib.compress(_ENCODER.encode(record))


def unpacked_record(data: bytes) -> DocumentRecord:
    """A record that was kept.

    Raises:
        Forgotten: it is damaged.
    """
    try:
        return _RECORDS.decode(zlib.decompress(data))
    except (zlib.error, msgspec.DecodeError) as error:
        raise Forgotten from error


def packed_shares(shares: list[RegionShare]) -> bytes:
    """What documents gave to a region, as it is kept; empty where they gave nothing."""
    return zlib.compress(_ENCODER.encode(shares)) if shares else b""


def unpacked_shares(data: bytes) -> list[RegionShare]:
    """What documents gave to a region.

    Raises:
        Forgotten: it is damaged.
    """
    try:
        return _SHARES.decode(zlib.decompress(data)) if data else []
    except (zlib.error, msgspec.DecodeError) as error:
        raise Forgotten from error


def share_digest(share: RegionShare) -> str:
    """A word for what a document gives to a region."""
    return digest(_ENCODER.encode(share).hex())


class Records:
    """The records of documents: as they were where a build has made others since, and as they are now."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._before: dict[str, bytes] = {}

    @property
    def changed(self) -> Collection[str]:
        """The documents whose records are others than before."""
        return self._before.keys()

    def put(self, document: str, data: bytes) -> None:
        """Keep the record of a document, an empty one where it is gone; the first that it replaces is remembered."""
        if document not in self._before:
            self._before[document] = self._memory.record(document)
        self._memory.put_record(document, data)

    def before(self, document: str) -> DocumentRecord | None:
        """The record as it was before the build."""
        data = self._before[document] if document in self._before else self._memory.record(document)
        return unpacked_record(data) if data else None

    def now(self, document: str) -> DocumentRecord | None:
        """The record as it is now."""
        data = self._memory.record(document)
        return unpacked_record(data) if data else None
