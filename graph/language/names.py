"""The grammar of names of public bodies: region word, core, type word, second name.

Nothing here knows a place; a name is judged by how bodies are named anywhere in China.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.graph.language.lexicon import DEFAULT_SUFFIX, Department, lexicon

LEVEL_WORDS = ("国家", "省", "市", "区", "县", "旗", "州", "镇", "乡")
LONGEST = 40


class Name(msgspec.Struct, frozen=True):
    """A printed name taken apart.

    `level_word` is the bare level word in front (区应急局 -> 区, 淄川区应急局 -> none), `rest` the name without it,
    `core_id` the department of the lexicon it is, `second` its bracketed second names.
    """

    printed: str
    base: str
    second: tuple[str, ...]
    level_word: str
    rest: str
    core_id: str | None
    suffix: str
    kind: str


_SECOND = regex.compile(r"（([^（）]*)）$")
_SHAPE = regex.compile(r"^[\p{Han}A-Za-z0-9·（）]+$")
_PLACE = regex.compile(
    r"^(?:\p{Han}{2,4}省)?(?:\p{Han}{2,7}[市州盟])?(?:\p{Han}{1,7}(?:区|县|旗|市))?(?:\p{Han}{1,6}(?:镇|乡|街道))?$"
)
_LEAGUE = regex.compile(r"^(?:共青团)?团?(?P<level>[省市区县州旗])委(?:员会)?$")
_EMBEDDED: tuple[tuple[regex.Pattern[str], str], ...] = (
    (regex.compile(r"^国家税务总局\p{Han}{2,}税务局$"), "taxation"),
    (regex.compile(r"^(?:中国)?人民银行\p{Han}{0,8}(?:中心支行|支行|分行|营业管理部)?$"), "people_bank"),
    (regex.compile(r"^(?:国网|国家电网)\p{Han}{0,20}(?:供电|电力)(?:有限)?(?:公司|中心)$"), "power"),
    (regex.compile(r"^中国移动\p{Han}{0,20}公司$"), "china_mobile"),
    (regex.compile(r"^中国联通\p{Han}{0,20}公司$|^中国联合网络通信\p{Han}{0,20}公司$"), "china_unicom"),
    (regex.compile(r"^中国电信\p{Han}{0,20}公司$"), "china_telecom"),
    (regex.compile(r"^中国铁塔\p{Han}{0,20}公司$"), "china_tower"),
    (regex.compile(r"^共青团\p{Han}{2,}委员?会?$"), "youth_league"),
)


@cache
def _not_level() -> regex.Pattern[str]:
    return regex.compile("|".join(lexicon().words.not_levels))


@cache
def _prose() -> regex.Pattern[str]:
    # 委 and 部 names hold none of these; 的, 等 and the like are never part of a name
    return regex.compile("|".join(sorted(lexicon().words.prose, key=len, reverse=True)))


@cache
def _ending() -> regex.Pattern[str]:
    words = lexicon().words
    endings = (
        {s for group in words.suffixes.values() for s in group if s}
        | set(words.endings)
        | {"院", "会", "社", "政府", "支局"}
    )
    return regex.compile("(?:" + "|".join(sorted(endings, key=len, reverse=True)) + ")$")


@lru_cache(65536)
def parse(printed: str) -> Name | None:
    """Take a name apart; None where the text is not shaped like the name of one body.

    Example: `区教育局（区委教育工委）` -> base 区教育局, second (区委教育工委), level word 区, core education.
    """
    if not 2 <= len(printed) <= LONGEST or not _SHAPE.match(printed) or is_collective(printed):
        return None
    second = _SECOND.search(printed)
    base = printed[: second.start()] if second else printed
    if not base or "（" in base:
        base = regex.sub(r"（[^（）]*）", "", printed)
    if len(base) < 2:
        return None
    seconds = tuple(regex.split("[、，]", second[1])) if second else ()
    league = _LEAGUE.match(base)
    if league and base[0] in "团共":
        return Name(printed, base, seconds, league["level"], "团委", "youth_league", "", "mass_org")
    for pattern, core_id in _EMBEDDED:
        if pattern.match(base):
            return Name(printed, base, seconds, "", base, core_id, "", lexicon().departments[core_id].kind)
    level = level_word(base)
    rest = base.removeprefix(level)
    found = lexicon().match(rest) or _behind_place(rest)
    if found is None and not _ending().search(rest):
        return None
    if found is None and (_prose().search(base) or _FUNCTION.search(base) or len(rest) < 2):
        return None
    department, suffix = found if found else (None, _type_word(rest))
    kind = department.kind if department else kind_of(base)
    return Name(printed, base, seconds, level, rest, department.id if department else None, suffix, kind)


def level_word(base: str) -> str:
    """The bare level word in front of a name, empty where it has none.

    `市场监管局` has none, `市市场监管局` has 市, `市民政局` has 市 and `市民投诉中心` none.
    """
    for word in LEVEL_WORDS:
        if base.startswith(word) and len(base) > len(word):
            rest = base[len(word) :]
            if lexicon().match(rest):
                return word
            if len(rest) < 2:
                return ""
            if _not_level().match(base) or (word == "国家" and not _ending().search(rest)):
                return ""
            return word if word != "国家" else ""
    return ""


def _behind_place(rest: str) -> tuple[Department, str] | None:
    """A known department behind a place that still stands in front: `淄川区应急局`, `周村供电中心`."""
    for cut in range(2, min(12, len(rest) - 1)):
        if _prose().search(rest[:cut]) or rest[0] == "委" or _FUNCTION.search(rest[:cut]):
            return None
        found = lexicon().match(rest[cut:])
        if found and (_PLACE.match(rest[:cut]) or cut <= 4) and len(rest) - cut >= 2:
            if rest[cut] == "委" and rest[cut - 1] not in "省市区县州旗":
                continue
            return found
    return None


def _type_word(rest: str) -> str:
    match = _ending().search(rest)
    return match[0] if match else ""


_FUNCTION = regex.compile(
    r"由|本(?:预案|办法|通知|规定|方案|级)|[被把该其此]|预案|办法|向(?!阳)|经(?!济|开|信|贸|营)|在(?!线)|对(?!口|外)"
)
_SPECIFIC = regex.compile(r"[省市区县州旗镇乡]|街道|新区|开发区|高新区|园区|集团|国际")


def is_agency(printed: str) -> bool:
    """Whether a text is the name of one real body, standing on its own. Precision comes first.

    `区应急局`, `淄博海关`, `国网淄博供电公司` are; `做好工作`, `有关部门`, `宣传部` (which inherits its level) are not.
    """
    name = parse(printed)
    if name is None or _prose().search(name.base):
        return False
    if name.core_id is not None:
        if name.level_word or name.core_id in ("state_council",):
            return True
        if regex.match("|".join(lexicon().words.beginnings), name.base):
            return True
        if lexicon().match(name.rest) is None:  # a place stands in front
            return len(name.base) >= 4
        return name.suffix == "部" and len(name.base) <= 8 and name.core_id not in ("party_publicity",)
    if name.level_word:
        return len(name.rest) >= 2
    if regex.match("|".join(lexicon().words.beginnings), name.base):
        return len(name.base) >= 4
    place = _SPECIFIC.search(name.base[1:-1])
    return bool(place) and len(name.base) >= 5


def is_elliptic(printed: str) -> bool:
    """Whether a text may be a name that leaves out its level word or type word: `宣传部`, `公安分局`, `高新区`."""
    if is_collective(printed) or not _SHAPE.match(printed) or not 2 <= len(printed) <= 20:
        return False
    if regex.search(r"(?:新区|开发区|高新区|度假区|示范区|保税区|园区|管理区)$", printed):
        return True
    name = parse(printed)
    return name is not None and not name.level_word and not is_agency(printed) and not _prose().search(name.base)


_COLLECTIVE_START = regex.compile(
    r"^(?:各|有关|相关|其他|其它|所有|全体|所属|涉及|上述|以上|以下|事故发生地|事故单位|灾害发生地|事发地|事故属地|发生地|受灾地?|属地|当地|所在地|本级|下级|上级|沿线|沿黄|基层|全[省市区县]|具有|同级|县级以|区级以|市级以|辖区|驻地)"
)
_COLLECTIVE_IN = regex.compile(
    r"(?:有关|相关|所属|直属|直有关|各级?|相应|负有)\p{Han}{0,10}(?:部门|单位|企业|机构|机关|镇|乡|街道|责任|办事处|院校|学校|组织)"
    r"|成员单位$|部门单位$|部门（单位）$|部门和单位$|(?:职能|主管|监管|监管理|责任|专责|产业|执法|审批|行业|管理|消防|公安|应急)部门$|部门$|(?:^|[^设])单位$|(?:等)(?:单位|部门)$"
    r"|^(?:\p{Han}{0,6})?(?:乡?镇|街道|区|县)(?:（[^）]*(?:街道|开发区|园区|管委会|办|社区|区|市)[^）]*）)(?:\p{Han}{0,10})?$|^\p{Han}{0,3}镇（街道"
)


@lru_cache(65536)
def is_collective(printed: str) -> bool:
    """Whether a text names a class of bodies: `各镇政府`, `街道办事处`, `市政府有关部门单位`, `镇（街道、开发区）`."""
    if printed in lexicon().words.roles:
        return True
    return bool(_COLLECTIVE_START.match(printed) or _COLLECTIVE_IN.search(printed))


def official(core_id: str, level: str) -> str:
    """The official name of a department at a level, without its region: (`emergency`, `省`) -> 应急管理厅."""
    department = lexicon().departments[core_id]
    if level in department.official:
        return department.official[level]
    if not department.units or core_id == "people_bank":
        return department.core
    return department.core + department.suffix.get(level, DEFAULT_SUFFIX.get(level, "局"))


def same_core(a: str, b: str) -> bool:
    """Whether two names are the same department, whatever their regions: `发改委` and `发展和改革局`."""
    left, right = parse(a), parse(b)
    return bool(left and right and left.core_id and left.core_id == right.core_id)


def merged_parts(core_id: str) -> tuple[str, ...]:
    """The departments that were merged into this one: education_sports -> education, sports."""
    return lexicon().departments[core_id].merged


def kind_of(printed: str) -> str:
    """The kind of body that a name's ending tells; `other` where it tells nothing."""
    kinds = lexicon().words.kinds
    for ending in sorted(kinds, key=len, reverse=True):
        if printed.endswith(ending):
            return kinds[ending]
    if regex.search(r"[局委办厅部署]$|(?:总队|支队|大队|队)$", printed):
        return "department"
    return "other"
