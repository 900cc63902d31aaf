"""Texts that stand alone: a rule, a plan, a law, a list, an agency's page that prints neither number nor issuer."""

from __future__ import annotations

from pathlib import PurePosixPath

import regex

from zhize.graph.language.issuers import is_issuer
from zhize.graph.language.papers import is_official_prose, paper_words
from zhize.loaders.patterns import DATE_LINE, numbering
from zhize.loaders.print.line_signs import is_attachment_label, is_signed
from zhize.loaders.print.lines import Line
from zhize.loaders.print.standards import standard_cover
from zhize.loaders.print.starts import Head
from zhize.loaders.print.titles import kind_of_title

LONGEST_HEADING = 80
"""A first line that is longer is text and no title."""
_MOST_LINES = 4
"""Over so many lines a title may run."""


def standing_head(lines: list[Line], name: str, *, official: bool = False) -> Head | None:
    """The head of a file that is one official text: its title is the first heading, else the file's name.

    None where the text is no official prose; `official` says that it is, whatever its words.
    Example: `青石区防汛` / `应急预案` / `1 总则` -> `青石区防汛应急预案`
    """
    first = next((i for i, line in enumerate(lines) if not is_attachment_label(line.text)), None)
    if first is None or not (official or _is_official(lines, first)):
        return None
    if cover := standard_cover(lines, first):
        return Head(cover.first, cover.end, None, cover.title, cover.issuer, kind_of_title(cover.title))
    first = _behind_buttons(lines, first)
    end = _title_end(lines, first)
    title = "".join(line.text for line in lines[first:end]) if end > first else _of_name(name)
    return Head(first, end, None, title, None, kind_of_title(title))


_OF_PLACE = regex.compile(r"\p{Han}{2,8}?(?:省|市|区|县|旗|州|镇|乡|街道)\p{Han}{2}")


def _is_official(lines: list[Line], first: int) -> bool:
    """Whether a text is official prose; below the title of a paper fewer words tell it, below that of a place's paper none.

    Example: `青石区防汛应急预案` is the title of a place's paper, `学校作息规定` that of a paper.
    """
    title = "".join(line.text for line in lines[first : _title_end(lines, first)])
    kind = kind_of_title(title)
    titled = kind is not None and kind not in paper_words().alone
    if titled and _OF_PLACE.match(title) and any("。" in line.text or line.table for line in lines[first:]):
        return True
    return is_official_prose("\n".join(line.text for line in lines), titled=titled)


_BUTTON = 12
_BUTTONS = 16


def _behind_buttons(lines: list[Line], first: int) -> int:
    """The line of the title behind what a page prints above it (`打印`, `收藏`, the title once more in a long line)."""
    for i in range(first, min(len(lines), first + _BUTTONS)):
        text = lines[i].text
        if 6 < len(text) <= LONGEST_HEADING and kind_of_title(text) and not _no_title(lines[i]):
            above = lines[first:i]
            return i if above and all(len(line.text) <= _BUTTON or text in line.text for line in above) else first
    return first


def _title_end(lines: list[Line], first: int) -> int:
    """The line after the title; `first` itself where the text begins without one."""
    joined = ""
    for i in range(first, min(len(lines), first + _MOST_LINES)):
        line = lines[i]
        parted = i > first and line.gap and not _spaced(lines)
        if parted or _no_title(line) or len(joined) + len(line.text) > LONGEST_HEADING:
            return min(i, first + 1) if not kind_of_title(joined) else i
        joined += line.text
        if line.level or is_issuer(joined) or (kind_of_title(joined) and not _goes_on(lines, i)):
            return i + 1
    return first + 1


def _spaced(lines: list[Line]) -> bool:
    """Whether a file puts a blank line between nearly all its lines, so that one tells nothing."""
    sample = lines[:_SAMPLE]
    return sum(line.gap for line in sample) > 0.7 * len(sample)


_SAMPLE = 30


def _goes_on(lines: list[Line], i: int) -> bool:
    """A title that seems complete goes on where the next line can be but its last word: `…防汛责任` / `清单`."""
    following = lines[i + 1] if i + 1 < len(lines) else None
    return bool(
        following
        and not following.gap
        and not following.level
        and not _no_title(following)
        and len(following.text) <= 4
        and kind_of_title(following.text)
    )


_NOT_TITLE = regex.compile(r"[。；！？：，]$|[：]|^（|^目录$|^附")


def _no_title(line: Line) -> bool:
    text = line.text
    return bool(line.table or _NOT_TITLE.search(text) or numbering(text) or DATE_LINE.match(text) or is_signed(text))


def _of_name(name: str) -> str:
    """A title from the name of a file: `plans/防汛预案.docx` -> `防汛预案`."""
    path = PurePosixPath(name)
    return path.name[: -len(path.suffix)] if path.suffix else path.name
