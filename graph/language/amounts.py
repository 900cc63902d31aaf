"""Amounts in a text: `2万元`, `每人每月1848元`, `5000元以上2万元以下`, `二倍以上五倍以下`, `翻一番`."""

from __future__ import annotations

from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import Value, number_of, quantities, units

_DOUBLINGS = phrase("values", "doublings")


def find(text: str) -> list[Value]:
    """The amounts of a text, ranges whole, in print order.

    Example: `处五千元以上二万元以下罚款` -> `五千元以上二万元以下`.
    """
    found = quantities(text, units().amount)
    found += [Value(m.start(), m.end(), m[0], _times(m["n"] or "一")) for m in _DOUBLINGS.finditer(text)]
    return sorted(found, key=lambda value: value.start)


def _times(doublings: str) -> str:
    """How many times as large something becomes that doubles so often: 两 -> `4倍`."""
    return f"{2 ** int(number_of(doublings) or 1)}倍"
