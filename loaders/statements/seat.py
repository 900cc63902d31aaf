"""Where a body has its office: `办公室设在A`, `挂靠A`, `日常工作由A承担`, `A加挂…牌子`, `在A下设…`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex

from zhize.graph.language.bodies import body_lexicon, head_pattern, is_body_name
from zhize.graph.language.leading import leading_names
from zhize.graph.language.lists import split_names
from zhize.graph.language.names import is_agency
from zhize.graph.language.people import Role, alternatives
from zhize.loaders.statements.body import name_start
from zhize.loaders.statements.discourse import Passage
from zhize.loaders.statements.registry import Body, Registry, Seat

LEAD = Role("牵头单位", "led_by", ())


@cache
def _verb() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternatives(body_lexicon().seat)})")


_WORK = regex.compile(
    r"(?P<of>办公室|秘书处)?(?:的)?(?P<what>日常(?:工作|事务)|具体工作|办公室工作)(?:具体)?由(?P<who>[^，。；]{2,40}?)(?:具体)?(?:承担|负责|承办)"
)
_BY = regex.compile(
    r"由(?P<who>[^，。；由]{2,40}?)(?:具体)?承担(?P<of>[^，。；]{0,20}?)(?:办公室)?(?:的)?(?:日常)?(?:工作|事务)(?=[，。；]|$)"
)


_AT = regex.compile(r"在(?P<who>[^，。；在]{2,24})办公(?=[，。；])")


@cache
def _plate() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?P<who>[^，。；在]{{2,30}}?)(?:加)?挂(?P<name>[^，。；]{{2,40}}?(?:{head_pattern()}))(?:的)?(?:牌子|牌)"
    )


@cache
def _under() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?:依托|在)(?P<who>[^，。；在]{{2,30}}?)(?:下设|设立|设置|设|成立)(?P<name>[^，。；]{{0,40}}?(?:{head_pattern()}))"
    )


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
            if body is None and match["name"] == "办公室" and (about := passage.about()) is not None:
                body = registry.office_of(
                    about, _place(passage, match.span("name")), passage.section.path, printed="办公室"
                )
            if body is not None and who and is_agency(who):
                _give(body, who, passage, match.span())
        for match in _WORK.finditer(text):
            body = _before(passage, match.start() + len(match["of"] or ""), registry)
            if body is not None and (who := _unit(match["who"])):
                _give(body, who, passage, match.span())
        for match in _BY.finditer(text):
            _of_work(passage, match, registry)


def _named(name: str, passage: Passage, span: tuple[int, int], registry: Registry) -> Body | None:
    """The body of a name; the office of a known body is made."""
    known = registry.get(name, passage.topic)
    owner = (
        registry.get(name.removesuffix("办公室"), passage.topic) if known is None and name.endswith("办公室") else None
    )
    return registry.office_of(owner, span, passage.section.path, printed=name) if owner is not None else known


def _of_work(passage: Passage, match: regex.Match[str], registry: Registry) -> None:
    """`由A承担办公室工作`: A leads an office that has its seat elsewhere; it is the seat where no other is said."""
    who = _unit(match["who"])
    if not who or (not passage.spoken and passage.about() is None):
        return
    body = _before(passage, match.end(), registry)
    if body is None or (body.kind != "office" and "办公室" not in match[0] and "日常" not in match[0]):
        return
    if body.seat and body.seat != who:
        body.take(Seat(LEAD, who, _place(passage, match.span())))
    else:
        _give(body, who, passage, match.span())


def _place(passage: Passage, span: tuple[int, int]) -> tuple[int, int]:
    return passage.base + span[0], passage.base + span[1]


def _of_verb(passage: Passage, start: int, end: int, registry: Registry) -> None:
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
    said = regex.search(
        r"(?:办公室|办事机构|日常办事机构|秘书处)(?:（[^（）]*）)?[^，。；]{0,6}[，（]?(?:办公室|其)?$", clause
    )
    if spoken and said is None:
        return about
    if said is not None and about is not None and about.kind != "office":
        if "办公室" not in said[0] and "秘书处" not in said[0]:
            return about  # `其办事机构设在…` is the seat of the body itself
        printed = "办公室"
        near = spoken[-1] if spoken else None
        if near is not None and text[near.end : near.end + 3] == "办公室":
            printed = text[near.start : near.end + 3]
        return registry.office_of(
            about, _place(passage, (said.start(), said.end())), passage.section.path, printed=printed
        )
    return about


def _unknown_office(passage: Passage, clause: str, registry: Registry) -> Body | None:
    """An office with a name of its own that nothing introduced: `整治工作联合办公室设在区应急局`."""
    if not clause.endswith("办公室"):
        return None
    start = name_start(clause, len(clause))
    name = clause[start:]
    if len(name) < 6 or not is_body_name(name) or registry.get(name) is not None or registry.spoken(name):
        return None
    span = _place(passage, (start, len(clause)))
    return registry.add(name, span, passage.section.path, parent=registry.main(), sure=True)


def _give(body: Body, who: str, passage: Passage, span: tuple[int, int]) -> None:
    if body.seat is None and who != body.name:
        body.seat, body.spans["seat"] = who, _place(passage, span)


_GENERIC = regex.compile(r"\p{Han}{2,18}(?:部门|机构|局|委|办|部|处|科|室|中心|司|大队|支队|公司)")


def _unit(text: str) -> str | None:
    """The unit that a text begins with: `区应急局，负责…` -> 区应急局."""
    text = regex.split(r"[，。；：）]", text.lstrip("在于到（"))[0]
    names, end = leading_names(text)
    if names and end:
        return "、".join(m.printed for m in names if not m.collective) or names[0].printed
    if _GENERIC.fullmatch(text):
        return text
    listed, _ = split_names(text)
    return listed[0].printed if listed and len(text) <= 30 and is_agency(listed[0].reading) else None
