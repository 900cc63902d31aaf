"""`zhize serve`: the SPARQL endpoint by a SPARQL client and plain HTTP, the Bolt server by Neo4j's driver."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from xml.etree import ElementTree

import neo4j
import pyoxigraph
import pytest
import rdflib
from SPARQLWrapper import CSV, GET, JSON, POST, TURTLE, XML, SPARQLWrapper
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from typer.testing import CliRunner

from zhize.api import OpenGraph
from zhize.cli import app
from zhize.endpoint import Endpoint, Limits, kept_store
from zhize.errors import OptionError, ServerError
from zhize.graph.store.cypher.bolt import serving
from zhize.graph.store.sockets import listen
from zhize.web.app import Settings
from zhize.web.serving import serve

COUNT = "SELECT (COUNT(?a) AS ?n) WHERE { ?a a z:Agency }"
NAMES = "SELECT ?id ?name WHERE { ?a a z:Agency ; dcterms:identifier ?id ; skos:prefLabel ?name } ORDER BY ?id"
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?f) && ?f != ?i) }"


@contextmanager
def served(graph: OpenGraph, *options: str) -> Iterator[str]:
    """The first line of a running `zhize serve`, which must end well when it is interrupted."""
    command = [sys.executable, "-m", "zhize.cli", "serve", str(graph.path), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield line
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors
    assert process.returncode == 0


@pytest.fixture(scope="module")
def url(sample_graph: OpenGraph) -> Iterator[str]:
    with served(sample_graph, "--timeout", "2", "--max-rows", "500") as line:
        found = re.search(r"http://127\.0\.0\.1:\d+/sparql", line)
        assert found
        end = time.monotonic() + 20
        while True:
            try:
                urllib.request.urlopen(found[0])
                break
            except urllib.error.URLError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield found[0]


def client(url: str, query: str, method: str, kind: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(url)
    wrapper.setQuery("PREFIX z: <https://w3id.org/zhize/ontology#>\n" + query)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(kind)
    return wrapper


@pytest.mark.parametrize("method", [GET, POST])
def test_a_sparql_client_reads_all_formats(url, sample_graph, method):
    count = len(sample_graph.kg.nodes("Agency"))
    found = client(url, COUNT, method, JSON).queryAndConvert()
    assert [row["n"]["value"] for row in found["results"]["bindings"]] == [str(count)]
    document = client(url, COUNT, method, XML).queryAndConvert()
    assert f">{count}<" in document.toxml()
    assert client(url, COUNT, method, CSV).queryAndConvert().split() == [b"n", str(count).encode()]
    graph = client(url, "CONSTRUCT { ?a z:core ?c } WHERE { ?a z:core ?c }", method, TURTLE).queryAndConvert()
    triples = rdflib.Graph().parse(data=graph, format="turtle") if isinstance(graph, bytes) else graph
    assert len(triples) > 3
    assert client(url, "ASK { ?a a z:Agency }", method, JSON).queryAndConvert()["boolean"] is True


def call(url: str, data: bytes | None = None, **headers: str) -> tuple[int, str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, named)) as response:
            return response.status, response.headers["Content-Type"], response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def of(query: str, **more: str) -> str:
    return "?" + urllib.parse.urlencode({"query": query, **more})


def test_rows_are_those_of_the_graph(url, sample_graph):
    want = sample_graph.sparql(NAMES).rows
    _, kind, text = call(url + of(NAMES))
    assert kind == "application/sparql-results+json"
    got = [[row["id"]["value"], row["name"]["value"]] for row in json.loads(text)["results"]["bindings"]]
    assert got == want
    assert json.loads(text)["results"]["bindings"][0]["name"]["xml:lang"] == "zh"
    _, kind, text = call(url, NAMES.encode(), Content_Type="application/sparql-query", Accept="text/csv")
    assert kind.startswith("text/csv")
    assert text.splitlines()[1:] == [",".join(row) for row in want]
    _, kind, text = call(url + of(NAMES), Accept="application/sparql-results+xml;q=0.9, text/html")
    assert kind == "application/sparql-results+xml"
    assert len(ElementTree.fromstring(text).findall(".//{*}result")) == len(want)


def test_parameters_and_graphs_of_a_request(url, sample_graph):
    name = sample_graph.kg.caption(sample_graph.busiest_agency())
    query = "SELECT ?id WHERE { ?a dcterms:identifier ?id ; skos:prefLabel ?n FILTER(STR(?n) = $name) }"
    _, _, text = call(url + of(query, **{"$name": name}))
    assert [row["id"]["value"] for row in json.loads(text)["results"]["bindings"]] == [sample_graph.busiest_agency()]
    assert json.loads(call(url + of("SELECT $a WHERE { $a a z:Agency }"))[2])["head"]["vars"] == ["a"]
    document = next(iter(sample_graph.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?t a z:Task } } ORDER BY ?g").rows))[0]
    inside = "SELECT (COUNT(*) AS ?n) WHERE { ?t a z:Task }"
    of_graph = sample_graph.sparql(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{document}> {{ ?t a z:Task }} }}").rows
    _, _, text = call(url + of(inside, **{"default-graph-uri": document}))
    assert json.loads(text)["results"]["bindings"][0]["n"]["value"] == str(of_graph[0][0])


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("SELECT ?x WHERE {", 400, "The SPARQL query is wrong"),
        ("INSERT DATA { z:a z:b z:c }", 400, "read-only"),
        ("DROP ALL", 400, "read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", 400, "SERVICE is not allowed"),
        ("SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }", 200, '"bindings": []'),
        ("SELECT ?s { ?s ?p ?o }", 400, "more than 500 rows"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", 400, "more than 500 rows"),
        (SLOW, 503, "longer than 2 seconds"),
        ("", 400, "The SPARQL query is wrong"),
    ],
)
def test_what_is_refused_says_why(url, query, status, says):
    got, _, text = call(url, f"query={urllib.parse.quote(query)}".encode())
    assert (got, says in text) == (status, True), text
    assert json.loads(call(url + of("ASK {}"))[2])["boolean"] is True  # and the next one is answered


def test_the_protocol_is_kept(url):
    assert call(url, b"update=DROP+ALL")[0] == 403
    assert call(url, b"DROP ALL", Content_Type="application/sparql-update")[0] == 403
    assert call(url, b"x", Content_Type="text/plain")[0] == 415
    assert call(url, b"query=" + b"x" * 1_100_000)[0] == 413
    assert call(url, b"\xff", Content_Type="application/sparql-query")[0] == 400
    assert call(f"{url}{of(COUNT)}&query=ASK%20%7B%7D")[0] == 400
    assert call(url + of(COUNT), Accept="image/png")[0] == 406
    status, kind, text = call(url)
    assert (status, kind.partition(";")[0]) == (200, "text/turtle")
    assert "SPARQL11Query" in text
    assert call(url + of("ASK {}"), Host="evil.example")[0] == 400


MUCH = "SELECT (STRLEN(?k) AS ?n) { BIND('0123456789' AS ?a) " + " ".join(
    f"BIND(CONCAT({', '.join([f'?{x}'] * 10)}) AS ?{chr(ord(x) + 1)})" for x in "abcdefghij"
)
MUCH += " }"


def test_no_origin_is_let_in(url):
    assert call(url + of("ASK {}"), Origin="http://x")[0] == 403
    with urllib.request.urlopen(url + of("ASK {}")) as response:
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_a_query_is_ended_at_its_memory(sample_graph):
    with kept_store(sample_graph) as place:
        endpoint = Endpoint(lambda: place, Limits(seconds=60, at_once=1, memory=2**30))
        with TestClient(Starlette(routes=[Route("/sparql", endpoint.respond)])) as asked:
            refused = asked.get("/sparql" + of(MUCH))
            assert (refused.status_code, "memory" in refused.text) == (503, True), refused.text
            assert asked.get("/sparql" + of("ASK {}")).status_code == 200
        endpoint.close()


@contextmanager
def running(graph: OpenGraph, limits: Limits) -> Iterator[tuple[str, int]]:
    """The address of a server with some limits."""
    with listen("127.0.0.1", 0) as listening:
        process = get_context("spawn").Process(target=serve, args=(graph.path, limits, Settings(), listening))
        process.start()
        try:
            yield listening.getsockname()
        finally:
            process.terminate()
            process.join()


def test_a_query_ends_when_its_client_leaves(sample_graph):
    with running(sample_graph, Limits(seconds=150, at_once=2)) as address:
        for _ in range(4):  # more than run at a time
            with socket.create_connection(address) as leaving:
                leaving.sendall(f"GET /sparql{of(SLOW)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                time.sleep(0.2)
        start = time.monotonic()
        url = "http://{}:{}/sparql".format(*address)
        assert json.loads(call(url + of("ASK {}"))[2])["boolean"] is True
        assert time.monotonic() - start < 75  # else two of them run until their time is up


def test_a_slow_sender_is_sent_away(sample_graph):
    with running(sample_graph, Limits(sending=0.5)) as address:
        with socket.create_connection(address, timeout=60) as head:
            head.sendall(b"GET / HT")
            assert head.recv(10) == b""
        with socket.create_connection(address, timeout=60) as body:
            body.sendall(b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n")
            body.sendall(b"Content-Type: application/sparql-query\r\n\r\nASK")
            assert b" 408 " in body.recv(100)


def test_bolt_is_read_by_neo4js_driver(sample_graph):
    with served(sample_graph, "--bolt", "--timeout", "3") as line:
        words = line.split()
        uri, user, password = words[1], words[3], words[5]
        for address in (uri, uri.replace("bolt:", "neo4j:")):
            with neo4j.GraphDatabase.driver(address, auth=(user, password)) as driver:
                found = driver.execute_query("MATCH (a:Agency) RETURN a.name AS name ORDER BY a.id").records
                assert [r["name"] for r in found] == [
                    sample_graph.kg.value(a, "name") for a in sorted(sample_graph.kg.nodes("Agency"))
                ]
        with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
            for text in (
                "CREATE (a:Agency {id: 'x'})",
                "MATCH (a:Agency) SET a.name = 'x'",
                "MATCH (n) DETACH DELETE n",
                "CREATE INDEX FOR (a:Agency) ON (a.name)",
                "LOAD CSV FROM 'file:///etc/hosts' AS l RETURN l",
                "MATCH (a)-[*1..9]-(b)-[*1..9]-(c) RETURN count(a.id + c.id)",
                "RETURN 1 +",
                "RETURN $missing",
            ):
                with pytest.raises(neo4j.exceptions.Neo4jError):
                    driver.execute_query(text)
            (row,) = driver.execute_query("MATCH (a:Agency) RETURN count(a) AS n").records
            assert row["n"] == len(sample_graph.kg.nodes("Agency"))
        with (
            pytest.raises(neo4j.exceptions.AuthError),
            neo4j.GraphDatabase.driver(uri, auth=(user, "wrong-word")) as driver,
        ):
            driver.verify_connectivity()


def test_a_taken_port_and_weak_words_are_refused(sample_graph):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for more in ([], ["--bolt"]):
            done = CliRunner().invoke(app, ["serve", str(sample_graph.path), "--port", str(port), *more])
            assert isinstance(done.exception, ServerError)
            assert "nothing can listen there" in str(done.exception)
    place = sample_graph.cypher_place()
    for user, password in (("root", "long enough"), ("reader", "short")):
        with pytest.raises(OptionError), serving(place, "127.0.0.1", 0, user, password):
            pass


def test_where_nothing_can_be_written_the_store_is_a_temporary_one(sample_graph, tmp_path):
    from types import SimpleNamespace

    (tmp_path / "file").write_text("")
    fixed = SimpleNamespace(
        path=tmp_path / "file" / "kg", manifest=sample_graph.manifest, kg=sample_graph.kg, since=sample_graph.since
    )
    with kept_store(fixed) as place:
        assert pyoxigraph.Store.read_only(str(place)).query("ASK { ?s ?p ?o }")
    assert not place.exists()
