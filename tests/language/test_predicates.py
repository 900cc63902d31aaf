"""What opens a statement of work, and what only begins like it: names of units and everyday words."""

from __future__ import annotations

import pytest

from zhize.graph.language.doers import predicate_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("监测水位", "act"),
        ("组织部署示例工作", "act"),
        ("建设中心城区管网", "act"),
        ("指导组织建设", "act"),
        ("抢修站点", "act"),
        ("负责示例工作", "duty"),
        ("应当报告", "modal"),
        ("监测预警组", ""),
        ("综合协调组", ""),
        ("抢险救援队", ""),
        ("调度中心", ""),
        ("应急预案", ""),
        ("主管部门", ""),
        ("负责人", ""),
    ],
)
def test_predicates(text: str, kind: str) -> None:
    assert predicate_kind(text, 0) == kind
