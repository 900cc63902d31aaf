"""Amounts of money in a text: `2万元`, `每人每月1848元`, `5000元以上2万元以下`, `二倍以上五倍以下`."""

from __future__ import annotations

from zhize.graph.language.values import Value, quantities, units


def find(text: str) -> list[Value]:
    """The amounts of a text, ranges whole, in print order.

    Example: `处五千元以上二万元以下罚款` -> `五千元以上二万元以下`.
    """
    return quantities(text, units().amount)
