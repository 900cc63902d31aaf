"""The Bolt server opens one port, keeps out wrong passwords only, and clears up after servers that were killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import AuthError, Neo4jError, ServiceUnavailable

from zhize.api import OpenGraph
from zhize.graph.store.cypher import bolt

PASSWORD = "right password"


def processes() -> list[int]:
    """This process and those that it has begun."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return [os.getpid(), *(int(n) for task in tasks for n in (task / "children").read_text().split())]


def listening() -> set[int]:
    """The ports at which this process and those that it has begun listen."""
    own = set()
    for handle in (h for n in processes() for h in Path(f"/proc/{n}/fd").iterdir()):
        try:
            own.add(str(handle.readlink()))
        except OSError:
            continue
    rows = [line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own}


def log_in(uri: str, password: str) -> None:
    with neo4j.GraphDatabase.driver(uri, auth=("reader", password)) as driver:
        driver.execute_query("RETURN 1")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="Linux says in /proc who listens")
def test_one_port_and_wrong_passwords_lock_out_nobody(sample_graph: OpenGraph) -> None:
    before = listening()
    with bolt.serving(sample_graph.cypher_place(), "127.0.0.1", 0, "reader", PASSWORD) as server:
        assert listening() - before == {int(server.uri.rpartition(":")[2])}
        for n in range(8):
            with pytest.raises(AuthError):
                log_in(server.uri, f"wrong password {n}")
        log_in(server.uri, PASSWORD)


GROWS = "RETURN size(reduce(s = 'x', i IN range(1, 60) | s + s)) AS n"
TURNS = "RETURN reduce(a = 0, i IN range(1, 1000000) | a + reduce(b = 0, j IN range(1, 1000000) | b + j)) AS n"


@pytest.mark.slow
@pytest.mark.parametrize("query", [GROWS, TURNS])
def test_a_query_that_the_engine_cannot_end_keeps_no_place(sample_graph: OpenGraph, query: str) -> None:
    with bolt.serving(sample_graph.cypher_place(), "127.0.0.1", 0, "reader", PASSWORD, seconds=1.0) as server:
        first = set(processes())
        start = time.monotonic()
        with (
            neo4j.GraphDatabase.driver(server.uri, auth=("reader", PASSWORD)) as driver,
            driver.session() as session,
            pytest.raises((ServiceUnavailable, Neo4jError)),
        ):
            session.run(query).consume()
        assert time.monotonic() - start < 30
        while time.monotonic() - start < 180:
            try:
                log_in(server.uri, PASSWORD)
                break
            except ServiceUnavailable:  # it is started again
                time.sleep(0.5)
        log_in(server.uri, PASSWORD)
    assert not [n for n in set(processes()) - first if n != os.getpid()]


SERVES = """
import sys, tempfile, zhize
from zhize.graph.store.cypher import bolt
tempfile.tempdir = sys.argv[2]
with bolt.serving(zhize.open(sys.argv[1]).cypher_place(), "127.0.0.1", 0, "reader"):
    print("serves", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_server_whose_program_is_killed_ends_and_leaves_nothing(sample_graph: OpenGraph, tmp_path: Path) -> None:
    sample_graph.cypher_place()
    pipe, command = subprocess.PIPE, [sys.executable, "-c", SERVES, str(sample_graph.path), str(tmp_path)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "serves\n"
        assert list(tmp_path.iterdir())
        program.kill()
    until = time.monotonic() + 30
    while list(tmp_path.iterdir()):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_copies_of_killed_servers_go_and_those_of_running_ones_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    gone, runs, other = f"zhize-bolt-{done.stdout.strip()}-x", f"zhize-bolt-{os.getpid()}-x", "zhize-bolt-mine-x"
    for name in (gone, runs, other):
        (tmp_path / name / "databases").mkdir(parents=True)
    bolt._clear()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([runs, other])
