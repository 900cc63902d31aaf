"""Who does what in the sentences of rules, plans and opinions: public bodies and classes of them, with what they shall do.

A sentence says it in three forms: the body at its head (`县级以上人民政府应当…`), the body behind what is said of the time or
the case (`汛期到来前，当地人民政府应当…`), and the body behind 由 (`目录由市水利部门制定`).
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.graph.language.doers.noun_phrases import LONGEST, bars_name, names_of, relative_clause
from zhize.graph.language.doers.predicates import kind_of, predicate, strong_predicate
from zhize.graph.language.doers.record import Cue, Doer, Piece
from zhize.graph.language.doers.words import doer_words, one_of
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.sentences import is_enclosed
from zhize.graph.language.vocabulary import any_of, no_predicate, predicates


class _Patterns(msgspec.Struct, frozen=True):
    agent: regex.Pattern[str]
    agent_verb: regex.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known = doer_words()
    return _Patterns(
        agent=regex.compile(rf"{any_of(known.before_agent)}*由(?P<who>[^，。；：]{{2,{LONGEST}}})"),
        agent_verb=regex.compile(f"(?!{no_predicate()}){any_of(known.agent_verbs)}"),
    )


_COMMA = regex.compile("，")
_OF_WHAT, _OF_A_NAME, _OF_A_THING, _WORD_WITH_BY = (
    phrase("doers", name) for name in ("of_what", "of_a_name", "of_a_thing", "word_with_by")
)
_FIELD = phrase("doers", "field_first")
_BEHIND_COMMA = words("doers", "behind_comma")


@lru_cache(8192)
def doer(sentence: str) -> Doer | None:
    """Who the sentence says does something, None where it names no public body.

    Example: `区域规划由市水利部门会同财政部门编制。` -> 市水利部门 behind 由, cue `act`.
    """
    at = 0
    places = [0, *(m.end() for m in _COMMA.finditer(sentence) if not is_enclosed(sentence, m.start()))]
    for at in places[:4]:
        found = doer_at(sentence, at)
        if found is not None:
            return found
        if at == 0 and (inner := _inner_agent(sentence)) is not None:
            return inner
    return None


def doer_at(text: str, at: int) -> Doer | None:
    """Who does something in the words that begin at a place: a body at their head, or behind 由."""
    return _at_head(text, at) or _agent(text, at)


def _at_head(text: str, at: int) -> Doer | None:
    """A body at a place with its predicate behind it."""
    if bars_name(text, at):
        return None
    end = min(len(text), at + LONGEST)
    comma = _comma(text, at, end)
    stop = min(len(text), end + 4)
    first = predicate().search(text, at + 2, stop)
    relative = relative_clause().search(text, at, end) if first else relative_clause().match(text, at, end)
    for match in predicate().finditer(text, first.start(), stop) if first else ():
        if relative is not None and relative.start() <= match.start() < relative.end():
            continue
        if is_enclosed(text, match.start()):
            continue
        if match.lastgroup == "act" and _OF_WHAT.match(text, match.end()):
            return None
        who = text[at : match.start()]
        if comma is not None and match.start() > comma + 1:
            return None
        if comma is not None and match.start() == comma + 1:
            if match.lastgroup != "modal" and match[0] not in _BEHIND_COMMA:
                return None
            who = who[:-1]
        if names := names_of(who):
            return Doer(names, at, at + len(who), match.start(), "predicate", kind_of(match), match[0])
    if relative is not None and relative.start() == at and (names := names_of(text[at : relative.end()])):
        behind = predicate().match(text, relative.end())
        if behind is not None:
            return Doer(names, at, relative.end(), behind.start(), "predicate", kind_of(behind), behind[0])
    return None


def _comma(text: str, at: int, end: int) -> int | None:
    return next((m.start() for m in _COMMA.finditer(text, at, end) if not is_enclosed(text, m.start())), None)


def _agent(text: str, at: int) -> Doer | None:
    """A body behind 由 at a place: `…，由市水利部门制定`."""
    match = _patterns().agent.match(text, at)
    return _of_agent(text, match.start("who"), match.end("who")) if match else None


def _inner_agent(text: str) -> Doer | None:
    """A body behind 由 inside the first clause: `经费由市财政部门安排`."""
    comma = _comma(text, 0, len(text))
    at = text.find("由", 1, comma if comma is not None else len(text))
    if at < 2 or is_enclosed(text, at) or _WORD_WITH_BY.match(text[at - 1]):
        return None
    return _agent(text, at)


def _of_agent(text: str, start: int, end: int) -> Doer | None:
    for i in range(start + 2, end):
        verb = _patterns().agent_verb.match(text, i) or strong_predicate().match(text, i)
        if verb is None or is_enclosed(text, i):
            continue
        relative = relative_clause().match(text, i)
        if (relative is not None and relative.end() < end) or _OF_A_NAME.match(text, i + 2):
            continue
        if _OF_A_THING.match(text, i + 2):
            return None
        if names := names_of(text[start:i]):
            cue: Cue = "duty" if verb[0] in predicates().duty else "act"
            return Doer(names, start, i, i, "agent", cue, verb[0])
    return None


def _by_field(text: str, at: int, found: Doer) -> bool:
    """Whether what a body does begins with its field of work: `，财政部门按照各自职责做好…`."""
    return found.cue == "manner" and _FIELD.match(text, at + found.body) is not None


def _may_follow(text: str, at: int) -> bool:
    """Whether a word that says a duty stands so near behind a place that a body may begin there; costs little."""
    end = at + LONGEST
    return any(p.search(text, at, end) is not None for p in (strong_predicate(), _FIELD, _in_charge()))


def _says_duty(text: str, at: int, found: Doer) -> bool:
    """Whether what is said of a body behind a comma is a duty of its own: 负责…, 应当…, `按照各自职责…`, `是…主管单位`."""
    if found.cue in ("duty", "modal") or _by_field(text, at, found):
        return True
    return found.cue == "manner" and _in_charge().match(text, at + found.body) is not None


@cache
def _in_charge() -> regex.Pattern[str]:
    return regex.compile(rf"是[^，。；]{{0,40}}{one_of(doer_words().in_charge)}(?=[，。；]|$)")


def doers(sentence: str) -> list[Piece]:
    """A sentence cut where a second body and what it shall do follow a comma.

    Example: `市水利局负责甲，市财政局负责乙。` -> a piece of each.
    """
    first = doer(sentence)
    if first is None:
        return [Piece(0, len(sentence), None)]
    out: list[Piece] = []
    begin, own = 0, first
    for match in _COMMA.finditer(sentence):
        at = match.end()
        if at <= begin + own.body or is_enclosed(sentence, match.start()):
            continue
        found = _at_head(sentence[at:], 0) if _may_follow(sentence, at) else None
        if found is not None and _says_duty(sentence, at, found) and found.names != own.names:
            out.append(Piece(begin, at, own))
            begin, own = at, found
    out.append(Piece(begin, len(sentence), own))
    return out
