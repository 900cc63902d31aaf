"""Everyday and old names of departments lead to the body of today, with the reform as the reason."""

from __future__ import annotations

import pytest

import zhize
from zhize.api import OpenGraph

PAPER = """青石区人民政府

关于印发示例工作任务分工的通知

青政字〔2024〕1号

各镇人民政府：

一、扬尘治理。加强扬尘治理。（牵头单位：区生态环境局）

二、危房改造。改造农村危房。（牵头单位：区住房和城乡建设局）

三、托育服务。发展托育服务。（牵头单位：区卫生健康局）

四、耕地保护。保护耕地。（牵头单位：区自然资源局）

五、参保扩面。扩大参保。（牵头单位：区人力资源和社会保障局）

六、电梯检查。检查电梯。（牵头单位：区市场监督管理局）

七、矿山巡查。巡查矿山。（牵头单位：区应急管理局）

八、景区提升。提升景区。（牵头单位：区文化和旅游局）

九、税收宣传。宣传税收。（牵头单位：区税务局）

十、防返贫监测。监测返贫。（牵头单位：区农业农村局）

青石区人民政府
2024年3月1日
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> OpenGraph:
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.txt").write_text(PAPER, encoding="utf-8")
    zhize.build(folder / "a.txt", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


@pytest.mark.parametrize(
    ("name", "task", "reason"),
    [
        ("区环保局", "扬尘治理", "2018年机构改革：环保改为生态环境"),
        ("环保局", "扬尘治理", "2018年机构改革"),
        ("区房管局", "危房改造", "2018年机构改革"),
        ("区建设局", "危房改造", "2008年机构改革"),
        ("区卫计委", "托育服务", "2018年机构改革"),
        ("区计生委", "托育服务", "2013年机构改革"),
        ("区卫生局", "托育服务", "2013年机构改革"),
        ("区国土局", "耕地保护", "2018年机构改革：国土资源并入自然资源"),
        ("区规划局", "耕地保护", "2018年机构改革"),
        ("区社保局", "参保扩面", "由人力资源和社会保障部门管"),
        ("社保局", "参保扩面", "由人力资源和社会保障部门管"),
        ("区劳动局", "参保扩面", "2008年机构改革"),
        ("区人事局", "参保扩面", "2008年机构改革"),
        ("区工商局", "电梯检查", "2018年机构改革：工商行政管理并入市场监督管理"),
        ("区质监局", "电梯检查", "2018年机构改革"),
        ("区食药监局", "电梯检查", "2018年机构改革"),
        ("区安监局", "矿山巡查", "2018年机构改革：安全生产监督管理并入应急管理"),
        ("安监局", "矿山巡查", "2018年机构改革"),
        ("区旅游局", "景区提升", "2018年机构改革"),
        ("区文化局", "景区提升", "2018年机构改革"),
        ("区地税局", "税收宣传", "2018年机构改革"),
        ("区扶贫办", "防返贫监测", "2023年机构改革：乡村振兴并入农业农村"),
        ("区农业局", "防返贫监测", "2018年机构改革"),
    ],
)
def test_an_old_name_is_asked_for(graph: OpenGraph, name: str, task: str, reason: str) -> None:
    answer = graph.ask(f"{name}牵头哪些任务？")
    assert answer.answered, answer.answer
    assert [i.startswith(task) for i in answer.items] == [True], answer.items
    assert reason in answer.answer


@pytest.mark.parametrize("name", ["区应急管理局", "区水利局", "区税务局"])
def test_a_name_of_today_needs_no_reason(graph: OpenGraph, name: str) -> None:
    assert "机构改革" not in graph.ask(f"{name}牵头哪些任务？").answer


@pytest.mark.parametrize("name", ["市安监局", "白塔区环保局", "区铁路局", "区畜牧局"])
def test_no_reform_leads_to_another_level_or_place(graph: OpenGraph, name: str) -> None:
    answer = graph.ask(f"{name}牵头哪些任务？")
    assert not answer.answered, answer.answer
