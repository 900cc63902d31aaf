"""Deadlines as days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.reading import notice, of, read
from zhize.loaders.statements.due import due


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年10月底前", (None, "2024-10-31")),
        ("2月底前", (None, "2024-02-29")),
        ("年底前", (None, "2024-12-31")),
        ("2025年年底前", (None, "2025-12-31")),
        ("2025年底", (None, "2025-12-31")),
        ("年内", ("2024-01-01", "2024-12-31")),
        ("明年3月15日前", (None, "2025-03-15")),
        ("上半年", ("2024-01-01", "2024-06-30")),
        ("2025年第二季度", ("2025-04-01", "2025-06-30")),
        ("6月中旬", ("2024-06-11", "2024-06-20")),
        ("5月底前制定方案，10月底前完成推广", ("2024-05-31", "2024-10-31")),
        ("2025年5月底前开工，12月底前完工", ("2025-05-31", "2025-12-31")),
        ("13月底前", None),
        ("长期坚持", None),
        ("立即整改", None),
    ],
)
def test_days(text: str, expected: tuple[str | None, str] | None) -> None:
    assert due(text, "2024-03-01") == expected


def test_no_year_no_day() -> None:
    assert due("年底前", None) is None
    assert due("2024年年底前", None) == (None, "2024-12-31")


@given(st.text(alphabet="0123456789年月日底前上半第一二三四季度内明，", max_size=24))
def test_days_are_days(text: str) -> None:
    found = due(text, "2024-03-01")
    if found:
        first, last = found
        assert date.fromisoformat(last)
        assert first is None or date.fromisoformat(first) <= date.fromisoformat(last)


def test_a_task_has_its_days() -> None:
    (task,) = of(read(notice("一、修复示例河堤。9月底前完工。（责任单位：区水利局）")), "task:")
    assert (task["deadline"], task["due"]) == ("9月底前", "2024-09-30")
