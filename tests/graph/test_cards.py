"""Cards: parts by the schema, lines that name their nodes."""

from __future__ import annotations

import pytest

from zhize.api import OpenGraph
from zhize.graph.model.facts import Evidence, Fact, Value
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.views.cards import CardLine, Link, Note, card, line_text
from zhize.render import card_record

DOC = "document:青政发〔2024〕1号"
FACTS: list[tuple[str, str, Value]] = [
    (DOC, "title", "关于示例的通知"),
    (DOC, "number", "青政发〔2024〕1号"),
    ("task:1", "title", "修缮水库"),
    ("task:1", "deadline", "6月底前"),
    ("task:1", "task_of", DOC),
    ("agency:1:水利局", "name", "青石区水利局"),
    ("agency:1:水利局", "leads", "task:1"),
    ("agency:1:气象局", "name", "青石区气象局"),
    ("agency:1:气象局", "supports", "task:1"),
    ("duty:1", "text", "负责示例"),
    ("duty:1", "context", "成员单位职责"),
    ("duty:1", "duty_of", DOC),
    ("agency:1:水利局", "has_duty", "duty:1"),
    ("step:2", "title", "受理"),
    ("step:2", "procedure", "办件"),
    ("step:2", "position", 2),
    ("step:2", "step_of", DOC),
    ("step:10", "title", "归档"),
    ("step:10", "procedure", "办件"),
    ("step:10", "position", 10),
    ("step:10", "limit", "3日"),
    ("step:10", "step_of", DOC),
    ("appointment:1", "person", "张示例"),
    ("appointment:1", "post", "副局长"),
    ("appointment:1", "unit", "区水利局"),
    ("appointment:1", "action", "removed"),
    ("appointment:1", "appointment_of", DOC),
    ("person:1", "name", "张示例"),
    ("appointment:1", "appoints", "person:1"),
    ("region:1", "name", "青石区"),
    ("agency:1:水利局", "jurisdiction", "region:1"),
    *(
        fact
        for rank, name in ((3, "三级响应"), (1, "一级响应"), (2, "二级响应"))
        for fact in (
            (f"response:{rank}", "name", name),
            (f"response:{rank}", "rank", rank),
            (f"response:{rank}", "kind", "响应"),
            (f"action:{rank}", "text", f"巡查{rank}次"),
            (f"action:{rank}", "action_of", f"response:{rank}"),
            ("agency:1:气象局", "acts", f"action:{rank}"),
        )
    ),
]


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph(
        Fact(f"{n:03d}", *fact, DOC, (), Evidence("a.txt", n, n + 1, "示例"), "head") for n, fact in enumerate(FACTS)
    )


def _texts(kg: KnowledgeGraph, node: str) -> dict[str, list[str]]:
    return {part.title: [line_text(line) for line in part.lines] for part in card(kg, node).parts}


def test_a_document(kg: KnowledgeGraph) -> None:
    assert _texts(kg, DOC) == {
        "概况": ["文号：青政发〔2024〕1号", "效力：未写明"],
        "办理环节": ["2. 受理", "10. 归档（3日）"],
        "任务": ["修缮水库（牵头：青石区水利局；配合：青石区气象局；6月底前）"],
        "职责": ["青石区水利局：负责示例"],
        "任免": ["张示例：免区水利局副局长"],
    }


def test_an_agency(kg: KnowledgeGraph) -> None:
    assert _texts(kg, "agency:1:水利局") == {
        "概况": ["管辖地区：青石区"],
        "职责（成员单位职责）": ["负责示例"],
        "牵头的任务": ["修缮水库"],
        "共同承担任务最多的单位": ["青石区气象局（1项）"],
    }


def test_what_is_done_at_levels_stands_by_level_the_gravest_first(kg: KnowledgeGraph) -> None:
    actions = next(lines for lines in _texts(kg, "agency:1:气象局").values() if any("巡查" in line for line in lines))
    assert actions == ["一级响应：巡查1次", "二级响应：巡查2次", "三级响应：巡查3次"]


def test_every_class_has_a_card(kg: KnowledgeGraph) -> None:
    assert _texts(kg, "person:1") == {"任免记录": ["张示例：免区水利局副局长"]}
    assert _texts(kg, "task:1") == {
        "概况": ["完成时限：6月底前"],
        "牵头单位": ["青石区水利局"],
        "配合单位": ["青石区气象局"],
    }


def test_lines_name_nodes(kg: KnowledgeGraph) -> None:
    (task,) = next(part.lines for part in card(kg, DOC).parts if part.title == "任务")
    assert task.node == "task:1"
    assert task.notes[0] == Note("牵头", (Link("青石区水利局", "agency:1:水利局"),))
    assert task.fact is not None
    assert task.fact.predicate == "task_of"


def test_every_line_of_a_graph_leads_to_a_node_of_it(sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    known = set(kg.node_ids)
    for node in kg.nodes("Document") + kg.nodes("Agency") + kg.nodes("Body") + kg.nodes("Task"):
        for part in card(kg, node).parts:
            assert part.title
            for line in part.lines:
                notes = [link for note in line.notes for link in note.links]
                named = [line.node, *(link.node for link in (*line.label, *notes))]
                assert {n for n in named if n is not None} <= known
                assert line.text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (CardLine("甲"), "甲"),
        (CardLine("甲", label=(Link("文号"),)), "文号：甲"),
        (CardLine("甲", label=(Link("乙"), Link("丙"))), "乙、丙：甲"),
        (CardLine("甲", label=(Link("3"),)), "3. 甲"),
        (
            CardLine("甲", notes=(Note("牵头", (Link("乙"), Link("丙"))), Note("", (Link("丁"),)))),
            "甲（牵头：乙、丙；丁）",
        ),
    ],
)
def test_lines_as_text(line: CardLine, expected: str) -> None:
    assert line_text(line) == expected


def test_a_card_as_data(kg: KnowledgeGraph) -> None:
    record = card_record(card(kg, DOC))
    line = record["parts"][0]["lines"][0]
    assert (line["text"], line["label"]) == ("文号：青政发〔2024〕1号", ({"text": "文号", "node": None},))
    assert line["source"]["file"] == "a.txt"


def test_parts_stand_in_the_order_of_the_schema() -> None:
    for class_id in ontology().classes:
        places = [r.inverse_order if inward else r.order for r, inward in ontology().parts(class_id)]
        assert None not in places
        assert places == sorted(places, key=lambda place: place or 0)
