"""The values that a clause names, by kind: moments, durations, amounts, shares, counts, places, people, bodies.

Each kind is a property of the clause of the same name, with as many values as the clause has; a value is kept as it is
printed, with its own place in the print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import regex

from zhize.graph.language import amounts, contacts, counts, durations, moments, percentages, places
from zhize.graph.language.doers.values import persons
from zhize.graph.language.people import is_person
from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import Value

Find = Callable[[str], list[Value]]


class _Kind(msgspec.Struct, frozen=True):
    """How the values of one property are found: only texts that `hint` is in are searched."""

    name: str
    find: Find
    hint: regex.Pattern[str]


class NamedValue(msgspec.Struct, frozen=True):
    """A value of a clause under the name of its property; the places count in the clause's text."""

    kind: str
    value: Value


def _people(text: str) -> list[Value]:
    """Who holds a post, and the cells of a row that are names of persons: `由王建国担任组长`, `姓名：王建国；…`."""
    found = [v for v in persons(text) if is_person(v.text)]
    cells = _CELL.finditer(text, overlapped=True)
    return found + [Value(m.start("v"), m.end("v"), m["v"], m["v"]) for m in cells if is_person(m["v"])]


def _citations(text: str) -> list[Value]:
    """Titles that a text cites, with the number behind them: `《甲办法》（云政发〔2020〕3号）`."""
    return [Value(m.start(), m.end(), m[0], m[0]) for m in _TITLE.finditer(text)]


_CELL = regex.compile(r"(?:^|[；：])(?P<v>\p{Han}{2,4})(?=；|$)")
_TITLE = regex.compile(r"《[^《》]+(?:〈[^〈〉]*〉[^《》]*)?》(?:（[^（）]{2,24}号）)?")
_KINDS = (
    _Kind("moment", moments.find, phrase("values", "moment")),
    _Kind("percent", percentages.find, phrase("values", "percent")),
    _Kind("amount", amounts.find, phrase("values", "amount")),
    _Kind("duration", durations.find, phrase("values", "duration")),
    _Kind("count", counts.find, phrase("values", "digit")),
    _Kind("place", places.find, phrase("values", "place")),
    _Kind("person", _people, phrase("values", "person")),
    _Kind("citation", _citations, regex.compile("《")),
    _Kind("contact", contacts.find, regex.compile(r"\d{3}|@|www")),
)
LONGEST = 60
"""What is longer is a sentence and no value."""


def values_of(text: str, bodies: list[Value]) -> Iterator[NamedValue]:
    """The values of a clause in the order of the kinds, each text once; `bodies` are the names of bodies found in it.

    A length or a count that lies in a moment, a share or an amount is none of its own (`2024年` in `2024年5月底前`).

    Example: `2024年5月底前补助每户300元` -> moment `2024年5月底前`, amount `300元`.
    """
    timed: list[Value] = []
    for kind in _KINDS:
        if kind.hint.search(text) is None:
            continue
        found = kind.find(text)
        if kind.name in ("duration", "count"):
            found = [v for v in found if not any(t.start < v.end and v.start < t.end for t in timed)]
        if kind.name in ("moment", "percent", "amount", "duration"):
            timed += found
        yield from (NamedValue(kind.name, v) for v in _once(found))
    yield from (NamedValue("body", v) for v in _once(bodies))


def _once(found: list[Value]) -> Iterator[Value]:
    seen: set[str] = set()
    for value in found:
        if value.text not in seen and len(value.text) <= LONGEST:
            seen.add(value.text)
            yield value
