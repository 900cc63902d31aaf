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
