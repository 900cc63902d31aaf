"""The demo: everything that zhize does, once, on one folder of gazettes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zhize.cli_options import COUNTED
from zhize.errors import OptionError
from zhize.render import render_rows

if TYPE_CHECKING:
    from zhize.api import OpenGraph

CYPHER = """
MATCH (a:Agency)-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task)
RETURN a.name AS agency, count(r) AS tasks
ORDER BY tasks DESC, agency LIMIT 8
"""

SPARQL = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX z: <https://w3id.org/zhize/ontology#>
SELECT ?number ?title ?date WHERE {
  ?document a z:Document ; dcterms:title ?title ; eli:id_local ?number ; eli:date_document ?date .
} ORDER BY ?date ?number LIMIT 8
"""


def run_demo(gazettes: Path, out: Path, question: str) -> None:
    """Build a graph from `gazettes` into `out` and show what can be done with it."""
    import zhize
    from zhize.graph.views.ledger import ledger, write_ledger
    from zhize.graph.views.tables import write_tables

    graph = out / "kg"
    _title(f"1. Build the graph from {gazettes}")
    report = zhize.build(
        gazettes, graph, progress=lambda r: typer.echo(f"   {r.name}" + (f"  {r.error}" if r.error else ""))
    )
    for node_class, label in COUNTED.items():
        typer.echo(f"   {label:<10} {report.counts[node_class]}")
    typer.echo(f"   {'facts':<10} {report.facts}\n   {'issues':<10} {report.issues}  (zhize check {graph})")
    opened = zhize.open(graph)
    try:
        _title("2. Ask")
        typer.echo(f"问：{question}")
        typer.echo(opened.ask(question).rendered())
        _title("3. Cypher: agencies by number of tasks")
        typer.echo(CYPHER.strip())
        typer.echo(render_rows(opened.cypher(CYPHER), "table"))
        _title("4. SPARQL: documents by date")
        typer.echo(SPARQL.strip())
        typer.echo(render_rows(opened.sparql(SPARQL), "table"))
        _title("5. What lies where")
        write_tables(opened.kg, out / "facts")
        sheet = write_ledger(ledger(opened.kg), out / "台账.xlsx")
        diagram = _draw(opened, question, out / "diagram.html")
        for label, path in (
            ("graph", graph),
            ("tables (JSON Lines)", out / "facts"),
            ("ledger (spreadsheet)", sheet),
            ("diagram (open in a browser)", diagram),
        ):
            typer.echo(f"   {label:<28} {path}")
    finally:
        opened.close()


def _draw(opened: OpenGraph, question: str, path: Path) -> Path:
    """Draw the agency of the question, else the busiest one."""
    subject = opened.subject_of(question)
    try:
        return opened.draw("agency", subject or opened.busiest_agency(), path)
    except OptionError:
        return opened.draw("network", None, path)


def _title(text: str) -> None:
    typer.echo(f"\n== {text}")
