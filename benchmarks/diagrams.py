"""How large diagram pages are and how soon they can be used, in a headless Chromium.

Usage: python benchmarks/diagrams.py [NODES ...]    (default: 50 500 5000)

For a network of so many nodes: seconds for the layout and for the page, its size, milliseconds from opening the
page until it is drawn and answers, for a click (card, neighbours lit up), for one frame while it is dragged, for a
search; and seconds and size of the SVG.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import browser, opened  # noqa: E402
from zhize.graph.views.pictures.diagram import Diagram, Edge, Node  # noqa: E402
from zhize.graph.views.pictures.layout import lay_out  # noqa: E402
from zhize.graph.views.pictures.picture import DiagramPicture  # noqa: E402

_DRAWN = """() => new Promise(done => { const look = () => window.diagram ? requestAnimationFrame(
  () => requestAnimationFrame(() => done(performance.now()))) : setTimeout(look, 5); look(); })"""
_CLICK = """() => new Promise(done => { const start = performance.now(); diagram.select('n0', false);
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))); })"""
_DRAG = """() => new Promise(done => { let left = 20; const start = performance.now(); const step = () => {
  const at = diagram.network.getViewPosition(); diagram.network.moveTo({ position: { x: at.x + 3, y: at.y } });
  left -= 1; if (left) requestAnimationFrame(step); else done((performance.now() - start) / 20); }; step(); })"""
_SEARCH = """() => { const start = performance.now(); diagram.search('单位 1'); return performance.now() - start; }"""


def network(size: int, seed: int = 7) -> Diagram:
    """A connected network with a few hubs and two kinds of relations; hovers as long as real ones."""
    chance = random.Random(seed)
    quote = "由第一号成员单位牵头，第二号成员单位、第三号成员单位配合，2024年12月底前完成（某公报.txt 12345–12399）"
    nodes = tuple(
        Node(
            f"n{i}",
            f"第{i}号成员单位",
            "Agency",
            "机构",
            "#0072B2",
            f"第{i}号成员单位",
            (("名称", f"第{i}号成员单位"),),
        )
        for i in range(size)
    )
    edges: list[Edge] = []
    for i in range(1, size):
        edges.append(Edge(f"a{i}", f"n{i}", f"n{int(chance.random() ** 2 * i)}", "leads", "牵头", quote))
        if chance.random() < 0.6:
            edges.append(Edge(f"b{i}", f"n{i}", f"n{max(0, i - chance.randint(1, 30))}", "supports", "配合", quote))
    return Diagram("网络", nodes, tuple(edges))


def main() -> None:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:]] or [50, 500, 5000]
    print(" nodes  edges  layout s  page s  page MB  open ms  click ms  frame ms  search ms   svg s  svg MB")
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        for size in sizes:
            diagram = network(size)
            seconds = [_timed(lambda diagram=diagram: lay_out(diagram))]
            picture, path = DiagramPicture(diagram), Path(folder) / f"{size}.html"
            seconds.append(_timed(lambda picture=picture, path=path: picture.save(path)))
            with opened(chromium, path) as shown:
                ready = shown.page.evaluate(_DRAWN)
                click, frame, search = (shown.page.evaluate(script) for script in (_CLICK, _DRAG, _SEARCH))
                assert shown.problems == []
            svg = path.with_suffix(".svg")
            seconds.append(_timed(lambda picture=picture, svg=svg: picture.save(svg)))
            sizes_mb = [file.stat().st_size / 1e6 for file in (path, svg)]
            print(
                f"{size:6d} {len(diagram.edges):6d} {seconds[0]:9.2f} {seconds[1]:7.2f} {sizes_mb[0]:8.2f} {ready:8.0f} "
                f"{click:9.0f} {frame:9.0f} {search:10.1f} {seconds[2]:7.1f} {sizes_mb[1]:7.2f}",
                flush=True,
            )


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
