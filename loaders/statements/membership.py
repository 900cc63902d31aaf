"""Who sits in a body as what: in prose with the role first or last, behind labels, in rosters and in tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex

from zhize.graph.language.bodies import head_pattern, is_body_name
from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.lists import cut, split_names
from zhize.graph.language.names import is_agency, is_collective, is_elliptic
from zhize.graph.language.people import (
    Role,
    holders,
    is_post,
    post_words,
    role_of,
    role_pattern,
)
from zhize.graph.language.phrases import phrase, source, words
from zhize.graph.language.run_on_people import run_on_holders
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import alternatives
from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section
from zhize.loaders.statements.body import is_of_others
from zhize.loaders.statements.body_labels import label_of
from zhize.loaders.statements.discourse import Passage, sentences, target
from zhize.loaders.statements.member_lists import seat_of, take_members
from zhize.loaders.statements.registry import Body, BodyMention, Registry, Seat

LONGEST_LIST = 1400
_HEADED = ("chief", "deputy", "secretary")
_MEMBER_WORDS = words("memberships", "member")
_MEMBER_LABELS = words("memberships", "member_labels")
_ETC = phrase("memberships", "etc")


class _Patterns:
    """The patterns of a sentence about people, made of the words for roles."""

    def __init__(self) -> None:
        given = {
            "head": role_pattern(*_HEADED),
            "heads": head_pattern(),
            "unit": role_pattern("led_by", "member"),
            "longest": str(LONGEST_LIST),
            "posts": alternatives(post_words().heads),
        }
        self.role = phrase("memberships", "any_role", **given)
        self.first = phrase("memberships", "first", **given)
        self.takes = phrase("memberships", "takes_role", **given)
        self.label = phrase("memberships", "label", **given)
        self.members = phrase("memberships", "members_are", **given)
        self.as_members = phrase("memberships", "as_members")
        self.composed = phrase("memberships", "composed_of", **given)
        self.lead = phrase("memberships", "lead")
        self.by = phrase("memberships", "responsible")
        self.helps = phrase("memberships", "helped")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def memberships(found: Iterable[Passage], registry: Registry) -> None:
    """Read who sits in the registered bodies, passage by passage.

    Reads `总指挥由A担任`, `A任组长`, `组长：A`, `成员由B、C组成`, `B、C为成员`, `由A牵头，B配合`, `牵头单位：A`,
    rows of rosters and of tables of groups. Example: `由区长任组长，区应急局主要负责人为成员` -> chief 区长, member 区应急局.
    """
    for passage in found if registry.bodies else ():
        _of_sentence(passage, registry)


_LIST_OF_MEMBERS = phrase("memberships", "list_of_members")
_ITEM = phrase("common", "item")


def members_by_duties(scope: Scope, registry: Registry) -> None:
    """The members of a body that the text names only in the list of their duties: `X成员单位职责` over `A：…`, `B：…`."""
    owner: Body | None = None
    home: Section | None = None
    for section in scope.sections:
        inside = home is not None and section.path[: len(home.path) + 1] == (*home.path, home.label)
        owner = owner if inside else None
        for n, block in enumerate(section.blocks):
            at = section.offset if n == 0 and section.number else 0
            text = block.text[at:]
            listed = _LIST_OF_MEMBERS.fullmatch(text) if len(text) < 50 else None
            if listed is not None:
                body = registry.get(listed["who"]) if listed["who"] else registry.main()
                owner, home = (body, section) if body is not None and not body.has("member") else (None, None)
            elif owner is not None and not block.table:
                if n and len(text) < 24 and not regex.search(r"[，。；：]", text):
                    owner = None
                    continue
                _take_subjects(owner, block.text, at, block.start)


def _take_subjects(owner: Body, text: str, at: int, base: int) -> None:
    """The bodies that the sentences of a paragraph begin with, before `：` or what they do."""
    for start, stop in sentences(text, at):
        item = _ITEM.match(text[start:stop])
        if start > at and item is None:
            continue
        rest = text[start + (item.end() if item else 0) : stop]
        names, end = leading_names(rest)
        if names and (rest[end : end + 1] in "：:。—" or starts_statement(rest[end:])):
            take_members(owner, MEMBER, rest[:end], (base + start, base + start + len(rest)))
            continue
        label = regex.match(r"[^，。；：]{2,40}(?=：)", rest)  # the list tells that what stands before ： is a member
        mentions, _ = split_names(label[0]) if label else ([], "")
        for mention in mentions:
            if mention.collective or is_agency(mention.reading) or is_elliptic(mention.printed):
                owner.take(Seat(MEMBER, mention.printed, (base + start, base + start + len(rest))))


def _of_sentence(passage: Passage, registry: Registry) -> None:
    text = passage.text
    if is_of_others(text):
        return
    patterns = _patterns()
    rest = text
    if not patterns.role.search(text):
        _of_group(passage, rest)
        return
    for match in patterns.label.finditer(text):
        role = role_of(match["role"])
        body = _of_label(passage, role, match.start("role"), registry) if role else None
        if role is not None and body is not None:
            _labelled(passage, match, role, body)
            rest = _mask(rest, match)
    for match in patterns.first.finditer(rest):
        role = role_of(match["role"])
        who = match["who"] or match["is"]
        body = target(passage, role, match.start("role"), registry) if role else None
        if role is not None and body is not None and _headed(passage, match, role, body, who):
            rest = _mask(rest, match)
    for match in patterns.takes.finditer(rest):
        role = role_of(match["role"])
        at = match.start("role")
        body = target(passage, role, at, registry) if role else None
        if role is not None and body is not None and _headed(passage, match, role, body, match["who"]):
            rest = _mask(rest, match)
    if any(word in rest for word in _MEMBER_WORDS):
        rest = _of_members(passage, rest, registry)
    _of_group(passage, rest)


def _of_label(passage: Passage, role: Role, at: int, registry: Registry) -> Body | None:
    """The body of a label; `牵头单位：` and `责任单位：` stand under tasks too and count for groups only."""
    if role.relation in _HEADED or role.word in _MEMBER_LABELS:
        return target(passage, role, at, registry)
    if passage.own is not None:
        return passage.own
    heading = passage.heading
    return heading if heading is not None and heading.kind in GROUP_KINDS else None


def _mask(text: str, match: regex.Match[str]) -> str:
    return text[: match.start()] + "＊" * (match.end() - match.start()) + text[match.end() :]


def _span(passage: Passage, match: regex.Match[str]) -> Span:
    return passage.base + match.start(), passage.base + match.end()


# -- chiefs, deputies, secretaries

_BEFORE_HOLDER = phrase("memberships", "before_holder")


def _headed(passage: Passage, match: regex.Match[str], role: Role, body: Body, who: str) -> bool:
    """The holders of an office, where the text names posts, persons or units and nothing else."""
    who = _BEFORE_HOLDER.sub("", who).strip("，、 ")
    named = run_on_holders(who) or [h for h in holders(who) if h.person or is_post(h.printed) or is_agency(h.printed)]
    if not named:
        return False
    for holder in named:
        body.take(seat_of(role, holder, _span(passage, match)))
    return True


def _labelled(passage: Passage, match: regex.Match[str], role: Role, body: Body) -> None:
    who = _closed(match["who"].strip("，、"))
    if role.relation in _HEADED:
        _headed(passage, match, role, body, who)
    else:
        take_members(body, role, who, _span(passage, match))


def _closed(text: str) -> str:
    """A list with the brackets of its last entry even: `王某（主任` -> `王某（主任）`, `李某）` -> `李某`."""
    lacking = text.count("（") - text.count("）")
    return text + "）" * lacking if lacking > 0 else text.removesuffix("）") if lacking < 0 else text


# -- members

GROUP_KINDS = ("working_group", "investigation_group", "leading_group")
MEMBER = Role(words("memberships", "member_role")[0], "member", ())
IN_PERSON = Role(words("memberships", "in_person")[0], "chief", ())
LEAD = Role(words("memberships", "lead_role")[0], "led_by", ())


def _of_members(passage: Passage, text: str, registry: Registry) -> str:
    patterns = _patterns()
    for match in patterns.members.finditer(text):
        body = target(passage, MEMBER, match.start(), registry)
        if body is not None and take_members(body, MEMBER, match["list"], _span(passage, match)):
            text = _mask(text, match)
    for match in patterns.as_members.finditer(text):
        body = registry.get(match["of"], passage.about()) if match["of"] else None
        body = body or target(passage, MEMBER, match.start(), registry)
        if body is None:
            continue
        listed = _leftward(text, match.start("list")) + match["list"]
        if take_members(body, MEMBER, listed, _span(passage, match)):
            text = _mask(text, match)
    return text


def _leftward(text: str, start: int) -> str:
    """The clauses before a list that are lists of names too: `区应急局，区水利局、区气象局为成员`."""
    out = ""
    while start > 1 and text[start - 1] == "，":
        begin = max(text.rfind(mark, 0, start - 1) for mark in "，。；：由＊") + 1
        piece = text[begin : start - 1]
        names, _ = split_names(piece) if piece else ([], "")
        if not names or not all(m.collective or is_agency(m.reading) for m in names):
            break
        out = f"{piece}，{out}"
        start = begin
    return out


# -- working groups


def _of_group(passage: Passage, text: str) -> None:
    """`由A牵头，B、C配合`, `由A、B组成`, of the body that the paragraph or the sentence is about."""
    _set_up_by(passage, text)
    text = _composed_of(passage, text)
    body = _group(passage, text)
    if body is None:
        return
    patterns = _patterns()
    start = _after_name(passage, text, body)
    for pattern, role in (
        (patterns.lead, LEAD),
        (patterns.by, LEAD),
        (patterns.composed, MEMBER),
        (patterns.helps, MEMBER),
    ):
        if pattern is patterns.by and body.has("led_by"):
            continue
        for match in pattern.finditer(text, start):
            if pattern is patterns.helps and (_NO_HELPER.search(match["list"]) or _MEETING.search(text[: match.end()])):
                continue
            listed = (
                _leftward(text, match.start("list")) + match["list"] if pattern is patterns.helps else match["list"]
            )
            listed = _HELPER_START.sub("", listed)
            if role is LEAD and _head_in_person(passage, match, body, listed):
                text = _mask(text, match)
                continue
            if _all_names(listed) and take_members(body, role, listed, _span(passage, match)):
                text = _mask(text, match)


def _head_in_person(passage: Passage, match: regex.Match[str], body: Body, listed: str) -> bool:
    """`由区政府主要负责同志牵头`: a person who leads a body is its chief and no leading unit."""
    one = holders(listed)
    if len(one) != 1 or is_agency(listed) or not is_post(listed) or body.has("chief"):
        return False
    body.take(seat_of(IN_PERSON, one[0], _span(passage, match)))
    return True


_SET_UP_BY = phrase("memberships", "set_up_by")
_LEADER = phrase("memberships", "leader")
_NO_HELPER = phrase("memberships", "not_helper")
_MEETING = phrase("memberships", "meeting")
_SET_UP = phrase("memberships", "set_up")
_MADE_UP = phrase("memberships", "made_up")
_HELPER_START = phrase("memberships", "helper_start")
_SETS_UP = phrase("bodies", "leads_group")
_MEMBER_LIKE = phrase("memberships", "member_like")
_OF = words("memberships", "of")[0]
_JOINED = source("memberships", "joined")


def _set_up_by(passage: Passage, text: str) -> None:
    """`A负责牵头组建X、Y`: A leads X and Y."""
    match = _SET_UP_BY.search(text)
    if match is None:
        return
    clause = max(text.rfind(mark, 0, match.start()) for mark in "，。；：") + 1
    subject = text[clause : match.start()] or text[: max(clause - 1, 0)]
    subject = _LEADER.sub("", subject)
    if not subject or not _all_names(subject):
        return
    for spoken in passage.spoken:
        if match.start("names") <= spoken.start < match.end("names") and spoken.body.kind in GROUP_KINDS:
            take_members(spoken.body, LEAD, subject, _span(passage, match))


def _composed_of(passage: Passage, text: str) -> str:
    """`由A、B组成X`, `由A、B组成的X`: the members stand before the name."""
    for match in _patterns().composed.finditer(text):
        ends = match.end() + (text[match.end() : match.end() + 1] == _OF)
        body = next((s.body for s in passage.spoken if s.start == ends), None)
        if (
            body is not None
            and _all_names(match["list"])
            and take_members(body, MEMBER, match["list"], _span(passage, match))
        ):
            text = _mask(text, match)
    return text


def _group(passage: Passage, text: str) -> Body | None:
    if passage.own is not None:
        return passage.own
    if (made := _made_here(passage, text)) is not None:
        return made.body
    first = passage.spoken[0] if passage.spoken else None
    if first is not None and (first.start <= 1 or _SETS_UP.search(text[: first.start])):
        return first.body
    heading = passage.heading
    return heading if heading is not None and heading.kind in GROUP_KINDS else None


def _made_here(passage: Passage, text: str) -> BodyMention | None:
    """The group that a sentence sets up and says behind the comma who makes it up: `指挥部设立专家组，由A、B组成`."""
    for spoken in passage.spoken:
        made = spoken.body.kind in GROUP_KINDS and _SET_UP.search(text[: spoken.start])
        if made and _MADE_UP.match(text, spoken.end):
            return spoken
    return None


def _after_name(passage: Passage, text: str, body: Body) -> int:
    made = None if passage.own is body else _made_here(passage, text)
    if made is not None and made.body is body:
        return made.end
    match = label_of(text)
    if match is not None and passage.own is body:
        return match.end()
    first = next((s for s in passage.spoken if s.body is body), None)
    return first.end if first is not None and first.start <= 1 else 0


def _all_names(text: str) -> bool:
    """Whether a list names bodies, classes or people, most of them for certain."""
    pieces = [p for p in cut(text, _JOINED) if p]
    sure = [p for p in pieces if _name(p)]
    return bool(sure) and len(sure) * 2 >= len(pieces)


def _name(piece: str) -> bool:
    piece = _ETC.sub("", piece)
    known = is_agency(piece) or is_collective(piece) or is_elliptic(piece) or is_post(piece) or is_body_name(piece)
    return known or bool(_MEMBER_LIKE.search(piece))
