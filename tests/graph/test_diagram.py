"""The diagram page: the same bytes each time, nothing fetched, nothing printed is run, readable."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests import browser as web
from zhize.errors import GraphError, OptionError
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node, cap, render_html, write_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVIL = "<img src=x onerror=window.pwned=1>"
BREAKOUT = "</script><script>window.pwned=1</script><!--\u2028\u2029&{{ 7*7 }}{% raw %}"


def small(**changes: Any) -> Diagram:
    """Two agencies, two tasks, a document; three parallel relations and a loop."""
    nodes = (
        Node("a1", "淄川区应急管理局", "Agency", "机构", "#0072B2", "hover", (("层级", "区县"),), 0),
        Node("a2", "淄川区自然资源局", "Agency", "机构", "#0072B2", level=0),
        Node("t1", "编制自然灾害综合风险普查成果图集", "Task", "任务", "#56B4E9", level=1),
        Node("t2", "建设区级应急物资储备库", "Task", "任务", "#56B4E9", level=1),
        Node("d1", "川政办发〔2024〕3号", "Document", "文件", "#D55E00", level=2),
    )
    edges = (
        Edge("e1", "a1", "t1", "leads", "牵头", "“区应急局牵头”\n川政办发〔2024〕3号"),
        Edge("e2", "a1", "t1", "supports", "配合"),
        Edge("e3", "t1", "a1", "assigned", "交由"),
        Edge("e4", "a2", "t1", "supports", "配合"),
        Edge("e5", "a1", "t2", "leads", "牵头"),
        Edge("e6", "d1", "t1", "contains", "部署"),
        Edge("e7", "d1", "d1", "cites", "引用"),
    )
    fields = {"title": "应急管理局的任务", "nodes": nodes, "edges": edges, "note": "只画出一部分。"} | changes
    return Diagram(**fields)


def hostile() -> Diagram:
    nodes = (
        Node(EVIL, EVIL, EVIL, EVIL, "#D55E00", EVIL + BREAKOUT, ((EVIL, EVIL), (BREAKOUT, BREAKOUT))),
        Node(BREAKOUT, BREAKOUT, "__proto__", BREAKOUT, title=BREAKOUT),
        Node("c", "", "constructor"),
    )
    edges = (
        Edge(EVIL, EVIL, BREAKOUT, EVIL, EVIL, EVIL),
        Edge("x", BREAKOUT, "c", "__proto__", BREAKOUT, BREAKOUT),
    )
    return Diagram(EVIL + BREAKOUT, nodes, edges, note=EVIL + BREAKOUT)


def star(size: int) -> Diagram:
    nodes = tuple(Node(f"n{i}", f"第{i}号成员单位", "Agency", "机构", "#0072B2") for i in range(size))
    edges = tuple(Edge(f"e{i}", "n0", f"n{i}", "k", "联系") for i in range(1, size))
    return Diagram("星形", nodes, edges)


def _data(page: str) -> str:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return found[1]


def payload(page: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(_data(page))
    return result


def test_same_diagram_same_bytes() -> None:
    """Also in another process, where strings hash differently."""
    program = (
        "import sys, msgspec\nfrom zhize.graph.views.pictures.diagram import Diagram, render_html\n"
        "for d in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Diagram]):\n"
        "    sys.stdout.buffer.write(render_html(d).encode())"
    )
    diagrams = [small(layout=layout) for layout in ("network", "hierarchy")]
    here = [render_html(diagram).encode() for diagram in diagrams]
    assert [render_html(diagram).encode() for diagram in diagrams] == here
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            input=msgspec.json.encode(diagrams),
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert run.stdout == b"".join(here)


def test_import_is_light() -> None:
    program = (
        "import sys, zhize.graph.views.pictures.diagram\n"
        "assert not {'pyvis', 'jinja2', 'networkx', 'IPython', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_nothing_outside_is_referred_to() -> None:
    page = render_html(small())
    ours = page.replace(_vis_script(page), "").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""(?:src|href|action|poster|srcset)\s*=\s*["']?""", ours)
    assert not re.search(r"url\(|@import|\bimport\s*\(|\bfetch\(|XMLHttpRequest|WebSocket|https?:|//cdn", ours)
    assert "sourceMappingURL" not in page
    assert 'lang="zh-CN"' in page
    assert "default-src 'none'" in page
    assert str(Path(__file__).parents[2]) not in page


def _vis_script(page: str) -> str:
    scripts: list[str] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return max(scripts, key=len)


def test_printed_text_cannot_break_out() -> None:
    page = render_html(hostile())
    assert EVIL not in page
    assert page.count("</script>") == 4
    assert "<!--" not in page
    assert not re.search(r"[<>&\u2028\u2029]", _data(page))
    data = payload(page)
    assert [n["name"] for n in data["nodes"]] == [EVIL, BREAKOUT, "c"]
    assert data["nodes"][0]["card"][1] == [BREAKOUT, BREAKOUT]


@pytest.mark.parametrize("layout", ["network", "hierarchy"])
def test_every_node_and_relation_is_kept(layout: str) -> None:
    data = payload(render_html(small(layout=layout)))
    assert len(data["nodes"]) == 5
    assert [e["id"] for e in data["edges"]] == [f"e{i}" for i in range(1, 8)]
    assert all(e["arrows"] == "to" for e in data["edges"])
    assert all(isinstance(n["x"], int) and isinstance(n["y"], int) for n in data["nodes"])
    assert len({(n["x"], n["y"]) for n in data["nodes"]}) == 5


def test_hierarchy_levels_line_up_and_do_not_overlap() -> None:
    groups = tuple(Node(f"g{i}", f"第{i}工作组", "Body", level=1) for i in range(12))
    edges = tuple(Edge(f"e{i}", "c", f"g{i}", "part", "下设") for i in range(12))
    diagram = Diagram("指挥部", (Node("c", "指挥部", "Body", level=0), *groups), edges, layout="hierarchy")
    data = payload(render_html(diagram))
    deep, along = ("x", "y") if data["across"] else ("y", "x")
    root, *rest = data["nodes"]
    assert {n[deep] for n in rest} != {root[deep]}
    assert len({n[deep] for n in rest}) == 1
    places = sorted(n[along] for n in rest)
    assert min(b - a for a, b in pairwise(places)) >= 30
    assert places[0] <= root[along] <= places[-1]


def test_labels_of_a_small_network_do_not_overlap() -> None:
    data = payload(render_html(star(30)))
    for i, a in enumerate(data["nodes"]):
        for b in data["nodes"][i + 1 :]:
            assert abs(a["x"] - b["x"]) > 60 or abs(a["y"] - b["y"]) > 40


def test_labels_wrap_and_shorten() -> None:
    long = "关于印发《淄川区特种设备事故应急预案（2024年修订版）》、《淄川区防汛预案》等文件的通知及其全部附件"
    data = payload(render_html(Diagram("长", (Node("a", long, "Document"),), ())))
    lines = data["nodes"][0]["label"].split("\n")
    assert data["nodes"][0]["name"] == long
    assert "".join(lines) == long[:39] + "…"
    assert all(len(line) <= 12 for line in lines)
    assert not any(line[0] in "，。、；：）》」" or line[-1] in "（《「" for line in lines)
    assert any("2024" in line for line in lines)


def test_cap_keeps_the_best_connected_and_says_what_was_cut() -> None:
    diagram = star(50)
    assert cap(diagram, 50) is diagram
    less = cap(diagram, 10)
    assert len(less.nodes) == 10
    assert less.nodes[0].id == "n0"
    assert len(less.edges) == 9
    assert less.note == "共 50 个节点，图中只画出联系最多的 10 个；略去 40 个节点、40 条关系。"
    assert less.note in render_html(less)


def test_cap_keeps_the_focus_and_its_neighbours() -> None:
    base = star(50)
    far = (Node("f", "焦点", "Agency"), Node("g", "邻居", "Agency"))
    diagram = Diagram("图", (*base.nodes, *far), (*base.edges, Edge("fg", "f", "g", "k", "联系")), note="注。")
    less = cap(diagram, 5, focus="f")
    assert {"f", "g", "n0"} <= {node.id for node in less.nodes}
    assert less.note.startswith("注。 共 52 个节点")
    with pytest.raises(GraphError, match="nowhere"):
        cap(diagram, 5, focus="nowhere")
    with pytest.raises(OptionError):
        cap(diagram, 0)


def test_malformed_diagrams_are_refused() -> None:
    node = Node("a", "甲", "Agency")
    with pytest.raises(GraphError, match="ends at a node"):
        render_html(Diagram("x", (node,), (Edge("e", "a", "b", "k", "l"),)))
    with pytest.raises(GraphError, match="twice"):
        render_html(Diagram("x", (node, node), ()))
    with pytest.raises(OptionError, match="colour"):
        render_html(Diagram("x", (Node("a", "甲", "Agency", color="url(//x)"),), ()))
    with pytest.raises(OptionError, match="layout"):
        render_html(Diagram("x", (), (), layout="round"))
    with pytest.raises(OptionError, match="theme"):
        render_html(Diagram("x", (), ()), theme="blue")


def test_write_is_utf8_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "图.html"
    path.write_text("old", encoding="utf-8")
    assert write_html(small(title="应急\udce5局"), path) == path
    assert path.read_bytes().decode("utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.iterdir()] == ["图.html"]
    with pytest.raises(GraphError):
        write_html(Diagram("x", (), (Edge("e", "a", "b", "k", "l"),)), path)
    assert path.stat().st_size > 100_000


def test_large_network_is_laid_out_without_scipy() -> None:
    data = payload(render_html(star(600)))
    assert not data["movable"]
    assert not data["roomy"]
    assert len({(n["x"], n["y"]) for n in data["nodes"]}) > 590


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with web.browser() as running:
        yield running


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["network", "hierarchy", "many", "empty"])
def test_page_draws_without_network_or_complaint(chromium: Browser, tmp_path: Path, name: str, dark: bool) -> None:
    diagram = {"many": star(250), "empty": Diagram("空", (), ())}.get(name) or small(layout=name)
    with web.opened(chromium, write_html(diagram, tmp_path / "d.html"), dark=dark) as shown:
        shown.page.wait_for_timeout(150)
        assert shown.problems == []
        assert len(shown.requests) == 1
        colours = shown.page.evaluate(
            """() => { const c = document.querySelector('#drawing canvas');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const seen = new Set();
            for (let i = 0; i < d.length; i += 4) if (d[i + 3]) seen.add(d[i] + ',' + d[i+1] + ',' + d[i+2]);
            return seen.size; }"""
        )
        assert colours > 20 or name == "empty"
        ground = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(21, 24, 29)" if dark else "rgb(255, 255, 255)")
        if diagram.note:
            assert shown.page.locator("#note").inner_text() == diagram.note
        shown.page.click("#theme")
        assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") != ground


@pytest.mark.browser
def test_printed_markup_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    with web.opened(chromium, write_html(hostile(), tmp_path / "d.html")) as shown:
        page = shown.page
        for node in (EVIL, BREAKOUT, "c"):
            assert page.evaluate("id => diagram.select(id, true)", node)
        assert page.evaluate("id => diagram.selectEdge(id)", EVIL)
        assert EVIL in page.locator("#card").inner_text()
        for item in ("nodes", "edges"):
            page.evaluate(f"diagram.{item}.forEach(item => document.body.append(item.title))")
        page.fill("#search", EVIL)
        assert page.locator("#hits button").all_inner_texts() == [EVIL]
        page.click("#to-table")
        page.wait_for_timeout(150)
        assert page.locator("img").count() == 0
        assert page.evaluate("window.pwned") is None
        assert EVIL in page.title()
        assert shown.problems == []


def crowd(size: int) -> Diagram:
    """A dense network: everybody has a relation with the first eight, and with some others."""
    nodes = tuple(Node(f"n{i}", f"第{i}号局", "Agency") for i in range(size))
    pairs = {(i, j) for i in range(size) for j in (*range(8), (7 * i + 3) % size) if j < i}
    edges = tuple(Edge(f"{i}-{j}", f"n{i}", f"n{j}", "partner", "", directed=False) for i, j in sorted(pairs))
    return Diagram("密", nodes, edges)


WRITTEN = """() => new Promise((done) => {
    const said = new Set(), own = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { said.add(text); return own.call(this, text, ...rest); };
    diagram.network.once('afterDrawing', () => setTimeout(() => {
        CanvasRenderingContext2D.prototype.fillText = own; done([...said]); }, 50));
    diagram.network.redraw(); })"""
IN_SIGHT = """() => { const low = diagram.network.DOMtoCanvas({x: 0, y: 0}), box = document.querySelector('#drawing');
    const high = diagram.network.DOMtoCanvas({x: box.clientWidth, y: box.clientHeight});
    return diagram.nodes.getIds().filter((id) => { const at = diagram.network.getPosition(id);
        return at.x > low.x && at.x < high.x && at.y > low.y && at.y < high.y; }); }"""


@pytest.mark.browser
def test_hubs_have_their_names_and_near_by_all_have(chromium: Browser, tmp_path: Path) -> None:
    with web.opened(chromium, write_html(crowd(260), tmp_path / "d.html")) as shown:
        page = shown.page
        hubs = {f"第{i}号局" for i in range(8)}
        assert len(hubs & set(page.evaluate(WRITTEN))) >= 6  # they may lie too near each other
        page.evaluate("diagram.network.moveTo({position: diagram.network.getPosition('n0'), scale: 4})")
        page.wait_for_timeout(200)
        near = page.evaluate(IN_SIGHT)
        assert 1 <= len(near) <= 60
        assert {f"第{name[1:]}号局" for name in near} <= set(page.evaluate(WRITTEN))
        assert shown.problems == []


@pytest.mark.browser
def test_hover_shows_the_quote_as_text(chromium: Browser, tmp_path: Path) -> None:
    diagram = Diagram("一", (Node("a", "甲局", "Agency", title=f"甲局\n{EVIL}"),), ())
    with web.opened(chromium, write_html(diagram, tmp_path / "d.html")) as shown:
        page = shown.page
        spot = page.evaluate("diagram.network.canvasToDOM(diagram.network.getPosition('a'))")
        box = page.locator("#drawing").bounding_box()
        assert box
        page.mouse.move(box["x"] + spot["x"] - 60, box["y"] + spot["y"] - 60)
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"], steps=5)
        tip = page.locator("div.vis-tooltip")
        tip.wait_for(state="visible", timeout=5000)
        assert tip.inner_text() == f"甲局\n{EVIL}"
        assert page.evaluate("window.pwned") is None


@pytest.mark.browser
def test_click_search_card_filter_and_table(chromium: Browser, tmp_path: Path) -> None:
    with web.opened(chromium, write_html(small(), tmp_path / "d.html")) as shown:
        page = shown.page
        page.fill("#search", "应急 管理")
        assert page.locator("#hits button").all_inner_texts() == ["淄川区应急管理局"]
        page.fill("#search", "没有的名字")
        assert "没有找到" in page.locator("#hits").inner_text()
        page.fill("#search", "")

        spot = page.evaluate("diagram.network.canvasToDOM(diagram.network.getPosition('a1'))")
        page.locator("#drawing").click(position=spot)
        page.locator("#card").wait_for(state="visible")
        card = page.locator("#card").inner_text()
        assert "淄川区应急管理局" in card
        assert "层级" in card
        assert "区县" in card
        assert "牵头 →（2）" in card
        assert "← 交由（1）" in card
        lit = page.evaluate("diagram.nodes.get().filter(n => n.opacity === 1).map(n => n.id)")
        assert sorted(lit) == ["a1", "t1", "t2"]

        page.click("#to-table")
        assert page.locator("tbody tr").count() == 7
        first = page.locator("tbody tr").first.locator("td").all_inner_texts()
        assert first[:3] == ["淄川区应急管理局", "牵头", "编制自然灾害综合风险普查成果图集"]
        assert "川政办发〔2024〕3号" in first[3]
        page.locator('#filters input[value="supports"]').uncheck()
        assert page.locator("tbody tr").count() == 5
        assert "共 7 条" in page.locator("#count").inner_text()
        page.locator("tbody button").first.click()
        assert page.locator("#table").is_hidden()
        hidden = page.evaluate("diagram.edges.get().filter(e => e.hidden).map(e => e.id)")
        assert hidden == ["e2", "e4"]
        assert page.locator("#legend li").count() == 3
        assert page.locator("#filters li").count() == 5


@pytest.mark.browser
def test_parallel_relations_are_each_visible(chromium: Browser, tmp_path: Path) -> None:
    with web.opened(chromium, write_html(small(), tmp_path / "d.html")) as shown:
        middles = shown.page.evaluate(
            """() => ['e1', 'e2', 'e3'].map(id => {
            const p = diagram.network.body.edges[id].edgeType.getPoint(0.5); return [p.x, p.y]; })"""
        )
        for i, a in enumerate(middles):
            for b in middles[i + 1 :]:
                assert abs(a[0] - b[0]) + abs(a[1] - b[1]) > 6


@pytest.mark.browser
def test_chinese_is_not_drawn_as_boxes(chromium: Browser, tmp_path: Path) -> None:
    listed = shutil.which("fc-list")
    fonts = listed and subprocess.run([listed, ":lang=zh-cn"], capture_output=True, check=False).stdout.strip()
    if not fonts:
        pytest.skip("No Chinese font is installed.")

    def picture(label: str) -> bytes:
        diagram = Diagram("字", (Node("a", label, "Agency", "机构", "#0072B2"),), ())
        with web.opened(chromium, write_html(diagram, tmp_path / "d.html")) as shown:
            shown.page.wait_for_timeout(150)
            result: bytes = shown.page.locator("#drawing").screenshot()
            return result

    assert picture("淄局") == picture("淄局")
    assert picture("淄局") != picture("应急")


@pytest.mark.browser
def test_physics_is_off_until_asked_for(chromium: Browser, tmp_path: Path) -> None:
    with web.opened(chromium, write_html(small(), tmp_path / "d.html")) as shown:
        page = shown.page
        before = page.evaluate("diagram.network.getPositions()")
        page.wait_for_timeout(200)
        assert page.evaluate("diagram.network.getPositions()") == before
        page.click("#physics")
        page.wait_for_timeout(400)
        assert page.evaluate("diagram.network.getPositions()") != before
    with web.opened(chromium, write_html(star(250), tmp_path / "e.html")) as shown:
        assert shown.page.locator("#physics").is_hidden()
