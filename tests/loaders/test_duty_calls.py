"""Duties that opinions and notices call on bodies of one field or level to do, and what is a call on everybody."""

from __future__ import annotations

import pytest

from tests.loaders.reading import duties, read

OPINION = "松桥县人民政府\n关于加强茶山防火工作的意见\n松政发〔2031〕7号\n\n各镇人民政府：\n\n"


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("林业部门要组织护林员每周巡山，及时清除枯枝。", [["林业部门"]]),
        ("县气象局要向茶山发布火险预报。", [["县气象局"]]),
        ("县级公安机关、林业部门都要建立值班制度，落实值班人员。", [["县级公安机关", "林业部门"]]),
        ("各镇、各部门要加强防火值班，落实值班人员。", []),
        ("乡镇人民政府及有关部门要建立值班制度，落实值班人员。", []),
        ("林业部门要高度重视茶山防火，切实抓好落实。", []),
        ("各地林业部门要组织护林员每周巡山。", [["各地林业部门"]]),
        ("各地有关部门要组织护林员每周巡山。", []),
        ("各级林业部门要把思想统一到县委决策部署上来，切实抓好落实。", []),
        ("林业部门可以组织护林员每周巡山。", []),
    ],
)
def test_an_opinion_calls_on_bodies(text: str, holders: list[list[str]]) -> None:
    said = duties(read(f"{OPINION}一、完善防火队伍\n\n{text}\n"))
    assert list(said.values()) == holders


def test_a_paper_that_gives_tasks_by_marks_calls_on_nobody() -> None:
    items = "".join(f"{i}. 修建防火道{i}0公里。（责任单位：县林业局）\n\n" for i in range(1, 5))
    said = duties(read(f"{OPINION}一、完善防火队伍\n\n{items}二、建立制度\n\n林业部门要组织护林员每周巡山。\n"))
    assert said == {}


def test_those_to_whom_a_paper_is_sent_have_no_duties() -> None:
    text = "关于稳定茶叶市场的通知\n\n各有关单位：\n\n一、保障供应\n\n1.增加储备。县商务局统筹茶叶批发市场。\n\n2.拓宽渠道。\n"
    assert all(holders != ["各有关单位"] for holders in duties(read(text)).values())


def test_a_heading_ends_where_each_line_is_a_paragraph() -> None:
    long = "要组织护林员每周巡山，及时清除枯枝落叶，做好防火宣传，落实值班人员，配齐灭火器材，发现火情立即报告，并组织扑救，确保茶山安全。"
    body = "".join(
        f"{n}、压实责任，形成防火合力\n县{who}局{long}\n"
        for n, who in zip("一二三", ("林业", "公安", "水利"), strict=True)
    )
    assert list(duties(read(OPINION + body)).values()) == [["县林业局", "县公安局", "县水利局"]]
