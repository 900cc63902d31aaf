"""Patterns that are compiled when they are first used: who asks one question needs few of those that modules declare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import regex

from zhize.graph.language.compiling import compiled


class LatePattern:
    """What stands for a pattern until something of it is wanted; from then on its methods are those of the pattern."""

    def __init__(self, compile_: Callable[[], regex.Pattern[str]]) -> None:
        self._compile = compile_

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(
                name
            )  # asked by what copies or pickles; patterns have none that are not methods of a type
        compiled = self._compile()
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"<late {self.pattern!r}>"


def late_of(compile_: Callable[[], regex.Pattern[str]]) -> regex.Pattern[str]:
    """A pattern that a function compiles when it is first used."""
    return cast("regex.Pattern[str]", LatePattern(compile_))


def late(text: str, flags: int = 0) -> regex.Pattern[str]:
    r"""A pattern that is compiled when it is first used.

    Example:
        >>> late(r"\d+年").findall("2024年5月，2025年")
        ['2024年', '2025年']
    """
    return late_of(lambda: compiled(text, flags))
