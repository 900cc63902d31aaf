"""Texts that stand alone become documents; what is no official prose is refused."""

from __future__ import annotations

import pytest

from tests.loaders.reading import of, read, values
from zhize.graph.language.papers import is_official_prose, paper_words
from zhize.loaders.files.html import html_text
from zhize.loaders.files.html_title import page_title
from zhize.loaders.files.source import SourceText
from zhize.loaders.pipeline import load_text

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
    assert "no official prose" in str(read(text).error)
    assert not is_official_prose(text)


def test_texts_of_one_title_are_told_apart_by_what_they_say() -> None:
    a, b = (read("防汛应急预案\n" + RULE.replace("区水利局", name)) for name in ("市水务局", "县水利局"))
    assert a.origins[0].document != b.origins[0].document
    assert a.origins[0].document == read("防汛应急预案\n" + RULE.replace("区水利局", "市水务局")).origins[0].document


def test_the_words_of_papers_are_well_formed() -> None:
    assert "通知" in paper_words().kinds


@pytest.mark.parametrize("code", ["DB99/T 12—2024", "DB99/T 12__2024", "T/QSH 3.1-2024"])
def test_the_title_of_a_standard_stands_under_its_code(code: str) -> None:
    cover = f"ICS 03.080\nCCS A 20\n青石区地方标准\n{code}\n河道保洁\n管理规范\nSpecification for rivers\n"
    result = read(
        cover + "2024-03-01发布 2024-07-01实施\n青石区市场监督管理局 发布\n\n1 范围\n本文件规定了河道保洁的要求。\n"
        "2 职责\n区水利局负责河道保洁的监督管理。\n"
    )
    assert values(result, "title")[0] == "河道保洁管理规范"
    assert values(result, "issuer") == ["青石区市场监督管理局"]
    assert values(result, "date") == ["2024-03-01"]


@pytest.mark.parametrize("issuer", ["农业农村部种植业管理司", "民政部社会事务司", "青石市民政局"])
def test_divisions_of_ministries_sign(issuer: str) -> None:
    result = read(f"关于做好示例工作的通知\n\n各有关单位：\n\n现将有关事项通知如下。\n\n{issuer}\n2024年3月1日\n")
    assert values(result, "issuer") == [issuer]


DECREE = "# 青石市人民政府令\n\n第12号\n\n{known}\n\n市长 王一\n\n2024年3月1日\n\n**青石市停车管理办法**\n\n第一条 为了规范停车管理，制定本办法。\n"


@pytest.mark.parametrize(
    ("known", "title", "kind", "instruments"),
    [
        (
            "《青石市停车管理办法》已经2024年2月1日市人民政府常务会议通过，现予公布，自2024年5月1日起施行。",
            "青石市停车管理办法",
            "办法",
            ["青石市停车管理办法"],
        ),
        (
            "现公布修订后的《青石市停车管理办法》，自2024年5月1日起施行。",
            "青石市停车管理办法",
            "办法",
            ["青石市停车管理办法"],
        ),
        (
            "《青石市停车管理办法》已经市人民政府常务会议通过，《青石市公园管理办法》已经市人民政府常务会议修订，现予公布。",
            "青石市人民政府令",
            "令",
            ["青石市停车管理办法"],
        ),
        (
            "根据《青石市停车管理办法》，决定自即日起禁止在河道内采砂。",
            "青石市人民政府令",
            "令",
            ["青石市停车管理办法"],
        ),
    ],
)
def test_a_decree_bears_the_name_of_what_it_makes_known(
    known: str, title: str, kind: str, instruments: list[str]
) -> None:
    result = read(DECREE.format(known=known))
    assert values(result, "number") == ["青石市人民政府令第12号"]
    assert values(result, "title")[0] == title
    assert values(result, "kind")[0] == kind
    assert [d["title"] for d in of(result, "plan:")] == instruments


def test_the_title_of_a_page_stands_where_its_text_has_none() -> None:
    page = "<html><head><title>{name}_政务公开</title></head><body><p>{name}是主管水务工作的部门，主要职责如下：</p>{duties}"
    duties = "<p>1、负责河道保洁的监督管理；</p><p>2、组织实施防汛工作，监督落实责任。</p>"
    for name, title in (("青石市水利局", "青石市水利局"), ("欢迎访问", "a")):
        said = page.format(name=name, duties=duties)
        result = load_text(SourceText("a.html", html_text(said), "", title=page_title(said)))
        assert values(result, "title")[:1] == [title]


def test_a_title_is_cut_from_a_text_without_line_breaks() -> None:
    text = (
        "预案.doc青石镇河口社区防汛应急预案根据《中华人民共和国防洪法》，特编制本预案。"
        + "区水利局负责防汛工作的组织实施。" * 30
    )
    assert values(read(text), "title")[0] == "青石镇河口社区防汛应急预案"
    assert values(read(text[6:]), "title")[0] == "青石镇河口社区防汛应急预案"
