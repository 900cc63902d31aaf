"""The grammar of responsibility marks: `（责任单位：区应急局、区水利局）`, `（区教体局牵头，区财政局配合）`.

A mark is a row of parts, each with an optional label; a part is a row of clauses, each a list of names with
an optional verb. The verb at the end of a clause gives the role of all names since the verb before it.
"""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.deadlines import find_deadline
from zhize.graph.language.lists import bracket, cut, split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_elliptic

LEAD, SUPPORT, RESPONSIBLE = "leads", "supports", "responsible_for"

LABEL = regex.compile(
    r"(?P<lead>(?:牵头|主办|主责|总牵头)(?:责任)?(?:(?:单位|部门|主体|处室|科室)(?:（(?:单位|部门)）)?)?|牵头领导单位)[：:]"
    r"|(?P<support>(?:配合|协办|协助|协同|参与|参加|会办|支持|配合责任)(?:责任)?(?:(?:单位|部门)(?:（(?:单位|部门)）)?)?)[：:]"
    r"|(?P<responsible>(?:责任|落实|承办|实施|负责|主管|执行|责任落实|建设|运营|监管)(?:单位|部门|主体)(?:和部门|（(?:单位|部门)）)?(?:及分工)?)[：:]"
    r"|(?P<deadline>(?:完成|办理|工作|落实|整改)?时限(?:要求)?|(?:完成|办结|落实)(?:时间|日期)|时间(?:节点|要求|安排)|进度(?:安排|要求)?)[：:]"
    r"|(?P<other>(?:(?:监督|督导|督办|督查|考核|验收)(?:单位|部门)|责任人|分管领导|责任领导|牵头领导|联系人|包保领导|负责人|牵头市领导|联系电话))[：:]"
)
"""Labels of the parts of a mark."""

_VERBS = (
    (LEAD, r"(?:负责)?(?:统一|共同|总)?牵头(?:负责|抓总|落实|实施|组织实施|推进|办理|组织)?|主办|主要负责|负责牵头"),
    (
        SUPPORT,
        r"(?:按(?:照)?(?:各自)?职责(?:分工)?|按(?:照)?分工|密切|积极|共同|分别|协同)?(?:做好)?(?:协调|协同)?(?:配合|协助|协办|参与|参加|协同|支持)(?:做好|落实|实施)?(?:相关工作|工作)?",
    ),
    (
        RESPONSIBLE,
        r"(?:按(?:照)?(?:各自)?(?:的)?(?:职责|职能|权限)(?:和)?(?:分工|范围|权限)?|按(?:照)?(?:任务)?分工|依(?:据)?职责(?:分工)?|依法依职责|根据(?:各自)?职责(?:分工)?|各自按职责|结合职责|分别|分工|具体|共同|各自|联合|一并|均)*"
        r"(?:负责|落实|承担|组织实施|实施|抓好落实|推进|执行)(?:落实|实施|推进)?",
    ),
)
_VERB = regex.compile("(?:" + "|".join(f"(?P<{role}>{verb})" for role, verb in _VERBS) + ")$")
LONGEST_VERB = 40
_SELF_VERB = regex.compile(r"^(?:由|请)")

_NOTE = regex.compile(
    r"^(?:含|不含|包括|不包括|下同|以下|排名不分|按职责|列第一|排(?:名)?(?:在)?第一|排首位|第一个|首位|加[*★]|标[*★]|[*★]|具体|详见|见|以上|略)|下同$|不分先后|不再(?:一一)?列"
)
FIRST_LEADS = regex.compile(
    r"(?:列|排|居)(?:名|序)?(?:在)?(?:第一|首)(?:位|个|名)?(?:者|的)?(?:单位|部门|的单位|的部门|责任单位)?(?:为|是)(?:总)?牵头(?:单位|部门)?|(?:第一|首)(?:个|位|家)?(?:责任)?(?:单位|部门)?为牵头(?:单位|部门)?"
)
"""`列第一位者为牵头单位，下同`: the first name of every mark from here on leads."""

_FURTHER = regex.compile(r"^以下(?:各项|任务|工作)?均?(?:需|须|由|要)(?P<names>.{2,60}?)(?:负责|落实|实施|承担)$")
"""`以下均需各镇政府负责`: they are responsible here too; the items that follow name their own."""

_WITH = regex.compile(r"(?<=\p{Han})(?:并)?会同(?=\p{Han})")
"""`A会同B负责`: A leads, B supports; without a second name it is no word of its own."""

_ASIDE = regex.compile(r"^(?:以下|以上|下同|不再|排名不分先后|各自|其他|均)")


class Assigned(msgspec.Struct, frozen=True):
    """One name of a mark and its role (a relation id: leads, supports, responsible_for)."""

    role: str
    mention: Mention


class Mark(msgspec.Struct, frozen=True):
    """A parsed mark. `first_leads` tells that it declares the rule of the first name; `sure` that all its
    names are shaped like bodies.
    """

    text: str
    names: tuple[Assigned, ...]
    deadline: str | None = None
    first_leads: bool = False
    labelled: bool = False
    sure: bool = True
    unread: tuple[str, ...] = ()


def parse_mark(text: str) -> Mark:
    """Read the text of a mark, without its outer brackets.

    Example: `区教体局牵头，区财政局等部门配合` -> leads 区教体局, supports 区财政局.
    """
    first_leads = bool(FIRST_LEADS.search(text))
    parts = _parts(_without_notes(text))
    names: list[Assigned] = []
    unread: list[str] = []
    deadline: str | None = None
    for kind, body in parts:
        if kind == "deadline":
            deadline = body.strip("，；。 ") or None
        elif kind != "other":
            body, moment = _without_moment(body)
            deadline = deadline or moment
            role = {"lead": LEAD, "support": SUPPORT}.get(kind or "", RESPONSIBLE)
            names += _clauses(body, role, unread, labelled=kind is not None)
    labelled = any(kind for kind, _ in parts)
    names = list(dict.fromkeys(names))
    sure = bool(names) and all(_plausible(a.mention) for a in names)
    return Mark(text, tuple(names), deadline, first_leads, labelled, sure, tuple(unread))


_MOMENT_CLAUSE = regex.compile(
    r"(?:^|[，；。、])(?P<moment>[^，；。、]{2,16}?)(?:全面|全部|基本)?(?:完成|办结|落实到位|建成)(?=$|[，；。])"
)


def _without_moment(body: str) -> tuple[str, str | None]:
    """A part without the clause that only says by when: `A、B负责，2024年底前完成`."""
    match = _MOMENT_CLAUSE.search(body)
    found = find_deadline(match["moment"]) if match else None
    if match is None or found is None or found[2] - found[1] < len(match["moment"]) - 2:
        return body, None
    return body[: match.start()] + body[match.end() :], found[0]


def with_first_leading(mark: Mark) -> Mark:
    """The mark under the rule that its first name leads; a sole name stays responsible."""
    if len(mark.names) < 2 or any(a.role != RESPONSIBLE for a in mark.names):
        return mark
    first = Assigned(LEAD, mark.names[0].mention)
    return msgspec.structs.replace(mark, names=(first, *mark.names[1:]))


def _plausible(mention: Mention) -> bool:
    name = mention.reading.replace("、", "和")
    return mention.collective or is_agency(name) or is_elliptic(mention.printed)


def _without_notes(text: str) -> str:
    """Drop bracketed notes; keep brackets that are part of a name (`市教育局（市委教育工委）`, `镇（街道）`)."""
    out: list[str] = []
    start = 0
    while True:
        span = bracket(text, start)
        if span is None:
            return "".join(out) + text[start:]
        a, b = span
        inner = text[a + 1 : b - 1]
        out.append(text[start:a])
        if not _NOTE.search(inner):
            out.append("（" + inner + "）")
        start = b


def _parts(text: str) -> list[tuple[str | None, str]]:
    """Cut at labels: (kind of label or None, what follows it)."""
    found = list(LABEL.finditer(text))
    parts: list[tuple[str | None, str]] = []
    head = text[: found[0].start()] if found else text
    if head.strip("，；。、 "):
        parts.append((None, head))
    for n, match in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(text)
        parts.append((match.lastgroup, text[match.end() : end]))
    return parts


def _clauses(body: str, default: str, unread: list[str], *, labelled: bool) -> list[Assigned]:
    out: list[Assigned] = []
    waiting: list[Mention] = []
    level = ""
    for raw in cut(body, "，；。,;"):
        clause = _SELF_VERB.sub("", raw.strip())
        further = _FURTHER.match(clause)
        if further:
            clause = further["names"] + "负责"
        if not clause or _ASIDE.match(clause) or FIRST_LEADS.search(clause):
            continue
        role = None
        verb = _VERB.search(clause, max(0, len(clause) - LONGEST_VERB))
        if verb and not is_agency(clause):
            role = verb.lastgroup
            clause = clause[: verb.start()]
        joint = None if labelled else _WITH.search(clause)
        if joint and role in (RESPONSIBLE, LEAD) and is_agency(clause[: joint.start()]):
            first, level = split_names(clause[: joint.start()], level)
            rest, level = split_names(clause[joint.end() :], level)
            out += [Assigned(LEAD, m) for m in first] + [Assigned(SUPPORT, m) for m in rest]
            continue
        names, level = split_names(clause, level)
        if not names and clause.strip() and not role:
            unread.append(clause)
        if role == SUPPORT and names and labelled:
            # `责任单位：A，B配合`: what stood before the comma has the label's role
            out += [Assigned(default, m) for m in waiting]
            waiting = []
        waiting += names
        if role:
            out += [Assigned(role, m) for m in waiting]
            waiting = []
        elif raw and body[body.find(raw) + len(raw) :][:1] in "；;。":
            out += [Assigned(default, m) for m in waiting]
            waiting = []
    return out + [Assigned(default, m) for m in waiting]
