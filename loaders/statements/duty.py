"""Standing duties of agencies and bodies, in every form in which lists of duties are printed."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import sentence_end
from zhize.loaders.print.split import Block

_LIST = regex.compile(r"职责|职能|分工|任务分解")
_OF_ONE = regex.compile(r"^(?P<who>.{2,40}?)(?:的)?(?:主要|工作|具体|基本|安全)*(?:职责|职能)(?:为|是|如下)?$")
_OF_LIST = regex.compile(r"成员单位|有关部门|各部门|相关部门|部门职责|单位职责|职责分工|分工")
_RUN_IN = regex.compile(r"^(?P<who>\p{Han}[\p{Han}（）、]{1,40}?)(?:的)?(?:主要|工作)?职责(?:为|是)?：")
_SUPPORT_HEADING = regex.compile(r"保障|准备|救援|处置|响应|善后|恢复|监测|预警|预防|信息")
_RULES = regex.compile(r"预案|办法|规定|规则|职责|细则|条例|制度|(?<!任务)分工")


class _Statement(msgspec.Struct):
    names: list[Mention]
    text: str
    span: tuple[int, int]
    context: str
    section: tuple[str, ...]
    rule: str


def duties(scope: Scope) -> Claims:
    """Duties of a document, each with its context.

    Reads `A负责…` and `A、B：负责…` in lists of duties, `（1）A。负责…`, `A主要职责：…`,
    `第六条 A主要职责：（一）…（二）…`, a heading `A职责` over its text, and in plans and regulations sentences
    that begin with `A负责…`.
    """
    found, ids = Claims(), Ids(scope.id)
    done: set[int] = set()
    seen: dict[tuple[str, tuple[str, ...], str], str] = {}
    statements: list[_Statement] = []
    for section in scope.sections:
        if section.index not in done:
            statements += _in_section(scope, section, done)
    for s in statements:
        text = s.text.strip()
        if not s.names and s.rule == "duty-of-nobody":
            found.doubt("duty-of-nobody", text, "职责清单里这一条前面没有单位名称，未采用", s.span)
        if not s.names or len(text) < 4:
            continue
        key = (s.context, s.section, "、".join(n.printed for n in s.names))
        if s.rule in ("duty-list", "duty-item") and seen.setdefault(key, text) != text:
            reason = "同一份职责清单里同一单位出现两次，可能是两份清单印在一起，两条都保留"
            found.doubt("duty-twice", f"{key[2]}：{text}", reason, s.span)
        duty = ids.make("duty", s.context, "、".join(n.printed for n in s.names), text)
        found.add(duty, "text", text, s.span, s.rule, section=s.section)
        found.add(duty, "context", s.context, s.span, s.rule, section=s.section)
        found.add(duty, "duty_of", scope.id, s.span, s.rule, section=s.section)
        for order, name in enumerate(s.names):
            found.add(name, "has_duty", duty, s.span, s.rule, section=s.section, order=order)
    return found


def _in_section(scope: Scope, section: Section, done: set[int]) -> list[_Statement]:
    heading = section.title.strip("：。")
    # 第六条 A主要职责：（一）…（二）… and a heading over its text
    one = _OF_ONE.match(heading)
    if one and not _OF_LIST.search(one["who"]) and section.style != "signature":
        names = _owner(one["who"])
        if names:
            return _of_owner(scope, section, names, heading, done)
    run_in = _RUN_IN.match(section.blocks[0].text[section.offset :]) if section.blocks else None
    if run_in and section.children and _owner(run_in["who"]):
        return _of_owner(scope, section, _owner(run_in["who"]), f"{run_in['who']}主要职责", done)
    listed = _listed(section)
    # （1）区法院。依法打击…
    if section.number and listed and section.path and (is_agency(heading) or is_collective(heading)):
        names, _ = split_names(heading)
        block = section.blocks[0]
        at = section.offset + len(section.title)
        while at < len(block.text) and block.text[at] in "。：":
            at += 1
        text, span = _joined(section.blocks, at)
        span = (block.start + section.offset, span[1])  # the name belongs to what says the duty
        return [_Statement(names, text, span, section.path[-1], section.path, "duty-item")] if text else []
    out: list[_Statement] = []
    for i, block in enumerate(section.blocks):
        if block.table or block.title:
            continue
        offset = section.offset if i == 0 and section.number else 0
        only_heading = section.heading and len(block.text) - offset <= len(section.title) + 1
        if i == 0 and section.number and only_heading and "：" not in section.title:
            continue
        at = offset
        if i == 0 and section.number and section.heading and not listed and "：" not in section.title:
            at = offset + len(section.title)
            while at < len(block.text) and block.text[at] in "。：":
                at += 1
        out += _in_block(scope, section, block, at, listed, out)
    return out


def _owner(who: str) -> list[Mention]:
    """Whose duties a heading names: agencies, bodies, or a role such as 项目单位."""
    if regex.match(
        r"(?:夯实|明确|落实|强化|加强|压实|细化|健全|完善|履行|厘清|理顺|认真|切实|严格|依法|调整|规范)", who
    ):
        return []
    if (
        is_agency(who)
        or is_collective(who)
        or regex.search(r"(?:指挥部|领导小组|委员会|办公室|工作组|小组|专家组|机构|单位|防指|中心)$", who)
    ):
        names, _ = split_names(who)
        return names
    return []


def _listed(section: Section) -> bool:
    """Whether the section stands in a list of duties, by its headings or its attachment's title."""
    own = section.title if section.heading and not is_agency(section.title) and not is_collective(section.title) else ""
    nearest = own or (section.path[-1] if section.path else "")
    return bool(_LIST.search(nearest) or regex.search(r"职责(?:分工|清单)?$|(?<!任务)分工$", section.part))


def _of_owner(scope: Scope, section: Section, names: list[Mention], context: str, done: set[int]) -> list[_Statement]:
    """The text under a heading of duties, its items included, as one statement."""
    blocks: list[Block] = list(section.blocks[1:])
    first = section.blocks[0]
    rest = first.text[section.offset + len(section.title) :].lstrip("：。")
    stack = list(section.children)
    if any(is_agency(scope.sections[c].title) for c in stack):
        return []
    while stack:
        child = scope.sections[stack.pop(0)]
        done.add(child.index)
        blocks += child.blocks
        stack = child.children + stack
    blocks = [b for b in blocks if not b.table and not b.title]
    if rest and len(rest) > 3:
        at = len(first.text) - len(rest)
        text, span = _joined([first, *blocks], at)
    elif blocks:
        text, span = _joined(blocks, 0)
    else:
        return []
    leading, end = leading_names(text)
    if leading and [m.printed for m in leading] == [m.printed for m in names]:
        text = text[end:].lstrip("：，")
    return [_Statement(names, text, span, context, (*section.path, section.label), "duty-heading")]


def _joined(blocks: list[Block], at: int) -> tuple[str, tuple[int, int]]:
    plain = [b for b in blocks if not b.table]
    text = plain[0].text[at:] + "".join(b.text for b in plain[1:])
    return text, (plain[0].start + at, plain[-1].end)


def _in_block(
    scope: Scope, section: Section, block: Block, at: int, listed: bool, before: list[_Statement]
) -> list[_Statement]:
    text = block.text[at:]
    run_in = _RUN_IN.match(text)
    if run_in and _owner(run_in["who"]):
        body = text[run_in.end() :]
        span = (block.start + at, block.end)
        return [_Statement(_owner(run_in["who"]), body, span, run_in[0].rstrip("："), section.path, "duty-run-in")]
    names, end = leading_names(text)
    titled = section.heading and bool(section.title) and "：" not in section.title
    path = (*section.path, section.label) if section.number and titled else section.path
    context = (section.title if titled else (path[-1] if path else "")) or section.part
    if names and listed and not _OF_LIST.search("".join(n.printed for n in names)):
        rest = text[end:]
        if rest[:1] in "：:。" or starts_statement(rest):
            skip = 1 if rest[:1] in "：:。" else 0
            span = (block.start + at, block.end)
            return [_Statement(names, rest[skip:], span, context, path, "duty-list")]
    if names or not listed:
        return _sentences(scope, section, block, at, context, path)
    stated = regex.match(r"(?P<who>\p{Han}{2,12})：(?=\p{Han})", text)
    if stated and not regex.search(r"如下|以下|包括|职责$", stated["who"]):
        # in a list of duties the words before the colon are who has them, known or not
        mentions, _ = split_names(stated["who"])
        return [_Statement(mentions, text[stated.end() :], (block.start + at, block.end), context, path, "duty-list")]
    last = before[-1] if before else None
    if last and last.rule == "duty-list" and not regex.match(r"(?:各|上述|以上|本)", text):
        # A statement that a page break cut after a full stop goes on here.
        last.text += text
        last.span = (last.span[0], block.end)
    elif last is None and regex.match(r"(?:负责|承担|组织|协调|指导|配合)(?!人)", text) and "：" not in text[:20]:
        return [_Statement([], text, (block.start + at, block.end), context, path, "duty-of-nobody")]
    return []


def _sentences(
    scope: Scope, section: Section, block: Block, at: int, context: str, path: tuple[str, ...]
) -> list[_Statement]:
    """Sentences `A负责…` of plans and regulations, and what a body should do under headings of 保障."""
    instrument = section.part or scope.document.title
    if not _RULES.search(instrument):
        return []
    supports = bool(_SUPPORT_HEADING.search("".join(path))) and "保障" in "".join(path)
    out: list[_Statement] = []
    start = at
    while start < len(block.text):
        stop = sentence_end(block.text, start)
        sentence = block.text[start:stop]
        names, end = leading_names(sentence)
        rest = sentence[end:]
        if names and rest.startswith(("负责", "：负责")):
            rest = rest.removeprefix("：")
            out.append(
                _Statement(names, rest, (block.start + start, block.start + stop), context, path, "duty-sentence")
            )
        elif names and supports and not any(n.collective for n in names) and regex.match(r"(?:应|要|根据|按照)", rest):
            # what follows in the paragraph says more of the same
            span = (block.start + start, block.end)
            out.append(_Statement(names, block.text[start + end :], span, context, path, "duty-support"))
            break
        elif supports and (by := _by_whom(sentence)):
            names, at_name = by
            out.append(
                _Statement(
                    names, sentence[at_name:], (block.start + start, block.start + stop), context, path, "duty-support"
                )
            )
        start = stop
    return out


def _by_whom(sentence: str) -> tuple[list[Mention], int] | None:
    """`…，由区应急局组织建立队伍`: who does it and where what they do begins."""
    for match in regex.finditer(r"(?:^|，)由", sentence):
        names, end = leading_names(sentence[match.end() :])
        if names and not any(n.collective for n in names) and starts_statement(sentence[match.end() + end :]):
            return names, match.end() + end
    return None
