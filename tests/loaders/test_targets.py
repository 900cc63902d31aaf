"""Quantities that documents set as goals, and quantities that are none."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.loaders.statements.target import find_targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，普及率达到100%。", [("普及率", "100", "%", "=", 2025)]),
        (
            "到2025年，森林覆盖率达到30%以上，死亡率控制在0.5以内。",
            [("森林覆盖率", "30", "%", "≥", 2025), ("死亡率", "0.5", "", "≤", 2025)],
        ),
        ("2024年底前，新建示例公园3处。", [("示例公园", "3", "处", "=", 2024)]),
        ("2023年普及率达到90%，同比提高2个百分点。", []),
        ("普及率达到100%。", []),
        ("到2025年，建立健全工作机制。", []),
    ],
)
def test_targets(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [(t.indicator, t.value, t.unit, t.direction, t.year) for t in find_targets(text)] == expected


def test_the_place_of_a_target_holds_its_value() -> None:
    text = "二、目标。到2025年，力争普及率达到95%以上。"
    (target,) = find_targets(text)
    assert target.striving
    assert "95%" in text[target.start : target.end]


def test_a_task_has_its_target() -> None:
    body = "一、重点任务\n\n（一）改善供水。到2025年，示例水普及率达到95%以上。（责任单位：区水利局）"
    result = read(notice(body))
    (task,) = of(result, "task:")
    (target,) = of(result, "target:")
    assert task["has_target"]
    assert (target["indicator"], target["value"], target["unit"]) == ("示例水普及率", "95", "%")


def test_a_table_of_indicators() -> None:
    rows = "指标名称\t单位\t2025年\n示例覆盖率\t%\t30\n示例死亡率\t‰\t≤0.5\n"
    found = of(read(notice("一、主要目标\n\n" + rows)), "target:")
    assert [(t["indicator"], t["value"], t["unit"], t["direction"]) for t in found] == [
        ("示例覆盖率", "30", "%", "="),
        ("示例死亡率", "0.5", "‰", "≤"),
    ]
