"""Texts that stand alone become documents; what is no official prose is refused."""

from __future__ import annotations

import pytest

from tests.loaders.reading import read, values
from zhize.graph.language.papers import is_official_prose, paper_words

RULE = "第一条 为了加强河道管理，制定本办法。\n第二条 区水利局负责河道的监督管理，有关部门应当配合。\n"


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("青石区河道管理办法\n" + RULE, "青石区河道管理办法", "办法"),
        ("# 青石区河道管理办法\n\n" + RULE, "青石区河道管理办法", "办法"),
        ("青石区河道\n管理办法\n" + RULE, "青石区河道管理办法", "办法"),
        ("附件\n青石区河道管理办法（试行）\n" + RULE, "青石区河道管理办法（试行）", "办法"),
        ("青石区防汛应急预案\n区防指职责\n区防指负责防汛工作的组织实施。\n", "青石区防汛应急预案", "预案"),
        ("青石区投资促进局\n\n工作职能\n1. 负责招商引资工作，监督管理项目的落实。\n", "青石区投资促进局", None),
        (RULE, "a", None),
    ],
)
def test_a_text_without_number_is_a_document(text: str, title: str, kind: str | None) -> None:
    result = read(text)
    assert result.error is None
    assert values(result, "title")[0] == title
    assert values(result, "kind")[:1] == ([kind] if kind else [])
    assert values(result, "number") == values(result, "issuer") == values(result, "date") == []


@pytest.mark.parametrize("text", ["春天来了，河边的柳树绿了。", "Call me Ishmael.", "目录\n第一章\n第二章"])
def test_what_is_no_official_prose_is_refused(text: str) -> None:
    assert "no official prose" in (read(text).error or "")
    assert not is_official_prose(text)


def test_texts_of_one_title_are_told_apart_by_what_they_say() -> None:
    a, b = (read("防汛应急预案\n" + RULE.replace("区水利局", name)) for name in ("市水务局", "县水利局"))
    assert a.origins[0].document != b.origins[0].document
    assert a.origins[0].document == read("防汛应急预案\n" + RULE.replace("区水利局", "市水务局")).origins[0].document


def test_the_words_of_papers_are_well_formed() -> None:
    assert "通知" in paper_words().kinds
