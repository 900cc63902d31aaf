"""A value in a text: where it stands, how it is printed, and its one form for comparing."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.vocabulary import any_of, load


class Value(msgspec.Struct, frozen=True):
    """A value at `start`–`end` (characters) of a text; `normalised` compares with other prints of it."""

    start: int
    end: int
    text: str
    normalised: str


class Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The unit words of units.yaml, by what they measure."""

    amount: tuple[str, ...]
    duration: tuple[str, ...]
    percent: tuple[str, ...]
    measure: tuple[str, ...]
    count: tuple[str, ...]


@cache
def units() -> Units:
    """The unit words of the package.

    Raises:
        SchemaError: units.yaml is malformed.
    """
    return load("units.yaml", Units)


NUMERAL = r"(?:\d[\d,，]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)(?:余|多)?(?:[十百千万亿]+)?(?:余|多)?"
"""A number in digits or Chinese numerals, with what makes it large or about: `1,200`, `二十余`, `3.5万`."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}


_ABOUT = late("[,，余多约近达]")
_FIGURES = late(r"(\d+(?:\.\d+)?)([十百千万亿]*)")
_NO_NUMERAL = late("[^〇零一二两三四五六七八九十百千万亿]")


def number_of(text: str) -> float | None:
    """The number a numeral means, None where it is none.

    Example: `二十五` -> 25, `1.2万` -> 12000, `三百余` -> 300.
    """
    bare = _ABOUT.sub("", text)
    match = _FIGURES.fullmatch(bare)
    if match:
        value = float(match[1])
        for unit in match[2]:
            value *= _TENS.get(unit) or _LARGE[unit]
        return value
    return _chinese(bare)


def _chinese(text: str) -> float | None:
    if not text or _NO_NUMERAL.search(text):
        return None
    if not regex.search("[十百千万亿]", text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total, group, digit = 0.0, 0.0, 0.0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            group += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total = (total + group + digit) * _LARGE[c]
            group = digit = 0
    return total + group + digit


def quantities(text: str, unit_words: tuple[str, ...], before: str = "", after: str = "") -> list[Value]:
    """Numbers followed by one of the units, with ranges taken whole; `before` and `after` are patterns around them.

    Example: `补助2至5万元` with 元 words -> `2至5万元`.
    """
    pattern = _quantity(unit_words, before, after)
    return [
        Value(m.start("v"), m.end("v"), m["v"], _normal(m))
        for m in pattern.finditer(text)
        if not _WORD.match(text, max(0, m.start("v") - 1)) and not _LONGER.match(text, m.end("v") - 1)
    ]


_WORD = late("[同统唯进逐单另万专][一二三四五六七八九十]")
"""A numeral inside a word: 同一, 统一, 进一步."""
_LONGER = late(
    "家(?=[庭政长园具畜])|个(?=[人体性])|项(?=目)|处(?=[理罚置分])|人(?=[员才民口])|所(?=有)|条(?=[例件])|户(?=[籍外])|组(?=织)|场(?=所)|级(?=别)"
)
"""A unit that begins a longer word: 家 of 家庭."""


@cache
def _quantity(unit_words: tuple[str, ...], before: str, after: str) -> regex.Pattern[str]:
    unit = any_of(unit_words)
    one = rf"{NUMERAL}{unit}?"
    ends = r"(?:以上|以下|以内|左右|之间)?"
    return regex.compile(
        rf"{before}(?P<v>(?:{one}{ends}[-—~～至到、和]{{1,2}})?(?P<n>{NUMERAL})(?P<u>{unit}){ends}(?:{one}{ends})?(?<={unit}{ends})){after}"
    )


def _normal(match: regex.Match[str]) -> str:
    number = number_of(match["n"])
    return f"{number:g}{match['u']}" if number is not None else match["v"]
