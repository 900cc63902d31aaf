"""Numerals, dates, document numbers and issuers in all printed forms, with what they are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhize.graph.language.dates import find_dates, is_unread_date
from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.numbers import find_numbers, is_unread_number, number_of_line, numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17", 17),
        ("十七", 17),
        ("二○二一", 2021),
        ("二O二三", 2023),
        ("廿五", 25),
        ("卅", 30),
        ("一百零八", 108),
        ("一千二百", 1200),
        ("甲", 0),
        ("", 0),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize("zero", "零〇○◯0OoＯοΟ")
def test_zeros_of_dates(zero: str) -> None:
    assert [d.iso for d in find_dates(f"二{zero}二三年三月五日")] == ["2023-03-05"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023年3月5日", "2023-03-05"),
        ("2023 年 3 月 5 日", "2023-03-05"),
        ("2023年03月05日", "2023-03-05"),
        ("2023年3月5号", "2023-03-05"),
        ("2023-03-05", "2023-03-05"),
        ("2023.3.5", "2023-03-05"),
        ("2023/3/5", "2023-03-05"),
        ("二〇二三年元月五日", "2023-01-05"),
        ("二〇二三年三月廿五日", "2023-03-25"),
        ("二〇二三年三月卅日", "2023-03-30"),
        ("一九九九年十二月三十一日", "1999-12-31"),
        ("2023年2月30日", None),
        ("2023年3月", None),
        ("第1.2023.3条", None),
        ("3月5日", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert [d.iso for d in find_dates(text)] == ([iso] if iso else [])


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_reads_the_same_in_every_form(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    chinese = "".join("〇一二三四五六七八九"[int(c)] for c in str(year))
    forms = [
        f"{year}年{month}月{number}日",
        f"{year}-{month:02}-{number:02}",
        f"{chinese}年{_han(month)}月{_han(number)}日",
    ]
    assert {d.iso for form in forms for d in find_dates(form)} == {day.isoformat()}


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("" if not tens else "十" if tens == 1 else "一二三"[tens - 1] + "十") + (
        " 一二三四五六七八九"[ones].strip()
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青政办字〔2023〕12号", "青政办字〔2023〕12号"),
        ("青政办字[2023]12号", "青政办字〔2023〕12号"),
        ("青政办字〔2023)12号", "青政办字〔2023〕12号"),
        ("青政办字{2023}第012号", "青政办字〔2023〕12号"),
        ("青政办字<2023>12号", "青政办字〔2023〕12号"),
        ("青政办字 〔 2023 〕 12 号", "青政办字〔2023〕12号"),
        ("青政办字〔二〇二三〕十二号", "青政办字〔2023〕12号"),
        ("青政办字〔98〕12号", "青政办字〔1998〕12号"),
        ("青政办字〔2023〕12", "青政办字〔2023〕12号"),
        ("青政办字2023〕12号", "青政办字〔2023〕12号"),
        ("青政办字〔2023〕12-1号", "青政办字〔2023〕12-1号"),
        ("青政规（办）〔2023〕3号", "青政规（办）〔2023〕3号"),
        ("青ZF发〔2023〕1号", "青ZF发〔2023〕1号"),
        ("青科协发〔2023〕学字3号", "青科协发〔2023〕学字3号"),
        ("（2023）青政办函字第99号", "青政办函字〔2023〕99号"),
        ("★青政办字〔2023〕12号　签发人：张某", "青政办字〔2023〕12号"),
        ("青政办发〔2023〕12号、青政办规〔2023〕4号", "青政办发〔2023〕12号"),
        ("（青政办字〔2023〕12号）", "青政办字〔2023〕12号"),
        ("财政部 税务总局公告2023年第8号", "财政部税务总局公告2023年第8号"),
        ("2023年第2号", "2023年第2号"),
        ("青石市人民政府令第179号", "青石市人民政府令第179号"),
        ("青石市人民政府令（第15号）", "青石市人民政府令第15号"),
        ("QSDR-2023-0020001", None),
        ("2023年3月5日", None),
        ("根据青政办字〔2023〕12号", None),
        ("文号：青政办字〔2023〕12号", None),
        ("建设路12号", None),
    ],
)
def test_a_line_that_is_a_number(line: str, number: str | None) -> None:
    assert number_of_line(line) == number


def test_numbers_in_prose() -> None:
    text = "根据《某意见》（国发[2023]1号）和青政办字（2023）第2号文件"
    assert [n.text for n in find_numbers(text)] == ["国发〔2023〕1号", "青政办字〔2023〕2号"]
    assert [text[n.start : n.end] for n in find_numbers(text)] == ["国发[2023]1号", "青政办字（2023）第2号"]


def test_what_means_to_be_a_value_and_is_not_understood() -> None:
    assert is_unread_number("青政办字〔20？3〕12号")
    assert not is_unread_number("青政办字〔2023〕12号")
    assert not is_unread_number("一、加强管理")
    assert is_unread_date("2023年13月5日")
    assert not is_unread_date("2023年3月5日")
    assert not is_unread_date("自2023年3月起，各部门按月报送工作情况。")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("青石市民政局　青石市财政局", ("青石市民政局", "青石市财政局")),
        ("青石市民政局\n青石市财政局", ("青石市民政局", "青石市财政局")),
        ("中共青石县委青石县人民政府", ("中共青石县委", "青石县人民政府")),
        ("财　政　部", ("财政部",)),
        ("青石市人民政府 办公室", ("青石市人民政府办公室",)),
        ("国家税务总局青石市税务局", ("国家税务总局青石市税务局",)),
        ("青石市住房和城乡建设局", ("青石市住房和城乡建设局",)),
    ],
)
def test_issuers(text: str, names: tuple[str, ...]) -> None:
    assert issuers_of(text) == names


@pytest.mark.parametrize("text", ["办公室", "领导小组", "请各有关部门", "有关部门", "附件", "各镇人民政府"])
def test_what_is_no_issuer(text: str) -> None:
    assert not is_issuer(text)
