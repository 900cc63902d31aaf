"""What differs between two items on the same matter: who does it, by when, what was added and what was dropped."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.roles import LEAD, RESPONSIBLE, SUPPORT
from zhize.queries.compare.items import Doer, Item
from zhize.queries.passages import bigrams

_PIECE = regex.compile(r"[^。；;，,：:！!？?\n]+")
_LEAST = 6
_TAKEN_OVER = 0.6
"""The part of a clause's pairs of characters that stand in the other text from which on it is taken over."""


class Who(msgspec.Struct, frozen=True):
    """The doers of one role on each side, as printed, and those whose departments stand on one side only."""

    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()


class When(msgspec.Struct, frozen=True):
    """The deadlines as printed on each side."""

    a: str = ""
    b: str = ""


class Changes(msgspec.Struct, frozen=True):
    """What differs, from the first item to the second: doers by role, deadline, clauses added and dropped."""

    lead: Who = Who()
    support: Who = Who()
    responsible: Who = Who()
    deadline: When = When()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def changes(a: Item, b: Item) -> Changes:
    """What differs between two items, from the first to the second."""
    lead, support, responsible = (
        _who(a.doers.get(role, ()), b.doers.get(role, ())) for role in (LEAD, SUPPORT, RESPONSIBLE)
    )
    added, dropped = _missing(b.text, a.text), _missing(a.text, b.text)
    return Changes(lead, support, responsible, When(a.deadline, b.deadline), added, dropped)


def _who(a: tuple[Doer, ...], b: tuple[Doer, ...]) -> Who:
    cores_a, cores_b = ({core for d in side for core in d.cores} for side in (a, b))
    return Who(
        tuple(d.name for d in a),
        tuple(d.name for d in b),
        tuple(d.name for d in a if not d.cores & cores_b),
        tuple(d.name for d in b if not d.cores & cores_a),
    )


def _missing(text: str, other: str) -> tuple[str, ...]:
    """The clauses of a text that another text does not have in any like form."""
    known = set(bigrams(other))
    out = []
    for match in _PIECE.finditer(text):
        piece = match[0].strip()
        pairs = set(bigrams(piece))
        if len(piece) >= _LEAST and len(pairs & known) < _TAKEN_OVER * len(pairs):
            out.append(piece)
    return tuple(out)
