"""People whom a list names with nothing between them, as converters leave rosters: name, post, name, post.

The reading of the whole text with the highest worth counts: names of three characters before names of two, posts of
a unit that is known before others, and no person left inside a post.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import LEVEL_WORDS, parse
from zhize.graph.language.people import Holder, is_person, is_post, post_words, unit_of
from zhize.graph.language.vocabulary import alternatives

LONGEST_POST = 44
SHORTEST = 6
"""A shorter text holds no person with a post."""
LONGEST = 3000


class _Entry(msgspec.Struct, frozen=True):
    """A person from `start` on, whose post ends at `end`."""

    start: int
    name_end: int
    end: int


@cache
def _ends() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternatives(post_words().heads)})(?:（[^（）]{{1,20}}）)?")


def run_on_holders(text: str) -> list[Holder]:
    """The people of a text without marks between them; none where it cannot be read so from end to end.

    Example: `王建国区长李明市水利局局长` -> 王建国 (区长), 李明 (市水利局局长). What a cut-off page leaves behind the
    last post is no person. One person alone is read where the name is no part of the unit's: `王建国区水利局局长`.
    """
    text = _next_part().split(regex.sub(r"\s", "", text), maxsplit=1)[0]
    if not SHORTEST <= len(text) <= LONGEST or regex.search(r"[，；：。]", text):
        return []
    ends = _post_ends(text)
    best: dict[int, tuple[float, tuple[_Entry, ...]]] = {0: (0.0, ())}
    for at in range(len(text)):
        if at not in best:
            continue
        worth, taken = best[at]
        for entry, value in _entries(text, at, ends):
            if entry.end not in best or best[entry.end][0] < worth + value:
                best[entry.end] = (worth + value, (*taken, entry))
    stop = max(best)
    people = best[stop][1]
    if not people or len(text) - stop > LONGEST_POST // 2 or (len(people) == 1 and not _is_apart(text, people[0])):
        return []
    return [Holder(n := text[e.start : e.name_end], n, text[e.name_end : e.end].rstrip("、")) for e in people]


@cache
def _next_part() -> regex.Pattern[str]:
    heads = alternatives(post_words().heads)
    return regex.compile(rf"(?<={heads})(?:[一二三四五六七八九十]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）)")


def _is_apart(text: str, one: _Entry) -> bool:
    """Whether a person who stands alone has a known unit, and a name too long to be a part of that."""
    unit = unit_of(text[one.name_end : one.end])
    return one.name_end - one.start == 3 and one.end == len(text) and unit is not None and _is_known(unit)


def _post_ends(text: str) -> list[int]:
    """Where a post may end: behind a word for one, before the name of a person, 、 or the end."""
    found: set[int] = set()
    for match in _ends().finditer(text, overlapped=True):
        end = match.end()
        end += text[end : end + 1] == "、"
        if end == len(text) or any(is_person(text[end : end + n]) for n in (2, 3, 4)):
            found.add(end)
    return sorted(found)


def _entries(text: str, at: int, ends: list[int]) -> list[tuple[_Entry, float]]:
    """The people who may be named at a place, each with what the reading is worth."""
    out: list[tuple[_Entry, float]] = []
    for length in (2, 3, 4):
        name, begin = text[at : at + length], at + length
        if len(name) < length or name[0] in LEVEL_WORDS or not is_person(name):
            continue
        near = (end for end in ends if begin + 2 <= end <= begin + LONGEST_POST)
        worths = ((end, _worth(name, text[begin:end])) for end in near)
        out += [(_Entry(at, begin, end), worth) for end, worth in worths if worth is not None]
    return out


_PLACE = late(r"\p{Han}{2,8}[省市区县州旗镇乡]|[省市区县州旗镇乡]")
"""Few places have one character before the word for their level: it belongs to the name before it."""
_KNOWN, _UNKNOWN, _SHORT_NAME = 1.0, 0.4, 0.1


@lru_cache(8192)
def _worth(name: str, post: str) -> float | None:
    """What a person with a post is worth; None where the post is none."""
    first = post.replace(".", "").rstrip("、").split("、")[0]
    if not is_post(post.rstrip("、")) or not is_post(first):
        return None
    unit, whole = unit_of(first), unit_of(name + first)
    if whole is not None and parse(whole) is not None and _is_known(whole):
        return None  # `国家粮食局局长` names no 国家粮
    known = unit is None or _is_known(unit)
    return (_KNOWN if known else _UNKNOWN) - (_SHORT_NAME if len(name) == 2 else 0)


def _is_known(unit: str) -> bool:
    """Whether a unit is one of the lexicon or says its level; a place of one character and its level word is none."""
    name = parse(unit)
    if name is None:
        return bool(_PLACE.fullmatch(unit))
    return name.central or bool(name.level_word or name.place or lexicon().match(name.rest))
