"""Rows as pandas DataFrames: days as days, everything else as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhize.errors import require

if TYPE_CHECKING:
    import pandas as pd

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A DataFrame in which a column that holds only days (2024-05-10) and nothing holds dates.

    Example:
        >>> frame([{"day": "2024-05-10", "n": 1}, {"day": None, "n": 2}]).dtypes["day"].kind
        'M'

    Raises:
        MissingExtra: pandas is not installed.
    """
    require("pandas")
    import pandas as pd

    made = pd.DataFrame(list(rows), columns=None if columns is None else list(columns))
    for name in made.columns:
        if _is_days([row.get(name) for row in rows]):
            made[name] = pd.to_datetime(made[name], errors="coerce")
    return made


def _is_days(values: Sequence[Any]) -> bool:
    """Whether values are days or nothing, and one of them a day."""
    days = [value for value in values if value is not None]
    return bool(days) and all(isinstance(value, str) and _DAY.fullmatch(value) is not None for value in days)
