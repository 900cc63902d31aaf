"""Questions by when: the words of the time are answered by the form and need not stand in the print."""

from __future__ import annotations

import pytest

import zhize
from zhize.api import OpenGraph

PAPER = """青石区人民政府

关于印发示例工作任务分工的通知

青政字〔2024〕1号

各镇人民政府：

一、电梯更换。更换老旧电梯。（牵头单位：区住房和城乡建设局；完成时限：2024年10月底前）

二、公园建设。建设口袋公园。（牵头单位：区城市管理局；完成时限：2024年6月底前）

三、排口整治。整治入河排口。（牵头单位：区水利局；完成时限：2025年5月底前）

青石区人民政府
2024年3月1日
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> OpenGraph:
    folder = tmp_path_factory.mktemp("times")
    (folder / "a.txt").write_text(PAPER, encoding="utf-8")
    zhize.build(folder / "a.txt", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("哪些任务要在2024年10月底前完成？", ("电梯更换", "公园建设")),
        ("2024年6月要完成哪些任务？", ("公园建设",)),
        ("哪些任务要到2025年才完成？", ("排口整治",)),
        ("哪些任务要到2027年才完成？", ()),
    ],
)
def test_what_is_due(graph: OpenGraph, question: str, titles: tuple[str, ...]) -> None:
    answer = graph.ask(question)
    assert answer.answered == bool(titles), answer.answer
    assert answer.items == titles
