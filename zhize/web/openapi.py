"""What the JSON API offers, as OpenAPI 3.1 and as a page of its own; made from one table."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from zhize import __version__
from zhize.web import answers
from zhize.web.addresses import ServerAddresses

NODES = ("agencies", "bodies", "documents", "regions", "people")
"""Lists of which each row has an address of its own in the API."""


class Field(msgspec.Struct, frozen=True):
    """A parameter: its name, what it means, whether it must be given, an example."""

    name: str
    meaning: str
    required: bool = False
    example: str = ""


class Call(msgspec.Struct, frozen=True):
    """An address of the API: its path, what it gives, its parameters."""

    path: str
    gives: str
    fields: tuple[Field, ...] = ()
    bare: bool = True
    """It answers without parameters."""


_PAGE = Field("page", "第几页，从1起")
_NAME = Field("name", "名称中的字")
_TABLE = (
    Field("agency", "机构：名称或编号", example="agency:370302:应急管理局"),
    Field("region", "地区：名称或编号，含下辖地区"),
    Field("document", "文件：文号、标题或编号"),
    Field("words", "事项中的字，用空格分开"),
    Field("sort", "print（文件顺序）、due（期限）、title（事项）"),
    Field("down", "1 为倒序"),
    _PAGE,
)
_DAY = Field("as_of", "以哪一天为准（2024-01-31）：当时已经印发并且有效的内容")
_ID = Field("id", "编号", required=True)
CALLS = (
    Call("/api/graph", "图谱的版本标记和各类数量"),
    Call(
        "/api/ask",
        "用一句话提问；答案、答案的各项、出处；没有答案时给出相近的原文",
        (
            Field("q", "问题", required=True, example="特种设备事故由谁牵头处置？"),
            Field("region", "问题没有写明地方时所指的地方"),
            Field("why", "1 则一并说明问题是怎样理解的"),
        ),
    ),
    Call(
        "/api/search",
        "全文检索：含有这些字的语句，按地区、文种、年份、文件计数",
        (
            Field("q", "要找的字，用空格分开", required=True),
            Field("region", "地区编号"),
            Field("kind", "文种"),
            Field("year", "年份"),
            Field("document", "文件编号"),
            _PAGE,
        ),
    ),
    Call(
        "/api/tasks",
        "任务及其牵头、配合、责任单位",
        (
            *_TABLE,
            Field("role", "牵头、配合或责任"),
            Field("due_from", "期限不早于（2024-01-31）"),
            Field("due_by", "期限不晚于"),
        ),
    ),
    Call("/api/duties", "职责及其承担者", _TABLE),
    Call("/api/agencies", "机构名录", (_NAME, _PAGE)),
    Call("/api/agencies/{id}", "一个机构：名称、职责、任务、兼任、人员、沿革，各附出处", (_ID,)),
    Call("/api/bodies", "议事协调机构名录", (_NAME, _PAGE)),
    Call("/api/bodies/{id}", "一个议事协调机构：组织结构、人员、职责", (_ID,)),
    Call("/api/documents", "文件名录", (_NAME, _PAGE)),
    Call(
        "/api/documents/{id}",
        "一份文件：文头、原文（逐行，标有出处）、从中读出的各条",
        (_ID, Field("at", "原文中的位置，如 120-180"), _PAGE),
    ),
    Call("/api/regions", "地区名录", (_NAME, _PAGE)),
    Call("/api/regions/{id}", "一个地区：文件、机构", (_ID,)),
    Call("/api/people", "人员名录", (_NAME, _PAGE)),
    Call("/api/people/{id}", "一个人：职务、任免", (_ID,)),
    Call(
        "/api/facts",
        "事实及其出处（文件、起止字、原文、读取规则；PDF和扫描件另有各行在页面上的位置 boxes，单位为点，自左上角起）；subject、object、document 至少给一个",
        (
            Field("subject", "主体编号"),
            Field("predicate", "关系或属性，如 leads、has_duty"),
            Field("object", "客体编号"),
            Field("document", "文件编号"),
            _PAGE,
        ),
        bare=False,
    ),
    Call("/api/timeline", "文件的日期、有效期与任务期限", (Field("agency", "机构"), Field("region", "地区"), _PAGE)),
    Call("/api/cascade", "同一事项的各级文件及任务", (Field("topic", "标题中的字", required=True),)),
    Call(
        "/api/audit",
        "审查：对不上的、漏写的、过期的，各附依据和把握",
        (
            Field("kind", "种类，如 task_vague"),
            Field("severity", "差错、核对或提示"),
            Field("as_of", "以哪一天为准（2024-01-31）"),
            _PAGE,
        ),
    ),
    Call(
        "/api/changes",
        "最近一次更新图谱后的变化：文件、任务、承担单位、职责、成员、效力（订阅：/changes.atom）",
        (Field("aspect", "类别，如 leads"), _PAGE),
    ),
    Call(
        "/api/compare",
        "对照：两份文件、两个地方或两个年份的同一事项及其不同",
        (Field("a", "文号、标题、地方或年份", required=True), Field("b", "另一个", required=True), _PAGE),
    ),
    Call(
        "/api/network",
        "协作：谁牵头的任务离不开谁、居中的单位、常在一起的单位，附须知",
        (Field("region", "地区：名称或编号"),),
    ),
    Call("/api/issues", "没有读准的地方", (Field("kind", "种类"), _PAGE)),
)
"""All addresses of the API."""


def document(addresses: ServerAddresses) -> dict[str, Any]:
    """The API as an OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "职责图谱",
            "version": __version__,
            "description": "只读。各响应带 ETag，可用 If-None-Match 复用。",
        },
        "servers": [{"url": addresses.base or "/"}],
        "paths": {call.path: {"get": _operation(call)} for call in CALLS},
    }


def _operation(call: Call) -> dict[str, Any]:
    parameters = [
        {
            "name": field.name,
            "in": "path" if f"{{{field.name}}}" in call.path else "query",
            "required": field.required,
            "description": field.meaning,
            "schema": {"type": "integer" if field.name == "page" else "string"},
            **({"example": field.example} if field.example else {}),
        }
        for field in (*call.fields, *([] if any(f.name == "as_of" for f in call.fields) else [_DAY]))
    ]
    wrong = {"description": "说明哪里不对", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "summary": call.gives,
        "operationId": call.path.removeprefix("/api/").replace("/{id}", "_one"),
        "parameters": parameters,
        "responses": {
            "200": {"description": call.gives, "content": {"application/json": {"schema": {"type": "object"}}}},
            "400": wrong,
            "404": wrong,
            "503": wrong,
        },
    }


def page(addresses: ServerAddresses) -> Response:
    """The API as a page."""
    return answers.page(addresses, "api.html", "接口", "api", data=CALLS, query={})
