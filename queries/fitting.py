"""Which value of a clause fits a question: by the words in its own stretch of the clause, and by those around the interrogative."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.phrases import phrase, source
from zhize.graph.language.values import Value
from zhize.queries.around import Around, nearness
from zhize.queries.candidate import Candidate
from zhize.queries.ground import Ground, shown_title
from zhize.queries.passages import Passage
from zhize.queries.rank import Match, Term, found, weights
from zhize.queries.words import Target, question_words

_FAX = phrase("questions", "fax")
_UNTIL, _SINCE, _BOTH_ENDS = (phrase("questions", name) for name in ("until", "since", "both_ends"))


class ScoredPassage(msgspec.Struct, frozen=True):
    """A clause looked at closely."""

    passage: Passage
    match: Match
    score: float


class _Hits(msgspec.Struct, frozen=True):
    """The values of a clause, how well the stretch of each fits, and how much of the words around the interrogative it has beside it.

    `covered` is the part of the question's terms that the clause holds.
    """

    text: str
    values: list[Value]
    local: list[float]
    near: list[float]
    covered: float


class Fitting(msgspec.Struct, frozen=True):
    """The values of a text with how well their own stretches of it fit, and which of them are candidates together: the best first."""

    hits: _Hits
    sets: tuple[tuple[int, ...], ...]


def fitting(target: Target, terms: list[Term], text: str, hits: list[Value], words: Around) -> Fitting | None:
    """How well the values of a text fit: the best, and others that fit nearly as well; None where none does."""
    if not hits:
        return None
    counted = _counted(target)
    if target.type in ("body", "person"):
        local = _acting(target, terms, text, hits)
    else:
        local = [cover(terms, stretch(text, hits, i)) for i in range(len(hits))]
        local = [
            own + (_NOUN if counted and _beside(text, v, counted) else 0.0) for own, v in zip(local, hits, strict=True)
        ]
    if target.type == "phone":
        hits, local = _of_machine(target, text, hits, local)
    near = {v: nearness(words, text, v.start, v.end) for v in hits}
    local = [own + _NEAR * near[v] for own, v in zip(local, hits, strict=True)]
    if target.type in ("moment", "percent", "figure", "amount", "measure", "duration"):
        hits, local = _directed(target, text, hits, local)
    top = max(local)
    if top <= 0:
        return None  # no word of the question stands near any
    every = _every(target)
    chosen = [i for i, own in enumerate(local) if every or own >= 0.999 * top]
    if target.type == "phone":
        told = [hits[i] for i in chosen]
        chosen = [i for i, v in enumerate(hits) if i in chosen or _in_a_row(text, v, told)]
    elif not every and len(chosen) > 1 and target.type not in ("document", "body", "person", "number", "clock"):
        chosen = chosen[:1]
    sets = [chosen]
    if not every and target.type in _ALTERNATIVES:
        others: dict[float, list[int]] = {}
        for i in sorted((i for i in range(len(hits)) if i not in chosen), key=lambda i: (-local[i], i)):
            key = local[i] if target.type in ("body", "person") else float(i)  # names in a row fit alike
            others.setdefault(key, []).append(i)
        sets += [sorted(group) for group in list(others.values())[:_OTHERS]]
    found_ = _Hits(text, hits, local, [near[v] for v in hits], cover(terms, text))
    return Fitting(found_, tuple(map(tuple, sets)))


def best_values(ground: Ground, target: Target, row: ScoredPassage, fits: Fitting | None) -> list[Candidate]:
    """The values of a clause as candidates."""
    return [_of_values(ground, target, row, fits.hits, some) for some in fits.sets] if fits else []


def _every(target: Target) -> bool:
    """Whether all values of a clause are asked for, and not the one that fits best."""
    after = _behind(target)
    numeric = target.type in ("count", "figure", "amount", "percent", "measure", "duration")
    return (
        ("each" in target.operators and not target.focus)
        or bool(_SEVERAL.search(target.asked))
        or target.type == "document"
        or (target.type == "groups" and not regex.search(question_words().single, target.asked))
        or (numeric and ("、" in after or bool(_CONJUNCTS.search(target.local))))
    )


def _of_values(ground: Ground, target: Target, row: ScoredPassage, hits: _Hits, some: tuple[int, ...]) -> Candidate:
    """A candidate of some values of a clause."""
    w, text, top = weights(), hits.text, max(hits.local)
    own = max(hits.local[i] for i in some)
    fitness = 1 - w.local * max(0.0, 1 - own / (hits.covered or 1.0)) - _BEHIND * (1 - own / top)
    head = w.head * (1 - row.match.head)
    if target.type not in ("phone", "mailbox", "document", "number"):
        head += 0.4 * max(0.0, 0.4 - hits.covered)
    items = tuple(dict.fromkeys(_shown(target, text, hits.values[i]) for i in some))
    one = len(some) == 1 and len(hits.values) > 1 and target.type in ("amount", "percent", "measure", "figure")
    said = stretch(text, hits.values, some[0]) if one else text
    made = candidate_of(ground, target.type, items, row, row.score * fitness - head, said.strip("，；、"))
    way = "" if own >= 0.999 * top else "other"
    return msgspec.structs.replace(made, fits=own / top, near=max(hits.near[i] for i in some), way=way)


def _of_machine(target: Target, text: str, hits: list[Value], local: list[float]) -> tuple[list[Value], list[float]]:
    """Of several numbers those of the machine that is asked for: behind `传真` where it is a fax, else the others."""
    wanted = bool(_FAX.search(target.local))
    ends = [0, *(v.end for v in hits)]
    kept = [i for i, v in enumerate(hits) if bool(_FAX.search(text[ends[i] : v.start])) == wanted]
    kept = kept or list(range(len(hits)))
    return [hits[i] for i in kept], [local[i] for i in kept]


def _in_a_row(text: str, value: Value, chosen: list[Value]) -> bool:
    """Whether a number stands beside one that is told: `81020、81021`."""
    gaps = (
        text[min(value.end, c.end) : max(value.start, c.start)]
        for c in chosen
        if c.end <= value.start or value.end <= c.start
    )
    return any(_ROW.fullmatch(gap) for gap in gaps)


_ALTERNATIVES = ("body", "person", "amount", "percent", "measure", "figure", "count", "duration", "moment", "ordinal")
_OTHERS = 2
"""So many other values of a clause are weighed beside the best."""
_NEAR = 0.5
"""What it weighs that a value stands between the words that stand around the interrogative."""
_BEHIND = 0.15
"""What a value loses that fits less than the best of its clause."""
_SEVERAL = phrase("questions", "several")
_ROW = phrase("answers", "row_of_numbers")
_NOUN = 0.5
"""What it weighs that a figure has the noun of the question beside it: `几个督导组` and `派出5个督导组`."""


def _behind(target: Target) -> str:
    """The words of a part of a question behind its interrogative; none where it has none."""
    return target.local[target.local.find(target.asked) + len(target.asked) :] if target.asked else ""


def _counted(target: Target) -> str:
    """The first two characters of what is counted, where a question names it behind the interrogative; else empty."""
    if target.type not in ("count", "figure", "measure"):
        return ""
    after = _behind(target)
    return after[:2] if regex.match(r"\p{Han}{2}", after) else ""


def _beside(text: str, value: Value, noun: str) -> bool:
    """Whether a noun stands right behind a value, or shortly before it: `督导组5个`."""
    return text[value.end :].startswith(noun) or noun in text[max(0, value.start - 8) : value.start]


_ASKS_NUMBER = phrase("questions", "number")
_CONJUNCTS = regex.compile(r"\p{Han}{2,}(?:、\p{Han}{2,})+(?:和\p{Han}{2,})?")
_CUED = frozenset({"leads", "supports", "takes_part", "member"})
_JOIN = phrase("answers", "join")
_HANDED = phrase("questions", "handed")
_RECIPIENT = phrase("answers", "recipient")


def _acting(target: Target, terms: list[Term], text: str, hits: list[Value]) -> list[float]:
    """How well each name fits by what stands around it: names in a row share what stands behind the last of them."""
    groups: list[list[int]] = []
    for i, value in enumerate(hits):
        joined = i and _JOIN.fullmatch(text[hits[i - 1].end : value.start])
        if joined:
            groups[-1].append(i)
        else:
            groups.append([i])
    out = [0.0] * len(hits)
    for n, group in enumerate(groups):
        start, end = hits[group[0]].start, hits[group[-1]].end
        stop = hits[groups[n + 1][0]].start if n + 1 < len(groups) else len(text)
        row = text.count("；") > 1 and text.count("：") > 2  # a row of a table, whose cells belong together
        first = text[:start] if row else regex.split("[。；]", text[:start])[-1]
        before = first if n == 0 else regex.split("[，。；]", text[hits[groups[n - 1][-1]].end : start])[-1]
        score = cover(terms, before + text[start:stop])
        cues = [source("answers", r) for r in target.relations if r in _CUED]
        if cues and regex.match(rf"[^，。；]{{0,3}}(?:{'|'.join(cues)})", text[end:]):
            score += 2.0
        if {"chief", "deputy"} & set(target.relations):
            own = regex.split("[，。；]", before)[-1]
            score += 1.0 if ("副" in own) == ("deputy" in target.relations) else 0.0
        if _HANDED.search(target.local):
            score += 2.0 if _RECIPIENT.search(text[:start]) else 0.0
        for i in group:
            out[i] = score
    return out


_WITHIN = phrase("answers", "within")
_AIM = phrase("answers", "aim")
_TO = phrase("answers", "to")
_END = phrase("answers", "end")
_START = phrase("answers", "start")


def _directed(target: Target, text: str, hits: list[Value], local: list[float]) -> tuple[list[Value], list[float]]:
    """Of several moments the end where an end is asked for, the beginning where a beginning is."""
    until = _UNTIL.search(target.local)
    since = _SINCE.search(target.local)
    span = question_words().span
    if target.type == "moment" and _BOTH_ENDS.search(target.asked):
        kept = [i for i, v in enumerate(hits) if regex.search(span, v.text)]
    elif target.type == "duration":
        kept = (
            [i for i, v in enumerate(hits) if _WITHIN.match(text[v.end :]) or "内" in v.text]
            if "内" in target.asked
            else []
        )
    elif "到" in target.local and target.type != "moment":
        kept = [i for i, v in enumerate(hits) if _AIM.search(text[: v.start])]
    elif until:
        kept = [i for i, v in enumerate(hits) if _TO.search(text[: v.start]) or _END.search(v.text)]
    elif since:
        kept = [i for i, v in enumerate(hits) if text[v.end :].startswith("起") or _START.search(v.text)]
    else:
        kept = []
    kept = kept or list(range(len(hits)))
    return [hits[i] for i in kept], [local[i] for i in kept]


def _shown(target: Target, text: str, value: Value) -> str:
    if target.type in ("moment", "duration", "clock"):
        behind = regex.match(question_words().behind, text[value.end :])
        return value.text + (behind[0] if behind else "")
    if target.type == "document":
        if value.normalised == value.text:
            return value.text
        numbered = _ASKS_NUMBER.search(target.local)
        return value.normalised if numbered else f"{value.text}（{value.normalised}）"
    return value.text


def stretch(text: str, hits: list[Value], i: int) -> str:
    """The part of a clause that belongs to one of its values: from the value before to the next mark."""
    start = hits[i - 1].end if i else 0
    if i == len(hits) - 1:
        return text[start:]
    stop = regex.search("[，。；、]|$", text[hits[i].end : hits[i + 1].start])
    return text[start : hits[i].end + (stop.start() if stop else 0)]


def cover(terms: list[Term], text: str) -> float:
    """The part of the terms that a text holds, 0 to 1."""
    total = sum(t.weight for t in terms) or 1.0
    return sum(t.weight * found(t, text) for t in terms) / total


def candidate_of(
    ground: Ground, relation: str, items: tuple[str, ...], row: ScoredPassage, score: float, said: str = ""
) -> Candidate:
    """A candidate that a clause says."""
    passage = row.passage
    homes = sorted(ground.places.get(passage.document, ()))
    place = ground.kg.caption(homes[0]) if len(homes) == 1 else ""
    sentence = f"《{shown_title(ground.kg, passage.document)}》：“{said or passage.text}”"
    return Candidate(
        items,
        sentence,
        (passage.fact,),
        passage.document,
        relation,
        "text",
        score,
        (passage.fact.subject,),
        place=place,
    )
