"""Requests answered: the same data as a page, as JSON, as Turtle, as a spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from zhize.errors import GraphError, OptionError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.web import sheets
from zhize.web.addresses import ServerAddresses
from zhize.web.asked import Parameters
from zhize.web.pages.audit import audit_sheet
from zhize.web.pages.changes import changes_feed, changes_sheet
from zhize.web.pages.parts import NoSuchPage, WrongParameter
from zhize.web.pages.tables import LONGEST_SHEET, TablePage, duties_page, sheet, tasks_page
from zhize.web.render import asset, html
from zhize.web.sheets import Sheet
from zhize.web.shelf import Shelf
from zhize.web.views import LISTS, node_view
from zhize.web.workers import LateAnswer

HTML = "text/html; charset=utf-8"
JSON = "application/json"
ATOM = "application/atom+xml; charset=utf-8"
_ENCODER = msgspec.json.Encoder(enc_hook=str)


def page(addresses: ServerAddresses, template: str, title: str, here: str, **values: Any) -> Response:
    """A page of HTML; `here` is the list of the menu that it belongs to."""
    text = html(template, addresses, title=title, here=here, **values)
    return Response(text, media_type=HTML)


def trouble(addresses: ServerAddresses, status: int, sentence: str, *, as_json: bool = False) -> Response:
    """A page or an object that says what is wrong."""
    if as_json:
        return Response(_ENCODER.encode({"error": sentence}), status, media_type=JSON)
    text = html("trouble.html", addresses, title="出错了", here="", sentence=sentence)
    return Response(text, status, media_type=HTML)


async def told(
    work: Awaitable[Response], addresses: ServerAddresses, seconds: float, *, late: str, as_json: bool
) -> Response:
    """The answer that work gives, or what is wrong where it gives none; `late` says that it took longer than so many seconds."""
    try:
        return await asyncio.wait_for(work, seconds + 5)  # what is ended in a process has its own limit
    except NoSuchPage as error:
        return trouble(addresses, 404, str(error), as_json=as_json)
    except (WrongParameter, OptionError) as error:
        return trouble(addresses, 400, str(error), as_json=as_json)
    except (TimeoutError, LateAnswer) as error:
        return trouble(addresses, 503, str(error) or late, as_json=as_json)
    except GraphError as error:
        return trouble(addresses, 503, f"图谱不能读取：{error}", as_json=as_json)


_KINDS = {"css": "text/css", "js": "text/javascript"}


def static(addresses: ServerAddresses, name: str) -> Response:
    """A style sheet or script of the package."""
    data = asset(name)
    if data is None:
        return trouble(addresses, 404, "没有这个文件。")
    headers = {"cache-control": "max-age=3600"}
    return Response(data, media_type=_KINDS[name.rpartition(".")[2]], headers=headers)


def json(data: Any, status: int = 200) -> Response:
    """Plain data or structs as JSON."""
    return Response(_ENCODER.encode(data), status, media_type=JSON)


def list_page(shelf: Shelf, request: Request, addresses: ServerAddresses, name: str) -> Response:
    """A list as a page."""
    view = LISTS[name]
    given = Parameters(request.query_params)
    data = view.make(shelf, given)
    query = {key: value for key, value in request.query_params.items() if key != "page" and value}
    return page(addresses, view.template, view.title, name, data=data, query=query)


def list_json(shelf: Shelf, request: Request, name: str) -> Response:
    """A list as JSON."""
    return json(LISTS[name].make(shelf, Parameters(request.query_params)))


def list_sheet(shelf: Shelf, request: Request, name: str, ending: str) -> Response:
    """All rows of a list that fit its filters, as a file for a spreadsheet."""
    return sheet_file(name, LISTS[name].title, SHEETS[name](shelf, Parameters(request.query_params)), ending)


def sheet_file(name: str, title: str, made: Sheet, ending: str) -> Response:
    """A table as a file for a spreadsheet."""
    data = sheets.sheet_bytes(ending, title, made)
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(data, media_type=sheets.TYPES[ending], headers=headers)


def _tasks_sheet(shelf: Shelf, given: Parameters) -> Sheet:
    return _table_sheet("tasks", tasks_page(shelf, given.table(), 1, LONGEST_SHEET))


def _duties_sheet(shelf: Shelf, given: Parameters) -> Sheet:
    return _table_sheet("duties", duties_page(shelf, given.table(), 1, LONGEST_SHEET))


def _audit_sheet(shelf: Shelf, given: Parameters) -> Sheet:
    return audit_sheet(shelf, given.text("kind"), given.text("severity"), given.day("as_of"))


def _changes_sheet(shelf: Shelf, given: Parameters) -> Sheet:
    return changes_sheet(shelf, given.text("aspect"))


def _table_sheet(name: str, table: TablePage) -> Sheet:
    if table.pager.total > LONGEST_SHEET:
        raise WrongParameter(f"共{table.pager.total}行，下载最多{LONGEST_SHEET}行，请先筛选。")
    return sheet(name, table)


SHEETS: dict[str, Callable[[Shelf, Parameters], Sheet]] = {
    "tasks": _tasks_sheet,
    "duties": _duties_sheet,
    "audit": _audit_sheet,
    "changes": _changes_sheet,
}
"""Lists that can be had as files for a spreadsheet."""


def feed(shelf: Shelf, request: Request, addresses: ServerAddresses) -> Response:
    """What the last build changed, as an Atom feed."""
    return Response(changes_feed(shelf, str(request.base_url).rstrip("/"), addresses), media_type=ATOM)


def node_page(shelf: Shelf, request: Request, addresses: ServerAddresses, node: str) -> Response:
    """The page of a node."""
    template, data = node_view(shelf, node, Parameters(request.query_params))
    return page(addresses, template, data.title, "", data=data, query={})


def node_data(shelf: Shelf, request: Request, node: str, ending: str) -> Response:
    """The data of a node as JSON (what its page shows) or Turtle (its facts with their evidence)."""
    if ending == "json":
        return json(node_view(shelf, node, Parameters(request.query_params))[1])
    if ending != "ttl":
        raise NoSuchPage(f"没有“{ending}”这种数据，可用 json 或 ttl。")
    if not shelf.has(node):
        raise NoSuchPage(f"图谱中没有“{node}”。")
    from zhize.graph.store.rdf.oxigraph import serialize

    return Response(serialize(KnowledgeGraph(_around(shelf, node)), "turtle"), media_type="text/turtle; charset=utf-8")


def _around(shelf: Shelf, node: str) -> list[Fact]:
    """The facts of a node and into it, with the names of what they join it to."""
    own = [*shelf.reader.facts_of(node), *shelf.reader.facts_into(node)][:5000]
    relations = shelf.kg.ontology.relations
    others = {n for f in own if f.predicate in relations for n in (f.subject, str(f.object))} - {node}
    names = [f for other in sorted(others) for f in _caption(shelf, other)]
    return list({fact.id: fact for fact in (*own, *names)}.values())


def _caption(shelf: Shelf, node: str) -> list[Fact]:
    name = shelf.kg.ontology.class_of(node).caption
    return shelf.reader.facts_of(node, name)[:1]
