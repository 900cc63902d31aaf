"""The page of comparisons: two places of the samples, what is wrong with a request."""

from __future__ import annotations

from tests.web.site import client
from zhize.api import OpenGraph


def test_two_places_are_compared_on_the_page(sample_graph: OpenGraph) -> None:
    with client(sample_graph.path, sparql=False) as web:
        page = web.get("/compare", params={"a": "云州市", "b": "青石区"})
        assert page.status_code == 200
        assert "对应的事项" in page.text
        data = web.get("/api/compare", params={"a": "云州市", "b": "青石区"}).json()
        assert data["rows"]
        assert {row["relation"] for row in data["rows"]} <= {"同一事项", "部分相同"}
        assert data["only_a"]
        assert web.get("/compare", params={"a": "云州市", "b": "云州市"}).status_code == 400
        assert web.get("/compare", params={"a": "乌有市", "b": "云州市"}).status_code == 400
