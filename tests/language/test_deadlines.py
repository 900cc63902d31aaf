"""By when something is to be done, and what a moment says besides."""

from __future__ import annotations

import pytest

from zhize.graph.language.deadlines import find_deadline


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2031年6月底前完成茶亭修缮。", "2031年6月底前"),
        ("对茶园逐一排查，2031年6月底前完成。", "2031年6月底前"),
        ("将方案于2031年6月30日前报区政府。", "2031年6月30日前"),
        ("发放采茶补贴，政策有效期至2031年12月31日。", None),
        ("补贴政策延续执行至2031年12月31日。", None),
        ("执行期限为2031年12月31日前。", None),
        ("对2030年12月31日前登记的茶农给予补助。", None),
        ("凡2030年12月31日前受灾的，可以申请。", None),
        ("自2031年1月1日至2031年12月31日免收摊位费。", None),
    ],
)
def test_deadlines(text: str, deadline: str | None) -> None:
    found = find_deadline(text)
    assert (found.printed if found else None) == deadline
