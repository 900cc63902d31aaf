"""The region of a document, from what it says of itself, with the reason.

In this order: who issued it, its title, the masthead of the gazette, whom it addresses, the place that it names most.
Where none of them tells, the document has no region, and what it leaves out stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import regex

from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import has_prose, joint, parse
from zhize.graph.model.facts import Origin, Statement
from zhize.messages import later

ADDRESSED_TO_ALL, FREQUENT = later("写给全国各级"), later("出现最多的地名")
ISSUER, TITLE, MASTHEAD, ADDRESSEES = later("发文机关"), later("标题"), later("刊名"), later("主送机关")


class Home(msgspec.Struct, frozen=True):
    """The region of a document (None: not known), what told it and the words that did; the village that its title names."""

    region: Region | None
    basis: str = ""
    words: str = ""
    village: Region | None = None

    @property
    def key(self) -> str | None:
        """The key of the region."""
        return self.region.key if self.region else None


_ISSUING = regex.compile(
    r"(?:\p{Han}{2,8}?(?:省|自治区|市|自治州|州|盟|区|县|旗|镇|乡|街道)){1,4}(?=人民|政府|委员会|委|管|公报|\p{Han}{2,}局|\p{Han}{2,}厅|税务)"
)
_PLACES = regex.compile(
    r"(?:\p{Han}{2,8}?(?:省|自治区|特别行政区|市|自治州|州|盟|区|县|旗|镇|乡|街道)(?!场|政|民|容|域|级|直|属|内|外|辖|村|志|监))+"
)
_NO_PLACE = regex.compile("^[各本我全]|城乡$|^(?:" + "|".join(lexicon().words.not_places) + ")")
_COUNTRY = regex.compile(r"^(?:中华人民共和国|国务院|中共中央|国家|全国)")


def home_of(origin: Origin, statements: Iterable[Statement], regions: Regions) -> Home:
    """The region of one document.

    `statements` are all statements of the document. Example: no issuer, title `云州市青石区防汛预案` -> 青石区, 标题.
    """
    masthead = _issued(origin.gazette or "", None, regions)
    issuer = _issued(origin.issuer or "", masthead.key if masthead else None, regions)
    if issuer is not None:
        return Home(issuer, ISSUER, origin.issuer or "")
    listed = list(statements)
    title = _in_title(origin.title, masthead, regions)
    if title is not None and not (masthead and masthead.level != title.level and masthead.key == COUNTRY):
        return Home(title, TITLE, origin.title)
    if masthead is not None:
        return Home(masthead, MASTHEAD, origin.gazette or "")
    addressees = next((str(s.object) for s in listed if s.predicate == "addressees"), "")
    if regex.match("各省、?自治区", addressees):
        return Home(regions.get(COUNTRY), ADDRESSEES, addressees[:20])
    for piece in regex.split("[，、：]", addressees):
        if region := _issued(piece, None, regions):
            return Home(region, ADDRESSEES, piece)
    if _speaks_of_all(listed):
        return Home(regions.get(COUNTRY), ADDRESSED_TO_ALL, "省、自治区、直辖市")
    frequent = _most_frequent(listed, regions)
    return Home(frequent, FREQUENT, frequent.name) if frequent else Home(None)


def _issued(text: str, within: str | None, regions: Regions) -> Region | None:
    """The region of an issuing body; of several the first that tells one."""
    for name in joint(text) or regex.split("[、，]", text):
        if region := _of_issuer(name, within, regions):
            return region
    return None


def _of_issuer(text: str, within: str | None, regions: Regions) -> Region | None:
    name = parse(text)
    if name is not None and name.central:
        return regions.get(COUNTRY)
    if name is not None and name.place:
        short = regions.leading(name.place, within)
        return short[0] if short and not short[1] else placed(name.place, within, regions)
    text = regex.sub(r"^(?:中国共产党|中共)", "", text)
    found = regions.leading(text, within)
    if found and found[1] and not regex.match(r"\p{Han}{0,3}[市区县旗州镇乡](?!委)", found[1][:4]):
        return found[0]
    place = _ISSUING.match(text)
    if place and is_place_name(place[0]):
        return placed(place[0], within, regions)
    return found[0] if found and found[1] else None


def is_place_name(text: str) -> bool:
    """Whether a text that ends with a level word may be the name of a place that no table has."""
    return not _NO_PLACE.search(text) and not has_prose(text)


def placed(place: str, within: str | None, regions: Regions) -> Region:
    """The region that a place name means, added where no table has it."""
    return regions.resolve(place, within) or regions.guess(place, within)


def _in_title(title: str, masthead: Region | None, regions: Regions) -> Region | None:
    """The most special place that a title names with its level word; none where it names several apart."""
    if _COUNTRY.match(title):
        return regions.get(COUNTRY)
    within = masthead.key if masthead else None
    found = [region for _, region in _places(title, within, regions)] or _at_start(title, within, regions)
    if not found:
        return None
    chain = {r.key for r in (found[0], *regions.ancestors(found[0].key))}
    lowest = found[0]
    for region in found[1:]:
        if region.key in chain:
            continue
        if lowest.key not in {r.key for r in regions.ancestors(region.key)}:
            return None if lowest.level == region.level else lowest
        lowest = region
        chain |= {r.key for r in (region, *regions.ancestors(region.key))}
    return lowest if lowest.level != "村社区" else None


_ISSUED = regex.compile(r"^.*?关于(?:印发|公布|同意|批准|发布|对)?[《“]?")
_UNKNOWN = regex.compile(r"(?:\p{Han}{2,4}(?:省|市|州))?\p{Han}{1,4}[市区县旗]")


def _at_start(title: str, within: str | None, regions: Regions) -> list[Region]:
    """The place that a title, or what it issues, begins with: by its short name, or with a name no table has."""
    rest = _ISSUED.sub("", title)
    short = regions.leading(rest, within) or regions.leading(title, within)
    if short and short[0].level in ("省", "市", "区县") and len(short[1]) > 1:
        return [short[0]]
    guessed = _PLACES.match(rest)
    return (
        [regions.guess(guessed[0], within)]
        if guessed and _UNKNOWN.fullmatch(guessed[0]) and not _NO_PLACE.search(guessed[0])
        else []
    )


def _places(text: str, within: str | None, regions: Regions) -> Iterator[tuple[int, Region]]:
    """Places that a text names in full, with where they begin."""
    at = 0
    while at < len(text) - 1:
        found = regions.leading(text[at : at + 24], within)
        name = text[at : at + 24][: -len(found[1]) or None] if found else ""
        if found and len(name) > 2 and name.endswith(_LEVEL_ENDS) and found[0].key != COUNTRY:
            yield at, found[0]
            at += len(name)
        else:
            at += 1


_LEVEL_ENDS = ("省", "市", "区", "县", "旗", "州", "盟", "镇", "乡", "街道")
_ALL_PROVINCES = regex.compile(
    r"省、自治区、?(?:和|及)?直辖市|国务院(?:\p{Han}{0,20})(?:主管部门|监督管理部门|管理部门)"
)


def _speaks_of_all(statements: list[Statement]) -> bool:
    """Whether a text speaks of every province or of departments of the State Council, as laws and ministries' rules do."""
    return any(
        isinstance(s.object, str) and s.predicate in ("text", "title", "context") and _ALL_PROVINCES.search(s.object)
        for s in statements
    )


LEAST = 2
"""A place that no head tells must be named at least so often."""


def _most_frequent(statements: list[Statement], regions: Regions) -> Region | None:
    """The place that mentions and texts name most; the country where only central bodies are named."""
    counts: Counter[str] = Counter()
    central = local = 0
    for s in statements:
        for end in (s.subject, s.object):
            if isinstance(end, Mention):
                name = parse(end.reading)
                central += bool(name and name.central)
                local += bool(name and name.level_word)
                if found := regions.leading(end.reading):
                    counts[found[0].key] += 1 if found[0].key != COUNTRY else 0
        if s.predicate in ("text", "title", "context", "name") and isinstance(s.object, str):
            counts.update(region.key for _, region in _places(s.object[:2000], None, regions))
    best = counts.most_common(2)
    if best and best[0][1] >= LEAST and (len(best) < 2 or best[0][1] > best[1][1] or _nested(best, regions)):
        return regions.get(best[0][0])
    if not best and central > local:
        return regions.get(COUNTRY)
    return None


def _nested(best: list[tuple[str, int]], regions: Regions) -> bool:
    """Whether the second place is above the first: 青石区 and its 云州市 named as often."""
    return best[1][0] in {r.key for r in regions.ancestors(best[0][0])}


_VILLAGE = regex.compile(
    r"(?:关于|[省市区县])(?P<place>\p{Han}{2,6}?(?:镇|乡|街道)\p{Han}{1,6}?村)(?=村庄|村级|村民|土地|规划|旧村|示范)"
)


def with_village(home: Home, title: str, regions: Regions) -> Home:
    """A home with the village that the title of the document names: `青石区关于石桥镇南岭村村庄规划的批复`."""
    village = _VILLAGE.search(title) if home.region else None
    return msgspec.structs.replace(home, village=regions.guess(village["place"], home.key)) if village else home
