"""Every question of the library, with the same parameters, on every engine: the same rows."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import neo4j
import pytest
import rdflib

from tests.conftest import REPORT
from tests.neo4j_server import Server
from tests.queries.parity import Call, calls, parity_graph
from zhize.api import OpenGraph
from zhize.graph.store.cypher.bolt import serving
from zhize.graph.store.neo4j.push import push
from zhize.graph.store.rdf.quads import rdflib_dataset
from zhize.graph.store.rdf.sparql import bind
from zhize.queries.library import Question, questions

Rows = list[list[Any]]
SECONDS = 2.0
MOST_CALLS = 4
NOT_IN_RDFLIB = {"expiring"}
"""It adds a duration to a date, which rdflib leaves unbound."""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    opened = parity_graph(tmp_path_factory.mktemp("parity"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def bolt(graph: OpenGraph) -> Iterator[neo4j.Driver]:
    """The embedded store's own Bolt server."""
    with (
        serving(graph.cypher_place(), "127.0.0.1", 0, "reader") as server,
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
    ):
        yield driver


@pytest.fixture(scope="module")
def real_neo4j(graph: OpenGraph, neo4j_server: Server) -> Iterator[neo4j.Driver]:
    """The real server with the graph pushed to it."""
    server = neo4j_server
    with neo4j.GraphDatabase.driver(
        server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
    ) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
        push(lambda: graph.kg, server.uri, server.user, server.password)
        yield driver


def _plain(term: Any) -> Any:
    if not isinstance(term, rdflib.Literal):
        return None if term is None else str(term)
    value = term.toPython()
    return value if isinstance(value, int) and not isinstance(value, date) else str(term)


class Watch:
    """Whether the time was up."""

    over = False


@contextmanager
def out_of_time(seconds: float) -> Iterator[Watch]:
    """Break off what runs longer."""
    watch = Watch()

    def ring(*_: object) -> None:
        watch.over = True
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with suppress(TimeoutError):
            yield watch
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def telling(graph: OpenGraph, asked: Question) -> list[tuple[Call, Rows]]:
    """Some calls of a question and their rows in the embedded Cypher store: those with most rows, and an empty one."""
    every = calls(graph.kg, asked.name)
    found = [(call, graph.cypher(asked.cypher, call).rows) for call in every[:: len(every) // 40 + 1]]
    found.sort(key=lambda pair: -len(pair[1]))
    return [*found[:MOST_CALLS], *[pair for pair in found[MOST_CALLS:] if not pair[1]][:1]]


def records(driver: neo4j.Driver, text: str, params: Call) -> tuple[list[str], Rows]:
    result = driver.execute_query(text, dict(params))
    return list(result.keys), [list(record.values()) for record in result.records]


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_engine_gives_the_same_rows(graph, bolt, real_neo4j, name):
    asked = questions()[name]
    chosen = telling(graph, asked)
    assert chosen[0][1], "no call has an answer"
    engines: dict[str, Callable[[Call], tuple[list[str], Rows]]] = {
        "Bolt": lambda call: records(bolt, asked.cypher, call),
        "Neo4j": lambda call: records(real_neo4j, asked.cypher, call),
        "Oxigraph": lambda call: ((rows := graph.sparql(asked.sparql, call)).columns, rows.rows),
    }
    for call, want in chosen:
        for engine, ask in engines.items():
            columns, rows = ask(call)
            assert rows == want, (engine, call)
            assert not rows or columns == list(asked.columns), engine


def test_oxigraph_agrees_on_many_calls(graph):
    for asked in questions().values():
        every = calls(graph.kg, asked.name)
        for call in every[:: len(every) // 60 + 1]:
            assert graph.sparql(asked.sparql, call) == graph.cypher(asked.cypher, call), (asked.name, call)


@pytest.mark.slow
def test_rdflib_agrees_where_it_ends_in_time(tmp_path):
    """On a small graph: rdflib takes seconds where the others take milliseconds."""
    late = []
    small = parity_graph(tmp_path, samples=False)
    dataset = rdflib_dataset(small.kg)
    for asked in questions().values():
        for call, want in telling(small, asked)[:2]:
            with out_of_time(SECONDS) as watch:
                result = dataset.query(bind(asked.sparql, call))
                rows = [[_plain(term) for term in row] for row in result]  # type: ignore[union-attr]
            if watch.over:
                late.append(asked.name)
            elif asked.name not in NOT_IN_RDFLIB:
                assert not rows or [str(name) for name in result.vars or []] == list(asked.columns), asked.name
                assert rows == want, (asked.name, call)
    small.close()
    REPORT.append(f"rdflib: {len(questions()) - len(set(late))} of {len(questions())} questions within {SECONDS:g} s")
    assert len(set(late)) <= 3, late
