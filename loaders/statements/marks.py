"""The grammar of responsibility marks: `（责任单位：区应急局、区水利局）`, `（区教体局牵头，区财政局配合）`.

A mark is a row of parts, each with an optional label; a part is a row of clauses, each a list of names with
an optional verb. The verb at the end of a clause gives the role of all names since the verb before it.
"""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.deadlines import find_deadline
from zhize.graph.language.names import is_agency, is_collective, is_elliptic, parse
from zhize.graph.model.facts import Mention

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


_PAIRS = {"（": "）", "[": "]", "〔": "〕", "【": "】", "(": ")"}


def bracket(text: str, start: int = 0) -> tuple[int, int] | None:
    """The next outermost bracket pair at or after `start`, whatever mixture of forms; None if it never closes."""
    depth, opened = 0, -1
    for i in range(start, len(text)):
        if text[i] in _PAIRS:
            if not depth:
                opened = i
            depth += 1
        elif text[i] in "）]〕】)" and depth:
            depth -= 1
            if not depth:
                return opened, i + 1
    return None


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


def cut(text: str, marks: str) -> list[str]:
    """Cut at marks that stand in no bracket or quotation."""
    out, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "（([〔【《“":
            depth += 1
        elif char in "）)]〕】》”":
            depth = max(0, depth - 1)
        elif char in marks and not depth:
            out.append(text[start:i])
            start = i + 1
    out.append(text[start:])
    return [piece for piece in out if piece.strip()]


_ETC = regex.compile(
    r"等(?P<class>(?:\p{Han}{0,12}?(?:有关|相关|各|所属|市直|区直|县直|省直|政府|直属|其他|成员|责任|职能|涉及|市|区|县|省|专责|行业|主管)?\p{Han}{0,6}?(?:部门|单位|企业|机构|机关|镇办|成员)(?:单位|和单位|及单位)?)?)?$"
)
_PLAIN_CLASS = regex.compile(
    r"^(?:\d+|[二三四五六七八九十]+)?(?:个|家)?(?:部门|单位|部门单位|部门（单位）|部门和单位|单位部门|职能部门|责任单位|责任部门|机构|企业|部门、单位)?$"
)
_AND = regex.compile(r"及|和|与|以及|并会同|会同")
_LEVELS = ("国家", "省", "市", "区", "县", "州", "旗", "镇", "自治区", "自治州")
_PARK = regex.compile(r"(?:区|园|城|新区|开发区|高新区|度假区|示范区|园区)$")


def split_names(text: str, level: str = "") -> tuple[list[Mention], str]:
    """A list of names into mentions; `level` is the level word that a shortened name inherits.

    Returns the mentions and the level word in force after them.
    Example: `区人武部、宣传部、发改局` -> three mentions, the last two reading 区宣传部, 区发改局.
    """
    pieces = _rejoined([piece.strip(" ，；。：") for piece in cut(text, "、")])
    printed = [name for piece in pieces for name in _names_of(piece)]
    mentions: list[Mention] = []
    for name, collective in printed:
        parsed = parse(name)
        if collective or parsed is None or parsed.level_word:
            reading = name
            if parsed is not None and parsed.level_word and not collective:
                level = parsed.level_word
            elif parsed is None and not collective and name[:1] in _LEVELS and 3 <= len(name) <= 8:
                level = name[0]  # `市财政、公安局`
        elif level and is_elliptic(name) and not is_agency(name) and not _PARK.search(name):
            reading = level + name
        else:
            reading = name
        mentions.append(Mention(name, reading, collective))
    return _share_tail(_share_type(_classes(mentions))), level


def _rejoined(pieces: list[str]) -> list[str]:
    """Pieces of one name that holds a `、` itself: `区残疾人` `老龄工作委员会`; what shares a type word stays apart."""
    out: list[str] = []
    for piece in pieces:
        before = out[-1] if out else ""
        joined = parse(f"{before}和{piece}") if before[:1] in _LEVELS and not _whole(before) else None
        if joined and joined.core_id and joined.level_word and not _known(before + joined.suffix):
            out[-1] = f"{before}、{piece}"
        else:
            out.append(piece)
    return out


def _known(name: str) -> bool:
    parsed = parse(name)
    return parsed is not None and parsed.core_id is not None


def _share_type(mentions: list[Mention]) -> list[Mention]:
    """`区教育、公安局`: a department without its type word has that of the next."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        before, after = out[i - 1], parse(out[i].reading)
        if after is None or before.collective or _whole(before.reading):
            continue
        level = "" if before.reading[:1] in _LEVELS else after.level_word
        name = level + before.reading + after.suffix
        if _known(name) and name[:1] in _LEVELS:
            out[i - 1] = Mention(before.printed, name)
    return out


_BARE_GOVERNMENT = regex.compile(r"^(?:[市区县镇乡]|街道)(?:人民)?(?:政府|办事处|管委会)$")


def _classes(mentions: list[Mention]) -> list[Mention]:
    """`各市、区人民政府`: what goes on with a class of governments is a class too."""
    out = list(mentions)
    for i in range(1, len(out)):
        if out[i - 1].collective and out[i - 1].printed.startswith("各") and _BARE_GOVERNMENT.match(out[i].printed):
            out[i] = Mention(out[i].printed, out[i].printed, collective=True)
    return out


def _names_of(piece: str) -> list[tuple[str, bool]]:
    """The names of one piece between `、`: cut at 及/和/与 where both sides are whole names; 等 tails."""
    if not regex.search(r"\p{Han}", piece) or piece == "无":
        return []
    tail: list[tuple[str, bool]] = []
    etc = _ETC.search(piece, max(0, len(piece) - LONGEST_VERB))
    if etc and etc.start() > 1:
        kind = etc["class"] or ""
        if kind and not _PLAIN_CLASS.match(kind):
            tail = [(kind, True)]
        piece = piece[: etc.start()]
    for joint in _AND.finditer(piece):
        left, right = piece[: joint.start()], piece[joint.end() :]
        if _whole(left) and (_whole(right) or _ETC.search(right)):
            return [*_names_of(left), *_names_of(right), *tail]
    return [(piece, is_collective(piece)), *tail]


def _whole(name: str) -> bool:
    return is_collective(name) or is_agency(name) or (len(name) > 2 and is_elliptic(name))


def _share_tail(mentions: list[Mention]) -> list[Mention]:
    """`高新区、经济开发区、文昌湖区管委会`: parks before a 管委会 read with it."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        tail = regex.search(r"(?:管委会|管理委员会|(?<=[区县市])(?:人民)?政府)$", out[i].reading)
        before = out[i - 1]
        if tail and not before.collective and _PARK.search(before.reading) and before.reading == before.printed:
            out[i - 1] = Mention(before.printed, before.printed + tail[0])
    return _share_branch(out)


_BRANCH = regex.compile(
    r"^(?:中国)?(?:电信|移动|联通|铁塔|广电|石油|石化)(?:集团)?(?:公司)?(?P<branch>\p{Han}{1,8}(?:分公司|公司|支公司))$"
)
_OPERATOR = regex.compile(r"^(?:中国)?(?:电信|移动|联通|铁塔|广电|石油|石化)$")


def _share_branch(mentions: list[Mention]) -> list[Mention]:
    """`中国电信、移动、联通青石分公司`: operators before a branch are the branches of the same place."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        branch = _BRANCH.match(out[i].reading)
        if branch and not out[i].reading.startswith("中国"):
            out[i] = Mention(out[i].printed, f"中国{out[i].reading}")
        if branch and _OPERATOR.match(out[i - 1].printed):
            name = out[i - 1].printed.removeprefix("中国")
            out[i - 1] = Mention(out[i - 1].printed, f"中国{name}{branch['branch']}")
    return out
