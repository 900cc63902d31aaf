"""The page on which SPARQL queries are written: examples from the library, the endpoint's result as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.endpoint import Query, Refusal
from zhize.graph.store.rdf.quads import node_of
from zhize.queries.library import questions
from zhize.web.asked import Parameters
from zhize.web.pages.parts import WrongParameter
from zhize.web.sheets import Sheet

if TYPE_CHECKING:
    from starlette.requests import Request

    from zhize.endpoint import Endpoint

_TABLE = "application/sparql-results+json"
LONGEST = 8_000
SHOWN = 200
"""Rows of a result that the page shows."""


class Example(msgspec.Struct, frozen=True):
    """A query of the library: its name, what it asks, its parameters with their meanings."""

    name: str
    question: str
    params: dict[str, str]


class Cell(msgspec.Struct, frozen=True):
    """A value of a result; `node` where it is a node of the graph."""

    text: str
    node: str = ""


class QueryPage(msgspec.Struct, frozen=True):
    """A query and its result: a table, or the text of a graph, or what the endpoint says is wrong with it."""

    query: str
    examples: tuple[Example, ...]
    example: str = ""
    params: dict[str, str] = {}
    given: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    text: str = ""
    problem: str = ""
    asked: bool = False


_START = "SELECT ?s ?p ?o\nWHERE { ?s ?p ?o }\nLIMIT 20\n"


async def query_page(
    asked: Parameters, endpoint: Endpoint | None, request: Request, place: Path | None = None
) -> QueryPage:
    """The page of a query; a query of the library is run when all its parameters are given.

    `place` is the store that is asked where it is not the endpoint's own.
    """
    library = questions()
    examples = tuple(Example(q.name, q.question, q.params) for q in library.values())
    name = asked.text("example")
    chosen = library.get(name)
    query = asked.values.get("query", "").strip()[:LONGEST] or (chosen.sparql if chosen else "")
    params = chosen.params if chosen else {}
    given = {key: asked.text(f"${key}") for key in params}
    page = QueryPage(query or _START, examples, name if chosen else "", params, given)
    run = bool(query) and asked.text("run") == "1" and all(given.values())
    if not run:
        return page
    if endpoint is None:
        return msgspec.structs.replace(page, problem="这里没有开放 SPARQL。")
    try:
        _, data = await endpoint.answer(Query(query, given, [], [], [_TABLE, "text/turtle"]), request, place)
    except Refusal as refusal:
        return msgspec.structs.replace(page, problem=str(refusal), asked=True)
    return _result(page, data)


async def query_sheet(
    asked: Parameters, endpoint: Endpoint | None, request: Request, place: Path | None = None
) -> Sheet:
    """All rows of the result of a query as a table, every cell text.

    Raises:
        WrongParameter: the query is wrong, gives no table, or was ended at a limit.
    """
    chosen = questions().get(asked.text("example"))
    query = asked.values.get("query", "").strip()[:LONGEST] or (chosen.sparql if chosen else "")
    given = {key: asked.text(f"${key}") for key in (chosen.params if chosen else {})}
    if endpoint is None or not query:
        raise WrongParameter("请给出 query。" if endpoint else "这里没有开放 SPARQL。")
    try:
        _, data = await endpoint.answer(Query(query, given, [], [], [_TABLE, "text/turtle"]), request, place)
    except Refusal as refusal:
        raise WrongParameter(str(refusal)) from None
    found = _result(QueryPage(query, ()), data, shown=None)
    if not found.columns:
        raise WrongParameter("这个查询的结果不是表。")
    return Sheet([(name, 30) for name in found.columns], [[cell.text for cell in row] for row in found.rows])


def _result(page: QueryPage, data: bytes, shown: int | None = SHOWN) -> QueryPage:
    try:
        found: dict[str, Any] = msgspec.json.decode(data)
    except (ValueError, msgspec.MsgspecError):
        return msgspec.structs.replace(page, text=data.decode("utf-8", errors="replace")[:100_000], asked=True)
    if "boolean" in found:
        return msgspec.structs.replace(page, text="是" if found["boolean"] else "否", asked=True)
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows = tuple(tuple(_cell(row.get(name)) for name in columns) for row in bindings[:shown])
    return msgspec.structs.replace(page, columns=columns, rows=rows, total=len(bindings), asked=True)


def _cell(value: dict[str, str] | None) -> Cell:
    if value is None:
        return Cell("")
    text = value["value"]
    node = (node_of(text) or "") if value["type"] == "uri" else ""
    return Cell(node or text, node if not node.startswith(("fact:", "section:")) else "")
