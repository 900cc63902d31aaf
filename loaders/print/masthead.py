"""Which issue of which gazette a file is: its cover, or its running heads."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.dates import DATE, iso_date
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.patterns import ISSUER_LINE
from zhize.loaders.print.lines import Line


class Masthead(msgspec.Struct, frozen=True):
    """Name, year and number of an issue, its day and its publisher where the cover says so; `lines` say it."""

    name: str
    year: int
    issue: int
    date: str | None
    publisher: str | None
    lines: tuple[TracedText, ...]


_NAME = regex.compile(r"\p{Han}{2,24}?公报")
_NUMBER = regex.compile(r"(?P<year>(?:19|20)\d\d)年?第?(?P<issue>\d{1,3})期")
_PUBLISHED = regex.compile(DATE.pattern + r"(?:出版|发行|编印|印发)|(?:出版|发行|编印)(?:日期|时间)?：?" + DATE.pattern)
_PUBLISHER = regex.compile(
    r"(?:主管主办|主办单位|主办|编辑出版|编辑单位|主管单位|主管)：?(?P<name>\p{Han}{4,30}?)(?=\d|$|[，。；])"
)
_COVER = 30
"""How many lines after the number of the issue may still be its cover."""


def masthead(lines: list[Line]) -> Masthead | None:
    """The issue a file is, None where no line says so.

    Example: `云州市人民政府公报` / `2024年第5期` / `2024年5月31日出版`
    """
    for i, line in enumerate(lines):
        number = _NUMBER.search(line.text)
        if not number:
            continue
        for near in (line, *lines[max(0, i - 3) : i], *lines[i + 1 : i + 3]):
            rest = near.text[: number.start()] + near.text[number.end() :] if near is line else near.text
            name = _NAME.search(rest)
            if name:
                used = [near.traced] if near is line else [near.traced, line.traced]
                date, publisher = _cover(lines[max(0, i - 3) : i + _COVER], used)
                used = list({piece.starts[0]: piece for piece in sorted(used, key=lambda m: m.starts[0])}.values())
                return Masthead(name[0], int(number["year"]), int(number["issue"]), date, publisher, tuple(used))
    return None


def _cover(lines: list[Line], used: list[TracedText]) -> tuple[str | None, str | None]:
    """Day of publication and publisher; the lines that say it are added to `used`."""
    date = publisher = None
    for k, line in enumerate(lines):
        if publisher is None and (named := _PUBLISHER.search(line.text)):
            publisher = named["name"]
            used.append(line.traced)
        published = _PUBLISHED.search(line.text)
        if published is None:
            continue
        date = iso_date(DATE.search(published[0]))  # type: ignore[arg-type]  # the pattern holds a date
        used.append(line.traced)
        if publisher is None and k and ISSUER_LINE.match(lines[k - 1].text):
            publisher = lines[k - 1].text
            used.append(lines[k - 1].traced)
        break
    return date, publisher
