"""Deadlines as days: `2024年10月底前` is due on 2024-10-31, `上半年` from January to the end of June."""

from __future__ import annotations

import calendar
from datetime import date

import regex

from zhize.graph.language.numbers import numeral
from zhize.loaders.claims import Claims, Scope

_YEAR = r"(?P<year>(?:19|20)\d\d年|今年|本年度?|当年|明年|次年)?"
_MOMENT = regex.compile(
    rf"{_YEAR}(?P<month>\d{{1,2}})月(?:份)?(?:(?P<day>\d{{1,2}})日|(?P<third>上旬|中旬|下旬|底|末|初))?"
    rf"|{_YEAR}(?:年)?(?P<part>上半年|下半年|第?[一二三四1-4]季度|年底|年末|底|末|年内)"
    r"|(?P<only>(?:19|20)\d\d)年(?:年?底|年?末|前|之前|以前)?"
)
_RELATIVE = {"明年": 1, "次年": 1}
_LAST_OF_THIRD = {"初": 10, "上旬": 10, "中旬": 20}
_FIRST_OF_THIRD = {"上旬": 1, "中旬": 11, "下旬": 21, "初": 1}


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
    return written + _RELATIVE.get(printed or "", 0) if written else None


def _span(match: regex.Match[str], year: int) -> tuple[date | None, date] | None:
    if match["month"]:
        return _of_month(match, year)
    part = match["part"] or "年底"
    if part == "上半年":
        return date(year, 1, 1), date(year, 6, 30)
    if part == "下半年":
        return date(year, 7, 1), date(year, 12, 31)
    if part.endswith("季度"):
        quarter = numeral(part.removeprefix("第")[0])
        month = 3 * quarter
        return date(year, month - 2, 1), date(year, month, calendar.monthrange(year, month)[1])
    return (date(year, 1, 1) if part == "年内" else None), date(year, 12, 31)


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
