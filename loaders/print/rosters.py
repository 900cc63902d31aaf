"""Rosters of people: who sits in a body as what, one or several persons a line, parted by blanks or brackets.

In print a roster is set with blanks only (`总 指 挥：王建国  区委常委、常务副区长`, the next deputies below without
the word). Blanks mean nothing elsewhere and are taken out, so these lines are made rows of a table here, with the
cells role, name and post.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache

import msgspec
import regex

from zhize.graph.language.lists import cut
from zhize.graph.language.people import is_person, is_post, may_be_person, spaced_role_pattern, unit_like
from zhize.graph.language.phrases import phrase
from zhize.graph.language.spans import Span
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.print.clean import squeeze

LONGEST_LINE = 400
"""A longer line is prose and no line of a roster."""
LONGEST_POST = 60
_MARKS = regex.compile(r"\*\*|__|^\s*[-*+•●▪]\s+")
_MAY_BEGIN = regex.compile(r"\s*(?:[*_\-+•●▪]|\p{Han})")
_ITEM = regex.compile(r"\s*(?:\d{1,3}[.、．]|（\d{1,3}）)?\s*")
_NAME = r"(?P<name>\p{Han}[ \t]{1,4}\p{Han}(?=[ \t（]|$)|\p{Han}{2,4}|\p{Han}{2,8}·\p{Han}{2,8})"
_SEX = r"(?:（(?:女|男)?[，、]?(?:\p{Han}{1,3}族)?）)?"
_BRACKET = regex.compile(rf"{_NAME}{_SEX}[ \t]*（(?P<post>(?:[^（）]|（[^（）]*）)*)）[ \t、，；]*")
_BLANKS = regex.compile(
    rf"{_NAME}{_SEX}[ \t]+(?P<post>[^\s。；：][^。；：]{{0,58}}?)(?=[ \t]*$|[ \t]{{2,}}(?:\p{{Han}}[ \t]{{1,3}}\p{{Han}}|\p{{Han}}{{2,3}})[ \t]+[^\s]{{3}})[ \t]*"
)
_POST_FIRST = phrase("tasks", "post_first")
_NAMES = regex.compile(r"(?P<name>\p{Han}[ \t]{1,3}\p{Han}|\p{Han}{2,4})(?=[ \t]{2,}|$)[ \t]*")
_SUB_HEADING = phrase("tasks", "sub_heading")


@cache
def _label() -> regex.Pattern[str]:
    return regex.compile(rf"^\s*(?P<role>{spaced_role_pattern()})(?P<sep>[ \t]*：[ \t]*|[ \t]+|$)")


@cache
def _second_label() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=[ \t]{{2}})(?:{spaced_role_pattern()})[ \t]*：")


class Entry(msgspec.Struct, frozen=True):
    """A person in a line of a roster: where the name and the post stand in the line (`post` may be empty)."""

    name: Span
    post: Span


def roster_rows(lines: Sequence[TracedText]) -> dict[int, list[TracedText]]:
    r"""The lines that are part of a roster, each as its rows `role\tname\tpost`; no rows for a line read with the one above.

    A roster begins with a line that begins with a word for a role and goes on while the lines name persons.
    Example: `总 指 挥：王建国  区长` -> `总指挥\t王建国\t区长`; below it `  李  明  副区长` -> `\t李明\t副区长`.
    """
    found: dict[int, list[TracedText]] = {}
    inside = False
    for i, raw in enumerate(lines):
        if i in found or not raw.text.strip():
            continue
        if len(raw) > LONGEST_LINE or not (inside or _MAY_BEGIN.match(raw.text)):
            inside = False
            continue
        body = raw.sub(_MARKS, lambda m: "") if _MARKS.search(raw.text) else raw
        label = _label().match(body.text)
        if label is not None and not (inside and _entries(body.text, 0)):
            start = label.end()
            if "\t" in body.text[start:] and "：" not in label["sep"]:
                inside = False
                continue
            if start == len(body.text.rstrip()) or not body.text[start:].strip():
                inside = _person_follows(lines, i + 1)
                if inside:
                    found[i] = [_row(body, label.span("role"), None)]
                continue
            role: Span | None = label.span("role")
        elif inside:
            start, role = 0, None
        else:
            continue
        parts = _parts(body, start) if role is not None else []
        if parts:
            found[i], inside = parts, True
            continue
        taken = _read(lines, i, body, start, inside)
        if taken is None:
            inside = inside and role is None and bool(_SUB_HEADING.match(body.text)) and _person_follows(lines, i + 1)
            continue
        body, entries, more = taken
        found[i] = [_row(body, role if n == 0 else None, entry) for n, entry in enumerate(entries)]
        found.update({i + n: [] for n in range(1, more + 1)})
        inside = True
    return found


def _parts(body: TracedText, start: int) -> list[TracedText]:
    """The rows of a line that holds several roles: `组长：王建国  区长    副组长：李明  副区长`; none where it holds one."""
    begins = [match.start() for match in _second_label().finditer(body.text, start)]
    rows: list[TracedText] = []
    for begin, stop in zip([0, *begins], [*begins, len(body.text)], strict=True):
        piece = body[begin:stop]
        label = _label().match(piece.text)
        entries = _entries(piece.text, label.end(), labelled=True) if label else []
        if label is None or not begins or not entries:
            return []
        rows += [_row(piece, label.span("role") if n == 0 else None, entry) for n, entry in enumerate(entries)]
    return rows


def _read(
    lines: Sequence[TracedText], i: int, body: TracedText, start: int, inside: bool
) -> tuple[TracedText, list[Entry], int] | None:
    """The persons of a line, with the lines after it that a bracket runs into."""
    entries = _entries(body.text, start, inside=inside, labelled=start > 0)
    if entries:
        return _run_on(lines, i, body, entries, start, inside)
    whole = body
    for more in (1, 2):
        if whole.text.count("（") <= whole.text.count("）") or i + more >= len(lines):
            return None
        whole = TracedText.join([whole[: len(whole.text.rstrip())], lines[i + more].strip()])
        entries = _entries(whole.text, start, inside=inside)
        if entries:
            return whole, entries, more
    return None


LONGEST_RUN_ON = 24
"""What runs on to the next print line of a roster is no longer than this."""


def _run_on(
    lines: Sequence[TracedText], i: int, body: TracedText, entries: list[Entry], start: int, inside: bool
) -> tuple[TracedText, list[Entry], int]:
    """A line whose last post is cut, with the line that it runs on to: `…区示例局副` and below `局长`."""
    post = _plain(body.text[slice(*entries[-1].post)])
    following = lines[i + 1] if i + 1 < len(lines) else None
    rest = following.text.strip() if following is not None else ""
    if following is None or not post or is_post(post) or not 0 < len(rest) <= LONGEST_RUN_ON:
        return body, entries, 0
    whole = TracedText.join([body[: len(body.text.rstrip())], following.strip()])
    if not is_post(post + _plain(rest)) or _label().match(rest) or _entries(rest, 0, inside=True):
        return body, entries, 0
    again = _entries(whole.text, start, inside=inside, labelled=start > 0)
    return (whole, again, 1) if len(again) == len(entries) else (body, entries, 0)


def _person_follows(lines: Sequence[TracedText], i: int) -> bool:
    """Whether the next line that is not blank names persons, at once or below a line that says which."""
    for near, raw in enumerate([line for line in lines[i : i + 8] if line.text.strip()][:2]):
        if len(raw) > LONGEST_LINE:
            return False
        if _entries(raw.text, 0, inside=True):
            return True
        if near or not _SUB_HEADING.match(raw.text):
            return False
    return False


def _entries(text: str, start: int, *, inside: bool = False, labelled: bool = False) -> list[Entry]:
    """The persons that a line names from a place on, all of it; none where anything else stands there."""
    if "\t" in text[start:].strip():
        text = text.replace("\t", " ")
    at = _ITEM.match(text, start)
    begin = at.end() if at else start
    return (
        _all(_BRACKET, text, begin, inside, labelled)
        or _bare(text, begin)
        or _all(_BLANKS, text, begin, inside, labelled)
        or _last(text, begin)
    )


def _all(pattern: regex.Pattern[str], text: str, start: int, inside: bool, labelled: bool) -> list[Entry]:
    out: list[Entry] = []
    while start < len(text):
        match = pattern.match(text, start)
        if match is None:
            return []
        name, post = _plain(match["name"]), _plain(match["post"])
        strong = labelled and is_person(name) and not regex.search(r"[\d，：]", post)
        sure = is_person(name) or ((pattern is _BRACKET or inside) and may_be_person(name))
        if not sure or not (strong or unit_like(post) or unit_like(cut(post, "、，；")[0] if post else "")):
            return []
        out.append(Entry(match.span("name"), match.span("post")))
        start = match.end()
    return out


def _last(text: str, start: int) -> list[Entry]:
    """`区应急局局长  李明`: the post first."""
    match = _POST_FIRST.fullmatch(text, start)
    if match is None or not is_person(_plain(match["name"])) or not is_post(_plain(match["post"])):
        return []
    return [Entry(match.span("name"), match.span("post"))]


def _bare(text: str, start: int) -> list[Entry]:
    """`王建国  李明  赵强`: nothing but names."""
    out: list[Entry] = []
    while start < len(text):
        match = _NAMES.match(text, start)
        if match is None or not is_person(_plain(match["name"])):
            return []
        out.append(Entry(match.span("name"), (match.end("name"), match.end("name"))))
        start = match.end()
    return out


def _plain(text: str) -> str:
    return regex.sub(r"[ \t]", "", text)


def _row(body: TracedText, role: Span | None, entry: Entry | None) -> TracedText:
    """The cells role, name and post as a row; a missing cell is empty."""
    first = body.span(*(role or (entry.name if entry else (0, 1))))[0]
    cells = [
        squeeze(body[slice(*span)]) if span else body[:0] for span in (role, entry and entry.name, entry and entry.post)
    ]
    parts: list[TracedText] = []
    for n, cell in enumerate(cells):
        if n:
            at = parts[-1].ends[-1] if parts and len(parts[-1]) else first
            parts.append(TracedText("\t", array("L", [at]), array("L", [at])))
        parts.append(cell)
    return TracedText.join([part for part in parts if len(part)])
