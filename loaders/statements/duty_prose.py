"""Standing duties in the sentences of rules, plans and opinions: `县级以上人民政府应当…`, `目录由市水利部门制定`.

A sentence is read by `doers`; whether what it says is a standing duty is told by the sum of what speaks for it and against
it: its predicate, its subject, the kind of paper, the heading above.
"""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.doers import Doer, doers, may_be_name, names_of, owner_of, predicate_kind
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.duty_signs import (
    goes_on_by_case,
    is_competence,
    is_penalty,
    is_upkeep,
    is_wide,
    puts_in_charge,
    says_duty_by_field,
    says_may,
    says_shall,
    says_word_of_duty,
    sets_up,
    shall_follows,
    tells_area,
    tells_level,
)
from zhize.graph.language.names import is_agency
from zhize.graph.language.vocabulary import list_cues, load
from zhize.loaders.clauses import sentences
from zhize.loaders.context import Context, Instrument
from zhize.loaders.outline import Section
from zhize.loaders.patterns import CN_DIGITS
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.duty_reading import SHORTEST, Reading, Sign


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file duty_weights.yaml: how much each sign counts, and how much is enough."""

    enough: int
    margin: int
    weights: dict[str, int]


@cache
def weights() -> Weights:
    """The weights of the signs of a duty."""
    return load("duty_weights.yaml", Weights)


SHORTEST_ALONE = 20
"""What is said in fewer characters is kept with what stands before its subject: `对成绩显著的单位，区水利局给予奖励`."""


def prose(block: Block, at: int, section: Section, context: Context, paper: Instrument) -> list[Reading]:
    """The duties that the sentences of a paragraph say, and those that are open (rule `duty-open`).

    Example: `市水利部门负责排水管理；区水利部门应当做好巡查。` -> a duty of each.
    """
    titled = section.heading and bool(section.title) and "：" not in section.title
    path = (*section.path, section.label) if section.number and titled else section.path
    heading = context.heading or (path[-1] if path else "") or section.part
    under = _signs_of_place((*section.path, section.label), section, paper)
    helps = paper.plan and any(
        word in label for label in (*section.path, section.label) for word in list_cues().support
    )
    bare = not helps and not paper.opinion and not any(sign.weight > 0 for sign in under)
    if bare and not says_word_of_duty(block.text):
        return []  # no sentence here can score enough: it is not parsed
    whole = paper.plan or any(sign.name == "heading_names" for sign in under)
    out: list[Reading] = []
    open_end = False
    said = _clauses(block.text, at)
    beside = len({tuple(n.printed for n in s.doer.names) for s in said if s.doer is not None}) > 1
    for piece in said:
        if piece.doer is None:
            said_on = block.text[piece.start : piece.end]
            if open_end and out and (predicate_kind(said_on, 0) or goes_on_by_case(said_on)):
                last = out[-1]
                last.text += said_on
                last.span = (last.span[0], block.start + piece.end)
                open_end = whole or block.text[piece.end - 1] in "；;，"
            continue
        text = block.text[piece.start : piece.end]
        everybody = all(map(is_wide, piece.doer.names))
        place = [sign for sign in under if not (everybody and sign.name == "measures")]
        signs = [
            *_signs_of_sentence(text, piece.doer),
            *place,
            *_signs_of_company(text, piece.doer, under, beside, paper),
        ]
        if helps and not everybody:
            signs.append(_sign("supports"))
        score = sum(sign.weight for sign in signs)
        open_end = score >= weights().enough and (whole or text[-1:] in "；;，")
        if score < weights().enough - weights().margin:
            continue
        rule = "duty-sentence" if score >= weights().enough else "duty-open"
        short = piece.doer.form == "predicate" and piece.doer.start and len(text) - piece.doer.body < SHORTEST_ALONE
        begin = 0 if piece.doer.form == "agent" or short else piece.doer.body
        span = (block.start + piece.start, block.start + piece.end)
        out.append(Reading(piece.doer.names, text[begin:], span, heading, path, rule, tuple(signs)))
    return out


def _signs_of_company(text: str, doer: Doer, under: list[Sign], beside: bool, paper: Instrument) -> list[Sign]:
    """What the bodies that are named beside one speak for, and its level under a heading of how work is organised."""
    organised = any(sign.name in ("organises", "measures") for sign in under)
    out: list[Sign] = []
    if paper.opinion and doer.cue in ("duty", "modal") and not any(map(is_wide, doer.names)):
        out.append(_sign("opinion"))
    if beside and not paper.plan:
        wide = all(map(is_wide, doer.names))
        if doer.cue in ("duty", "modal"):
            out.append(_sign("others_beside"))
        elif organised and not wide:
            out.append(_sign("each_its_work"))
        elif is_competence(text) and not wide:
            out.append(_sign("others_beside"))
    if organised and doer.cue == "modal" and all(map(tells_level, doer.names)):
        out.append(_sign("level"))
    return out


class _Clause(msgspec.Struct, frozen=True):
    """A piece of a paragraph with who does what it says; `doer` counts from the start of the piece."""

    start: int
    end: int
    doer: Doer | None


def _clauses(text: str, at: int) -> list[_Clause]:
    """The pieces of a paragraph between stops, cut again where a second body and its duty follow a comma."""
    out: list[_Clause] = []
    for begin, end in sentences(text, at):
        label = _LABEL.match(text, begin, end)
        if label is not None and label["label"] in list_cues().people:
            continue  # a mark of responsibility: `责任单位：区水利局牵头，区财政局负责`
        start = _behind_label(label, begin, end)
        out += [_Clause(start + p.start, start + p.end, p.doer) for p in doers(text[start:end])]
    return out


_LABEL = regex.compile(rf"(?:[（(]?[\d{CN_DIGITS}]{{1,3}}[）)、.．])?\s*(?P<label>\p{{Han}}{{2,10}})[：:]")


def _behind_label(label: regex.Match[str] | None, start: int, end: int) -> int:
    """Where a sentence begins behind a label that names no body: `受理范围：区水利局负责…` -> at 区水利局."""
    return label.end() if label and label.end() < end and not may_be_name(label["label"]) else start


def _sign(name: str) -> Sign:
    return Sign(name, weights().weights[name])


def _signs_of_sentence(text: str, doer: Doer) -> list[Sign]:
    rest = text[doer.body :]
    charge = puts_in_charge(rest)
    if rest.startswith("是") and not charge:
        return [_sign("says_how"), _sign("short")]
    cue = {"duty": "says_duty", "modal": "says_must", "manner": "says_how", "act": "says_act"}[doer.cue]
    if says_shall(doer) or (doer.cue in ("manner", "act") and shall_follows(rest)):
        cue = "says_shall"
    if doer.cue in ("manner", "act") and says_duty_by_field(rest):
        cue = "says_duty"
    out = [_sign("puts_in_charge" if charge else cue)]
    if any(is_agency(name.printed) for name in doer.names):
        out.append(_sign("one_body"))
    else:
        out.append(_sign("wide_class" if all(map(is_wide, doer.names)) else "class_of_bodies"))
    if doer.cue == "duty" and tells_area(text):
        out.append(_sign("area"))
    if doer.cue != "duty" and is_competence(text):
        out.append(_sign("competence"))
    against = {
        "penalty": is_penalty(text),
        "upkeep": is_upkeep(text),
        "sets_up": sets_up(rest) or sets_up(text),
        "may": says_may(doer),
        "short": len(rest) < SHORTEST or owner_of(rest) == (),
    }
    return out + [_sign(name) for name, there in against.items() if there]


def _signs_of_place(path: tuple[str, ...], section: Section, paper: Instrument) -> list[Sign]:
    """What the paper and the headings above speak for."""
    there = {
        "law": paper.law,
        "rules": paper.rules and not paper.law and not paper.plan,
        "plan": paper.plan,
        "liability": any(word in label for label in path for word in list_cues().liability),
        "article": section.style == "条",
        "organises": organises(path),
        "measures": not paper.plan and not organises(path) and _tells_measures(path),
        "marked": any(cue("mark").search(block.text) for block in section.blocks if not block.table),
        "principles": (paper.plan or not paper.rules)
        and any(word in label for label in path for word in list_cues().principles),
        "heading_names": any(names_of(bare_heading(label)) for label in path),
    }
    return [_sign(name) for name, holds in there.items() if holds]


def bare_heading(label: str) -> str:
    """A heading without its number and its stop: `（二）街道（乡镇）。` -> `街道（乡镇）`."""
    return cue("number").sub("", label).strip("。：: ")


def _tells_measures(path: tuple[str, ...]) -> bool:
    return any(word in label for label in path for word in list_cues().measures)


def organises(path: tuple[str, ...]) -> bool:
    """Whether a heading above speaks of how work is organised: there any paper says who is responsible for what."""
    return any(word in label for label in path for word in list_cues().organisation)
