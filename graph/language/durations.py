"""Lengths of time in a text: `5个工作日内`, `两个月`, `24小时`, `三年`, `每年一次`."""

from __future__ import annotations

import regex

from zhize.graph.language.late import late
from zhize.graph.language.values import Value, quantities, units

_RHYTHM = late(
    r"每个?(?:半?年|季度?|半?月|周|天|日|学期|[两二三四五六\d]+个?[年月周天日])(?:至少|不少于)?(?:召开|开展|组织|进行)?[一二两三四五\d]+次"
)
_NOT_LENGTH = r"(?<![〔\[（(第\d年〇零一二三四五六七八九十百]|(?<![次当本每])月|月\d{1,2}日[至到—－~～―-])"


def find(text: str) -> list[Value]:
    """The lengths of time of a text, in print order; dates (`2024年`, `3日` of a month) are none.

    Example: `材料齐全后5个工作日内办结` -> `5个工作日`.
    """
    found = quantities(
        text,
        units().duration,
        before=_NOT_LENGTH,
        after=r"(?!底|末|度|代|级|均|初|[一二三四五六七八九十\d]{1,2}月|[至到]\d{1,2}月)",
    )
    out = [v for v in found if not _is_date(v)]
    out += [Value(m.start(), m.end(), m[0], m[0]) for m in _RHYTHM.finditer(text)]
    return sorted(out, key=lambda v: v.start)


def _is_date(value: Value) -> bool:
    """`2024年` and `二〇二四年` are years, no lengths."""
    return bool(regex.search(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年", value.text))
