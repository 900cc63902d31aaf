"""Appointments and removals: who takes which post, who leaves it, as lists of 任免 print it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
import regex

from zhize.graph.language.dates import find_dates
from zhize.graph.language.lists import cut
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.people import is_person, is_post, may_be_person, unit_like, units_of
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.spans import Excerpt, Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.print.documents import Block

RULE = "appointment"
_PAPER = phrase("appointments", "paper")
_APPOINTS = phrase("appointments", "appointing")
_TAKES = phrase("appointments", "taking")
_REMOVES = phrase("appointments", "removing")
_OF_HIM = phrase("appointments", "of_him")
_LEAVES = phrase("appointments", "leaving")
_HE_LEAVES = phrase("appointments", "he_leaves")
_LISTED = phrase("appointments", "listed")
_MODE = phrase("appointments", "mode")
_ITEM = phrase("appointments", "item")
_STATED = phrase("appointments", "stated")
_AROUND_POST = phrase("appointments", "around_post")
_POST_END = phrase("appointments", "post_end")
_NEXT_PERSON = phrase("appointments", "next_person")
_EFFECTIVE = phrase("appointments", "effective")
_FROM_DAY = phrase("appointments", "from_day")


class Move(msgspec.Struct, frozen=True):
    """A person who takes or leaves a post; `start`, `end` are offsets into the text that was read.

    `since` is the day from which a post is held where the sentence says one, as ISO text.
    """

    person: str
    post: str
    action: str
    start: int
    end: int
    since: str | None = None


def appointments(scope: Scope) -> Claims:
    """Claims of the appointments and removals that a document states.

    Reads `任命A为X、B为Y`, `A任X，免去其Y职务`, `免去A的Y职务`, `A不再担任Y`, and the lists below `任命：` and `免去：`.
    Example: `任命王建国为青石区水利局局长` -> 王建国, 青石区水利局局长, appointed, unit 青石区水利局.
    """
    found, ids = Claims(), Ids(scope.id)
    blocks = [b for section in scope.sections for b in section.blocks if not b.table and not b.title]
    if not _PAPER.search(scope.document.title) and not any(_STATED.match(b.text) for b in blocks):
        return found
    listed = bool(_PAPER.search(scope.document.title))
    mode = ""
    since = next(
        (day for b in blocks if (effective := _EFFECTIVE.search(b.text)) and (day := _day(b.text[effective.end() :]))),
        None,
    )
    for block in blocks:
        moves = list(_of_block(block, mode, listed=listed))
        for move in moves:
            _add(scope, move, since, block.start, ids, found)
        if opened := _MODE.search(block.text):
            mode = "removed" if opened["remove"] else "appointed"
        elif not moves:
            mode = ""
    return found


def _of_block(block: Block, mode: str, *, listed: bool) -> Iterator[Move]:
    at = 0
    while at < len(block.text):
        stop = sentence_end(block.text, at, stops="。；")
        item = _ITEM.match(block.text[at:stop])
        start = at + (item.end() if item else 0)
        since, going = _since(block.text[start:stop]), mode
        for begin, end in _lines(block.text, start, stop):
            for move in moves(block.text[begin:end].rstrip("、"), going, listed=listed):
                going = move.action
                yield Move(move.person, move.post, move.action, begin + move.start, begin + move.end, since)
        at = stop


def _lines(text: str, start: int, stop: int) -> list[Span]:
    """A sentence cut where another person begins: `任命A任甲局局长、B任乙局局长`, or lines without a stop between."""
    begins = [m.start() for m in _NEXT_PERSON.finditer(text, start, stop, overlapped=True) if is_person(m["name"])]
    return list(itertools.pairwise([start, *begins, stop]))


def _since(sentence: str) -> str | None:
    """The day from which a sentence says that a post is held: `（试用期一年，自2024年1月15日起算）`."""
    return next((day.iso for day in find_dates(sentence) if _FROM_DAY.search(sentence[: day.start])), None)


def _day(text: str) -> str | None:
    """The day that a text begins with."""
    days = find_dates(text[:16])
    return days[0].iso if days and days[0].start == 0 else None


def moves(sentence: str, mode: str = "", *, listed: bool = True) -> list[Move]:
    """The appointments and removals that a sentence states, in print order.

    Args:
        sentence: the text up to a 。 or ；.
        mode: `appointed` or `removed` where the lines stand below `任命：` or `免去：`.
        listed: whether the paper is a list of appointments, in which `A任X` is one too.
    """
    out: list[Move] = []
    last: tuple[str, ...] = ()
    for clause in _clauses(sentence):
        action, match = _match(clause.text, mode, listed=listed)
        if match is None:
            continue
        names = _names(match["who"]) if "who" in match.re.groupindex else last
        post = _AROUND_POST.sub("", match["post"])
        if not names or not (is_post(post) or unit_like(post) or _POST_END.search(post)):
            continue
        if len(names) == 1:
            names, post = _parted(names[0], post)
        last = names
        out += [Move(name, post, action, clause.start + match.start(), clause.start + match.end()) for name in names]
    return out


_LEVELS = frozenset(words("appointments", "levels"))
"""A place of one character before these (`国区`) is hardly ever one: the character belongs to the name before it."""


def _parted(name: str, post: str) -> tuple[tuple[str, ...], str]:
    """Where the name ends and the post begins, if nothing stands between: `王建国区水利局局长`."""
    shifted = [unit for unit in units_of(post[1:]) if is_agency(unit)]
    alike = [unit for unit in units_of(post) if is_agency(unit) and post[1] not in _LEVELS]
    if len(name) == 2 and shifted and not alike and is_person(name + post[0]):
        return (name + post[0],), post[1:]
    return (name,), post


def _clauses(sentence: str) -> Iterator[Excerpt]:
    """The pieces of a sentence between ，outside brackets, without their stops."""
    start = 0
    for piece in cut(sentence, "，"):
        at = sentence.find(piece, start)
        yield Excerpt(piece.rstrip("。；"), at, at + len(piece))
        start = at + len(piece)


def _match(clause: str, mode: str, *, listed: bool) -> tuple[str, regex.Match[str] | None]:
    """What a clause states: the action, and the match that names person and post."""
    for pattern in (_OF_HIM, _HE_LEAVES):
        if match := pattern.match(clause):
            return "removed", match
    for pattern, action in ((_REMOVES, "removed"), (_LEAVES, "removed"), (_APPOINTS, "appointed")):
        if (match := pattern.search(clause)) and _names(match["who"]):
            return action, match
    if mode == "removed" and (match := _LISTED.match(clause)):
        return "removed", match
    if (listed or mode == "appointed") and (match := _TAKES.match(clause)) and _names(match["who"]):
        return mode or "appointed", match
    return "", None


def _names(text: str) -> tuple[str, ...]:
    """The persons of a list, all or none."""
    names = tuple(regex.sub(r"（[^（）]*）", "", piece) for piece in cut(text, "、"))
    return names if names and all(is_person(n) or (len(n) < 4 and may_be_person(n)) for n in names) else ()


def _add(scope: Scope, move: Move, since: str | None, base: int, ids: Ids, found: Claims) -> None:
    node = ids.make("appointment", move.action, move.person, move.post)
    span = (base + move.start, base + move.end)
    units = units_of(move.post)
    day = (move.since or since) if move.action == "appointed" else None
    who = Mention(move.person, move.person, person=True)
    values: tuple[tuple[str, str | Mention | None], ...] = (
        ("person", move.person),
        ("post", move.post),
        ("action", move.action),
        ("unit", units[0] if units else None),
        ("date", day or scope.document.date),
        ("appointment_of", scope.id),
        ("appoints", who),
        ("appointed_at", Mention(units[0], units[0]) if units else None),
    )
    for predicate, value in values:
        found.add(node, predicate, value, span, RULE)
    if move.action == "appointed":
        found.add(who, "holds", Mention(move.post, move.post, post=True), span, RULE)
