"""The graph for programs that act for people: tools of the Model Context Protocol, each answer with the words it rests on."""

from __future__ import annotations

import contextlib
import socket
from asyncio import to_thread
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

import msgspec
from fastmcp import FastMCP
from fastmcp.exceptions import ResourceError, ToolError
from pydantic import Field
from starlette.middleware import Middleware

from zhize import __version__
from zhize.errors import GraphError, OptionError, ZhizeError
from zhize.graph.model.facts import Fact
from zhize.graph.views.cards import line_text
from zhize.messages import speaking
from zhize.queries.answer import AnswerSource
from zhize.web.dated import dated
from zhize.web.guard import Guard
from zhize.web.pages.document import WHOLE, document_page
from zhize.web.pages.node import node_page
from zhize.web.pages.parts import NoSuchPage, Place, Ref, WrongParameter, checked_day
from zhize.web.pages.search import search_page
from zhize.web.pages.tables import Row, RowFilter, TablePage, duties_page, tasks_page
from zhize.web.shelf import Shelf, Shelves
from zhize.web.workers import LateAnswer, Workers

MOST_ROWS = 200
READ_ONLY = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
ABOUT = (
    "职责图谱：从中国政府文件中读出的“谁负责什么”。先用 ask 提问；没有答案（answered=false）就照实说没有，不要猜。"
    "每条结果都带原文引句（quote）和文件，引用时一并给出。名称不确定时用 search 找。"
)

Name = Annotated[str, Field(max_length=200, description="名称、简称、文号、标题或编号（如 agency:370302:应急管理局）")]
Filter = Annotated[str, Field(max_length=200)]
Page = Annotated[int, Field(ge=1, le=100_000)]
AsOf = Annotated[
    str, Field(max_length=10, description="以哪一天为准（2024-01-31）：当时已经印发并且有效的内容；不写就是现在")
]


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {**msgspec.to_builtins(place)}


def _source(source: AnswerSource) -> dict[str, Any]:
    return dict(msgspec.to_builtins(source))


def _refs(refs: tuple[Ref, ...]) -> list[dict[str, str]]:
    return [{"name": ref.text, "id": ref.node} for ref in refs]


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    where = fact.evidence
    at = {"file": where.file, "start": where.start, "end": where.end, "line": where.line}
    return {"quote": where.quote, "document": fact.document, **at}


def _row(row: Row) -> dict[str, Any]:
    doers = {word: _refs(refs) for word, refs in row.doers.items() if refs}
    return {
        "id": row.node,
        "title": row.title,
        "text": row.text,
        "doers": doers,
        "deadline": row.deadline,
        "due": row.due,
        "document": row.document.text,
        "number": row.number,
        "source": _place(row.place),
    }


def _table(page: TablePage) -> dict[str, Any]:
    return {
        "total": page.pager.total,
        "page": page.pager.page,
        "pages": page.pager.last,
        "rows": [*map(_row, page.rows)],
    }


def _found(shelf: Shelf, class_id: str, name: str) -> str:
    """The node that a name stands for.

    Raises:
        ToolError: none or several.
    """
    if ":" in name and shelf.has(name):
        kind = shelf.kg.ontology.class_of(name)
        if kind.id != class_id:
            wanted = shelf.kg.ontology.classes[class_id].label
            raise ToolError(f"“{name}”是{kind.label}，不是{wanted}。可用 evidence 看它的事实。")
        return name
    exact, part = shelf.called(class_id, name)
    found = exact or part
    if len(found) == 1:
        return found[0]
    label = shelf.kg.ontology.classes[class_id].label
    if not found:
        raise ToolError(f"图谱中没有叫“{name}”的{label}。可用 search 查找。")
    listed = "、".join(f"{shelf.kg.label(node)}（{node}）" for node in found[:10])
    raise ToolError(f"“{name}”可能是{len(found)}个{label}：{listed}。请给出编号。")


def _card(shelf: Shelf, node: str, most: int) -> dict[str, Any]:
    page = node_page(shelf, node)
    parts = []
    for shown in page.parts:
        lines = [
            {"text": line_text(line), "id": line.node, "source": _fact(line.fact)} for line in shown.part.lines[:most]
        ]
        parts.append({"title": shown.part.title, "total": shown.pager.total, "lines": lines})
    return {"id": node, "name": page.title, "kind": page.kind, "parts": parts}


class Tools:
    """The tools over one graph."""

    def __init__(self, shelves: Shelves, workers: Workers) -> None:
        self.shelves, self.workers = shelves, workers

    async def ask(
        self,
        question: Annotated[str, Field(max_length=300, description="一句中文问题")],
        region: Annotated[str, Field(max_length=40, description="问题没有写明地方时所指的地方")] = "",
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """用一句话提问：谁负责、牵头、何时、多少、设在哪里。answered 为 false 时图谱没有答案，nearest 是相近的原文。"""
        shelf = await self._shelf(as_of)
        work = self.workers.ask(shelf.stamp, question, region, folder=shelf.opened.path)
        answer, _ = await self._ended(work)
        told = {"question": question, "answered": answer.answered, "answer": answer.answer, "items": list(answer.items)}
        return {
            **told,
            "confidence": round(answer.confidence, 3),
            "sources": [_source(s) for s in answer.sources[:30]],
            "nearest": [_source(s) for s in answer.nearest[:10]],
        }

    async def search(
        self,
        words: Annotated[str, Field(max_length=200, description="要找的字，用空格分开")],
        page: Page = 1,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """全文检索：含有这些字的语句及其出处；也给出同名的机构、文件、人员。"""
        shelf = await self._shelf(as_of)
        found = await to_thread(search_page, shelf, words, {}, page)
        hits = [
            {
                "quote": "".join(h.pieces),
                "document": h.document.node,
                "title": h.document.text,
                "number": h.number,
                "section": list(h.section),
                "file": h.file,
                "start": h.start,
                "end": h.end,
            }
            for h in found.hits
        ]
        return {"total": found.pager.total, "whole": found.whole, "hits": hits, "names": _refs(found.names)}

    async def agency(
        self, name: Name, most: Annotated[int, Field(ge=1, le=200)] = 20, as_of: AsOf = ""
    ) -> dict[str, Any]:
        """一个机构：名称、职责、牵头和配合的任务、参加的议事协调机构、人员、上下级和沿革，各附原文。"""
        shelf = await self._shelf(as_of)
        return await to_thread(_card, shelf, _found(shelf, "Agency", name), most)

    async def body(
        self, name: Name, most: Annotated[int, Field(ge=1, le=200)] = 50, as_of: AsOf = ""
    ) -> dict[str, Any]:
        """一个指挥部、领导小组、委员会：负责人、成员、办公室、下设组、职责，各附原文。"""
        shelf = await self._shelf(as_of)
        return await to_thread(_card, shelf, _found(shelf, "Body", name), most)

    async def document(self, name: Name, page: Page = 1, as_of: AsOf = "") -> dict[str, Any]:
        """一份文件：文头、目录、从中读出的各条记载，及原文（分页）。"""
        shelf = await self._shelf(as_of)
        made = await to_thread(document_page, shelf, _found(shelf, "Document", name), page=page)
        head = [
            {"label": line.label[0].text if line.label else "", "text": line.text, "source": _fact(line.fact)}
            for line in made.card.parts[0].lines
        ]
        text = "\n".join("".join(piece.text for piece in line.pieces) for line in made.lines)
        statements = [
            {"label": s.label, "text": s.text, "names": _refs(s.refs), "source": _place(s.place)}
            for s in made.statements
        ]
        return {
            "id": made.node,
            "title": made.title,
            "head": head,
            "page": made.pager.page,
            "pages": made.pager.last,
            "text": text,
            "statements": statements,
        }

    async def tasks(
        self,
        agency: Filter = "",
        role: Annotated[Literal["", "牵头", "配合", "责任"], Field(description="机构的角色")] = "",
        region: Filter = "",
        document: Filter = "",
        due_from: Annotated[str, Field(description="期限不早于（2024-01-31）")] = "",
        due_by: Annotated[str, Field(description="期限不晚于")] = "",
        words: Filter = "",
        page: Page = 1,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """任务表：事项、牵头、配合、责任单位、期限、文件，各附原文；可按机构、角色、地区、文件、期限、字筛选。"""
        asked = RowFilter(agency, role, region, document, due_from, due_by, words)
        return _table(await to_thread(tasks_page, await self._shelf(as_of), asked, page))

    async def duties(
        self,
        agency: Filter = "",
        region: Filter = "",
        document: Filter = "",
        words: Filter = "",
        page: Page = 1,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """职责表：谁承担什么职责，各附原文；可按机构、地区、文件、字筛选。"""
        asked = RowFilter(agency, "", region, document, words=words)
        return _table(await to_thread(duties_page, await self._shelf(as_of), asked, page))

    async def evidence(
        self,
        node: Annotated[str, Field(max_length=300, description="编号，如 task:… 或 agency:…")],
        predicate: Annotated[str, Field(max_length=100, description="只要这种关系或属性，如 leads")] = "",
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """一个编号的全部事实：关系或属性、客体、原文引句、文件、起止字、读取规则；PDF和扫描件另有各行在页面上的位置（点，自左上角起）。"""
        shelf = await self._shelf(as_of)
        facts = [*shelf.reader.facts_of(node, predicate or None), *shelf.reader.facts_into(node, predicate or None)]
        if not facts:
            raise ToolError(f"图谱中没有“{node}”的事实。")
        shown = [
            {"subject": f.subject, "predicate": f.predicate, "object": f.object, "rule": f.rule, "source": _fact(f)}
            | ({"boxes": msgspec.to_builtins(boxes)} if (boxes := shelf.reader.boxes_of(f.evidence)) else {})
            for f in facts[:MOST_ROWS]
        ]
        return {"total": len(facts), "facts": shown}

    async def sparql(
        self,
        query: Annotated[str, Field(max_length=8000)],
        params: dict[str, str | int] | None = None,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """只读的 SPARQL 1.1 查询；$name 由 params 给出。查到的编号可用 evidence 看原文。"""
        return await self._query("sparql", query, params, as_of)

    async def cypher(
        self,
        query: Annotated[str, Field(max_length=8000)],
        params: dict[str, str | int] | None = None,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """只读的 Cypher 查询；$name 由 params 给出。查到的编号（id）可用 evidence 看原文。"""
        return await self._query("cypher", query, params, as_of)

    async def _query(self, engine: str, query: str, params: dict[str, str | int] | None, as_of: str) -> dict[str, Any]:
        shelf = await self._shelf(as_of)
        given = dict(params or {})
        work = self.workers.query(shelf.stamp, engine, query, given, MOST_ROWS, shelf.opened.path)
        rows = await self._ended(work)
        return {"columns": list(rows.columns), "rows": [list(row) for row in rows.rows], "most": MOST_ROWS}

    async def _shelf(self, day: str) -> Shelf:
        """The graph as of a day, as it is now where none is given."""
        checked_day(day)
        shelf: Shelf = await self._ended(dated(self.shelves, self.workers, day))
        return shelf

    async def _ended(self, work: Any) -> Any:
        try:
            return await work
        except LateAnswer as error:
            raise ToolError(str(error)) from None


def server(shelves: Shelves, workers: Workers) -> FastMCP:
    """The tools and resources of a graph; its processes end with it."""

    @asynccontextmanager
    async def lifespan(_: FastMCP) -> AsyncIterator[None]:
        try:
            yield
        finally:
            workers.close()

    mcp = FastMCP("zhize", ABOUT, version=__version__, lifespan=lifespan, mask_error_details=True)
    tools = Tools(shelves, workers)
    for tool in (
        tools.ask,
        tools.search,
        tools.agency,
        tools.body,
        tools.document,
        tools.tasks,
        tools.duties,
        tools.evidence,
        tools.sparql,
        tools.cypher,
    ):
        mcp.tool(_told(tool), annotations=READ_ONLY)

    @mcp.resource("document://{name}", mime_type="text/plain", description="一份文件的原文；name 是文号、标题或编号")
    def document(name: str) -> str:
        try:
            shelf = shelves.newest()
            made = document_page(shelf, _found(shelf, "Document", name), longest=WHOLE)
        except (ToolError, NoSuchPage) as error:
            raise ResourceError(str(error)) from None
        return "\n".join("".join(piece.text for piece in line.pieces) for line in made.lines)

    return mcp


def run_http(mcp: FastMCP, listening: socket.socket, hosts: Sequence[str]) -> None:
    """Answer over HTTP at `/mcp` until interrupted; only requests that call one of the hosts."""
    guard = Middleware(Guard, hosts=hosts)
    with contextlib.suppress(KeyboardInterrupt):
        mcp.run("http", show_banner=False, log_level="critical", sockets=[listening], middleware=[guard])


def _told(tool: Any) -> Any:
    """A tool whose own errors reach who asked as sentences."""
    import functools

    @functools.wraps(tool)
    async def call(*args: Any, **given: Any) -> Any:
        try:
            with speaking("zh"):
                return await tool(*args, **given)
        except (OptionError, GraphError, NoSuchPage, WrongParameter) as error:
            raise ToolError(error.said("zh") if isinstance(error, ZhizeError) else str(error)) from None

    return call
