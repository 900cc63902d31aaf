"""Automatic numbers of a DOCX as Word prints them: `一、`, `（二）`, `第三条`, `1.1`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import regex

from zhize.loaders.files.ooxml import attribute, child, children, is_on, local

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
DEEPEST_STYLE = 20
"""A chain of styles longer than this runs in a circle."""


def counting(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A Chinese numeral as it is counted: 12 -> 十二, 20 -> 二十, 105 -> 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    out, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += (digits[0] if zero and out else "") + digits[digit] + (units[power - 1] if power else "")
            zero = False
        else:
            zero = bool(out)
    return out.removeprefix("一") if out.startswith("一十") else out


def _roman(number: int) -> str:
    out = ""
    for value, sign in (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        out += sign * (number // value)
        number %= value
    return out


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _signs(first: str, last: str) -> Callable[[int], str]:
    """Numbers that have a sign of their own, ① to ⑳; others are plain."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= ord(last) - ord(first) + 1 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in str(number))


FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanCounting",
            "ideographDigital",
            "japaneseDigitalTenThousand",
        ),
        counting,
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "japaneseLegal", "ideographLegalTraditional"),
        lambda n: counting(n, _LEGAL, "拾佰仟"),
    ),
    **dict.fromkeys(("ideographTraditional",), lambda n: _STEMS[(n - 1) % 10]),
    **dict.fromkeys(("ideographZodiac",), lambda n: _BRANCHES[(n - 1) % 12]),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _signs("①", "⑳")),
    "decimalEnclosedParen": _signs("⑴", "⒇"),
    "decimalEnclosedFullstop": _signs("⒈", "⒛"),
    "ideographEnclosedCircle": _signs("㊀", "㊉"),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "none": lambda n: "",
    "bullet": lambda n: "",
}


class Level(msgspec.Struct):
    """One level of a list: how its number looks and where it starts. `restart` is the level that begins it anew."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str = ""


class Numbers:
    """The lists of a document, and how far each of them has been counted."""

    def __init__(self, numbering: Any, styles: Styles) -> None:
        self.styles = styles
        self.levels: dict[str, dict[int, Level]] = {}
        self.links: dict[str, str] = {}
        """Lists whose levels stand in a style of lists, and which style."""
        self.abstract: dict[str, str] = {}
        self.changes: dict[str, dict[int, Level]] = {}
        self.starts: dict[str, dict[int, int]] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.begun: set[tuple[str, int]] = set()
        for element in numbering if numbering is not None else ():
            if local(element) == "abstractNum":
                self._abstract(element)
            elif local(element) == "num":
                self._list(element)

    def _abstract(self, element: Any) -> None:
        key = attribute(element, "abstractNumId") or ""
        self.levels[key] = {}
        for part in element:
            if local(part) == "lvl":
                index, level = _level(part)
                self.levels[key][index] = level
            elif local(part) == "numStyleLink":
                self.links[key] = attribute(part, "val") or ""

    def _list(self, element: Any) -> None:
        key = attribute(element, "numId") or ""
        base = child(element, "abstractNumId")
        self.abstract[key] = (attribute(base, "val") or "") if base is not None else ""
        for override in children(element, "lvlOverride"):
            index = _number(attribute(override, "ilvl"), 0)
            if (start := child(override, "startOverride")) is not None:
                self.starts.setdefault(key, {})[index] = _number(attribute(start, "val"), 1)
            if (level := child(override, "lvl")) is not None:
                self.changes.setdefault(key, {})[index] = _level(level)[1]

    def of(self, properties: Any, style: str | None) -> str:
        """The number printed before a paragraph; it counts on. Empty where it has none."""
        key, index = self._place(properties, style)
        if not key or key == "0" or key not in self.abstract:
            return ""
        base = self._base(key)
        levels = {**self.levels.get(base, {}), **self.changes.get(key, {})}
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._count(key, base, index, levels)
        return _print(level, counts, levels)

    def _place(self, properties: Any, style: str | None) -> tuple[str, int]:
        """The list and the level that a paragraph names itself or by its style."""
        own = child(properties, "numPr") if properties is not None else None
        chain = self.styles.numbering(style) if style else []
        key = index = None
        for source in ([own] if own is not None else []) + [p for p, _ in chain]:
            key = key or _value(source, "numId")
            index = index if index is not None else _value(source, "ilvl")
        if key is None:
            return "", 0
        if index is None or (own is None and chain):
            by_style = self._level_of_style(key, [name for _, name in chain])
            index = str(by_style) if by_style is not None else index
        return key, min(8, max(0, _number(index, 0)))

    def _level_of_style(self, key: str, names: list[str]) -> int | None:
        levels = self.levels.get(self._base(key), {})
        return next((i for name in names for i, level in levels.items() if level.style == name), None)

    def _base(self, key: str) -> str:
        base = self.abstract.get(key, "")
        if not self.levels.get(base) and base in self.links:
            linked = self.styles.list_of(self.links[base])
            return self.abstract.get(linked or "", base)
        return base

    def _count(self, key: str, base: str, index: int, levels: dict[int, Level]) -> list[int | None]:
        counts = self.counts.setdefault(base, [None] * 9)
        fresh = (key, index) not in self.begun
        self.begun.add((key, index))
        before = counts[index]
        if fresh and index in self.starts.get(key, {}):
            counts[index] = self.starts[key][index]
        else:
            counts[index] = levels[index].start if before is None else before + 1
        for deeper in range(index + 1, 9):
            level = levels.get(deeper)
            if level is None or level.restart is None or (level.restart and index < level.restart):
                counts[deeper] = None
        for higher in range(index):
            if counts[higher] is None:
                counts[higher] = levels[higher].start if higher in levels else 1
        return counts


def _level(element: Any) -> tuple[int, Level]:
    level = Level()
    for part in element:
        value = attribute(part, "val")
        match local(part):
            case "start":
                level.start = _number(value, 1)
            case "numFmt":
                level.format = value or "decimal"
            case "lvlText":
                level.text = value or ""
            case "suff":
                level.suffix = value or "tab"
            case "isLgl":
                level.legal = is_on(part)
            case "lvlRestart":
                level.restart = _number(value, 0)
            case "pStyle":
                level.style = value or ""
    return min(8, _number(attribute(element, "ilvl"), 0)), level


def _print(level: Level, counts: list[int | None], levels: dict[int, Level]) -> str:
    if level.format == "bullet":
        return ""

    def one(match: regex.Match[str]) -> str:
        index = int(match[1]) - 1
        number = counts[index]
        form = levels[index].format if index in levels else "decimal"
        if level.legal and form not in ("decimal", "decimalZero"):
            form = "decimal"
        return FORMATS.get(form, str)(number if number is not None else 1)

    text = regex.sub(r"%([1-9])", one, level.text)
    return text + " " if level.suffix != "nothing" and text[-1:].isascii() and text[-1:].isalnum() else text


def _value(properties: Any, name: str) -> str | None:
    found = child(properties, name)
    return attribute(found, "val") if found is not None else None


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise


class Styles:
    """The styles of a document: what they are called, on which they rest, what they number and hide."""

    def __init__(self, root: Any) -> None:
        self.names: dict[str, str] = {}
        self.based: dict[str, str] = {}
        self.properties: dict[str, Any] = {}
        self.hidden: dict[str, bool] = {}
        self.default = ""
        for style in children(root, "style") if root is not None else ():
            key = attribute(style, "styleId") or ""
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                self.default = key
            for part in style:
                match local(part):
                    case "name":
                        self.names[key] = attribute(part, "val") or ""
                    case "basedOn":
                        self.based[key] = attribute(part, "val") or ""
                    case "pPr":
                        self.properties[key] = part
                    case "rPr":
                        vanish = child(part, "vanish")
                        if vanish is not None:
                            self.hidden[key] = is_on(vanish)

    def chain(self, style: str) -> list[str]:
        """A style and those it rests on, nearest first."""
        out: list[str] = []
        while style and style not in out and len(out) < DEEPEST_STYLE:
            out.append(style)
            style = self.based.get(style, "")
        return out

    def numbering(self, style: str) -> list[tuple[Any, str]]:
        """The numbering that a style brings, with the style that holds it."""
        return [
            (found, name)
            for name in self.chain(style)
            if name in self.properties and (found := child(self.properties[name], "numPr")) is not None
        ]

    def list_of(self, style: str) -> str | None:
        """The list that a style of lists stands for."""
        for properties, _ in self.numbering(style):
            return _value(properties, "numId")
        return None

    def heading(self, style: str | None) -> int:
        """The level of a style of headings, 0 where it is none."""
        for name in self.chain(style or self.default):
            if match := regex.match(r"^(?:heading|标题) ?([1-9])$", self.names.get(name, ""), regex.I):
                return min(6, int(match[1]))
        return 0

    def hides(self, style: str | None) -> bool:
        """Whether text of a style is hidden."""
        return next((self.hidden[name] for name in self.chain(style or "") if name in self.hidden), False)

    def is_contents(self, style: str | None) -> bool:
        """Whether a style is that of a line in a table of contents."""
        return any(regex.match(r"^(?:toc|目录) ?\d$", self.names.get(n, ""), regex.I) for n in self.chain(style or ""))
