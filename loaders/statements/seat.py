"""Where a body has its office: `办公室设在A`, `挂靠A`, `日常工作由A承担`, `A加挂…牌子`, `在A下设…`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex

from zhize.graph.language.bodies import OFFICE, body_lexicon, head_of, head_pattern, is_body_name
from zhize.graph.language.leading import leading_names
from zhize.graph.language.lists import split_names
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import alternatives
from zhize.loaders.statements.body import name_start
from zhize.loaders.statements.discourse import Passage
from zhize.loaders.statements.membership import LEAD
from zhize.loaders.statements.registry import Body, Registry, Seat


@cache
def _verb() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternatives(body_lexicon().seat)})")


_WORK = phrase("bodies", "work_by")
_BY = phrase("bodies", "by_unit")
_AT = phrase("bodies", "works_at")
_OFFICE_SAID = phrase("bodies", "office_said")
_UNIT_LIKE = phrase("bodies", "unit_like")
_BEFORE_UNIT = phrase("bodies", "at")
_SECRETARIAT = words("bodies", "secretariat")[0]
_DAY = words("bodies", "day")[0]


@cache
def _plate() -> regex.Pattern[str]:
    return phrase("bodies", "plate", head=head_pattern())


@cache
def _under() -> regex.Pattern[str]:
    return phrase("bodies", "under", head=head_pattern())


_MAY = phrase("bodies", "may_be")


def seats(found: Iterable[Passage], registry: Registry) -> None:
    """Read where the registered bodies have their offices.

    Example: `领导小组办公室设在区应急局` -> the office of the group, at 区应急局; `指挥部下设办公室（设在区水利局）`.
    """
    for passage in found:
        text = passage.text
        for match in _verb().finditer(text):
            _of_verb(passage, match.start(), match.end(), registry)
        for match in _AT.finditer(text):
            body = _before(passage, match.start(), registry)
            if body is not None and body.kind == "office" and (who := _unit(match["who"])):
                _give(body, who, passage, match.span())
        for match in _plate().finditer(text):
            span = _place(passage, match.span("name"))
            body = _named(match["name"], passage, span, registry)
            who = _unit(match["who"])
            if body is not None and who:
                _give(body, who, passage, match.span())
        for match in _under().finditer(text):
            who = _unit(match["who"])
            body = next(
                (s.body for s in passage.spoken if s.start >= match.start("name") - 1 and s.end <= match.end() + 1),
                None,
            )
            if body is None and match["name"] == OFFICE and (about := passage.about()) is not None:
                body = registry.office_of(
                    about, _place(passage, match.span("name")), passage.section.path, printed=OFFICE
                )
            if body is not None and who and is_agency(who):
                _give(body, who, passage, match.span())
        for match in _WORK.finditer(text):
            body = _before(passage, match.start() + len(match["of"] or ""), registry)
            if body is not None and (who := _unit(match["who"])):
                _give(body, who, passage, match.span())
        for match in _BY.finditer(text):
            _of_work(passage, match, registry)


def _named(name: str, passage: Passage, span: Span, registry: Registry) -> Body | None:
    """The body of a name; the office of a known body is made."""
    known = registry.get(name, passage.topic)
    owner = registry.get(name.removesuffix(OFFICE), passage.topic) if known is None and name.endswith(OFFICE) else None
    return registry.office_of(owner, span, passage.section.path, printed=name) if owner is not None else known


def _of_work(passage: Passage, match: regex.Match[str], registry: Registry) -> None:
    """`由A承担办公室工作`: A leads an office that has its seat elsewhere; it is the seat where no other is said."""
    who = _unit(match["who"])
    if not who or (not passage.spoken and passage.about() is None):
        return
    body = _before(passage, match.end(), registry)
    if body is None or (body.kind != "office" and OFFICE not in match[0] and _DAY not in match[0]):
        return
    if body.seat and body.seat != who:
        body.take(Seat(LEAD, who, _place(passage, match.span())))
    else:
        _give(body, who, passage, match.span())


def _place(passage: Passage, span: Span) -> Span:
    return passage.base + span[0], passage.base + span[1]


def _of_verb(passage: Passage, start: int, end: int, registry: Registry) -> None:
    if _MAY.search(passage.text[:start]):
        return  # where an office may be is no fact
    who = _unit(passage.text[end : end + 60])
    body = _before(passage, start, registry) if who else None
    if body is not None and who:
        _give(body, who, passage, (start, end + len(who)))


def _before(passage: Passage, at: int, registry: Registry) -> Body | None:
    """The body whose seat is told: the last one named before, or its office where the sentence says 办公室."""
    text = passage.text
    clause = text[:at]
    if (own := _unknown_office(passage, clause, registry)) is not None:
        return own
    spoken = [s for s in passage.spoken if s.end <= at]
    about = spoken[-1].body if spoken else passage.about()
    said = _OFFICE_SAID.search(clause)
    if spoken and said is None:
        return about
    if said is not None and about is not None and about.kind != "office":
        if OFFICE not in said[0] and _SECRETARIAT not in said[0]:
            return (
                _named_office(passage, clause, about, registry) or about
            )  # `其办事机构设在…` is the seat of the body itself
        printed = OFFICE
        near = spoken[-1] if spoken else None
        if near is not None and text.startswith(OFFICE, near.end):
            printed = text[near.start : near.end + len(OFFICE)]
        return registry.office_of(
            about, _place(passage, (said.start(), said.end())), passage.section.path, printed=printed
        )
    return about


def _named_office(passage: Passage, clause: str, owner: Body, registry: Registry) -> Body | None:
    """An 办事机构 with a name of its own, as the office of the body that the text is about: `区指挥部示例办事机构设在…`."""
    near = [s for s in passage.spoken if s.end <= len(clause)]
    start = name_start(clause, len(clause))
    if near and near[-1].start >= start:
        start = near[-1].start
    name = clause[start:]
    head = head_of(name)
    if head is None or len(name) < len(head.head) + 3 or not is_body_name(name):
        return None
    span = _place(passage, (start, len(clause)))
    office = registry.named(name) or registry.add(name, span, passage.section.path, sure=True)
    if office is not owner and office.parent is None:
        office.parent = owner
    return office


def _unknown_office(passage: Passage, clause: str, registry: Registry) -> Body | None:
    """An office with a name of its own that nothing introduced: `整治工作联合办公室设在区应急局`."""
    if not clause.endswith(OFFICE):
        return None
    start = name_start(clause, len(clause))
    name = clause[start:]
    if len(name) < 6 or not is_body_name(name) or registry.get(name) is not None or registry.spoken(name):
        return None
    span = _place(passage, (start, len(clause)))
    return registry.add(name, span, passage.section.path, parent=registry.main(), sure=True)


def _give(body: Body, who: str, passage: Passage, span: Span) -> None:
    if body.seat is None and who != body.name:
        body.seat, body.spans["seat"] = who, _place(passage, span)


def _unit(text: str) -> str | None:
    """The unit that a text begins with: `区应急局，负责…` -> 区应急局."""
    text = regex.split(r"[，。；：）]", _BEFORE_UNIT.sub("", text))[0]
    names, end = leading_names(text)
    if names and end:
        return "、".join(m.printed for m in names if not m.collective) or names[0].printed
    if _UNIT_LIKE.fullmatch(text):
        return text
    listed, _ = split_names(text)
    return listed[0].printed if listed and len(text) <= 30 and is_agency(listed[0].reading) else None
