"""The processes of a server: what takes long keeps no question waiting."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.web.site import hostile_graph
from zhize import endpoint
from zhize.api import OpenGraph
from zhize.api import open as open_graph
from zhize.web.workers import LateAnswer, Workers


def test_no_question_waits_for_what_takes_long(sample_graph: OpenGraph) -> None:
    workers, stamp, place = Workers(sample_graph.path, 60, at_once=1), sample_graph.manifest.stamp, sample_graph.path
    ended: list[str] = []

    async def reckon(day: int) -> None:
        await workers.reckon(stamp, ("audit", f"2024-01-{day:02d}"), place)
        ended.append("findings")

    async def ask() -> None:
        await workers.ask(stamp, "区应急管理局负责什么？")
        ended.append("answer")

    async def run() -> None:
        await ask()
        await asyncio.gather(*(reckon(day) for day in range(1, 21)), ask())

    try:
        asyncio.run(run())
    finally:
        workers.close()
    assert ended.index("answer", 1) < len(ended) - 5


def test_a_store_is_made_though_it_takes_longer_than_a_query_may(tmp_path: Path) -> None:
    graph = open_graph(hostile_graph(tmp_path))
    query = ("sparql", "SELECT (COUNT(?t) AS ?n) WHERE { ?t a z:Task }", dict[str, str](), 5)

    async def run() -> None:
        workers = Workers(graph.path, 0.01)
        try:
            with pytest.raises(LateAnswer, match="正在建立"):
                await workers.query(graph.manifest.stamp, *query)
            end = time.monotonic() + 60
            while not list((graph.path / "oxigraph").glob("*/CURRENT")):
                assert time.monotonic() < end
                await asyncio.sleep(0.1)
        finally:
            workers.close()
        patient = Workers(graph.path, 60)
        try:
            rows = await patient.query(graph.manifest.stamp, *query)
            assert rows.rows == [[len(graph.kg.nodes("Task"))]]
        finally:
            patient.close()

    asyncio.run(run())


def test_the_store_of_a_large_graph_is_made_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts are never in the memory of the server; who asks meanwhile is told at once."""
    folder = hostile_graph(tmp_path)
    monkeypatch.setattr(endpoint, "SMALL", 0)
    monkeypatch.setattr(endpoint, "PATIENCE", 0.0)
    monkeypatch.setattr(OpenGraph, "kg", property(lambda graph: pytest.fail("the graph is loaded here")))
    stores = endpoint.Stores(folder, lambda: open_graph(folder).manifest.stamp)
    try:
        with pytest.raises(endpoint.Refusal, match="is being made"):
            stores.place()
        monkeypatch.setattr(endpoint, "PATIENCE", 60.0)
        assert (stores.place() / "CURRENT").is_file()
        assert stores.place() == stores.place()
    finally:
        stores.close()


def test_a_server_that_ends_ends_the_making_of_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hostile_graph(tmp_path)
    monkeypatch.setattr(endpoint, "SMALL", 0)
    monkeypatch.setattr(endpoint, "PATIENCE", 0.0)
    stores = endpoint.Stores(folder, lambda: open_graph(folder).manifest.stamp)
    with pytest.raises(endpoint.Refusal):
        stores.place()
    begun = time.monotonic()
    stores.close()
    assert time.monotonic() - begun < 20
    with pytest.raises(RuntimeError):
        stores.place()
