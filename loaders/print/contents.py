"""Tables of contents: entries that look like titles and headings, and what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol

import msgspec
import regex

from zhize.graph.language.numbers import NUMBER, canonical
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.lines import Line
from zhize.loaders.print.titles import read_title


class Entry(msgspec.Struct, frozen=True):
    """A document that the table of contents of an issue lists: its title as printed and its number."""

    title: str
    number: str | None
    traced: TracedText


_LEADER = regex.compile(
    r"(?:…{2,}|\.{4,}|·{4,}|。{4,}|-{6,})\s*[（(]?\d{0,4}[）)]?$|[\t ][（(]?\d{1,4}[）)]?$|号[）)][（(]\d{1,4}[）)]$"
)


def drop_contents(lines: list[Line]) -> list[Line]:
    """Lines without tables of contents.

    There are tables with page numbers, and those that only list headings: these run from 目录 to where the
    first heading comes a second time.
    """
    kept: list[Line] = []
    i = 0
    while i < len(lines):
        if lines[i].text.strip("[]") in ("目录", "目次"):
            end = _end_of_contents(lines, i)
            if end > i:
                i = end
                continue
        if "…" not in lines[i].text or not _LEADER.search(lines[i].traced.text):
            kept.append(lines[i])
        i += 1
    return kept


def _end_of_contents(lines: list[Line], start: int) -> int:
    last, i = start, start + 1
    while i < len(lines) and i - last <= 8:
        if _LEADER.search(lines[i].traced.text):
            last = i
        i += 1
    if last > start:
        return last + 1
    if start + 1 >= len(lines):
        return start + 1
    first = lines[start + 1].traced.text.split("\t")[0].replace(" ", "")
    for i in range(start + 3, min(len(lines), start + 400)):
        if lines[i].text.replace("\t", "") == first:
            # The title is often printed again above the first heading.
            before = lines[start - 1].text if start else ""
            return i - 1 if lines[i - 1].text == before else i
    return start


_PAGE = regex.compile(r"[\s…·.。\-—]*[（(]?\d{0,4}[）)]?\s*$")
_NUMBERED = regex.compile(r"[（(\[]?" + NUMBER.pattern + r"[）)\]]?")


def entries(lines: list[Line]) -> list[Entry]:
    """The documents a table of contents lists; entries may run over three lines, their number may follow.

    Example: `关于印发电梯检查方案的通知` / `（青政办字〔2024〕31号）……（2）`
    """
    out: list[Entry] = []
    last = -1
    for i, line in enumerate(lines):
        if not _LEADER.search(line.traced.text) or line.text.count("\t") > 1:
            continue
        pieces: list[TracedText] = []
        joined = ""
        for k in range(i, max(last, i - 4), -1):
            pieces.insert(0, lines[k].traced)
            text = _PAGE.sub("", lines[k].text.replace("\t", "")) if k == i else lines[k].text
            joined = text + joined
            number = _NUMBERED.search(joined)
            title = read_title(_NUMBERED.sub("", joined).strip("·- \t"))
            if title:
                printed = canonical(number) if number else None
                out.append(Entry(title.text, printed, TracedText.join(pieces)))
                break
        last = i
    return out


class Named(Protocol):
    """What has a title and perhaps a number."""

    title: str
    number: str | None


class Unmatched(msgspec.Struct, frozen=True):
    """The places of entries that no document answers to, and of documents that no entry lists."""

    listed: list[int]
    printed: list[int]


def unmatched(listed: Sequence[Named], printed: Sequence[Named]) -> Unmatched:
    """Which entries of a table of contents have no document, and which documents no entry.

    A number decides where both have one; else titles that are equal, or that one gazette printed with a
    character or two lost.
    """
    missing: list[int] = []
    known: set[int] = set()
    for n, entry in enumerate(listed):
        match = next((i for i, paper in enumerate(printed) if i not in known and _same(entry, paper)), None)
        if match is None:
            missing.append(n)
        else:
            known.add(match)
    return Unmatched(missing, [i for i in range(len(printed)) if i not in known])


_MARKS = regex.compile(r"[\p{P}\p{S}\s]")


def _same(entry: Named, paper: Named) -> bool:
    if entry.number and paper.number:
        return entry.number == paper.number
    a, b = _MARKS.sub("", entry.title), _MARKS.sub("", paper.title)
    return a == b or a in b or b in a or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.9
