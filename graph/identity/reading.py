"""How one printed name reads in a document of a region: which agency it is, and by which rule. Pure."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.identity.homes import Home, is_place_name, placed
from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import LEVEL_OF, Name, has_prose, is_collective, parse
from zhize.graph.language.official import kind_of, official

NAME, LEVEL_WORD, PLACE_INSIDE, NATIONAL, DOCUMENT, BRANCH, SEAT, UNPLACED = (
    "name",
    "level-word",
    "place-inside",
    "national",
    "document",
    "branch",
    "seat",
    "unplaced",
)
"""The rules: by the name's own place, its level word, a place inside it, as a central body, by the document's region,
as a branch of a central body, by the province of the city where it sits, or without a region."""


class Reading(msgspec.Struct, frozen=True):
    """How a name was read. `region` is None where none is known; `level` is the level that the name or region tells;
    `basis` is what makes it a body: lexicon (a known department) or form (how it is built).
    """

    node: str
    region: str | None
    rest: str
    core_id: str | None
    kind: str
    rule: str
    level: str
    basis: str
    suffix: str = ""


class ClassName(msgspec.Struct, frozen=True):
    """A name that means a class of bodies here: 县人民政府 in a paper of the country, 市财政局 in one of a province.

    `no_name` marks what is the name of no body at all: a role (经营者), a fragment of a sentence.
    """

    text: str
    no_name: bool = False


_TERM = regex.compile(r"第[一二三四五六七八九十百]+届(?=\p{Han}*(?:人民代表大会|人大|委员会|政协))")
"""The term of an assembly, which is no part of its name: 第十四届全国人民代表大会."""


def read_agency(printed: str, home: Home, document: str, regions: Regions) -> Reading | ClassName:
    """Read a name that a document of a region prints.

    `document` is a short key of the document, which holds what no region is known for.
    Example: `区应急局` in 青石区 -> 青石区's emergency; in a paper without region -> the document's own.
    """
    name = main_name(printed)
    name = regex.sub(r"^(?:中国共产党|中共)(?!中央)", "", name)
    name = _TERM.sub("", name)
    parsed = parse(name)
    if is_collective(name) or (parsed is None and not _is_name(name, home, regions)):
        return ClassName(name, no_name=True)
    if parsed is not None and parsed.central:
        return _central(name, parsed)
    if parsed is not None and parsed.place:
        region = branch_region(parsed.place, home, regions)
        if region is None:
            return _unplaced(name, parsed, document, "")
        if (served := _served(region, parsed.core_id, regions)) is not None:
            return _reading(served, name, parsed.core_id, parsed, SEAT)
        return _reading(region, name, parsed.core_id, parsed, BRANCH)
    if parsed is not None and parsed.level_word:
        return _by_level(name, parsed, home, document, regions)
    found = regions.leading(name, home.key)
    if (
        found
        and found[0].key != COUNTRY
        and (len(found[1]) >= 2 or found[1] == "委")
        and _means_place(found, name, home, regions)
    ):
        if found[0].level == "园区" and found[0].parent:
            return _located(regions.get(found[0].parent), found[0].name + found[1], name, NAME)
        known = lexicon().match(found[1])
        if known and (served := _served(found[0], known[0].id, regions)) is not None:
            return _reading(served, name, known[0].id, parsed, SEAT)
        return _located(found[0], found[1], name, NAME)
    if own := _unknown_place(name, home, regions):
        return own
    inner = _region_inside(name, home, regions)
    if inner is not None:
        return _located(inner, name, name, PLACE_INSIDE)
    return _bare(name, parsed, home, document, regions)


_ZONE = regex.compile(r"^\p{Han}{0,10}(?:新区|开发区|高新区|度假区|示范区|保税区|园区|管理区|经开区|合作区|试验区)$")


_OFFICE = regex.compile(r"^\p{Han}{2,14}[处科股]$")
"""Offices inside a body, as pages of its duties list them: `政策法规处`."""


def _is_name(name: str, home: Home, regions: Regions) -> bool:
    """Whether a text that the grammar does not know may still be a name: a zone, or a place's body (`高新区`)."""
    if has_prose(name):
        return False
    placed_name = regions.leading(name, home.key)
    return bool(_ZONE.match(name) or _OFFICE.match(name) or (placed_name and placed_name[0].key != COUNTRY))


def _means_place(found: tuple[Region, str], name: str, home: Home, regions: Regions) -> bool:
    """Whether a name begins with a place. A county by its short name counts only before a known department, or in a
    paper of its own: 长白山管委会 is not of 长白.
    """
    region, rest = found
    short = not name.removesuffix(rest).endswith(region.name[-1])
    if not short or region.level != "区县" or lexicon().match(rest):
        return True
    chain = [home.region, *regions.ancestors(home.region.key)] if home.region else []
    return region.key in {r.key for r in chain}


def branch_region(place: str, home: Home, regions: Regions) -> Region | None:
    """The region of a branch: the place in its name, in full or short; None where nobody knows a short one."""
    place = regex.sub(r"^.*(?:公司|集团)(?=..)", "", place)
    if place[-1] in "省市区县州盟旗镇乡":
        return placed(place, home.key, regions)
    found = regions.leading(place, home.key)
    if found is not None:
        return found[0]
    own = [home.region, *regions.ancestors(home.region.key)] if home.region else []
    return next((r for r in own if r.name.startswith(place[:2])), home.region)


def _served(region: Region, core_id: str | None, regions: Regions) -> Region | None:
    """The province that a body named by its city serves: 贵阳海关 that of 贵阳; None where it serves the city."""
    seat = lexicon().departments[core_id].seat if core_id else ""
    capital = region.level == "市" and region.key[2:] == "0100"
    if not seat or region.level != "市" or (seat == "capital" and not capital):
        return None
    return regions.at_level(region.key, "省")


def _central(name: str, parsed: Name) -> Reading:
    stem = official(parsed.core_id, "国家") if parsed.core_id else name
    return Reading(
        f"agency:{COUNTRY}:{stem}",
        COUNTRY,
        stem,
        parsed.core_id,
        parsed.kind,
        NATIONAL,
        "国家",
        "lexicon" if parsed.core_id or parsed.unit_of else "form",
        parsed.suffix,
    )


def _located(region: Region, rest: str, name: str, rule: str) -> Reading:
    parsed = parse(rest) or parse(name)
    core = parsed.core_id if parsed else None
    if core == "township_government" and rule == NAME:
        core = "government"  # of the town that the name begins with
    if core and rule in (DOCUMENT, LEVEL_WORD) and core != "management_committee" and not lexicon().match(rest):
        core = parsed.core_id if parsed and parsed.level_word else None  # what stands in front is no known place
    return _reading(region, rest, core, parsed, rule)


def _reading(region: Region, rest: str, core_id: str | None, parsed: Name | None, rule: str) -> Reading:
    stem = _stem(rest, core_id, naming_level(region, core_id))
    kind = (parsed.kind if parsed else "") or kind_of(rest) or "other"
    basis = "lexicon" if core_id or (parsed and (parsed.unit_of or parsed.core_id)) else "form"
    return Reading(
        f"agency:{region.key}:{stem}",
        region.key,
        rest,
        core_id,
        kind,
        rule,
        region.level,
        basis,
        parsed.suffix if parsed else "",
    )


def _by_level(name: str, parsed: Name, home: Home, document: str, regions: Regions) -> Reading | ClassName:
    """A name with a bare level word: a body of the region of that level and of no other."""
    word = parsed.level_word
    region = at_word(word, home.region, regions) if home.region else None
    if region is not None and parsed.core_id and _is_unit_below(parsed.suffix, parsed.core_id, region):
        return ClassName(name)  # a list lent its level word to the units of the places below
    if region is not None:
        return _located(region, parsed.rest, name, LEVEL_WORD)
    level = LEVEL_OF[word]
    if home.region is not None and _below(level, home.region.level):
        return ClassName(name)
    return _unplaced(name, parsed, document, level)


def _unplaced(name: str, parsed: Name | None, document: str, level: str) -> Reading:
    kind = (parsed.kind if parsed else "") or kind_of(name) or "other"
    core = parsed.core_id if parsed else None
    stem = name
    if parsed and core:
        stem = parsed.level_word + _stem(parsed.rest, core, level or "市")
    basis = "lexicon" if core or (parsed and parsed.unit_of) else "form"
    return Reading(
        f"agency:{document}:{stem}",
        None,
        parsed.rest if parsed else name,
        core,
        kind,
        UNPLACED,
        level,
        basis,
        parsed.suffix if parsed else "",
    )


def at_word(word: str, home: Region, regions: Regions) -> Region | None:
    """The region that a bare level word means in a document of a region; None where it lies in none of that kind.

    `市` in a district of a municipality is the municipality; `市` in a city of county level is the city itself; `区` in
    a zone is the zone.
    """
    chain = [home, *regions.ancestors(home.key)]
    if word == "省":
        return next((r for r in chain if r.level == "省" and r.name.endswith("省")), None)
    if word == "区" and home.level == "园区":
        return home
    level = LEVEL_OF[word]
    ends = ("地区", "盟", "州", "市") if word == "市" and home.level not in ("市", "区县") else (word,)
    for region in chain:
        fits = (
            region.level == level
            or (word == "市" and region.level in ("区县", "省"))
            or (word == "区" and region.level == "园区")
        )
        if word == "市" and region.level == "区县" and region.key != home.key:
            continue
        if fits and region.name.endswith(ends) and region.key != COUNTRY:
            return region
        if word == "区" and region.level == "区县" and region.name.endswith("新区"):
            return region
    return None


_ORDER = {"国家": 0, "省": 1, "市": 2, "区县": 3, "园区": 3, "镇街": 4, "村社区": 5}


def _below(level: str, home: str) -> bool:
    return _ORDER[level] > _ORDER[home]


_NO_PLACE = regex.compile(
    r"(?:城乡|新区|开发区|高新区|园区|度假区|示范区|保税区|经开区|合作区|风景区|城市|直辖市)$|[和与]"
)


def _unknown_place(name: str, home: Home, regions: Regions) -> Reading | None:
    """A known department behind the full name of a place that no table has: `云州市青石区财政局`."""
    for cut in range(len(name) - 2, 2, -1):
        place, rest = name[:cut], name[cut:]
        if (
            place[-1] not in "市县区旗州镇乡"
            or not lexicon().match(rest)
            or _NO_PLACE.search(place)
            or not is_place_name(place)
        ):
            continue
        if regex.fullmatch(r"(?:\p{Han}{2,5}省)?(?:\p{Han}{2,5}?[市州])?\p{Han}{2,5}?[市县区旗州镇乡]", place):
            if home.region is not None and home.region.name.endswith(place) and home.region.name != place:
                return _located(home.region, rest, name, NAME)
            return _located(regions.guess(place, home.key), rest, name, NAME)
    return None


def _region_inside(name: str, home: Home, regions: Regions) -> Region | None:
    """A place inside a name: `华能淄博白杨河发电有限公司`."""
    for start in range(2, min(7, len(name) - 3)):
        found = regions.leading(name[start:], home.key)
        if found and len(found[1]) >= 2 and found[0].level in ("省", "市", "区县"):
            return found[0]
    return None


_TYPES = {"委": "会", "办": "室", "联": "会", "协": "会", "社": "社"}


def _same_type(name: str, stem: str) -> bool:
    """Whether a short name has the type word of the central body: 统计局 of 国家统计局, but 生态环境局 not of 生态环境部."""
    return _TYPES.get(name[-1], name[-1]) == stem[-1] and not name.endswith("分局")


def _bare(name: str, parsed: Name | None, home: Home, document: str, regions: Regions) -> Reading | ClassName:
    """A name without region word: the document's region's; in a paper of the country the central body of that name."""
    core = parsed.core_id if parsed else None
    if home.region is None:
        return _unplaced(name, parsed, document, "省" if parsed and parsed.suffix == "厅" else "")
    if home.region.key == COUNTRY and not core and not _OFFICE.match(name):
        return ClassName(name, no_name=True)  # a law speaks of kinds of bodies: 职业病诊断鉴定委员会
    if home.region.key == COUNTRY and core:
        if not lexicon().match(name):
            return ClassName(name, no_name=True)  # 矿山企业工会
        stem = lexicon().officials.get(core, "")
        if stem and _same_type(name, stem):
            return Reading(
                f"agency:{COUNTRY}:{stem}",
                COUNTRY,
                stem,
                core,
                parsed.kind if parsed else "other",
                NATIONAL,
                "国家",
                "lexicon",
            )
        return ClassName(name)
    if core is None and (name in lexicon().words.endings or (len(name) < 4 and not _OFFICE.match(name))):
        return ClassName(name, no_name=True)
    if core and not lexicon().match(name) and core != "management_committee" and not lexicon().departments[core].units:
        return ClassName(name, no_name=True)  # what stands before 政府 is no place
    if core and parsed and _of_lower_level(parsed.suffix, core, home.region):
        return ClassName(name)
    if parsed and parsed.suffix == "厅" and core and home.region.level in ("市", "区县"):
        province = regions.at_level(home.region.key, "省")
        if province is not None:
            return _located(province, name, name, DOCUMENT)
    return _located(home.region, name, name, DOCUMENT)


def _of_lower_level(suffix: str, core: str, home: Region) -> bool:
    """Whether a bare name is of bodies below the place that prints it: 财政局 in rules of a province, 消防救援大队 of a city."""
    if lexicon().departments[core].lowest and home.level in ("省", "市"):
        return True
    if _is_unit_below(suffix, core, home):
        return True
    return suffix == "局" and naming_level(home, core) == "省" and official(core, "省").endswith("厅")


def _is_unit_below(suffix: str, core: str, home: Region) -> bool:
    """Whether only places below one call a unit so: 消防救援大队 in a paper of a city, whose own is a 支队."""
    level, words = naming_level(home, core), lexicon().departments[core].suffix
    if not suffix or words.get(level, suffix) == suffix:
        return False
    return suffix in [word for lower, word in words.items() if _ORDER[lower] > _ORDER.get(level, 0)]


def naming_level(region: Region, core_id: str | None) -> str:
    """The level whose type words a place uses: a municipality names its departments as a city does (局, not 厅), its
    own offices and courts as a province.
    """
    if core_id and lexicon().departments[core_id].official:
        return region.level
    return "市" if region.level == "省" and region.name.endswith("市") else region.level


def _stem(rest: str, core_id: str | None, level: str) -> str:
    """What makes an agency one within its region: the department's official name, with the name of a place that
    no region is known for in front of it (`中关村管委会` is not `云湖管委会`).
    """
    if core_id is None:
        return regex.sub(r"(?<=\p{Han})和(?=\p{Han})", "", rest)
    found = official(core_id, level)
    if lexicon().match(rest) or ((name := parse(rest)) is not None and name.place):
        return found
    cuts = [cut for cut in range(1, len(rest) - 1) if lexicon().match(rest[cut:])]
    return rest[: cuts[0]] + found if cuts else found


def main_name(name: str) -> str:
    """A name without its bracketed second name: `市教育局（市委教育工委）` -> `市教育局`."""
    return regex.sub(r"（[^（）]*）$", "", name) or name
