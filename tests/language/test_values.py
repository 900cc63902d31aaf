"""Values in texts: amounts, shares, lengths of time, counts, moments, ways to reach somebody, places."""

from __future__ import annotations

import pytest

from zhize.graph.language import amounts, contacts, counts, durations, moments, percentages, places
from zhize.graph.language.values import number_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区级财政每台补助5万元", ["5万元"]),
        ("处五千元以上二万元以下罚款", ["五千元以上二万元以下"]),
        ("并处骗取金额二倍以上五倍以下罚款", ["二倍以上五倍以下"]),
        ("每人每月1848元，限额2万元", ["1848元", "2万元"]),
        ("产值三年翻一番，利润翻了两番", ["翻一番", "翻了两番"]),
        ("公元前的单元楼，种植三轮番茄", []),
    ],
)
def test_amounts(text: str, expected: list[str]) -> None:
    assert [v.text for v in amounts.find(text)] == expected


@pytest.mark.parametrize(("text", "times"), [("翻番", "2倍"), ("翻一番", "2倍"), ("翻两番", "4倍"), ("翻三番", "8倍")])
def test_doublings_are_times(text: str, times: str) -> None:
    assert [v.normalised for v in amounts.find(text)] == [times]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按100%救助，低保对象按百分之七十", ["100%", "70%"]),
        ("提高3个百分点", ["3个百分点"]),
        ("成立专班", []),
    ],
)
def test_percentages(text: str, expected: list[str]) -> None:
    assert [v.normalised for v in percentages.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在5个工作日内完成初审，出院后90日内申请", ["5个工作日", "90日"]),
        ("有效期三年，2024年4月1日起施行", ["三年"]),
        ("全体会议每年召开一次", ["每年召开一次"]),
        ("2024年第3期", []),
    ],
)
def test_durations(text: str, expected: list[str]) -> None:
    assert [v.text for v in durations.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建口袋公园8处，每处不少于500平方米", ["8处", "500平方米"]),
        ("培训900人次，第75次会议", ["900人次"]),
        ("同一家庭只能申请一次", ["一次"]),
        ("办理时限5个工作日", []),
    ],
)
def test_counts(text: str, expected: list[str]) -> None:
    assert [v.text for v in counts.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年10月底前完成，自2025年4月1日起施行", ["2024年10月底前", "2025年4月1日起"]),
        ("8月15日前报送，年内建成", ["8月15日前", "年内"]),
        ("本办法自印发之日起施行", ["自印发之日起"]),
        ("《2023年工作要点》（青政办发〔2024〕3号）", []),
    ],
)
def test_moments(text: str, expected: list[str]) -> None:
    assert [v.text for v in moments.find(text)] == expected


def test_clocks() -> None:
    assert [v.text for v in moments.clocks("每日7时至20时禁行，下午1:30-4:30受理")] == ["7时至20时", "下午1:30-4:30"]


def test_contacts() -> None:
    text = "咨询电话：6120033，邮箱：zwgk@example.cn，2024年1月5日，0771-5885239"
    assert [v.text for v in contacts.find(text)] == ["6120033", "zwgk@example.cn", "0771-5885239"]


def test_places() -> None:
    assert [v.text for v in places.find("办公室设在区应急局，地址：青石路1号。")] == ["区应急局", "青石路1号"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十五", 25), ("1.2万", 12000), ("三百余", 300), ("一千零二十四", 1024), ("十万", 100000), ("若干", None)],
)
def test_numbers(text: str, number: float | None) -> None:
    assert number_of(text) == number
