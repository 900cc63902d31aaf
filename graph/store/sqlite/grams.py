"""Text as full-text search keeps it: pairs of neighbouring characters, so that no word list decides what is found."""

from __future__ import annotations

import regex

_RUN = regex.compile(r"(\p{Han}+)|[\p{L}\p{N}--\p{Han}]+", regex.V1)


def grams(text: str) -> list[str]:
    """The pairs of Han characters of a text and its other words in lower case, in print order.

    A Han character that stands alone is itself a piece. Example: `清掏5台水泵` -> 清掏, 5, 台水, 水泵.
    """
    out: list[str] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if match.lastindex and run[0] >= "㐀" and len(run) > 1:
            out += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            out.append(run.lower())
    return out


def words(text: str) -> str:
    """The pieces of a text as FTS5 is given them."""
    return " ".join(grams(text))
