"""Deadlines as printed in a text: `2021年12月底前`, `年内`, `于2021年12月31日`."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.sentences import first_clause
from zhize.graph.language.vocabulary import any_of, load

_YEAR = r"(?:20\d\d年|今年|明年|当年|本年度?)"
_BEFORE = r"(?:以前|之前|前)"
_DAY = rf"{_YEAR}?\d{{1,2}}月(?:\d{{1,2}}日|底|末|中旬|上旬|下旬|份)?"
_CITED = late(r"《[^《》]*》(?:（[^（）]*〔\d{4}〕[^（）]*）)?|〔\d{4}〕")
WITHIN_YEAR = "年内"
"""The vaguest deadline: one for the whole document goes before it."""
_MANY = 40
"""A deadline of several moments with clauses longer than this is given by its first moment alone."""


class Deadline(msgspec.Struct, frozen=True):
    """A deadline as printed; `start`/`end` are offsets into the text it was read from."""

    printed: str
    start: int
    end: int

    def moved(self, by: int) -> Deadline:
        """The same in a longer text that begins `by` characters earlier."""
        return Deadline(self.printed, self.start + by, self.end + by)


class DeadlineWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of deadlines.yaml."""

    done: tuple[str, ...]
    ways: tuple[str, ...]
    described: tuple[str, ...]
    chosen: tuple[str, ...]
    held: tuple[str, ...]
    granted: tuple[str, ...]


@cache
def deadline_words() -> DeadlineWords:
    """Load and check deadlines.yaml.

    Raises:
        SchemaError: the file is malformed.
    """
    words: DeadlineWords = load("deadlines.yaml", DeadlineWords)
    return words


@cache
def _moment() -> regex.Pattern[str]:
    done = f"(?={_asked().pattern})"
    return regex.compile(
        rf"(?:{_DAY}|{_YEAR}?(?:年底|年末|上半年|[一二三四]季度末?|第[一二三四]季度)|20\d\d年(?:年?底|年?末)?){_BEFORE}"
        r"|(?<![\d一二三四五六七八九十两几百每近半])年内(?!\d)"
        rf"|(?<=至|于|在){_YEAR}\d{{1,2}}月\d{{1,2}}日|今年\d{{1,2}}月\d{{1,2}}日|20\d\d年年?底(?!前)"
        rf"|{_YEAR}?\d{{1,2}}月(?:\d{{1,2}}日|底|末){done}"
    )


@cache
def _asked() -> regex.Pattern[str]:
    """What is to be done by a moment, right behind it."""
    words = deadline_words()
    return regex.compile(f"(?:{'|'.join(words.ways)})*(?:{'|'.join(words.done)})")


@cache
def _no_deadline() -> regex.Pattern[str]:
    """What stands behind a moment that describes something or tells how long something holds."""
    words = deadline_words()
    described = rf"[^，。；]{{1,30}}的(?:[，。；、]|$|{'|'.join(words.described)})|[^，。；]{{1,20}}、[^，。；]{{1,20}}的(?:{'|'.join(words.described)})"
    granted = rf"[，]?[^。；]{{0,30}}?(?:{'|'.join(words.granted)})"
    return regex.compile(rf"(?P<described>{described})|(?P<granted>{granted})|起|开始")


_SINCE = late(r"(?:年|月|日)(?:起)?(?:至|—|-|－|到)$|截至$|截止$|自$")


@cache
def _held() -> regex.Pattern[str]:
    return regex.compile(rf"{any_of(deadline_words().held)}[为：]?(?:截至|截止|至|到|为|：)$")


def _is_condition(text: str, moment: regex.Match[str]) -> bool:
    """Whether a moment tells whom something is for: right behind 对 or 凡, with `…的` and a noun behind it."""
    before = text[max(0, moment.start() - 3) : moment.start()].removesuffix("在")
    return before.endswith(deadline_words().chosen) and _OF_WHOM.match(text, moment.end()) is not None


_OF_WHOM = late(r"[^，。；]{1,24}的(?:\p{Han}|，)")


def find_deadline(text: str) -> Deadline | None:
    """The deadline of an item: the moment as printed; with several, the clauses they open.

    Dates inside titles of cited documents do not count, nor does a moment that ends a period (`1月1日至12月31日`), says how
    long something is granted (`3月31日前免收费用`) or describes whom it is for (`2月底前投产的企业`).
    Example: `5月底前制定方案，10月底前完成应用。` -> `5月底前制定方案，10月底前完成应用`.
    """
    if "年" not in text and "月" not in text:
        return None
    masked = _CITED.sub(lambda m: "＊" * len(m[0]), text)
    moments = [m for m in _moment().finditer(masked) if _binds(masked, m)]
    if not moments:
        return None
    first = Deadline(moments[0][0], moments[0].start(), moments[0].end())
    if len(moments) == 1 or any(m[0] == WITHIN_YEAR for m in moments):
        return first
    clauses: list[str] = []
    end = first.end
    for match in moments:
        clause = first_clause(text[match.start() :])
        clause = clause if clause.startswith(match[0] + "，") else clause.split("，")[0]
        if match.start() >= end or not clauses:
            clauses.append(clause)
            end = match.start() + len(clause)
    if len(clauses) == 1 or any(len(c) > _MANY for c in clauses):
        return first
    return Deadline("，".join(clauses), first.start, end)


def _binds(text: str, moment: regex.Match[str]) -> bool:
    if _SINCE.search(text, max(0, moment.start() - 8), moment.start()):
        return False
    if _held().search(text[max(0, moment.start() - 10) : moment.start()]) or _is_condition(text, moment):
        return False
    other = _no_deadline().match(text, moment.end())
    if other is None or (other.lastgroup == "granted" and not moment[0].endswith("前")):
        return True
    clause = text[max(text.rfind(stop, 0, moment.start()) for stop in "。；，") + 1 : moment.start()]
    chosen = any(word in clause for word in deadline_words().chosen)
    return other.lastgroup is not None and not chosen and bool(_asked().match(text, moment.end()))


_WHOLE = late(
    r"(?:确保|力争|务必|保证)[^。；]{0,30}?(?:任务|实事|事项|工作|项目|措施)[^。；]{0,8}?(?:在|于)?(?P<moment>(?:20\d\d年|今年)?(?:\d{1,2}月(?:\d{1,2}日|底)?|年?底)前?)"
    r"[^。；，]{0,6}(?:完成|落实|办结)"
)


def whole_deadline(text: str) -> Deadline | None:
    """A deadline set once for all items of a document: `确保各项任务在2023年年底完成`."""
    match = _WHOLE.search(text) if "月" in text or "年" in text else None
    return Deadline(match["moment"], match.start("moment"), match.end("moment")) if match else None
