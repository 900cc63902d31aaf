"""The demo: everything that zhize does, once, on one folder of gazettes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zhize.cli_options import COUNTED
from zhize.errors import OptionError
from zhize.messages import gettext
from zhize.messages import gettext as _
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
    _title(_("1. Build the graph from {gazettes}", gazettes=gazettes))
    report = zhize.build(
        gazettes, graph, progress=lambda r: typer.echo(f"   {r.name}" + (f"  {r.error}" if r.error else ""))
    )
    for node_class, label in COUNTED.items():
        typer.echo("   " + gettext(label, count=report.counts[node_class]))
    typer.echo("   " + _("{facts} facts", facts=report.facts))
    typer.echo("   " + _("{issues} issues (zhize check {graph})", issues=report.issues, graph=graph))
    opened = zhize.open(graph)
    try:
        _title(_("2. Ask"))
        typer.echo(f"问：{question}")
        typer.echo(opened.ask(question).rendered())
        _title(_("3. Cypher: agencies by number of tasks"))
        typer.echo(CYPHER.strip())
        typer.echo(render_rows(opened.cypher(CYPHER), "table"))
        _title(_("4. SPARQL: documents by date"))
        typer.echo(SPARQL.strip())
        typer.echo(render_rows(opened.sparql(SPARQL), "table"))
        _title(_("5. What lies where"))
        write_tables(opened.kg, out / "facts")
        sheet = write_ledger(ledger(opened.kg), out / "台账.xlsx")
        diagram = _draw(opened, question, out / "diagram.html")
        for label, path in (
            (_("graph"), graph),
            (_("tables (JSON Lines)"), out / "facts"),
            (_("ledger (spreadsheet)"), sheet),
            (_("diagram (open in a browser)"), diagram),
        ):
            typer.echo(_("   {what}: {path}", what=label, path=path))
        _title(_("6. Go on"))
        for call in _calls(opened, graph, out, question):
            typer.echo(f"   {_program()} {call}")
    finally:
        opened.close()


def _calls(opened: OpenGraph, graph: Path, out: Path, question: str) -> list[str]:
    """What can be called next, with a name that this graph holds, so that each works as it stands."""
    calls = [f'ask {graph} "{question}"']
    try:
        agency = opened.light.label(opened.busiest_agency())
    except OptionError:
        agency = ""
    if agency:
        calls[0] = f'ask {graph} "{question if opened.subject_of(question) else f"{agency}负责什么？"}"'
        calls += [
            f"ledger {graph} --agency {agency} -o {out / '单位台账.xlsx'}",
            f"report {graph} agency {agency} -o {out / '报告.docx'}",
            f"draw {graph} agency {agency} -o {out / '图.svg'}",
        ]
    return [*calls, f"serve {graph}", "--help"]


def _draw(opened: OpenGraph, question: str, path: Path) -> Path:
    """Draw the agency of the question, else the busiest one."""
    subject = opened.subject_of(question)
    try:
        return opened.draw("agency", subject or opened.busiest_agency(), path)
    except OptionError:
        return opened.draw("network", None, path)


def _program() -> str:
    """How the program is called from here: `zhize` where the shell finds it, else by its place (`.venv/bin/zhize`)."""
    here = Path(sys.argv[0])
    if here.stem != "zhize" or shutil.which("zhize"):
        return "zhize"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _title(text: str) -> None:
    typer.echo(f"\n== {text}")
