"""成员单位 stand for the members of the body that the same document sets up."""

from __future__ import annotations

from pathlib import Path

import zhize
from zhize.api import OpenGraph

PLAN = """青石区人民政府办公室关于印发青石区示例应急预案的通知

青政办发〔2024〕9号

各镇人民政府：

现印发给你们，请认真执行。

青石区人民政府办公室

2024年3月1日

青石区示例应急预案

2组织体系

2.1指挥机构

成立区示例灾害指挥部（以下简称区示指）。成员由区水利局、区气象局组成。

4应急响应

4.1一级应急响应

4.1.1启动条件

（1）示例水库溃坝。

4.1.2响应行动

（1）区示指成员单位按照职责分工落实。

（2）区示指有关成员单位派出工作组。
"""


def _graph(folder: Path) -> OpenGraph:
    (folder / "a.txt").write_text(PLAN, encoding="utf-8")
    zhize.build(folder / "a.txt", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


def test_members_are_behind_the_class(tmp_path: Path) -> None:
    kg = _graph(tmp_path).kg
    linked = [(kg.caption(f.subject), kg.caption(str(f.object))) for f in kg.relations() if f.predicate == "stands_for"]
    assert linked == [("区示指成员单位", "青石区水利局"), ("区示指成员单位", "青石区气象局")]


def test_a_card_of_a_member_shows_what_all_members_do(tmp_path: Path) -> None:
    card = _graph(tmp_path).show("青石区水利局")
    parts = {part.title: part.lines for part in card.parts}
    assert "按照职责分工落实" in parts["作为成员单位承担"][0].text


def test_a_bare_word_is_the_only_body_of_its_kind(tmp_path: Path) -> None:
    text = PLAN.replace("（1）区示指成员单位按照职责分工落实。", "（1）指挥部成员单位按照职责分工落实。")
    (tmp_path / "b.txt").write_text(
        text.replace("成员由区水利局", "办公室设在区应急局。成员由区水利局"), encoding="utf-8"
    )
    zhize.build(tmp_path / "b.txt", tmp_path / "kg", jobs=1)
    kg = zhize.open(tmp_path / "kg").kg
    linked = [kg.caption(str(f.object)) for f in kg.relations() if f.predicate == "stands_for"]
    assert linked == ["青石区水利局", "青石区气象局"]
    assert [kg.caption(n) for n in kg.nodes("Body")] == ["区示例灾害指挥部", "区示例灾害指挥部办公室"]
