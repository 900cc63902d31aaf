"""Pictures: every view as a page, SVG, PNG and network file; nothing fetched, nothing printed is run, readable."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import networkx as nx
import pytest
from typer.testing import CliRunner

from tests import browser as web
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError
from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.rows import Rows
from zhize.graph.views.pictures.diagram import Diagram, Edge, Frame, Node, cap, render_html
from zhize.graph.views.pictures.force import force_layout
from zhize.graph.views.pictures.layout import width_of
from zhize.graph.views.pictures.lines import INKS, strokes_of
from zhize.graph.views.pictures.matrix import matrix
from zhize.graph.views.pictures.networks import agency_view
from zhize.graph.views.pictures.orgchart import body_view
from zhize.graph.views.pictures.paper_level import level_of
from zhize.graph.views.pictures.picture import ChartPicture, DiagramPicture, Picture
from zhize.graph.views.pictures.query_view import rows_view
from zhize.graph.views.pictures.task_board import TaskBoard, task_board
from zhize.graph.views.pictures.timeline import timeline

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVIL = "<img src=x onerror=window.pwned=1>"
SHOTS = Path(os.environ.get("ZHIZE_SHOTS", Path(__file__).parents[2] / "build" / "shots"))
"""Where the pictures that the tests looked at are kept."""

VIEWS = ("agency", "body", "document", "network", "matrix", "role", "cascade", "timeline", "query")
CHARTS = ("matrix", "role", "timeline")


@pytest.fixture(scope="module")
def pictures(sample_graph: OpenGraph) -> dict[str, Picture]:
    graph = sample_graph
    return {
        "agency": graph.draw_agency("青石区应急局"),
        "body": graph.draw_body("区森防指"),
        "document": graph.draw_document("青政办发〔2024〕5号"),
        "network": graph.draw_network(region="青石区"),
        "matrix": graph.draw_matrix(),
        "role": graph.draw_matrix(by="role", region="青石区"),
        "cascade": graph.draw_cascade("校园食品安全"),
        "timeline": graph.draw_timeline(),
        "query": graph.draw_query(cypher="MATCH (n:Agency)-[r:LEADS]->(m:Task) RETURN n, r, m"),
    }


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with web.browser() as running:
        yield running


# -- files


@pytest.mark.parametrize("name", ["body", "network", "timeline"])
def test_static_pictures_hold_their_text(pictures: dict[str, Picture], tmp_path: Path, name: str) -> None:
    picture = pictures[name]
    svg = picture.save(tmp_path / "p.svg").read_text(encoding="utf-8")
    ET.fromstring(svg)
    assert picture.title in re.sub(r"</?tspan[^>]*>", "", svg)
    assert "Noto Sans CJK SC" in svg
    assert not re.search(r"<script|<image|<foreignObject|\bon\w+=|href=", svg)
    png = picture.save(tmp_path / "p.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 10_000


@pytest.mark.parametrize("name", VIEWS)
def test_pages_refer_to_nothing_outside(pictures: dict[str, Picture], name: str) -> None:
    page = pictures[name].html()
    assert page == pictures[name].html()
    scripts = re.findall(r"<script[^>]*>.*?</script>", page, re.DOTALL)
    ours = page.replace(max(scripts, key=len), "")
    assert not re.search(r"""(?:\bsrc|href|action|poster|srcset)\s*=\s*["']""", ours)
    assert "default-src 'none'" in page
    assert "connect-src" not in page


@pytest.mark.parametrize("name", ["agency", "body", "document", "network", "cascade", "query"])
def test_network_files_can_be_read_again(pictures: dict[str, Picture], tmp_path: Path, name: str) -> None:
    picture = pictures[name]
    assert isinstance(picture, DiagramPicture)
    gexf = nx.read_gexf(picture.save(tmp_path / "n.gexf"))
    graphml = nx.read_graphml(picture.save(tmp_path / "n.graphml"))
    ids = {node.of or node.id for node in picture.diagram.nodes}
    assert set(gexf) == set(graphml) == ids
    assert graphml.number_of_edges() == gexf.number_of_edges() == len(picture.diagram.edges)
    for _, attributes in [*graphml.nodes(data=True)]:
        assert set(attributes) == {"label", "class", "class_label"}
        assert all(isinstance(value, str) and value for value in attributes.values())


def test_what_cannot_be_saved_is_said(pictures: dict[str, Picture], tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no network"):
        pictures["matrix"].save(tmp_path / "m.gexf")
    for suffix in ("", ".pdf", ".html.txt"):
        with pytest.raises(OptionError, match="suffix"):
            pictures["network"].save(tmp_path / f"m{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_in_a_notebook_the_page_is_escaped_inside_a_frame(pictures: dict[str, Picture]) -> None:
    for name in ("body", "matrix"):
        shown = pictures[name]._repr_html_()
        assert re.fullmatch(
            r'<iframe sandbox="allow-scripts allow-downloads" srcdoc="[^"<>]*" title="[^"<>]*" style="[^"<>]*"></iframe>',
            shown,
        )


# -- views


def test_an_agency_is_drawn_with_its_work_in_frames(pictures: dict[str, Picture], sample_graph: OpenGraph) -> None:
    diagram = _diagram(pictures["agency"])
    kg = sample_graph.kg
    agency = sample_graph.find("Agency", "青石区应急局")
    assert diagram.nodes[0].id == agency
    done = {f.id for role in kg.ontology.roles for f in kg.out(agency, role)}
    assert done <= {edge.id for edge in diagram.edges}
    for frame in diagram.frames:
        number = int(re.findall(r"（(\d+)）", frame.label)[0])
        assert number == len(_inside(frame, diagram))


def test_a_command_reads_from_its_head_down(pictures: dict[str, Picture], sample_graph: OpenGraph) -> None:
    diagram = _diagram(pictures["body"])
    kg = sample_graph.kg
    body = sample_graph.find("Body", "区森防指")
    frames = {frame.label.partition("（")[0]: frame for frame in diagram.frames}
    heads = [frames[label].y for label in frames if label.endswith("指挥")]
    assert heads == sorted(heads)
    assert frames["成员"].y > max(heads)
    for relation in ("chief", "deputy", "member"):
        for fact in kg.out(body, relation):
            assert f"{fact.object}@{body}" in {node.id for node in diagram.nodes}
    top = next(node for node in diagram.nodes if node.id == body)
    assert top.place
    for group in kg.into(body, "within_body"):
        node = next(n for n in diagram.nodes if n.id == group.subject)
        assert node.place
        assert node.place[1] > top.place[1]
    assert not _overlaps(diagram)


def _roster() -> KnowledgeGraph:
    """A leading group with persons by role, one of whom stands for a unit, and a unit of which nobody is named."""
    facts: list[Fact] = []

    def fact(subject: str, predicate: str, value: str, start: int = 0, printed: str | None = None) -> None:
        where = {"document": "document:d", "section": (), "rule": "roster", "printed": printed}
        evidence = Evidence("a.md", start, start + 5, "行" * 5)
        number = f"f{len(facts)}"
        facts.append(Fact(id=number, subject=subject, predicate=predicate, object=value, evidence=evidence, **where))

    fact("body:b", "name", "某某工作领导小组")
    fact("body:b", "kind", "leading_group")
    people = (("成员", "丙某某", "水务局局长"), ("副组长", "乙某某", "副区长"), ("组长", "甲某某", "区长"))
    for start, (role, name, post) in enumerate(people):
        for key, text in (("role", role), ("person", name), ("post", post)):
            fact(f"membership:{name}", key, text, 10 * start)
        fact(f"membership:{name}", "seat_in", "body:b", 10 * start)
    for agency, start in (("水务局", 0), ("财政局", 90)):
        fact(f"agency:{agency}", "name", agency)
        fact(f"agency:{agency}", "kind", "department")
        fact("body:b", "member", f"agency:{agency}", start, agency)
    return KnowledgeGraph(facts)


def test_a_chart_shows_people_under_their_roles() -> None:
    diagram = body_view(_roster(), "body:b")
    frames = sorted(diagram.frames, key=lambda frame: frame.y)
    assert [frame.label for frame in frames] == ["组长", "副组长", "成员", "成员"]
    shown = {frame.label: [node.label for node in _inside(frame, diagram)] for frame in frames[:2]}
    assert shown == {"组长": ["甲某某 区长"], "副组长": ["乙某某 副区长"]}
    labels = {node.label for node in diagram.nodes}
    assert "丙某某 水务局局长" in labels
    assert "财政局" in labels
    assert "水务局" not in labels  # the person who sits there for it says so
    assert not _overlaps(diagram)


@pytest.mark.parametrize("name", ["agency", "body", "document", "cascade"])
def test_boxes_of_boards_do_not_overlap(pictures: dict[str, Picture], name: str) -> None:
    assert not _overlaps(_diagram(pictures[name]))


def test_a_cascade_joins_tasks_of_the_city_and_the_district(pictures: dict[str, Picture]) -> None:
    diagram = _diagram(pictures["cascade"])
    places = {node.id: node.place or (0, 0) for node in diagram.nodes}
    labels = {node.id: node.label for node in diagram.nodes}
    alike = [edge for edge in diagram.edges if edge.kind == "alike"]
    assert {labels[e.source] for e in alike} == {"食堂提升行动", "食材溯源行动", "健康监测行动", "校门周边清理行动"}
    for edge in alike:
        assert labels[edge.source] == labels[edge.target]
        assert not edge.directed
        assert places[edge.source][0] < places[edge.target][0]
        assert abs(places[edge.source][1] - places[edge.target][1]) <= 1
    assert "推定" in diagram.note
    assert [frame.label for frame in diagram.frames if "任务" not in frame.label] == ["区县", "市", "国家"]


def test_a_cascade_of_nothing_is_refused(sample_graph: OpenGraph) -> None:
    with pytest.raises(OptionError, match="in its title"):
        sample_graph.draw_cascade("没有这件事")


def test_a_network_says_how_many_tasks_are_shared(pictures: dict[str, Picture], sample_graph: OpenGraph) -> None:
    diagram = _diagram(pictures["network"])
    assert all(not edge.directed and edge.weight >= 1 for edge in diagram.edges)
    assert {node.label for node in diagram.nodes} >= {"市场监督管理局", "教育和体育局"}
    assert all("（qingshi" in edge.title for edge in diagram.edges)


def test_a_network_has_a_colour_for_each_place(sample_graph: OpenGraph) -> None:
    diagram = _diagram(sample_graph.draw_network())
    looks = {(node.group, node.color, node.shape) for node in diagram.nodes}
    assert len(looks) == len({place for place, *_ in looks}) == len({look[1:] for look in looks})
    assert len(looks) > 1
    legend = {row["label"] for row in sample_graph.draw_network().spec()["datasets"]["legend"]}
    assert legend >= {place for place, *_ in looks} | {"大小：有共同任务的机构数"}


def test_no_name_of_a_large_network_covers_a_sign_or_a_name() -> None:
    nodes = tuple(Node(f"n{i}", f"某某区第{i}号管理局", "Agency") for i in range(120))
    edges = tuple(Edge(f"e{i}", f"n{i}", f"n{i * 7 % 120}", "partner", "共") for i in range(1, 120) if i != i * 7 % 120)
    data = DiagramPicture(Diagram("网", nodes, edges)).spec()["datasets"]
    boxes = []
    for row in data["names"]:
        lines = row["label"].split("\n")
        half = max(width_of(line) for line in lines) * 6.5
        boxes.append((row["x"] - half, row["y"], row["x"] + half, row["y"] + 16 * len(lines)))
    for node in data["nodes"]:
        r = node["size"] ** 0.5 / 2
        boxes.append((node["x"] - r, node["y"] - r, node["x"] + r, node["y"] + r))
    names = boxes[: len(data["names"])]
    assert len(names) > 30
    for a in names:
        assert not any(a is not b and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in boxes)


def test_a_matrix_counts_tasks(pictures: dict[str, Picture], sample_graph: OpenGraph) -> None:
    picture = pictures["matrix"]
    assert isinstance(picture, ChartPicture)
    kg = sample_graph.kg
    for row in picture.spec()["datasets"]["cells"]:
        agency = sample_graph.find("Agency", row["agency"])
        tasks = {str(f.object) for role in kg.ontology.roles for f in kg.out(agency, role)}
        assert row["total"] == len(tasks)
        assert 1 <= row["count"] <= row["total"]
    few = matrix(kg, "document", max_rows=5)
    assert "只画出任务最多的 5 个" in few.note
    assert len({row["agency"] for row in few.spec()["datasets"]["cells"]}) == 5
    with pytest.raises(OptionError, match="not by"):
        sample_graph.draw_matrix(by="colour")


def test_a_timeline_holds_terms_and_deadlines(pictures: dict[str, Picture], sample_graph: OpenGraph) -> None:
    data = pictures["timeline"].spec()["datasets"]
    bars = {bar["name"].split(" ")[0]: bar for bar in data["bars"]}
    lift = bars["云政办发〔2024〕3号"]
    assert (lift["date"], lift["start"], lift["end"], lift["state"]) == (
        "2024-03-18",
        "2024-05-01",
        "2029-04-30",
        "有效",
    )
    due = sum(1 for task in sample_graph.kg.nodes("Task") if sample_graph.kg.text(task, "due"))
    assert sum(row["count"] for row in data["deadlines"]) == due
    one = timeline(sample_graph.kg, agency=sample_graph.find("Agency", "青石区应急局")).spec()["datasets"]
    assert 0 < len(one["bars"]) < len(bars)


def test_a_query_is_drawn_by_nodes_relations_or_ids(sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    whole = _diagram(sample_graph.draw_query(cypher="MATCH p=(:Agency)-[:LEADS]->(:Task) RETURN p"))
    assert len(whole.edges) == sum(f.predicate == "leads" for f in kg.relations())
    ids = _diagram(sample_graph.draw_query(cypher="MATCH (a:Agency)-[:LEADS]->(t:Task) RETURN a.id, t.id"))
    assert {n.id for n in ids.nodes} == {n.id for n in whole.nodes}
    assert {e.id for e in whole.edges} <= {e.id for e in ids.edges}
    iris = _diagram(sample_graph.draw_query(sparql="SELECT ?a ?t WHERE { ?a z:leads ?t }"))
    assert {n.id for n in iris.nodes} == {n.id for n in ids.nodes}
    for wrong in ({}, {"cypher": "RETURN 1", "sparql": "x"}):
        with pytest.raises(OptionError, match="either"):
            sample_graph.draw_query(**wrong)
    with pytest.raises(OptionError, match="returns no nodes"):
        rows_view(kg, Rows(["n"], [[3], ["text"], [None]]))


def test_a_board_is_cut_from_its_end() -> None:
    nodes = tuple(Node(f"n{i}", f"第{i}项", "Task", place=(100, 20 + 40 * i), wide=200) for i in range(10))
    board = Diagram("板", nodes, (), "board", frames=(Frame("任务", 0, 0, 220, 410), Frame("空", 0, 300, 220, 100)))
    less = cap(board, 4)
    assert [node.id for node in less.nodes] == ["n0", "n1", "n2", "n3"]
    assert [frame.label for frame in less.frames] == ["任务"]
    assert less.frames[0].height < 200
    assert "排在前面的 4 个" in less.note


def test_a_large_network_is_laid_out_by_its_relations() -> None:
    size = 900
    pairs = [(i, (i - 1) // 3) for i in range(1, size)]
    spots = force_layout(size, pairs)
    assert (force_layout(size, pairs) == spots).all()
    near = sum(float(((spots[a] - spots[b]) ** 2).sum()) ** 0.5 for a, b in pairs) / len(pairs)
    far = sum(float(((spots[a] - spots[size - 1 - a]) ** 2).sum()) ** 0.5 for a, _ in pairs) / len(pairs)
    assert near * 4 < far
    assert len({tuple(spot) for spot in spots.round(2).tolist()}) == size


def test_a_document_with_many_tasks_is_a_table(
    sample_graph: OpenGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhize.graph.views.pictures.task_board.MANY", 3)
    picture = sample_graph.draw_document("青政办发〔2024〕5号")
    assert isinstance(picture, TaskBoard)
    page = picture.html()
    assert page == picture.html()
    assert page.count('class="task"') == len(picture.rows) == 7
    assert "table-header-group" in page  # the head on every printed page
    assert [column.name for column in picture.columns] == ["牵头单位", "配合单位", "责任单位"]
    assert not re.search(r"""(?:\bsrc|href|action)\s*=""", page)
    assert not _overlaps(picture.diagram)
    done = sum(len(doers) for row in picture.rows for doers in row.doers)
    assert done == sum("@" in node.id for node in picture.diagram.nodes)
    network = nx.read_gexf(picture.save(tmp_path / "n.gexf"))
    assert all("@" not in node for node in network)


def test_a_table_of_tasks_runs_no_print() -> None:
    assert EVIL not in task_board(hostile_graph(), "document:d").html()


@pytest.mark.browser
def test_a_table_of_tasks_is_searched(chromium: Browser, sample_graph: OpenGraph, tmp_path: Path) -> None:
    picture = task_board(sample_graph.kg, sample_graph.find("Document", "青政办发〔2024〕5号"))
    with web.opened(chromium, picture.save(tmp_path / "p.html")) as shown:
        shown.page.fill("#search", "区妇联")
        assert shown.page.locator("tr.task:visible").count() == 1
        assert shown.page.locator("tr.section:visible").count() <= 1
        assert "找到 1 项" in shown.page.locator("#count").inner_text()
        assert len(shown.requests) == 1
        assert shown.problems == []


# -- signs


_DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
_PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@cache
def _lab(color: str, eye: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """A colour in CIE Lab as an eye sees it (Machado, Oliveira and Fernandes 2009)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    seen = [min(max(sum(row[k] * light[k] for k in range(3)), 0.0), 1.0) for row in eye]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [
        sum(row[k] * seen[k] for k in range(3)) / white for row, white in zip(to_xyz, (0.9505, 1, 1.089), strict=True)
    ]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eye", [_NORMAL, _DEUTAN, _PROTAN], ids=["normal", "deuteranopia", "protanopia"])
def test_classes_are_told_apart_without_red_and_green(eye: Any) -> None:
    """Two classes differ in shape; those that share a shape differ in colour for every eye."""
    for a, b in combinations(ontology().classes.values(), 2):
        if a.shape == b.shape:
            away = sum((p - q) ** 2 for p, q in zip(_lab(a.color, eye), _lab(b.color, eye), strict=True)) ** 0.5
            assert away > 25, (a.id, b.id, away)


@pytest.mark.parametrize("eye", [_NORMAL, _DEUTAN, _PROTAN], ids=["normal", "deuteranopia", "protanopia"])
def test_inks_are_told_apart_without_red_and_green(eye: Any) -> None:
    for a, b in combinations(INKS.values(), 2):
        away = sum((p - q) ** 2 for p, q in zip(_lab(a, eye), _lab(b, eye), strict=True)) ** 0.5
        assert away > 25, (a, b, away)


def test_a_relation_is_drawn_alike_in_every_picture(pictures: dict[str, Picture]) -> None:
    seen: dict[str, set[tuple[str, str]]] = {}
    for picture in pictures.values():
        if isinstance(picture, DiagramPicture):
            for edge in json.loads(re.findall(r'id="data">(.*?)</script>', picture.html(), re.DOTALL)[0])["edges"]:
                seen.setdefault(edge["kind"], set()).add((edge["color"], str(edge["dashes"])))
    assert len(seen) > 8
    assert all(len(looks) == 1 for looks in seen.values())


@pytest.mark.parametrize("kind", ["work", "seat", "paper"])
def test_relations_of_one_kind_are_told_apart(kind: Any) -> None:
    lines = [relation.line for relation in ontology().of_kind(kind)]
    assert len(set(lines)) == len(lines)


def test_relations_that_the_schema_lacks_have_strokes_of_their_own() -> None:
    found = strokes_of(["leads", "x", "y"])
    assert len(set(map(str, found.values()))) == 3
    assert found["leads"] == strokes_of(["leads"])["leads"]


def test_classes_drawn_together_have_shapes_of_their_own() -> None:
    often = (
        "Agency",
        "Task",
        "Document",
        "Duty",
        "Body",
        "Post",
        "CollectiveMention",
        "Plan",
        "Region",
        "ResponseLevel",
    )
    shapes = [ontology().classes[name].shape for name in often]
    assert len(set(shapes)) == len(often)


# -- hostile print


def hostile_graph() -> KnowledgeGraph:
    """A graph whose every name is markup."""
    facts = []

    def fact(subject: str, predicate: str, value: str) -> None:
        evidence = Evidence(EVIL, 0, len(EVIL), EVIL)
        where = {"document": "document:d", "section": (), "evidence": evidence, "rule": "head", "printed": EVIL}
        facts.append(Fact(id=f"{EVIL}{len(facts)}", subject=subject, predicate=predicate, object=value, **where))

    for node, names in {
        "agency:a": ("name", "kind"),
        "agency:b": ("name", "kind"),
        "task:t": ("title", "text"),
        "document:d": ("title",),
    }.items():
        for name in names:
            fact(node, name, EVIL)
    for name, day in (("date", "2024-01-01"), ("number", EVIL)):
        fact("document:d", name, day)
    for name, text in (("due", "2024-06-01"), ("deadline", EVIL)):
        fact("task:t", name, text)
    for agency in ("agency:a", "agency:b"):
        fact(agency, "leads", "task:t")
    fact("task:t", "task_of", "document:d")
    return KnowledgeGraph(facts)


def hostile_pictures() -> dict[str, Picture]:
    from zhize.graph.views.pictures.cascade import cascade_view
    from zhize.graph.views.pictures.networks import document_view, network_view

    kg = hostile_graph()
    return {
        "agency": DiagramPicture(agency_view(kg, "agency:a")),
        "document": DiagramPicture(document_view(kg, "document:d")),
        "network": DiagramPicture(network_view(kg)),
        "cascade": DiagramPicture(cascade_view(kg, "onerror", lambda *_: [], lambda *_: [])),
        "matrix": matrix(kg, "document"),
        "timeline": timeline(kg),
    }


@pytest.mark.browser
@pytest.mark.parametrize("name", ["agency", "network", "cascade", "matrix", "timeline"])
def test_printed_markup_runs_nothing_in_any_view(chromium: Browser, tmp_path: Path, name: str) -> None:
    picture = hostile_pictures()[name]
    assert EVIL not in picture.html()
    frame = tmp_path / "frame.html"
    frame.write_text(f"<!DOCTYPE html><meta charset=utf-8>{picture._repr_html_()}", encoding="utf-8")
    assert "<img" not in frame.read_text(encoding="utf-8")
    with web.opened(chromium, picture.save(tmp_path / "p.html")) as shown:
        page = shown.page
        _settled(page, name)
        box = page.locator("#drawing, #chart").bounding_box()
        for x in range(60, 900, 160):
            page.mouse.move(box["x"] + x, box["y"] + 60 + x / 4)
        page.click("#to-table")
        assert EVIL in page.locator("#table").inner_text()
        assert page.locator("img").count() == 0
        assert page.evaluate("window.pwned") is None
        assert shown.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["network", "matrix"])
def test_printed_markup_runs_nothing_in_static_pictures(chromium: Browser, tmp_path: Path, name: str) -> None:
    svg = hostile_pictures()[name].save(tmp_path / "p.svg")
    page = tmp_path / "p.html"
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8>{svg.read_text(encoding='utf-8')}", encoding="utf-8")
    for path in (svg, page):
        with web.opened(chromium, path) as shown:
            assert shown.page.locator("img").count() == 0
            assert shown.page.evaluate("window.pwned") is None
            assert shown.problems == []


# -- in the browser


@pytest.mark.browser
@pytest.mark.parametrize("name", [name for name in VIEWS if name != "role"])
def test_views_open_offline_without_complaint(
    chromium: Browser, pictures: dict[str, Picture], tmp_path: Path, name: str
) -> None:
    """Light and dark; the picture of the page is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = pictures[name].save(tmp_path / "p.html")
    with web.opened(chromium, path) as shown:
        page = shown.page
        _settled(page, name)
        page.screenshot(path=str(SHOTS / f"{name}.png"))
        assert len(shown.requests) == 1
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.click("#theme")
        page.wait_for_timeout(100)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
        assert shown.problems == []
        assert _colours(page) > 20


@pytest.mark.browser
def test_a_board_shows_quotes_and_cards(chromium: Browser, pictures: dict[str, Picture], tmp_path: Path) -> None:
    diagram = _diagram(pictures["cascade"])
    edge = next(e for e in diagram.edges if e.kind == "alike")
    with web.opened(chromium, pictures["cascade"].save(tmp_path / "p.html")) as shown:
        page = shown.page
        spot = page.evaluate(
            """id => { const d = JSON.parse(document.getElementById('data').textContent).routes[id];
            return diagram.network.canvasToDOM({x: (d[0] + d[6]) / 2, y: (d[1] + d[7]) / 2}); }""",
            edge.id,
        )
        box = page.locator("#drawing").bounding_box()
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"] + 1, steps=3)
        assert "同一事项" in page.locator("div.vis-tooltip:visible").inner_text()
        page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"] + 1)
        assert "同一事项" in page.locator("#card").inner_text()
        page.evaluate("id => diagram.select(id, true)", edge.source)
        assert "出处" in page.locator("#card").inner_text()
        assert shown.problems == []


@pytest.mark.browser
def test_a_network_is_explored_and_saved(chromium: Browser, pictures: dict[str, Picture], tmp_path: Path) -> None:
    degree = Counter(end for edge in _diagram(pictures["network"]).edges for end in (edge.source, edge.target))
    hub = max(degree, key=lambda node: (degree[node], node))
    shown_nodes = "diagram.nodes.get().filter((n) => !n.hidden).length"
    lit = "diagram.edges.get().filter((e) => e.color.opacity === 1).length"
    with web.opened(chromium, pictures["network"].save(tmp_path / "p.html")) as shown:
        page = shown.page
        _settled(page, "network")
        every = page.evaluate(shown_nodes)
        page.evaluate("id => diagram.hover(id)", hub)
        assert page.evaluate(lit) == degree[hub]
        page.evaluate("diagram.hover(null)")
        assert page.evaluate(lit) < degree[hub]
        page.evaluate("id => diagram.explore(id, 1)", hub)
        assert page.evaluate(shown_nodes) == 2
        page.locator("#card .link", has_text="＋").first.click()  # one neighbour more
        assert page.evaluate(shown_nodes) == 3
        page.click("#all")
        assert page.evaluate(shown_nodes) == every
        with page.expect_download() as download:
            page.click("#save")
        assert download.value.suggested_filename == f"{pictures['network'].title}.png"
        assert download.value.path().read_bytes().startswith(b"\x89PNG")
        assert "大小：" in page.locator("#sizes").inner_text()
        assert shown.problems == []


@pytest.mark.browser
def test_a_timeline_reads_alike_in_every_time_zone(
    chromium: Browser, pictures: dict[str, Picture], tmp_path: Path
) -> None:
    path = pictures["timeline"].save(tmp_path / "p.html")
    drawn = []
    for zone in ("Asia/Shanghai", "America/Los_Angeles"):
        with web.opened(chromium, path, zone=zone) as shown:
            _settled(shown.page, "timeline")
            shown.page.wait_for_function("document.documentElement.dataset.ready")
            drawn.append(shown.page.evaluate("chart.view.toSVG()"))
            assert re.search(r">20\d\d年", drawn[-1])
    assert drawn[0] == drawn[1]


@pytest.mark.browser
def test_a_notebook_frame_draws(chromium: Browser, pictures: dict[str, Picture], tmp_path: Path) -> None:
    page = tmp_path / "notebook.html"
    shown = "".join(pictures[name]._repr_html_() for name in ("network", "matrix"))
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8>{shown}", encoding="utf-8")
    with web.opened(chromium, page) as opened:
        for frame in opened.page.frames[1:]:
            frame.wait_for_selector("canvas")
        assert opened.problems == []


# -- helpers


def _diagram(picture: Picture) -> Diagram:
    assert isinstance(picture, DiagramPicture)
    return picture.diagram


def _boxes(diagram: Diagram) -> list[tuple[float, float, float, float]]:
    data = json.loads(re.findall(r'id="data">(.*?)</script>', render_html(diagram), re.DOTALL)[0])
    return [
        (n["x"] - n["wide"] / 2, n["y"] - n["tall"] / 2, n["x"] + n["wide"] / 2, n["y"] + n["tall"] / 2)
        for n in data["nodes"]
    ]


def _overlaps(diagram: Diagram) -> list[object]:
    return [
        (a, b)
        for a, b in combinations(_boxes(diagram), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def _inside(frame: Frame, diagram: Diagram) -> list[Node]:
    return [
        n
        for n in diagram.nodes
        if n.place and frame.x < n.place[0] < frame.x + frame.width and frame.y < n.place[1] < frame.y + frame.height
    ]


def _settled(page: Any, name: str) -> None:
    page.wait_for_selector("#chart canvas" if name in CHARTS else "#drawing canvas")
    page.wait_for_timeout(60)


def _colours(page: Any) -> int:
    count: int = page.evaluate(
        """() => { const c = document.querySelector('main canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const seen = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3]) seen.add(d[i] + ',' + d[i+1] + ',' + d[i+2]);
        return seen.size; }"""
    )
    return count


# -- the command


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["matrix", "--by", "role", "--region", "青石区"], "m.svg"),
        (["cascade", "校园食品安全"], "c.html"),
        (["timeline", "青石区应急局"], "t.html"),
        (["network", "--region", "青石区"], "n.gexf"),
        (["query", "--sparql", "SELECT ?a ?t WHERE { ?a z:leads ?t }"], "q.graphml"),
        (["body", "区森防指"], "b.svg"),
    ],
)
def test_the_command_draws_by_suffix(sample_graph: OpenGraph, tmp_path: Path, arguments: list[str], out: str) -> None:
    result = CliRunner().invoke(app, ["draw", str(sample_graph.path), *arguments, "-o", str(tmp_path / out)])
    assert result.exit_code == 0, result.output
    assert result.output == f"Diagram: {tmp_path / out}\n"
    assert (tmp_path / out).stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["matrix", "--by", "colour"], "by document or by role"),
        (["query"], "either a Cypher"),
        (["network", "-o", "x.pdf"], "Change the suffix"),
        (["sunburst"], "is no view"),
        (["agensy", "x"], "Did you mean agency?"),
        ([], "Say what to draw"),
    ],
)
def test_the_command_says_what_is_wrong(sample_graph: OpenGraph, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["draw", str(sample_graph.path), *arguments])
    assert isinstance(result.exception, OptionError)
    assert said in str(result.exception)


@pytest.mark.parametrize("arguments", [["cascade"], ["network", "--cypher", "MATCH (n) RETURN n"], ["agency"]])
def test_each_view_takes_its_own_options_only(sample_graph: OpenGraph, arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["draw", str(sample_graph.path), *arguments]).exit_code == 2


@pytest.mark.parametrize("name", ["agency", "body", "document", "network", "cascade"])
def test_cards_and_hovers_are_in_chinese(pictures: dict[str, Picture], name: str) -> None:
    diagram = _diagram(pictures[name])
    cards = [text for node in diagram.nodes for row in node.card for text in row if row[0] != "出处"]
    assert cards
    assert not [
        text for text in (*cards, *(edge.title for edge in diagram.edges)) if re.search(r"[a-z]+_[a-z]+|:[a-z]", text)
    ]
    assert not [text for text in cards if re.fullmatch(r"[a-z ]+", text)]


# -- levels of documents


@pytest.mark.parametrize(
    ("title", "number", "level"),
    [
        ("关于印发云州市校园安全工作方案的通知", "", "市"),
        ("2024年云州市重点任务分解表", "", "市"),
        ("关于加强新时代云州人才工作的若干措施", "", "市"),
        ("全市重点任务清单", "", "市"),
        ("省委工作规则", "", "省"),
        ("青石区防汛预案", "", "区县"),
        ("国家防汛应急预案", "", "国家"),
        ("中华人民共和国防洪法", "", "国家"),
        ("水库大坝安全管理条例", "", "国家"),
        ("2030年前行动方案", "", "国家"),
        ("重点任务分解表", "", "区县"),  # an attachment of the district's paper that names it
        ("关于做好防汛工作的通知", "国办发〔2024〕1号", "国家"),
        ("关于做好防汛工作的通知", "鲁政办字〔2024〕1号", "省"),
        ("关于做好防汛工作的通知", "青政办字〔2024〕9号", "区县"),
    ],
)
def test_level_of_a_cited_document(sample_graph: OpenGraph, title: str, number: str, level: str) -> None:
    kg = sample_graph.kg
    own = next(d for d in kg.own_documents if kg.text(d, "number").startswith("青政办"))
    source = kg.source(own)
    assert source is not None

    def fact(predicate: str, value: str, subject: str = "document:x") -> Fact:
        return msgspec.structs.replace(
            source, id=f"{subject}{predicate}", subject=subject, predicate=predicate, object=value, document=own
        )

    more = [fact("title", title), *([fact("number", number)] if number else []), fact("cites", "document:x", own)]
    assert level_of(KnowledgeGraph([*kg.facts, *more]), "document:x") == level
