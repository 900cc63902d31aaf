"""What an issue tells the reader, from issues.yaml."""

from __future__ import annotations

from functools import cache

from zhize.graph.language.vocabulary import load


@cache
def _reasons() -> dict[str, str]:
    return load("issues.yaml", dict[str, str])


def reason_of(issue: str, **values: object) -> str:
    """The sentence of an issue, with its values put in: `duty-open` -> 像是职责又不能确定，未采用.

    Raises:
        KeyError: no issue has this name, or its sentence needs a value that is not given.
    """
    return _reasons()[issue].format_map(values)
