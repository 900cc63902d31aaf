"""Rows of a query, and the values that a query may be given: the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import QueryError
from zhize.graph.store.frames import frame

if TYPE_CHECKING:
    import pandas as pd


class Rows(msgspec.Struct, frozen=True):
    """The result of a query: column names, and rows of text, numbers, lists, dicts or None.

    Example:
        >>> rows = Rows(["agency", "tasks"], [["青石区水利局", 3]])
        >>> rows.dicts()
        [{'agency': '青石区水利局', 'tasks': 3}]
    """

    columns: list[str]
    rows: list[list[Any]]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dicts by column name.

        Example:
            >>> Rows(["agency"], [["青石区水利局"]]).dicts()
            [{'agency': '青石区水利局'}]
        """
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a DataFrame; columns of days (2024-05-10) hold dates.

        Example:
            >>> Rows(["due"], [["2024-05-10"], [None]]).to_pandas()["due"].dt.month.tolist()
            [5.0, nan]

        Raises:
            MissingExtra: pandas is not installed.
        """
        return frame(self.dicts(), self.columns)

    def _repr_html_(self) -> str:
        """The rows as a table for a notebook: nothing in them is taken as markup."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        shown = self.rows[:_MOST_SHOWN]
        body = "".join(f"<tr>{''.join(f'<td>{escape(_said(value))}</td>' for value in row)}</tr>" for row in shown)
        more = f"<p>……{len(self.rows)}</p>" if len(shown) < len(self.rows) else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


_MOST_SHOWN = 200
"""Rows that a notebook shows of a result."""


def _said(value: object) -> str:
    return "" if value is None else "、".join(map(str, value)) if isinstance(value, list) else str(value)


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
