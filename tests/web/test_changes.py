"""The page and the feed of changes: after a build that changed something, and after one that made the graph."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import zhize
from tests.web.site import HOSTILE, client

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_page_and_the_feed_tell_what_the_last_build_changed(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text(HOSTILE, encoding="utf-8")
    zhize.build(papers, tmp_path / "kg", jobs=1)
    with client(tmp_path / "kg", sparql=False) as web:
        assert "没有以前的状态可比" in web.get("/changes").text
        empty = ElementTree.fromstring(web.get("/changes.atom").content)
        assert empty.findall(f"{ATOM}entry") == []
        (papers / "a.txt").write_text(HOSTILE.replace("牵头单位：区应急局", "牵头单位：区城市管理局"), encoding="utf-8")
        zhize.build(papers, tmp_path / "kg", jobs=1)
        page = web.get("/changes").text
        assert "区城市管理局" in page
        assert "<script>window.hit" not in page
        assert "区城市管理局" in web.get("/changes?aspect=leads").text
        assert web.get("/changes?aspect=x").status_code == 400
        assert web.get("/api/changes").json()["rows"]
        assert web.get("/changes.xlsx").content[:2] == b"PK"
        answer = web.get("/changes.atom")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        entry = ElementTree.fromstring(answer.content).find(f"{ATOM}entry")
        assert entry is not None
        assert "区应急局 → 区城市管理局" in (entry.findtext(f"{ATOM}summary") or "")
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{ATOM}id") or "")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert web.get(link.attrib["href"]).status_code == 200
