"""The text of files in the store: words that evidence cites are found again in it, for every kind of file."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhize
from zhize.api import OpenGraph
from zhize.graph.model.prints import packed_print, print_bytes, unpacked_print, unpacked_rest, without_rest
from zhize.loaders.files.html import html_text
from zhize.loaders.files.traced_text import TracedText


def squeezed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def test_words_of_facts_stand_where_they_say(sample_graph: OpenGraph) -> None:
    seen = set()
    for fact in sample_graph.facts:
        where = fact.evidence
        if where in seen or where.file.endswith(".pdf"):
            continue
        seen.add(where)
        text = sample_graph.reader.print_of(where.file)
        assert text is not None
        a, b = text.span(where.start, where.end)
        assert squeezed(where.quote)[:4] in squeezed(text.text[a:b]), where
    assert len({where.file for where in seen}) >= 4


def test_marks_of_html_are_left_out() -> None:
    source = "<p>责任<b>单位</b></p><p>区应急局</p>"
    traced = html_text(source)
    text = unpacked_print(packed_print(print_bytes(traced.text, traced.starts), b"more"))
    assert text is not None
    a, b = text.span(source.index("单位"), source.index("单位") + 2)
    assert text.text[a:b] == "单位"
    assert text.span(0, 3) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.text("甲乙丙丁\n", max_size=5)), max_size=8), st.data())
def test_spans_agree_with_the_map(pieces: list[tuple[int, str]], data: st.DataObject) -> None:
    parts, at = [], 0
    for gap, piece in pieces:
        whole = TracedText.identity("x" * (at + gap) + piece)
        parts.append(whole[at + gap :])
        at += gap + len(piece)
    traced = TracedText.join(parts)
    text = unpacked_print(packed_print(print_bytes(traced.text, traced.starts), b"more"))
    assert text is not None
    start = data.draw(st.integers(0, at))
    end = data.draw(st.integers(start, at))
    wanted = [i for i, offset in enumerate(traced.starts) if start <= offset < end]
    a, b = text.span(start, end)
    assert list(range(a, b)) == wanted


@pytest.mark.parametrize("data", [b"", b"no print", packed_print(print_bytes("责任单位", range(4)))[:40]], ids=len)
def test_what_is_damaged_is_no_print(data: bytes) -> None:
    assert unpacked_print(data) is None


def test_what_was_read_stands_behind_the_print() -> None:
    data = packed_print(print_bytes("责任单位", range(4)), b"the rest")
    assert unpacked_rest(data) == b"the rest"
    alone = without_rest(data)
    text = unpacked_print(alone)
    assert (text and text.text, unpacked_rest(alone)) == ("责任单位", b"")
    assert without_rest(b"no print") == without_rest(b"") == b""


def test_a_lone_half_of_a_pair_keeps_its_place() -> None:
    text = unpacked_print(packed_print(print_bytes("甲\ud800乙", [0, 1, 2])))
    assert text is not None
    assert text.text == "甲?乙"


def test_the_print_stays_when_a_file_is_not_read_again(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    paper = "云州市青石区人民政府关于做好防汛的通知\n\n青政发〔2024〕1号\n\n一、清掏雨水篦子。（牵头单位：区应急局）\n"
    (papers / "a.txt").write_text(paper, encoding="utf-8")
    zhize.build(papers, tmp_path / "kg", jobs=1)
    (papers / "a.txt").rename(papers / "b.txt")
    (papers / "c.txt").write_text(paper.replace("1号", "2号"), encoding="utf-8")
    report = zhize.build(papers, tmp_path / "kg", jobs=1)
    assert report.read == 1
    with_text = zhize.open(tmp_path / "kg").reader
    found = [with_text.print_of(name) for name in ("b.txt", "c.txt")]
    assert [text and "清掏雨水篦子" in text.text for text in found] == [True, True]
    assert with_text.print_of("a.txt") is None
