"""Invented papers made from small grammars, and the ways in which print varies without saying anything else."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from tests.loaders.reading import read
from zhize.graph.identity.identity import identify
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views import tables

DEPARTMENTS = (
    "水务局",
    "教育局",
    "公安局",
    "财政局",
    "应急管理局",
    "卫生健康委",
    "交通运输局",
    "农业农村局",
    "民政局",
    "气象局",
)
TITLES = (
    "加强水库巡查",
    "完善应急预案",
    "改造老旧食堂",
    "建设备用水源",
    "开展安全培训",
    "清理占道摊点",
    "推进河道治理",
    "建立供货名单",
)
SENTENCES = (
    "逐处检查大坝和闸门",
    "每年更新一次名册",
    "发现隐患立即整改",
    "向社会公布电话",
    "配齐必要设备",
    "做到底数清楚",
    "2024年改造食堂110个",
    "对困难家庭给予补助，不让一户掉队",
    "把检查结果记入档案",
)
DUTIES = (
    "负责水库和河道的防洪调度",
    "负责组织编制防汛预案",
    "负责指导学校开展避险演练",
    "负责维护灾区治安秩序",
    "负责筹措和拨付救灾资金",
    "负责伤员救治和卫生防疫",
    "负责抢修损毁公路",
)
OPEN_DUTIES = (
    "组织防汛物资的储备和调运",
    "指导学校开展避险演练",
    "做好受灾群众的转移安置",
    "及时提供雨情和水情信息",
    "协调部队参加抢险",
    "维护灾区治安秩序，打击盗窃物资的行为",
    "牵头修订应急预案",
)
DUTY_FORMS = ("{d}{t}。", "{d}：{t}。", "{d}。{t}。")
"""A department and its duty; in the second and third form the duty needs no 负责."""
MORE_DUTIES = ("承担应急值守工作", "配合开展灾情调查", "完成指挥部交办的其他事项")
NUMERALS = "一二三四五六七八九十"


class Place(msgspec.Struct, frozen=True):
    """A place whose offices print a paper: its name, the word for its level, the prefix of its numbers."""

    name: str
    level: str
    prefix: str


HOME = Place("云州市", "市", "云")
PLACES = (
    Place("白泉市", "市", "白"),
    Place("临江县", "县", "临"),
    Place("青石区", "区", "青"),
    Place("苏州市", "市", "苏"),
)


class Task(msgspec.Struct, frozen=True):
    """An item with its mark. `mark` is a form of words with {0} {1} {2} for departments."""

    title: str
    sentences: tuple[str, ...]
    mark: str
    doers: tuple[str, ...]


class Duty(msgspec.Struct, frozen=True):
    """A department and what it is responsible for, in one or more clauses."""

    department: str
    clauses: tuple[str, ...]


class Paper(msgspec.Struct, frozen=True):
    """A notice with tasks, a command that it sets up, and the duties of the command's members."""

    tasks: tuple[Task, ...]
    members: tuple[str, ...]
    duties: tuple[Duty, ...]
    duty_form: str
    roster: bool
    """Whether the command's people stand in lines with labels, not in a sentence."""


class Style(msgspec.Struct, frozen=True):
    """How a paper is printed."""

    place: Place = HOME
    width: int = 0
    """Characters in a line; 0 for a line per paragraph."""
    first: int = 1
    """The number of the first item of a list."""
    items: str = "（{cn}）"
    """How items are numbered: `{cn}` stands for a Chinese number, `{n}` for an Arabic one."""
    stop: str = "。"
    """What ends a sentence inside an item of a task."""
    join: str = "；"
    """What stands between the clauses of a duty."""
    indent: str = "　　"
    """What a paragraph begins with."""
    spaced: bool = False
    """Whether there is an empty line after each paragraph."""
    half: bool = False
    """Whether brackets, colons, commas and digits are printed half-width."""
    full: bool = False
    """Whether digits are printed full-width."""
    counted: bool = False
    """Whether what follows the title of a task is counted: `一是…。二是…。`."""


MARKS = (
    "（责任单位：{0}、{1}）",
    "（{0}牵头，{1}、{2}配合）",
    "（{0}、{1}按职责分工负责）",
    "（{0}负责）",
    "（牵头单位：{0}；配合单位：{1}、{2}）",
    "（责任单位：{0}；完成时限：2024年12月底前）",
)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Papers of one to four tasks, a command of two to five members, two to five duties."""

    def some(pool: tuple[str, ...], least: int, most: int) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(pool), min_size=least, max_size=most, unique=True)))

    tasks = tuple(
        Task(title, some(SENTENCES, 1, 3), draw(st.sampled_from(MARKS)), some(DEPARTMENTS, 3, 3))
        for title in some(TITLES, 1, 4)
    )
    form = draw(st.sampled_from(DUTY_FORMS))
    texts = some(DUTIES if form == DUTY_FORMS[0] else DUTIES + OPEN_DUTIES, 2, 5)
    owners = some(DEPARTMENTS, len(texts), len(texts))
    duties = tuple(Duty(d, (t, *some(MORE_DUTIES, 0, 2))) for d, t in zip(owners, texts, strict=True))
    return Paper(tasks, some(DEPARTMENTS, 2, 5), duties, form, draw(st.booleans()))


def printed(paper: Paper, style: Style) -> str:
    """The paper as text."""
    place, s = style.place, style.place.level
    head = [
        f"{place.name}人民政府办公室",
        "关于加强防汛工作的通知",
        f"{place.prefix}政办发〔2024〕7号",
        f"各镇人民政府，{s}政府各部门：",
    ]
    body = ["为做好防汛工作，经{s}政府同意，现就有关事项通知如下。", "一、重点任务"]
    for n, task in enumerate(paper.tasks, style.first):
        counts = [f"{NUMERALS[i]}是" if style.counted else "" for i in range(len(task.sentences))]
        text = style.stop.join((task.title, *(a + b for a, b in zip(counts, task.sentences, strict=True))))
        doers = ["{s}" + name for name in task.doers]
        body.append(style.items.format(cn=NUMERALS[n - 1], n=n) + text + "。" + task.mark.format(*doers))
    body += ["二、组织领导", *_command(paper, place), "三、成员单位职责"]
    for n, duty in enumerate(paper.duties, style.first):
        text = paper.duty_form.format(d="{s}" + duty.department, t=style.join.join(duty.clauses))
        body.append(style.items.format(cn=NUMERALS[n - 1], n=n) + text)
    foot = [f"{place.name}人民政府办公室", "2024年5月8日"]
    lines = [*head, *(wrapped(style.indent + text.replace("{s}", s), style.width) for text in body), *foot]
    text = ("\n\n" if style.spaced else "\n").join(lines) + "\n"
    if style.half:
        text = text.translate(str.maketrans("（），：；", "(),:;"))
    return text.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if style.full else text


def _command(paper: Paper, place: Place) -> list[str]:
    first, *_ = members = ["{s}" + name for name in paper.members]
    chief, deputy, listed = "{s}政府分管副{s}长", f"{first}局长", "、".join(members)
    body, seat = f"成立{place.name}防汛抗旱指挥部（以下简称{{s}}防指）", f"{{s}}防指办公室设在{first}，承担日常工作。"
    if paper.roster:
        people = [f"指挥长：{chief}", f"副指挥长：{deputy}", f"成员单位：{listed}"]
        return [f"{body}，组成人员如下：", *people, seat]
    return [f"{body}，由{chief}任指挥长，{deputy}任副指挥长，{listed}为成员单位。{seat}"]


def wrapped(text: str, width: int) -> str:
    """A paragraph in lines of a width; 0 leaves it in one."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width)) if width else text


class Content(msgspec.Struct, frozen=True):
    """What was read, without numbers of items, offsets and ids."""

    documents: list[tuple[str, ...]]
    tasks: list[tuple[str, ...]]
    duties: list[tuple[str, ...]]
    bodies: list[tuple[str, ...]]


def content(paper: Paper, style: Style) -> Content:
    """What is read in a paper; names of its place are told as those of the home place."""
    result = read(printed(paper, style))
    facts, _ = identify(list(result.statements), list(result.origins))
    kg = KnowledgeGraph(facts, [])

    def told(value: object) -> str:
        text = "、".join(value) if isinstance(value, list) else str(value)
        text = text.replace(style.place.name, HOME.name).replace(f"副{style.place.level}长", f"副{HOME.level}长")
        for word in ("政府", "防指", *DEPARTMENTS):
            text = text.replace(style.place.level + word, HOME.level + word)
        return text.replace(f"{style.place.prefix}政办发", f"{HOME.prefix}政办发")

    def rows(table: list[tables.Row], *fields: str) -> list[tuple[str, ...]]:
        return sorted(tuple(told(row[field]) for field in fields) for row in table)

    return Content(
        rows(tables.documents(kg), "number", "title", "issuer", "date", "kind"),
        rows(tables.assignments(kg), "title", "lead", "support", "responsible", "deadline"),
        rows(tables.duties(kg), "agency", "text"),
        rows(tables.bodies(kg), "name", "alias", "chief", "deputy", "members", "seat"),
    )
