"""Spellings of SERVICE in SPARQL: a server of our own listens, and nobody may ever ask it."""

from __future__ import annotations

import socket
import threading

import pyoxigraph

from tools.attack.outcome import Outcome
from zhize.errors import QueryError
from zhize.graph.store.rdf.sparql import sparql

FORMS = (
    "SERVICE <{iri}> {{?a ?b ?c}}",
    "service<{iri}>{{?a ?b ?c}}",
    "SERVICE SILENT <{iri}> {{?a ?b ?c}}",
    "SERVICESILENT<{iri}>{{?a ?b ?c}}",
    "SERVICE: {{?a ?b ?c}}",
    "SERVICE:x {{?a ?b ?c}}",
    "SeRvIcE e:{{?a ?b ?c}}",
    "FILTER(1<2)SERVICE#>\n<{iri}> {{?a ?b ?c}}",
    "OPTIONAL{{SERVICE <{iri}> {{?a ?b ?c}}}}",
    "{{SELECT * {{SERVICE <{iri}> {{?a ?b ?c}}}}}}",
    "MINUS {{SERVICE <{iri}> {{?a ?b ?c}}}}",
    "FILTER EXISTS {{SERVICE <{iri}> {{?a ?b ?c}}}}",
    "VALUES ?s {{<{iri}>}} SERVICE ?s {{?a ?b ?c}}",
    "BIND(<{iri}> AS ?s) SERVICE SILENT ?s {{?a ?b ?c}}",
    "?x ?y 1.SERVICE <{iri}> {{?a ?b ?c}}",
    "?x ?y 'a'SERVICE <{iri}> {{?a ?b ?c}}",
    "#SERVICE\nSERVICE#\n#<\n<{iri}>#\n{{?a ?b ?c}}",
    "SERVICE\t\r\n<{iri}>{{}}",
    "GRAPH ?g {{SERVICE <{iri}> {{?a ?b ?c}}}}",
    "\\u0053ERVICE <{iri}> {{?a ?b ?c}}",
)


def run() -> Outcome:
    """Try all spellings against a store of one triple."""
    outcome, asked = Outcome("spellings of SERVICE"), threading.Event()
    store = pyoxigraph.Store()
    named = pyoxigraph.NamedNode("http://a/b")
    store.add(pyoxigraph.Quad(named, named, named))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                asked.set()
                client.close()

        threading.Thread(target=listen, daemon=True).start()
        iri = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for form in FORMS:
            query = f"PREFIX : <{iri}> PREFIX e: <{iri}> PREFIX SERVICE: <{iri}> SELECT * {{ {form.format(iri=iri)} }}"
            asked.clear()
            try:
                sparql(store, query)
                way = "answered from the graph alone"
            except QueryError:
                way = "refused"
            if asked.wait(0.02):
                outcome.blame("silent", form, "another server was asked")
            else:
                outcome.note(way)
    return outcome
