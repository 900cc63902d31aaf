"""Regions: province, city, county and town with their codes, and places that only documents know.

The coded table comes from a data package (see data/README.md): `370302` is 山东省淄博市淄川区. Zones and
places without a code (高新区, 云州市青石区) are added as documents name them. A text is read as a chain of
names, each inside the one before it (山东省 + 淄博市 + 淄川区, 淄川 + 太河镇), by a few look-ups.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain

import msgspec

from zhize.graph.language.late import late

LEVELS = ("国家", "省", "市", "区县", "园区", "镇街", "村社区")
COUNTRY = "000000"

_PEOPLES = (
    "蒙古族|(?<!内)蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|"
    "哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|"
    "羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克|怒族|独龙族|鄂温克族|德昂族|保安族|裕固族|各族"
)
_SUFFIX = late(
    rf"(?:{_PEOPLES})*(?:特别行政区|自治区|自治州|自治县|自治旗|林区|特区|地区|新区|省|市|区|县|盟|州|旗|街道|镇|乡)$"
)
_WORDS = late(
    r"\p{Han}{1,10}?(?:特别行政区|自治区|自治州|自治县|自治旗|街道|社区|地区|省|市(?!级)|盟|县(?!级)|区"
    r"|旗(?![省市区县镇乡])|州(?![省市区县])|镇(?![市区县])|乡(?![市区县镇村一])|村$)"
)
_PARK = late(r"(?:开发区|高新区|度假区|示范区|保税区|保税港区|园区|新区|功能区|产业园|管理区|合作区|经开区|试验区)$")
_LEVEL_OF_WORD = {"省": "省", "自治区": "省", "特别行政区": "省", "镇": "镇街", "乡": "镇街", "街道": "镇街"}
_LEVEL_OF_WORD |= dict.fromkeys(("市", "自治州", "地区", "盟", "州"), "市")
_LEVEL_OF_WORD |= dict.fromkeys(("区", "县", "自治县", "自治旗", "旗"), "区县")
_LEVEL_OF_WORD |= dict.fromkeys(("社区", "村"), "村社区")
# Words that a level word may begin or end: no name ends inside 市场 (淄博|市场监督管理局).
_ACROSS = late(r"市场|市容(?=[环管秩市和])|区域(?!城)|县域|镇域|乡村(?![民委])")
# What makes a short name longer: 永安 before 镇 and 东城 before 街道 are other places than 永安市 and 东城区.
_LONGER = late(
    r"(?!市场|市容|区域|区县|县域|县区|县乡|镇域|乡村|乡镇|村镇|路桥|路政)"
    r"(?:[省市区县州旗盟镇乡村路街]|大道|大街|自治|地区|林区|特区)"
)
# Short names that are everyday words, never taken for a place without their level word.
_COMMON_WORDS = """
城区 城关 城东 城中 城西 城北 城厢 郊区 矿区 东区 西区 市中 市北 市南 河东 河西 河口 江北 江南 江口 江岸
江海 江源 海港 海北 南山 南部 南海 南关 南湖 北关 东方 东风 东城 东海 东湖 东港 东河 东山 西城 西山 西湖
西市 西工 西乡 路北 路南 路桥 桥东 桥西 站前 台前 港口 港北 港南 沿河 沿滩 湖滨 湖里 湖口 滨江 滨海 滨湖
新城 新华 新建 新兴 新和 新民 新丰 新乐 新安 新市 新星 新河 新源 新田 新化 高新 高明 高台 高平 和平 和政
和顺 解放 建设 建华 建安 建水 建始 朝阳 朝天 向阳 前进 前锋 红旗 红河 红山 红塔 红桥 文化 文昌 文安 文成
文水 文圣 工业 工农 农业 水利 开发 开化 长安 长寿 长乐 长子 长海 友谊 友好 公安 平安 平和 平原 平定 平顺
平乐 安全 安定 安康 安居 安宁 安平 安化 安达 安图 永定 永安 永和 永康 永福 永新 民权 民和 民丰 民乐 民勤
爱民 惠民 惠农 裕民 富民 富裕 富源 回民 共和 兴国 兴业 兴隆 复兴 振兴 信丰 通道 通海 资源 资中 互助 合作
同心 同仁 启东 中心 中站 中方 大方 大通 大安 大兴 天桥 天台 天涯 天等 天元 天心 太平 太和 太湖 光明 明光
阳明 阳春 宏伟 尚志 崇义 修文 修武 武功 方正 正定 正安 无为 无极 延长 比如 来宾 来安 集美 集贤 温泉 清水
清流 灯塔 宝塔 白塔 白云 白水 白河 青山 金山 金水 金牛 泰山 灵山 桃源 牡丹 莲花 芙蓉 凤凰 神木 石林 石门
石棉 电白 监利 理塘 德化 德清 务川 利通 易门 界首 会同 围场 独山 钢城 铁力 龙门 鼓楼 钟楼 阿里 香港 澳门
台湾
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Region(msgspec.Struct, frozen=True, gc=False):
    """A place; `key` is its code (`370302`) or the key above and its name (`370300/高新区`)."""

    key: str
    name: str
    level: str
    parent: str | None
    code: str | None


class _ChainEnd(msgspec.Struct, frozen=True, gc=False):
    """A region that a chain of names ends with; `short`: named without its level word, `alone`: no chain."""

    region: Region
    short: bool
    alone: bool


class _Index:
    """Keys by name, with whether the name is a short one; the longest name by its first two characters."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[tuple[str, bool], ...]] = {}
        self.reach: dict[str, int] = {}

    def add(self, key: str, name: str, level: str) -> None:
        """Enter a region under the ways its name is written."""
        for form, short in _forms(name, level):
            self.names[form] = (*self.names.get(form, ()), (key, short))
            if len(form) > self.reach.get(form[:2], 0):
                self.reach[form[:2]] = len(form)


def short_name(name: str) -> str:
    """A name without its level word, where two characters or more are left: `淄川区` -> `淄川`."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def _forms(name: str, level: str) -> Iterator[tuple[str, bool]]:
    """How a name is written, and whether shortened: 恩施土家族苗族自治州, 恩施州, and 恩施 (True)."""
    yield name, False
    if level in ("省", "市", "区县") and (name.endswith("新区") or not _PARK.search(name)):
        short = short_name(name)
        for long, brief in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("族自治区", "自治区")):
            if name.endswith(long) and short != name:
                yield short + brief, False
        if short != name and short not in _COMMON:
            yield short, True


@cache
def _lines() -> list[str]:
    """The table of coded regions: key, name, key above and level, apart by tabs."""
    data = gzip.decompress((resources.files(__package__) / "data" / "regions.tsv.gz").read_bytes()).decode()
    return data.splitlines()


@cache
def _coded() -> tuple[dict[str, Region], _Index]:
    """The coded regions by key, and their names; read once."""
    table = {COUNTRY: Region(COUNTRY, "全国", "国家", None, None)}
    index = _Index()
    index.add(COUNTRY, "全国", "国家")
    for line in _lines():
        key, name, parent, level = line.split("\t")
        table[key] = Region(key, name, level, parent, key)
        index.add(key, name, level)
    return table, index


def coded_regions() -> list[Region]:
    """The provinces, cities and counties that have a code, in the order of their codes."""
    return [region for key, region in sorted(_coded()[0].items()) if key != COUNTRY]


class _CodedNames(Mapping[str, tuple[str, ...]]):
    """The keys of provinces, cities and counties by the ways their names are written, each looked up when it is asked for."""

    def __init__(self) -> None:
        self._rows: dict[str, list[list[str]]] = defaultdict(list)
        """The rows of the table by the first character of their names, with which each way to write it begins too."""
        for line in _lines():
            if line[6] == "\t":  # most are towns, which have longer keys
                row = line.split("\t")
                self._rows[row[1][0]].append(row)
        self._forms: dict[str, dict[str, tuple[str, ...]]] = {}

    def _begun(self, first: str) -> dict[str, tuple[str, ...]]:
        """The forms that begin with a character."""
        if first not in self._forms:
            out = self._forms[first] = {}
            for key, name, _, level in self._rows.get(first, ()):
                for form, _ in _forms(name, level):
                    out[form] = (*out.get(form, ()), key)
        return self._forms[first]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._begun(name[:1])[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name[:1] in self._rows and name in self._begun(name[:1])

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._begun, self._rows))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def coded_names() -> Mapping[str, tuple[str, ...]]:
    """Provinces, cities and counties of the table by the ways their names are written, each with its keys."""
    return _CodedNames()


class Regions:
    """Coded regions plus those that documents introduce (development zones, uncoded or invented places)."""

    def __init__(self) -> None:
        self._table, self._index = _coded()
        self._own: dict[str, Region] = {}
        self._own_index = _Index()

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
        """Regions that a text names exactly, the highest level first.

        By name, path or short form: 淄川区, 山东省淄博市淄川区, 淄川. `within` keeps one and what is in it.
        """
        unique = dict.fromkeys(f.region.key for f in self._walk(text).get(len(text), ()))
        found = [self.get(k) for k in unique if within is None or self._inside(k, {within})]
        return sorted(found, key=lambda r: (LEVELS.index(r.level), r.name != text, r.key))

    def resolve(self, text: str, home: str | None = None) -> Region | None:
        """The one region a text means in a document of `home`; None where several are equally near.

        鼓楼区 alone is None, in a document of 南京市 it is 南京市鼓楼区: the home comes first, then its
        county, city, province. Among equally near ones the higher level wins (吉林 is the province).
        """
        return self._choose(self.find(text), text, home)

    def leading(self, text: str, home: str | None = None) -> tuple[Region, str] | None:
        """The longest region name at the start of a text, and the rest.

        淄博市淄川区人民政府 -> (淄川区, 人民政府); 周村消防救援大队 -> (周村区, 消防救援大队). A short name
        does not count before a level word (永安镇 is not 永安市), nor a county's outside the home's province.
        Where the longest name is ambiguous (山东省市中区…) there is no answer rather than a shorter one.
        """
        province = self.at_level(home, "省") if home else None
        ends = self._walk(text)
        for end in sorted(ends, reverse=True):
            longer = _LONGER.match(text, end)
            usable = [f for f in ends[end] if not f.short or not (longer or self._far(f, province))]
            unique = {f.region.key: f.region for f in usable}
            if region := self._choose([*unique.values()], text[:end], home):
                return region, text[end:]
            if not all(f.short for f in usable):
                return None
        return None

    def add(self, name: str, level: str, parent: str | None) -> Region:
        """A region that has no code; adding it again, or adding a coded one, gives the one that is there.

        Raises:
            ValueError: there is no such level, or the name is empty.
        """
        if level not in LEVELS or not name:
            raise ValueError(f"no region: {name!r}, level {level!r}")
        above = self.get(parent or COUNTRY).key
        for key, _ in self._index.names.get(name, ()):
            if self._table[key].parent == above and self._table[key].name == name:
                return self._table[key]
        path = name if above == COUNTRY else f"{above}/{name}"
        if path not in self._own:
            self._own[path] = Region(path, name, level, above, None)
            self._own_index.add(path, name, level)
        return self._own[path]

    def own(self) -> list[Region]:
        """The regions that were added, outer ones before those in them."""
        return list(self._own.values())

    def adopt(self, regions: Iterable[Region]) -> None:
        """Take over regions that another registry added; of one key the first is kept."""
        for region in regions:
            if region.key not in self._own:
                self._own[region.key] = region
                self._own_index.add(region.key, region.name, region.level)

    def ancestors(self, key: str) -> list[Region]:
        """The regions above, nearest first, the country last: 淄川区 -> 淄博市, 山东省, 全国."""
        out, at = [], self.get(key)
        while at.parent is not None:
            at = self.get(at.parent)
            out.append(at)
        return out

    def at_level(self, key: str, level: str) -> Region | None:
        """The region itself or the one above it of a level."""
        return next((r for r in (self.get(key), *self.ancestors(key)) if r.level == level), None)

    def path_name(self, key: str) -> str:
        """The full name: 山东省淄博市淄川区 (全国 for the country)."""
        names = [r.name for r in (self.get(key), *self.ancestors(key)) if r.key != COUNTRY]
        return "".join(reversed(names)) or self.get(key).name

    def guess(self, name: str, parent: str | None = None) -> Region:
        """A place that no table has, split by its level words and added: 云州市青石区 -> 云州市, 青石区.

        Known outer places are kept (山东省青石区 hangs on 山东省), and nothing hangs on a place of its own
        or a lower level (云州市 in a document of 淄博市 hangs on 山东省).
        """
        if known := self.resolve(name, parent):
            return known
        outer = self.leading(name, parent)
        if outer and not parent and name.removesuffix(outer[1])[-1] != outer[0].name[-1]:  # a short name
            outer = outer if outer[0].level != "区县" and _PARK.search(name) else None  # 云溪谷市: not 云溪区
        region, rest = outer or (self.get(parent or COUNTRY), name)
        for part in [m[0] for m in _WORDS.finditer(rest)] or ([] if outer else [rest]):
            level = _level_of(part)
            while region.parent and level != "园区" and LEVELS.index(region.level) >= LEVELS.index(level):
                region = self.get(region.parent)
            here = [r for r in self.find(part, region.key) if short_name(r.name) != part]
            region = here[0] if len(here) == 1 else self.add(part, level, region.key)
        return region

    def _named(self, text: str, start: int) -> Iterator[tuple[int, Region, bool]]:
        """Names at a place of a text: where they end, their regions, and whether they are short."""
        indexes = (self._own_index, self._index)
        longest = max(index.reach.get(text[start : start + 2], 0) for index in indexes)
        for end in range(start + 2, min(len(text), start + longest) + 1):
            for index in indexes:
                keys = index.names.get(text[start:end])
                if keys and not _ACROSS.match(text, end - 1):
                    for key, short in keys:
                        yield end, self.get(key), short

    def _walk(self, text: str) -> dict[int, list[_ChainEnd]]:
        """Where chains of names that start the text end, with the region that each ends with."""
        ends: dict[int, list[_ChainEnd]] = {}
        for end, region, short in self._named(text, 0):
            ends.setdefault(end, []).append(_ChainEnd(region, short, True))
        waiting = sorted(ends)
        while waiting:
            start = waiting.pop(0)
            outer = {f.region.key for f in ends[start]}
            for end, region, short in self._named(text, start):
                if region.parent is not None and self._inside(region.parent, outer):
                    if end not in ends:
                        waiting = sorted((*waiting, end))
                    ends.setdefault(end, []).append(_ChainEnd(region, short, False))
        return ends

    def _inside(self, key: str, scopes: set[str]) -> bool:
        """Whether a region is one of others or lies in one."""
        at: str | None = key
        while at is not None and at not in scopes:
            at = self.get(at).parent
        return at is not None

    def _far(self, found: _ChainEnd, province: Region | None) -> bool:
        """Whether a county stands without the places above it and outside the province of home."""
        if province is None or not found.alone or found.region.level != "区县":
            return False
        return not self._inside(found.region.key, {province.key})

    def _choose(self, found: list[Region], text: str, home: str | None) -> Region | None:
        """The one region meant: nearest to home, then named exactly, then of the highest level."""
        for scope in (self.get(home), *self.ancestors(home)) if home and len(found) > 1 else ():
            if near := [r for r in found if self._inside(r.key, {scope.key})]:
                found = near
                break
        found = [r for r in found if r.name == text] or found
        top = min((LEVELS.index(r.level) for r in found), default=0)
        found = [r for r in found if LEVELS.index(r.level) == top]
        return found[0] if len(found) == 1 else None


def _level_of(name: str) -> str:
    """The level that a name's last word says; 区县 where it says none."""
    word = max((w for w in _LEVEL_OF_WORD if name.endswith(w)), key=len, default="区")
    return "园区" if _PARK.search(name) else _LEVEL_OF_WORD[word]
