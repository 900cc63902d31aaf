"""What a server keeps of a graph: pages let go of what they read, and stay the same while they do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import zhize
from zhize.api import OpenGraph
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.web.pages.node import node_page
from zhize.web.shelf import Shelf, Shelves


def test_pages_stay_the_same_while_the_graph_forgets(sample_graph: OpenGraph) -> None:
    nodes = [n for c in ("Agency", "Body", "Task", "Region") for n in sample_graph.kg.nodes(c)]
    quiet = Shelf(zhize.open(sample_graph.path))
    wanted = [node_page(quiet, node) for node in nodes]
    shelf, done = Shelf(zhize.open(sample_graph.path)), Event()
    kg = shelf.kg
    assert isinstance(kg, StoredGraph)

    def forget() -> None:
        while not done.is_set():
            kg.forget(0)

    thread = Thread(target=forget)
    thread.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda node: node_page(shelf, node), nodes)) == wanted
    finally:
        done.set()
        thread.join()


def test_a_server_lets_go_of_what_was_read(sample_graph: OpenGraph) -> None:
    shelves = Shelves(sample_graph.path)
    kg = shelves.newest().kg
    assert isinstance(kg, StoredGraph)
    held = []
    for _ in range(60):
        for number in range(1000):  # what pages of a large graph read
            kg.caption(f"task:{len(held)}-{number}")
        shelves.newest()
        held.append(len(kg._captions))
    assert max(held) <= 51_000
    assert min(held[1:]) < 1000
