"""The small named patterns of official writing that several loaders share."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.dates import DATE
from zhize.graph.language.papers import paper_words
from zhize.graph.language.vocabulary import any_of

DITTO = "〃"
"""Stands in a row of a table for a cell that is merged with the one above it."""

CN_DIGITS = "零〇○一二两三四五六七八九十百"
"""Digits of Chinese numerals as they are printed in numbering."""

ISSUER_LINE = regex.compile(rf"^\p{{Han}}(?:(?!等)[\p{{Han}}（）]){{1,60}}?{any_of(paper_words().governing)}$")
"""A line that looks like nothing but the name of a governing body; it begins a block of its own."""

_SEAL = r"(?:[（(](?:盖章|公章|印章|签章|代章|印|章)[）)])?"
DATE_LINE = regex.compile(rf"^{_SEAL}[（(]?{DATE.pattern}[）)]?{_SEAL}$")
"""A line that is nothing but a date: `（盖章）2023年3月5日`."""

SIGNED_LINE = regex.compile(rf"^(?P<issuer>[^\d，。；：！？]{{3,160}}?){_SEAL}[，（(]?(?P<date>{DATE.pattern})[）)]?$")
"""Signature and date on one line; whether what stands first is an issuer is for `issuers` to say."""

KIND_END = regex.compile(
    r"(?P<kind>" + "|".join(sorted(paper_words().kinds, key=len, reverse=True)) + r")(?:（[^（）]*）|\([^()]*\))?$"
)

NUMBERING: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("编", regex.compile(rf"第[{CN_DIGITS}\d]+编")),
    ("章", regex.compile(rf"第[{CN_DIGITS}\d]+章")),
    ("节", regex.compile(rf"第[{CN_DIGITS}\d]+节")),
    ("条", regex.compile(rf"第[{CN_DIGITS}\d]+条(?:之[{CN_DIGITS}]+)?")),
    ("一、", regex.compile(rf"[{CN_DIGITS}]{{1,4}}、")),
    ("（一）", regex.compile(rf"（[{CN_DIGITS}]{{1,4}}）")),
    (
        "1.1",
        regex.compile(
            r"\d{1,2}(?:\.\d{1,2}){1,4}(?![\d%‰万亿元个倍米吨]|分(?![级工析类布]|管|别)|公(?![共安开布告民司务用众]))\.?"
        ),
    ),
    ("1.", regex.compile(r"\d{1,3}(?:[.．](?!\d)|、)")),
    ("（1）", regex.compile(r"（\d{1,3}）")),
    ("1）", regex.compile(r"\d{1,2}）")),
    ("①", regex.compile(r"[①-⑳]")),
    (
        "1",
        regex.compile(
            r"\d{1,2}(?=[ \t]*(?![年月日号时点分秒个项家条款万亿元倍届级类次名人位起余多个件所处座套户亩米公千百%‰、，。．.–—\-~至])\p{Han}{2,14}$)"
        ),
    ),
)
"""Styles of item numbers, each with the pattern at the start of a block."""


_NUMBER_STARTS = frozenset("第（0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" + CN_DIGITS)


class ItemNumber(msgspec.Struct, frozen=True):
    """The number of an item: its style (one of `NUMBERING`, or one that an outline gives), and as it is printed."""

    style: str
    printed: str


def numbering(text: str) -> ItemNumber | None:
    """The number at the start of a text: `（二）加强…` -> style `（一）`, printed `（二）`."""
    if text[:1] not in _NUMBER_STARTS:
        return None
    for style, pattern in NUMBERING:
        match = pattern.match(text)
        if match:
            return ItemNumber(style, match[0])
    return None
