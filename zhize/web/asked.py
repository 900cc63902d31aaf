"""The parameters of a request, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zhize.web.pages.parts import WrongParameter, checked_day
from zhize.web.pages.tables import RowFilter

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST = 200


class Parameters:
    """The parameters of a request, each once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A parameter without control characters, empty where it is not given.

        Raises:
            WrongParameter: it is too long.
        """
        value = _CONTROL.sub(" ", self.values.get(name, "")).strip()
        if len(value) > longest:
            raise WrongParameter(f"“{name}”太长，最多{longest}个字。")
        return value

    def number(self, name: str, default: int = 1, most: int = 1_000_000) -> int:
        """A whole number from 0 up.

        Raises:
            WrongParameter: it is none.
        """
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdecimal() and len(value) < 9):
            raise WrongParameter(f"“{name}”应是数字。")
        return min(int(value), most)

    def span(self, name: str) -> tuple[int, int] | None:
        """Two offsets: `120-180`.

        Raises:
            WrongParameter: they are none.
        """
        value = self.text(name)
        if not value:
            return None
        match = re.fullmatch(r"(\d{1,10})-(\d{1,10})", value, re.ASCII)
        if match is None or int(match[1]) > int(match[2]):
            raise WrongParameter(f"“{name}”应写成 120-180。")
        return int(match[1]), int(match[2])

    def day(self, name: str) -> str:
        """A day (ISO), empty where it is not given.

        Raises:
            WrongParameter: it is none.
        """
        return checked_day(self.text(name))

    def table(self) -> RowFilter:
        """The filters of a table.

        Raises:
            WrongParameter: one is too long.
        """
        return RowFilter(
            self.text("agency"),
            self.text("role"),
            self.text("region"),
            self.text("document"),
            self.text("due_from"),
            self.text("due_by"),
            self.text("words"),
            self.text("sort") or "print",
            self.text("down") == "1",
        )
