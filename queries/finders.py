"""Which values of a text may answer a question: one finder a type of value, chosen by what the question asks."""

from __future__ import annotations

from collections.abc import Callable

import regex

from zhize.graph.language import amounts, contacts, counts, durations, moments, percentages, places
from zhize.graph.language.doers.values import actors, groups, persons
from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import Value
from zhize.queries.words import Target

Finder = Callable[[str], list[Value]]

_NONE = phrase("answers", "none")
_NUMBERS = phrase("answers", "numbers")
_RANK = phrase("answers", "rank")
_RHYTHM = phrase("answers", "rhythm")
_SHARE_RANGE = phrase("answers", "share_range")
_OFTEN = phrase("questions", "often")
_HOW_LARGE = phrase("questions", "how_large")
_AGE = phrase("answers", "age")
_WRITTEN_DAY = phrase("answers", "written_day")
_SHARED_OUT = phrase("questions", "shared_out")
_ASKS_RANK = phrase("questions", "rank")
_TITLE = late(r"《(?P<v>(?:[^《》]|《[^》]*》)+)》(?:[（(](?P<n>[^（）()]*〔\d{4}〕[^（）()]*号)[）)])?")
_PLURAL = phrase("answers", "plural_end")
_AND_OTHERS = phrase("answers", "and_others")
_BEFORE = phrase("answers", "row_before")


def finder_of(target: Target) -> Finder | None:
    """What finds the values that a question asks for; None where whole clauses answer."""
    if target.type == "body" and {"chief", "deputy", "titled", "appointed"} & set(target.relations):
        return _people
    if target.type == "level" and _ASKS_RANK.search(target.asked):
        return _ranks
    if target.type == "duration" and _OFTEN.search(target.local):
        return _rhythms
    if target.type == "measure" and _HOW_LARGE.search(target.asked):
        return _sizes
    if target.type == "amount" and _SHARED_OUT.search(target.local):
        return _dues
    return FINDERS.get(target.type)


def _found(pattern: regex.Pattern[str], text: str) -> list[Value]:
    return [Value(m.start(), m.end(), m[0], m[0]) for m in pattern.finditer(text)]


def _apart(*lists: list[Value]) -> list[Value]:
    """Values of several lists in print order; of two that overlap the one of the earlier list."""
    out: list[Value] = []
    for value in (v for values in lists for v in values):
        if not any(v.start < value.end and value.start < v.end for v in out):
            out.append(value)
    return sorted(out, key=lambda v: v.start)


def _figures(text: str) -> list[Value]:
    return _apart(percentages.find(text), amounts.find(text), counts.find(text))


def _amounts(text: str) -> list[Value]:
    """Amounts, and that there is none: `不设起付线`."""
    return sorted((*amounts.find(text), *_found(_NONE, text)), key=lambda v: v.start)


def _dues(text: str) -> list[Value]:
    """What is to be paid: amounts and shares, `每日加收百分之三`, `30%以上等值以下`."""
    shares = []
    for value in percentages.find(text):
        more = _SHARE_RANGE.match(text, value.end - 2) or _SHARE_RANGE.match(text, value.end)
        end = more.end() if more else value.end
        shares.append(Value(value.start, end, text[value.start : end], value.normalised))
    return _apart(_amounts(text), shares)


def _sizes(text: str) -> list[Value]:
    """How large a thing is: measures, sums, ages.

    Example: `限带十二周岁以下儿童` -> `十二周岁以下`; `规模为5亿元` -> `5亿元`.
    """
    return _apart(counts.measures(text), _found(_AGE, text), amounts.find(text))


def _moments(text: str) -> list[Value]:
    """Moments, days that are written with strokes too: `2020-02-01`."""
    return _apart(moments.find(text), _found(_WRITTEN_DAY, text))


def _rhythms(text: str) -> list[Value]:
    """How often a thing is done: `每周`, `每半年`; else lengths of time."""
    return _apart(_found(_RHYTHM, text), durations.find(text))


def _titles(text: str) -> list[Value]:
    return [Value(m.start(), m.end(), m["v"], m["n"] or m["v"]) for m in _TITLE.finditer(text)]


def acting(text: str) -> list[Value]:
    """Those who act, also the departments of a row whose last alone says what they are.

    Example: `在卫生健康、民政部门指导下` -> `卫生健康`, `民政部门`.
    """
    out = actors(text)
    for value in tuple(out):
        if not _PLURAL.search(value.text) and not _AND_OTHERS.match(text, value.end):
            continue
        end = value.start
        while match := _BEFORE.search(text, 0, end):
            name = match["v"]
            start = match.start("v")
            while name and not lexicon().match(f"{name}局") and not lexicon().match(f"{name}部"):
                name, start = name[1:], start + 1  # what stands before it belongs to no name
            if len(name) < 2 or any(v.start < match.end("v") and start < v.end for v in out):
                break
            out.append(Value(start, match.end("v"), name, name))
            end = start
    return sorted(out, key=lambda v: v.start)


def _people(text: str) -> list[Value]:
    """Persons, else offices and bodies."""
    return persons(text) or acting(text)


def _ranks(text: str) -> list[Value]:
    """Ranks of bodies: `副部级`."""
    return _found(_RANK, text)


def _numbers(text: str) -> list[Value]:
    return _found(_NUMBERS, text)


FINDERS: dict[str, Finder] = {
    "phone": contacts.phones,
    "mailbox": contacts.mailboxes,
    "clock": moments.clocks,
    "moment": _moments,
    "duration": durations.find,
    "amount": _amounts,
    "percent": percentages.find,
    "measure": counts.measures,
    "count": counts.find,
    "figure": _figures,
    "number": _numbers,
    "document": _titles,
    "place": places.find,
    "body": acting,
    "person": persons,
    "ordinal": counts.ordinals,
    "groups": groups,
}
