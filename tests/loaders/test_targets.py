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
        (
            "到2025年底，处理率不低于98%；利用率达25%。",
            [("处理率", "98", "%", "≥", 2025), ("利用率", "25", "%", "=", 2025)],
        ),
        ("十四五末，公路总里程达到1200公里。", [("公路总里程", "1200", "公里", "=", 2025)]),
        (
            "2025年年底前，建成5G基站1000座以上、充电桩2000个。",
            [("5G基站", "1000", "座", "≥", 2025), ("充电桩", "2000", "个", "=", 2025)],
        ),
        (
            "2024年目标：新建幼儿园3所；新增学位900个。",
            [("幼儿园", "3", "所", "=", 2024), ("学位", "900", "个", "=", 2024)],
        ),
        ("到2025年，示例浓度降至40微克/立方米。", [("示例浓度", "40", "微克/立方米", "≤", 2025)]),
        ("到2026年，每千人口托位数达到4.6个。", [("每千人口托位数", "4.6", "个", "=", 2026)]),
        ("本办法有效期至2025年12月31日，补助标准达到300元。", []),
        ("截至2022年底，普及率达到90%。", []),
        ("预报未来24小时降雨量达到50毫米以上时，发布预警。", []),
        ("符合条件的企业，到2025年给予奖励50万元。", []),
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


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "指标\t2020年\t2025年\n覆盖率（%）\t28\t30\n示例寿命（岁）\t78\t79\n",
            [("覆盖率", "30", "%", "="), ("示例寿命", "79", "岁", "=")],
        ),
        ("指标\t2023年\t2024年\n覆盖率\t28%\t30%\n", [("覆盖率", "28", "%", "="), ("覆盖率", "30", "%", "=")]),
        (
            "指标\t目标值\n优良比例\t80%以上\n失业率\t控制在5%以内\n",
            [("优良比例", "80", "%", "≥"), ("失业率", "5", "%", "≤")],
        ),
        ("指标\t单位\t2023年实际\t2025年目标\n死亡人数\t人\t12\t<10\n", [("死亡人数", "10", "人", "≤")]),
        ("项目\t金额\n示例工程\t30万元\n", []),
    ],
)
def test_forms_of_tables_of_indicators(rows: str, expected: list[tuple[str, ...]]) -> None:
    found = of(read(notice("一、主要目标\n\n" + rows)), "target:")
    assert [(t["indicator"], t["value"], t["unit"], t["direction"]) for t in found] == expected
