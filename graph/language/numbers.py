"""Numerals, and the numbers of official documents in all printed forms, as one canonical form."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import regex

from zhize.graph.language.late import late

ZEROS = "零〇○◯⚪●⭕⚬⊙◎◦∘º°0OoＯｏ０ΟοσОо"
"""What stands for zero among Chinese digits: the character, circles, and the letters O of three alphabets."""
DIGITS = "一二三四五六七八九"
FORMAL = "壹贰叁肆伍陆柒捌玖拾"
"""The digits of cheques, and ten."""

_VALUES = {c: i + 1 for i, c in enumerate(DIGITS)} | dict.fromkeys(ZEROS, 0) | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100}
_SHORT = {"廿": "二十", "卅": "三十", "卌": "四十", **dict(zip(FORMAL, DIGITS + "十", strict=True))}


def numeral(text: str) -> int:
    """A printed number as an integer: `17`, `十七`, `二○二一`, `2O23`, `廿五`, `一千二百`. 0 where it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    if not any(c in _TENS for c in text):
        digits = [int(c) if c.isdecimal() else _VALUES.get(c) for c in text]
        return 0 if None in digits or not digits else int("".join(str(d) for d in digits))
    total = current = 0
    for char in text:
        if char in _TENS:
            total += (current or 1) * _TENS[char]
            current = 0
        elif char.isdecimal():
            current = current * 10 + int(char)
        else:
            current = _VALUES.get(char, 0)
    return total + current


class DocumentNumber(msgspec.Struct, frozen=True):
    """The number of a document: its canonical form (`川政办字〔2023〕17号`) and where it is printed."""

    text: str
    start: int
    end: int


OPENING, CLOSING = "〔[（(【{<《〈［﹝﹙﹛「『〖〘⟦⟨❲", "〕])）】}>》〉］﹞﹚﹜」』〗〙⟧⟩❳"
_OPEN, _CLOSE = rf"[{regex.escape(OPENING)}]", rf"[{regex.escape(CLOSING)}]"
_CN_YEAR = rf"[一二][{DIGITS}{ZEROS}]{{3}}"
_YEAR4 = rf"(?:(?:19|20)\d\d|{_CN_YEAR})"
_S = r"[ \t\u3000]*"
_YEAR = rf"(?:{_OPEN}{_S}(?P<year>{_YEAR4}|[5-9]\d|[01]\d){_S}年?{_S}{_CLOSE})"
_SERIAL = rf"(?P<n>\d{{1,5}}(?:{_S}[-—–]{_S}\d{{1,3}})?|[{DIGITS}十百{ZEROS}]{{1,7}})"
_CLASS = rf"(?:第|(?P<class>(?:(?![{DIGITS}十百零〇])\p{{Han}}){{1,3}})第?)?"
_PREFIX = r"(?P<prefix>\p{Han}(?:[\p{Han}A-Za-z·]|[（(〔]\p{Han}{1,4}[）)〕]){0,18}?)"

NUMBER = late(rf"{_PREFIX}{_S}{_YEAR}{_S}{_CLASS}{_S}{_SERIAL}{_S}号")
"""A document number in prose, in whatever brackets; `canonical` gives its one form."""

BRACKETS = late(
    rf"(?<=[\p{{Han}}）)〕A-Za-z]{_S}|^{_S}){_OPEN}(?={_S}(?:{_YEAR4}|[5-9]\d|[01]\d){_S}年?{_S}{_CLOSE}{_S}(?:第|\p{{Han}}{{1,3}}字?第?)?{_S}(?:\d|[{DIGITS}十百{ZEROS}]{{1,7}}号))"
    rf"|(?<={_OPEN}{_S}(?:{_YEAR4}|[5-9]\d|[01]\d){_S}年?{_S}){_CLOSE}(?={_S}(?:第|\p{{Han}}{{1,3}}字?第?)?{_S}(?:\d{{1,5}}{_S}(?:[-—–]{_S}\d{{1,3}}{_S})?(?:号|$)|[{DIGITS}十百{ZEROS}]{{1,7}}号))",
    regex.M,
)
"""The brackets around the year of a number, so that they can be printed as 〔〕."""


def _serial(text: str) -> str:
    """`012` -> 12, `十二` -> 12, `12-1` stays."""
    head, mark, tail = regex.sub(r"\s", "", text).replace("—", "-").replace("–", "-").partition("-")
    return f"{numeral(head)}{mark}{tail}"


def _year(text: str) -> int:
    year = numeral(text)
    return year if year > 100 else year + (1900 if year >= 50 else 2000)


def canonical(match: regex.Match[str]) -> str:
    """A match of NUMBER in its one form: `青政办字[二〇二三]第012号` -> `青政办字〔2023〕12号`."""
    groups = match.groupdict()
    prefix = regex.sub(r"\s", "", groups["prefix"] or "").translate(str.maketrans("()〔〕", "（）（）"))
    return f"{prefix}〔{_year(groups['year'])}〕{groups.get('class') or ''}{_serial(groups['n'])}号"


_PROSE_BEFORE = late(r"^(?:.*(?:根据|依据|按照|依照|关于|以及|印发|[的等见])|[和与及])?")


def find_numbers(text: str) -> list[DocumentNumber]:
    """The document numbers of a text, in print order; words of prose before a number are none of it."""
    found = []
    for match in NUMBER.finditer(text):
        skipped = len(_PROSE_BEFORE.match(match["prefix"])[0])  # type: ignore[index]  # the pattern matches anything
        if skipped < len(match["prefix"]):
            start = match.start() + skipped
            found.append(DocumentNumber(canonical(match)[skipped:], start, match.end()))
    return found


_LINE_PREFIX = _PREFIX.replace(r"\p{Han}", r"(?:[A-Z]{1,6}(?=\p{Han}))?\p{Han}", 1)
_LINE_FORMS: tuple[tuple[regex.Pattern[str], str], ...] = tuple(
    (regex.compile(pattern), form)
    for pattern, form in (
        (
            rf"{_LINE_PREFIX}{_S}{_YEAR}{_S}{_CLASS}{_S}{_SERIAL}{_S}(?:号(?P<part>之[{DIGITS}十]+)?)?",
            "{prefix}〔{year}〕{class}{n}号{part}",
        ),
        # year and serial in one bracket, or joined by a dash: 青政办字〔2023-12〕号, 青政办字2023-12号
        (rf"{_PREFIX}{_S}{_OPEN}{_S}(?P<year>{_YEAR4})[-—–]{_SERIAL}{_S}{_CLOSE}{_S}号?", "{prefix}〔{year}〕{n}号"),
        (rf"{_PREFIX}(?<=[字发函规办])(?P<year>{_YEAR4})[-—–](?P<n>\d{{1,4}})号", "{prefix}〔{year}〕{n}号"),
        # the year in front: （2023）青政办函字第99号
        (rf"{_YEAR}{_S}{_PREFIX}{_S}第?{_S}{_SERIAL}{_S}号", "{prefix}〔{year}〕{n}号"),
        # one bracket lost: 青政办字2023〕12号, 青政办字〔2023 12号
        (rf"{_PREFIX}{_S}(?P<year>{_YEAR4}){_S}{_CLOSE}{_S}第?{_SERIAL}{_S}号", "{prefix}〔{year}〕{n}号"),
        (rf"{_PREFIX}{_S}{_OPEN}{_S}(?P<year>{_YEAR4}){_S}第?{_SERIAL}{_S}号", "{prefix}〔{year}〕{n}号"),
        # no bracket at all: 青政办字2023年第12号
        (rf"{_PREFIX}(?<=[字发函规办令])(?P<year>{_YEAR4})(?:年?第|年){_SERIAL}号", "{prefix}〔{year}〕{n}号"),
        # announcements and decrees: 财政部 税务总局公告2023年第8号, 青石市人民政府令第179号
        (
            rf"(?P<prefix>\p{{Han}}[\p{{Han}}（）、\s]{{1,60}}(?:公告|通告|令))?{_S}(?P<year>{_YEAR4})年{_S}第{_S}{_SERIAL}{_S}号",
            "{prefix}{year}年第{n}号",
        ),
        (
            rf"(?P<prefix>\p{{Han}}[\p{{Han}}（）、\s]{{1,60}}(?:公告|通告|令)){_S}[（(]?第{_S}{_SERIAL}{_S}号[）)]?",
            "{prefix}第{n}号",
        ),
        (rf"[（(]?第{_S}{_SERIAL}{_S}号(?P<decree>令)?[）)]?", "{decree}第{n}号"),
    )
)
"""A line that is a number and nothing else, and what its canonical form is made of."""

_URGENT = r"(?:特\s*急|加\s*急|平\s*急|特\s*提|急\s*件|秘\s*密|机\s*密|内部)(?:★\S{0,4})?"
_AROUND = late(
    rf"^(?:[★☆*＊▲△●■◆\s]+|\d{{5,8}}\s+|{_URGENT}\s+)|[\s]*(?:签\s*发\s*人|会\s*签\s*人|密\s*级)\s*[：:].*$|\s+{_URGENT}$"
    rf"|\s*[（(〔](?:[^（）()〔〕]{{0,8}}备(?:案|\d)|公开|此件|主动公开)[^（）()〔〕]*[）)〕]$|[\s,，;；。]+$|(?<=号)文(?:件)?$"
    r"|(?<=号)\s+[A-Z]{2,10}(?:[-—–]\d{2,10}){2,3}$|(?<=号)\s+(?:19|20)\d\d[年.-]\s?\d{1,2}[月.-]\s?\d{1,2}日?$"
)
"""What stands on the line of a number and is none of it: marks, urgency and secrecy, signer, registration, a day."""
_WRAPPED = late(r"^[（(\[【](?P<inner>.*[号\d])[）)\]】]$")
_SEVERAL = late(r"(?<=号)\s*[、/，,；;]?\s*(?=(?!之)\p{Han}{2})")
_LABEL = late(r"^\p{Han}{0,4}(?:文号|字号|编号|标题|号)[：:]")


_MAY_BE = late(rf"号|{_CLOSE}\s*第?\s*\d{{1,5}}\s*$")


_APART = late(r"(?<!\d)\d(?:\s\d){3}(?!\d)|(?<=〔)[\d\s]{5,8}(?=〕)")
"""A year that is set wide: `〔2 0 2 4〕`, `〔2 02 4〕`."""


@lru_cache(16384)
def number_of_line(text: str) -> str | None:
    """The canonical number where a line is a number and nothing else; of two the first.

    Reads what stands around it: `★青政办字〔2023〕12号　签发人：张某某`, `（青政办字〔2023〕12号）`.
    """
    text = _APART.sub(lambda m: regex.sub(r"\s", "", m[0]), text.replace("號", "号"))
    if len(text) > 90 or not _MAY_BE.search(text) or _LABEL.match(text):
        return None
    text = _AROUND.sub("", _AROUND.sub("", text))
    if wrapped := _WRAPPED.match(text):
        text = wrapped["inner"]
    pieces = _SEVERAL.split(text)
    read = [_of_whole(piece) for piece in pieces]
    return read[0] if read and all(read) else None


def _of_whole(text: str) -> str | None:
    for pattern, form in _LINE_FORMS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        prefix = groups.get("prefix") or ""
        if regex.match(r"根据|依据|按照|依照|关于|见|以|经", prefix):
            return None
        return form.format_map(
            {
                "prefix": regex.sub(r"\s", "", groups.get("prefix") or "").translate(
                    str.maketrans("()〔〕", "（）（）")
                ),
                "year": _year(groups["year"]) if groups.get("year") else "",
                "class": groups.get("class") or "",
                "n": _serial(groups["n"]),
                "decree": groups.get("decree") or "",
                "part": groups.get("part") or "",
            }
        )
    return None


REGISTRATION = late(r"[A-Z]{2,10}(?:[-—–]\d{2,4}){1,2}[-—–]\d{2,10}")
"""The registration number of a normative document, which is no document number: `QSDR-2023-0020001`."""

_UNREAD = late(rf"^[\p{{Han}}A-Za-z（）]{{0,16}}\s*{_OPEN}.{{0,8}}{_CLOSE}\s*.{{0,8}}号$")


def is_unread_number(text: str) -> bool:
    """Whether a line means to be a document number and is none that is understood: `青政办字〔20?3〕1?号`."""
    return text.endswith("号") and bool(_UNREAD.match(text)) and number_of_line(text) is None
