"""Hostile names: papers whose agencies, works, files and titles hold control characters, formulas, markup and half characters,
taken through every output. None ends the process, and none reaches a reader as anything but text.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import zhize
from tools.attack.apart import Ended, apart
from tools.attack.outcome import Outcome
from tools.attack.seeds import PAPER
from zhize.api import OpenGraph
from zhize.graph.store.exports import FORMATS, export
from zhize.graph.views.ledger import Filter, by_agency, ledger, write_ledger
from zhize.render import card_record, render_card, render_rows
from zhize.texts import FORMULA, visible

SECONDS = 180.0
_LOW = (*range(1, 9), *range(11, 13), *range(14, 32), 0x7F)
_HIGH = (0x85, 0x9B, 0x202A, 0x202E, 0x2066, 0xFFFE, 0xFFFF, 0x1FFFE)
CONTROLS = tuple(map(chr, _LOW + _HIGH))
WORDS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "\t=1",
    "[bold]",
    "[/red]",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "${7*7}",
    "{{7*7}}",
    "'; DROP TABLE facts; --",
    '"}]}',
    "]]>",
    "%00",
    "\\ud800",
    "../../x",
    "con",
    "\x1b]0;x\x07",
    "\x1b[2J",
)
QUERY = "SELECT ?t { ?s dcterms:title ?t } ORDER BY ?t"


def hostile() -> tuple[str, ...]:
    """All hostile pieces."""
    return CONTROLS + WORDS


def attempt(word: str) -> Ended:
    """Build a paper that holds a word in its names, and write everything."""
    with tempfile.TemporaryDirectory() as temp:
        folder, kg, out = Path(temp) / "in", Path(temp) / "kg", Path(temp) / "out"
        folder.mkdir()
        out.mkdir()
        text = PAPER.replace("雨水篦子清掏", f"雨水{word}清掏").replace("清掏主干道", f"{word}清掏主干道{word}")
        text = text.replace("区水利局", f"区水{word}利局").replace("张三丰", f"张三{word}丰")
        name = f"通知{word.replace('/', '_')}.txt".encode()[:200].decode(errors="ignore")
        (folder / name).write_text(text, encoding="utf-8", newline="")
        zhize.build(folder, kg, jobs=1)
        graph = zhize.open(kg)
        try:
            for what, check in CHECKS.items():
                if wrong := check(graph, out):
                    return Ended("silent", f"{word!r} in {what}: {wrong}")
        finally:
            graph.close()
    return Ended("held")


def _paper(graph: OpenGraph) -> str:
    """The paper, by its id: a tab in its title makes that a row of a table, and the paper then has no number."""
    return graph.kg.nodes("Document")[0]


def _controls(text: str) -> str:
    bad = next((c for c in text if visible(c) != c and c not in "\r"), "")
    return f"{bad!r} is kept" if bad else ""


def _terminal(graph: OpenGraph, _: Path) -> str:
    said = [graph.ask("区应急局负责什么？").rendered(), graph.explain("谁负责清掏？").rendered()]
    said += [render_card(graph.show(name)) + str(card_record(graph.show(name))) for name in ("区应急局", _paper(graph))]
    said += [render_rows(graph.sparql(QUERY), form) for form in ("table", "json", "csv")]
    said += [f"{i.file} {i.text} {i.reason}" for i in graph.issues]
    return _controls("".join(said))


def _formulas(data: str) -> str:
    bad = next((cell for row in csv.reader(io.StringIO(data)) for cell in row if cell.startswith(FORMULA)), "")
    return f"a formula: {bad!r}" if bad else ""


def _csv(graph: OpenGraph, out: Path) -> str:
    file = write_ledger(ledger(graph.kg), out / "a.csv")
    rows = render_rows(graph.sparql(QUERY), "csv")
    return _formulas(file.read_text(encoding="utf-8-sig")) or _formulas(rows)


def _xlsx(graph: OpenGraph, out: Path) -> str:
    import openpyxl

    file = write_ledger(ledger(graph.kg), out / "a.xlsx", by_agency(graph.kg, Filter()))
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return "a formula" if any(cell.data_type == "f" for cell in cells) else ""


def _pictures(graph: OpenGraph, out: Path) -> str:
    for view, name in (
        ("agency", "区应急局"),
        ("document", _paper(graph)),
        ("matrix", None),
        ("timeline", None),
    ):
        picture = graph.picture(view, name)
        ElementTree.fromstring(picture.save(out / "a.svg").read_bytes())
        if view == "agency":
            picture.save(out / "a.png")
        page = picture.save(out / "a.html").read_text(encoding="utf-8")
        if "<script>alert(1)" in page or "<img src=x" in page:
            return f"markup in the page of {view}"
        beside = "".join(
            b for a, b in pairwise(page) if "\u4e00" <= a <= "\u9fff"
        )  # the page's program holds some itself
        if wrong := _controls(beside):
            return f"{wrong} in the page of {view}"
        if view in ("agency", "document"):
            for suffix in ("graphml", "gexf"):
                ElementTree.fromstring(picture.save(out / f"a.{suffix}").read_bytes())
    return ""


def _exports(graph: OpenGraph, out: Path) -> str:
    import networkx as nx
    import pyoxigraph

    for format in FORMATS:
        export(graph.kg, format, out / f"x-{format}")
    nx.read_graphml(out / "x-graphml", force_multigraph=True)
    nx.read_gexf(out / "x-gexf")
    for format, kind in (("turtle", "TURTLE"), ("nquads", "N_QUADS"), ("jsonld", "JSON_LD")):
        list(pyoxigraph.parse((out / f"x-{format}").read_bytes(), format=getattr(pyoxigraph.RdfFormat, kind)))
    return ""


CHECKS: dict[str, Callable[[OpenGraph, Path], str]] = {
    "the terminal": _terminal,
    "CSV": _csv,
    "the spreadsheet": _xlsx,
    "pictures": _pictures,
    "exports": _exports,
}


def run(words: tuple[str, ...] | None = None, jobs: int = 2) -> Outcome:
    """Take hostile words through every output."""
    outcome = Outcome("hostile names")
    cases = hostile() if words is None else words
    for word, ended in zip(cases, apart(attempt, cases, jobs=jobs, seconds=SECONDS), strict=True):
        outcome.take(ended, f"name {word!r}")
    return outcome
