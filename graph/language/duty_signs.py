"""What tells whether a sentence about a body says a duty: the signs that `duty_weights.yaml` weighs."""

from __future__ import annotations

from functools import cache

import regex

from zhize.graph.language.doers import Doer, doer_words, is_field, one_of
from zhize.graph.language.doers.predicates import predicate
from zhize.graph.language.late import late
from zhize.graph.language.mentions import Mention
from zhize.graph.language.vocabulary import predicates


@cache
def _pattern(name: str) -> regex.Pattern[str]:
    """The alternatives that doers.yaml lists under a name."""
    return regex.compile(one_of(getattr(doer_words(), name)))


def is_penalty(sentence: str) -> bool:
    """Whether a sentence threatens a penalty: `由市水利部门责令改正，处一万元罚款`."""
    return _pattern("penalties").search(sentence) is not None


def is_upkeep(sentence: str) -> bool:
    """Whether a sentence says who explains or revises the paper itself."""
    return _pattern("upkeep").search(sentence) is not None


def sets_up(text: str) -> bool:
    """Whether what a body does is to set up another, which is read with bodies."""
    return _pattern("no_duty").match(text) is not None or _SETS_UP.match(text[:80]) is not None


_SETS_UP = late(r"[^。；]{0,30}(?:设立|设置|成立|组建)[^，。；]{0,40}(?:组|指挥部|机构|专班)")


def is_addressees(text: str) -> bool:
    """Whether a text is a line of those to whom a paper is sent: `各省、自治区税务局，局内各单位：`."""
    return text.endswith("：") and predicate().search(text) is None


def says_word_of_duty(text: str) -> bool:
    """Whether a word of standing duty (负责, 主管, 承担) stands anywhere in a text."""
    return any(word in text for word in predicates().duty)


def is_competence(text: str) -> bool:
    """Whether a text says a field of responsibility: `在各自职责范围内做好监督管理工作`."""
    return _pattern("competence").search(text) is not None


def tells_area(text: str) -> bool:
    """Whether a text says the area of a body's duty: `负责本行政区域内的防汛工作`."""
    return any(word in text for word in doer_words().areas)


def is_wide(name: Mention) -> bool:
    """Whether a name is a class as wide as `各有关部门`, `有关单位`."""
    if name.printed in doer_words().beside:
        return True
    return _pattern("wide").search(name.printed) is not None and not tells_field(name)


def tells_field(name: Mention) -> bool:
    """Whether a class of bodies is told by its field of work: `各地交通运输部门`, `全市税务机关`."""
    field = _field().fullmatch(name.printed)
    return field is not None and is_field(field["field"])


@cache
def _field() -> regex.Pattern[str]:
    known = doer_words()
    return regex.compile(
        rf"{one_of(known.everywhere)}(?P<field>(?!人民|政府|党|监管|职能)\p{{Han}}{{2,10}}?)(?:主管|行政)*{one_of(known.of_fields)}"
    )


def tells_level(name: Mention) -> bool:
    """Whether a class of bodies is told by its level or place: `县级民政部门`, `事故发生地人民政府`."""
    return _pattern("levels").match(name.printed) is not None


def puts_in_charge(text: str) -> bool:
    """Whether a text behind a body says that it is the one in charge: `是本市防汛工作的主管部门`, `为发证的主管单位`."""
    return _in_charge().match(text) is not None


@cache
def _in_charge() -> regex.Pattern[str]:
    words = one_of(doer_words().in_charge)
    return regex.compile(rf"是.*{words}|为[^，。；]{{0,40}}{words}(?=[，。；]|$)")


def says_shall(found: Doer) -> bool:
    """Whether the predicate is the must of a rule: `应当`, `必须`."""
    return found.cue == "modal" and found.word in doer_words().shall


def shall_follows(text: str) -> bool:
    """Whether the must of a rule stands behind the case that a predicate tells: `接到报告后，应当派员`."""
    return _shall_behind().match(text) is not None


@cache
def _shall_behind() -> regex.Pattern[str]:
    return regex.compile(
        rf"[^，。；：]{{2,60}}(?:时|后|前|的|期间|中)，(?:[^，。；：]{{2,30}}，)?{one_of(doer_words().shall)}"
    )


def goes_on_by_case(text: str) -> bool:
    """Whether a clause without a body tells a case and what is to be done then: `发现隐患的，应当立即报告`."""
    return _must_behind().match(text) is not None and not is_penalty(text)


@cache
def _must_behind() -> regex.Pattern[str]:
    must = one_of(tuple(word for word in predicates().modal if word not in doer_words().may))
    return regex.compile(rf"(?:[^，。；：]{{2,60}}，){{1,3}}{must}")


def says_duty_by_field(text: str) -> bool:
    """Whether a field of work stands before the word of duty: `按照各自职责，负责…`, `依照职责分工负责…`."""
    return _duty_behind_field().match(text) is not None


@cache
def _duty_behind_field() -> regex.Pattern[str]:
    return regex.compile(
        rf"[^，。；：]{{2,20}}{one_of(doer_words().fields_of_duty)}[^，。；：]{{0,4}}，?{one_of(predicates().duty)}"
    )


def says_may(found: Doer) -> bool:
    """Whether the predicate says what a body may do or must not do: `可以`, `有权`, `不得`."""
    return found.cue == "modal" and found.word in doer_words().may
