"""How facts lie in the file: what a row of the table `facts` holds, and the digests that tell whether it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec
import regex

from zhize.graph.model.facts import Fact, Value, fact_digest
from zhize.graph.model.ontology import ontology

_ENCODER = msgspec.msgpack.Encoder()


_DIGEST = regex.compile(r"[0-9a-f]{16}")


@cache
def unnamed() -> frozenset[str]:
    """The classes whose nodes nobody looks for by a name: their captions (texts, values, headings) are not kept beside their facts."""
    return frozenset(c.id for c in ontology().classes.values() if c.caption in ("text", "value") or c.id == "Section")


class NodeKey(msgspec.Struct, frozen=True):
    """A node as the table `nodes` knows it."""

    node_class: str
    key: str | int


def node_key(node: str) -> NodeKey:
    """A node as the table knows it; of no class where it is none. Example: `duty:00000000000000ff` -> Duty, 255."""
    prefix, _, key = node.partition(":")
    known = ontology().by_prefix.get(prefix)
    return NodeKey(known.id if known else "", number_of(key) if _DIGEST.fullmatch(key) else key)


def number_of(digits: str) -> int:
    """16 hexadecimal digits as the number that SQLite keeps, signed."""
    return int.from_bytes(bytes.fromhex(digits), "big", signed=True)


def fact_number(fact: Fact) -> int:
    """The id of a fact as the number that SQLite keeps: 16 hexadecimal digits, signed."""
    return number_of(fact.id)


def digits_of(number: int) -> str:
    """The 16 hexadecimal digits of a number, as an id has them."""
    return number.to_bytes(8, "big", signed=True).hex()


def digest_of(fact: Fact) -> int:
    """A number of 64 bits that changes with anything that a fact says."""
    return int.from_bytes(hashlib.blake2b(_ENCODER.encode(fact), digest_size=8).digest(), "big")


def check_of(digest: int) -> int:
    """What is kept of a digest beside a row, to tell whether the row is whole: the last 32 bits, signed."""
    return (digest + 2**31) % 2**32 - 2**31


def stamp_of(total: int) -> str:
    """The stamp of a graph from the sum of the digests of its facts, which no order of building changes."""
    return f"{total % 2**64:016x}"


class KeptValue(msgspec.Struct, frozen=True):
    """The value of a property as a row holds it: itself, or where it stands in the quote; nothing where it is the quote."""

    value: Value | None = None
    part: int | None = None


_LONGEST = 1024
"""Longer parts of a quote are kept as they are."""


def kept_value(fact: Fact) -> KeptValue:
    """The value of a property as a row holds it."""
    value, quote = fact.object, fact.evidence.quote
    return KeptValue() if value == quote else _kept(value, quote)


def kept_printed(fact: Fact) -> KeptValue:
    """The name by which a relation was printed as a row holds it."""
    return _kept(fact.printed, fact.evidence.quote) if fact.printed else KeptValue(fact.printed)


def _kept(value: Value, quote: str) -> KeptValue:
    at = quote.find(value) if isinstance(value, str) and value else -1
    length = len(str(value))
    return KeptValue(value) if at < 0 or length >= _LONGEST else KeptValue(None, at * _LONGEST + length)


CLAUSE_RULE = "clause"
CLAUSE_PREDICATES = ("text", "clause_in", "item")
"""What a row of `clause_rows` tells."""


def clause_facts(text: Fact, place: int, item: str | None) -> dict[str, Fact]:
    """The facts that a row of `clause_rows` stands for, by predicate, from that of its text."""
    values: dict[str, Value | None] = {"text": text.object, "clause_in": text.document, "item": item}
    return {
        p: _fact_of_clause(text, p, value, place if p == "clause_in" else 0)
        for p, value in values.items()
        if value is not None
    }


def clause_check(facts: Mapping[str, Fact]) -> int:
    """What is kept of the digests of the facts of a clause."""
    return check_of(sum(map(digest_of, facts.values())))


def is_clause(facts: Mapping[str, Fact]) -> bool:
    """Whether the facts of a clause, by predicate, are those that a row of `clause_rows` can stand for."""
    text, within, item = (facts.get(p) for p in CLAUSE_PREDICATES)
    if text is None or within is None or (text.rule, text.printed, type(text.object)) != (CLAUSE_RULE, None, str):
        return False
    if item is not None and not isinstance(item.object, str):
        return False
    return clause_facts(text, within.order, None if item is None else str(item.object)) == facts


def _fact_of_clause(text: Fact, predicate: str, value: Value, order: int) -> Fact:
    """Another fact of a clause, from that of its text."""
    at = (text.section, text.evidence.quote, text.rule)
    own = fact_digest(text.document, predicate, text.subject, value, *at)
    return msgspec.structs.replace(text, id=own, predicate=predicate, object=value, order=order)


def as_json(values: Iterable[object]) -> str:
    """Values as a query of `json_each` takes them."""
    return msgspec.json.encode(list(values)).decode()
