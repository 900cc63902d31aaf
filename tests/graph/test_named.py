"""Nodes by what people call them."""

from __future__ import annotations

import pytest

from zhize.errors import AmbiguousName, OptionError
from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.named import find_first, find_node

NAMES = [
    ("agency:1:水利局", "name", "青石区水利局"),
    ("agency:1:水利局", "mention", "区水利局"),
    ("agency:2:水利局", "name", "白泉区水利局"),
    ("agency:2:水利局", "mention", "白泉水利局"),
    ("agency:1:示例水利局服务站", "name", "区水利局服务站"),
]


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    evidence = Evidence("a.txt", 0, 1, "示例")
    return KnowledgeGraph(Fact(str(n), *name, "document:1", (), evidence, "head") for n, name in enumerate(NAMES))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("青石区水利局", "agency:1:水利局"),
        ("区水利局", "agency:1:水利局"),  # called exactly so, though others have it in their names
        ("agency:2:水利局", "agency:2:水利局"),
        ("服务站", "agency:1:示例水利局服务站"),
    ],
)
def test_the_one_node(kg: KnowledgeGraph, text: str, node: str) -> None:
    assert find_node(kg, "Agency", text) == node


def test_a_name_that_is_nearly_right_is_offered(kg: KnowledgeGraph) -> None:
    with pytest.raises(OptionError, match=r"Did you mean 青石区水利局") as error:
        find_node(kg, "Agency", "青石区水力局")
    assert "是不是要：青石区水利局" in error.value.said("zh")
    assert "Agency" not in error.value.said("zh")


def test_none_and_several(kg: KnowledgeGraph) -> None:
    with pytest.raises(OptionError, match="No Agency") as error:
        find_node(kg, "Agency", "气象局")
    assert not isinstance(error.value, AmbiguousName)
    with pytest.raises(AmbiguousName, match=r"any of 3 Agency .*青石区水利局.*白泉区水利局"):
        find_node(kg, "Agency", "水利局")


def test_what_is_called_exactly_so_comes_before_parts_of_names_of_an_earlier_class(kg: KnowledgeGraph) -> None:
    paper = Fact(
        "9",
        "document:2",
        "title",
        "青石区水利局关于示例的通知",
        "document:2",
        (),
        Evidence("b.txt", 0, 1, "示例"),
        "head",
    )
    both = KnowledgeGraph([*kg.facts, paper])

    def find(class_id: str, text: str, *, offer: bool = True) -> str:
        return find_node(both, class_id, text, offer=offer)

    assert find_first(both, ("Document", "Agency"), "青石区水利局", find) == "agency:1:水利局"
    assert find_first(both, ("Document", "Agency"), "关于示例", find) == "document:2"
    with pytest.raises(AmbiguousName):
        find_first(both, ("Agency",), "水利局", find)
    with pytest.raises(OptionError, match="Did you mean 青石区水利局"):
        find_first(both, ("Document", "Agency"), "青石区水力局", find)


def test_names_that_are_nearly_right_are_looked_for_only_where_they_are_wanted(kg: KnowledgeGraph) -> None:
    with pytest.raises(OptionError) as error:
        find_node(kg, "Agency", "青石区水力局", offer=False)
    assert "meant" not in error.value.sentence.values
