"""The pages as files: links lead to files that are there, nothing runs or refers outside, only ours is replaced."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

import zhize
from tests.web.site import EVIL, HOSTILE, hostile_graph
from tests.web.test_pages import Page
from zhize.api import OpenGraph
from zhize.api import open as open_graph
from zhize.cli import app
from zhize.errors import GraphError
from zhize.web.addresses import DAY, ServerAddresses, file_name
from zhize.web.shelf import Shelf
from zhize.web.site import write_site


@pytest.fixture(scope="module")
def site(sample_graph: OpenGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("web") / "site"
    report = write_site(Shelf(sample_graph), out)
    assert report.pages == len(list(out.rglob("*.html")))
    return out


HEAVY = 150_000
"""No page has so many bytes."""


def check(out: Path) -> None:
    """All links of all pages lead to files and places that are there; nothing runs, nothing is outside or heavy."""
    texts = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    pages = {path: Page(text) for path, text in texts.items()}
    offsets = {path: [int(o) for o in re.findall(r' data-o="(\d+)"', text)] for path, text in texts.items()}
    assert max(path.stat().st_size for path in texts) < HEAVY
    for path, page in pages.items():
        assert page.runs == [], path
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            if link == "data:,":
                continue
            where, _, place = link.partition("#")
            target = (path.parent / unquote(where)).resolve() if where else path.resolve()
            assert target.is_file(), (path, link)
            assert target.is_relative_to(out.resolve())
            if place.startswith("w"):  # the script finds the words, on the page that they stand on
                at = int(place[1:].partition("-")[0])
                assert not target.suffixes[1:] or offsets[target][0] <= at, (path, link)
                after = offsets.get(page_after(target))
                assert not after or at < after[0], (path, link)
            elif place:
                assert unquote(place) in pages[out / target.relative_to(out.resolve())].ids, (path, link)


def page_after(path: Path) -> Path:
    """The file of the next page of a document's print."""
    name, _, number = path.stem.partition(".")
    return path.with_name(f"{name}.{int(number or 1) + 1}.html")


def test_a_long_print_is_several_pages(tmp_path: Path) -> None:
    """Each source leads to the page that its words stand on; the outline and the pages lead from one to the other."""
    items = [f"（{n}）第{n}批雨水篦子清掏，由区应急局负责，{'逐一登记，' * 12}年底前完成。" for n in range(1, 400)]
    (tmp_path / "长.txt").write_text(
        HOSTILE.replace("一、总体要求", "一、任务分工\n\n" + "\n\n".join(items) + "\n\n二、总体要求"), encoding="utf-8"
    )
    zhize.build(tmp_path / "长.txt", tmp_path / "kg", jobs=1)
    told: list[tuple[int, int]] = []
    write_site(Shelf(open_graph(tmp_path / "kg")), tmp_path / "site", lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert all(done <= of for done, of in told)
    check(tmp_path / "site")
    (second,) = (tmp_path / "site/document").glob("*.2.html")
    text = second.read_text(encoding="utf-8")
    assert "第399批" not in (tmp_path / "site/document" / second.name.replace(".2", "")).read_text(encoding="utf-8")
    assert 'aria-current="page">2</a>' in text
    assert f'href="../document/{second.name.replace(".2", "")}#parts"' in text
    assert page_after(second).is_file()
    tasks = (tmp_path / "site/tasks.html").read_text(encoding="utf-8")
    assert f"document/{second.name}#w" in tasks + (tmp_path / "site/tasks-2.html").read_text(encoding="utf-8")


def test_all_links_lead_to_files(site: Path) -> None:
    check(site)
    assert {p.name for p in site.iterdir()} >= {"index.html", "tasks.html", "document", "agency", "static"}


def test_hostile_papers_are_only_text(tmp_path: Path) -> None:
    graph = open_graph(hostile_graph(tmp_path))
    write_site(Shelf(graph), tmp_path / "site")
    check(tmp_path / "site")
    index = (tmp_path / "site/static/index.js").read_text(encoding="utf-8")
    data = json.loads(index.removeprefix("window.zhizeIndex = ").rstrip(";\n"))
    assert any(EVIL in clause[3] for clause in data["clauses"])


def test_the_index_knows_every_clause(site: Path, sample_graph: OpenGraph) -> None:
    data = json.loads(
        (site / "static/index.js").read_text(encoding="utf-8").removeprefix("window.zhizeIndex = ").rstrip(";\n")
    )
    long = [c for c in sample_graph.kg.nodes("Clause") if len(sample_graph.kg.text(c, "text")) > 1]
    assert len(data["clauses"]) == len(long)
    assert all((site / unquote(head[2])).is_file() for head in data["documents"])


def test_a_site_is_written_again_the_same(site: Path, sample_graph: OpenGraph, tmp_path: Path) -> None:
    write_site(Shelf(sample_graph), tmp_path / "again")
    for path in site.rglob("*"):
        if path.is_file():
            assert (tmp_path / "again" / path.relative_to(site)).read_bytes() == path.read_bytes()
    (tmp_path / "again/mine.txt").write_text("mine")
    mark = json.loads((tmp_path / "again/zhize-site.json").read_text(encoding="utf-8"))
    (tmp_path / "again/agency/old.html").write_text("old")
    mark["files"] += ["agency/old.html", "../outside.txt"]
    (tmp_path / "again/zhize-site.json").write_text(json.dumps(mark), encoding="utf-8")
    (tmp_path / "outside.txt").write_text("outside")
    write_site(Shelf(sample_graph), tmp_path / "again")
    assert not (tmp_path / "again/agency/old.html").exists()
    assert (tmp_path / "again/mine.txt").exists()
    assert (tmp_path / "outside.txt").exists()


def test_a_folder_of_something_else_is_refused(sample_graph: OpenGraph, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(GraphError, match="Give another folder"):
        write_site(Shelf(sample_graph), tmp_path)
    done = CliRunner().invoke(app, ["site", str(sample_graph.path), "-o", str(tmp_path / "mine.txt")])
    assert isinstance(done.exception, GraphError)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "node", ["agency:x/../../y", "person:" + "长" * 300, "agency:CON", "region:a b", 'body:<>:"|?*', "agency:."]
)
def test_names_of_files_are_safe(node: str) -> None:
    name = file_name(node)
    assert 0 < len(name.encode()) < 200
    assert not set(name) & set('/\\<>:"|?* .')
    assert file_name(node) != file_name(node + "x")


def test_a_page_of_a_print_keeps_the_day() -> None:
    token = DAY.set("2024-01-31")
    try:
        assert ServerAddresses("/z").sheet("document:甲", 2, "a b.txt") == (
            "/z/document/%E7%94%B2?as_of=2024-01-31&file=a+b.txt&page=2"
        )
    finally:
        DAY.reset(token)
