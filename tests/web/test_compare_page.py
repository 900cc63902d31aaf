"""The page of comparisons: two places of the samples, what is wrong with a request."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

import zhize
import zhize.web.reckoning
from tests.web.site import client
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.graph.views.pictures.picture import DiagramPicture
from zhize.queries.compare.match import compare
from zhize.web.addresses import ServerAddresses
from zhize.web.app import application
from zhize.web.pages import cascade
from zhize.web.pages.audit import audit_page
from zhize.web.pages.cascade import cascade_page
from zhize.web.pages.compare import compare_page
from zhize.web.render import html
from zhize.web.shelf import Shelf, Shelves
from zhize.web.workers import Workers


def test_two_places_are_compared_on_the_page(sample_graph: OpenGraph) -> None:
    with client(sample_graph.path, sparql=False) as web:
        page = web.get("/compare", params={"a": "云州市", "b": "青石区"})
        assert page.status_code == 200
        assert "对应的事项" in page.text
        data = web.get("/api/compare", params={"a": "云州市", "b": "青石区"}).json()
        assert data["rows"]
        assert {row["relation"] for row in data["rows"]} <= {"同一事项", "部分相同"}
        assert data["only_a"]
        assert web.get("/compare", params={"a": "云州市", "b": "云州市"}).status_code == 400
        assert web.get("/compare", params={"a": "乌有市", "b": "云州市"}).status_code == 400


def test_documents_places_and_years_are_chosen_from_lists(sample_graph: OpenGraph) -> None:
    with client(sample_graph.path, sparql=False) as web:
        page = web.get("/compare").text
        assert page.count("<select") == 2
        assert all(f'<optgroup label="{group}">' in page for group in ("地区", "年份", "文件"))
        listed = re.findall(r'<option value="(document:[^"]+)">', page.split("</select>")[0])
        assert len(listed) == len(sample_graph.light.own_documents)
        number = "青政办发〔2024〕5号"
        narrowed = web.get("/compare", params={"words": number}).text.split("</select>")[0]
        assert re.findall(r'<option value="(document:[^"]+)">', narrowed) == [f"document:{number}"]
        shown = web.get("/compare", params={"a": f"document:{number}", "b": "云州市"}).text
        assert f'<option value="document:{number}" selected>' in shown
        assert "<option selected>云州市</option>" in shown  # what was written by hand stays chosen
        assert "对应的事项" in shown


def test_many_documents_are_listed_and_compared_in_part(
    sample_graph: OpenGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zhize.web.pages.compare, "MOST_LISTED", 2)
    shelf = Shelf(sample_graph)
    page = compare_page(shelf, "", "")
    assert page.listed == 2
    assert page.more == len(sample_graph.light.own_documents) - 2
    whole = compare(sample_graph.light, "云州市", "青石区")
    part = compare(sample_graph.light, "云州市", "青石区", newest=1)
    assert whole.left_out == 0 < part.left_out
    assert {p.a.number for p in part.pairs} <= {p.a.number for p in whole.pairs}
    assert len({s.number for _, s in part.only_a} | {p.a.number for p in part.pairs}) <= 1


def test_what_is_reckoned_is_reckoned_once_a_state(sample_graph: OpenGraph) -> None:
    """By the workers, whose time and memory are bounded; the second request finds it on the shelf."""
    shelves = Shelves(sample_graph.path)
    with TestClient(application(shelves, workers := Workers(sample_graph.path)), "http://localhost") as web:
        for address in ("/audit", "/network", "/compare?a=云州市&b=青石区"):
            assert web.get(address).status_code == 200
        kept = dict(shelves.newest().reckoned)
        assert {key[0] for key in kept} == {"audit", "network", "compare"}
        assert "只反映所读文件写明的分工" in web.get("/network").text  # in Chinese, though the workers reckoned it
        workers.close()
        assert web.get("/network").status_code == 200
        assert web.get("/audit", params={"kind": "task_vague"}).status_code == 200
        assert web.get("/compare", params={"a": "云州市", "b": "青石区", "page": "2"}).status_code == 200
        assert shelves.newest().reckoned == kept


def test_of_many_documents_the_newest_are_audited_and_it_is_told(
    sample_graph: OpenGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zhize.web.reckoning, "MOST_AUDITED", 2)
    monkeypatch.setattr(zhize.web.pages.audit, "MOST_AUDITED", 2)
    page = audit_page(Shelf(sample_graph))
    assert (page.audited, page.documents) == (2, len(sample_graph.light.own_documents))
    assert page.pager.total < len(sample_graph.audit())
    assert "网页只审查成文最晚的2份" in html("audit.html", ServerAddresses(""), title="", here="", data=page, query={})


PAPER = """{place}人民政府办公室
关于印发{place}河道整治工作方案的通知
{number}

各有关单位：
现将《{place}河道整治工作方案》印发给你们。

{place}人民政府办公室
2024年{month}月10日

{place}河道整治工作方案

一、主要任务
1.清理河道漂浮物。组织清理河道漂浮物和岸边垃圾。（牵头单位：{lead}；完成时限：{due}）
2.整治入河排口。对入河排口逐个编号、逐个整治。（牵头单位：{lead}；完成时限：2024年10月底前）
3.修订巡查制度。修订河道巡查制度，明确巡查频次。（牵头单位：{lead}；完成时限：2024年10月底前）
"""


def test_the_levels_tell_who_leads_above_and_what_is_due_later(tmp_path: Path) -> None:
    city = {"place": "云州市", "number": "云政办字〔2024〕3号", "month": 2, "lead": "市水务局", "due": "2024年6月底前"}
    district = {
        "place": "云州市青石区",
        "number": "青政办字〔2024〕8号",
        "month": 4,
        "lead": "区水利局",
        "due": "2024年9月底前",
    }
    for name, said in (("city", city), ("district", district)):
        (tmp_path / f"{name}.txt").write_text(PAPER.format(**said), encoding="utf-8")
    zhize.build(tmp_path, tmp_path / "kg", jobs=1)
    with client(tmp_path / "kg", sparql=False) as web:
        levels = web.get("/api/cascade", params={"topic": "河道整治"}).json()["levels"]
        task = levels[-1]["papers"][0]["tasks"][0]
        assert [[ref["text"] for ref in task[side]] for side in ("above_leads", "leads")] == [
            ["市水务局"],
            ["区水利局"],
        ]
        assert [t["later"] for t in levels[-1]["papers"][0]["tasks"]] == [True, False, False]
        page = web.get("/cascade", params={"topic": "河道整治"}).text
        assert page.count("期限晚于上级") == 1
        assert "上级：" in page


def test_a_comparison_is_drawn_with_what_differs(sample_graph: OpenGraph, tmp_path: Path) -> None:
    picture = sample_graph.draw_compare("云州市", "青石区")
    assert isinstance(picture, DiagramPicture)
    frames = [frame.label for frame in picture.diagram.frames]
    assert frames[:3] == ["云州市", "青石区", "不同之处"]
    assert frames[3].startswith("仅云州市有（")
    kinds = {edge.label for edge in picture.diagram.edges}
    assert kinds <= {"同一事项", "部分相同"}
    assert kinds
    pairs = {node.id for node in picture.diagram.nodes if node.id.startswith("pair-")}
    assert all(edge.source in pairs and edge.target in pairs for edge in picture.diagram.edges)
    for suffix in (".html", ".svg"):
        result = CliRunner().invoke(
            app, ["compare", str(sample_graph.path), "云州市", "青石区", "-o", str(tmp_path / f"a{suffix}")]
        )
        assert result.exit_code == 0, result.output
        assert "食堂提升行动" in (tmp_path / f"a{suffix}").read_text("utf-8")


def test_levels_of_many_tasks_show_some(sample_graph: OpenGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that go on from the level above are shown before others; how many there are is told."""
    shelf = Shelf(zhize.open(sample_graph.path))
    kg = shelf.kg
    document = max(kg.own_documents, key=lambda d: len(kg.into(d, "task_of")))
    topic = kg.text(document, "title")[:4]
    every = {p.document.node: p for level in cascade_page(shelf, topic).levels for p in level.papers}
    monkeypatch.setattr(cascade, "SHOWN", 2)
    monkeypatch.setattr(cascade, "LEAST", 2)
    for level in cascade_page(shelf, topic).levels:
        for paper in level.papers:
            whole = every[paper.document.node]
            assert len(paper.tasks) == min(2, paper.total)
            assert paper.total == len(kg.into(paper.document.node, "task_of"))
            followed = sum(task.above is not None for task in whole.tasks)
            assert sum(task.above is not None for task in paper.tasks) >= min(2, followed)
