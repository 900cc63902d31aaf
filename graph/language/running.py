"""Names of bodies in running text, where no list, label or column marks them.

Only what general knowledge vouches for is found: a known department behind its level word or place, a central body,
or a body whose last word is a sure sign (指挥部, 银行) behind a level word or place with nothing but a name between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import LEVEL_WORDS, has_prose, is_agency, is_collective, parse, state_authority
from zhize.graph.language.people import post_words
from zhize.graph.language.spans import Stretch
from zhize.graph.language.vocabulary import any_of

REACH = 36
"""How far before its last word a name may begin."""
LONGEST_PLACE = 14


class _Forms(msgspec.Struct, frozen=True):
    """All forms of departments; `reach` tells the longest form by its first two characters."""

    forms: frozenset[str]
    reach: dict[str, int]


@cache
def _forms() -> _Forms:
    known = lexicon()
    forms = {*known.exact, *known.central}
    for core, group in known.cores:
        forms |= {core + suffix for suffix in known.words.suffixes[group] if suffix}
        forms |= {core + "部门", core + "行政部门"} if group == "org" else set()
    for department in known.departments.values():
        for core in (department.core, *department.aliases):
            if "和" in core or "与" in core:
                forms |= {core + s for unit in department.units for s in known.words.suffixes[unit] if s}
    reach: dict[str, int] = {}
    for form in forms:
        if len(form) > 1:
            reach[form[:2]] = max(reach.get(form[:2], 0), len(form))
    return _Forms(frozenset(forms), reach)


class _Patterns(msgspec.Struct, frozen=True):
    """Patterns over the words of the lexicon."""

    strong: regex.Pattern[str]
    before: regex.Pattern[str]
    goes_on: regex.Pattern[str]
    not_levels: regex.Pattern[str]
    sure: regex.Pattern[str]
    """How a name ends that is sure behind a level word or 国务院 too."""
    placed: regex.Pattern[str]
    """How a name may end that is sure only behind a place: not in 中心, unless that is one of a known kind."""
    zone: regex.Pattern[str]
    post: regex.Pattern[str]
    """The post or the party group of a body, right behind its name."""
    after: regex.Pattern[str]
    """What may follow a name that has no level word and no place."""


@cache
def _patterns() -> _Patterns:
    words = lexicon().words
    zone = rf"(?<!\p{{Han}})\p{{Han}}{{0,10}}?{any_of(words.zones)}{any_of(words.zone_committees)}"
    post = rf"副|{any_of(post_words().heads_of_units, post_words().party)}"
    return _Patterns(
        strong=regex.compile(rf"{any_of(words.strong)}(?:办公室|筹备组)?"),
        before=regex.compile(rf"(?:^|[^\p{{Han}}A-Za-z0-9]|{any_of(words.before)})$"),
        goes_on=regex.compile("|".join(words.goes_on)),
        not_levels=regex.compile("|".join(words.not_levels)),
        sure=regex.compile(rf"{any_of(words.sure)}$"),
        placed=regex.compile(rf"(?:{any_of(words.centers)}中心|(?<!中心))$"),
        zone=regex.compile(zone),
        post=regex.compile(post),
        after=regex.compile(rf"$|[，。；：、（）和及与等要应负会牵按]|以及|配合|组[织成]|指导|{post}"),
    )


def names_in(text: str, is_place: Callable[[str], bool]) -> list[Stretch]:
    """The names of bodies in a text, in order, none inside another.

    `is_place` tells whether a text is the name of a known place (淄川区, 山东省淄博市, 周村).
    Example: `报县政府，由县水利局会同青石供电公司办理` -> 县政府, 县水利局, 青石供电公司 (where 青石 is known).
    """
    known = [*_known_forms(text, is_place), *_zone_forms(text), *_state_forms(text)]
    strong = [s for s in _strong_forms(text, is_place) if sum(s.start < k.end and k.start < s.end for k in known) < 2]
    out: list[Stretch] = []
    for span in sorted([*known, *strong], key=lambda s: (s.start, -s.end)):
        if (not out or span.start >= out[-1].end) and not is_collective(text[span.start : span.end]):
            out.append(span)
    return out


def _known_forms(text: str, is_place: Callable[[str], bool]) -> Iterator[Stretch]:
    """Forms of the lexicon with the level word, place or boundary in front of them."""
    table = _forms()
    reach, last = table.reach, len(text) - 1
    at = 0
    while at < last:
        if text[at : at + 2] not in reach and text[at] != "委":
            at += 1
            continue
        end = _longest(text, at, table)
        if not end or _patterns().goes_on.match(text, end):
            at += 1
            continue
        end = _branch_end(text, at, end)
        start = _start_of(text, at, end, is_place)
        if start is not None:
            yield Stretch(start, _with_unit(text, end, central=text[at:end] in lexicon().central))
            at = end
        else:
            at += 1


def _longest(text: str, at: int, table: _Forms) -> int:
    """Where the longest form that starts here ends, 0 if none does."""
    if text[at] == "委" and at and text[at - 1] in "省市区县州旗盟镇乡" and text[at + 1] not in "员托任派":
        own = next((e for e in range(min(len(text), at + 20), at + 1, -1) if text[at:e] in table.forms), 0)
        return own or at + 1
    for end in range(min(len(text), at + table.reach.get(text[at : at + 2], 0)), at + 1, -1):
        if text[at:end] in table.forms:
            return end
    return 0


def _branch_end(text: str, at: int, end: int) -> int:
    """Where the name of a branch ends that begins with a central body: `国家统计局` + 青石调查队; else the form's end."""
    if text[at:end] not in _heads():
        return end
    for branch in lexicon().words.branches:
        for tail in branch.tails if text[at:end] in branch.heads else ():
            stop = text.find(tail, end + 2, end + LONGEST_PLACE + len(tail))
            name = parse(text[at : stop + len(tail)]) if stop > 0 else None
            if name is not None and name.place and not is_collective(name.place):
                return stop + len(tail)
    return end


_UNITS = late(r"办公厅|办公室(?!主任)")
_CENTRAL_UNITS = late(
    r"\p{Han}{2,6}?(?:(?<!公)司|局|部)(?=$|[^\p{Han}]|副?[司局部]长|和|及|与|的|在|承担|负责|牵头|会同|组织|指导|应|要)|办公厅|办公室(?!主任)"
)


def _with_unit(text: str, end: int, *, central: bool) -> int:
    """Where a name ends with the part of the body it names: `财政部` + 办公厅, `教育部` + 教材局."""
    unit = (_CENTRAL_UNITS if central else _UNITS).match(text, end) if text[end - 1] in "部委局会署" else None
    own = unit is not None and (unit[0] in lexicon().central or lexicon().match(unit[0]) is not None)
    return end if unit is None or has_prose(unit[0]) or own else unit.end()


def _start_of(text: str, at: int, end: int, is_place: Callable[[str], bool]) -> int | None:
    """Where the name around a form starts; None where the form is no name here."""
    form = text[at:end]
    named = parse(form)
    if named is not None and named.place:
        return at
    if form in lexicon().central:
        alone = not regex.match(r"\p{Han}", text[at - 1 : at]) or _boundary(text, at)
        return at if alone or len(form) > 3 or _patterns().post.match(text, end) else None
    place = _place_before(text, at, is_place)
    if place is not None:
        return place
    level = next((w for w in LEVEL_WORDS if text.endswith(w, 0, at)), "")
    if level and level != "国家":
        start = at - len(level)
        if _patterns().not_levels.match(text, start):
            return None
        return _behind_words(text, start)
    return at if _stands_alone(text, at, end) else None


def _place_before(text: str, at: int, is_place: Callable[[str], bool]) -> int | None:
    """Where a known place that ends here begins, with 中共 or the head of a branch before it."""
    start = next((p for p in range(max(0, at - LONGEST_PLACE), at - 1) if is_place(text[p:at])), None)
    if start is None:
        return None
    for head in ("中国共产党", "中共", *_heads()):
        if text.endswith(head, 0, start):
            return start - len(head)
    return start


@cache
def _central() -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{begin})" for begin in lexicon().words.central))


@cache
def _heads() -> tuple[str, ...]:
    heads = {head for branch in lexicon().words.branches for head in branch.heads}
    return tuple(sorted(heads, key=len, reverse=True))


_NO_START = late(r"）$|[省市区县州旗盟镇乡各该我全两级数多几某每]$|自治$")
_NO_LEVEL = late(
    r"[地社园城山灾小景片校库矿林湖牧郊特战新辖军禁疫湾街]区$|[城都集股超上门夜省]市$|[城家下返城]乡$|[城小村集]镇$"
)


def _behind_words(text: str, start: int) -> int | None:
    """Where a name with a level word begins: at the word, unless what is before it makes it a class (各区县政府)."""
    if text.startswith("新区", start) and not _boundary(text, start):
        return None  # 高新区管委会
    inside = _NO_LEVEL.search(text[max(0, start - 1) : start + 1])
    return None if inside or _NO_START.search(text[max(0, start - 2) : start]) else start


def _boundary(text: str, at: int) -> bool:
    """Whether a name may begin here: at a stop, a bracket, or behind a word that takes a body."""
    return bool(_patterns().before.search(text[max(0, at - 4) : at] if at else ""))


def _stands_alone(text: str, at: int, end: int) -> bool:
    """Whether a form without level word or place is a name: between stops, not of a class (`财政厅、水利厅负责`)."""
    form = text[at:end]
    if len(form) < 3 or is_collective(form) or not _patterns().after.match(text, end):
        return False
    before = text[at - 1 : at]
    if before and not regex.match(r"[，。；：、（和及与由\s]", before) and not _patterns().post.match(text, end):
        return False
    name = parse(form)
    return name is not None and name.core_id is not None and name.suffix not in ("部", "分局", "集团")


def _strong_forms(text: str, is_place: Callable[[str], bool]) -> Iterator[Stretch]:
    """Bodies no lexicon knows: level word or place, a name, and a last word that is a sure sign."""
    patterns = _patterns()
    for match in patterns.strong.finditer(text):
        if patterns.goes_on.match(text, match.end()):
            continue
        low = _last_stop(text, match.start(), max(0, match.end() - REACH))
        for start in range(low, match.start()):
            if not _begins(text, start, match.start(), is_place) or _joins_two(text[start : match.end()]):
                continue
            name = text[start : match.end()]
            placed = _placed(name, is_place)
            sure = patterns.sure.search(name) or (placed and patterns.placed.search(name))
            if sure and (is_agency(name) or (placed and parse(name) is not None)):
                yield Stretch(start, match.end())
                break


def _zone_forms(text: str) -> Iterator[Stretch]:
    """Committees of zones between stops: `各区县人民政府、高新区管委会，`."""
    for match in _patterns().zone.finditer(text) if "区管" in text or "区党工委" in text else ():
        if not has_prose(match[0]) and not _AND_INSIDE.search(match[0]):
            yield Stretch(match.start(), match.end())


def _state_forms(text: str) -> Iterator[Stretch]:
    """Bodies of the State Council called by their field: `国务院水行政主管部门`."""
    for match in state_authority().finditer(text) if "国务院" in text else ():
        if _boundary(text, match.start()) and not has_prose(match[0]):
            yield Stretch(match.start(), match.end())


_AND_INSIDE = late("[和与及各]")


def _joins_two(name: str) -> bool:
    """Whether a stretch of text names two bodies: `青石银行和白塔农商行`."""
    return any(_patterns().strong.search(name[: m.start()][-4:]) for m in regex.finditer("[和与及]", name))


def _placed(name: str, is_place: Callable[[str], bool]) -> bool:
    """Whether a name begins with a known place: `江苏银行`."""
    return any(is_place(name[:cut]) for cut in range(2, len(name) - 1))


def _last_stop(text: str, end: int, first: int) -> int:
    """Where the stretch without stops that ends here begins, at `first` at the earliest."""
    for at in range(end - 1, first - 1, -1):
        if text[at] in "，。；：、（）！？《》\n\t ":
            return at + 1
    return first


def _begins(text: str, start: int, end: int, is_place: Callable[[str], bool]) -> bool:
    """Whether a name begins here with a level word or a known place at a boundary, or like a central body."""
    if not _boundary(text, start):
        return False
    if _central().match(text[start : start + 12]):
        return True
    level = next((w for w in LEVEL_WORDS if text.startswith(w, start)), "")
    if level and level != "国家" and not _patterns().not_levels.match(text, start):
        return not text.endswith("）", 0, start)  # 各县（市）区人民政府
    return any(is_place(text[start:cut]) for cut in range(start + 2, min(end, start + LONGEST_PLACE) + 1))
