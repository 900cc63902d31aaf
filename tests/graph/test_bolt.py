"""The Bolt server opens one port, keeps out wrong passwords only, and clears up after servers that were killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import AuthError

from zhize.api import OpenGraph
from zhize.graph.store.cypher import bolt

PASSWORD = "right password"


def listening() -> set[int]:
    """The ports at which this process listens."""
    own = set()
    for handle in Path("/proc/self/fd").iterdir():
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
