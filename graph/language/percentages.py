"""Shares in a text: `70%`, `百分之二十`, `5‰`, `3个百分点`, `三分之一`."""

from __future__ import annotations

from zhize.graph.language.late import late
from zhize.graph.language.values import NUMERAL, Value, number_of, quantities, units

_WORDS = late(rf"(?P<of>百|千|{NUMERAL})分之(?P<n>{NUMERAL})")


def find(text: str) -> list[Value]:
    """The shares of a text, in print order.

    Example: `按百分之七十救助` -> `百分之七十` (70%).
    """
    out = quantities(text, units().percent)
    for match in _WORDS.finditer(text):
        number = number_of(match["n"])
        sign = {"百": "%", "千": "‰"}.get(match["of"])
        normal = f"{number:g}{sign}" if sign and number is not None else match[0]
        out.append(Value(match.start(), match.end(), match[0], normal))
    return sorted(out, key=lambda v: v.start)
