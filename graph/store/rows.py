"""Rows of a query, and the values that a query may be given: the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from zhize.errors import QueryError


class Rows(msgspec.Struct, frozen=True):
    """The result of a query: column names, and rows of text, numbers, lists, dicts or None."""

    columns: list[str]
    rows: list[list[Any]]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dicts by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def check_values(params: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parameters of a query, each one a value that every engine stores as it is.

    Raises:
        QueryError: a value is none of text, number, truth value, None, list or dict of these.
    """
    values = dict(params or {})
    for name, value in values.items():
        _check_value(name, value)
    return values


def _check_value(name: str, value: object) -> None:
    """Refuse what an engine would store as something else."""
    if isinstance(value, (list, tuple)):
        for item in value:
            _check_value(name, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise QueryError("The parameter ${name} holds a dict whose keys are not text.", name=name)
            _check_value(name, item)
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise QueryError("The parameter ${name} is a number beyond 64 bits.", name=name)
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise QueryError("The parameter ${name} holds half a character (a lone surrogate).", name=name) from None
    elif value is not None and not isinstance(value, float):
        kind = type(value).__name__
        raise QueryError(
            "The parameter ${name} is a {kind}; give text, a number or a list of these.", name=name, kind=kind
        )
