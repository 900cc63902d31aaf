"""The pages as files: links lead to files that are there, nothing runs or refers outside, only ours is replaced."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from tests.web.site import EVIL, hostile_graph
from tests.web.test_pages import Page
from zhize.api import OpenGraph
from zhize.api import open as open_graph
from zhize.cli import app
from zhize.errors import GraphError
from zhize.web.addresses import file_name
from zhize.web.shelf import Shelf
from zhize.web.site import write_site


@pytest.fixture(scope="module")
def site(sample_graph: OpenGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("web") / "site"
    report = write_site(Shelf(sample_graph), out)
    assert report.pages == len(list(out.rglob("*.html")))
    return out


def check(out: Path) -> None:
    """All links of all pages lead to files and places that are there; nothing runs, nothing is outside."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in out.rglob("*.html")}
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
            if place and not place.startswith("w"):  # words within a statement are found by the script
                assert unquote(place) in pages[out / target.relative_to(out.resolve())].ids, (path, link)


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
