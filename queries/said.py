"""Answers that the print gives: of the clauses that cover the matter, the value of the type that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import regex

from zhize.graph.language.doers.values import persons
from zhize.graph.language.late import late
from zhize.graph.language.phrases import phrase, source
from zhize.graph.language.values import Value, number_of, units
from zhize.graph.language.vocabulary import any_of
from zhize.queries.candidate import Candidate
from zhize.queries.finders import acting, finder_of
from zhize.queries.ground import Ground, shown_title
from zhize.queries.inquiry import Inquiry
from zhize.queries.listed import labelled, listed, opens
from zhize.queries.passages import Passage
from zhize.queries.rank import Match, Term, best, coverage, found, refine, weights
from zhize.queries.words import Target, question_words

MOST = 40
"""So many clauses are looked at closely for each part of a question."""


_COMPANIES, _GRADES = (phrase("answers", name) for name in ("companies", "grades"))
_UNTIL, _SINCE, _BOTH_ENDS = (phrase("questions", name) for name in ("until", "since", "both_ends"))


class ScoredPassage(msgspec.Struct, frozen=True):
    """A clause looked at closely."""

    passage: Passage
    match: Match
    score: float


def close(
    ground: Ground, terms: list[Term], scope: Mapping[str, float], kind: str = "", most: int = MOST
) -> list[ScoredPassage]:
    """The clauses that cover the terms best within the scope of a question and may hold a value of the kind, best first."""
    rough = coverage(ground.said, terms) * ground.by_row(ground.said, scope) * ground.with_value(kind)
    rows = []
    for number in best(rough, most):
        passage = ground.said.rows[number]
        title = ground.titles.get(passage.document, "")
        match = refine(ground.said, number, terms, title, flat=kind in ("phone", "mailbox"))
        rows.append(ScoredPassage(passage, match, match.score * scope.get(passage.document, 1.0)))
    return sorted(rows, key=lambda c: (-c.score, c.passage.number))


def said_of(asked: Inquiry) -> list[Candidate]:
    """Clauses that name the agency of the question and say what it does, without its name."""
    kg, ground = asked.ground.kg, asked.ground
    out = []
    for link in asked.links.agencies[:1]:
        names = {link.text, *(str(v) for n in link.nodes for v in kg.values(n, "mention"))}
        for row in close(ground, asked.terms, asked.scope):
            name = next((n for n in sorted(names, key=lambda n: (-len(n), n)) if n in row.passage.text), None)
            if name is None or regex.fullmatch(r"[（(][^（）]*[）)]", row.passage.text):
                continue
            text = row.passage.text.rstrip("。；")
            match = regex.match(source("answers", "deed", agency=regex.escape(name)), text)
            if match and _SAYS.search(match["v"]) and not set(asked.target.relations) & {"leads", "supports"}:
                out.append(_candidate(ground, asked.target.type, (match["v"],), row, row.score))
    return out


def values(
    ground: Ground, question: str, target: Target, terms: list[Term], rows: list[ScoredPassage]
) -> list[Candidate]:
    """Candidates of the target's type out of clauses."""
    finder = finder_of(target)
    out: list[Candidate] = []
    for row in rows:
        if finder is None and regex.fullmatch(r"[（(][^（）]*[）)]|[^。；]{0,8}[：:]", row.passage.text):
            continue
        if target.type in ("how", "yesno") and row.passage.text.endswith(("：", ":")):
            continue  # what it brings in stands behind it
        if finder is None:
            out += _clause(ground, target, terms, row)
            continue
        if target.type == "body" and finder is acting and _ANYONE.search(target.asked):
            named = [v for v in _sound(row.passage.text, persons(row.passage.text)) if v.text not in question]
            out += _ranked(ground, target, terms, row, [v for v in named if _fits(target, v)])
        free = [v for v in _sound(row.passage.text, finder(row.passage.text)) if v.text not in question]
        hits = [v for v in free if _fits(target, v)]
        made = _ranked(ground, target, terms, row, hits)
        out += made or (
            _clause(ground, target, terms, row) if target.type == "place" and "个" not in target.asked else []
        )
    return out


def _sound(text: str, found_: list[Value]) -> list[Value]:
    """Values without half a bracket; no label before a colon."""
    out = []
    for value in found_:
        opened = value.text.find("（")
        if opened >= 0 and "）" not in value.text[opened:]:
            start, end = (value.start + 1, value.end) if opened == 0 else (value.start, value.start + opened)
            value = Value(start, end, text[start:end], text[start:end])
        if regex.match(question_words().torn, value.text):
            continue
        label = text[value.end : value.end + 1] == "：" and regex.fullmatch(question_words().labels, value.text)
        if value.text and not label:
            out.append(value)
    return out


_SAYS = late(r"\p{Han}{4}")
_ANYONE = phrase("questions", "anyone")
_UNIT = phrase("questions", "unit", units=any_of(units().duration, units().measure, units().count))
_NO_UNIT = phrase("questions", "no_unit")
_ESTABLISHMENT = phrase("questions", "establishments")
_COMPANY = phrase("questions", "company")
_PLACE_KIND = phrase("questions", "place_kind")
_PART_OF_DAY = phrase("questions", "parts_of_day")


def _fits(target: Target, value: Value) -> bool:
    """Whether a value has the unit that the question names."""
    if target.type == "body" and (asked := _ESTABLISHMENT.search(target.asked)):
        any_of_them = _COMPANY.fullmatch(asked[0])
        return bool(_COMPANIES.search(value.text)) if any_of_them else asked[0] in value.text
    if target.type == "place":
        kind = _PLACE_KIND.search(target.asked)
        return not regex.search("[，的]", value.text) and (kind is None or value.text.endswith(tuple(kind["kind"])))
    if target.type == "moment":
        return not (regex.search(question_words().dated, target.asked) and regex.fullmatch("每.", value.text))
    if target.type in ("body", "person"):
        return not value.text.endswith(tuple(m[0] for m in regex.finditer(question_words().offices, target.local)))
    if target.type == "clock":
        part = _PART_OF_DAY.search(target.asked)
        return part is None or part[0] in value.text
    if target.type not in ("count", "measure", "duration"):
        return True
    match = _UNIT.search(target.asked)
    if match is None or _NO_UNIT.fullmatch(match["unit"]):
        return True
    unit = source("answers", "days") if match["unit"] == "天" else regex.escape(match["unit"])
    return bool(regex.search(unit, value.text)) or (
        target.type == "count" and not regex.search(r"\p{Han}$", value.text)
    )


def _ranked(
    ground: Ground, target: Target, terms: list[Term], row: ScoredPassage, hits: list[Value]
) -> list[Candidate]:
    """Each value of a clause with how well its own stretch of the clause fits."""
    w = weights()
    text = row.passage.text
    if not hits:
        return []
    counted = _counted(target)
    if target.type in ("body", "person"):
        local = _acting(target, terms, text, hits)
    else:
        local = [_cover(terms, _stretch(text, hits, i)) for i in range(len(hits))]
        local = [
            own + (_NOUN if counted and _beside(text, v, counted) else 0.0) for own, v in zip(local, hits, strict=True)
        ]
    top = max(local) or 1.0
    every = ("each" in target.operators and not target.focus) or bool(_SEVERAL.search(target.asked))
    after = target.local[target.local.find(target.asked) + len(target.asked) :] if target.asked else ""
    numeric = target.type in ("count", "figure", "amount", "percent", "measure", "duration")
    every = (
        every
        or target.type == "document"
        or (target.type == "groups" and not regex.search(question_words().single, target.asked))
        or (numeric and ("、" in after or bool(_CONJUNCTS.search(target.local))))
    )
    if target.type in ("moment", "percent", "figure", "amount", "measure", "duration"):
        hits, local = _directed(target, text, hits, local)
        top = max(local) or 1.0
    chosen = [v for v, own in zip(hits, local, strict=True) if every or own >= 0.999 * top]
    if target.type == "phone":
        chosen = [v for v in hits if v in chosen or _in_a_row(text, v, chosen)]
    elif not every and len(chosen) > 1 and target.type not in ("document", "body", "person", "number", "clock"):
        chosen = chosen[:1]
    head = w.head * (1 - row.match.head)
    fitness = 1 - w.local * max(0.0, 1 - top / (_cover(terms, text) or 1.0))
    if target.type not in ("phone", "mailbox", "document", "number"):
        head += 0.4 * max(0.0, 0.4 - _cover(terms, text))
    items = tuple(dict.fromkeys(_shown(target, text, v) for v in chosen))
    one = len(chosen) == 1 and len(hits) > 1 and target.type in ("amount", "percent", "measure", "figure")
    said = _stretch(text, hits, hits.index(chosen[0])) if one else text
    return [_candidate(ground, target.type, items, row, row.score * fitness - head, said.strip("，；、"))]


def _in_a_row(text: str, value: Value, chosen: list[Value]) -> bool:
    """Whether a number stands beside one that is told: `81020、81021`."""
    gaps = (
        text[min(value.end, c.end) : max(value.start, c.start)]
        for c in chosen
        if c.end <= value.start or value.end <= c.start
    )
    return any(_ROW.fullmatch(gap) for gap in gaps)


_SEVERAL = phrase("questions", "several")
_ROW = phrase("answers", "row_of_numbers")
_NOUN = 0.5
"""What it weighs that a figure has the noun of the question beside it: `几个督导组` and `派出5个督导组`."""


def _counted(target: Target) -> str:
    """The first two characters of what is counted, where a question names it behind the interrogative; else empty."""
    if target.type not in ("count", "figure", "measure") or not target.asked:
        return ""
    after = target.local[target.local.find(target.asked) + len(target.asked) :]
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
        score = _cover(terms, before + text[start:stop])
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


def _stretch(text: str, hits: list[Value], i: int) -> str:
    """The part of a clause that belongs to one of its values: from the value before to the next mark."""
    start = hits[i - 1].end if i else 0
    if i == len(hits) - 1:
        return text[start:]
    stop = regex.search("[，。；、]|$", text[hits[i].end : hits[i + 1].start])
    return text[start : hits[i].end + (stop.start() if stop else 0)]


def _cover(terms: list[Term], text: str) -> float:
    total = sum(t.weight for t in terms) or 1.0
    return sum(t.weight * found(t, text) for t in terms) / total


def _clause(ground: Ground, target: Target, terms: list[Term], row: ScoredPassage) -> list[Candidate]:
    """The clause itself, or what it lists."""
    w = weights()
    text = row.passage.text.rstrip("。；，")
    items: tuple[str, ...] = (text,)
    score = row.score - w.head * (1 - row.match.head) * 0.5
    if target.type in ("list", "text") and (told := labelled(target, text)):
        return [_candidate(ground, target.type, (told,), row, row.score)]
    if sum(t.weight > 1 and part > 0.5 for t, part in zip(terms, row.match.parts, strict=True)) < 2:
        score -= 0.4  # one word alone is met by chance
    if target.type in ("list", "level", "place") or (target.type in ("tasks", "duty", "text") and opens(row.passage)):
        items = listed(ground, row.passage)
        if target.type == "level" and not _GRADES.search(text):
            items = ()
        number = regex.search(r"哪(\d+|两|三|四|五|六|七|八|十)", target.asked)
        wanted = number_of(number[1]) or 2 if number else 2
        if len(items) < 0.8 * wanted:
            items, score = (text,), score - (0.5 if number else 0.12)
    return [_candidate(ground, target.type, items, row, score)]


def _candidate(
    ground: Ground, relation: str, items: tuple[str, ...], row: ScoredPassage, score: float, said: str = ""
) -> Candidate:
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
