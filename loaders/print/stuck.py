"""Lines that stuck together: a number at the end or the beginning of a title's line, a red head before a number."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.issuers import issuer_endings
from zhize.graph.language.numbers import number_of_line
from zhize.graph.language.papers import paper_words
from zhize.loaders.print.lines import Line
from zhize.loaders.print.titles import read_title

_LONGEST = 300
_CODE = r"\p{Han}[\p{Han}A-Za-z（）]{0,11}"
_NUMBER = rf"{_CODE}〔(?:\d{{2,4}}|[一二][\p{{Han}}○◯]{{3}})〕\p{{Han}}{{0,3}}[\d一二三四五六七八九十百\-]{{1,6}}号?"


@cache
def _behind() -> regex.Pattern[str]:
    kinds = "|".join(sorted(paper_words().issuing, key=len, reverse=True))
    return regex.compile(rf"^(?P<title>.{{6,}}?(?:的(?:{kinds})(?:（[^（）]*）)?|文件))(?P<number>{_NUMBER})$")


@cache
def _before() -> regex.Pattern[str]:
    return regex.compile(rf"^(?P<number>{_NUMBER})[-—－:：·]{{0,2}}(?P<title>(?!\d).{{6,}})$")


@cache
def _red_head() -> regex.Pattern[str]:
    return regex.compile(rf"^(?P<title>\p{{Han}}{{2,40}}{issuer_endings()})(?P<number>{_NUMBER})$")


def part_glued(lines: list[Line]) -> list[Line]:
    """Lines with the number of a document on a line of its own.

    Example: `某局关于做好防汛工作的通知青水发〔2023〕5号` -> two lines; `青政发〔2023〕3号-青石市人民政府关于…的通知`
    -> two lines; a number in a sentence stays.
    """
    out: list[Line] = []
    for line in lines:
        cut = _cut(line)
        out += [line] if cut is None else [_piece(line, a, b, i) for i, (a, b) in enumerate(cut)]
    return out


def _cut(line: Line) -> list[tuple[int, int]] | None:
    text = line.text
    if line.table or len(text) > _LONGEST or "〔" not in text or number_of_line(text):
        return None
    before = _before().match(text)
    if before and number_of_line(before["number"]) and read_title(before["title"]):
        return [before.span("number"), before.span("title")]
    for pattern in (_behind(), _red_head()):
        match = pattern.match(text)
        if match and number_of_line(match["number"]):
            return [match.span("title"), match.span("number")]
    return None


def _piece(line: Line, start: int, end: int, order: int) -> Line:
    mapped = line.mapped[start:end]
    return msgspec.structs.replace(line, mapped=mapped, text=mapped.text, raw=mapped.text, gap=line.gap and not order)
