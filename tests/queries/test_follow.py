"""Questions that go on from the one before."""

from __future__ import annotations

import pytest

from zhize.api import OpenGraph


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        ("白泉区水利局牵头哪些任务？", "那区教体局呢？", "白泉区教体局牵头哪些任务？"),
        ("青石区应急管理局负责什么？", "白泉区呢？", "白泉区应急管理局负责什么？"),
        ("口袋公园什么时候建成？", "那牵头单位呢？", "口袋公园建成的牵头单位？"),
        ("口袋公园由谁牵头建设？", "什么时候完成呢？", "口袋公园建设什么时候完成"),
        ("青石区应急管理局负责什么？", "老旧电梯由谁牵头更新？", "老旧电梯由谁牵头更新？"),
        ("青石区应急管理局负责什么？", "那老旧电梯的更新改造由谁牵头？", "那老旧电梯的更新改造由谁牵头？"),
        ("", "那牵头单位呢？", "那牵头单位呢？"),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(
    sample_graph: OpenGraph, before: str, text: str, full: str
) -> None:
    assert sample_graph.follow(before, text) == full
