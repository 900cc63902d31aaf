"""Levels as plans print them: `Ⅰ级`, `IV级`, `一级`, `红色`, `特别重大`, from 1 (the worst) to 4."""

from __future__ import annotations

import msgspec
import regex

_RANKS = {
    1: ("Ⅰ", "I", "1", "一", "红", "特别重大", "特别严重", "特大"),
    2: ("Ⅱ", "II", "2", "二", "橙", "重大", "严重"),
    3: ("Ⅲ", "III", "3", "三", "黄", "较大", "较重"),
    4: ("Ⅳ", "IV", "4", "四", "蓝", "一般", "轻"),
}
_RANK = {form: rank for rank, forms in _RANKS.items() for form in forms}
_SIGN = r"(?:[ⅠⅡⅢⅣ]|I{1,3}V?|[1-4一二三四])"
SIGNS = rf"{_SIGN}(?:级)?(?:(?:[、，和及]|或){_SIGN}(?:级)?)*"
LEVEL = regex.compile(
    rf"(?<![\d一二三四十第])(?P<signs>{SIGNS})(?<=级)|(?P<colour>[红橙黄蓝](?:色)?(?:[、，和及][红橙黄蓝](?:色)?)*)(?=预警|级)"
)
"""One or several levels in a text: `Ⅰ级`, `二、三、四级`, `橙色、红色`."""
GRADE = regex.compile(r"(?P<grade>特别重大|特别严重|重大|较大|一般|特大|严重|较重)")


class Levels(msgspec.Struct, frozen=True):
    """Ranks that a text names, with where the words for them stand."""

    ranks: tuple[int, ...]
    start: int
    end: int


def find_levels(text: str) -> list[Levels]:
    """The levels a text names, in order.

    Example: `二、三、四级应急响应` -> ranks 2, 3, 4.
    """
    out: list[Levels] = []
    for match in LEVEL.finditer(text):
        signs = regex.findall(_SIGN, match["signs"]) if match["signs"] else regex.findall("[红橙黄蓝]", match["colour"])
        out.append(Levels(tuple(dict.fromkeys(rank(s) for s in signs)), match.start(), match.end()))
    return out


def rank(form: str) -> int:
    """The rank of a printed form, 0 where it is none: `特别重大` -> 1, `Ⅳ` -> 4."""
    return _RANK.get(form, 0)
