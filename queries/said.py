"""Answers that the print gives: of the clauses that cover the matter, the value of the type that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np
import regex

from zhize.graph.language.doers.values import persons
from zhize.graph.language.late import late
from zhize.graph.language.phrases import phrase, source
from zhize.graph.language.values import Value, number_of, units
from zhize.graph.language.vocabulary import any_of
from zhize.queries.around import Around, around, between, headed, nearness
from zhize.queries.candidate import Candidate
from zhize.queries.finders import Finder, acting, finder_of
from zhize.queries.fitting import Fitting, ScoredPassage, best_values, candidate_of, fitting
from zhize.queries.ground import Ground
from zhize.queries.inquiry import Inquiry
from zhize.queries.listed import labelled, listed, opens
from zhize.queries.namesakes import Names
from zhize.queries.rank import Term, best, coverage, refine, weights
from zhize.queries.sheets import Floats
from zhize.queries.words import Target, question_words

MOST = 40
"""So many clauses are looked at closely for each part of a question."""


_COMPANIES, _GRADES = (phrase("answers", name) for name in ("companies", "grades"))
_ELSEWHERE = 0.1
"""So much less near is a clause of a document that is hardly meant by the places of the question."""


def close(
    ground: Ground,
    terms: list[Term],
    scope: Mapping[str, float],
    kind: str = "",
    most: int = MOST,
    *,
    near: Floats | None = None,
) -> list[ScoredPassage]:
    """The clauses that cover the terms best within the scope of a question and may hold a value of the kind, best first.

    Where it is known how `near` in meaning each clause is to the question, those that are nearest come in, and count more.
    """
    meant = ground.by_row(ground.said, scope) * ground.with_value(kind)
    w = weights()
    nearest: dict[int, int] = {}
    if near is not None:
        fit = np.where(meant > 0, near - np.float32(_ELSEWHERE) * (1 - meant), np.float32(0))
        nearest = {number: place for place, number in enumerate(best(fit, most))}
    rows = []
    for number in dict.fromkeys((*best(coverage(ground.said, terms) * meant, most), *nearest)):
        passage = ground.said.rows[number]
        title = ground.titles.get(passage.document, "")
        match = refine(ground.said, number, terms, title, flat=kind in ("phone", "mailbox"))
        score = match.score * scope.get(passage.document, 1.0)
        if number in nearest:
            score += w.near / (1 + nearest[number] / w.near_half)
        rows.append(ScoredPassage(passage, match, score))
    return sorted(rows, key=lambda c: (-c.score, c.passage.number))


def said_of(asked: Inquiry) -> list[Candidate]:
    """Clauses that name the agency of the question and say what it does, without its name."""
    kg, ground = asked.ground.kg, asked.ground
    out = []
    for link in asked.links.agencies[:1]:
        names = Names({link.text, *kg.all_values(link.nodes, "mention")})
        for row in close(ground, asked.terms, asked.scope):
            name = min(names.within(row.passage.text), key=lambda n: (-len(n), n), default=None)
            if name is None or regex.fullmatch(r"[（(][^（）]*[）)]", row.passage.text):
                continue
            text = row.passage.text.rstrip("。；")
            match = regex.match(source("answers", "deed", agency=regex.escape(name)), text)
            if match and _SAYS.search(match["v"]) and not set(asked.target.relations) & {"leads", "supports"}:
                out.append(candidate_of(ground, asked.target.type, (match["v"],), row, row.score))
    return out


def values(asked: Inquiry, rows: list[ScoredPassage]) -> list[Candidate]:
    """Candidates of the target's type out of clauses, best first; with `few` those alone that may be among the first.

    No candidate of a clause has a higher score than the clause.
    """
    ground, question, target, terms = asked.ground, asked.question.text, asked.target, asked.terms
    finder = finder_of(target)
    out: list[Candidate] = []
    words = around(asked.question, target)
    ground.kg.clauses_ahead([row.passage.key for row in rows])

    @cache  # what several places print is read once
    def fits(text: str, find: Finder) -> Fitting | None:
        free = [v for v in _sound(text, find(text)) if v.text not in question]
        return fitting(target, terms, text, [v for v in free if _fits(target, v)], words)

    for place, row in enumerate(rows):
        if asked.few is not None and sum([c.score > row.score for c in out if c.items]) >= asked.few:
            break
        if finder is None and regex.fullmatch(r"[（(][^（）]*[）)]|[^。；]{0,8}[：:]", row.passage.text):
            continue
        if target.type in ("how", "yesno") and row.passage.text.endswith(("：", ":")):
            continue  # what it brings in stands behind it
        if finder is None:
            out += _clause(ground, target, terms, row)
            continue
        if target.type == "body" and finder is acting and _ANYONE.search(target.asked):
            out += best_values(ground, target, row, fits(row.passage.text, persons))
        made = best_values(ground, target, row, fits(row.passage.text, finder))
        if target.type in _WHO:
            made = _with_those_between(asked, words, row, made) if place < _CLOSEST else made
            made += _of_heading(asked, row) if place < _CLOSEST else []
        out += made or (
            _clause(ground, target, terms, row) if target.type == "place" and "个" not in target.asked else []
        )
    return out


_WHO = ("body", "person", "groups")
_CLOSEST = 12
"""So many clauses, best first, are looked at for names that nothing but their place tells, and for the headings above them."""


def _with_those_between(asked: Inquiry, words: Around, row: ScoredPassage, made: list[Candidate]) -> list[Candidate]:
    """The candidates of a clause with those that stand where the interrogative stands; what is both is told once."""
    text, question = row.passage.text, asked.question.text
    out = list(made)
    for value in between(words, text):
        items = tuple(v for v in value.text.split("、") if v and v not in question)
        if not items:
            continue
        same = [c for c in out if set(c.items) == set(items)]
        near = nearness(words, text, value.start, value.end)
        score = row.score - weights().head * (1 - row.match.head)
        one = candidate_of(asked.ground, asked.target.type, items, row, max([score, *(c.score for c in same)]))
        out = [c for c in out if c not in same]
        out.append(msgspec.structs.replace(one, near=near, way="between"))
    return out


def _of_heading(asked: Inquiry, row: ScoredPassage) -> list[Candidate]:
    """The body in whose list a clause stands."""
    name = headed(asked.ground, row.passage)
    if not name or name in asked.question.text or name in row.passage.text:
        return []
    score = row.score - weights().head * (1 - row.match.head)
    one = candidate_of(asked.ground, asked.target.type, (name,), row, score, f"{name}：{row.passage.text}")
    return [msgspec.structs.replace(one, way="heading")]


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
    unit = question_words().same_units.get(match["unit"], regex.escape(match["unit"]))
    return bool(regex.search(unit, value.text)) or (
        target.type == "count" and not regex.search(r"\p{Han}$", value.text)
    )


def _clause(ground: Ground, target: Target, terms: list[Term], row: ScoredPassage) -> list[Candidate]:
    """The clause itself, or what it lists."""
    w = weights()
    text = row.passage.text.rstrip("。；，")
    items: tuple[str, ...] = (text,)
    score = row.score - w.head * (1 - row.match.head) * 0.5
    if target.type in ("list", "text") and (told := labelled(target, text)):
        return [candidate_of(ground, target.type, (told,), row, row.score)]
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
    return [candidate_of(ground, target.type, items, row, score)]
