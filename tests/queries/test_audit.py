"""The audit: each kind of finding in invented papers that have it, and none in papers that do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import zhize
from tools.messages import in_chinese
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError
from zhize.queries.audit.audit import FINDERS, audit, record
from zhize.queries.audit.finding import Audited, kinds
from zhize.queries.audit.load import loads
from zhize.queries.audit.tasks import number_of

PAPERS = """\
云州市青石区人民政府公报 2022年第1期

云州市青石区人民政府办公室
关于印发河道整治工作方案的通知
青政办字〔2022〕1号

各镇人民政府：
根据《云州市河道管理办法》（云政发〔2015〕3号），现将《河道整治工作方案》印发给你们。本通知自2022年3月1日起施行，有效期至2023年2月28日。

云州市青石区人民政府办公室
2022年2月20日

河道整治工作方案

一、主要任务
（一）清理河道漂浮物。每月组织清理。（牵头单位：区水利局；配合单位：区财政局；完成时限：2022年1月底前）
（二）修复沿河栈道。完成栈道修复。（牵头单位：区住房城乡建设局、区交通运输局）
（三）整治入河排口。排查全部排口。（牵头单位：区环保局；完成时限：2022年6月底前）
（四）设置警示标识。在危险河段设置标识。（责任单位：有关部门）
（五）安装监控设备。在重点河段安装监控设备二十套。
（六）开展河道绿化。完成绿化十公里。（牵头单位：区安监局）

云州市青石区人民政府办公室
关于印发水环境治理要点的通知
青政办字〔2022〕2号

各镇人民政府：
现将《水环境治理要点》印发给你们。

云州市青石区人民政府办公室
2022年5月20日

水环境治理要点

一、工作任务
1.清理河道漂浮物。（牵头单位：区综合行政执法局）
2.普及节水知识。（牵头单位：区水利局；完成时限：2022年12月底前）

云州市青石区人民政府办公室
关于印发低温雨雪应急预案的通知
青政办字〔2022〕3号

各镇人民政府：
《低温雨雪应急预案》已经区政府同意，现印发给你们。

云州市青石区人民政府办公室
2022年6月20日

低温雨雪应急预案

1 组织体系
1.1 指挥机构
成立区低温雨雪指挥部（以下简称区雪指）。成员由区应急局、区公安局、区交通运输局、区住房城乡建设局、区民政局、区气象局组成。
1.2 成员单位职责
区应急局：负责组织除雪救援。
区公安局：负责道路交通管制。
区交通运输局：负责公路除雪保畅。
区住房城乡建设局：负责城区道路除雪。
区民政局：负责困难群众救助。
区财政局：负责保障除雪经费。

云州市人民政府
关于废止河道管理办法的决定
云政发〔2021〕9号

各区人民政府：
市政府决定废止《云州市河道管理办法》（云政发〔2015〕3号）。本决定自2021年12月1日起施行。

云州市人民政府
2021年11月20日
"""
"""A plan with faults in its tasks, another with the same matter, a plan with a command, a repeal."""

SOUND = """\
云州市青石区人民政府办公室
关于印发公园建设方案的通知
青政办字〔2023〕4号

各镇人民政府：
现将《公园建设方案》印发给你们。

云州市青石区人民政府办公室
2023年2月20日

公园建设方案

一、主要任务
（一）清理园区杂物。（牵头单位：区城市管理局；配合单位：区财政局；完成时限：2023年12月底前）
（二）修复园区步道。（责任单位：区住房城乡建设局）
（三）种植园区树木。（责任单位：各镇人民政府）
"""
"""A plan without faults."""


def built(folder: Path, text: str) -> OpenGraph:
    (folder / "in").mkdir()
    (folder / "in" / "公报.txt").write_text(text, encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    opened = built(tmp_path_factory.mktemp("audit"), PAPERS)
    yield opened
    opened.close()


def sentences(graph: OpenGraph, kind: str, day: str | None = None) -> list[str]:
    return [finding.sentence for finding in audit(graph.light, day, [kind])]


FOUND = {
    "task_nobody": [
        "青政办字〔2022〕1号“五、安装监控设备。在重点河段安装监控设备二十套。”没有写明由谁承担，同一部分另外5项都写明了。"
    ],
    "task_vague": ["青政办字〔2022〕1号“设置警示标识”只写“有关部门”，没有写明具体单位。"],
    "leads_many": ["青政办字〔2022〕1号“修复沿河栈道”有2个牵头单位：区住房城乡建设局、区交通运输局。"],
    "leads_differ": [
        "青石区同一事项“清理河道漂浮物”，青政办字〔2022〕1号由区水利局牵头，青政办字〔2022〕2号由区综合行政执法局牵头。"
    ],
    "duty_not_member": ["青政办字〔2022〕3号“成员单位职责”写有“区财政局”的职责，但区低温雨雪指挥部的组成中没有列它。"],
    "member_no_duty": ["青政办字〔2022〕3号区低温雨雪指挥部的成员“区气象局”在“成员单位职责”中没有职责。"],
    "body_no_chief": ["青政办字〔2022〕3号写了区低温雨雪指挥部的6个成员，没有写明总指挥。"],
    "body_no_seat": ["青政办字〔2022〕3号区低温雨雪指挥部有6个成员，没有写明办公室设在哪里。"],
    "due_before_date": [
        "青政办字〔2022〕1号成文于2022-02-20，“清理河道漂浮物”的期限“2022年1月底前”（2022-01-31）早于成文日期。"
    ],
    "due_past": [],
    "basis_ended": ["青政办字〔2022〕1号依据的《云州市河道管理办法》已废止（2021-12-01）。"],
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_kind_is_found_with_its_sentence(graph: OpenGraph, kind: str) -> None:
    assert sentences(graph, kind) == FOUND[kind]


def test_names_of_before_a_reform_are_told_with_the_reform(graph: OpenGraph) -> None:
    found = sentences(graph, "doer_abolished")
    assert len(found) == 2
    assert "仍由“区环保局”承担1项；2018年机构改革：环保改为生态环境" in found[0]
    assert "仍由“区安监局”承担1项；2018年机构改革：安全生产监督管理并入应急管理" in found[1]
    assert sentences(graph, "doer_reformed") == []


def test_the_day_decides_what_is_past(graph: OpenGraph) -> None:
    assert len(sentences(graph, "due_past", "2022-07-01")) == 1
    assert sentences(graph, "paper_expired", "2022-07-01") == []
    assert sentences(graph, "paper_expired", "2023-03-01") == [
        "青政办字〔2022〕1号有效期至2023-02-28，到2023-03-01已过，没有见到延续、修订或者废止它的文件。"
    ]
    # The plan has run out, so its tasks are no longer due; that of the other paper is.
    assert [s[:13] for s in sentences(graph, "due_past", "2023-03-01")] == ["青政办字〔2022〕2号“"]
    assert sentences(graph, "leads_differ", "2023-03-01") == []
    assert audit(graph.light, "2000-01-01") == []


def test_references_are_told_once_with_the_number_of_papers_that_have_them(tmp_path: Path) -> None:
    text = SOUND.replace("现将", "根据《云州市公园条例》《云州日报》，现将")
    opened = built(tmp_path, text)
    assert sentences(opened, "reference_missing") == [
        "青政办字〔2023〕4号依据《云州市公园条例》，图谱中没有它的正文（共有1份文件引用它）。"
    ]
    opened.close()


@pytest.mark.parametrize(
    ("clause", "missing"),
    [
        ("制定《青石区公园管理办法》，规范管理。", False),
        ("配合完成《青石区公园布局规划》编制。", False),
        ("办理《关于新建儿童公园的请示》。", False),
        ("区政府制定了《青石区公园管理办法》，执行情况良好。", True),
        ("按照《青石区公园管理办法》养护草坪。", True),
    ],
)
def test_papers_still_to_be_made_and_letters_from_below_are_not_missing(
    tmp_path: Path, clause: str, missing: bool
) -> None:
    opened = built(tmp_path, SOUND.replace("（三）种植园区树木。", f"（三）种植园区树木。{clause}"))
    assert bool(sentences(opened, "reference_missing")) == missing
    opened.close()


def test_a_sound_paper_has_no_findings(tmp_path: Path) -> None:
    opened = built(tmp_path, SOUND)
    assert audit(opened.light) == []
    opened.close()


def test_work_that_is_concentrated_is_told_with_its_share(tmp_path: Path) -> None:
    items = "\n".join(
        f"{n}.整修第{n}号公园的步道和座椅。（牵头单位：区{'城市管理' if n <= 15 else '水利'}局）" for n in range(1, 25)
    )
    opened = built(tmp_path, f"{SOUND}\n二、整修任务\n{items}\n")
    assert sentences(opened, "load_high") == [
        "青石区写明具体单位的26项任务中，青石区城市管理局牵头或者负责16项，占62%，列第一（共3个单位）。"
    ]
    first = loads(Audited(opened.light, "2024-01-01"))[0]
    assert (first.leads, first.supports, first.main, first.all) == (16, 0, 16, 26)
    opened.close()


def test_every_kind_has_a_finder_and_every_finding_its_evidence(graph: OpenGraph) -> None:
    assert set(FINDERS) == set(kinds())
    for finding in audit(graph.kg, "2023-03-01"):
        assert finding.facts
        row = record(graph.kg, finding)
        assert all(source["quote"] for source in row["sources"])
        places = [(source["file"], source["start"], source["end"]) for source in row["sources"]]
        assert len(set(places)) == len(places)
        assert "{" not in row["sentence"]


def test_the_graph_in_memory_and_the_one_read_from_the_file_agree(graph: OpenGraph) -> None:
    assert audit(graph.kg, "2022-12-31") == audit(graph.light, "2022-12-31")


def test_an_unknown_kind_is_refused(graph: OpenGraph) -> None:
    with pytest.raises(OptionError, match="no kind of finding"):
        audit(graph.light, None, ["tasks"])


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("（三）加强巡查", "三"),
        ("12.清理河道", "12"),
        ("三", "三"),
        ("第五条 各镇负责", "第五条"),
        ("2022年任务", ""),
        ("1.5万亩农田", ""),
    ],
)
def test_numbers_of_headings(title: str, number: str) -> None:
    assert number_of(title) == number


def test_the_command_prints_and_writes(graph: OpenGraph, tmp_path: Path) -> None:
    def run(*args: object) -> str:
        result = CliRunner().invoke(app, ["audit", str(graph.path), *map(str, args)])
        assert result.exit_code == 0, result.output
        return result.output

    told = run()
    assert "【Only a class of bodies is responsible】1 (to check, certain)" in told
    assert not [line for line in told.splitlines() if line.startswith("【") and in_chinese(line)]
    rows = [json.loads(line) for line in run("--json", "--severity", "差错").splitlines()]
    assert {row["severity"] for row in rows} == {"差错"}
    run("-o", tmp_path / "审查.xlsx")
    book = openpyxl.load_workbook(tmp_path / "审查.xlsx")
    assert book.sheetnames[:2] == ["全部", "任务无人承担"]
    assert book["全部"].max_row == 1 + len(audit(graph.light))
    assert run("--load").startswith("place\tagency")
    assert CliRunner().invoke(app, ["audit", str(graph.path), "--as-of", "heute"]).exit_code != 0
