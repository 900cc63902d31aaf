"""The same rules on documents as other provinces print them (invented contents)."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhize
from zhize.api import OpenGraph

CAPITAL = """北京市人民政府办公厅关于印发《北京市示例行动计划（2024-2026年）》的通知

京政办发〔2024〕9999号

各区人民政府，市政府各委、办、局：

    现将《北京市示例行动计划（2024-2026年）》印发给你们。

北京市人民政府办公厅
2024年4月12日

北京市示例行动计划（2024-2026年）

    一、主要任务

    1.建设示例中心。2025年底前建成。（牵头单位：市经济和信息化局；责任单位：市发展改革委、中关村管委会，海淀区、朝阳区政府）

    2.开放示例数据。（市经济和信息化局、各区政府、北京经济技术开发区管委会按职责分工负责）
"""

PROVINCE = """广东省人民政府办公厅关于做好示例应急工作的通知
粤府办〔2022〕9999号
各地级以上市人民政府，省政府各部门、各直属机构：
    一、重点工作
    （一）加强监测预警。密切监测。（省气象局牵头，省应急管理厅、水利厅，各地级以上市人民政府参与）
    （二）强化物资保障。责任单位：省财政厅。完成时限：2022年6月底前。
    二、成员单位职责
    省应急管理厅：组织开展救援。
    省军区：组织协调部队参加抢险。
    广东省人民政府办公厅
    2022年3月8日
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> OpenGraph:
    folder: Path = tmp_path_factory.mktemp("places")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(CAPITAL, encoding="utf-8")
    (folder / "in" / "b.txt").write_text(PROVINCE, encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


def test_heads(graph: OpenGraph) -> None:
    rows = {row["number"]: row for row in graph.documents().to_dict("records")}
    capital = rows["京政办发〔2024〕9999号"]
    assert (capital["issuer"], f"{capital['date']:%F}", capital["regions"]) == (
        "北京市人民政府办公厅",
        "2024-04-12",
        ["北京市"],
    )
    assert capital["instruments"] == ["北京市示例行动计划（2024-2026年）"]
    assert rows["粤府办〔2022〕9999号"]["issuer"] == "广东省人民政府办公厅"


def test_marks(graph: OpenGraph) -> None:
    rows = {row["title"]: row for row in graph.tasks().to_dict("records")}
    centre = rows["建设示例中心"]
    assert (centre["lead"], centre["deadline"]) == (["市经济和信息化局"], "2025年底前")
    assert centre["responsible"] == ["市发展改革委", "中关村管委会", "海淀区", "朝阳区政府"]
    assert rows["开放示例数据"]["collective"] == ["各区政府"]
    warning = rows["加强监测预警"]
    assert warning["lead"] == ["省气象局"]
    assert warning["support"] == ["省应急管理厅", "水利厅", "各地级以上市人民政府"]
    assert (rows["强化物资保障"]["responsible"], rows["强化物资保障"]["deadline"]) == (["省财政厅"], "2022年6月底前")


def test_duties(graph: OpenGraph) -> None:
    duties = {row["agency"][0]: row["text"] for row in graph.duties().to_dict("records")}
    assert duties == {"省应急管理厅": "组织开展救援。", "省军区": "组织协调部队参加抢险。"}


def test_two_zones_of_one_city_are_two_bodies(graph: OpenGraph) -> None:
    names = set(graph.agencies()["canonical"])
    assert {"北京市经济和信息化局", "海淀区人民政府", "朝阳区人民政府", "北京经济技术开发区管委会"} <= names
    zones = [c for c in names if c.endswith(("管委会", "管理委员会"))]
    assert len(zones) == 2
