"""The tools for agents, by the client of the SDK: in memory, over standard input and over HTTP."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from fastmcp.exceptions import ToolError

from tests.web.site import hostile_graph
from zhize.api import OpenGraph
from zhize.web.mcp import server
from zhize.web.shelf import Shelves
from zhize.web.workers import Workers

TOOLS = {"ask", "search", "agency", "body", "document", "tasks", "duties", "evidence", "cypher", "sparql"}


Work = Callable[[Client], Awaitable[Any]]


def using(folder: Path, work: Work, seconds: float = 60) -> Any:
    """What work with a client of a server of its own gives."""

    async def run() -> Any:
        async with Client(server(Shelves(folder), Workers(folder, seconds))) as client:
            return await work(client)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def agent(sample_graph: OpenGraph) -> Iterator[Callable[[Work], Any]]:
    """Does work with the client of one server, whose processes stay."""
    client = Client(server(Shelves(sample_graph.path), Workers(sample_graph.path, 60)))
    with asyncio.Runner() as runner:
        runner.run(client.__aenter__())
        yield lambda work: runner.run(work(client))
        runner.run(client.__aexit__(None, None, None))


def test_every_tool_answers_with_its_quotes(agent: Callable[[Work], Any], sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    agency, body, document = (
        sample_graph.busiest_agency(),
        kg.nodes("Body")[0],
        next(d for d in kg.own_documents if kg.text(d, "number")),
    )
    task = next(str(f.object) for f in kg.out(agency, "leads"))

    async def work(client: Client) -> None:
        tools = await client.list_tools()
        assert {tool.name for tool in tools} == TOOLS
        assert all(tool.annotations.read_only_hint and tool.description for tool in tools)

        async def call(tool: str, /, **given: Any) -> dict[str, Any]:
            return (await client.call_tool(tool, given)).data

        answer = await call("ask", question=f"{kg.caption(task)}由谁牵头？")
        assert answer["answered"]
        assert answer["sources"][0]["quote"]
        assert not (await call("ask", question="月亮归谁管？"))["answered"]
        found = await call("search", words=kg.caption(task)[:4])
        assert found["hits"][0]["quote"]
        card = await call("agency", name=agency)
        assert any(line["source"]["quote"] for part in card["parts"] for line in part["lines"] if line["source"])
        assert (await call("body", name=body))["parts"]
        shown = await call("document", name=document)
        assert shown["statements"][0]["source"]["quote"]
        assert all(line["source"]["quote"] for line in shown["head"])
        for tool, node in (("document", task), ("agency", document), ("body", agency)):
            with pytest.raises(ToolError, match="不是"):
                await call(tool, name=node)
        assert len(shown["text"]) > 100
        rows = (await call("tasks", agency=agency, role="牵头"))["rows"]
        assert {row["id"] for row in rows} == {str(f.object) for f in kg.out(agency, "leads")}
        assert all(row["source"]["quote"] for row in rows)
        assert (await call("duties"))["total"] == len(kg.nodes("Duty"))
        assert (await call("evidence", node=task))["facts"][0]["source"]["quote"]
        query = "SELECT ?a WHERE { ?a a <https://w3id.org/zhize/ontology#Agency> }"
        assert len((await call("sparql", query=query))["rows"]) == min(200, len(kg.nodes("Agency")))
        (text,) = await client.read_resource(f"document://{kg.text(document, 'number')}")
        assert text.text.strip()

    agent(work)


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("agency", {"name": "没有这个局"}, "没有叫"),
        ("agency", {"name": "局"}, "可能是"),
        ("tasks", {"due_by": "明天"}, "不是日期"),
        ("evidence", {"node": "task:none"}, "没有"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, ""),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, ""),
        ("sparql", {"query": "SELECT"}, ""),
        ("document", {"name": "../../etc/passwd"}, "没有叫"),
        ("evidence", {"node": "task:none", "predicate": "x" * 1000}, "at most 100"),
        ("tasks", {"role": "打酱油"}, "牵头"),
        ("agency", {"name": "x" * 300}, "at most 200"),
        ("search", {"words": "雨水", "page": 0}, "greater than or equal to 1"),
        ("sparql", {"query": "x" * 9000}, "at most 8000"),
    ],
)
def test_what_is_wrong_is_a_sentence(agent: Callable[[Work], Any], name: str, given: dict[str, str], says: str) -> None:
    async def work(client: Client) -> str:
        with pytest.raises(ToolError) as raised:
            await client.call_tool(name, given)
        return str(raised.value)

    told = agent(work)
    assert says in told
    assert "Traceback" not in told


def test_cypher_reads_and_does_not_write(agent: Callable[[Work], Any], sample_graph: OpenGraph) -> None:
    async def work(client: Client) -> None:
        told = await client.call_tool("cypher", {"query": "MATCH (a:Agency) RETURN count(a) AS n"})
        assert told.data["rows"] == [[len(sample_graph.kg.nodes("Agency"))]]
        for query in (
            "CREATE (a:Agency {id: 'x'})",
            "MATCH (n) DETACH DELETE n",
            "LOAD CSV FROM 'file:///etc/hosts' AS l RETURN l",
        ):
            with pytest.raises(ToolError):
                await client.call_tool("cypher", {"query": query})

    agent(work)


def test_a_question_that_takes_too_long_is_ended(sample_graph: OpenGraph) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?f) && ?f != ?i) }"

    async def work(client: Client) -> None:
        begun = time.monotonic()
        with pytest.raises(ToolError, match="秒内没有答完"):
            await client.call_tool("sparql", {"query": slow})
        assert time.monotonic() - begun < 60

    using(sample_graph.path, work, seconds=3)


def test_hostile_papers_are_only_text(tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        rows = (await client.call_tool("tasks", {})).data["rows"]
        assert any("<script>" in row["text"] for row in rows)  # data, quoted as printed

    using(hostile_graph(tmp_path), work)


def test_over_standard_input(sample_graph: OpenGraph) -> None:
    async def run() -> int:
        transport = StdioTransport(sys.executable, ["-m", "zhize.cli", "mcp", str(sample_graph.path)])
        async with Client(transport, timeout=120, init_timeout=120) as client:
            return (await client.call_tool("duties", {})).data["total"]

    assert asyncio.run(run()) == len(sample_graph.kg.nodes("Duty"))


def test_over_http(sample_graph: OpenGraph) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "zhize.cli", "mcp", str(sample_graph.path), "--http", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    async def run() -> int:
        async with Client(f"http://127.0.0.1:{port}/mcp", timeout=60) as client:
            return (await client.call_tool("tasks", {})).data["total"]

    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.2)
        assert asyncio.run(run()) == len(sample_graph.kg.nodes("Task"))
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/mcp", b"{}", headers)
            with pytest.raises(urllib.error.HTTPError, match=r"40[03]"):
                urllib.request.urlopen(request)
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors
