"""Pictures on paper: over as many sheets as their type needs, no box cut, and in large networks no name over a circle."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdfium2 import PdfDocument

from tests import browser as web
from tests.graph.test_diagram import crowd
from zhize.api import OpenGraph
from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures import chart_page
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node, write_html
from zhize.graph.views.pictures.layout import lay_out
from zhize.graph.views.pictures.networks import agency_view
from zhize.graph.views.pictures.orgchart import body_view
from zhize.graph.views.pictures.picture import DiagramPicture, Picture
from zhize.graph.views.pictures.sheets import LARGEST, READABLE, TALL, WIDE, extent_of, sheets
from zhize.graph.views.reports.content import Part, Report
from zhize.graph.views.reports.word import word_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def chromium() -> Any:
    with web.browser() as running:
        yield running


def _facts(rows: list[tuple[str, str, str]]) -> KnowledgeGraph:
    """A graph of these statements, printed one after another."""
    where: dict[str, Any] = {"document": "document:d", "section": (), "rule": "made"}
    return KnowledgeGraph(
        Fact(id=f"f{n}", subject=s, predicate=p, object=o, evidence=Evidence("a.md", n, n + 1, "行"), **where)
        for n, (s, p, o) in enumerate(rows)
    )


def _command(groups: int, members: int) -> KnowledgeGraph:
    """A command with groups; the first has many members."""
    rows = [("body:b", "name", "某某指挥部"), ("body:b", "kind", "command")]
    for n in range(groups):
        rows += [(f"body:{n}", "name", f"第{n}工作组"), (f"body:{n}", "kind", "working_group")]
        rows.append((f"body:{n}", "within_body", "body:b"))
        for k in range(members if n == 0 else 2):
            agency = f"agency:{n}-{k}"
            rows += [
                (agency, "name", f"第{n}{k}管理局"),
                (agency, "kind", "department"),
                (f"body:{n}", "member", agency),
            ]
    return _facts(rows)


def _boxes(diagram: Diagram) -> dict[str, tuple[float, float]]:
    at = lay_out(diagram)
    return {key: (y - at.boxes[key][1] / 2, y + at.boxes[key][1] / 2) for key, (_, y) in at.places.items()}


def test_a_chart_of_many_groups_is_printed_in_type_that_can_be_read() -> None:
    diagram = body_view(_command(14, 16), "body:b")
    at = lay_out(diagram)
    left, _, right, _ = extent_of(diagram, at)
    assert WIDE / (right - left) >= READABLE
    parts = sheets(diagram, at)
    assert len(parts) > 1
    assert all((bottom - top) * READABLE <= TALL + 1 for top, bottom in parts)
    for high, low in _boxes(diagram).values():
        assert any(top <= high and low <= bottom for top, bottom in parts)


def test_a_group_with_many_members_takes_several_columns() -> None:
    boxes = _boxes(body_view(_command(3, 24), "body:b"))
    members = {boxes[key] for key in boxes if key.startswith("agency:0-")}
    assert len(members) <= 12  # rows


def test_a_small_chart_has_one_sheet() -> None:
    diagram = body_view(_command(3, 2), "body:b")
    assert len(sheets(diagram, lay_out(diagram))) == 1
    assert LARGEST > READABLE


def test_a_box_that_the_end_of_a_sheet_would_cut_is_whole_on_the_next() -> None:
    """Two columns whose boxes stand so that no line leads between them."""
    nodes = tuple(
        Node(f"{side}{n}", "某某局", "Agency", place=(x, 100 * n + up), wide=200)
        for side, x, up in (("a", 0, 0), ("b", 300, 50))
        for n in range(40)
    )
    tall = tuple(Node(n.id, "长" * 80, n.kind, place=n.place, wide=320 if n.wide else 0) for n in nodes)
    diagram = Diagram("板", tall, (), "board")
    parts = sheets(diagram, lay_out(diagram))
    assert len(parts) > 3
    for high, low in _boxes(diagram).values():
        assert any(top <= high and low <= bottom for top, bottom in parts)


def test_actions_stand_under_their_levels_the_highest_first() -> None:
    rows = [("agency:a", "name", "某局"), ("agency:a", "kind", "department")]
    for rank, name in ((4, "Ⅳ级响应"), (2, "Ⅱ级响应"), (3, "Ⅲ级响应")):
        rows += [(f"response:{rank}", "name", name), (f"response:{rank}", "rank", str(rank))]
        rows.append((f"response:{rank}", "kind", "响应"))
        for k in (1, 2):
            action = f"action:{rank}{k}"
            rows += [(action, "text", f"做第{rank}{k}件事"), (action, "action_of", f"response:{rank}")]
            rows.append(("agency:a", "acts", action))
    rows += [("step:1", "title", "受理"), ("step:1", "procedure", "办理流程"), ("step:1", "position", "1")]
    rows.append(("agency:a", "acts", "step:1"))
    diagram = agency_view(_facts(rows), "agency:a")
    labels = [frame.label for frame in sorted(diagram.frames, key=lambda frame: frame.y)]
    assert [label.partition("：")[0] for label in labels] == ["Ⅱ级响应", "Ⅲ级响应", "Ⅳ级响应", "办理环节"]
    high = {node.label: (node.place or (0, 0))[1] for node in diagram.nodes}
    assert high["做第21件事"] < high["做第22件事"] < high["做第31件事"] < high["做第42件事"] < high["受理"]


def test_a_long_chart_is_several_pictures_in_a_report() -> None:
    chart = body_view(_command(14, 16), "body:b")
    parts = DiagramPicture(chart).sheets(253, 148)
    assert len(parts) > 1
    shown = [part.spec()["datasets"] for part in parts]
    assert sum(len(data["nodes"]) for data in shown) >= len(chart.nodes)
    assert {row["label"] for data in shown for row in data["names"]} == {
        "\n".join(lines) for lines in lay_out(chart).labels.values()
    }
    assert [bool(data["legend"]) for data in shown] == [False] * (len(parts) - 1) + [True]
    from docx import Document

    report = Report("某某指挥部", "", (Part("组织结构图", chart=chart, wide=True),), ())
    assert len(Document(io.BytesIO(word_bytes(report))).inline_shapes) == len(parts)


def test_the_script_of_charts_is_bundled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    monkeypatch.setenv("ZHIZE_CACHE", str(tmp_path))
    made = chart_page._vega.__wrapped__()
    with monkeypatch.context() as patch:
        patch.setattr(vl_convert, "javascript_bundle", None)  # is not called again
        assert chart_page._vega.__wrapped__() == made
    kept = next((tmp_path / "charts").iterdir())
    kept.write_bytes(kept.read_bytes()[:-9])
    assert chart_page._vega.__wrapped__() == made  # one that is not whole is made anew
    monkeypatch.setenv("ZHIZE_CACHE", "/proc/none")
    assert chart_page._vega.__wrapped__() == made


def _printed(chromium: Browser, path: Path) -> list[str]:
    """The text of each page that comes out of the printer."""
    with web.opened(chromium, path) as shown:
        shown.page.wait_for_timeout(1500)
        data = shown.page.pdf(prefer_css_page_size=True)
        assert shown.problems == []
    pages = list(PdfDocument(data))
    assert all(round(page.get_width()) == 842 for page in pages)  # A4, which lies across
    return [page.get_textpage().get_text_range() for page in pages]


@pytest.mark.browser
def test_a_board_is_printed_over_pages_with_its_title(chromium: Browser, tmp_path: Path) -> None:
    chart = body_view(_command(14, 16), "body:b")
    pages = _printed(chromium, write_html(chart, tmp_path / "d.html"))
    assert len(pages) == len(sheets(chart, lay_out(chart)))
    for n, text in enumerate(pages):
        assert f"某某指挥部：组织结构（{n + 1}/{len(pages)}）" in text
    assert all(any(f"第{n}工作组" in text for text in pages) for n in range(14))


@pytest.mark.browser
def test_a_network_that_is_large_is_printed_part_by_part(chromium: Browser, tmp_path: Path) -> None:
    nodes = tuple(Node(f"{p}-{n}", f"{p}县第{n}号局", "Agency") for p in "甲乙丙" for n in range(40))
    pairs = [(f"{p}-{n}", f"{p}-{k}") for p in "甲乙丙" for n in range(40) for k in {n // 3, n * 7 % 40} if k < n]
    edges = tuple(Edge(f"{a}|{b}", a, b, "partner", "共", directed=False) for a, b in pairs)
    pages = _printed(chromium, write_html(Diagram("网", nodes, edges), tmp_path / "d.html"))
    assert len(pages) == 3
    assert sorted(text.count("县第") for text in pages) == [40, 40, 40]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["matrix", "timeline"])
def test_a_chart_is_printed_with_its_head_on_each_page(
    chromium: Browser, sample_graph: OpenGraph, tmp_path: Path, name: str
) -> None:
    picture: Picture = sample_graph.draw_matrix() if name == "matrix" else sample_graph.draw_timeline()
    pages = _printed(chromium, picture.save(tmp_path / "p.html"))
    said = "".join(pages).replace("\n", "")
    assert picture.title in said
    assert "任务数" in said if name == "matrix" else "2024年" in pages[0]
    assert pages[-1].strip()


NAMES = """() => new Promise((done) => {
    const own = CanvasRenderingContext2D.prototype.fillText, boxes = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
        const half = this.measureText(text).width / 2;
        boxes.push([x - half, y + 1, x + half, y + parseFloat(this.font)]);
        return own.call(this, text, x, y, ...rest); };
    diagram.network.once('afterDrawing', () => setTimeout(() => {
        CanvasRenderingContext2D.prototype.fillText = own;
        done([boxes, diagram.nodes.get().map((n) => { const at = diagram.network.getPosition(n.id); return [at.x, at.y, n.size]; })]);
    }, 50));
    diagram.network.redraw(); })"""


@pytest.mark.browser
@pytest.mark.parametrize("scale", [None, 1, 3])
def test_no_name_lies_over_a_circle(chromium: Browser, tmp_path: Path, scale: float | None) -> None:
    with web.opened(chromium, write_html(crowd(160), tmp_path / "d.html")) as shown:
        if scale:
            shown.page.evaluate(
                "s => diagram.network.moveTo({position: diagram.network.getPosition('n0'), scale: s})", scale
            )
            shown.page.wait_for_timeout(200)
        names, circles = json.loads(json.dumps(shown.page.evaluate(NAMES)))
        assert len(names) > 5
        for x0, y0, x1, y1 in names:
            for x, y, size in circles:
                near = (min(max(x, x0), x1) - x, min(max(y, y0), y1) - y)
                assert near[0] ** 2 + near[1] ** 2 >= (size * 0.95) ** 2
