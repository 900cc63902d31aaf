"""Regions: names to codes, short forms, chains, ambiguity, places without a code."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhize.graph.identity.regions import COUNTRY, LEVELS, Region, Regions, _coded, short_name

ZICHUAN, ZIBO, SHANDONG = "370302", "370300", "370000"


@pytest.fixture
def regions() -> Regions:
    return Regions.load()


@pytest.mark.parametrize(
    ("text", "home", "path"),
    [
        ("淄川区", None, "山东省淄博市淄川区"),
        ("淄川", None, "山东省淄博市淄川区"),
        ("淄博市淄川区", None, "山东省淄博市淄川区"),
        ("山东省淄博市淄川区", None, "山东省淄博市淄川区"),
        ("淄博淄川", None, "山东省淄博市淄川区"),
        ("淄川区太河镇", None, "山东省淄博市淄川区太河镇"),
        ("太河镇", ZICHUAN, "山东省淄博市淄川区太河镇"),
        ("北京市朝阳区", None, "北京市朝阳区"),
        ("长春市朝阳区", None, "吉林省长春市朝阳区"),
        ("浦东新区", None, "上海市浦东新区"),
        ("浦东", None, "上海市浦东新区"),
        ("重庆市石柱土家族自治县", None, "重庆市石柱土家族自治县"),
        ("石柱县", None, "重庆市石柱土家族自治县"),
        ("恩施州", None, "湖北省恩施土家族苗族自治州"),
        ("延边", None, "吉林省延边朝鲜族自治州"),
        ("大理州", None, "云南省大理白族自治州"),
        ("大理市", None, "云南省大理白族自治州大理市"),
        ("内蒙古", None, "内蒙古自治区"),
        ("广西", None, "广西壮族自治区"),
        ("鄂伦春旗", None, "内蒙古自治区呼伦贝尔市鄂伦春自治旗"),
        ("兴安盟", None, "内蒙古自治区兴安盟"),
        ("和田地区", None, "新疆维吾尔自治区和田地区"),
        ("神农架林区", None, "湖北省神农架林区"),
        ("仙桃市", None, "湖北省仙桃市"),
        ("儋州市", None, "海南省儋州市"),
        ("东莞市虎门镇", None, "广东省东莞市虎门镇"),
        ("济源市沁园街道", None, "河南省济源市沁园街道"),
        ("保定市容城县", None, "河北省保定市容城县"),
        ("博山区域城镇", None, "山东省淄博市博山区域城镇"),
        ("香港特别行政区", None, "香港特别行政区"),
        ("全国", None, "全国"),
        # several places: the higher level, else the home's, else none
        ("吉林", None, "吉林省"),
        ("吉林", "220200", "吉林省吉林市"),
        ("海南", None, "海南省"),
        ("鼓楼区", None, None),
        ("鼓楼区", "320100", "江苏省南京市鼓楼区"),
        ("鼓楼区", "320102", "江苏省南京市鼓楼区"),
        ("西湖区", None, None),
        ("西湖区", "330000", "浙江省杭州市西湖区"),
        ("朝阳区", None, None),
        ("朝阳区", "110105", "北京市朝阳区"),
        ("朝阳区", ZIBO, None),
        ("市中区", SHANDONG, None),
        ("市中区", "370100", "山东省济南市市中区"),
        ("通州", None, None),
        ("城关镇", None, None),
        # everyday words, single characters, zones and what is no place
        ("朝阳", None, None),
        ("资源", None, None),
        ("宁", None, None),
        ("开发区", None, None),
        ("高新区", ZIBO, None),
        ("云州市", None, None),
        ("", None, None),
    ],
)
def test_resolve(regions: Regions, text: str, home: str | None, path: str | None) -> None:
    found = regions.resolve(text, home)
    assert (found and regions.path_name(found.key)) == path


@pytest.mark.parametrize(
    ("text", "home", "name", "rest"),
    [
        ("淄博市淄川区人民政府", None, "淄川区", "人民政府"),
        ("山东省人民政府办公厅", None, "山东省", "人民政府办公厅"),
        ("周村消防救援大队", None, "周村区", "消防救援大队"),
        ("周村消防救援大队", ZIBO, "周村区", "消防救援大队"),
        ("周村消防救援大队", "370306", "周村区", "消防救援大队"),
        ("淄博/周村", None, "淄博市", "/周村"),
        ("淄川太河镇人民政府", ZICHUAN, "太河镇", "人民政府"),
        ("北京市海淀区教育委员会", None, "海淀区", "教育委员会"),
        ("济南市市中区财政局", None, "市中区", "财政局"),
        ("枣庄市中区财政局", None, "市中区", "财政局"),
        ("内蒙古自治区发展和改革委员会", None, "内蒙古自治区", "发展和改革委员会"),
        ("延边朝鲜族自治州林业局", None, "延边朝鲜族自治州", "林业局"),
        ("恩施州生态环境局", None, "恩施土家族苗族自治州", "生态环境局"),
        ("玉林市容县人民政府", None, "容县", "人民政府"),
        # a level word that begins the next word
        ("淄博市场监督管理局", None, "淄博市", "市场监督管理局"),
        ("周村市场监管所", ZIBO, "周村区", "市场监管所"),
        ("周村乡村振兴局", ZIBO, "周村区", "乡村振兴局"),
        # zones are not coded: the place before them stands
        ("淄博市高新区管委会", ZIBO, "淄博市", "高新区管委会"),
        ("东营经济技术开发区管委会", None, "东营市", "经济技术开发区管委会"),
    ],
)
def test_leading(regions: Regions, text: str, home: str | None, name: str, rest: str) -> None:
    found = regions.leading(text, home)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("市场监督管理局", None),
        ("应急管理局", None),
        ("高新区管委会", ZIBO),
        ("市中医院", ZICHUAN),
        ("公安分局", None),
        ("资源管理科", None),
        ("台湾事务办公室", ZICHUAN),
        ("永安镇", ZICHUAN),  # not 永安市
        ("东城街道", ZICHUAN),  # not 东城区
        ("沂水路街道", ZICHUAN),  # not 沂水县
        ("云州市青石区人民政府", None),  # not 云州区 of 大同
        ("疏勒商会", ZICHUAN),  # a county of another province, by its short name alone
        ("市中区人民政府", SHANDONG),
        ("山东省市中区人民政府", None),  # two of them: not the province either
        ("淄", None),
        ("", None),
    ],
)
def test_no_leading(regions: Regions, text: str, home: str | None) -> None:
    assert regions.leading(text, home) is None


def test_find_gives_all_and_the_highest_first(regions: Regions) -> None:
    assert [r.level for r in regions.find("海南")] == ["省", "市", "区县"]
    assert len(regions.find("鼓楼区")) == 4
    assert [r.key for r in regions.find("鼓楼区", within="320000")] == ["320106", "320302"]
    assert regions.find("淄川区", within=ZICHUAN) == [regions.get(ZICHUAN)]
    assert regions.find("淄川区", within="110000") == []


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("北京市海淀区", ["北京市", "全国"]),
        ("淄博市淄川区", ["淄博市", "山东省", "全国"]),
        ("河南省济源市", ["河南省", "全国"]),
        ("广东省东莞市虎门镇", ["东莞市", "广东省", "全国"]),
        ("海南省儋州市那大镇", ["儋州市", "海南省", "全国"]),
        ("新疆维吾尔自治区石河子市", ["新疆维吾尔自治区", "全国"]),
    ],
)
def test_ancestors(regions: Regions, path: str, above: list[str]) -> None:
    found = regions.resolve(path)
    assert found is not None
    assert [r.name for r in regions.ancestors(found.key)] == above


def test_levels(regions: Regions) -> None:
    town = regions.resolve("淄川区太河镇")
    assert town is not None
    assert (town.key, town.code, town.level) == ("370302117", "370302117", "镇街")
    assert [r and r.name for r in (regions.at_level(town.key, v) for v in LEVELS)] == [
        "全国",
        "山东省",
        "淄博市",
        "淄川区",
        None,
        "太河镇",
        None,
    ]
    assert regions.path_name(COUNTRY) == "全国"
    assert [short_name(n) for n in ("淄川区", "宁县", "恩施土家族苗族自治州", "内蒙古自治区")] == [
        "淄川",
        "宁县",
        "恩施",
        "内蒙古",
    ]


def test_the_table_has_no_fillers_and_no_zones_and_every_parent() -> None:
    table, _ = _coded()
    for region in table.values():
        assert region.parent is None or region.parent in table
        assert region.name not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
        assert not region.name.endswith(("开发区", "示范区", "工业园区", "度假区", "保税区", "高新区"))
        assert "直辖村级" not in region.name
    assert sum(r.level == "省" for r in table.values()) == 34
    assert sum(r.level == "市" for r in table.values()) == 333


@pytest.mark.parametrize(
    ("name", "parent", "key", "level", "above"),
    [
        ("云州市青石区", None, "云州市/青石区", "区县", ["云州市", "全国"]),
        ("云州省青石市白水县", None, "云州省/青石市/白水县", "区县", ["青石市", "云州省", "全国"]),
        ("黑水自治州红山旗", None, "黑水自治州/红山旗", "区县", ["黑水自治州", "全国"]),
        ("云州市白杨街道", None, "云州市/白杨街道", "镇街", ["云州市", "全国"]),
        ("云州市高新技术产业开发区", None, "云州市/高新技术产业开发区", "园区", ["云州市", "全国"]),
        ("山东省青石区", None, "370000/青石区", "区县", ["山东省", "全国"]),
        ("高新区", ZIBO, "370300/高新区", "园区", ["淄博市", "山东省", "全国"]),
        ("淄博经济开发区", None, "370300/经济开发区", "园区", ["淄博市", "山东省", "全国"]),
        ("云溪谷市", None, "云溪谷市", "市", ["全国"]),  # not 云溪区
        ("云溪经济开发区", None, "云溪经济开发区", "园区", ["全国"]),  # not in 云溪区: nothing says so
        ("云州市", ZIBO, "370000/云州市", "市", ["山东省", "全国"]),
        ("青石社区", ZICHUAN, "370302/青石社区", "村社区", ["淄川区", "淄博市", "山东省", "全国"]),
        ("淄博市北大荒", None, ZIBO, "市", ["山东省", "全国"]),
        ("淄川区", None, ZICHUAN, "区县", ["淄博市", "山东省", "全国"]),
    ],
)
def test_guess(regions: Regions, name: str, parent: str | None, key: str, level: str, above: list[str]) -> None:
    region = regions.guess(name, parent)
    assert (region.key, region.level) == (key, level)
    assert [r.name for r in regions.ancestors(key)] == above
    assert regions.guess(name, parent) == region


def test_what_was_added_is_found(regions: Regions) -> None:
    district = regions.guess("云州市青石区")
    assert district == Region("云州市/青石区", "青石区", "区县", "云州市", None)
    assert regions.leading("云州市青石区应急管理局") == (district, "应急管理局")
    assert regions.leading("青石区应急管理局") == (district, "应急管理局")
    assert regions.find("青石") == [district]
    zone = regions.add("经济开发区", "园区", ZIBO)
    assert regions.add("经济开发区", "园区", ZIBO) is zone
    assert regions.leading("淄博经济开发区管委会") == (zone, "管委会")
    assert regions.add("淄川区", "区县", ZIBO) == regions.get(ZICHUAN)
    with pytest.raises(ValueError, match="no region"):
        regions.add("青石", "郡", None)
    with pytest.raises(KeyError):
        regions.add("青石区", "区县", "没有")


def test_registries_do_not_share_what_they_add() -> None:
    Regions.load().guess("云州市白泉区")
    assert Regions.load().resolve("白泉区") is None


def test_loading_is_quick() -> None:
    _coded.cache_clear()
    start = time.process_time()
    Regions.load()
    assert time.process_time() - start < 1  # 0.12 s on two cores


@given(st.sampled_from(sorted(_coded()[0])))
def test_every_path_finds_its_region(key: str) -> None:
    regions = Regions.load()
    path = regions.path_name(key)
    assert key in [r.key for r in regions.find(path)]
    found = regions.leading(path + "人民政府")
    if found:
        assert found[1] == "人民政府"


_PIECES = [
    "云州市",
    "淄博",
    "淄川区",
    "周村",
    "鼓楼区",
    "市中区",
    "山东省",
    "太河镇",
    "高新区",
    "市场",
    "人民政府",
    "区",
    "市",
]


@given(
    st.one_of(st.lists(st.sampled_from(_PIECES), max_size=6).map("".join), st.text(max_size=12)),
    st.sampled_from([None, ZICHUAN, ZIBO, SHANDONG, COUNTRY]),
)
def test_name_and_rest_make_the_text(text: str, home: str | None) -> None:
    regions = Regions.load()
    found = regions.leading(text, home)
    if found:
        region, rest = found
        named = text.removesuffix(rest) if rest else text
        assert named + rest == text
        assert region in regions.find(named)


@given(st.text(alphabet="云州青石市区县镇乡街道旗盟省村社自治高新开发", min_size=1, max_size=10))
def test_any_name_can_be_guessed(name: str) -> None:
    regions = Regions.load()
    region = regions.guess(name)
    assert region.level in LEVELS
    assert regions.get(region.key) == region
    assert region.key == COUNTRY or regions.ancestors(region.key)[-1].key == COUNTRY


@given(*(st.sampled_from(["云溪谷", "青石崖", "白杨岭"]),) * 3, st.sampled_from(["区", "县", "旗", "自治县"]))
def test_a_guessed_path_is_found_again(city: str, county: str, town: str, word: str) -> None:
    regions = Regions.load()
    name = f"{city}市{county}{word}{town}镇"
    region = regions.guess(name)
    assert regions.path_name(region.key) == name
    assert regions.guess(name) == region
    assert regions.leading(name + "人民政府") == (region, "人民政府")
