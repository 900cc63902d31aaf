"""What an issue tells the reader, from issues.yaml, to be said in the language of who reads it."""

from __future__ import annotations

from functools import cache

from zhize.graph.language.vocabulary import load
from zhize.messages import Sentence


@cache
def _reasons() -> dict[str, str]:
    return load("issues.yaml", dict[str, str])


def reason_of(issue: str, /, **values: str | int | float | Sentence) -> Sentence:
    """The sentence of an issue, with its values: `duty-open` -> 像是职责又不能确定，未采用.

    Raises:
        KeyError: no issue has this name.
    """
    return Sentence(_reasons()[issue], values)
