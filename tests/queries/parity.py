"""A graph in which every question of the library has an answer, and the parameters to ask them with."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import zhize
from tests.conftest import SAMPLES
from zhize.api import OpenGraph
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.library import NODES, questions

TWO_LEVELS = """\
淄博市人民政府公报 2099年第1期

淄博市人民政府办公室
关于印发乡村道路整修工作方案的通知
淄政办字〔2099〕1号

各区县人民政府：
《乡村道路整修工作方案》已经市政府同意，现印发给你们，请认真贯彻执行。本通知自2099年3月1日起施行，有效期至2099年11月30日。

淄博市人民政府办公室
2099年2月1日

乡村道路整修工作方案

一、主要任务
1.整修乡村道路。完成乡村道路整修任务。（牵头单位：市交通运输局；配合单位：市农业农村局；完成时限：2099年10月底前）
2.清理乡村垃圾。（责任单位：市农业农村局、市安监局、市应急局，各区县政府）

淄博市淄川区人民政府办公室
关于印发乡村道路整修实施方案的通知
川政办字〔2099〕2号

各镇人民政府：
根据《淄博市人民政府办公室关于印发乡村道路整修工作方案的通知》（淄政办字〔2099〕1号），现将《乡村道路整修实施方案》印发给你们。

淄川区人民政府办公室
2099年4月1日

乡村道路整修实施方案

一、工作任务
1.整修乡村道路。各镇完成乡村道路整修。（牵头单位：区交通运输局；配合单位：区农业农村局）
2.清理乡村垃圾。（责任单位：区农业农村局）

淄博市淄川区人民政府办公室
关于印发山洪灾害应急预案的通知
川政办字〔2099〕3号

各镇人民政府：
《山洪灾害应急预案》已经区政府同意，现印发给你们。

淄川区人民政府办公室
2099年5月1日

山洪灾害应急预案

1 总则
1.1 事件分级
按照危害程度，分为特别重大、重大、较大、一般四级。
（1）特别重大山洪灾害：造成30人以上死亡的。
（2）重大山洪灾害：造成10人以上30人以下死亡的。
（3）较大山洪灾害：造成3人以上10人以下死亡的。
（4）一般山洪灾害：造成3人以下死亡的。

2 组织体系
2.1 指挥机构
成立区山洪灾害指挥部（以下简称区洪指）。总指挥由区政府分管副区长担任。成员由区水利局、区气象局组成。区洪指办公室设在区水利局。
2.2 成员单位职责
区应急局：负责组织山洪灾害救援。
区水利局：负责山洪灾害监测。

3 应急响应
3.1 一级应急响应
3.1.1 启动条件
（1）水库溃坝。
3.1.2 响应行动
（1）区洪指成员单位按照职责分工落实。
（2）区水利局派出工作组。
"""
"""Invented documents of a city and of its district, an old agency's name beside the new one, a plan."""

VALUES: dict[str, tuple[str | int, ...]] = {
    "matter": ("乡村", "建设", '没有"这\\个'),
    "day": ("2024-05-01", "2099-12-01"),
    "days": (365,),
    "from": ("2020-01-01",),
    "until": ("2099-12-31",),
    "year": (2025, 1900),
}
"""Values of the other parameters."""

Call = dict[str, str | int]


def parity_graph(folder: Path, *, samples: bool = True) -> OpenGraph:
    """The graph of TWO_LEVELS, with the samples or without them, made in a folder."""
    (folder / "gazettes").mkdir()
    if samples:
        shutil.copytree(SAMPLES, folder / "gazettes", dirs_exist_ok=True)
    (folder / "gazettes" / "两级.txt").write_text(TWO_LEVELS, encoding="utf-8")
    zhize.build(folder / "gazettes", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


def calls(kg: KnowledgeGraph, name: str) -> list[Call]:
    """The parameters that a question can be asked with in a graph, and one that names nothing."""
    choices: list[list[str | int]] = []
    for param in questions()[name].params:
        if param in NODES:
            nodes = kg.nodes(NODES[param])
            if param == "other":
                nodes = nodes[::5]
            choices.append([*nodes, "agency:none:none"])
        elif param == "fact":
            choices.append([f.id for f in kg.relations()][::97])
        else:
            choices.append(list(VALUES[param]))
    return [dict(zip(questions()[name].params, values, strict=True)) for values in product(*choices)]
