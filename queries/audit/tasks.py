"""Findings about tasks: without anybody, with a class of bodies only, with several leads, due before their paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import msgspec
import regex

from zhize.graph.language.names import is_collective
from zhize.graph.language.papers import unmarked
from zhize.graph.model.facts import Fact
from zhize.queries.audit.finding import Audited, Finding, bounds

_SHORT = 40


def task_title(audited: Audited, task: str) -> str:
    """The title of a task, cut to the length of a line."""
    title = audited.kg.text(task, "title") or audited.kg.text(task, "text")
    return title if len(title) <= _SHORT else f"{title[:_SHORT]}……"


def task_vague(audited: Audited) -> Iterator[Finding]:
    """Tasks for which only a class of bodies is named that does not tell which: `有关部门`, not `各镇`."""
    for document in audited.documents:
        for task in audited.tasks(document):
            doers = audited.doers(task)
            names = list(dict.fromkeys(f.printed or audited.kg.caption(f.subject) for f in doers))
            classes = all(f.subject.startswith("collective:") for f in doers) and all(map(is_collective, names))
            if (
                doers
                and classes
                and not doers[0].rule.startswith(_PROSE)
                and any(word in name for name in names for word in bounds().vague)
            ):
                values = {
                    "paper": audited.paper(document),
                    "title": task_title(audited, task),
                    "who": "、".join(names),
                }
                yield Finding("task_vague", values, document, (task,), tuple(doers))


_PROSE = ("prose", "group")
"""Rules that read running text: a law gives work to classes of bodies by its nature."""


class _Entry(msgspec.Struct):
    """What stands under one number of a part: its words, whether somebody is told to do it, its first clause."""

    number: str
    said: list[Fact]
    somebody: bool = False

    @property
    def words(self) -> str:
        return "".join(str(f.object) for f in self.said)


def task_nobody(audited: Audited) -> Iterator[Finding]:
    """Items that nobody is told to do, in a part of a paper where most items name somebody."""
    for document in audited.documents:
        if len(audited.tasks(document)) < bounds().siblings:
            continue
        for path, entries in _parts(audited, document).items():
            yield from _alone(audited, document, path, entries)


def _parts(audited: Audited, document: str) -> dict[tuple[str, ...], list[_Entry]]:
    """The numbered items of a document by the headings above them, each with all that stands in it."""
    kg = audited.kg
    clauses = [f for c in kg.into(document, "clause_in") for f in kg.properties[c.subject].get("text", [])]
    table: dict[tuple[str, ...], dict[str, _Entry]] = defaultdict(dict)
    for fact in clauses:
        item = kg.text(fact.subject, "item")
        steps = [(fact.section[:n], fact.section[n]) for n in range(len(fact.section))]
        if item:
            steps.append((fact.section, item))
        for path, title in steps:
            table[path].setdefault(number_of(title), _Entry(number_of(title), [])).said.append(fact)
    for task in audited.tasks(document):
        source = kg.source(task)
        if source is None or not audited.doers(task):
            continue
        steps = [(source.section[:n], source.section[n]) for n in range(len(source.section))]
        for path, title in (*steps, (source.section, kg.text(task, "item"))):
            if entry := table.get(path, {}).get(number_of(title)):
                entry.somebody = True
    return {path: [e for e in found.values() if e.number] for path, found in table.items()}


_SAYING = 15
"""Characters that an item has at least, if it is to be something to do."""
_NUMBER = regex.compile(
    r"^(?:[（(]?[一二三四五六七八九十百]+[）)、.．]|[（(]?\d{1,3}[）)、.．](?!\d)|第[一二三四五六七八九十百]+[章节条项])"
)


def number_of(title: str) -> str:
    """The number that a heading or item begins with, without its stop; empty where there is none.

    Example: `（三）加强巡查` -> `三`, `12.清理河道` -> `12`, `三` -> `三`.
    """
    found = _NUMBER.match(title)
    bare = found[0] if found else title if len(title) <= 4 else ""
    return bare.strip("（）()、.．")


def _alone(audited: Audited, document: str, path: tuple[str, ...], entries: list[_Entry]) -> Iterator[Finding]:
    rule = bounds()
    with_somebody = [e for e in entries if e.somebody]
    if len(with_somebody) < rule.siblings or len(with_somebody) < rule.share * len(entries):
        return
    if _covered(audited, document, path):
        return
    for entry in entries:
        if entry.somebody or len(entry.words) < _SAYING or any(word in entry.words for word in rule.acting):
            continue
        if any(audited.kg.values(f.subject, name) for f in entry.said for name in ("body", "person")):
            continue  # it names somebody, though no rule read what for
        heading = entry.words[:_SHORT]
        if any(word in text for word in rule.framing for text in (*path[-1:], heading[:16])):
            continue
        values = {
            "paper": audited.paper(document),
            "title": f"{entry.number}、{heading}",
            "others": str(len(with_somebody)),
        }
        yield Finding("task_nobody", values, document, (document,), tuple(entry.said[:3]))


def _covered(audited: Audited, document: str, path: tuple[str, ...]) -> bool:
    """Whether the part itself is a task of somebody: then its items need nobody."""
    kg = audited.kg
    for task in audited.tasks(document):
        source = kg.source(task)
        item = number_of(kg.text(task, "item"))
        if source and path and item and source.section == path[:-1] and item == number_of(path[-1]):
            return True
    return False


def leads_many(audited: Audited) -> Iterator[Finding]:
    """Tasks with several agencies as leads."""
    for document in audited.documents:
        for task in audited.tasks(document):
            leads = [f for f in audited.leads(task) if f.subject.startswith(("agency:", "body:"))]
            names = list(dict.fromkeys(f.printed or audited.kg.caption(f.subject) for f in leads))
            if len({f.subject for f in leads}) > 1:
                values = {
                    "paper": audited.paper(document),
                    "title": task_title(audited, task),
                    "count": str(len(names)),
                    "who": "、".join(names),
                }
                yield Finding("leads_many", values, document, (task, *(f.subject for f in leads)), tuple(leads))


def leads_differ(audited: Audited) -> Iterator[Finding]:
    """One matter of one place that two papers in force give to different leads: the same title, no lead in common."""
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    kg = audited.kg
    for document in audited.documents:
        if audited.holds(document):
            for region in kg.regions_of(document):
                for task in audited.tasks(document):
                    title = unmarked(kg.text(task, "title"))
                    if len(title) >= _TELLING and audited.leads(task):
                        same[region, title].append(task)
    for (region, title), tasks in sorted(same.items()):
        for a, b in combinations(tasks, 2):
            yield from _differing(audited, region, title, a, b)


_TELLING = 6
"""Characters of a title at least; a shorter one (`加强宣传`) stands for many matters."""


def _differing(audited: Audited, region: str, title: str, a: str, b: str) -> Iterator[Finding]:
    kg = audited.kg
    one, two = audited.leads(a), audited.leads(b)
    if {f.subject for f in one} & {f.subject for f in two} or one[0].document == two[0].document:
        return
    if any(f.subject.startswith("collective:") for f in (*one, *two)):
        return
    values = {
        "place": kg.caption(region),
        "title": title,
        "paper": audited.paper(one[0].document),
        "who": "、".join(f.printed or kg.caption(f.subject) for f in one),
        "other": audited.paper(two[0].document),
        "whom": "、".join(f.printed or kg.caption(f.subject) for f in two),
    }
    yield Finding("leads_differ", values, one[0].document, (a, b), (*one, *two))


def due_before_date(audited: Audited) -> Iterator[Finding]:
    """Tasks whose last day is before the day of their paper."""
    for task, due in _dues(audited):
        date = audited.kg.properties[due.document].get("date", [])
        if date and str(due.object) < str(date[0].object):
            values = {**_due_values(audited, task, due), "date": str(date[0].object)}
            yield Finding("due_before_date", values, due.document, (task,), (due, date[0]))


def due_past(audited: Audited) -> Iterator[Finding]:
    """Tasks of papers in force whose last day is before the day of the audit."""
    for task, due in _dues(audited):
        date = audited.kg.text(due.document, "date")
        if date <= str(due.object) < audited.day and audited.holds(due.document):
            values = {**_due_values(audited, task, due), "day": audited.day}
            yield Finding("due_past", values, due.document, (task,), (due,))


def _dues(audited: Audited) -> Iterator[tuple[str, Fact]]:
    for document in audited.documents:
        for task in audited.tasks(document):
            yield from ((task, f) for f in audited.kg.properties[task].get("due", [])[:1])


def _due_values(audited: Audited, task: str, due: Fact) -> dict[str, str]:
    return {
        "paper": audited.paper(due.document),
        "title": task_title(audited, task),
        "deadline": audited.kg.text(task, "deadline") or due.evidence.quote,
        "due": str(due.object),
    }
