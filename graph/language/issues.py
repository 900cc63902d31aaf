"""What an issue tells the reader, from issues.yaml."""

from __future__ import annotations

from functools import cache

from zhize.graph.language.vocabulary import load


@cache
def _reasons() -> dict[str, str]:
    return load("issues.yaml", dict[str, str])


def reason_of(issue: str) -> str:
    """The sentence of an issue: `duty-open` -> 像是职责又不能确定，未采用.

    Raises:
        KeyError: no issue has this name.
    """
    return _reasons()[issue]
