"""The network of work: dependences, brokers and groups of invented papers, and the caution that is due."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

import zhize
import zhize.queries.network.network
from tests.web.site import client
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.messages import speaking
from zhize.queries.network.network import network

HEAD = """\
云州市青石区人民政府办公室
关于印发{title}的通知
青政办字〔2022〕{number}号

各镇人民政府：
现将《{title}》印发给你们。

云州市青石区人民政府办公室
2022年{number}月20日

{title}

一、主要任务
"""
WATER = ("区水利局", "区气象局", "区应急局")
SCHOOL = ("区教育和体育局", "区卫生健康局", "区民政局")
BETWEEN = "区财政局"


def paper(title: str, number: int, items: list[tuple[str, tuple[str, ...]]]) -> str:
    lines = [
        f"{n}.完成第{n}项{title}任务。（牵头单位：{lead}；配合单位：{'、'.join(others)}）"
        for n, (lead, others) in enumerate(items, 1)
    ]
    return HEAD.format(title=title, number=number) + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    folder = tmp_path_factory.mktemp("network")
    (folder / "in").mkdir()
    water = [(WATER[0], (WATER[1],)), (WATER[0], (WATER[1], BETWEEN)), (WATER[0], (WATER[2],)), (WATER[1], (WATER[2],))]
    school = [(SCHOOL[0], (SCHOOL[1],)), (SCHOOL[0], (SCHOOL[2],)), (SCHOOL[1], (SCHOOL[2],)), (SCHOOL[0], (BETWEEN,))]
    (folder / "in" / "甲.txt").write_text(paper("防汛工作方案", 3, water), encoding="utf-8")
    (folder / "in" / "乙.txt").write_text(paper("校园工作方案", 4, school), encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    opened = zhize.open(folder / "kg")
    yield opened
    opened.close()


def name(graph: OpenGraph, node: str) -> str:
    return graph.kg.caption(node).removeprefix("青石区")


def test_who_depends_on_whom(graph: OpenGraph) -> None:
    found = graph.network().dependences
    told = [(name(graph, d.agency), name(graph, d.on), d.shared, d.leads) for d in found]
    assert told[0] == ("水利局", "气象局", 2, 3)
    assert ("教育和体育局", "财政局", 1, 3) in told
    assert all(d.leads >= 3 and d.fact.predicate == "supports" for d in found)


def test_who_stands_between_and_who_works_together(graph: OpenGraph) -> None:
    found = graph.network()
    assert name(graph, found.brokers[0].agency) in {"水利局", "财政局", "教育和体育局"}
    assert {name(graph, b.agency) for b in found.brokers} >= {"财政局"}
    groups = sorted(sorted({name(graph, a) for a in c.agencies} - {"财政局"}) for c in found.clusters)
    assert groups == [["卫生健康局", "教育和体育局", "民政局"], ["应急管理局", "气象局", "水利局"]]
    assert (found.tasks, found.shared, found.agencies, found.papers) == (8, 8, 7, 2)


def test_small_data_is_told(graph: OpenGraph, sample_graph: OpenGraph) -> None:
    cautions = graph.network().cautions
    assert cautions[0] == (
        "Little data: 8 tasks, 7 agencies, 2 documents with shared tasks; what follows is a hint and no more."
    )
    for region in sample_graph.kg.nodes("Region"):
        assert network(sample_graph.kg, region).cautions


def test_of_many_tasks_the_newest_papers_are_taken_and_it_is_told(
    graph: OpenGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = network(graph.light)
    monkeypatch.setattr(zhize.queries.network.network, "MOST_TASKS", whole.tasks - 1)
    with speaking("zh"):
        part = network(graph.light)
    assert 0 < part.tasks < whole.tasks
    assert part.papers == whole.papers - 1
    assert part.cautions[0].startswith(f"共有{whole.tasks}项任务，只计最近{part.papers}份文件的{part.tasks}项（2022-")
    monkeypatch.setattr(zhize.queries.network.network, "MOST_TASKS", whole.tasks)
    monkeypatch.setattr(zhize.queries.network.network, "MOST_WITHOUT", 1)
    assert network(graph.light).tried == 1 < whole.tried


def test_of_an_empty_place_nothing_is_told(graph: OpenGraph) -> None:
    found = network(graph.kg, "region:none")
    assert (found.tasks, found.dependences, found.brokers, found.clusters) == (0, (), (), ())


def test_the_same_for_both_ways_of_reading_the_graph(sample_graph: OpenGraph) -> None:
    assert network(sample_graph.kg) == network(sample_graph.light)


def test_the_command_and_the_page_tell_it(graph: OpenGraph) -> None:
    result = CliRunner().invoke(app, ["network", str(graph.path), "--region", "青石区"])
    assert re.search("青石区水利局 leads 3 tasks; 青石区气象局 supports 2 of them", " ".join(result.output.split()))
    data = json.loads(CliRunner().invoke(app, ["network", str(graph.path), "--json"]).output)
    assert data["dependences"][0]["source"]["quote"]
    assert set(data["names"]) >= {d["on"] for d in data["dependences"]}
    with client(graph.path, sparql=False) as web:
        assert "青石区气象局" in web.get("/network?region=青石区").text
        assert web.get("/network?region=乌有市").status_code == 400
        assert web.get("/api/network").json()["tasks"] == 8
