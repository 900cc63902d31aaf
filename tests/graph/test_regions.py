"""Regions: names to codes, short forms, ambiguity, places without a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhize.graph.regions import COUNTRY, Regions, _coded


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("淄博市淄川区人民政府", "淄川区", "人民政府"),
        ("山东省人民政府办公厅", "山东省", "人民政府办公厅"),
        ("周村消防救援大队", "周村区", "消防救援大队"),
        ("北京市海淀区教育委员会", "海淀区", "教育委员会"),
        ("内蒙古自治区发展和改革委员会", "内蒙古自治区", "发展和改革委员会"),
        ("延边朝鲜族自治州林业局", "延边朝鲜族自治州", "林业局"),
        ("恩施州生态环境局", None, None),
        ("东莞市虎门镇人民政府", "虎门镇", "人民政府"),
        ("市场监督管理局", None, None),
        ("应急管理局", None, None),
    ],
)
def test_leading(text: str, name: str | None, rest: str | None) -> None:
    found = Regions.load().leading(text)
    if name is None:
        assert found is None or found[0].name[:2] == text[:2]
    else:
        assert found is not None
        assert (found[0].name, found[1]) == (name, rest)


def test_a_name_of_many_places_needs_a_home() -> None:
    regions = Regions.load()
    assert regions.resolve("鼓楼区") is None
    nanjing = regions.resolve("南京市")
    assert nanjing is not None
    found = regions.resolve("鼓楼区", nanjing.key)
    assert found is not None
    assert regions.path_name(found.key) == "江苏省南京市鼓楼区"


def test_districts_of_municipalities_hang_on_the_municipality() -> None:
    regions = Regions.load()
    haidian = regions.resolve("海淀区")
    assert haidian is not None
    assert [r.name for r in regions.ancestors(haidian.key)] == ["北京市", "全国"]


def test_towns_of_cities_without_counties_hang_on_the_city() -> None:
    regions = Regions.load()
    town = regions.resolve("东莞市虎门镇")
    assert town is not None
    assert regions.ancestors(town.key)[0].name == "东莞市"


def test_unknown_places_are_split_and_added_once() -> None:
    regions = Regions.load()
    first = regions.guess("云州市青石区")
    assert (first.name, first.level, first.code) == ("青石区", "区县", None)
    assert regions.guess("云州市青石区") == first
    assert regions.leading("青石区应急管理局") == (first, "应急管理局")
    assert regions.get(first.parent or "").name == "云州市"
    assert regions.get(first.parent or "").parent == COUNTRY


def test_registries_do_not_share_what_they_add() -> None:
    Regions.load().guess("云州市白泉区")
    assert Regions.load().resolve("白泉区") is None


@given(st.sampled_from(sorted(_coded()[0])))
def test_every_full_name_leads_to_its_region(key: str) -> None:
    if key == COUNTRY:
        return
    regions = Regions.load()
    path = regions.path_name(key)
    assert key in [r.key for r in regions.find(path)]


@given(st.text(alphabet="云州市淄川区鼓楼局县人民政府应急", max_size=12))
def test_name_and_rest_make_the_text(text: str) -> None:
    found = Regions.load().leading(text)
    if found:
        assert text.endswith(found[1])
        assert len(found[1]) < len(text)
