"""Commands, leading groups, committees, their offices and working groups: who sits in them, where, what for."""

from __future__ import annotations

import regex

from zhize.graph.language.lists import cut, split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import sentence_end
from zhize.loaders.statements.body_heads import headed, of_title, roster_member, said_duty
from zhize.loaders.statements.body_state import BODY_END, Body, State, kind_of

_SET_UP = regex.compile(
    rf"(?:成立|设立|组建|调整充实|调整|充实)(?:了)?(?P<name>(?:[省市区县州镇]|全[省市区县]|\p{{Han}}{{2,8}}[省市区县])?\p{{Han}}{{0,26}}?{BODY_END})"
    r"(?:（(?:以下)?(?:简)?称[：:]?[“\"]?(?P<alias>[^”\"（）]{2,20})[”\"]?）)?"
)
_NAMED = regex.compile(
    rf"(?P<name>(?:[省市区县州]|(?!成立|设立|组建|建立)\p{{Han}}{{2,8}}[省市区县])\p{{Han}}{{2,26}}?(?:{BODY_END}|办公室))（(?:以下)?(?:简)?称[：:]?[“\"]?(?P<alias>[^”\"（）]{{2,20}})[”\"]?）"
)
_SEAT = regex.compile(
    r"(?P<name>(?:[省市区县州镇]?\p{Han}{0,26}?(?:指挥部|领导小组|委员会|联席会议|专班|防指|专项组|安委会|减灾委|妇儿工委)?(?:下设)?办公室)?)"
    r"(?:（(?:以下)?(?:简)?称[：:]?[“\"]?(?P<alias>[^”\"（）]{2,20})[”\"]?）)?，?(?:日常工作机构|办事机构)?(?:设在|设于|挂靠在?|设立在)(?P<seat>[^，。；]{3,40})"
)
_ROLE = (
    ("deputy", r"(?:常务)?副(?:总)?指挥(?:长)?|副组长|副主任|副总召集人|副召集人|副秘书长|副会长"),
    ("chief", r"总指挥(?:长)?|指挥长|指挥|组长|主任委员|主任|总召集人|召集人|会长"),
)
_TAKES = regex.compile(
    r"(?<![^，。；：＊])(?:由)?(?P<who>[^，。；：＊]{2,90}?)(?:等)?(?:兼任|担任|兼|任)(?P<of>[^，。；]{0,24}?)(?P<role>"
    + "|".join(pattern for _, pattern in _ROLE) + r")(?=[，。；、]|$)"
)  # fmt: skip
_ROLE_FIRST = regex.compile(
    r"(?P<role>" + "|".join(pattern for _, pattern in _ROLE) + r")(?:分别)?由(?P<who>[^。；]{2,90}?)(?:等)?(?:兼任|担任|兼)(?=[，。；]|$)"
)  # fmt: skip
_LABELLED = regex.compile(
    r"(?:^|[。；，])(?P<role>" + "|".join(p for _, p in _ROLE) + r")[：:](?P<who>[^。；：]{2,80})"
)
_MEMBERS = regex.compile(
    r"(?:成员(?:单位)?(?:主要)?(?:由|包括|有|为|：|是)(?:以下单位)?|由)(?P<list>[^。；]{3,900}?)(?:(?:等)?(?:单位|部门)?(?:的)?(?:同志)?(?:为成员|担任成员|组成|担任|参加|构成|作为成员)|(?=。|；|$))"
)
_AS_MEMBERS = regex.compile(
    r"(?<![^。；，])(?P<list>[^。；，]{3,400}?)(?:作为|为|任|担任)(?:办公室|指挥部|领导小组)?成员"
)
_GROUP_LEAD = regex.compile(
    r"(?:，|并|。|；|^)(?:并)?由(?P<list>[^，。；]{2,120}?)(?:牵头(?:负责)?|负责|任组长单位|为牵头单位)(?=[，。；]|$)"
)
_GROUP_WITH = regex.compile(r"(?:^|[，。；])(?P<list>[^，。；由]{2,200}?)(?:配合|参加|参与|协助)(?=[，。；]|$)")
_GROUP_OF = regex.compile(r"由(?P<list>(?:(?!牵头|负责)[^。；]){2,300}?)(?:等(?:单位|部门)?)?(?:组成|参加)")
_GROUP_LABEL = regex.compile(
    r"(?P<role>牵头(?:单位|部门)|组长单位|责任单位|配合单位|成员单位|参加单位|成员|组成)[：:](?P<list>[^。；]{2,300})"
)
_PERSON = regex.compile(
    r"(?:的)?(?:(?:主要|分管|有关|相关|具体|联系|值班)*(?:负责人|负责同志|领导同志|领导|同志)|(?:常务)?副?(?:局长|主任|部长|乡镇长|乡（镇）长|乡长|区长|县长|市长|省长|镇长|书记|秘书长|支队长|大队长|总经理|经理|行长|台长|校长|院长|处长|科长))$"
)


LONGEST_SENTENCE = 1200
"""A longer run without 。 or ； is no sentence about people; the longest lists of members stay under 900."""
LONGEST_POST = 40


def bodies(scope: Scope) -> Claims:
    """Bodies that a document sets up or describes.

    Reads `成立X（以下简称Y）`, `由A任总指挥，B任副总指挥`, `成员由C、D组成`, `Y办公室设在E`, sections of working
    groups `（1）抢险组。负责…。由F牵头，G配合`, and sections `Y职责`.
    """
    state = State()
    for section in scope.sections:
        for block in section.blocks:
            if not block.table:
                _set_up(section, block.text, block.start, state)
    for section in scope.sections:
        headed(section, state)
    roster: Body | None = of_title(scope, state)
    for section in scope.sections:
        current: Body | None = headed(section, state)
        group = _group(section, state)
        role: str | None = None
        for i, block in enumerate(section.blocks):
            if block.table:
                role = roster_member(block, current or roster, role)
                continue
            role = None
            if block.title:
                continue
            skip = section.offset if i == 0 and section.number else 0
            if group is not None:
                _group_text(group, block.text[skip:], block.start + skip)
            else:
                current = _people(section, block.text, block.start, state, current)
                said_duty(block, state)
        roster = current or roster
        _duty(section, scope.sections, state)
    for body in state.bodies.values():
        if body.kind == "office" and body.parent is None and (owner := _owner_of_office(body.name, state)):
            body.parent = owner.name
    return _facts(scope, state)


def _set_up(section: Section, text: str, base: int, state: State) -> None:
    for pattern in (_SET_UP, _NAMED):
        for match in pattern.finditer(text):
            name = regex.sub(r"^以[^，。]{2,16}为[^，。]{2,6}的", "", match["name"])
            name = regex.sub(r"^(?:相应的?|各级|本级|下列|以下|若干|专门的?|由|了)", "", name)
            name = regex.sub(r"^.*(?:成立|设立|组建)|^立(?=\p{Han}{2,8}[省市区县])", "", name)
            sure = regex.match(r"[省市区县州镇乡]|\p{Han}{2,8}[省市区县]", name) or not regex.search(r"委员会$", name)
            if (
                len(name) < 4
                or not sure
                or regex.search(r"应急救援专业组$|等工作组|有关|相应|各类|各专业|救援专业", name)
            ):
                continue
            span = (base + match.end("name") - len(name), base + match.end("name"))
            body = state.get(name) or Body(name, kind_of(name), span, section.path)
            state.bodies[body.name] = body
            alias = match.groupdict().get("alias")
            if alias and alias not in body.aliases:
                body.aliases.append(alias)
            if body.kind in ("command", "working_group") and body.parent is None and state.bodies:
                body.parent = _main(state, body)
    for match in _SEAT.finditer(text):
        name = regex.sub(r"^.*?(?:，|其|下设|成立|设立|^立)", "", match["name"]) or "办公室"
        name = regex.sub(r"^(?:成)?立(?=\p{Han}{2,8}[省市区县])", "", name)
        seat_names, _ = split_names(match["seat"])
        if not seat_names or not is_agency(seat_names[0].reading):
            continue
        owner = _owner_of_office(name, state)
        full = f"{owner.name}办公室" if owner and name == "办公室" else name
        span = (base + match.start(), base + match.end())
        body = state.get(full) or Body(full, "office", span, section.path)
        body.seat, body.spans["seat"] = seat_names[0].printed, span
        body.parent = owner.name if owner else None
        alias = match["alias"]
        if alias and alias not in body.aliases:
            body.aliases.append(alias)
        state.bodies[body.name] = body


def _main(state: State, body: Body) -> str | None:
    first = next(
        (b for b in state.bodies.values() if b is not body and b.kind in ("command", "leading_group", "committee")),
        None,
    )
    return first.name if first else None


def _owner_of_office(name: str, state: State) -> Body | None:
    stem = name.removesuffix("办公室")
    if stem:
        return state.get(stem)
    return next(
        (b for b in reversed(state.bodies.values()) if b.kind in ("command", "leading_group", "committee")), None
    )


def _people(section: Section, text: str, base: int, state: State, current: Body | None) -> Body | None:
    """Chiefs, deputies and members in a paragraph; each belongs to the body named last before it."""
    start = 0
    while start < len(text):
        stop = sentence_end(text, start)
        sentence = text[start:stop]
        if len(sentence) > LONGEST_SENTENCE:
            start = stop
            continue
        first = list(_ROLE_FIRST.finditer(sentence))
        rest = _ROLE_FIRST.sub(lambda m: "＊" * len(m[0]), sentence)
        for match in [*first, *_TAKES.finditer(rest), *_LABELLED.finditer(rest)]:
            body = _speaks_of(sentence, match.end(), state, current)
            if body is not None:
                _role(match, base + start, body)
        members = _AS_MEMBERS.search(sentence)
        if members is None and "成员" in sentence:
            members = _MEMBERS.search(sentence, max(0, sentence.find("成员") - 1))
        if members is not None:
            body = _speaks_of(sentence, members.start() + 1, state, current)
            if body is not None and members["list"] is not None:
                _members(members, base + start, body)
        current = _speaks_of(sentence, len(sentence), state, current, last=False)
        start = stop
    return current


def _speaks_of(sentence: str, end: int, state: State, current: Body | None, *, last: bool = True) -> Body | None:
    """The body named last (or first) before a place in a sentence; the one spoken of before where none is."""
    best: tuple[int, int, Body] | None = None
    for body in state.bodies.values():
        for name in (body.name, *body.aliases):
            at = sentence.rfind(name, 0, end) if last else sentence.find(name, 0, end)
            if at < 0:
                continue
            key = (at + len(name), len(name)) if last else (-at, len(name))
            if best is None or key > best[:2]:
                best = (*key, body)
    found = best[2] if best else current
    if (
        found is not None
        and found.kind != "office"
        and regex.search(r"办公室(?:副)?主任[^，。；]{0,40}$|作为办公室成员", sentence[:end][-60:])
    ):
        offices = [b for b in state.bodies.values() if b.kind == "office" and b.parent == found.name]
        return offices[0] if offices else found
    return found


def _role(match: regex.Match[str], at: int, body: Body) -> None:
    role = next(role for role, pattern in _ROLE if regex.fullmatch(pattern, match["role"]))
    who = regex.sub(rf"^(?:.*?(?:{BODY_END}|办公室|防指))?由", "", match["who"])
    who = regex.sub(r"^(?:其中|并由|由)", "", who).removesuffix("等")
    names = [w for w in _posts(who) if _is_post(w) or is_agency(w)]
    known = body.people.setdefault(role, []) if names else []
    known += [n for n in names if n not in known]
    if names:
        body.spans.setdefault(role, (at + match.start(), at + match.end()))


def _person(name: str) -> regex.Match[str] | None:
    """The words for a post or person at the end of a name."""
    return _PERSON.search(name, max(0, len(name) - LONGEST_POST))


def _is_post(name: str) -> bool:
    return _person(name) is not None


def _posts(text: str) -> list[str]:
    """Posts of a list: cut at 、 where the piece before is a post, and at 及/和 after one."""
    out: list[str] = []
    held = ""
    for piece in cut(text, "、"):
        held = f"{held}、{piece}" if held else piece
        if _is_post(held):
            match = regex.search(r"(?<=负责人|负责同志|领导|长|书记|主任)(?:及|和|以及)", held)
            out += [held[: match.start()], held[match.end() :]] if match else [held]
            held = ""
    return [*out, held] if held else out


def member_names(text: str) -> list[str]:
    """The bodies of a list of members, without the words for their people (`…主要负责人`, `等单位`)."""
    text = regex.sub(r"(?<=负责人|负责同志|领导|同志|人员)(?=及|和|以及)", "、", text)
    out: list[str] = []
    level = ""
    for piece in cut(text, "、，"):
        piece = regex.sub(r"^(?:以及|及|和|与)", "", piece.strip())
        piece = regex.sub(
            r"等(?:有关|相关)?(?:单位|部门|部门单位)?(?=(?:的)?(?:主要|分管|有关|负责|同志)|$)", "", piece
        )
        post = _person(piece)
        bare = (piece[: post.start()] if post else piece).removesuffix("的")
        bare = bare if len(bare) > 1 and (is_agency(bare) or is_collective(bare) or bare != piece) else piece
        if not bare:
            continue
        mentions, level = split_names(bare, level)
        out += [m.printed for m in mentions] or [bare]
    out = [name for name in out if not regex.search(r"设在|设于|下设", name)]
    return [regex.sub(r"(?:的)?(?:主要|分管|有关|相关)(?:负责)?$", "", name) for name in out if 2 <= len(name) <= 40]


def _members(match: regex.Match[str], at: int, body: Body) -> None:
    names = member_names(match["list"])
    good = [n for n in names if is_agency(n) or is_collective(n) or len(n) <= 24]
    if not any(is_agency(n) or is_collective(n) for n in good):
        return
    known = body.people.setdefault("member", [])
    known += [n for n in good if n not in known]
    body.spans.setdefault("member", (at + match.start(), at + match.end()))


_GROUP_TITLE = regex.compile(r"^(?P<name>\p{Han}{2,14}?组)(?:（[^（）]*）)?$")


def _group(section: Section, state: State) -> Body | None:
    """The working group that a section describes: `（1）危险源控制组。负责…`."""
    title = section.title.strip("：。")
    match = _GROUP_TITLE.match(title) or (regex.match(r"^(?P<name>\p{Han}{2,12}组)[：:]", section.title))
    if not match or not section.number or regex.search(r"小组$|成员|各组|分组", match["name"]):
        return None
    if not regex.search(r"负责|牵头|组成|参加|职责|成员", "".join(b.text for b in section.blocks)[:600]):
        return None
    block = section.blocks[0]
    span = (block.start + section.offset, block.start + section.offset + len(match["name"]))
    body = Body(match["name"], kind_of(match["name"]), span, section.path)
    main = next((b for b in state.bodies.values() if b.kind in ("command", "leading_group", "committee")), None)
    body.parent = main.name if main else None
    state.bodies[body.name] = body
    return body


def _group_text(body: Body, text: str, base: int) -> None:
    duty = regex.search(
        r"(?:主要|工作)*职责(?:为|是)?[：:](?P<duty>[^。]+)|(?P<duty>负责[^。]*?)(?:，由[^。，]*(?:负责|牵头)[^。]*)?(?:。|$)",
        text,
    )
    if duty and body.duty is None and not regex.search(r"由[^，。]{2,60}负责$", text[: duty.start() + 2]):
        body.duty = duty["duty"]
        body.spans["duty"] = (base + duty.start("duty"), base + duty.end("duty"))
    for match in _GROUP_OF.finditer(text):
        _take(body, "member", match["list"], base + match.start(), base + match.end())
    for match in _GROUP_LEAD.finditer(text):
        _take(body, "led_by", match["list"], base + match.start(), base + match.end())
    for match in _GROUP_WITH.finditer(text):
        _take(body, "member", match["list"], base + match.start(), base + match.end())
    for match in _GROUP_LABEL.finditer(text):
        role = "led_by" if match["role"] in ("牵头单位", "牵头部门", "组长单位", "责任单位") else "member"
        _take(body, role, match["list"], base + match.start(), base + match.end())


def _take(body: Body, role: str, text: str, start: int, end: int) -> None:
    names = [n for n in member_names(regex.sub(r"^(?:由|并由)", "", text)) if not regex.search(r"负责|进行|提供", n)]
    known = body.people.setdefault(role, [])
    known += [n for n in names if n not in known]
    body.spans.setdefault(role, (start, end))


def _duty(section: Section, sections: list[Section], state: State) -> None:
    """`2.2.1 区指挥部工作职责` over its text gives the body its duty."""
    match = regex.match(r"^(?P<who>.{2,30}?)(?:的)?(?:主要|工作)*职责$", section.title)
    body = state.get(match["who"]) if match else None
    if body is None or body.duty or len(section.blocks) < 2 or section.children:
        return
    block = section.blocks[1]
    body.duty, body.spans["duty"] = block.text, (block.start, block.end)


def body_node(scope: Scope, name: str) -> str:
    """A provisional id of a body; identity puts its region in front."""
    return f"body:{scope.id.removeprefix('document:')}:{name}"


def _facts(scope: Scope, state: State) -> Claims:
    found = Claims()
    for body in state.bodies.values():
        node = body_node(scope, body.name)
        add = found.add
        add(node, "name", body.name, body.span, "body", section=body.section)
        add(node, "kind", body.kind, body.span, "body", section=body.section)
        add(node, "body_of", scope.id, body.span, "body", section=body.section)
        for alias in body.aliases:
            add(node, "alias", alias, body.span, "body", section=body.section)
        add(node, "duty", body.duty, body.spans.get("duty", body.span), "body", section=body.section)
        if body.seat:
            add(
                node,
                "seat",
                Mention(body.seat, body.seat),
                body.spans.get("seat", body.span),
                "body",
                section=body.section,
            )
        if body.parent == body.name:
            found.doubt("own-parent", body.name, "机构的上级是它自己，未采用", body.span)
        elif body.parent:
            add(node, "within_body", body_node(scope, body.parent), body.span, "body", section=body.section)
        for role, names in body.people.items():
            level = ""
            for order, name in enumerate(names):
                span = body.spans.get(role, body.span)
                mention, level = _member(name, role, level)
                add(node, role, mention, span, "body", section=body.section, order=order)
    return found


def _member(name: str, role: str, level: str) -> tuple[Mention, str]:
    """A member as a mention; a shortened name inherits the level word of the one before it."""
    if role in ("chief", "deputy"):
        return Mention(name, name, post=not is_agency(name)), level
    mentions, level = split_names(name, level)
    if len(mentions) == 1 and (mentions[0].collective or is_agency(mentions[0].reading)):
        return mentions[0], level
    return Mention(
        name, name, collective=is_collective(name), post=not is_collective(name) and not is_agency(name)
    ), level
