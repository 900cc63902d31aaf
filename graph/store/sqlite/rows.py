"""How facts lie in the file: what a row of the table `facts` holds, and the digests that tell whether it is whole."""

from __future__ import annotations

import hashlib

import msgspec

from zhize.graph.model.facts import Fact, Value

_ENCODER = msgspec.msgpack.Encoder()
NO_CAPTION = frozenset({"text", "value"})
"""Captions that are a text or a value of their own are not kept again."""


def fact_number(fact: Fact) -> int:
    """The id of a fact as the number that SQLite keeps: 16 hexadecimal digits, signed."""
    return int.from_bytes(bytes.fromhex(fact.id), "big", signed=True)


def fact_id(number: int) -> str:
    """The id of a fact from its number."""
    return number.to_bytes(8, "big", signed=True).hex()


def digest_of(fact: Fact) -> int:
    """A number that changes with anything that a fact says; signed, of 64 bits."""
    data = hashlib.blake2b(_ENCODER.encode(fact), digest_size=8).digest()
    return int.from_bytes(data, "big", signed=True)


def stamp_of(total: int) -> str:
    """The stamp of a graph from the sum of the digests of its facts, which no order of building changes."""
    return f"{total % 2**64:016x}"


def kept_value(fact: Fact) -> Value | None:
    """The value of a property as it is kept: None where it is the quote, which is kept already."""
    return None if fact.object == fact.evidence.quote else fact.object
