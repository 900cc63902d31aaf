"""Text that may be shown anywhere: control characters as marks, cells that are no formulas."""

from __future__ import annotations

import re

_MARKS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "\u2421"}
_NO_CHARACTERS = "".join(chr(0x10000 * plane - last) for plane in range(2, 18) for last in (2, 1))
"""The last two code points of each plane beyond the first, which Unicode never gives to a character."""
_LOST = re.compile(f"[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_NO_CHARACTERS}]")
_TURNING = re.compile("[\u061c\u202a-\u202e\u2066-\u2069]")
_ANY = re.compile("[\x00-\x08\x0b-\x1f\x7f]|" + _LOST.pattern + "|" + _TURNING.pattern)


def visible(text: str, *, keep: str = "") -> str:
    r"""A text in which no character controls where it is shown; the same number of characters.

    The controls of ASCII become their pictures, those of Latin-1, halves of surrogate pairs and what Unicode keeps free
    become U+FFFD, marks that turn the direction of writing become `¿`. Tabs and line ends stay, and what is to be kept.

    Example:
        >>> visible("区\x1b[31m应急局")
        '区␛[31m应急局'
    """
    if _ANY.search(text) is None:
        return text
    return _ANY.sub(lambda m: m[0] if m[0] in keep else _mark(m[0]), text)


def _mark(char: str) -> str:
    return _MARKS.get(ord(char)) or ("¿" if _TURNING.match(char) else "\ufffd")


FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Signs by which a spreadsheet takes a cell of a CSV file for a formula, the wide ones too."""


def safe_cell(text: str) -> str:
    """Change a cell so that no spreadsheet takes it for a formula: `=1+1` -> `'=1+1`."""
    return "'" + text if text.lstrip(" \n").startswith(FORMULA) else text
