"""Levels as plans print them: `Ⅰ级`, `IV级`, `一级`, `红色`, `特别重大`, from 1 (the worst) to 4."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.late import late

_RANKS = {  # roman, latin, digit, numeral, colour, grades
    1: ("Ⅰ", "I", "1", "一", "红", "特别重大", "特别严重", "特大", "特大型"),
    2: ("Ⅱ", "II", "2", "二", "橙", "重大", "严重", "大型"),
    3: ("Ⅲ", "III", "3", "三", "黄", "较大", "较重", "中型"),
    4: ("Ⅳ", "IV", "4", "四", "蓝", "一般", "轻", "小型"),
}
_RANK = {form: rank for rank, forms in _RANKS.items() for form in forms}
_SIGN = r"(?:[ⅠⅡⅢⅣ]|I{1,3}V?|[1-4一二三四])"
SIGNS = rf"{_SIGN}(?:级)?(?:(?:[、，和及]|或){_SIGN}(?:级)?)*"
LEVEL = late(
    rf"(?<![\d一二三四十第])(?P<signs>{SIGNS})(?<=级)|(?P<colour>[红橙黄蓝](?:色)?(?:[、，和及][红橙黄蓝](?:色)?)*)(?=预警|级)"
)
"""One or several levels in a text: `Ⅰ级`, `二、三、四级`, `橙色、红色`."""
_GRADE = "(?:特别重大|特别严重|重大|较大|一般|特大|严重|较重)"
_NOTE = r"(?:（[^（）]{1,8}）)?"
_OF_RESPONSE = late(
    rf"(?<![\d一二三四五六七八九十第])(?P<signs>{_SIGN}{_NOTE}级?{_NOTE}(?:[、，,和及或至到—-]{_SIGN}{_NOTE}级?{_NOTE})*)(?<=级|级（[^（）]{{1,8}}）)(?P<up>(?:及|或)?以上|(?:及|或)?以下)?(?=\p{{Han}}{{0,4}}?(?:响应|预警|预案|应急))"
    rf"|(?P<colour>[红橙黄蓝]色?{_NOTE}(?:[、，和及或][红橙黄蓝]色?{_NOTE})*)(?P<up>(?:及|或)?以上)?(?=级?\p{{Han}}{{0,2}}?预警)"
    rf"|(?P<grades>{_GRADE}(?:[、，和及或]{_GRADE})*)(?=级?{_NOTE}(?:应急)?(?:响应|预警))"
)


class Levels(msgspec.Struct, frozen=True):
    """Ranks that a text names, with where the words for them stand."""

    ranks: tuple[int, ...]
    start: int
    end: int


def find_levels(text: str) -> list[Levels]:
    """The levels a text names, in order.

    Example: `二、三、四级应急响应` -> ranks 2, 3, 4.
    """
    out: list[Levels] = []
    for match in LEVEL.finditer(text):
        signs = regex.findall(_SIGN, match["signs"]) if match["signs"] else regex.findall("[红橙黄蓝]", match["colour"])
        out.append(Levels(tuple(dict.fromkeys(rank(s) for s in signs)), match.start(), match.end()))
    return out


def levels_of_responses(text: str) -> list[Levels]:
    """The levels of response or warning a text names: signs, colours and grades before 响应, 预警, 预案.

    Example: `启动Ⅱ级及以上应急响应` -> 2, 1; `重大级应急响应` -> 2; `三级医院`, `8级大风` -> none.
    """
    out: list[Levels] = []
    for match in _OF_RESPONSE.finditer(text):
        printed = match["signs"] or match["colour"] or match["grades"]
        form = _SIGN if match["signs"] else "[红橙黄蓝]" if match["colour"] else _GRADE
        ranks = [rank(s) for s in regex.findall(form, regex.sub(r"（[^（）]*）", "", printed))]
        if match["signs"] and regex.search("[至到—-]", printed) and len(ranks) == 2:
            low, high = sorted(ranks)
            ranks = list(range(low, high + 1))
        if match["up"]:
            ranks = list(range(ranks[0], 0, -1)) if match["up"].endswith("上") else list(range(ranks[0], 5))
        out.append(Levels(tuple(dict.fromkeys(ranks)), match.start(), match.end()))
    return out


def level_name(printed: str, rank: int, kind: str) -> str:
    """The name of one level in the form that the print uses for it and its siblings.

    Example: `Ⅰ级、Ⅱ级`, 2, 响应 -> `Ⅱ级响应`; `红色`, 1, 预警 -> `红色预警`.
    """
    forms = _RANKS[rank]
    if regex.search("[红橙黄蓝]", printed) and not regex.search("级", printed):
        return f"{forms[4]}色{kind}"
    if regex.search(_GRADE, printed) and not regex.search(f"{_SIGN}级", printed):
        return f"{next((f for f in forms[5:] if f in printed), forms[5])}级{kind}"
    form = 3 if regex.search("[一二三四]", printed) else 2 if regex.search("[1-4]", printed) else 0
    return f"{forms[form]}级{kind}"


def rank(form: str) -> int:
    """The rank of a printed form, 0 where it is none: `特别重大` -> 1, `Ⅳ` -> 4."""
    return _RANK.get(form, 0)
