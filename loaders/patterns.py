"""The small named patterns of official writing that several loaders share."""

from __future__ import annotations

from datetime import date

import regex

DITTO = "〃"
"""Stands in a row of a table for a cell that is merged with the one above it."""

CN_DIGITS = "零〇○一二两三四五六七八九十百"
"""Digits of Chinese numerals as they are printed in numbering and dates."""

NUMBER = regex.compile(r"(?P<prefix>\p{Han}{1,14}?)〔(?P<year>(?:19|20)\d\d)〕(?:第)?(?P<n>\d{1,5})号")
"""A document number in clean text: `川政办字〔2023〕17号`."""

NUMBER_LINE = regex.compile(
    r"^(?:[（(])?(?!发文字号|发文号|文号|文件编号|标题)\p{Han}{1,14}〔(?:19|20)\d\d〕(?:第)?\d{1,5}号(?:[）)])?$|^第\d{1,5}号令?$"
)
"""A line that is nothing but a document number."""

DATE = regex.compile(
    r"(?P<year>(?:19|20)\d\d|[二一〇○零九][〇○零一二三四五六七八九]{3})年"
    rf"(?P<month>\d{{1,2}}|[{CN_DIGITS}]{{1,2}})月(?P<day>\d{{1,2}}|[{CN_DIGITS}]{{1,3}})日"
)
"""A full date, in Arabic or Chinese digits."""

ISSUER_END = r"(?:人民政府|政府|办公室|办公厅|委员会|管委会|管理委员会|指挥部|领导小组|总局|分局|局|厅|委|部|署|院|支队|大队|总队|联合会|协会)"
ISSUER = rf"\p{{Han}}(?:(?!等)[\p{{Han}}（）]){{1,60}}?{ISSUER_END}"
"""The name of one or several issuing bodies, as it stands in a title or a signature."""

ISSUER_LINE = regex.compile(rf"^{ISSUER}$")
"""A line that is nothing but the name of an issuing body."""

SIGNED_LINE = regex.compile(rf"^(?P<issuer>{ISSUER})(?P<date>{DATE.pattern})(?:印发)?$")
"""Signature and date on one line: `淄川区人民政府2023年6月29日`."""

DATE_LINE = regex.compile(rf"^[（(]?{DATE.pattern}[）)]?$")

KINDS = [
    "通知",
    "通告",
    "公告",
    "公报",
    "决定",
    "决议",
    "命令",
    "令",
    "意见",
    "批复",
    "通报",
    "报告",
    "请示",
    "函",
    "纪要",
    "议案",
    "方案",
    "预案",
    "规划",
    "计划",
    "办法",
    "规定",
    "细则",
    "条例",
    "要点",
    "措施",
    "清单",
    "名单",
    "职责",
    "分工",
    "制度",
    "规则",
    "标准",
    "规范",
    "指南",
    "纲要",
    "目录",
    "章程",
    "工作安排",
    "分解表",
    "任务表",
    "责任表",
    "责任书",
    "一览表",
    "报表",
    "台账",
    "工程",
    "政策",
    "预算",
    "实施意见",
]
"""Last words of titles of official documents and of what they issue."""

KIND_END = regex.compile(
    r"(?P<kind>" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?:（[^（）]*）|\([^()]*\))?$"
)

TITLE = regex.compile(
    rf"^(?P<issuer>{ISSUER})?(?P<title>(?:关于|印发|转发|批转|公布).+?"
    r"(?P<kind>通知|意见|批复|通告|公告|决定|决议|通报|报告|请示|函|纪要|议案|公报|办法|规定|细则|措施|方案|令)"
    r"(?:（[^（）]*）)?)$"
)
"""A document's title, with the issuer in front of 关于 where it is printed."""

LIST_TITLE = regex.compile(
    rf"^(?P<issuer>{ISSUER})(?P<title>(?:.{{0,20}}(?:任免|任职|免职|聘任).{{0,16}}(?:名单|通知|决定)|令|公告|通告))$"
)
"""Titles without 关于: lists of appointments, decrees, bare notices."""

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

_NUMERAL = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


def numeral(text: str) -> int:
    """A printed number as an integer: `17`, `十七`, `二○二一`. 0 where it is none."""
    if text.isdigit():
        return int(text)
    if not text:
        return 0
    if not any(c in text for c in "十百"):
        digits = [_NUMERAL.get(c) for c in text]
        return 0 if None in digits else int("".join(str(d) for d in digits))
    total, current = 0, 0
    for char in text:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _NUMERAL.get(char, 0)
    return total + current


def iso_date(match: regex.Match[str]) -> str | None:
    """A match of DATE as ISO text, None where the date does not exist."""
    year, month, day = (numeral(match[name]) for name in ("year", "month", "day"))
    try:
        return date(year, month, day).isoformat() if 1900 < year < 2100 else None
    except ValueError:
        return None


def numbering(text: str) -> tuple[str, str] | None:
    """The style and the printed number at the start of a text: `（一）加强…` -> (`（一）`, `（一）`)."""
    for style, pattern in NUMBERING:
        match = pattern.match(text)
        if match:
            return style, match[0]
    return None


_OPEN, _CLOSE = "（《〈“‘「〔[(【", "）》〉”’」〕])】"


def sentence_end(text: str, start: int = 0, stops: str = "。！？") -> int:
    """The place just after the first stop that is in no quotation or bracket; len(text) where there is none.

    Straight quotation marks open and close in turn. A bracket left open is taken as closed at a stop that
    stands 120 characters on, so that one lost mark does not swallow a page.
    """
    depth, straight, opened = 0, False, start
    for i in range(start, len(text)):
        char = text[i]
        if char == '"':
            straight = not straight
            opened = i
        elif char in _OPEN:
            depth += 1
            opened = i
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in stops and ((depth == 0 and not straight) or i - opened > 120):
            return i + 1
    return len(text)
