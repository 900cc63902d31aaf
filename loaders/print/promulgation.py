"""Who made a law or a rule that stands alone, and when: the note under its title, or the report that prints it."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.dates import DATE, iso_date
from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.loaders.print.lines import Line
from zhize.loaders.print.titles import kind_of_title


class Promulgation(msgspec.Struct, frozen=True):
    """Who made a text, joined by 、, and the day; either may not be said."""

    issuer: str | None
    date: str | None


_NOTE = regex.compile(
    rf"(?P<date>{DATE.pattern})[，,]?\s*(?:经|由|已由|已经)?(?!实施|施行)(?P<who>[\p{{Han}}、“”（）\s]{{2,60}}?)"
    r"(?:令?[（(]?第[\d一二三四五六七八九十百零〇]+号[）)]?|第[^第，。；]{1,8}次[\p{Han}]{0,12}会议|[\p{Han}]{0,6}(?:常务会议|办公会议|局务会议|部务会议)|令)?"
    r"(?:审议|讨论|表决|修订|首次)?(?P<act>通过|公布|发布|颁布|印发|批准)"
)
_NOTE_LINES = 4
_ENGLISH = regex.compile(r"^[A-Za-z][A-Za-z\s,.'’()-]*$")
"""The title once more in English, as covers of standards print it."""
_LATER = regex.compile(r"修订|修正|修改|批准")


def promulgated(lines: list[Line], start: int) -> Promulgation:
    """What the lines under a title say of who made the text and when; the first act, not later amendments.

    Example: `（2016年11月18日某省第十二届人民代表大会常务委员会第二十五次会议通过）`,
    `1991年7月2日中华人民共和国国务院令第86号公布`: the decree counts before the meeting.
    """
    while start < len(lines) and _ENGLISH.match(lines[start].text):
        start += 1
    text = "".join(line.text for line in lines[start : start + _NOTE_LINES] if not line.table)[:400]
    if not regex.match(r"[（(—\-]{0,2}(?:19|20|[一二])", text):
        return Promulgation(None, None)
    first: Promulgation | None = None
    for match in _NOTE.finditer(text):
        if first is not None and _LATER.search(text[: match.start()]):
            break
        who = _who(match["who"])
        made = Promulgation("、".join(who) or None, iso_date(DATE.match(match["date"])))  # type: ignore[arg-type]
        if first is None or match["act"] in ("公布", "发布", "颁布"):
            first = made if made.issuer or first is None else first
    if first is not None:
        return first
    day = DATE.search(text[:30])
    return Promulgation(None, iso_date(day) if day else None)


def _who(text: str) -> tuple[str, ...]:
    names = issuers_of(regex.sub(r"令$", "", text))
    return tuple(n for n in names if is_issuer(n) or n.endswith(("大会", "国务院", "委员会")))


class Report(msgspec.Struct, frozen=True):
    """A text that the press prints: its title, who issued it, and the line that says so."""

    title: str
    issuer: str | None
    line: int


_PRESS = regex.compile(r"^(?P<who>[\p{Han}、\s]{2,60}?)(?:联合)?(?:印发|发布|出台|公布)《(?P<title>[^《》]{4,80})》$")
_BEGINS = regex.compile(r"(?:主要内容|全文|内容)如下[。：:]?$")


def reported(lines: list[Line]) -> Report | None:
    """A plan or a rule inside a report of the press: `甲、乙印发《丙规划》`, then `《丙规划》全文如下。`"""
    begin = next((i for i, line in enumerate(lines[:12]) if _BEGINS.search(line.text) and len(line.text) < 90), None)
    if begin is None:
        return None
    for i, line in enumerate(lines[:begin]):
        match = _PRESS.match(line.text)
        if match and kind_of_title(match["title"]):
            who = issuers_of((line.raw or line.text).split("印发")[0].split("发布")[0])
            return Report(match["title"], "、".join(who) or None, i)
    return None
