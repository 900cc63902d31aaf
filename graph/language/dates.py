"""Full dates in all forms in which officials print them, as ISO text.

`2023年3月5日`, `二〇二三年三月五日` (zero as 〇 ○ ◯ 零 0 O o Ο), `元月`, `廿五日`, `卅日`, `3月5号`, `2023-03-05`,
`2023.3.5`, `2023/3/5`, with blanks between.
"""

from __future__ import annotations

from datetime import date

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.numbers import DIGITS, FORMAL, ZEROS, numeral

_CN_YEAR = rf"(?:[一二][{DIGITS}{ZEROS}]{{3}}|[壹贰][{FORMAL}{ZEROS}]{{3}})"
_YEAR = rf"(?P<year>19\d\d|2[0{ZEROS}]\d\d|{_CN_YEAR})"
_MONTH = rf"(?P<month>元|正|[01{ZEROS}]?\d|[{DIGITS}十{FORMAL}{ZEROS}]{{1,2}})"
_DAY = rf"(?P<day>\d{{1,2}}|初[{DIGITS}十]|[{DIGITS}十廿卅{FORMAL}{ZEROS}]{{1,3}})"
_S = r"[ \t\u3000]*"
_NUMERIC = "|".join(
    rf"(?P<year>(?:19|20)\d\d){mark}(?P<month>0?[1-9]|1[0-2]){mark}(?P<day>0?[1-9]|[12]\d|3[01])(?![\d.])"
    for mark in (r"\s?[-－—–]\s?", r"\s?[.．·]\s?", r"[/／]")
)
DATE = late(rf"(?:{_YEAR}{_S}年{_S}{_MONTH}{_S}月{_S}{_DAY}{_S}(?:日|号(?![文令楼线院]))|(?<![\d.]){_S}(?:{_NUMERIC}))")
"""A full date; `iso_date` says which day it is."""


class PrintedDate(msgspec.Struct, frozen=True):
    """A date in a text: the day as ISO text and where it is printed."""

    iso: str
    start: int
    end: int


def iso_date(match: regex.Match[str]) -> str | None:
    """A match of DATE as ISO text, None where the day does not exist (`2023年2月30日`).

    A year of two figures, which only a line that is nothing but a date has (see `loose_date`), is one of the 1900s.
    """
    year, day = numeral(match["year"]), numeral(match["day"].removeprefix("初"))
    month = 1 if match["month"] in ("元", "正") else numeral(match["month"])
    year += 1900 if year < 100 else 0
    try:
        return date(year, month, day).isoformat() if 1900 < year < 2100 else None
    except ValueError:
        return None


def find_dates(text: str) -> list[PrintedDate]:
    """The full dates of a text, in print order; days that do not exist are left out."""
    return [PrintedDate(iso, m.start(), m.end()) for m in DATE.finditer(text) if (iso := iso_date(m))]


_LOOSE = late(
    rf"^(?:\p{{Han}}{{0,4}}(?:日期|时间)[：:])?[（(【\[]?(?:公元)?"
    rf"(?:(?P<year>{_YEAR.removeprefix('(?P<year>').removesuffix(')')}|[5-9]\d|[五六七八九][{DIGITS}{ZEROS}]){_S}年{_S}{_MONTH}{_S}月{_S}{_DAY}{_S}[日号曰目]?"
    rf"|(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])|(?:{_NUMERIC}))"
    rf"[）)】\]]?\s*(?:(?:星期|周)[{DIGITS}日天]|[上下]午)?[。.]?$"
)


def loose_date(text: str) -> str | None:
    """The day that a line means which stands where only a day can stand, under a signature: ISO text, None else.

    Example: `日期：2023年3月5日`, `【2023年3月5日】`, `2023年3月5曰`, `98年3月5日`, `20230305`, `2023年3月5日 星期日`.
    """
    match = _LOOSE.match(text)
    return iso_date(match) if match else None


_UNREAD = late(r"^[（(]?.{0,6}年.{0,4}月.{0,4}[日号]?[）)]?$")


def is_unread_date(text: str) -> bool:
    """Whether a short line means to be a date and is none that is understood: `2023年13月5日`, `二○?三年三月`."""
    match = DATE.search(text)
    return bool(_UNREAD.match(text) and len(text) <= 16 and (match is None or iso_date(match) is None))
