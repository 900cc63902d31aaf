"""Moments and deadlines in a text: `2024年10月底前`, `自2024年4月1日起`, `5月31日前`, `每月15日前`, `7时至20时`."""

from __future__ import annotations

from bisect import bisect_left

import regex

from zhize.graph.language.late import late
from zhize.graph.language.spans import Span
from zhize.graph.language.values import Value

_YEAR = r"(?:(?:20|19)\d\d年|[〇○零一二三四五六七八九]{4}年|今年|明年|当年|本年度?|次年|翌年)"
_DAY = r"(?:\d{1,2}|[元一二三四五六七八九十]{1,3})月(?:份)?(?:(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,4})[日号]|底|末|初|中旬|上旬|下旬)?"
_REST = r"(?:年?底|年?末|年?初|上半年|下半年|第?[一二三四1-4]季度末?|期间|度)"
_TAIL = r"(?:以前|之前|前|以后|之后|后|起)?"
_DATE = rf"(?:{_YEAR}(?:{_DAY}|{_REST})?|{_DAY}|(?<![\d一二三四五六七八九十两几百每近半])年(?:底|末|内)|每[年月周季]度?(?:{_DAY}|\d{{1,2}}日|底|末)?前?)"
_PERIOD = late(rf"{_DATE}(?:起)?[-—―–~～至到]{{1,2}}(?:{_DATE}|\d{{1,2}}[日月])|{_DATE}{_TAIL}")
_WORDS = late(
    r"自?(?:印发|发布|公布|颁布|下发|签发|通过|批准|实施)之日起(?:\d+日后)?|长期(?:坚持|有效)|“?十[三四五]五”?(?:末|期间)|立即|即日起|[^，。；]{2,24}(?:解除|结束|终止)(?:之日|之时|时|后)?(?=[，。；]|止|$)"
)
_CLOCK = r"(?:上午|下午|早上?|晚上?|夜间|中午|凌晨|次日)?\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|半|整)?)"
_TIMES = late(rf"{_CLOCK}(?:[-—―–~～至到]{{1,2}}{_CLOCK})?")
_CITED = late(r"《[^《》]*》|〔\d{4}〕\d*号?|\d{4}年第\d+号")


def find(text: str) -> list[Value]:
    """The moments of a text, in print order: dates, periods, deadlines; none inside titles and document numbers.

    Example: `2024年5月底前完成，自6月1日起施行` -> `2024年5月底前`, `6月1日起`.
    """
    masked = _masked(text)
    dates = [match.span() for match in _PERIOD.finditer(masked)]
    spans = dates + [span for span in (m.span() for m in _WORDS.finditer(masked)) if not _meets(span, dates)]
    return [Value(a, b, text[a:b], iso(text[a:b]) or text[a:b]) for a, b in sorted(spans)]


def _meets(span: Span, others: list[Span]) -> bool:
    """Whether a span has a character in common with one of others, which are in order and apart."""
    after = bisect_left(others, (span[1],))
    return after > 0 and span[0] < others[after - 1][1]


def clocks(text: str) -> list[Value]:
    """Times of day, periods whole: `7时至20时`, `下午1:30-4:30`."""
    return [Value(m.start(), m.end(), m[0], m[0].replace("：", ":")) for m in _TIMES.finditer(text)]


def _masked(text: str) -> str:
    return _CITED.sub(lambda m: "＊" * len(m[0]), text)


def iso(text: str) -> str | None:
    """A full date as ISO, None where it is none: `2024年3月1日` -> `2024-03-01`."""
    match = regex.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else None


def spoken(value: str) -> str:
    """An ISO date as it is spoken of: `2023-06-29` -> `2023年6月29日`; anything else as it is."""
    match = regex.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else value
