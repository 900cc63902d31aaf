"""Documents that a question names by their titles, whole, shortened or in parts: `按刑法`, `国家总体应急预案里`."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from zhize.graph.language.phrases import phrase

LEAST = 4
"""So many characters of a title beside the word for its kind make it known."""
_BLOCKS = 3
"""A question may leave out what stands between so many pieces of a title."""
_GAP = 14
"""No more characters are left out between two pieces."""
_NEAR = 0.8
"""Titles that hold so much of what the best one holds are meant as well."""

_KIND = phrase("titles", "kind")
_SHOWN = phrase("titles", "shown")
_STATE = phrase("titles", "state")


def meant(question: str, titles: Mapping[str, str]) -> frozenset[str]:
    """The documents whose titles a question names; empty where it names none.

    Args:
        question: the question in its plain form.
        titles: for each document its titles and whatever else names it, parted by ideographic blanks.

    Example: `按河道条例，占河道罚多少？` with `云州市河道管理条例` -> that document; `河道归谁管？` -> none.
    """
    ends = [(m.end(), m[0]) for m in _KIND.finditer(question)]
    held = {
        document: max((_held(question, ends, p) for p in _pieces(text)), default=0) for document, text in titles.items()
    }
    most = max(held.values(), default=0)
    return frozenset(d for d, n in held.items() if most and n >= _NEAR * most)


def _pieces(text: str) -> list[str]:
    return [_SHOWN.sub("", piece) for piece in text.split("　") if _KIND.search(piece)]


def _held(question: str, ends: list[tuple[int, str]], title: str) -> int:
    """How many characters of a title stand before one of the words for kinds in a question; 0 where they do not name it."""
    best = 0
    core = _STATE.sub("", title)
    for end, kind in ends:
        for place in (m.end() for m in regex.finditer(kind, title)):
            found, whole = _together(question[:end], title[:place])
            told = found - len(kind)
            if told >= LEAST or (told > 0 and whole and question[:end].endswith(core) and core == title[-len(core) :]):
                best = max(best, found)
    return best


def _together(asked: str, title: str) -> tuple[int, bool]:
    """How many characters at the end of a text are pieces of a title in their order, and whether they are one piece."""
    total = blocks = 0
    left, right = len(asked), len(title)
    while blocks < _BLOCKS and left:
        size, at = _block(asked[:left], title, right, far=bool(blocks))
        if size < 2:
            break
        total, blocks = total + size, blocks + 1
        left, right = left - size, at - size
    return total, blocks == 1


def _block(asked: str, title: str, right: int, *, far: bool) -> tuple[int, int]:
    """The longest piece that a text ends with and that ends in a title at a place, or with `far` a little before it."""
    best, at = 0, right
    for place in range(right, max(0, right - _GAP) - 1 if far else right - 1, -1):
        size = 0
        while size < min(place, len(asked)) and title[place - 1 - size] == asked[-1 - size]:
            size += 1
        if size > best:
            best, at = size, place
    return best, at
