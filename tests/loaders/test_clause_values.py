"""The values that a clause names: every kind as it is printed, with its own place, and what is no value."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, read
from zhize.loaders.statements.clause_values import values_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031年5月底前补助每户300元。", {"moment": ["2031年5月底前"], "amount": ["300元"]}),
        ("受理后5个工作日内办结。", {"duration": ["5个工作日"]}),
        ("茶园面积达到1200亩，成活率不低于95%。", {"percent": ["95%"], "count": ["1200亩"]}),
        ("新建茶亭8处。", {"count": ["8处"]}),
        ("2031年起施行。", {"moment": ["2031年起"]}),
        ("茶事办公室地址：青石路1号。", {"place": ["青石路1号"]}),
        ("组长由王建国担任。", {"person": ["王建国"]}),
        ("姓名：王建国；单位：茶场", {"person": ["王建国"]}),
        ("依照《茶山保护办法》（青政发〔2031〕3号）执行。", {"citation": ["《茶山保护办法》（青政发〔2031〕3号）"]}),
        ("咨询电话：0771-5550101。", {"contact": ["0771-5550101"]}),
        ("进一步统一认识，同一家庭不重复申请。", {}),
        ("依法加强管理。", {}),
    ],
)
def test_values(text: str, expected: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for named in values_of(text, []):
        assert text[named.value.start : named.value.end] == named.value.text
        found.setdefault(named.kind, []).append(named.value.text)
    assert found == expected


def test_a_clause_holds_its_values_with_their_places() -> None:
    text = notice("一、管护\n\n区水利局每年6月底前巡查水库3次，区财政局补助2万元。\n")
    result = read(text)
    values = {
        (s.predicate, s.object): s.evidence
        for s in result.statements
        if str(s.subject).startswith("clause:") and s.predicate not in ("text", "item", "clause_in")
    }
    for kind, value in (
        ("moment", "每年6月底前"),
        ("count", "3次"),
        ("amount", "2万元"),
        ("body", "区水利局"),
        ("body", "区财政局"),
    ):
        place = values[kind, value]
        assert text[place.start : place.end] == value


def test_the_values_of_a_row_are_those_of_its_cells() -> None:
    result = read(notice("标准如下：\n\n对象\t标准\n甲类\t每月100元\n"))
    assert any(s.predicate == "amount" and s.object == "100元" for s in result.statements)
