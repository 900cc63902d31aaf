"""How long a document is in force: `自2023年1月1日起施行，有效期至2027年12月31日`, 试行."""

from __future__ import annotations

from datetime import date, timedelta

import regex

from zhize.graph.language.dates import DATE, iso_date
from zhize.graph.language.numbers import numeral
from zhize.graph.language.phrases import phrase, words
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block

_EFFECTIVE = phrase("references", "effective", date=DATE.pattern)
_VALID = phrase("references", "valid", date=DATE.pattern)
_YEARS = phrase("references", "years")
_TRIAL = words("references", "trial")[0]
_ON_TRIAL = phrase("references", "on_trial")
_OTHERS = phrase("references", "of_other")
"""A term after a cited title is that document's own, one after a licence is the licence's."""


def validity(scope: Scope) -> Claims:
    """Since when and until when a document is in force, and whether it is on trial.

    A term of years counts from the day of force: `自2024年3月1日起施行，有效期五年` ends on 2029-02-28.
    """
    found = Claims()
    document = scope.document
    if _ON_TRIAL.search(document.title):
        found.add(scope.id, "trial", _TRIAL, document.head, "trial")
    start: str | None = None
    for section in scope.sections:
        for block in section.blocks:
            if not block.table:
                start = _times(scope, section, block, found, start)
    return found


def _times(scope: Scope, section: Section, block: Block, found: Claims, start: str | None) -> str | None:
    """Read one paragraph; returns the day of force as known so far (ISO)."""

    def add(name: str, value: str | None, match: regex.Match[str]) -> None:
        span = (block.start + match.start(), block.start + match.end())
        found.add(scope.id, name, value, span, "validity", section=section.path)

    if match := _EFFECTIVE.search(block.text):
        printed = DATE.search(match["when"])
        start = _day(printed, scope.document.date, int(match["days"] or 0))
        add("effective", iso_date(printed) if printed else f"自{match['when']}起", match)
        add("in_force_from", start, match)
    if (match := _VALID.search(block.text)) and not _OTHERS.search(block.text[: match.start()]):
        printed = DATE.search(match["date"])
        add("valid_until", iso_date(printed) if printed else None, match)
    elif (match := _YEARS.search(block.text)) and not _OTHERS.search(block.text[: match.start()]):
        add("valid_until", _end(start or scope.document.date, numeral(match["years"])), match)
    return start


def _day(printed: regex.Match[str] | None, signed: str | None, days: int) -> str | None:
    """The day a document comes into force: the printed one, or the day of signing and some days."""
    if printed:
        return iso_date(printed)
    if signed is None:
        return None
    return (date.fromisoformat(signed) + timedelta(days=days)).isoformat()


def _end(start: str | None, years: int) -> str | None:
    """The last day of a term of years, None where its first day is not known."""
    if start is None or not years:
        return None
    first = date.fromisoformat(start)
    try:
        over = first.replace(year=first.year + years)
    except ValueError:  # 29 February
        over = first.replace(year=first.year + years, month=3, day=1)
    return (over - timedelta(days=1)).isoformat()
