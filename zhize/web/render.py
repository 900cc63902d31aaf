"""Pages as HTML: templates with everything escaped, and the words by which they are put."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from zhize.graph.model.ontology import ontology
from zhize.graph.views.cards import line_text
from zhize.queries.answer import shorten
from zhize.web.addresses import DAY, Addresses
from zhize.web.pages.parts import Place, Ref

if TYPE_CHECKING:
    import jinja2

MENU = (
    ("home", "问答"),
    ("search", "检索"),
    ("tasks", "任务"),
    ("duties", "职责"),
    ("documents", "文件"),
    ("agencies", "机构"),
    ("bodies", "议事协调机构"),
    ("regions", "地区"),
    ("people", "人员"),
    ("timeline", "时间"),
    ("cascade", "层级"),
    ("compare", "对照"),
    ("network", "协作"),
    ("audit", "审查"),
    ("changes", "变化"),
    ("issues", "存疑"),
    ("query", "SPARQL"),
    ("api", "接口"),
)
"""The menu: lists with what they are called."""
MARKS = {"head": "文头", "item": "事项", "work": "分工", "seat": "组成", "paper": "引用"}
"""Groups of statements on a document's page."""
ISSUE_KINDS = {
    "form-only": "仅凭字形认作机构",
    "region-unclear": "地区层级对不上",
    "region-unknown": "地区不明",
    "decision-conflict": "决定冲突",
    "unfit-name": "名称不能这样用",
    "duty-unread": "一条职责未读出",
    "mark-names-nobody": "责任标注没有单位",
    "mark-part-unread": "责任标注部分未读懂",
    "mark-name-shape": "标注名称不像机构",
    "mark-many-names": "责任标注名称过多",
    "row-names-nobody": "表中一行没有单位",
    "row-name-shape": "表中名称不像机构",
    "item-twice": "同一事项印了两次",
    "number-back": "序号倒退",
    "no-date": "没有成文日期",
    "no-issuer": "没有发文机关",
    "no-text": "只有标题",
    "unread-date": "日期未读懂",
    "unread-number": "文号未读懂",
    "unread-issuer": "发文机关未读懂",
    "broken-off": "文件中断",
    "control-characters": "隐藏字符",
    "lost-characters": "字符丢失",
    "mojibake": "编码错误",
    "unread-page": "一页未读",
    "unreadable-text-layer": "文字层不可读",
    "low-confidence-ocr": "识别没有把握",
    "duty-open": "职责归属不明",
    "duty-of-nobody": "职责无承担者",
    "duty-twice": "同一职责两处",
    "mark-of-others": "责任标注涉及他项",
    "mark-unbalanced": "责任标注括号不配",
    "ocr-name": "疑似误识的名称",
    "unreadable-file": "文件无法读取",
    "unread-part": "部分内容未读",
    "listed-not-printed": "目录有而正文无",
    "printed-not-listed": "正文有而目录无",
}


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(shorten=shorten, line_text=line_text, clean=clean)
    classes = {c.id: c.label for c in ontology().classes.values()}
    environment.globals.update(menu=MENU, groups=MARKS, issue_kinds=ISSUE_KINDS, classes=classes, day=DAY.get)
    return environment


def _template(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def asset(name: str) -> bytes | None:
    """A style sheet or script of the package; None where there is none of this name."""
    if name not in ("zhize.css", "zhize.js", "site.js"):
        return None
    return (resources.files(__package__) / "static" / name).read_bytes()


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """A text without control characters, which a browser shows as nothing or not at all: each becomes �."""
    return _UNSEEN.sub("\ufffd", text)


def html(template: str, addresses: Addresses, **values: Any) -> str:
    """A page as HTML."""
    page = _environment().get_template(template).render(url=addresses, **values)
    # Lone halves of surrogate pairs cannot be sent.
    return clean(page).encode("utf-8", errors="replace").decode()


def words_address(addresses: Addresses, place: Place | None) -> str:
    """The address of some words in the print, empty where they stand in no document."""
    if place is None or not place.document:
        return ""
    return addresses.words(place.document, place.start, place.end, place.file)


def named(refs: tuple[Ref, ...]) -> str:
    """Names in one line."""
    return "、".join(ref.text for ref in refs)
