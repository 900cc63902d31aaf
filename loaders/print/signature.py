"""Signatures: who signed a paper, and on which day."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.dates import DATE, is_unread_date, iso_date, loose_date
from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.names import is_agency
from zhize.graph.language.papers import paper_words
from zhize.loaders.patterns import DATE_LINE, SIGNED_LINE, numbering
from zhize.loaders.print.line_signs import is_signed
from zhize.loaders.print.lines import Line


class Signature(msgspec.Struct, frozen=True):
    """Lines `first` to `end` (exclusive) sign a paper, from line `day` on with the day.

    `issuers` is empty where only a day or a person stands there.
    """

    first: int
    day: int
    end: int
    issuers: tuple[str, ...]
    date: str | None


_MOST_LINES = 30
_LONGEST = 70
LONGEST_DAY = 24


@cache
def _signer() -> regex.Pattern[str]:
    posts = "|".join(paper_words().signers)
    return regex.compile(rf"^(?:\p{{Han}}{{0,12}}?(?:{posts}))[：:]?\s*[\p{{Han}}·×]{{2,4}}(?:（[^（）]*）)?$")


def find_signature(lines: list[Line], start: int, stop: int) -> Signature | None:
    """The first signature between two lines: issuers over a day, or on its line; else the first day that stands alone.

    A paper that forwards another is signed first, what it forwards comes after. `（盖章）` and a day that a line
    break cuts are read; the day of printing (`…2023年3月6日印发`) is none.
    Example: `青石市民政局　青石市财政局` / `2024年3月14日`
    """
    alone: Signature | None = None
    for i in range(start, stop):
        day = _day(lines, i, stop)
        if day is None:
            continue
        date, end = day
        signed = SIGNED_LINE.match(lines[i].text) if is_signed(lines[i].text) else None
        if signed:
            first = _above(lines, start, i) if _goes_on_above(lines, start, i) else i
            raw = regex.sub(rf"[，（(]?{DATE.pattern}[）)]?", "", "\n".join(line.raw for line in lines[first : i + 1]))
            return Signature(first, i, end, issuers_of(_without_seal(raw)), date)
        first = _above(lines, start, i)
        if first < i:
            kept = [line.raw for line in lines[first:i] if not _signer().match(line.text)]
            names = issuers_of(_without_seal("\n".join(kept)))
            return Signature(first, i, end, names, date)
        alone = alone or Signature(i, i, end, (), date)
    return alone


_SEALED = regex.compile(r"[（(](?:盖章|公章|印章|签章|代章|印|章)[）)]")


def _without_seal(text: str) -> str:
    return _SEALED.sub("", text)


_EACH = regex.compile(rf"^(?:{DATE.pattern}){{2,6}}$")
"""The day below each of several signatures beside each other."""


def _day(lines: list[Line], i: int, stop: int) -> tuple[str | None, int] | None:
    """The day that a line is, or that it and the next are together; with the line after it."""
    text = lines[i].text
    if lines[i].table and DATE_LINE.match(bare := text.replace("\t", "")):
        text = bare  # a day parted by tabs
    elif lines[i].table or len(text) > 200 or text.endswith("实施"):
        return None  # the day on which a standard comes into force
    if DATE_LINE.match(text) or is_signed(text) or _EACH.match(text):
        match = DATE.search(text)
        return (iso_date(match) if match else None), i + 1
    if i + 1 < stop and len(text) < 12 and regex.search(r"[年月]\d{0,2}$|\d{4}$", text) and len(lines[i + 1].text) < 8:
        joined = text + lines[i + 1].text
        match = DATE.search(joined)
        if match and DATE_LINE.match(joined):
            return iso_date(match), i + 2
    if not i or len(text) > LONGEST_DAY or not _names(lines[i - 1]):
        return None
    day = loose_date(text)
    return (day, i + 1) if day or is_unread_date(text) else None


def _above(lines: list[Line], start: int, i: int) -> int:
    """The first of the lines above a day that name who signs; `i` itself where there is none."""
    first = i
    floor = max(start, i - _MOST_LINES)
    while first > floor:
        k = _downwards(lines, floor, first - 1)
        if k is None and _names(lines[first - 1]):
            k = first - 1
        if k is None and _ends_name(lines, floor, first - 1):
            k = first - 2
        if k is None and first < i and _part_of_name(lines[first - 1], lines[first]):
            k = first - 1
        if k is None:
            break
        first = k
    begin = next((k for k in range(first, i) if _may_begin(lines, start, k)), i)
    return i - 1 if begin == i and first < i and _names(lines[i - 1]) else begin


def _downwards(lines: list[Line], floor: int, last: int) -> int | None:
    """The first line of a name printed one character a line (`财` / `政` / `部`) that ends at a line; None where it is none."""
    k = last
    while k >= floor and len(lines[k].text) == 1 and not lines[k].table:
        k -= 1
    return k + 1 if last - k >= 3 and is_issuer("".join(line.text for line in lines[k + 1 : last + 1])) else None


def _names(line: Line) -> bool:
    text = _without_seal(line.text)
    if len(text) > 2 * _LONGEST or line.level or numbering(text):
        return False
    if line.table:
        return all(is_issuer(cell) for cell in text.split("\t") if cell) and bool(text.strip())
    return bool(_signer().match(line.text)) or (
        not regex.search(r"[。；：，！？《》]", text)
        and all(is_issuer(name) for name in issuers_of(_without_seal(line.raw)))
    )


def _ends_name(lines: list[Line], floor: int, k: int) -> bool:
    """Whether a line is but the last word of the name above it: `青石市人民政府` / `办公室`."""
    text = _without_seal(lines[k].text)
    return k > floor and len(text) <= 6 and not lines[k].table and is_issuer(lines[k - 1].text + text)


_BEGINS_NAME = regex.compile(r"\p{Han}{2,7}?(?:省|自治区|市|区|县|州|旗|盟|镇|乡|街道)|中共|中国|国家|共青团")


def _part_of_name(line: Line, following: Line) -> bool:
    """A line that is the first part of a name: `青石市应对新型传染病` / `疫情工作领导小组`."""
    text = line.text
    if not regex.fullmatch(r"[\p{Han}（）“”·]{4,40}", text) or line.level or line.table or numbering(text):
        return False
    if _BEGINS_NAME.match(following.text) and is_issuer(following.text):
        return False
    if _BEGINS_NAME.match(following.text) and is_issuer(following.text):
        return False
    return (
        not is_agency(following.text)
        and is_issuer(text + _without_seal(following.text))
        and not regex.search(r"特此|(?:通知|通告|公告|附件|执行|如下)$", text)
    )


def _may_begin(lines: list[Line], start: int, k: int) -> bool:
    """Whether a signature may begin at a line: what stands above has ended."""
    if k == start or lines[k].gap or lines[k].indent >= 2:
        return True
    before = lines[k - 1]
    ended = not regex.search(r"[\p{Han}、，“《（]$", before.text) or before.table or len(before.text) < 12
    return bool(ended) or bool(numbering(before.text)) or before.text.startswith("附")


def _goes_on_above(lines: list[Line], start: int, i: int) -> bool:
    return i > start and _names(lines[i - 1]) and not regex.search(r"[。；：]$", lines[i - 1].text)
