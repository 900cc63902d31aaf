"""Standards: the cover of a national, trade, local or group standard, whose title is none of its first lines."""

from __future__ import annotations

from itertools import takewhile

import msgspec
import regex

from zhize.loaders.print.lines import Line

_KIND = regex.compile(r"^.{0,20}(?:国家|行业|地方|团体|企业)标准(?:化指导性技术文件)?$")
_CODE = regex.compile(r"^[A-Z]{1,6}\d{0,6}(?:/[A-Z]{1,8})?\d[\d.]*?[—_–－-]{0,3}(?:19|20)\d\d$")
_ISSUED = regex.compile(r"^(?P<issuer>[\p{Han}、]{4,60})发布$")
_TITLE = regex.compile(r"^\p{Han}[\p{Han}A-Za-z0-9（）、“”第:：—-]{2,60}$")
_NO_TITLE = regex.compile(r"^(?:代替|部分代替|前言|目次|目录)|(?:发布|实施)$")
_MOST_LINES = 25
_MOST_TITLE_LINES = 3


class Cover(msgspec.Struct, frozen=True):
    """What the cover of a standard says: lines `first` to `end` (exclusive) hold its title, `issuer` publishes it."""

    first: int
    end: int
    title: str
    issuer: str | None


def standard_cover(lines: list[Line], start: int) -> Cover | None:
    """The cover of a standard near line `start`: its class, its code, then its title; None where there is none.

    Example: `青石市地方标准` / `DB99/T 12—2024` / `示例场所管理规范` / `青石市市场监督管理局 发布` -> the third line.
    """
    near = range(start, min(len(lines), start + _MOST_LINES))
    kind = next((i for i in near if _KIND.match(lines[i].text)), None)
    if kind is None:
        return None
    code = next((i for i in near if i > kind and _CODE.match("".join(lines[i].text.split()))), None)
    first = next((i for i in near if code is not None and i > code and _is_title(lines[i])), None)
    if first is None:
        return None
    own = list(takewhile(_is_title, lines[first : first + _MOST_TITLE_LINES]))
    published = (_ISSUED.match("".join(lines[i].text.split())) for i in near if i > first)
    issuer = next((match["issuer"] for match in published if match), None)
    return Cover(first, first + len(own), "".join(line.text for line in own), issuer)


def _is_title(line: Line) -> bool:
    return bool(_TITLE.match(line.text)) and not _NO_TITLE.search(line.text)
