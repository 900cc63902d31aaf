"""What a page prints around a paper: data under labels (文号, 发文机关, 成文日期), and its footer."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.dates import DATE, find_dates
from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.numbers import number_of_line
from zhize.graph.language.papers import paper_words
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import squeeze
from zhize.loaders.print.lines import Line


class PageValue(msgspec.Struct, frozen=True):
    """A value under a label, in its canonical form, and the line that says it. `text` is None where it is not understood."""

    text: str | None
    printed: str
    traced: TracedText


class PageData(msgspec.Struct):
    """The data of a page, by what the label says the value is: number, issuer, date, title."""

    values: dict[str, PageValue] = msgspec.field(default_factory=dict)


@cache
def _meanings() -> dict[str, str]:
    return {label: meaning for meaning, labels in paper_words().labels.items() for label in labels}


@cache
def _label() -> regex.Pattern[str]:
    labels = "|".join(sorted(_meanings(), key=len, reverse=True))
    return regex.compile(rf"^[【\[（(•·]?(?P<label>{labels})(?:[】\]）)][：:]?|[：:|]\s*|\t+)(?P<value>.*)$")


@cache
def _bare_label() -> regex.Pattern[str]:
    labels = "|".join(sorted(_meanings(), key=len, reverse=True))
    return regex.compile(rf"^[【\[（(•·]?(?P<label>{labels})[】\]）)]?[：:]?$")


@cache
def _glued_label() -> regex.Pattern[str]:
    labels = "|".join(sorted(_meanings(), key=len, reverse=True))
    return regex.compile(rf"^(?P<label>{labels})(?P<value>.+)$")


_HEAD_LINES = 40
"""Data stand before the text, or between its title and its first paragraph."""


def take_page_data(lines: list[Line]) -> tuple[PageData, list[Line]]:
    """The data of a page and its lines without them.

    Example: `发文字号：青政办发〔2024〕7号`; `【发布日期】` / `2024-03-05`; a row `文号：⇥…⇥成文日期：⇥…`.
    """
    data, kept = PageData(), []
    i = 0
    while i < len(lines):
        line = lines[i]
        pairs = _pairs(line) if i < _HEAD_LINES else []
        if pairs:
            for datum in pairs:
                if datum.value:
                    _add(data, datum.meaning, datum.value, line.traced)
            i += 1
            continue
        bare = _bare_label().match(line.text) if i < _HEAD_LINES else None
        following = lines[i + 1] if i + 1 < len(lines) else None
        if bare and line.text[-1] in "】]：:" and following is not None:
            meaning = _meanings()[bare["label"]]
            if _bare_label().match(following.text):
                i += 1
                continue
            taken = _fits(meaning, following.text)
            if taken:
                _add(data, meaning, following.text, following.traced)
            if taken or meaning == "other":
                i += 1 + taken
                continue
        kept.append(line)
        i += 1
    return data, kept


class _Datum(msgspec.Struct, frozen=True):
    """A label on a line and the value behind it: what the label means (number, date …), and the value as printed."""

    meaning: str
    value: str


def _pairs(line: Line) -> list[_Datum]:
    """The labels on a line with their values; none where the line is not made of labels."""
    cells = [cell.strip() for cell in line.text.split("\t")] if line.table else _labelled(line)
    pairs: list[_Datum] = []
    i = 0
    while i < len(cells):
        cell = regex.sub(r"(?<=\p{Han})\s+(?=\p{Han})", "", cells[i])
        if not cell:
            i += 1
            continue
        match = _label().match(cell)
        if match is None and (bare := _bare_label().match(cell)) and i + 1 < len(cells):
            pairs.append(_Datum(_meanings()[bare["label"]], cells[i + 1]))
            i += 2
            continue
        if (
            match is None
            and (glued := _glued_label().match(cell))
            and _is_value(_meanings()[glued["label"]], glued["value"])
        ):
            match = glued
        if match is None:
            return []
        value = match["value"]
        if not value and i + 1 < len(cells) and not _label().match(cells[i + 1]):
            value, i = cells[i + 1], i + 1
        if not value and not line.table:
            return []
        pairs.append(_Datum(_meanings()[match["label"]], value))
        i += 1
    if not line.table and pairs and len(line.text) > 120:
        return []
    return pairs


@cache
def _between() -> regex.Pattern[str]:
    labels = "|".join(sorted(_meanings(), key=len, reverse=True))
    return regex.compile(rf"[ \t]+(?=[【\[]?(?:{labels})[】\]]?[：:])")


def _labelled(line: Line) -> list[str]:
    """The values of a line with their labels, where blanks part several: `来源：某办　文号：青政发〔2023〕1号`."""
    pieces = _between().split(line.raw) if line.raw.count("：") > 1 else []
    return [squeeze(TracedText.identity(piece)).text for piece in pieces] if len(pieces) > 1 else [line.text]


def _is_value(meaning: str, value: str) -> bool:
    """Whether a text is a number or a day, which need no mark between them and their label."""
    if meaning == "number":
        return number_of_line(value) is not None
    return meaning in ("date", "other") and len(value) <= 24 and DATE.match(value) is not None


def _fits(meaning: str, value: str) -> bool:
    return (
        _is_value(meaning, value)
        or (meaning == "title" and len(value) <= 80)
        or (meaning == "issuer" and all(is_issuer(n) for n in issuers_of(value)))
    )


def _add(data: PageData, meaning: str, value: str, traced: TracedText) -> None:
    if meaning == "other" or meaning in data.values or regex.fullmatch(r"[无—\-/]+", value):
        return
    if meaning == "number":
        text = number_of_line(value)
    elif meaning == "date":
        found = find_dates(value)
        text = found[0].iso if found else None
    elif meaning == "issuer":
        text = "、".join(issuers_of(value)) or None
    else:
        text = value
    data.values[meaning] = PageValue(text, value, traced)


@cache
def _ends() -> regex.Pattern[str]:
    return regex.compile("|".join(map(regex.escape, sorted(paper_words().page_ends, key=len, reverse=True))))


@cache
def _footer() -> regex.Pattern[str]:
    labels = "|".join(sorted(paper_words().footers, key=len, reverse=True))
    return regex.compile(rf"^[【\[]?(?:{labels})[】\]]?(?:[：:]|\s*$).*$")


_FOOTER_LINES = 40


def drop_footer(lines: list[Line]) -> list[Line]:
    """Lines without the footer of a page: from the first short line of a page's end (分享到, 版权所有) on.

    Labels such as `主办单位：` just before it are the footer's; elsewhere they name who does a task.
    """
    start = max(len(lines) // 2, len(lines) - _FOOTER_LINES)
    end = next(
        (i for i in range(start, len(lines)) if len(lines[i].text) <= 80 and _ends().search(lines[i].text)), None
    )
    if end is None or any(len(line.text) > 160 for line in lines[end:]):
        return lines
    while end > 0 and _footer().match(lines[end - 1].text):
        end -= 1
    return lines[:end]
