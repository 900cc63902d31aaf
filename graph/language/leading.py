"""Names of bodies at the start of a statement: `区教体局、区财政局负责…`."""

from __future__ import annotations

from functools import cache

import regex

from zhize.graph.language.compiling import compiled
from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import body_endings, is_agency, is_collective, is_elliptic
from zhize.graph.language.vocabulary import any_of, predicates

_JOIN = late(r"[、和及与]|以及")
LONGEST = 34


@cache
def _last_signs() -> frozenset[str]:
    """The last signs of the endings of names: a name is looked for only before them."""
    return frozenset(ending[-1] for ending in (*body_endings(), *lexicon().words.first_endings))


@cache
def _predicate() -> regex.Pattern[str]:
    words = predicates()
    return compiled(any_of(words.duty, words.modal, words.manner, words.act))


@cache
def _no_name() -> regex.Pattern[str]:
    """Verbs of work that no name holds, and a number of things or of days."""
    return compiled(rf"{any_of(predicates().unnamed)}(?!(?<=派出)所)|(?:事项|工作|任务|项目)由|\d(?:个|日|天|小时)")


def leading_names(text: str) -> tuple[list[Mention], int]:
    """The list of bodies a text begins with, and where it ends; ([], 0) where it begins otherwise.

    Example: `区住建局、区水利局负责排水` -> two mentions, 8.
    """
    end = name_end(text, 0)
    if not end:
        return [], 0
    while True:
        joint = _JOIN.match(text, end)
        following = name_end(text, joint.end(), inherits=True) if joint else 0
        if not following:
            break
        end = following
    if etc := _ETC.match(text, end):
        end = etc.end()
    mentions, _ = split_names(text[:end])
    return mentions, end


_ETC = late(r"等(?:\p{Han}{0,4}(?:部门|单位))?")


def name_end(text: str, start: int, *, inherits: bool = False) -> int:
    """Where the longest name that starts here ends, 0 if none does."""
    last = _last_signs()
    for end in range(_limit(text, start), start + 1, -1):
        if text[end - 1] not in last or text[end - 1 : end + 1] in predicates().straddling:
            continue
        piece = text[start:end]
        if is_agency(piece) or is_collective(piece) or (inherits and is_elliptic(piece)):
            return end
    return 0


def _limit(text: str, start: int) -> int:
    """How far a name that starts here may reach: no stop outside brackets and no verb of work stands inside it."""
    limit = min(len(text), start + LONGEST)
    depth = 0
    for at in range(start, limit):
        char = text[at]
        if char == "（":
            depth += 1
        elif char == "）":
            depth = max(0, depth - 1)
        elif char in "，。；：、" and not depth:
            limit = at
            break
    verb = _no_name().search(text, start, limit)
    return min(limit, verb.end() - 1) if verb else limit


def without_verbs(name: str) -> str:
    """A name without the verbs and adverbs that a sentence puts before it, where what is left still names a body.

    Example: `应当监督设计单位` -> `设计单位`; `指导委员会` and `监督管理部门` stay.
    """
    out = name
    while match := _predicate().match(out):
        rest = out[match.end() :]
        if len(rest) < 4 or regex.match("管理|检查|[和与及、]", rest) or not (is_agency(rest) or is_collective(rest)):
            break
        out = rest
    return out


def starts_statement(text: str) -> bool:
    """Whether a text goes on like what a body does: with a verb of duty (or an adverb before one)."""
    return bool(_predicate().match(text))
