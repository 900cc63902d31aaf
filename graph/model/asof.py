"""The graph as of a day: what had been said by then and still held, who sat where, under which name an agency existed.

A document speaks from the day of its date on. What it sets down (tasks, duties, bodies, seats, targets, responses, its
clauses) holds from the day it is in force until the day it is repealed or its term is over; that it was issued, by whom, and
which papers it names stays true. What a later document says of who sits in a body takes the place of what an earlier one said.
An agency that a reform has ended is there no more; what papers that still hold gave it to do is its heir's, and where the graph
knows no heir its name says that it has ended.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import msgspec

from zhize.graph.language.lexicon import plain
from zhize.graph.language.names import parse
from zhize.graph.language.reforms import reforms
from zhize.graph.model.facts import Fact
from zhize.graph.model.heirs import Ended, carried, ended
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import FAR, last_day, status

HELD = (
    *("Task", "Duty", "DutyPart", "Body", "Membership", "Target", "Step", "Action", "Provision", "ResponseLevel"),
    *("EventGrade", "Contact", "Clause"),
)
"""Classes whose nodes a document sets down: what it says of them holds as long as it does."""
_DERIVED = ("identity", "lexicon", "regions")
"""Rules that describe agencies and places, for as long as anything is said of these."""
_OVER = ("已废止", "已失效", "尚未施行")


class Interval(msgspec.Struct, frozen=True):
    """From which day to which a document holds (ISO, both included); None where it is open or not known."""

    since: str | None
    until: str | None

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return (self.since or "") <= day <= (self.until or FAR)


def interval(kg: KnowledgeGraph, document: str) -> Interval:
    """How long a document holds, by its own words and by what repeals or extends it, as far as the graph knows.

    Example: signed on 2022-02-20, in force from 2022-03-01, repealed from 2023-06-01 on -> 2022-03-01 to 2023-05-31.
    """
    since = max(kg.text(document, "in_force_from"), kg.text(document, "date")) or None
    last = last_day(kg, document, FAR)
    until = str(last.object) if last else None
    for fact in kg.into(document, "repeals"):
        over = kg.text(fact.document, "in_force_from") or kg.text(fact.document, "date")
        until = min(_before(over), until or FAR) if over else until
    return Interval(since, until)


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def as_of(kg: KnowledgeGraph, day: str) -> list[Fact]:
    """The facts of a graph that had been stated by a day (ISO) and held on it.

    Facts that describe an agency or a place are kept where anything else that is kept speaks of it.
    """
    prefixes = tuple(f"{kg.ontology.classes[name].prefix}:" for name in HELD)
    issued: dict[str, bool] = {}
    over: dict[str, bool] = {}
    said: list[Fact] = []
    derived: list[Fact] = []
    for fact in kg.facts:
        document = fact.document
        if document not in issued:
            issued[document] = (kg.text(document, "date") or kg.text(document, "in_force_from")) <= day
            over[document] = status(kg, document, day).state in _OVER
        if fact.rule in _DERIVED and not fact.subject.startswith("document:"):
            derived.append(fact)
        elif issued[document] and not (over[document] and _is_held(fact, prefixes)):
            said.append(fact)
    gone = ended(kg, day)
    kept = carried(_seated(kg, _posts(kg, said, day)), gone)
    described = _described(kg, kept, derived, issued, day)
    return sorted([*kept, *(_over(kg, fact, gone) for fact in described)], key=lambda f: f.id)


def _over(kg: KnowledgeGraph, fact: Fact, gone: dict[str, Ended]) -> Fact:
    """The name of an agency that a reform has ended says so."""
    if fact.predicate != "name" or fact.subject not in gone:
        return fact
    said = f"{fact.object}（{gone[fact.subject].year}年已撤并）"
    return msgspec.structs.replace(fact, object=said)


def _is_held(fact: Fact, prefixes: tuple[str, ...]) -> bool:
    return fact.subject.startswith(prefixes) or (fact.rule != "head" and str(fact.object).startswith(prefixes))


def _seated(kg: KnowledgeGraph, facts: list[Fact]) -> list[Fact]:
    """Of who sits in a body what the newest document says: of its chief and seat each, of the others where it tells as many."""
    seats: dict[tuple[str, str], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if fact.predicate in _SEATS:
            seats[fact.subject, fact.predicate][fact.document].append(fact)
        elif fact.predicate == "seat_in":
            seats[str(fact.object), fact.predicate][fact.document].append(fact)
    gone: set[str] = set()
    for (_, predicate), by_document in seats.items():
        papers = sorted(by_document, key=lambda d: (kg.text(d, "date"), d))
        for n, older in enumerate(papers):
            for newer in papers[n + 1 :]:
                alone = predicate in ("chief", "seat")
                if kg.text(newer, "date") > kg.text(older, "date") > "" and (
                    alone or 2 * len(by_document[newer]) >= len(by_document[older])
                ):
                    gone |= {f.id for f in by_document[older]}
    empty = {f.subject for f in facts if f.predicate == "seat_in" and f.id in gone}
    return [f for f in facts if f.id not in gone and f.subject not in empty]


_SEATS = ("chief", "deputy", "member", "led_by", "seat")


def _posts(kg: KnowledgeGraph, facts: list[Fact], day: str) -> list[Fact]:
    """Without the posts that a person had been removed from by the day, and not been appointed to again."""
    last: dict[tuple[str, str], tuple[str, str]] = {}
    for node in kg.nodes("Appointment"):
        when = kg.text(node, "date") or next((kg.text(f.document, "date") for f in kg.out(node, "appointment_of")), "")
        for person in kg.out(node, "appoints"):
            key = (str(person.object), kg.text(node, "post"))
            if when and when <= day and (when, kg.text(node, "action")) > last.get(key, ("", "")):
                last[key] = (when, kg.text(node, "action"))
    removed = {key for key, (_, action) in last.items() if action == "removed"}
    return [
        f
        for f in facts
        if f.predicate != "holds"
        or not any(p == f.subject and kg.caption(str(f.object)).endswith(post) for p, post in removed)
    ]


def _described(
    kg: KnowledgeGraph, kept: list[Fact], derived: list[Fact], issued: dict[str, bool], day: str
) -> list[Fact]:
    """The facts that describe the agencies and places that are spoken of, each shown by a paper that had been issued."""
    shown: dict[str, Fact] = {}
    for fact in kept:
        for end in (fact.subject, str(fact.object)):
            shown.setdefault(end, fact)
    for fact in derived:  # places are spoken of by the agencies and bodies that belong to them
        if fact.predicate in ("jurisdiction", "governs", "within") and fact.subject in shown:
            shown.setdefault(str(fact.object), shown[fact.subject])
    for fact in derived:
        if fact.predicate == "within" and fact.subject in shown:
            shown.setdefault(str(fact.object), shown[fact.subject])
    out: list[Fact] = []
    changes = {f.subject for f in derived if f.predicate == "year" and str(f.object) <= day[:4]}
    gone = {f.subject for f in derived if f.predicate == "successor" and str(f.object) not in shown}
    for fact in derived:
        if fact.subject.startswith("change:"):
            over = fact.predicate == "predecessor" and str(fact.object) not in shown  # its name tells it
            if fact.subject in changes and fact.subject not in gone and not over:
                out.append(_shown(fact, shown, issued))
        elif _may_stay(kg, fact, shown) and (fact.predicate != "mention" or issued[fact.document]):
            out.append(_named(kg, _shown(fact, shown, issued), day))
    return out


def _may_stay(kg: KnowledgeGraph, fact: Fact, shown: dict[str, Fact]) -> bool:
    """Whether both ends of a fact are spoken of."""
    return fact.subject in shown and (fact.predicate not in kg.ontology.relations or str(fact.object) in shown)


def _shown(fact: Fact, shown: dict[str, Fact], issued: dict[str, bool]) -> Fact:
    """A fact with a place in a paper that had been issued."""
    ends = (fact.subject, str(fact.object))
    by = next((shown[end] for end in ends if end in shown), None)
    if issued[fact.document] or by is None:
        return fact
    return msgspec.structs.replace(fact, document=by.document, section=by.section, evidence=by.evidence)


def _named(kg: KnowledgeGraph, fact: Fact, day: str) -> Fact:
    """The name of an agency as it was on the day: the printed one of before a reform that was still to come."""
    if fact.predicate != "name" or not fact.subject.startswith("agency:"):
        return fact
    old = former_name(kg, fact.subject, day)
    return msgspec.structs.replace(fact, object=old) if old else fact


def former_name(kg: KnowledgeGraph, agency: str, day: str) -> str | None:
    """The longest printed name of an agency that it only bore before a reform after the day; None where there is none.

    Example: 区环境保护局 of an agency that is called 青石区生态环境局 today, on a day of 2017.
    """
    core = kg.text(agency, "core")
    forms = {form for r in reforms() if r.old == r.new == core and r.year >= int(day[:4]) for form in r.forms}
    found = []
    for printed in map(str, kg.values(agency, "mention")):
        parsed = parse(printed)
        if parsed is not None and plain(parsed.rest.removesuffix(parsed.suffix)) in forms:
            found.append(printed)
    return max(found, key=lambda name: (len(name), name), default=None)
