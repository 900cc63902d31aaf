"""Heads that a converter joined: a number at the end or the beginning of a title's line, a red head before a number.

Where a converter lost all line breaks, the head, the signature and the title of what is issued are cut out of the
long lines; their numbering is cut before (see `one_line_papers`).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import msgspec
import regex

from zhize.graph.language.dates import DATE
from zhize.graph.language.issuers import is_issuer, issuer_endings
from zhize.graph.language.numbers import number_of_line
from zhize.graph.language.papers import paper_words
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import alternatives
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.line_signs import is_signed
from zhize.loaders.print.lines import Line
from zhize.loaders.print.titles import read_title

_LONGEST = 300
_CODE = r"\p{Han}[\p{Han}A-Za-z（）]{0,11}"
_NUMBER = rf"{_CODE}〔(?:\d{{2,4}}|[一二][\p{{Han}}○◯]{{3}})〕\p{{Han}}{{0,3}}[\d一二三四五六七八九十百\-]{{1,6}}号?"


@cache
def _behind() -> regex.Pattern[str]:
    kinds = "|".join(sorted(paper_words().issuing, key=len, reverse=True))
    return regex.compile(
        rf"^(?P<title>.{{6,}}?(?:的(?:{kinds})(?:（[^（）〔]*）)?|文件))[（—－-]{{0,2}}(?P<number>{_NUMBER})）?$"
    )


@cache
def _before() -> regex.Pattern[str]:
    return regex.compile(rf"^(?P<number>{_NUMBER})[-—－:：·]{{0,2}}(?P<title>(?!\d).{{6,}})$")


@cache
def _red_head() -> regex.Pattern[str]:
    return regex.compile(rf"^(?P<title>\p{{Han}}{{2,40}}{issuer_endings()})(?P<number>{_NUMBER})$")


def part_heads(lines: list[Line]) -> list[Line]:
    """Lines with the number of a document on a line of its own.

    Example: `某局关于做好防汛工作的通知青水发〔2023〕5号` -> two lines; `青政发〔2023〕3号-青石市人民政府关于…的通知`
    -> two lines; a number in a sentence stays.
    """
    out: list[Line] = []
    opening = next((m for line in lines[:_HEAD_LINES] if (m := _opened(line))), None)
    lines = _whole_numbers(lines)
    for i, line in enumerate(lines):
        cut = _cut(line, first=i < _HEAD_LINES)
        if cut is None and opening is not None and len(line.text) > _SHORT:
            cut = _cut_long(line, opening)
        if cut is None and opening is None and i < _HEAD_LINES:
            cut = _cut_title(line)
        out += [line] if cut is None else [_piece(line, a, b, i) for i, (a, b) in enumerate(cut)]
    return out


_HEAD_LINES = 3
_SHORT = 30


@cache
def _opening() -> regex.Pattern[str]:
    kinds = "|".join(sorted(paper_words().issuing, key=len, reverse=True))
    return regex.compile(
        rf"^(?P<issuer>\p{{Han}}{{2,40}}?{issuer_endings()})?(?P<number>{_NUMBER})?"
        rf"(?P<title>关于[^。：]{{4,160}}?的(?:{kinds}))(?P<to>[^。：]{{2,900}}：)"
    )


def _opened(line: Line) -> regex.Match[str] | None:
    """The head of a paper at the start of a long line: `某厅某函〔2024〕3号关于商请…的函省直有关部门：为……`."""
    return _opening().match(line.text) if len(line.text) > _LONGEST and not line.table else None


def _cut_long(line: Line, opening: regex.Match[str]) -> list[Span] | None:
    """A long line cut around the head, the signature (the issuer and a day) and the titles that the head names."""
    text = line.text
    at = {0, len(text)}
    start = 0
    if match := _opened(line):
        at |= {match.start(group) for group in ("number", "title", "to") if match[group]}
        start = match.end("to")
        at.add(start)
    if opening["issuer"]:
        for signed in regex.finditer(rf"{opening['issuer']}{DATE.pattern}", text, pos=start):
            at |= {signed.start(), signed.end()}
    for name in regex.findall(r"《([^《》]{4,60})》", opening["title"]):
        titled = rf"(?<!《){regex.escape(name)}(?:（[^（）]{{1,8}}）)?(?=为|第一[章条]|一、|1|$)"
        for match in regex.finditer(titled, text, pos=start):
            at |= {match.start(), match.end()}
    ends = sorted(at)
    return list(pairwise(ends)) if len(ends) > 2 else None


@cache
def _standing() -> regex.Pattern[str]:
    kinds = alternatives(paper_words().kinds)
    return regex.compile(
        r"^(?:[^。《》]{2,60}?\.(?:docx?|wps|pdf|txt))?"
        rf"(?P<title>\p{{Han}}[\p{{Han}}\dA-Za-z（）、“”]{{5,60}}?(?:{kinds})(?:（[^（）]{{1,8}}）)?)"
        r"(?:根据|依据|按照|为[了进加贯切深规确做]|为[^。，]{2,40}，|第[一1][章条节]|一、|1\s*[.、总])"
    )


def _cut_title(line: Line) -> list[Span] | None:
    """The title of a paper that stands alone, cut from the text behind it; the name of its file before it goes.

    Example: `预案.doc青石镇防汛应急预案为做好本镇防汛工作，……` -> `青石镇防汛应急预案` and the text.
    """
    if len(line.text) <= _LONGEST or line.table:
        return None
    match = _standing().match(line.text)
    return [match.span("title"), (match.end("title"), len(line.text))] if match else None


def _whole_numbers(lines: list[Line]) -> list[Line]:
    """Lines with a number that a line break cuts as one: `青政办字` / `〔2024〕7号`, `青政办字〔2024〕` / `7号`."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and _is_half(before, line):
            traced = TracedText.join([before.traced, line.traced])
            out[-1] = msgspec.structs.replace(before, traced=traced, text=traced.text, raw=traced.text)
        else:
            out.append(line)
    return out


_REST = regex.compile(r"〔\d{4}〕第?\d{1,5}号|第?\d{1,5}号")


def _is_half(before: Line, line: Line) -> bool:
    """Whether two lines are one number: the first is short and none itself, nor the whole name of a body."""
    if before.table or line.table or len(before.text) > 20 or not _REST.fullmatch(line.text):
        return False
    if line.text[0] != "〔" and not before.text.endswith("〕"):
        return False
    return (
        not number_of_line(before.text) and not is_issuer(before.text) and bool(number_of_line(before.text + line.text))
    )


def _behind_sentence(text: str) -> int:
    """Where a signature with its day begins that stands behind a sentence on its line, 0 where there is none."""
    at = text.rfind("。", 0, -1) + 1
    return at if at and is_signed(text[at:]) else 0


def _cut(line: Line, *, first: bool) -> list[Span] | None:
    """Where a line is cut; `first` tells that it is one of the first, where a title may hold its number in brackets."""
    text = line.text
    if line.table or len(text) > _LONGEST:
        return None
    if text[-1] in "日号" and (at := _behind_sentence(text)):
        return [(0, at), (at, len(text))]
    if "〔" not in text:
        return None
    if number_of_line(text):
        red = _behind().match(text) if "文件" in text else _red_head().match(text)
        own = red and (red["title"].endswith("文件") or red["number"][0] in red["title"])
        return [red.span("title"), red.span("number")] if red and own else None
    before = _before().match(text)
    if before and number_of_line(before["number"]) and read_title(before["title"]):
        return [before.span("number"), before.span("title")]
    for pattern in (_behind(), _red_head()):
        match = pattern.match(text)
        if match and text.endswith("）") and not first:
            continue  # a list of papers names them with their numbers in brackets
        if match and number_of_line(match["number"]):
            return [match.span("title"), match.span("number")]
    return None


def _piece(line: Line, start: int, end: int, order: int) -> Line:
    traced = line.traced[start:end]
    return msgspec.structs.replace(line, traced=traced, text=traced.text, raw=traced.text, gap=line.gap and not order)
