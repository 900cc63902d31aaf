"""Lines that hold a whole paper: converters lose line breaks, and only the numbering still tells where a part begins.

`一、机构第一条甲是乙。第二条下设办公室。二、职责第三条……` is cut before each number that goes on with its own series.
"""

from __future__ import annotations

import itertools

import msgspec
import regex

from zhize.graph.language.numbers import numeral
from zhize.loaders.patterns import CN_DIGITS

LONG = 400
"""Only a line longer than this is looked at: a paragraph of a paper in its own lines is rarely so long."""

_NUMBER = regex.compile(
    rf"第(?P<chapter>[{CN_DIGITS}]{{1,4}})章|第(?P<article>[{CN_DIGITS}\d]{{1,4}})条(?!第|规定|、)|(?P<han>[{CN_DIGITS}]{{1,3}})、"
    rf"|[（(](?P<bracket>[{CN_DIGITS}]{{1,3}})[）)]|(?<![\d.])(?P<decimal>\d{{1,2}}(?:\.\s?\d{{1,2}}){{1,3}})(?![\d.%])(?=\s*\p{{Han}})"
    r"|(?P<attached>(?<=[。；])附件(?=[:：]?\p{Han}))|(?<![\d.])(?P<digit>\d{1,2})[.、](?!\d)(?=\s*\p{Han})|[（(](?P<inner>\d{1,2})[）)]"
)
_BEFORE = "。；：！？:;）)”"
SHORT_HEADING = 20
"""A heading that runs into the next number without a stop is no longer than this."""


_OPENS = regex.compile(r"第一章\s*\p{Han}[\p{Han}\s]{0,12}第一条")
"""The first chapter with its first article, before which the title of a rule has run in without a stop."""


class _Series(msgspec.Struct):
    """The last number of each style of numbering."""

    last: dict[str, int] = msgspec.field(default_factory=dict)
    decimals: list[int] = msgspec.field(default_factory=list)

    def goes_on(self, style: str, printed: str) -> bool:
        """Whether a number begins a series or is the next of one; remembers it where it is."""
        if style == "decimal":
            return self._decimal([int(part) for part in printed.split(".")])
        value = numeral(printed)
        begins = value == 1
        if not begins and value != self.last.get(style, -1) + 1:
            return False
        self.last[style] = value
        for inner in _INNER[style]:
            self.last.pop(inner, None)
        return True

    def _decimal(self, parts: list[int]) -> bool:
        before = self.decimals
        depth = len(parts)
        following = depth <= len(before) and parts == [*before[: depth - 1], before[depth - 1] + 1]
        deeper = parts[:-1] == before and parts[-1] == 1
        fresh = parts[1:] == [1] * (depth - 1) and (not before or parts[0] in (1, before[0] + 1))
        if not (following or deeper or fresh):
            return False
        self.decimals = parts
        return True


_INNER: dict[str, tuple[str, ...]] = {
    "chapter": (),
    "article": ("bracket", "digit", "inner"),
    "han": ("bracket", "digit", "inner"),
    "bracket": ("digit", "inner"),
    "digit": ("inner",),
    "inner": (),
}
"""The styles whose series begin anew under a number; articles go on through chapters."""


def cuts(text: str) -> list[int]:
    """Where a long line is to be cut; empty where its numbers make no series of at least three."""
    if len(text) < LONG:
        return []
    series = _Series()
    out: list[int] = []
    for match in _NUMBER.finditer(text):
        at = match.start()
        style = str(match.lastgroup)
        after_stop = at == 0 or text[at - 1] in _BEFORE
        heading = (
            bool(out) and at - out[-1] <= SHORT_HEADING and style in ("article", "bracket", "decimal", "digit", "han")
        )
        opens = style == "chapter" and _OPENS.match(text, at) is not None
        if not after_stop and not heading and not opens and style != "decimal":
            continue
        if (style == "attached" or series.goes_on(style, match[style])) and at:
            out.append(at)
    return sorted({*out, *_headings(text, out)}) if len(out) >= 3 else []


LONGEST_ENTRY = 40


def _headings(text: str, at: list[int]) -> list[int]:
    """Where headings end that run into their text: the table of contents before them says how they read."""
    entries: dict[str, str] = {}
    out: list[int] = []
    for start, end in itertools.pairwise([*at, len(text)]):
        piece = text[start:end]
        number = _NUMBER.match(piece)
        if number is None:
            continue
        key = number[0].replace(" ", "")
        entry = entries.get(key)
        if entry and len(piece) > len(entry) + LONGEST_ENTRY and piece.replace(" ", "", 1).startswith(entry):
            out.append(start + len(entry) + (piece[: len(entry) + 1].count(" ")))
        elif len(piece) <= LONGEST_ENTRY:
            entries.setdefault(key, piece.replace(" ", "", 1))
    return out
