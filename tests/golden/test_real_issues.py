"""The four real issues split into exactly their formal documents."""

from __future__ import annotations

import pytest

from zhize.api import OpenGraph

ISSUES = {
    "zichuan-2023-3.txt": (10, 1),
    "zhoucun-2021-9.txt": (2, 0),
    "zibo-2021-4.txt": (13, 1),
    "zibo-2023-7.txt": (6, 0),
}


@pytest.mark.real
@pytest.mark.parametrize("file", sorted(ISSUES))
def test_an_issue_holds_its_documents(real_graph: OpenGraph, file: str) -> None:
    documents = real_graph.documents()
    mine = documents[[source["file"] == file for source in documents["source"]]]
    count, unnumbered = ISSUES[file]
    assert len(mine) == count
    assert mine["number"].isna().sum() == unnumbered
    assert mine["date"].notna().all()
    assert mine["issuer"].notna().all()
    assert {g["issue"] for g in mine["gazette"]} == {int(file.split("-")[2].split(".")[0])}


@pytest.mark.real
def test_every_quote_of_the_real_issues_is_in_the_print(real_graph: OpenGraph, shared: object) -> None:
    from pathlib import Path

    import regex

    texts = {p.name: p.read_text(encoding="utf-8") for p in (Path(str(shared)) / "gazettes").glob("*.txt")}
    for fact in real_graph.facts:
        e = fact.evidence
        printed = regex.sub(r"[^\p{Han}]", "", texts[e.file][e.start : e.end])
        quote = regex.sub(r"[^\p{Han}]", "", e.quote)
        # the print between the offsets may hold page heads that the quote leaves out, never the other way round
        assert len(quote) <= len(printed), fact
        assert (quote[:1], quote[-1:]) == (printed[:1], printed[-1:]), fact
