"""Passwords in addresses are never repeated; a server that says nothing is not waited for."""

from __future__ import annotations

import socket
import time

import pytest

from zhize.errors import OptionError, ServerError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.neo4j import connection
from zhize.graph.store.neo4j import push as pushing
from zhize.graph.store.neo4j.errors import check_uri


@pytest.mark.parametrize(
    "uri",
    [
        "neo4j:SECRET@host", "neo4j://neo4j:SECRET@host", "bolt://SECRET@host:7687", "bolt:SECRET@host", "SECRET@host",
        "neo4j:SECRET", "//neo4j:SECRET@host", "bolt:/neo4j:SECRET@host", "bolt://neo4j%3ASECRET%40host", "SECRET",
        "http://neo4j:SECRET@host", "bolt://host:SECRET", "bolt://host:7687/SECRET", "bolt://host?password=SECRET",
        "bolt://host#SECRET", "bolt://neo4j:SECRET＠host", "bolt://[SECRET", "bolt://neo4j:SECRET@", "BOLT:\\\\n:SECRET@h",
        "bolt://neo4j:SECRET%2540host", "bolt://a:SECRET@b@c", " bolt://neo4j:SECRET@host", "bolt://ho st SECRET",
    ],
)  # fmt: skip
def test_a_secret_in_an_address_is_never_repeated(uri: str) -> None:
    with pytest.raises(OptionError) as caught:
        check_uri(uri)
    error: BaseException | None = caught.value
    while error is not None:
        assert "SECRET" not in str(error)
        error = None if error.__suppress_context__ else error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "uri", ["bolt://host", "bolt://host:7687", "neo4j+s://a-b.c:1/", "bolt://[::1]:7687", "bolt://1.2.3.4"]
)
def test_addresses_without_secrets(uri: str) -> None:
    assert check_uri(uri) == uri


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECTING", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        with pytest.raises(ServerError, match="no Neo4j server answers"):
            pushing.push(
                lambda: KnowledgeGraph([]), f"bolt://127.0.0.1:{silent.getsockname()[1]}", "neo4j", "x", patience=1.0
            )
    assert time.monotonic() - start < 20
