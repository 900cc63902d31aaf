"""What changed between two graphs and between two states of one: told alike, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import zhize
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError
from zhize.queries.diff.change import ASPECTS, record
from zhize.queries.diff.diff import Difference, diff
from zhize.render_diff import change_line

BEFORE = """\
云州市青石区人民政府办公室
关于印发河道整治工作方案的通知
青政办字〔2022〕1号

各镇人民政府：
现将《河道整治工作方案》印发给你们。本通知自2022年3月1日起施行，有效期至2023年2月28日。

云州市青石区人民政府办公室
2022年2月20日

河道整治工作方案

一、主要任务
（一）清理河道漂浮物。每月组织清理一次。（牵头单位：区水利局；配合单位：区财政局；完成时限：2022年6月底前）
（二）修复沿河栈道。完成栈道修复。（牵头单位：区住房城乡建设局）
（三）整治入河排口。排查全部排口。（牵头单位：区生态环境局）

二、组织领导
成立区河道整治指挥部，总指挥由区政府分管副区长担任。成员由区水利局、区公安局、区交通运输局、区民政局组成。
"""
AFTER = (
    BEFORE.replace(
        "（牵头单位：区水利局；配合单位：区财政局；完成时限：2022年6月底前）",
        "（牵头单位：区城市管理局；完成时限：2022年9月底前）",
    )
    .replace("每月组织清理一次", "每月组织清理两次")
    .replace("（二）修复沿河栈道。完成栈道修复。（牵头单位：区住房城乡建设局）\n", "")
    .replace("区交通运输局、区民政局组成", "区交通运输局、区气象局组成")
    .replace("有效期至2023年2月28日", "有效期至2025年2月28日")
)
ANOTHER = BEFORE.replace("河道整治", "公园建设").replace("1号", "2号").replace("2022年2月20日", "2022年4月20日")


def write(folder: Path, **papers: str) -> Path:
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, text in papers.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenGraph, OpenGraph]]:
    """The graph before, and the one that two builds made."""
    folder = tmp_path_factory.mktemp("diff")
    zhize.build(write(folder / "in", a=BEFORE), folder / "old", jobs=1)
    zhize.build(folder / "in", folder / "kg", jobs=1)
    zhize.build(write(folder / "in", a=AFTER, b=ANOTHER), folder / "kg", jobs=1)
    graphs = zhize.open(folder / "old"), zhize.open(folder / "kg")
    yield graphs
    for graph in graphs:
        graph.close()


def lines(found: Difference, number: str) -> list[str]:
    return [change_line(c) for c in found.changes if found.papers.text(c.document, "number") == number]


def test_all_that_changed_in_a_paper_is_told(two: tuple[OpenGraph, OpenGraph]) -> None:
    assert lines(two[0].diff(two[1]), "青政办字〔2022〕1号") == [
        "~ 效力 “关于印发河道整治工作方案的通知”：有效（2022-03-01起）（至2023-02-28） → 有效（2022-03-01起）（至2025-02-28）",
        "~ 任务 清理河道漂浮物。每月组织清理一次。 → 清理河道漂浮物。每月组织清理两次。",
        "- 任务 修复沿河栈道。完成栈道修复。（区住房城乡建设局）",
        "~ 牵头 “清理河道漂浮物”：区水利局 → 区城市管理局",
        "- 配合 “清理河道漂浮物”：区财政局",
        "~ 完成时限 “清理河道漂浮物”：2022年6月底前 → 2022年9月底前",
        "~ 成员 “区河道整治指挥部”：区水利局、区公安局、区交通运输局、区民政局 → 区水利局、区公安局、区交通运输局、区气象局",
    ]


def test_a_new_paper_is_new_with_all_it_says(two: tuple[OpenGraph, OpenGraph]) -> None:
    found = [c for c in two[0].diff(two[1]).changes if "2号" in c.document]
    assert {c.what for c in found} == {"added"}
    assert [c.aspect for c in found] == ["document", "task", "task", "task", "body"]


def test_the_log_tells_the_same_as_the_two_graphs(two: tuple[OpenGraph, OpenGraph]) -> None:
    assert two[1].changes().changes == two[0].diff(two[1]).changes
    assert two[1].changes(two[0].manifest.stamp).changes == two[1].changes().changes


def test_backwards_what_came_went(two: tuple[OpenGraph, OpenGraph]) -> None:
    there, back = two[0].diff(two[1]).changes, two[1].diff(two[0]).changes
    other = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((c.aspect, other[c.what], c.after, c.before) for c in there) == sorted(
        (c.aspect, c.what, c.before, c.after) for c in back
    )


def test_nothing_changed_between_a_graph_and_itself(sample_graph: OpenGraph) -> None:
    assert diff(sample_graph.kg, sample_graph.kg).changes == ()


def test_where_words_stand_is_no_change(tmp_path: Path) -> None:
    zhize.build(write(tmp_path / "in", a=BEFORE), tmp_path / "kg", jobs=1)
    zhize.build(write(tmp_path / "in", a="\n\n" + BEFORE), tmp_path / "kg", jobs=1)
    graph = zhize.open(tmp_path / "kg")
    assert graph.changes().changes == ()
    graph.close()


def test_a_graph_without_earlier_state_says_so(two: tuple[OpenGraph, OpenGraph]) -> None:
    with pytest.raises(OptionError, match="keeps no state of before"):
        two[0].changes()
    with pytest.raises(OptionError, match="keeps no state of before"):
        two[1].changes("0" * 16)


def test_every_change_is_of_a_known_aspect(two: tuple[OpenGraph, OpenGraph]) -> None:
    found = two[0].diff(two[1])
    for change in found.changes:
        row = record(found.papers, change)
        assert row["aspect"] in ASPECTS
        assert row["source"]["quote"]
        assert row["document"]


def test_the_command_prints_and_writes(two: tuple[OpenGraph, OpenGraph], tmp_path: Path) -> None:
    def run(*args: object) -> str:
        result = CliRunner().invoke(app, ["diff", *map(str, args)])
        assert result.exit_code == 0, result.output
        return result.output

    old, new = two[0].path, two[1].path
    assert run(old, new).endswith("新增5项，删除2项，改变5项，涉及2份文件。\n")
    assert run(old, new) == run(new)
    assert {json.loads(line)["change"] for line in run(new, "--json").splitlines()} == {"added", "removed", "changed"}
    run(new, "-o", tmp_path / "变化.xlsx")
    assert openpyxl.load_workbook(tmp_path / "变化.xlsx")["变化"].max_row == 13
    run(new, "-o", tmp_path / "变化.html")
    assert "职责任务变化" in (tmp_path / "变化.html").read_text(encoding="utf-8")
    assert run(old, old) == "没有变化。\n"
