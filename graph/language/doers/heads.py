"""Who a statement speaks of: the names at its head, and where what is said of them begins.

Five forms of print put a body before what it does: a label (`区水利局：负责…`, `区水利局——负责…`), a name on its own
(`区水利局。负责…`), a predicate behind the name (`区水利局负责…`, `区水利局应当…`), an agent (`由区水利局负责…`), and
the heading of its duties (`区水利局主要职责：`).
"""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from zhize.graph.language.doers.noun_phrases import names_of
from zhize.graph.language.doers.predicates import kind_of, person_follows, predicate, predicate_kind, strong_predicate
from zhize.graph.language.doers.record import Doer, Form
from zhize.graph.language.leading import leading_names
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.lists import held_together, split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import body_endings, is_agency, is_collective, is_elliptic
from zhize.graph.language.phrases import phrase
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import any_of, list_cues, no_predicate, predicates

LONGEST_NAMES = 160
"""A list of names before its predicate is no longer than this."""


LONGEST_TOPIC = 10
"""What duties are about may stand between a name and the word 职责 in a heading, in so many characters."""


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    words, cues = predicates(), list_cues()
    return {
        "duties": phrase("doers", "duties", quality=any_of(cues.qualities), owner=any_of(cues.owner)),
        "passive": phrase("doers", "passive", none=f"(?!{no_predicate()})", manner=any_of(words.manner)),
        "ending": regex.compile(rf"{any_of(body_endings(), lexicon().words.marked_endings)}(?:（[^（）]{{1,40}}）)?$"),
        "prose": regex.compile(any_of(lexicon().words.prose)),
    }


_ADVERBIAL, _PHRASE, _NOT_FIRST, _JOINED, _WORD = (
    phrase("doers", name) for name in ("adverbial", "around", "not_first", "joined", "goes_on")
)
_HAN = regex.compile(r"^[\p{Han}A-Za-z0-9（）、“”·]+$")


def may_be_name(name: str) -> bool:
    """Whether a text could name a body, a class of bodies or an office where the print marks it as a name."""
    if is_collective(name) or is_agency(name) or is_elliptic(name):
        return True
    return (
        2 <= len(name) <= 30
        and bool(_patterns()["ending"].search(name))
        and bool(_HAN.match(name))
        and not _patterns()["prose"].search(name)
    )


_IS = "是"
"""What stands before `其职责：` and says what an agency is (`某局是主管水务的部门，其职责：`) is a sentence and no name."""


@lru_cache(16384)
def find_doer(text: str, start: int = 0, *, listed: bool = False) -> Doer | None:
    """The subject at the head of a statement, None where it has none of its own.

    `listed` tells that the statement stands in a list in which each item begins with a name: there a name that no
    lexicon knows counts too, and a bare name before a stop.
    Example: `区住建局、区水利局负责排水` -> two names, predicate `负责`.
    """
    duties = _patterns()["duties"].match(text, start)
    if duties and duties["who"] and duties["stop"] in ("：", ":") and _IS not in duties["who"]:
        names = _holder(duties["who"]) or _names(duties["who"]) or _names_before_topic(duties["who"])
        if names:
            return Doer(names, start, duties.end("who"), duties.end(), "duties")
    return (
        _labelled(text, start, listed)
        or _before_predicate(text, start, listed)
        or _passive(text, start)
        or _adverbial(text, start)
    )


def owner_of(heading: str) -> tuple[Mention, ...] | None:
    """Whose duties a heading announces: names, an empty tuple where it says 职责 of nobody, None where it says none.

    Example: `区指挥部工作职责` -> 区指挥部; `主要职责` -> (); `成员单位职责` -> None, for it announces many.
    """
    match = _patterns()["duties"].match(heading.strip("：: 。"))
    if match is None:
        return None
    if any(word in heading for word in list_cues().many):
        return None
    who = match["who"].strip("、，")
    if not who:
        return ()
    names = _holder(who) or (_names(who) if _patterns()["ending"].search(who) else ())
    return names or _names_before_topic(who) or None


def _holder(who: str) -> tuple[Mention, ...]:
    """An office as the holder of duties: `区政府主要负责人安全生产` -> 区政府主要负责人."""
    for word in list_cues().holders:
        end = who.find(word) + len(word)
        if end > len(word) and len(who) - end <= LONGEST_TOPIC and not regex.search("[，。；]", who):
            return (Mention(who[:end], who[:end], collective=True),)
    return ()


def _names_before_topic(who: str) -> tuple[Mention, ...]:
    """The names in front of what the duties are about: `各镇（街道）消防` -> 各镇（街道）."""
    names, end = leading_names(who)
    return tuple(names) if names and len(who) - end <= LONGEST_TOPIC and not predicate_kind(who, end) else ()


@lru_cache(16384)
def _names(who: str) -> tuple[Mention, ...]:
    """The names of a list, empty where one of its pieces is none; `商务、粮食等部门` is one class of bodies."""
    who = who.removesuffix("的")
    if _NOT_FIRST.match(who) or predicate_kind(who, 0) in ("duty", "act") or _PHRASE.search(who):
        return ()
    inside = strong_predicate().search(who)
    if inside is not None and inside.lastgroup == "duty":
        return ()
    if "，" in who:
        return ()
    names, _ = split_names(who)
    if names and all(map(_is_sure, names)) and held_together(who) == who:
        return tuple(names)
    if found := names_of(who):
        return found
    return tuple(names) if all(may_be_name(n.printed) for n in names) else ()


def _is_sure(name: Mention) -> bool:
    """Whether a piece of a list is one body, or one class of bodies: not `街道和社区`, which is two."""
    return is_agency(name.reading) or (is_collective(name.printed) and not _JOINED.search(name.printed))


_FRAMED = regex.compile(r"[【\[](?P<who>[^【】\[\]，。；：]{2,60})(?P<stop>[】\]][：:\s]*)")
"""A label in a frame of its own: `【区水利局】负责…`."""


def _labelled(text: str, start: int, listed: bool) -> Doer | None:
    framed = _FRAMED.match(text, start) if listed else None
    stop = framed.span("stop") if framed else _label_at(text, start, listed)
    if stop is None:
        return None
    end, body = stop
    who = framed["who"] if framed else text[start:end].strip(" \t")
    if not who or len(who) > LONGEST_NAMES:
        return None
    names = list(_names(who))
    certain = bool(names)
    if not certain:
        names, _ = split_names(who)
    open_name = listed and 2 <= len(who) <= 16 and bool(_HAN.match(who)) and not _patterns()["prose"].search(who)
    open_name = open_name and _patterns()["duties"].match(who) is None
    if not certain and not open_name:
        return None
    form: Form = "name" if text[end] == "。" else "label"
    return Doer(tuple(names), start, end, body, form)


def _label_at(text: str, start: int, listed: bool) -> Span | None:
    depth = 0
    for at in range(start, min(len(text), start + LONGEST_NAMES)):
        char = text[at]
        if char in "（([〔":
            depth += 1
        elif char in "）)]〕":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif char in "：:\t" or (char in "—－-" and (text[at + 1 : at + 2] == char or (listed and char == "—"))):
            body = at
            while body < len(text) and text[body] in "：:\t—－- ":
                body += 1
            return at, body
        elif char == "。":
            return (at, at + 1) if listed and at + 1 < len(text) and at - start <= 30 else None
        elif char in "，；！？":
            return None
    return None


def _before_predicate(text: str, start: int, listed: bool) -> Doer | None:
    agent = text.startswith("由", start)
    at = start + 1 if agent else start
    if _NOT_FIRST.match(text, at):
        return None
    names, length = leading_names(text[at : at + LONGEST_NAMES])
    end = at + length
    kind = predicate_kind(text, end) if names else ""
    if names and kind:
        return Doer(tuple(names), at, end, end, "agent" if agent else "predicate", kind)
    if (
        names
        and listed
        and _goes_on(text, end)
        and not person_follows(text, end)
        and all(is_agency(name.reading) for name in names)
    ):
        return Doer(tuple(names), at, end, end, "agent" if agent else "predicate", "act")  # a verb no lexicon knows
    for match in strong_predicate().finditer(text, at, min(len(text), at + LONGEST_NAMES)):
        who = text[at : match.start()]
        earlier = predicate().search(who, 2)
        if earlier and (found := _names(who[: earlier.start()])):
            end = at + earlier.start()
            return Doer(found, at, end, end, "agent" if agent else "predicate", kind_of(match))
        if _STOP.search(who) or (not agent and "由" in who):
            break
        if len(who) >= 2 and (found := _names(who)):
            return Doer(found, at, match.start(), match.start(), "agent" if agent else "predicate", kind_of(match))
    if listed:
        first = predicate().search(text, at + 2, min(len(text), at + 40))
        if first and (found := _names(text[at : first.start()])):
            return Doer(found, at, first.start(), first.start(), "predicate", kind_of(first))
    return None


_STOP = regex.compile("[，。；：]")


def _goes_on(text: str, end: int) -> bool:
    """Whether words follow a name at once, so that a verb may stand there."""
    return end + 2 < len(text) and bool(_WORD.match(text, end))


def _passive(text: str, start: int) -> Doer | None:
    """The agent of a passive: `公园养护由区园林中心负责` -> 区园林中心; what is said begins with the object."""
    match = _patterns()["passive"].match(text, start)
    found = _names(match["who"]) if match else ()
    if match is None or not found:
        return None
    return Doer(found, match.start("who"), match.end("who"), start, "agent", "duty")


def _adverbial(text: str, start: int) -> Doer | None:
    """The subject behind an adverbial clause: `必要时，区水利局负责…`."""
    match = _ADVERBIAL.match(text, start)
    if match is None or match.end() >= len(text):
        return None
    found = _before_predicate(text, match.end(), False)
    return found if found and found.cue in ("duty", "modal") else None
