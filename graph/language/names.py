"""The one grammar of names of public bodies: region word, core, type word, second name.

Nothing here knows a place; a name is judged by how bodies are named anywhere in China. The words stand in the lexicon.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.graph.language.compiling import compiled
from zhize.graph.language.late import late
from zhize.graph.language.lexicon import DEFAULT_SUFFIX, Branch, Department, lexicon, plain, type_words
from zhize.graph.language.official import kind_of
from zhize.graph.language.vocabulary import any_of

LONGEST = 40
LEVEL_OF = lexicon().words.levels
"""The level of region that a bare level word in a name speaks of: `市` -> 市, `县` -> 区县, `自治区` -> 省."""


class Name(msgspec.Struct, frozen=True):
    """A printed name taken apart.

    `level_word` is the bare level word in front (区应急局 -> 区, 淄川区应急局 -> none), `rest` the name without it,
    `core_id` the department of the lexicon it is, `second` its bracketed second names. `place` is what stands between
    the head and the tail of a branch (国家税务总局重庆市税务局 -> 重庆市); `central` marks a body of the whole country;
    `unit_of` is the department whose part the body is (财政部办公厅 -> finance).
    """

    printed: str
    base: str
    second: tuple[str, ...]
    level_word: str
    rest: str
    core_id: str | None
    suffix: str
    kind: str
    place: str = ""
    central: bool = False
    unit_of: str | None = None


_SECOND = late(r"（([^（）]*)）$")
_ASIDE = late(r"（[^（）]*）")
_SHAPE = late(r"^[\p{Han}A-Za-z0-9·（）“”]+$")
_PLACE = late(
    r"^(?:\p{Han}{2,4}省|\p{Han}{2,8}自治区)?(?:\p{Han}{2,7}[市州盟])?(?:\p{Han}{1,7}(?:区|县|旗|市))?(?:\p{Han}{1,6}(?:镇|乡|街道))?$"
)
_LEVEL_END = late("[省市区县州盟旗镇乡]")
_LEAGUE = late(r"^(?:共青团|团)(?P<level>自治区|[省市区县州旗])委(?:员会)?$")
_PARTY = late(r"^(?:中国共产党|中共)(?!中央)")
LEVEL_WORDS = tuple(sorted(LEVEL_OF, key=len, reverse=True))


@cache
def _any_of(words: tuple[str, ...]) -> regex.Pattern[str]:
    """One pattern of several regular expressions or words, the longest first."""
    return compiled("|".join(sorted(words, key=len, reverse=True)))


@lru_cache(65536)
def has_prose(text: str) -> bool:
    """Whether a text holds a word that no name holds: a verb of duty, 的, 等 and the like."""
    return bool(_any_of(lexicon().words.prose).search(text))


@cache
def body_endings() -> frozenset[str]:
    """How the name of one body may end: the type words of departments, and the other endings of the lexicon."""
    return type_words() | set(lexicon().words.endings)


@cache
def _ending() -> regex.Pattern[str]:
    return compiled(any_of(body_endings()) + "$")


@cache
def _beginning() -> regex.Pattern[str]:
    return _any_of(lexicon().words.beginnings)


@cache
def _central_beginning() -> regex.Pattern[str]:
    return _any_of(lexicon().words.central)


@lru_cache(65536)
def parse(printed: str) -> Name | None:
    """Take a name apart; None where the text is not shaped like the name of one body.

    Example: `区教育局（区委教育工委）` -> base 区教育局, second (区委教育工委), level word 区, core education.
    """
    if not 2 <= len(printed) <= LONGEST or not _SHAPE.match(printed):
        return None
    second = _SECOND.search(printed)
    base = printed[: second.start()] if second else printed
    if not base or "（" in base:
        base = _ASIDE.sub("", printed)
    seconds = tuple(regex.split("[、，]", second[1])) if second else ()
    if len(base) < 2:
        return None
    if central := _central_id(printed) or _central_id(base):
        kind = lexicon().departments[central].kind
        return Name(printed, base, seconds, "", base, central, "", kind, central=True)
    if authority := _authority(printed):
        return authority
    if is_collective(printed):
        return None
    league = _LEAGUE.match(base)
    if league:
        return Name(printed, base, seconds, league["level"], "团委", "youth_league", "", "mass_org")
    return _branch(printed, base, seconds) or _plain(printed, base, seconds) or _central_unit(printed, base, seconds)


def _authority(printed: str) -> Name | None:
    """The department that is called an authority of its level: `市民政部门`, `市民政行政部门` are 市民政局.

    One of the State Council keeps its name, for who it is has changed: `国务院民政部门`. None without level word.
    """
    if state_authority().fullmatch(printed):
        return Name(printed, printed, (), "", printed, None, "", "department", central=True)
    if not printed.endswith("部门"):
        return None
    word = next((w for w in LEVEL_WORDS if printed.startswith(w)), "")
    core = printed.removeprefix(word).removesuffix("部门").removesuffix("行政")
    if not word or word in ("国家", "镇", "乡"):
        return None
    found = lexicon().cores.get((plain(core), "org"))
    if found is None or "主管" in core:
        return None
    department = lexicon().departments[found]
    rest = department.core + department.suffix.get(LEVEL_OF[word], DEFAULT_SUFFIX[LEVEL_OF[word]])
    return Name(printed, printed, (), word, rest, found, "部门", department.kind)


@cache
def state_authority() -> regex.Pattern[str]:
    """A body of the State Council that is called by its field: `国务院水行政主管部门`, `国务院电力监管机构`."""
    return regex.compile(lexicon().words.state_authority)


def _central_id(base: str) -> str | None:
    """The department of a central body by a form of its name, with 中华人民共和国 in front or not."""
    return lexicon().central.get(base) or lexicon().central.get(base.removeprefix("中华人民共和国"))


@cache
def _branches() -> dict[str, tuple[tuple[str, Branch], ...]]:
    """Heads of branches with their branch, by the first two characters of the head; tails are the longest first."""
    out: dict[str, tuple[tuple[str, Branch], ...]] = {}
    for branch in lexicon().words.branches:
        longest_first = tuple(sorted(branch.tails, key=len, reverse=True))
        for head in branch.heads:
            item = (head, msgspec.structs.replace(branch, tails=longest_first))
            out[head[:2]] = (*out.get(head[:2], ()), item)
    return out


def _branch(printed: str, base: str, seconds: tuple[str, ...]) -> Name | None:
    """A branch of a central body in a place: `国家税务总局重庆市税务局`, `共青团云州市委员会`."""
    for head, branch in _branches().get(base[:2], ()):
        if base.startswith(head):
            for tail in branch.tails:
                place = base[len(head) : len(base) - len(tail)]
                if base.endswith(tail) and len(place) >= 2 and not has_prose(place):
                    kind = lexicon().departments[branch.core].kind
                    return Name(printed, base, seconds, "", base, branch.core, tail, kind, place)
    if base.startswith("共青团") and base.endswith(("委员会", "委")):
        place = base.removeprefix("共青团").removesuffix("委员会").removesuffix("委")
        if len(place) >= 2:
            return Name(printed, base, seconds, "", base, "youth_league", "", "mass_org", place)
    return None


def _plain(printed: str, base: str, seconds: tuple[str, ...]) -> Name | None:
    """A department of the lexicon, or what ends like a body, behind a level word or a place or alone."""
    bare = _PARTY.sub("", base)
    if _two(bare):
        return None
    level = level_word(bare)
    rest = bare.removeprefix(level)
    found = lexicon().match(rest) or _behind_place(rest)
    if len(base) > 7 and (not found or len(rest) > len(found[0].core) + 6) and joint(base):
        return None
    if found:
        department, suffix = found
        return Name(printed, base, seconds, level, rest, department.id, suffix, department.kind)
    if len(rest) < 2 or has_prose(base) or not (ending := _ending().search(rest)):
        return None
    if _NEXT.search(base) or base.endswith(lexicon().words.not_endings) or _of_two(base):
        return None
    central = bool(_central_beginning().match(bare))
    unit = lexicon().central.get(_central_prefix(base)) if central else unit_of(rest)
    if not central and _central_prefix(base):
        return None
    return Name(printed, base, seconds, level, rest, None, ending[0], kind_of(base), central=central, unit_of=unit)


_NEXT = late(r"(?:办公室|人民政府|委员会|领导小组|指挥部)(?!驻)(?=\p{Han}{2,4}[省市区县州旗]\p{Han}{3})")
"""Where a second body's name follows a first without a stop: `云州市安全生产委员会办公室青石区…指挥部`."""


def _two(base: str) -> bool:
    """Whether a text names two bodies with 和, 与 or 及 between them: `国家卫生健康委和财政部`."""
    return any(
        _standing(base[: m.start()]) and is_agency(base[m.end() :]) for m in _AND.finditer(base) if m.start() > 2
    )


_AND = late("[和与及]")


def _of_two(base: str) -> bool:
    """Whether a text is the end of the name of a meeting of two bodies: `(市政府与)市总工会联席会议`."""
    stem = base.removesuffix("会议").removesuffix("联席")
    return len(stem) < len(base) - 3 and lexicon().match(stem.removeprefix(level_word(stem))) is not None


def _central_prefix(base: str) -> str:
    """The longest central body whose name a text begins with, and is not the whole of it."""
    table = lexicon().central
    return next((base[:end] for end in range(min(len(base) - 1, 16), 1, -1) if base[:end] in table), "")


def _central_unit(printed: str, base: str, seconds: tuple[str, ...]) -> Name | None:
    """A part of a central body: `财政部办公厅`, `教育部教材局`; none where another body's name follows."""
    head = _central_prefix(base)
    rest = base[len(head) :]
    if not head or len(rest) < 2 or has_prose(rest) or rest in lexicon().central or not _ending_of_unit(rest):
        return None
    if _central_prefix(rest) or joint(base) or rest[0] in "和与及":
        return None
    return Name(
        printed,
        base,
        seconds,
        "",
        base,
        None,
        _ending_of_unit(rest),
        kind_of(base),
        central=True,
        unit_of=lexicon().central[head],
    )


_UNIT = late(r"(?:司|处|科|室|股)$")


def _ending_of_unit(rest: str) -> str:
    match = _ending().search(rest) or _UNIT.search(rest)
    return match[0] if match else ""


def unit_of(rest: str) -> str | None:
    """The department that a name begins with and is a part of: `公安局治安支队` -> public_security."""
    for end in range(len(rest) - 2, 2, -1):
        if found := lexicon().match(rest[:end]):
            return found[0].id
    return None


def level_word(base: str) -> str:
    """The bare level word in front of a name, empty where it has none.

    `市场监管局` has none, `市市场监管局` has 市, `市民政局` has 市 and `市民投诉中心` none.
    """
    for word in LEVEL_WORDS:
        if not base.startswith(word) or len(base) == len(word):
            continue
        rest = base[len(word) :]
        if word != "国家" and lexicon().match(rest):
            return word
        if len(rest) < 2 or word == "国家" or _any_of(lexicon().words.not_levels).match(base):
            return ""
        return word
    return ""


def _behind_place(rest: str) -> tuple[Department, str] | None:
    """A known department behind a place that still stands in front: `淄川区应急局`, `周村供电中心`."""
    if has_prose(rest[:2]) or rest[0] == "委":
        return None
    for cut in range(2, min(14, len(rest))):
        found = lexicon().match(rest[cut:])
        if not found:
            continue
        place = rest[:cut]
        if has_prose(place):
            return None
        if rest[cut] == "委" and rest[cut - 1] not in "省市区县州旗盟":
            continue
        if _PLACE.match(place) or (cut <= 4 and not _ending().search(place) and not level_word(place + "局")):
            return found
    return None


@lru_cache(65536)
def is_agency(printed: str) -> bool:
    """Whether a text is the name of one real body, standing on its own. Precision comes first.

    `区应急局`, `淄博海关`, `国网淄博供电公司`, `财政部` are; `做好工作`, `有关部门`, `宣传部` (which inherits its
    level) are not.
    """
    name = parse(printed)
    if name is None or (has_prose(name.base) and not name.central):
        return False
    if name.central or name.place:
        return True
    begins = _beginning().match(name.base)
    if name.core_id is not None:
        behind = lexicon().match(name.rest) is None  # a place stands in front
        return bool(name.level_word or begins) or (behind and len(name.base) >= 4)
    if name.level_word:
        return len(name.rest) >= 2
    if begins:
        return len(name.base) >= 4
    return bool(_any_of(lexicon().words.specific).search(name.base[1:-1])) and len(name.base) >= 5


_ZONE = late(r"(?:新区|开发区|高新区|度假区|示范区|保税区|园区|管理区)$")


@lru_cache(65536)
def is_elliptic(printed: str) -> bool:
    """Whether a text may be a name that leaves out its level word or type word: `宣传部`, `公安分局`, `高新区`."""
    if is_collective(printed) or not _SHAPE.match(printed) or not 2 <= len(printed) <= 20:
        return False
    if _ZONE.search(printed):
        return True
    name = parse(printed)
    return name is not None and not name.level_word and not is_agency(printed) and not has_prose(name.base)


@lru_cache(65536)
def is_collective(printed: str) -> bool:
    """Whether a text names a class of bodies: `各镇政府`, `街道办事处`, `市政府有关部门单位`, `镇（街道、开发区）`."""
    words = lexicon().words
    if printed in words.roles:
        return True
    if printed in lexicon().central or _any_of(words.predicates).search(printed) or _authority(printed):
        return False
    return bool(_any_of(words.collective_starts).match(printed) or _any_of(words.collective_parts).search(printed))


@lru_cache(4096)
def joint(text: str) -> tuple[str, ...]:
    """The bodies that a text names one right after the other, empty where it names one or none.

    Example: `财政部国家卫生健康委` -> (财政部, 国家卫生健康委).
    """
    if len(text) < 5 or _known(text):
        return ()
    for end in range(len(text) - 2, 1, -1):
        head, rest = text[:end], text[end:]
        if not _standing(head):
            continue
        tail = (rest,) if _standing(rest) else joint(rest)
        if tail:
            return (head, *tail)
    return ()


def _known(text: str) -> bool:
    """Whether a text as a whole is one body for certain: of the lexicon, with no second body inside it."""
    if text in lexicon().central:
        return True
    name = _branch(text, text, ())
    return name is not None and not any(lexicon().central.get(name.place[:end]) for end in range(2, len(name.place)))


@lru_cache(16384)
def _standing(text: str) -> bool:
    """Whether a text names a body that needs nothing before it: a central body, or a department behind its place."""
    if text in lexicon().central or (_branch(text, text, ()) and _known(text)):
        return True
    bare = _PARTY.sub("", text)
    return any(
        _PLACE.match(bare[: level.end()]) and lexicon().match(bare[level.end() :])
        for level in _LEVEL_END.finditer(bare, 1, min(20, len(bare) - 1))
    )
