"""Graphs and clients for tests of pages: the samples, and papers that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from starlette.testclient import TestClient

import zhize
from zhize.endpoint import Limits
from zhize.web.app import Settings, application
from zhize.web.serving import made
from zhize.web.shelf import Shelves
from zhize.web.workers import Workers

EVIL = "<script>window.hit=1</script>"
SLY = "\"'><img src=x onerror=window.hit=1>"
HOSTILE = f"""云州市青石区人民政府办公室
关于印发《{EVIL}防汛{SLY}工作方案》的通知

青政办发〔2024〕1号{SLY}

各镇街、各有关部门：

一、总体要求{EVIL}

清掏雨水篦子{EVIL}，6月底前完成。（牵头单位：区应急局；配合单位：区财政局、区{SLY}办公室）

巡查\x07水\x1b[31m库\u202e大坝。（责任单位：区水利局、javascript:alert(1)局）

二、工作职责

区应急局：负责{SLY}防汛组织实施。

区水利局：负责水库{EVIL}调度；{{{{ 7*7 }}}}、{{% raw %}}。

三、组织领导

成立区防汛{EVIL}指挥部，区长担任总指挥，区应急局、区水利局为成员单位。指挥部办公室设在区应急局{SLY}。

云州市青石区人民政府办公室
2024年3月1日
"""


@contextmanager
def client(folder: Path, settings: Settings | None = None, *, sparql: bool = True) -> Iterator[TestClient]:
    """A client of the server of a graph."""
    settings = settings or Settings()
    with ExitStack() as held:
        if sparql:
            app = held.enter_context(made(folder, Limits(seconds=20, at_once=1), settings))
        else:
            app = application(Shelves(folder), Workers(folder, seconds=30), settings)
        yield held.enter_context(TestClient(app, base_url="http://localhost"))


def hostile_graph(folder: Path) -> Path:
    """A graph of papers that mean harm, in text and in HTML."""
    papers = folder / "papers"
    papers.mkdir()
    (papers / f"a'{'x' * 30}&lt;.txt").write_text(HOSTILE, encoding="utf-8")
    page = "<html><body>" + "".join(f"<p>{_escaped(line)}</p>" for line in HOSTILE.split("\n")) + "</body></html>"
    (papers / "b.html").write_text(page.replace("〔2024〕1号", "〔2024〕2号"), encoding="utf-8")
    zhize.build(papers, folder / "kg", jobs=1)
    return folder / "kg"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;")
