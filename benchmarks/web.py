"""Pages of a graph: milliseconds per kind of page, their weight, the memory of the server, many clients at once.

Usage: python -m benchmarks.web KG [TIMES [CLIENTS SECONDS]]

With TIMES the facts of the graph and copies of them under other names are written into a graph of their own, with the texts of
the first. Pages are asked in the process that answers them, questions in their workers; each address once to begin with.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import msgspec
from starlette.testclient import TestClient

import zhize
from benchmarks.copies import copies
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.prints import without_rest
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.writer import write
from zhize.queries.prepared import prepare
from zhize.web.app import Settings, application
from zhize.web.shelf import Shelf, Shelves
from zhize.web.workers import Workers

EACH = 40


class Figures(msgspec.Struct):
    """Of one kind of page: median and 95th percentile in milliseconds, the same of the processor's time in this process (questions
    are answered in another), the largest weight in bytes as sent and unpacked.
    """

    p50: float
    p95: float
    cpu50: float
    cpu95: float
    sent: int
    whole: int


def grown(folder: Path, into: Path, times: int) -> Path:
    """A graph of the facts of another and `times - 1` copies, which cite the same places of the same texts."""
    graph = zhize.open(folder)
    old = graph.reader.con
    kg = KnowledgeGraph(copies(graph.facts, times), graph.issues)

    def bring(con: sqlite3.Connection) -> None:
        write(con, kg, graph.reader.sources(), follow=prepare)
        readings = ((key, without_rest(data)) for key, data in old.execute("SELECT key, data FROM readings"))
        con.executemany("INSERT INTO readings (key, data, head) VALUES (?, ?, x'')", readings)
        con.executemany(
            "UPDATE sources SET reading = ? WHERE file = ?", old.execute("SELECT reading, file FROM sources")
        )

    store(into / "kg", bring)
    return into / "kg"


def addresses(shelf: Shelf) -> dict[str, list[str]]:
    """Addresses of each kind of page, spread over the graph."""
    kg = shelf.kg

    def some(class_id: str) -> list[str]:
        nodes = shelf.reader.nodes_of(class_id)
        return ["/" + quote(n.replace(":", "/", 1)) for n in nodes[:: max(1, len(nodes) // EACH)][:EACH]]

    words = [kg.text(n, "title")[:4] for n in shelf.reader.nodes_of("Task")[:EACH]]
    agencies = shelf.reader.nodes_of("Agency")
    busy = agencies[:: max(1, len(agencies) // EACH)][:EACH]
    documents = kg.own_documents[:: max(1, len(kg.own_documents) // EACH)][:EACH]
    return {
        "first page": ["/"] * EACH,
        "search": [f"/search?q={quote(w)}" for w in words],
        "document": ["/" + quote(d.replace(":", "/", 1)) for d in documents],
        "agency": some("Agency"),
        "body": some("Body"),
        "person": some("Person"),
        "region": some("Region"),
        "task": some("Task"),
        "tasks": [f"/tasks?page={n}" for n in range(1, EACH + 1)],
        "tasks of an agency": [f"/tasks?agency={quote(a)}" for a in busy],
        "tasks by words": [f"/tasks?words={quote(w)}&sort=due" for w in words],
        "duties": [f"/duties?page={n}" for n in range(1, EACH + 1)],
        "agencies": [f"/agencies?page={n}" for n in range(1, EACH + 1)],
        "timeline": [f"/timeline?agency={quote(a)}" for a in busy],
        "issues": [f"/issues?page={n}" for n in range(1, EACH + 1)],
        "cascade": [f"/cascade?topic={quote(kg.caption(d)[4:8])}" for d in documents[:8]],
        "ask": [
            "/ask?q=" + quote(f"{kg.text(n, 'title')[:200]}由谁牵头？") for n in shelf.reader.nodes_of("Task")[:EACH]
        ],
    }


def measure(web: TestClient, paths: list[str]) -> Figures:
    """Ask some addresses; the first answer is not counted."""
    web.get(paths[0])
    times, work, sent, whole = [], [], 0, 0
    for path in paths:
        begun, worked = time.perf_counter(), time.process_time()
        response = web.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        work.append((time.process_time() - worked) * 1000)
        assert response.status_code == 200, (path, response.text[-300:])
        sent = max(sent, response.num_bytes_downloaded)
        whole = max(whole, len(response.content))
    return Figures(statistics.median(times), _p95(times), statistics.median(work), _p95(work), sent, whole)


def _p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, round(len(values) * 0.95))]


def crowd(web: TestClient, paths: list[str], clients: int, seconds: float) -> tuple[int, int, float]:
    """Many clients at once: answers, failures, the 95th percentile in milliseconds."""
    end = time.monotonic() + seconds
    times: list[float] = []
    failed: list[int] = []

    def one(number: int) -> None:
        at = number
        while time.monotonic() < end:
            begun = time.perf_counter()
            status = web.get(paths[at % len(paths)]).status_code
            times.append((time.perf_counter() - begun) * 1000)
            failed.extend([status] if status != 200 else [])
            at += 7

    threads = [threading.Thread(target=one, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times), len(failed), _p95(times)


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1])
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="zhize-web-") as own:
        place = grown(folder, Path(own), times) if times > 1 else folder
        shelves = Shelves(place)
        begun = time.monotonic()
        kinds = addresses(shelves.newest())
        _ = shelves.newest().tasks, shelves.newest().duties
        print(
            f"{times} times, {shelves.newest().reader.manifest.facts} facts; lists read in {time.monotonic() - begun:.1f} s"
        )
        app = application(shelves, Workers(place, 60), Settings(seconds=60))
        with TestClient(app, base_url="http://localhost") as web:
            print(f"{'page':20}{'p50 ms':>8}{'p95 ms':>8}{'cpu50':>8}{'cpu95':>8}{'sent kB':>9}{'whole kB':>9}")
            for kind, paths in kinds.items():
                f = measure(web, paths) if paths else Figures(0, 0, 0, 0, 0, 0)
                print(
                    f"{kind:20}{f.p50:8.1f}{f.p95:8.1f}{f.cpu50:8.1f}{f.cpu95:8.1f}{f.sent / 1000:9.1f}{f.whole / 1000:9.1f}",
                    flush=True,
                )
            if len(sys.argv) > 4:
                every = [p for kind, paths in kinds.items() if kind not in ("ask", "cascade") for p in paths]
                answers, failed, p95 = crowd(web, every, int(sys.argv[3]), float(sys.argv[4]))
                print(f"{sys.argv[3]} clients, {sys.argv[4]} s: {answers} answers, {failed} failed, p95 {p95:.0f} ms")
            print(f"memory of the server: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
