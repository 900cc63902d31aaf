"""The questions of the library on every engine, at 1, 30 and 300 times the gazettes: load, p50, p95, memory.

Usage: python -m benchmarks.stores [GAZETTES] [TIMES...]

An engine runs in a process of its own. What it is asked is the same at all sizes: of each question the calls
with most rows at the single size. Neo4j is a real server with its default settings but for a heap of 4 GB; it
is filled by `push` up to 30 times and by `neo4j-admin database import` above. rdflib is asked at the single
size only. A question whose first call takes more than 5 s is left out of the figures and of the count of
questions; one is broken off after 20 s where the engine can. Copies are of other places (see copies.py).
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
from neo4j import Query
from neo4j.exceptions import Neo4jError

import zhize
from benchmarks.copies import copies
from zhize.errors import QueryError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.store import CypherStore
from zhize.graph.store.rdf.sparql import bind, sparql
from zhize.queries.library import NODES, questions

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("cypher", "bolt", "neo4j", "oxigraph", "rdflib")
MOST = 5
RUNS = 3
PATIENCE = 20.0
VALUES: dict[str, list[Any]] = {
    "matter": ["防汛", "乡村", "安全生产"],
    "day": ["2023-06-30", "2024-05-01"],
    "days": [400],
    "from": ["2021-01-01"],
    "until": ["2025-12-31"],
    "year": [2025],
}

Call = dict[str, Any]
Ask = Callable[[str, Call], int]
"""Runs a question of the library and gives the number of rows."""


class Figures(msgspec.Struct):
    """What was measured: seconds to load, milliseconds of calls, memory in MB."""

    engine: str
    times: int
    nodes: int
    load_s: float
    p50_ms: float
    p95_ms: float
    memory_mb: int
    answered: int
    slowest: list[tuple[str, float]]


def main() -> None:
    """Measure all, or one engine at one size where the parent asks for it."""
    if sys.argv[1:2] == ["--one"]:
        engine, times, graph, plan = sys.argv[2:]
        print(msgspec.json.encode(_one(engine, int(times), Path(graph), json.loads(Path(plan).read_text()))).decode())
        return
    gazettes = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "gazettes"
    sizes = [int(n) for n in sys.argv[2:]] or [1, 30, 300]
    with tempfile.TemporaryDirectory() as temp:
        graph, plan = Path(temp) / "kg", Path(temp) / "plan.json"
        zhize.build(gazettes, graph)
        plan.write_text(json.dumps(_plan(graph)), encoding="utf-8")
        print(
            "| size | nodes | engine | load s | p50 ms | p95 ms | memory MB | questions | slowest |\n"
            + "|---" * 9
            + "|"
        )
        for times in sizes:
            for engine in ENGINES if times == 1 else ENGINES[:-1]:
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.stores",
                    "--one",
                    engine,
                    str(times),
                    str(graph),
                    str(plan),
                ]
                done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
                if done.returncode:
                    print(f"| {times}× | | {engine} | failed: {done.stderr.strip().splitlines()[-1][:200]} |")
                    continue
                f = msgspec.json.decode(done.stdout.splitlines()[-1], type=Figures)
                slow = ", ".join(f"{name} {ms:.0f}" for name, ms in f.slowest)
                print(
                    f"| {times}× | {f.nodes:,} | {engine} | {f.load_s:.1f} | {f.p50_ms:.1f} | {f.p95_ms:.1f} | "
                    f"{f.memory_mb:,} | {f.answered} | {slow} |",
                    flush=True,
                )


def _plan(graph: Path) -> dict[str, list[Call]]:
    """The calls of each question that have most rows."""
    opened = zhize.open(graph)
    plan: dict[str, list[Call]] = {}
    for name, asked in questions().items():
        found: list[tuple[int, int, Call]] = []
        for n, values in enumerate(product(*(_values(opened.kg, param) for param in asked.params))):
            call = dict(zip(asked.params, values, strict=True))
            found.append((-len(opened.cypher(asked.cypher, call).rows), n, call))
        found.sort(key=lambda item: item[:2])
        plan[name] = [call for _, _, call in found[:MOST]]
    opened.close()
    return plan


def _values(kg: KnowledgeGraph, param: str) -> list[Any]:
    if param in NODES:
        nodes = kg.nodes(NODES[param])
        if NODES[param] == "Agency":
            nodes = sorted(nodes, key=lambda a: (-sum(len(kg.out(a, r)) for r in kg.ontology.roles), a))[:12]
        return list(nodes)
    return [f.id for f in kg.relations()][::2_000] if param == "fact" else VALUES[param]


# -- one engine at one size, in its own process


def _one(engine: str, times: int, graph: Path, plan: dict[str, list[Call]]) -> Figures:
    kg = KnowledgeGraph(copies(zhize.open(graph).kg.facts, times))
    nodes = len(kg.node_ids)
    with tempfile.TemporaryDirectory() as temp:
        place = Path(temp)
        start = time.perf_counter()
        with OPEN[engine](kg, place, times) as (ask, memory):
            del kg
            load = time.perf_counter() - start
            spent = _asked(ask, plan)
            rss = memory()
    every = sorted(ms for calls in spent.values() for ms in calls)
    slowest = sorted(((name, max(calls)) for name, calls in spent.items() if calls), key=lambda p: -p[1])[:3]
    p50, p95 = every[len(every) // 2], every[int(len(every) * 0.95)]
    answered = sum(1 for calls in spent.values() if calls)
    return Figures(engine, times, nodes, load, p50, p95, rss, answered, slowest)


def _asked(ask: Ask, plan: dict[str, list[Call]]) -> dict[str, list[float]]:
    """Milliseconds of each call of each question, after one call that is not counted."""
    spent: dict[str, list[float]] = {}
    for name, calls in plan.items():
        spent[name] = []
        for number, call in enumerate(calls):
            for run in range(RUNS):
                start = time.perf_counter()
                try:
                    ask(name, call)
                except (TimeoutError, QueryError, Neo4jError):
                    break  # given up: out of time or memory
                seconds = time.perf_counter() - start
                if number or run or seconds > PATIENCE:
                    spent[name].append(1000 * seconds)
                if seconds > PATIENCE / 4:
                    break
            if any(ms > 1000 * PATIENCE / 4 for ms in spent[name]):
                break
    return spent


def _own_memory() -> int:
    """Peak memory of this process in MB; it holds the graph itself too, which loading needs."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def _cypher(kg: KnowledgeGraph, place: Path, times: int) -> Iterator[tuple[Ask, Callable[[], int]]]:
    with CypherStore.build(kg, place / "cypher", str(times)) as store:
        import jpype

        jpype.JClass("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT.setValue(int(1000 * PATIENCE))
        yield lambda name, call: len(store.query(questions()[name].cypher, call).rows), _own_memory


@contextmanager
def _bolt(kg: KnowledgeGraph, place: Path, times: int) -> Iterator[tuple[Ask, Callable[[], int]]]:
    import neo4j

    from zhize.graph.store.cypher.bolt import serving

    with CypherStore.build(kg, place / "cypher", str(times)) as store:
        where = store.place
    with (
        serving(where, "127.0.0.1", 0, "reader", None, PATIENCE) as server,
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
    ):
        yield (
            lambda name, call: len(
                driver.execute_query(Query(questions()[name].cypher, timeout=PATIENCE), dict(call)).records
            ),  # type: ignore[arg-type]
            _own_memory,
        )


@contextmanager
def _neo4j(kg: KnowledgeGraph, place: Path, times: int) -> Iterator[tuple[Ask, Callable[[], int]]]:
    import neo4j

    from tests.neo4j_server import Server
    from zhize.graph.store.exports import export
    from zhize.graph.store.neo4j.push import push

    server = Server(place / "home", ("-Xms1g", "-Xmx4g"))
    if times > 30:
        export(kg, "neo4j-import", place / "files")
        server.write_admin(place / "bin")
        path = f"{place / 'bin'}:/usr/local/bin:/usr/bin:/bin"
        subprocess.run(["sh", str(place / "files" / "import.sh")], check=True, capture_output=True, env={"PATH": path})
    server.start()
    try:
        with neo4j.GraphDatabase.driver(
            server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
        ) as driver:
            if times > 30:
                for statement in (place / "files" / "schema.cypher").read_text(encoding="utf-8").split(";\n"):
                    if statement.strip():
                        driver.execute_query(statement)  # type: ignore[arg-type]
                driver.execute_query("CALL db.awaitIndexes(600)")
            else:
                push(kg, server.uri, server.user, server.password)
            yield (
                lambda name, call: len(
                    driver.execute_query(Query(questions()[name].cypher, timeout=PATIENCE), dict(call)).records
                ),  # type: ignore[arg-type]
                lambda: _peak_of(server.pid),
            )
    finally:
        server.stop()


def _peak_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


@contextmanager
def _oxigraph(kg: KnowledgeGraph, place: Path, times: int) -> Iterator[tuple[Ask, Callable[[], int]]]:
    from zhize.graph.store.rdf.oxigraph import open_store

    store = open_store(lambda: kg, place / "oxigraph", str(times))
    yield lambda name, call: len(sparql(store, questions()[name].sparql, call).rows), _own_memory


@contextmanager
def _rdflib(kg: KnowledgeGraph, place: Path, times: int) -> Iterator[tuple[Ask, Callable[[], int]]]:
    import signal

    from zhize.graph.store.rdf.quads import rdflib_dataset

    dataset = rdflib_dataset(kg)

    def late(*_: object) -> None:
        raise TimeoutError

    def ask(name: str, call: Call) -> int:
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            return len(list(dataset.query(bind(questions()[name].sparql, call))))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    signal.signal(signal.SIGALRM, late)
    yield ask, _own_memory


OPEN = {"cypher": _cypher, "bolt": _bolt, "neo4j": _neo4j, "oxigraph": _oxigraph, "rdflib": _rdflib}


if __name__ == "__main__":
    if shutil.which("java") is None:
        print("Neo4j needs java; its lines will say that it failed.", file=sys.stderr)
    main()
