"""The sentences that answers are made of, from answers.yaml."""

from __future__ import annotations

from functools import cache

from zhize.graph.language.vocabulary import load


@cache
def _sentences() -> dict[str, str]:
    return load("answers.yaml", dict[str, str])


def sentence(name: str, **values: object) -> str:
    """A sentence with its values put in: `valid_until` with day 2030-01-01 -> ，有效期至2030-01-01.

    Raises:
        KeyError: no sentence has this name, or it needs a value that is not given.
    """
    return _sentences()[name].format_map(values)
