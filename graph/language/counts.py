"""Counts and measures in a text: `120台`, `8处`, `500平方米`, `二十一家`, `1024个`."""

from __future__ import annotations

import regex

from zhize.graph.language.late import late
from zhize.graph.language.values import NUMERAL, Value, number_of, quantities, units

_AFTER = r"(?!工作日|小时|月|百分点|星期|季度|[A-Za-z])"
_BARE = late(rf"(?<=[为达到至于是]|比例|指数|得分){NUMERAL}(?=[，。；、\s]|$)|(?<=\s|\t|\|){NUMERAL}(?=\s|\t|\||$)")


def ordinals(text: str) -> list[Value]:
    """Places in an order: `第75次`, `第三批`."""
    pattern = r"第[\d一二三四五六七八九十百]+(?:次|届|批|期|号|条|项|天|日|位|名)"
    return [Value(m.start(), m.end(), m[0], m[0]) for m in regex.finditer(pattern, text)]


def measures(text: str) -> list[Value]:
    """Measures of a text: lengths, areas, weights, powers.

    Example: `新建8处，每处500平方米` -> `500平方米`.
    """
    return quantities(text, units().measure, before=r"(?<![第\d〔年])", after=_AFTER)


def find(text: str, unit: str = "") -> list[Value]:
    """Counts and measures of a text with their units, in print order; `unit` keeps only those of that unit.

    Example: `新建口袋公园8处，每处不少于500平方米` -> `8处`, `500平方米`.
    """
    found = quantities(text, (*units().count, *units().measure), before=r"(?<![第\d〔年])", after=_AFTER)
    if unit:
        return [v for v in found if regex.sub(r"(?:以上|以下|以内|左右)$", "", v.text).endswith(unit)]
    out = found + [Value(m.start(), m.end(), m[0], f"{number_of(m[0]) or 0:g}") for m in _BARE.finditer(text)]
    return sorted(out, key=lambda v: v.start)
