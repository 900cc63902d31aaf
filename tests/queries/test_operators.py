"""What is reckoned over a graph: counts, tops, what two share, times, days, and what nobody is named for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import zhize
from zhize.api import OpenGraph

PLAN = """# 青石区人民政府办公室关于印发青石区2024年重点工作方案的通知

青政办字〔2024〕5号

各镇政府，区政府各部门：

现将《青石区2024年重点工作方案》印发给你们，请认真组织实施。本通知自2024年3月1日起施行，有效期至2025年12月31日。

青石区人民政府办公室

2024年2月20日

# 青石区2024年重点工作方案

## 一、水利建设

1. 整治东沙河河道。2024年6月底前完成清淤。（牵头单位：区水利局；配合单位：区财政局、区交通运输局）

2. 加固北山水库大坝。2024年12月底前完成。（牵头单位：区水利局；配合单位：区应急管理局）

3. 更新城区排水管网。2025年6月底前完成。（牵头单位：区住房和城乡建设局；配合单位：区水利局）

## 二、民生保障

4. 开展老年人健康体检。（牵头单位：区卫生健康局）

5. 新建社区食堂8处。2024年10月底前建成。（牵头单位：区民政局；配合单位：区财政局）

6. 组织防汛演练。（责任单位：区应急管理局、区水利局）
"""
RULE = """# 青石区人民政府关于印发青石区犬只管理办法的通知

青政发〔2023〕11号

各镇政府，区政府各部门：

现将《青石区犬只管理办法》印发给你们，请遵照执行。

青石区人民政府

2023年5月6日

# 青石区犬只管理办法

第一条 为加强犬只管理，制定本办法。

第二条 区公安分局负责犬只登记。

第三条 本办法自2023年6月1日起施行，有效期至2028年5月31日。
"""
RIVER, DAM, PIPES = "整治东沙河河道", "加固北山水库大坝", "更新城区排水管网"
CHECKS, CANTEENS, DRILL = "开展老年人健康体检", "新建社区食堂8处", "组织防汛演练"

ITEMS = [
    ("区水利局牵头多少项任务？", ["2项"]),
    ("区财政局配合几项任务？", ["2项"]),
    ("青石区2024年重点工作方案有多少项任务？", ["6项"]),
    ("哪个部门的任务最多？", ["青石区水利局"]),
    ("牵头任务最多的是哪个单位？", ["青石区水利局"]),
    ("区水利局和谁合作最多？", ["青石区应急管理局"]),
    ("区水利局和区财政局共同承担什么任务？", [RIVER]),
    ("2024年底前要完成哪些任务？", [RIVER, DAM, CANTEENS]),
    ("2024年6月底前完成哪些任务？", [RIVER]),
    ("区水利局2024年底前要完成哪些任务？", [RIVER, DAM]),
    ("没有配合单位的任务有哪些？", [CHECKS, DRILL]),
    ("哪些任务没有写明牵头单位？", [DRILL]),
    ("没有牵头单位的任务", [DRILL]),
    ("区水利局哪些任务没有配合单位？", [DRILL]),
    ("区卫生健康局哪些任务没有配合单位？", [CHECKS]),
    ("2025年到期的文件有哪些？", ["青石区2024年重点工作方案"]),
    ("2028年到期的文件有哪些？", ["青石区犬只管理办法"]),
    ("截至2027年1月1日，青石区2024年重点工作方案还有效吗？", ["已失效"]),
    ("2024年5月1日青石区2024年重点工作方案有效吗？", ["有效"]),
    ("2027年1月1日青石区犬只管理办法还有效吗？", ["有效"]),
    ("区水利局牵头哪些任务？", [RIVER, DAM]),
    ("区水利局配合哪些任务？", [PIPES]),
]
NOTHING = [
    "区民政局和区水利局共同承担什么任务？",
    "2026年要完成哪些任务？",
    "2030年到期的文件有哪些？",
    "区公安分局牵头几项任务？",
    "区民政局哪些任务没有配合单位？",
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    """The graph of a plan with six tasks and of a rule."""
    folder: Path = tmp_path_factory.mktemp("operators")
    (folder / "in").mkdir()
    (folder / "in" / "plan.md").write_text(PLAN, encoding="utf-8")
    (folder / "in" / "rule.md").write_text(RULE, encoding="utf-8")
    zhize.build(folder / "in", folder / "kg")
    opened = zhize.open(folder / "kg")
    yield opened
    opened.close()


@pytest.mark.parametrize(("question", "items"), ITEMS)
def test_what_is_reckoned_is_whole_and_in_print_order(graph: OpenGraph, question: str, items: list[str]) -> None:
    answer = graph.ask(question)
    assert answer.answered
    assert list(answer.items) == items
    assert answer.sources


@pytest.mark.parametrize("question", NOTHING)
def test_where_there_is_none_nothing_is_said(graph: OpenGraph, question: str) -> None:
    assert not graph.ask(question).answered
