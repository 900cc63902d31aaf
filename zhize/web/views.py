"""The pages of a server by the first part of their addresses: how each is made, and by which template it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from zhize.web.asked import Parameters
from zhize.web.pages.audit import audit_page
from zhize.web.pages.cascade import cascade_page
from zhize.web.pages.changes import changes_page
from zhize.web.pages.compare import compare_page
from zhize.web.pages.document import document_page
from zhize.web.pages.issues import issues_page
from zhize.web.pages.network import network_page
from zhize.web.pages.node import NAMED, names_page, node_page
from zhize.web.pages.parts import NoSuchPage
from zhize.web.pages.search import FACETS, search_page
from zhize.web.pages.tables import duties_page, tasks_page
from zhize.web.pages.timeline import timeline_page
from zhize.web.shelf import Shelf

Made = Callable[[Shelf, Parameters], Any]
"""How the data of a page are made."""


class View(msgspec.Struct, frozen=True):
    """A page that is not of a node: what it is called, its template, how it is made."""

    title: str
    template: str
    make: Made


def _search(shelf: Shelf, given: Parameters) -> Any:
    chosen = {name: value for name in FACETS if (value := given.text(name))}
    return search_page(shelf, given.text("q"), chosen, given.number("page"))


def _audit(shelf: Shelf, given: Parameters) -> Any:
    return audit_page(shelf, given.text("kind"), given.text("severity"), given.day("as_of"), given.number("page"))


def _names(name: str) -> Made:
    return lambda shelf, given: names_page(shelf, name, given.text("name"), given.number("page"))


LISTS: dict[str, View] = {
    "search": View("检索", "search.html", _search),
    "tasks": View("任务", "tasks.html", lambda s, p: tasks_page(s, p.table(), p.number("page"))),
    "duties": View("职责", "duties.html", lambda s, p: duties_page(s, p.table(), p.number("page"))),
    "timeline": View("时间", "timeline.html", lambda s, p: timeline_page(s, p.table(), p.number("page"))),
    "cascade": View("层级", "cascade.html", lambda s, p: cascade_page(s, p.text("topic"))),
    "issues": View("存疑", "issues.html", lambda s, p: issues_page(s, p.text("kind"), p.number("page"))),
    "audit": View("审查", "audit.html", _audit),
    "compare": View(
        "对照",
        "compare.html",
        lambda s, p: compare_page(s, p.text("a"), p.text("b"), p.number("page"), p.text("words")),
    ),
    "network": View("协作", "network.html", lambda s, p: network_page(s, p.text("region"))),
    "changes": View("变化", "changes.html", lambda s, p: changes_page(s, p.text("aspect"), p.number("page"))),
    "agencies": View("机构", "names.html", _names("agencies")),
    "bodies": View("议事协调机构", "names.html", _names("bodies")),
    "documents": View("文件", "names.html", _names("documents")),
    "regions": View("地区", "names.html", _names("regions")),
    "people": View("人员", "names.html", _names("people")),
}
"""Lists by the first part of their addresses."""
assert set(NAMED) <= set(LISTS)


def node_view(shelf: Shelf, node: str, given: Parameters) -> tuple[str, Any]:
    """The template and the data of the page of a node.

    Raises:
        NoSuchPage: the graph holds no such node.
    """
    if not shelf.has(node):
        raise NoSuchPage(f"图谱中没有“{node}”。")
    if node.startswith("document:"):
        at, file = given.span("at"), given.text("file", 1000)
        return "document.html", document_page(shelf, node, at=at, file=file, page=given.number("page"))
    part = given.number("part") if given.text("part") else None
    return "node.html", node_page(shelf, node, part=part, page=given.number("page"))
