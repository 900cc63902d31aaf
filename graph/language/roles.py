"""Words for who does a task: labels, verbs and notes of responsibility marks, loaded from `lexicon/roles.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import regex

from zhize.graph.language.vocabulary import any_of, load

LEAD, SUPPORT, RESPONSIBLE = "leads", "supports", "responsible_for"
DEADLINE, PEOPLE, ASIDE = "deadline", "people", "aside"
ROLES = frozenset({LEAD, SUPPORT, RESPONSIBLE})
LONGEST_VERB = 40


class LabelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stems that take a head to make a label, and words that are a label by themselves."""

    stems: tuple[str, ...]
    bare: tuple[str, ...]


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How labels are made, per role."""

    heads: tuple[str, ...]
    between: tuple[str, ...]
    roles: dict[str, LabelWords]
    sorts: tuple[str, ...]


class AccordanceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pieces of `按照各自职责分工`."""

    by: tuple[str, ...]
    own: tuple[str, ...]
    nouns: tuple[str, ...]
    tails: tuple[str, ...]


class VerbWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs of a role and what may stand behind them."""

    verbs: tuple[str, ...]
    after: tuple[str, ...]


class Verbs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before a verb, and the verbs per role."""

    according: AccordanceWords
    how: tuple[str, ...]
    roles: dict[str, VerbWords]


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Beginnings, ends and inner words of brackets that are no part of a name; beginnings of asides."""

    begin: tuple[str, ...]
    end: tuple[str, ...]
    within: tuple[str, ...]
    others: tuple[str, ...]
    asides: tuple[str, ...]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pieces of the rule that the first name leads, and signs that mark a leading name."""

    place: tuple[str, ...]
    rank: tuple[str, ...]
    whom: tuple[str, ...]
    signs: str


class RoleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of roles.yaml."""

    labels: Labels
    verbs: Verbs
    notes: Notes
    order: Order


class Label(msgspec.Struct, frozen=True):
    """A label in a text: its kind (a role, `deadline`, `people` or `aside`), and the span with its colon."""

    kind: str
    start: int
    end: int


@cache
def role_words() -> RoleWords:
    """Load and check roles.yaml.

    Raises:
        SchemaError: the file is malformed.
    """
    words: RoleWords = load("roles.yaml", RoleWords)
    return words


@cache
def _labels() -> dict[str, str]:
    """Every label with its kind: `牵头责任单位` -> leads."""
    words = role_words().labels
    out: dict[str, str] = {}
    for kind, forms in words.roles.items():
        for stem in forms.stems:
            for head in words.heads:
                for between in ("", *words.between):
                    out.setdefault(stem + between + head, kind)
        out.update(dict.fromkeys(forms.bare, kind))
    return out


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(label) for label in _labels()}, reverse=True))


def find_labels(text: str, start: int = 0, end: int | None = None) -> Iterator[Label]:
    """The labels of a text in order; the longest that stands right before a colon counts.

    Example: `牵头责任单位：区水利局；完成时限：年底前` -> leads, deadline.
    """
    stop = len(text) if end is None else end
    at = text.find("：", start, stop)
    while at >= 0:
        last = at - 1 if text[at - 1 : at] in ("为", "是") else at
        for length in _lengths():
            kind = _labels().get(text[last - length : last]) if length <= last - start else None
            if kind:
                yield Label(kind, last - length, at + 1)
                break
        at = text.find("：", at + 1, stop)


def label_at(text: str, at: int) -> Label | None:
    """The label that begins at a place, None where none does."""
    found = next(find_labels(text, at, min(len(text), at + _lengths()[0] + 2)), None)
    return found if found and found.start == at else None


def unstopped_label(text: str) -> Label | None:
    """A label of a role at the head of a text whose colon is left out: `责任单位区水利局`."""
    for length in _lengths():
        if length < 4:
            return None
        kind = _labels().get(text[:length])
        if kind in ROLES:
            return Label(str(kind), 0, length)
    return None


@cache
def role_verb() -> regex.Pattern[str]:
    """The pattern of a verb of a role at the end of a clause; the group that matched names the role."""
    words = role_words().verbs
    way = words.according
    according = f"{any_of(way.by)}{any_of(way.own)}*{any_of(way.nouns)}{any_of(way.tails)}?|各自{any_of(way.by)}{any_of(way.nouns)}"
    how = f"(?:{according}|{any_of(words.how)})*"
    roles = (f"(?P<{role}>{how}{any_of(forms.verbs)}{any_of(forms.after)}?)" for role, forms in words.roles.items())
    return regex.compile(f"(?:{'|'.join(roles)})$")


@cache
def role_doing() -> regex.Pattern[str]:
    """A clause that says what somebody does: `区水利局负责调度水库`, with the groups `who` and one per role."""
    roles = (f"(?P<{role}>{any_of(forms.verbs)})" for role, forms in role_words().verbs.roles.items())
    return regex.compile(f"(?P<who>.{{3,60}}?)(?:{'|'.join(roles)})(?P<what>\\p{{Han}}{{2,20}})$")


@cache
def role_note() -> regex.Pattern[str]:
    """A bracket behind a name that gives its role: `区水利局（牵头）`."""
    roles = (f"(?P<{role}>{any_of(forms.verbs)}(?:单位|部门)?)" for role, forms in role_words().verbs.roles.items())
    return regex.compile(f"（(?:{'|'.join(roles)})）")


@cache
def side_note() -> regex.Pattern[str]:
    """What is inside a bracket that is no part of a name."""
    notes = role_words().notes
    return regex.compile(f"^{any_of(notes.begin)}|{any_of(notes.end)}$|{any_of(notes.within)}")


@cache
def aside() -> regex.Pattern[str]:
    """The beginning of a clause that speaks of the marks themselves."""
    return regex.compile(f"^{any_of(role_words().notes.asides)}")


@cache
def of_others() -> regex.Pattern[str]:
    """The beginning of what speaks of other items: `以上任务由A负责`."""
    return regex.compile(f"^{any_of(role_words().notes.others)}")


@cache
def lead_sentence() -> regex.Pattern[str]:
    """A sentence that gives a task: `由A牵头，B、C配合`; the group `who` is what it says."""
    verbs = any_of(role_words().verbs.roles[LEAD].verbs)
    return regex.compile(rf"(?:^|(?<=[。；！]))由(?P<who>[^。；，]{{2,60}}{verbs}[^。；]{{0,200}}?)(?=[。；]|$)")


@cache
def first_leads() -> regex.Pattern[str]:
    """The rule that the first name of every mark leads: `列第一位者为牵头单位`, `排在首位的为牵头部门`."""
    order = role_words().order
    place, rank, whom = any_of(order.place), any_of(order.rank), any_of(order.whom)
    return regex.compile(rf"(?:{place}在?)?{rank}{whom}?(?:为|是|系)(?:总)?牵头|牵头(?:单位|部门){place}在?{rank}")


@cache
def signed_leads() -> regex.Pattern[str]:
    """The rule that names with a sign lead: `标★的为牵头单位`."""
    return regex.compile(rf"(?:加|标|标注|带)(?:有)?[“\"]?[{regex.escape(role_words().order.signs)}]")
