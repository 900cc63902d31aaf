"""Regions: province, city, county and town with their codes, and places that only documents know.

The coded table comes from a maintained data package (see data/README.md). Development zones and uncoded places
are added as they are met.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from functools import cache
from importlib import resources

import msgspec
import regex

LEVELS = ("国家", "省", "市", "区县", "镇街", "村社区")
COUNTRY = "000000"
LONGEST = 40

_SUFFIX = regex.compile(
    r"(?:(?:蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|"
    r"达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克|怒族|鄂温克族|德昂族|保安族|裕固族|各族)+)?(?:特别行政区|自治区|自治州|自治县|自治旗|林区|特区|地区|新区|省|市|区|县|盟|州|旗|街道|镇|乡)$"
)
_WORDS = regex.compile(r"\p{Han}{1,10}?(?:特别行政区|自治区|自治州|自治县|省|市|地区|盟|区|县|旗|州(?![市区县])|街道|镇|乡)")
_PARK = regex.compile(r"(?:开发区|高新区|度假区|示范区|保税区|园区|新区|功能区|产业园|管理区|合作区|经开区)$")
_LEVEL_OF_WORD = {"省": "省", "自治区": "省", "特别行政区": "省", "市": "市", "自治州": "市", "地区": "市", "盟": "市", "州": "市",
                  "区": "区县", "县": "区县", "自治县": "区县", "旗": "区县", "镇": "镇街", "乡": "镇街", "街道": "镇街"}  # fmt: skip
# Short names that are everyday words: never taken for a place without their level word.
_COMMON = frozenset("城区 城关 郊区 矿区 新城 新华 和平 解放 建设 中心 高新 新区 朝阳 海港 河东 河西 南山 东区 西区 城中 城东 城西 城南 城北 市中 向阳 前进 东风 红旗 胜利 团结 文化 工业 开发 长安 友谊 公安 平安 安全 安定 建水 水利 永定 民权 自治 农业 林业 通信 信息 综合 东方 通道".split())


class Region(msgspec.Struct, frozen=True):
    """A place. `key` is its code where it has one, else the names from the outermost in (`云州市/青石区`)."""

    key: str
    name: str
    level: str
    parent: str | None
    code: str | None


def short_name(name: str) -> str:
    """A name without its level word, where two characters or more are left: `淄川区` -> `淄川`."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def _coded() -> tuple[dict[str, Region], dict[str, tuple[str, ...]]]:
    """The coded regions by key, and keys by every form of their names; read once."""
    data = gzip.decompress((resources.files(__package__) / "data" / "regions.tsv.gz").read_bytes()).decode()
    table = {COUNTRY: Region(COUNTRY, "全国", "国家", None, None)}
    for line in data.splitlines():
        key, name, parent, level = line.split("\t")
        table[key] = Region(key, name, level, parent, key)
    forms: dict[str, list[str]] = defaultdict(list)
    for region in table.values():
        for form in _forms(region, table):
            forms[form].append(region.key)
    return table, {form: tuple(keys) for form, keys in forms.items()}


def _forms(region: Region, table: dict[str, Region]) -> set[str]:
    """The ways a region is written: its name, its short name, and both behind the regions above it."""
    names = {region.name}
    short = short_name(region.name)
    if region.level != "镇街" and short not in _COMMON:
        names.add(short)
    out = set(names)
    prefix = ""
    above = region.parent
    while above and above != COUNTRY:
        prefix = table[above].name + prefix
        out.add(prefix + region.name)
        above = table[above].parent
    if region.level == "区县" and region.parent:
        out.add(table[region.parent].name + region.name)
        out.add(short_name(table[region.parent].name) + region.name)
        province = table[table[region.parent].parent or COUNTRY]
        out.add(province.name + region.name)
    return out


class Regions:
    """Coded regions plus those that documents introduce."""

    def __init__(self) -> None:
        self._table, self._names = _coded()
        self._own: dict[str, Region] = {}
        self._own_names: dict[str, list[str]] = defaultdict(list)

    @staticmethod
    def load() -> Regions:
        """A registry of its own on top of the coded table."""
        return Regions()

    def get(self, key: str) -> Region:
        """The region of a key.

        Raises:
            KeyError: there is none.
        """
        return self._own.get(key) or self._table[key]

    def find(self, text: str, within: str | None = None) -> list[Region]:
        """Regions that a text names exactly (淄川区, 淄博市淄川区, 淄川), the highest level first.

        `within` keeps those inside a region.
        """
        keys = [*self._own_names.get(text, ()), *self._names.get(text, ())]
        found = [self.get(k) for k in dict.fromkeys(keys)]
        if within:
            found = [r for r in found if r.key == within or any(a.key == within for a in self.ancestors(r.key))]
        return sorted(found, key=lambda r: (LEVELS.index(r.level) if r.level in LEVELS else 9, r.name != text, r.key))

    def resolve(self, text: str, home: str | None = None) -> Region | None:
        """The one region a text means in a document of `home`; None where several are equally near.

        A name is made unique by the home's own county, city and province, in this order, then by standing alone
        or by its level.
        """
        found = self.find(text)
        if len(found) > 1 and home:
            for scope in (home, *(a.key for a in self.ancestors(home))):
                if scope == COUNTRY:
                    break
                near = [r for r in found if r.key == scope or any(a.key == scope for a in self.ancestors(r.key))]
                chain = [r for r in found if r.key == home or r in self.ancestors(home)]
                if len(chain) == 1:
                    return chain[0]
                if near:
                    found = near
                    break
        if not found:
            return None
        exact = [r for r in found if r.name == text] or found
        top = [r for r in exact if r.level == exact[0].level]
        return top[0] if len(top) == 1 else None

    def leading(self, text: str, home: str | None = None) -> tuple[Region, str] | None:
        """The longest region name at the start of a text, and the rest: 淄博市淄川区人民政府 -> (淄川区, 人民政府)."""
        for end in range(min(len(text), LONGEST), 1, -1):
            piece = text[:end]
            if piece in self._names or piece in self._own_names:
                if short_name(piece) == piece and regex.match(r"[省市区县州旗盟镇乡]", text[end : end + 1]) and text[end:] not in ("",):
                    # 淄川 before 区…: the long form is unknown here, so it is another place
                    full = piece + text[end]
                    if full not in self._names and full not in self._own_names:
                        continue
                region = self.resolve(piece, home)
                if region is not None:
                    return region, text[end:]
        return None

    def add(self, name: str, level: str, parent: str | None) -> Region:
        """A region that has no code; adding it again gives the same one."""
        path = f"{parent}/{name}" if parent and parent != COUNTRY else name
        if path not in self._own:
            self._own[path] = Region(path, name, level, parent or COUNTRY, None)
            names = {name, short_name(name)} - _COMMON
            chain = "".join(r.name for r in reversed(self.ancestors(path)) if r.key != COUNTRY)
            for form in names | {chain + name}:
                self._own_names[form].append(path)
        return self._own[path]

    def ancestors(self, key: str) -> list[Region]:
        """The regions above, nearest first, the country last."""
        out = []
        parent = self.get(key).parent
        while parent is not None:
            region = self.get(parent)
            out.append(region)
            parent = region.parent
        return out

    def at_level(self, key: str, level: str) -> Region | None:
        """The region itself or the one above it of a level."""
        return next((r for r in (self.get(key), *self.ancestors(key)) if r.level == level), None)

    def path_name(self, key: str) -> str:
        """The full name: 山东省淄博市淄川区."""
        return "".join(r.name for r in reversed([self.get(key), *self.ancestors(key)]) if r.key != COUNTRY)

    def guess(self, name: str, parent: str | None = None) -> Region:
        """A place that no table has, split by its level words and added: `云州市青石区`.

        Known outer places are kept (`山东省青石区` hangs on 山东省).
        """
        known = self.resolve(name, parent)
        if known is not None:
            return known
        above = parent
        rest = name
        outer = self.leading(name, parent)
        if outer and outer[1]:
            above, rest = outer[0].key, outer[1]
        region: Region | None = None
        for match in _WORDS.finditer(rest):
            word = match[0]
            level = "园区" if _PARK.search(word) else _LEVEL_OF_WORD[_level_word(word)]
            here = self.find(word, above) if above else self.find(word)
            region = here[0] if len(here) == 1 else self.add(word, level, above)
            above = region.key
        return region or self.add(rest, "园区" if _PARK.search(rest) else "区县", above)


def _level_word(name: str) -> str:
    return max((w for w in _LEVEL_OF_WORD if name.endswith(w)), key=len)
