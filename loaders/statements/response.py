"""Levels of response and warning: when each applies, who starts and ends it, what is done and by whom."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.levels import find_levels
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.sentences import sentence_end
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.split import Block

_PLAN = regex.compile(r"预案|响应|防治方案|应对方案")
_HEADING = regex.compile(
    r"级(?:（[^（）]*）)?(?:应急)?(?:响应|预警)?(?:行动|措施)?$|[红橙黄蓝]色预警(?:响应|行动|措施)?$"
)
_LIST = regex.compile(r"分级|级别|响应|预警")
_CONDITIONS = regex.compile(r"条件|标准|情形")
_ACTIONS = regex.compile(r"行动|措施|处置|响应内容|工作要求")
_RUN_IN = regex.compile(r"^(?P<head>[^。；，：]{1,24})[：:]")
_STARTS = regex.compile(r"(?:决定|宣布|签发|批准|发布)?(?:后)?(?:启动|进入)|签发启动|发布")
_WHO = regex.compile(
    r"(?:^|[，。；：]|报|经)由?(?P<who>[^，。；：]{2,40}?)(?:研究|会商|负责)?(?:同意后?|决定|宣布|签发|批准|下令|提出|可?视情况?(?:宣布|决定|启动))"
)
_NOT_WHO = regex.compile(r"^(?:及时|立即|视情|综合|根据|按照)|建议|请求")


class _Level(msgspec.Struct):
    node: str
    rank: int
    kind: str


class _State(msgspec.Struct):
    ids: Ids
    found: Claims
    levels: dict[tuple[str, int, str], _Level] = msgspec.field(default_factory=dict)


def responses(scope: Scope) -> Claims:
    """Levels of a plan.

    Reads headings `四级应急响应` with 启动条件 and 响应行动 under them, `Ⅰ级响应：造成……的，由……启动` in a list of levels,
    `一级应急响应：X签发启动`, `由X宣布终止响应`.
    """
    state = _State(Ids(scope.id), Claims())
    for section in scope.sections:
        if _PLAN.search(section.part or scope.document.title):
            _of_section(scope, section, state)
    for section in scope.sections:
        _who(scope, section, state)
    return state.found


def _of_section(scope: Scope, section: Section, state: _State) -> None:
    heading = section.title.strip("。：") if section.heading else ""
    found = find_levels(heading)
    about = any(_LIST.search(h) for h in (heading, *section.path))
    if heading and len(heading) <= 30 and found and about and _HEADING.search(heading):
        if len(found) == 1 and len(found[0].ranks) == 1:
            level = _level(scope, section, section.blocks[0], heading, found[0].ranks[0], state)
            _under(scope, section, level, state)
        return
    if about:
        for block in section.blocks[1:] if section.heading else section.blocks:
            _run_in(scope, section, block, state)
            _when(scope, section, block, state)


def _level(scope: Scope, section: Section, block: Block, name: str, rank: int, state: _State) -> _Level:
    kind = "预警" if "预警" in name or (any("预警" in h for h in section.path[-2:]) and "响应" not in name) else "响应"
    key = (section.part, rank, kind)
    if key not in state.levels:
        node = state.ids.make("response", section.part, kind, rank)
        span = (block.start, min(block.end, block.start + section.offset + len(name) + 2))
        shown = name if "响应" in name or "预警" in name else f"{name}{kind}"
        for predicate, value in (("name", shown), ("rank", rank), ("kind", kind)):
            state.found.add(node, predicate, value, span, "response", section=section.path)
        state.found.add(node, "level_of", scope.id, span, "response", section=section.path)
        state.levels[key] = _Level(node, rank, kind)
    return state.levels[key]


def _under(scope: Scope, section: Section, level: _Level, state: _State) -> None:
    """Conditions and actions under the heading of a level."""
    for block in section.blocks[1:]:
        _statement(section, block, 0, level, state, actions=level.kind == "响应")
    rest = section.blocks[0].text[section.offset + len(section.title) :].lstrip("。：")
    if len(rest) > 6:
        _statement(section, section.blocks[0], len(section.blocks[0].text) - len(rest), level, state, actions=True)
    for index in section.children:
        child = scope.sections[index]
        if child.heading and _CONDITIONS.search(child.title):
            _each(scope, child, level, state, actions=False)
        elif child.heading and _ACTIONS.search(child.title):
            _each(scope, child, level, state, actions=True)
        else:
            _statement(child, child.blocks[0], child.offset, level, state, actions=True, item=child.number)


def _each(scope: Scope, section: Section, level: _Level, state: _State, *, actions: bool) -> None:
    """What stands under 启动条件 or 响应行动: its items, or its paragraphs where it has none."""
    for index in section.children:
        child = scope.sections[index]
        _statement(
            child,
            child.blocks[0],
            child.offset,
            level,
            state,
            actions=actions,
            item=child.number,
            more=child.blocks[1:],
        )
    if not section.children:
        first = section.blocks[0]
        at = section.offset + len(section.title)
        if len(first.text) - at > 6:
            _statement(section, first, at + (first.text[at : at + 1] in "。："), level, state, actions=actions)
        for block in section.blocks[1:]:
            _statement(section, block, 0, level, state, actions=actions)


def _statement(
    section: Section, block: Block, at: int, level: _Level, state: _State, *, actions: bool, item: str = "",
    more: list[Block] | None = None,
) -> None:  # fmt: skip
    text = block.text[at:] + "".join(b.text for b in more or ())
    span = (block.start + at, more[-1].end if more else block.end)
    if block.table or len(text) < 6:
        return
    cut = _CONDITION.match(text) if actions and not item else None
    if cut:
        where = (span[0], span[0] + cut.end("condition"))
        state.found.add(level.node, "condition", cut["condition"], where, "response-condition", section=section.path)
        text, span = text[cut.end() :], (span[0] + cut.end(), span[1])
    if not actions:
        state.found.add(level.node, "condition", text, span, "response-condition", section=section.path)
        return
    node = state.ids.make("action", level.node, item, text)
    state.found.add(node, "text", text, span, "response-action", section=section.path)
    state.found.add(node, "item", item, span, "response-action", section=section.path)
    state.found.add(node, "action_of", level.node, span, "response-action", section=section.path)
    if started := _STARTED.search(text):
        where = (span[0] + started.start(), span[0] + started.end())
        who = started["who"]
        mention = Mention(who, who, post=not is_agency(who) and not _OF_BODY.search(who))
        state.found.add(mention, "starts", level.node, where, "response-who", section=section.path)
    for order, mention in enumerate(actors(text)):
        state.found.add(mention, "acts", node, span, "response-action", section=section.path, order=order)


_STARTED = regex.compile(
    r"由(?P<who>\p{Han}{2,24}?)(?:决定|宣布|批准|签发)?启动(?:本预案|\p{Han}{0,6}响应|应急预案|命令)"
)
_OF_BODY = regex.compile(r"(?:指挥部|防指|领导小组|委员会|办公室)$")


_CONDITION = regex.compile(
    r"(?P<condition>[^。]{4,200}?的)，(?=由|立即|应|启动|\p{Han}{2,20}(?:启动|组织|负责|签发|宣布|决定))"
)
"""A condition in front of what is done: `面积1公顷以下的，由……`."""


def actors(text: str) -> list[Mention]:
    """Who does what a text says: the names at the head of its sentences, or after 由.

    Example: `区气象局加强监测。由区水利局调度工程。` -> 区气象局, 区水利局.
    """
    out: list[Mention] = []
    start = 0
    while start < len(text):
        stop = sentence_end(text, start, stops="。；")
        for mention in _actors(text[start:stop]) + _in_clauses(text[start:stop]):
            if all(mention.reading != known.reading for known in out):
                out.append(mention)
        start = stop
    return out


def _in_clauses(sentence: str) -> list[Mention]:
    """Names at the head of later clauses: `由总指挥启动，区水利局调度工程`."""
    out: list[Mention] = []
    for clause in sentence.split("，")[1:]:
        names, end = leading_names(clause)
        if names and starts_statement(clause[end:]):
            out += [n for n in names if len(n.printed) > 2 and not _IN_PROSE.search(n.printed)]
    return out


_POST = regex.compile(r"主任|副?(?:总)?指挥|常务|秘书长|负责人|主要负责")
_BODY = regex.compile(
    r"^(?:[省市区县镇]|本)?\p{Han}{0,14}?(?:防指|指挥部|领导小组|委员会|安委会|减灾委|联席会议)(?:办公室|各?(?:有关)?成员单位)?+(?=[\p{Han}，、])(?!主任|副?(?:总)?指挥|常务|秘书长|成员)"
)
_IN_PROSE = regex.compile(
    r"组织|安排|主持|开展|成立|建议|派出|提示|立即|形成|系统|属于|分析|对(?!外|口)|应(?!急)|在|将|报告|请求|视情|服从|协同|会同|^由|处置|部署|作出|负责|责任人|影响|组$"
)


def _actors(sentence: str) -> list[Mention]:
    by = regex.search(r"(?:^|，)由(?=\p{Han})", sentence)
    comma = regex.match(r"[^，。]{2,40}，", sentence)
    starts = [by.end()] if by and not by.start() else [0, by.end() if by else 0, comma.end() if comma else 0]
    for at in dict.fromkeys(starts):
        rest = sentence[at:]
        names, end = leading_names(rest)
        if _POST.match(rest[end:]):
            continue  # `区防指办公室主任` is a person's post
        sure = [n for n in names if len(n.printed) > 2 and not _IN_PROSE.search(n.printed)]
        if sure and (
            not rest[end:]
            or starts_statement(rest[end:])
            or rest[end] in "，（等按根视密立、在于"
            or rest[end].isdigit()
            or at
        ):
            return sure
        body = _BODY.match(rest)
        if body and not _IN_PROSE.search(body[0]):
            return [Mention(body[0], body[0], collective=body[0].endswith("单位"))]
    return []


def _run_in(scope: Scope, section: Section, block: Block, state: _State) -> None:
    """`Ⅰ级响应：造成30人以上死亡的，由指挥部启动本预案……`: the condition up to 的，, then what is done."""
    if block.table:
        return
    skip = section.offset if block is section.blocks[0] and section.number else 0
    text = block.text[skip:]
    head = _RUN_IN.match(text)
    found = find_levels(head["head"]) if head else []
    if head is None or len(found) != 1 or len(found[0].ranks) != 1 or not regex.search(r"级|预警", head["head"]):
        return
    if regex.search(r"签发|启动|批准", text) and len(text) < 60 and "的，" not in text:
        return  # only says who starts it
    level = _level(scope, section, block, head["head"].strip(), found[0].ranks[0], state)
    rest = text[head.end() :]
    if _CONDITION.match(rest):
        _statement(section, block, skip + head.end(), level, state, actions=True)
    else:
        span = (block.start + skip + head.end(), block.end)
        state.found.add(level.node, "condition", rest, span, "response-condition", section=section.path)


_WHEN = regex.compile(
    r"(?:^|(?<=[。；]))(?:（\d{1,2}）)?(?P<condition>(?:应对|发生|出现|达到|符合|造成|预计|当|遇)[^。；]{3,120}?)(?:时)?，(?:由[^，。；]{2,30}?)?(?:决定|宣布|立即)?启动(?P<level>[^，。；]{1,8}?级)(?:应急)?响应"
)


def _when(scope: Scope, section: Section, block: Block, state: _State) -> None:
    """`应对重大灾害，启动Ⅱ级响应`: the condition of a level in a sentence that names it."""
    for match in _WHEN.finditer(block.text) if not block.table else ():
        found = find_levels(match["level"])
        if len(found) == 1 and len(found[0].ranks) == 1:
            level = _level(scope, section, block, f"{match['level']}响应", found[0].ranks[0], state)
            span = (block.start + match.start("condition"), block.start + match.end("condition"))
            state.found.add(
                level.node, "condition", match["condition"], span, "response-condition", section=section.path
            )


def _who(scope: Scope, section: Section, state: _State) -> None:
    """Sentences that say who starts or ends levels; without a level, `响应终止` means all of the plan's."""
    mine = [level for (part, _, kind), level in state.levels.items() if part == section.part and kind == "响应"]
    if not mine:
        return
    here = " ".join((*section.path, section.title))
    for block in section.blocks:
        start = 0
        while start < len(block.text):
            stop = sentence_end(block.text, start, stops="。；")
            sentence = block.text[start:stop]
            ends = bool(regex.search(r"终止|结束|解除", sentence)) and "响应" in sentence + here
            if ends or (_STARTS.search(sentence) and "响应" in sentence):
                _starter(section, block, start, sentence, mine, here, ends=ends, state=state)
            start = stop


def _starter(
    section: Section, block: Block, at: int, sentence: str, mine: list[_Level], here: str, *, ends: bool, state: _State
) -> None:
    who = _subject(sentence)
    if who is None:
        return
    named = find_levels(sentence) or find_levels(section.path[-1] if section.path else "") or find_levels(here)
    ranks = {rank for found in named for rank in found.ranks}
    if not ranks and not ends:
        return
    span = (block.start + at, block.start + at + len(sentence))
    for level in mine:
        if level.rank in ranks or (ends and not ranks):
            predicate = "ends" if ends else "starts"
            state.found.add(who, predicate, level.node, span, "response-who", section=section.path)


def _subject(sentence: str) -> Mention | None:
    """Who decides: `一级响应：区防指指挥签发启动` -> 区防指指挥."""
    for match in _WHO.finditer(sentence):
        who = regex.sub(r"^(?:并|经|报|请|应)?由?", "", match["who"])
        if (
            2 <= len(who) <= 30
            and not _NOT_WHO.search(who)
            and regex.search(r"指挥长?|部|组长|主任|局长|长|政府|办公室|局|委|防指$", who)
        ):
            return Mention(who, who, post=not is_agency(who) and not _OF_BODY.search(who))
    return None
