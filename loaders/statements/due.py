"""Deadlines as days: `2024年10月底前` is due on 2024-10-31, `上半年` from January to the end of June."""

from __future__ import annotations

import calendar
from datetime import date

import regex

from zhize.graph.language.numbers import numeral
from zhize.graph.language.phrases import phrase, words
from zhize.loaders.claims import Claims, Scope

_MOMENT = phrase("deadlines", "moment")
_NEXT_YEAR = words("deadlines", "next_year")
_FIRST, _SECOND, _LAST = (words("deadlines", third) for third in ("first_third", "second_third", "last_third"))
_LAST_OF_THIRD = dict.fromkeys(_FIRST, 10) | dict.fromkeys(_SECOND, 20)
_FIRST_OF_THIRD = dict.fromkeys(_FIRST, 1) | dict.fromkeys(_SECOND, 11) | dict.fromkeys(_LAST, 21)
_HALVES = dict.fromkeys(words("deadlines", "first_half"), 1) | dict.fromkeys(words("deadlines", "second_half"), 7)
_QUARTER = words("deadlines", "quarter")
_WITHIN_YEAR = words("deadlines", "within_year")


def due(text: str, written: str | None) -> tuple[str | None, str] | None:
    """First and last day of a printed deadline (ISO); the first only where a period or several moments are printed.

    `written` is the day of the document, from which a missing year is taken; None where no day can be told.
    Example: `5月底前制定，10月底前完成` of 2024 -> 2024-05-31, 2024-10-31.
    """
    year = int(written[:4]) if written else None
    spans: list[tuple[date | None, date]] = []
    for match in _MOMENT.finditer(text):
        known = _year(match, year)
        span = _span(match, known) if known else None
        if span is None:
            continue
        year = known if match["year"] or match["only"] else year
        spans.append(span)
    if not spans:
        return None
    first = spans[0][0] if len(spans) == 1 else min(last for _, last in spans)
    last = max(last for _, last in spans)
    return first.isoformat() if first and first != last else None, last.isoformat()


def _year(match: regex.Match[str], written: int | None) -> int | None:
    printed = match["only"] or match["year"]
    if printed and printed[0].isdigit():
        return int(printed[:4])
    return written + (printed in _NEXT_YEAR) if written else None


def _span(match: regex.Match[str], year: int) -> tuple[date | None, date] | None:
    if match["month"]:
        return _of_month(match, year)
    part = match["part"] or ""
    if part in _HALVES:
        month = _HALVES[part] + 5
        return date(year, month - 5, 1), date(year, month, calendar.monthrange(year, month)[1])
    if part.endswith(_QUARTER):
        month = 3 * numeral(part.removeprefix("第")[0])
        return date(year, month - 2, 1), date(year, month, calendar.monthrange(year, month)[1])
    return (date(year, 1, 1) if part in _WITHIN_YEAR else None), date(year, 12, 31)


def _of_month(match: regex.Match[str], year: int) -> tuple[date | None, date] | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    if match["day"]:
        day = int(match["day"])
        return (None, date(year, month, day)) if 1 <= day <= length else None
    third = match["third"] or ""
    first = date(year, month, _FIRST_OF_THIRD[third]) if third in _FIRST_OF_THIRD else None
    return first, date(year, month, min(length, _LAST_OF_THIRD.get(third, length)))


def with_days(scope: Scope, found: Claims) -> Claims:
    """The days of every deadline that was found."""
    out = Claims()
    for claim in found.claims:
        if claim.predicate != "deadline":
            continue
        days = due(str(claim.object), scope.document.date)
        for name, day in zip(("due_from", "due"), days or (), strict=False):
            out.add(claim.subject, name, day, (claim.start, claim.end), claim.rule, section=claim.section)
    return out
