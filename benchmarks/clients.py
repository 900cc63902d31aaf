"""Many clients at once on a server as it is started by hand: milliseconds per kind of request, what failed, how memory grows.

Usage: python -m benchmarks.clients KG [--clients 50] [--seconds 60] [--think 0] [--kinds document,ask]

Starts `zhize serve KG` as a program of its own and ends it. Each client asks for one thing after another, of all kinds by turns,
and thinks for so many seconds in between (0: none, which tells what the server bears, not what a reader waits). Each kind is
asked for once before the clock runs. The clients need a part of the same processors: the load of the machine is told.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx2
import msgspec
import psutil

import zhize
from benchmarks.web import addresses
from zhize.web.shelf import Shelf

SPARQL = (
    "SELECT (COUNT(?t) AS ?n) WHERE { ?t a z:Task }",
    "SELECT ?a ?n WHERE { ?a a z:Agency ; rdfs:label ?n } ORDER BY ?n LIMIT 50",
    "SELECT ?a (COUNT(?t) AS ?n) WHERE { ?a z:leads ?t } GROUP BY ?a ORDER BY DESC(?n) LIMIT 20",
)
"""Queries, short ones and one over all tasks."""


class Asked(msgspec.Struct):
    """The answers to one kind of request: milliseconds each, bytes in all, statuses that were not 200 with how many had them."""

    times: list[float] = []
    size: int = 0
    wrong: Counter[str] = msgspec.field(default_factory=Counter)


class Memory(msgspec.Struct, frozen=True):
    """Megabytes of a server's own process, and of all its processes, shared pages counted once."""

    own: float
    every: float


def kinds(shelf: Shelf) -> dict[str, list[str]]:
    """Addresses of each kind of page, of the API and of the endpoint."""
    pages = addresses(shelf)
    agencies = shelf.reader.nodes_of("Agency")[:20]
    z = quote("PREFIX z: <https://w3id.org/zhize/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ")
    return pages | {
        "api": ["/api/tasks", "/api/documents?page=2", f"/api/facts?subject={quote(agencies[0])}", "/api/graph"],
        "api agency": [f"/api/agencies/{quote(agency)}" for agency in agencies],
        "api ask": [address.replace("/ask?", "/api/ask?") for address in pages["ask"]],
        "data": [f"/data/{quote(agency.replace(':', '/', 1))}.ttl" for agency in agencies],
        "sparql": [f"/sparql?query={z}{quote(query)}" for query in SPARQL],
        "audit": ["/audit", "/audit?page=2"],
        "network": ["/network"],
        "static": ["/static/zhize.css", "/static/zhize.js"],
    }


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The address and the process of a server of a graph."""
    command = [sys.executable, "-m", "zhize.cli", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "ZHIZE_LANG": "en"}) as server:
        try:
            assert server.stdout is not None
            told = server.stdout.readline()
            yield told.split()[1].rstrip("/"), psutil.Process(server.pid)
        finally:
            server.terminate()


def memory(server: psutil.Process) -> Memory:
    """The memory of a server now."""
    every = 0.0
    for process in (server, *server.children(recursive=True)):
        try:
            every += process.memory_full_info().pss
        except psutil.NoSuchProcess:  # ended meanwhile
            continue
    return Memory(server.memory_info().rss / 1e6, every / 1e6)


async def ask(web: httpx2.AsyncClient, address: str, asked: Asked) -> None:
    """Ask for one thing and note how it went."""
    begun = time.perf_counter()
    try:
        response = await web.get(address)
        status = "" if response.status_code == 200 else str(response.status_code)
        asked.size += response.num_bytes_downloaded
    except httpx2.HTTPError as error:
        status = type(error).__name__
    asked.times.append((time.perf_counter() - begun) * 1000)
    if status:
        asked.wrong[f"{status} {address[:60]}"] += 1


async def crowd(base: str, every: dict[str, list[str]], clients: int, seconds: float, think: float) -> dict[str, Asked]:
    """What many clients hear who ask for all kinds by turns, each in an order of its own."""
    found: dict[str, Asked] = defaultdict(Asked)
    end = time.monotonic() + seconds

    async def client(number: int) -> None:
        chosen = random.Random(number)
        async with httpx2.AsyncClient(base_url=base, timeout=60) as web:
            await asyncio.sleep(chosen.random() * think)
            while time.monotonic() < end:
                kind = chosen.choice(list(every))
                await ask(web, chosen.choice(every[kind]), found[kind])
                await asyncio.sleep(think)

    await asyncio.gather(*(client(n) for n in range(clients)))
    return found


async def once(base: str, every: dict[str, list[str]]) -> None:
    """Ask for each kind once."""
    async with httpx2.AsyncClient(base_url=base, timeout=120) as web:
        for paths in every.values():
            await ask(web, paths[0], Asked())


def printed(found: dict[str, Asked], seconds: float) -> Iterator[str]:
    """The figures in lines, the slowest kind first."""
    yield f"{'kind':20}{'answers':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'wrong':>7}"
    rows = {**found, "all": Asked([t for asked in found.values() for t in asked.times])}
    for kind, asked in sorted(rows.items(), key=lambda row: -statistics.median(row[1].times)):
        times = sorted(asked.times)
        p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
        wrong = asked.wrong.total() if kind != "all" else sum(a.wrong.total() for a in found.values())
        yield f"{kind:20}{len(times):8}{statistics.median(times):9.0f}{p95:9.0f}{times[-1]:9.0f}{wrong:7}"
    yield f"{len(rows['all'].times) / seconds:.0f} answers a second, {sum(a.size for a in found.values()) / 1e6:.0f} MB sent"
    for what, times_ in sum((asked.wrong for asked in found.values()), Counter[str]()).most_common(10):
        yield f"  {times_} × {what}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--kinds", default="", help="only these, with commas")
    given = parser.parse_args()
    every = {kind: paths for kind, paths in kinds(Shelf(zhize.open(given.graph))).items() if paths}
    if given.kinds:
        every = {kind: every[kind] for kind in given.kinds.split(",")}
    with serving(given.graph) as (base, server):
        asyncio.run(once(base, every))
        before, worked = memory(server), server.cpu_times()
        load = os.getloadavg()[0]
        found = asyncio.run(crowd(base, every, given.clients, given.seconds, given.think))
        after, busy = memory(server), server.cpu_times()
        print(
            f"{given.clients} clients, {given.seconds:g} s, {given.think:g} s of thought; load before {load:.1f}, after {os.getloadavg()[0]:.1f}"
        )
        print(*printed(found, given.seconds), sep="\n")
        print(f"processor of the server's own process: {busy.user + busy.system - worked.user - worked.system:.0f} s")
        print(
            f"memory of the server's process: {before.own:.0f} MB at the start, {after.own:.0f} MB at the end; "
            f"of all its processes: {before.every:.0f} and {after.every:.0f} MB"
        )


if __name__ == "__main__":
    main()
