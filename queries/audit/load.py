"""Who has how much to do in each place, and whether it is concentrated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from zhize.graph.model.facts import Fact
from zhize.queries.audit.finding import Audited, Finding, bounds


class Load(msgspec.Struct, frozen=True):
    """What the papers of a place give an agency to do: tasks by role, duties, and its share of the tasks led or answered for.

    `all` are the tasks of the place that name an agency; `share` is from 0 to 1.
    """

    region: str
    agency: str
    leads: int
    supports: int
    responsible: int
    duties: int
    main: int
    all: int
    share: float


def loads(audited: Audited) -> list[Load]:
    """The load of each agency in each place, the places by name, those with most to do first."""
    kg = audited.kg
    out: list[Load] = []
    for region, documents in _places(audited).items():
        work: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for fact in _work(audited, documents):
            work[fact.subject][fact.predicate].add(str(fact.object))
        every = {t for by in work.values() for role in ("leads", "responsible_for") for t in by[role]}
        found = []
        for agency, by in work.items():
            main = len(by["leads"] | by["responsible_for"])
            done = {role: len(by[role]) for role in ("leads", "supports", "responsible_for", "has_duty")}
            found.append(
                Load(
                    region,
                    agency,
                    leads=done["leads"],
                    supports=done["supports"],
                    responsible=done["responsible_for"],
                    duties=done["has_duty"],
                    main=main,
                    all=len(every),
                    share=main / len(every) if every else 0.0,
                )
            )
        out += sorted(found, key=lambda one: (-one.main, -one.supports, -one.duties, kg.caption(one.agency)))
    return out


def load_high(audited: Audited) -> Iterator[Finding]:
    """The agency of a place that leads or answers for most of its tasks, where that is a large share."""
    kg, rule = audited.kg, bounds()
    places = _places(audited)
    seen: set[str] = set()
    every = loads(audited)
    for top in every:
        if top.region in seen:
            continue
        seen.add(top.region)
        if top.all < rule.tasks or top.share < rule.leading:
            continue
        theirs = [f for f in _work(audited, places[top.region]) if f.subject == top.agency]
        main = [f for f in theirs if f.predicate in ("leads", "responsible_for")]
        values = {
            "place": kg.caption(top.region),
            "all": str(top.all),
            "who": kg.caption(top.agency),
            "count": str(top.main),
            "share": f"{100 * top.share:.0f}",
            "bodies": str(sum(one.region == top.region and one.main > 0 for one in every)),
        }
        yield Finding("load_high", values, main[0].document, (top.agency, top.region), tuple(main))


def _places(audited: Audited) -> dict[str, list[str]]:
    """The documents for each region that hold on the day."""
    kg = audited.kg
    out: dict[str, list[str]] = defaultdict(list)
    for document in audited.documents:
        if audited.holds(document):
            for region in kg.regions_of(document):
                out[region].append(document)
    return dict(sorted(out.items(), key=lambda pair: kg.caption(pair[0])))


def _work(audited: Audited, documents: list[str]) -> Iterator[Fact]:
    """The facts that give an agency a task or a duty in some documents."""
    kg = audited.kg
    for document in documents:
        for task in audited.tasks(document):
            yield from (f for f in audited.doers(task) if f.subject.startswith("agency:"))
        for duty in dict.fromkeys(f.subject for f in kg.into(document, "duty_of")):
            yield from (f for f in kg.into(duty, "has_duty") if f.subject.startswith("agency:"))
