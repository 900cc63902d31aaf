"""Nodes by what people call them."""

from __future__ import annotations

import pytest

from zhize.errors import AmbiguousName, OptionError
from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.named import find_node

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
