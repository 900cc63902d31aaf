"""The audit of a graph: all findings, as structs and as plain rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from zhize.errors import OptionError
from zhize.graph.model.facts import digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import day_of
from zhize.graph.views.tables import source_of
from zhize.queries.audit import bodies, load, papers, reformed, tasks
from zhize.queries.audit.finding import Audited, Finding, kinds

FINDERS: dict[str, Callable[[Audited], Iterator[Finding]]] = {
    finder.__name__: finder
    for finder in (
        tasks.task_nobody,
        tasks.task_vague,
        tasks.leads_many,
        tasks.leads_differ,
        reformed.doer_abolished,
        reformed.doer_reformed,
        bodies.duty_not_member,
        bodies.member_no_duty,
        bodies.body_no_chief,
        bodies.body_no_seat,
        tasks.due_before_date,
        tasks.due_past,
        papers.paper_expired,
        papers.basis_ended,
        papers.reference_missing,
        load.load_high,
    )
}
"""The finders by the ids of their kinds in audit.yaml."""


def audit(
    kg: KnowledgeGraph, day: str | None = None, only: Iterable[str] = (), newest: int | None = None
) -> list[Finding]:
    """Look for all kinds of findings, or for some; kinds in the order of audit.yaml, findings in print order.

    Args:
        kg: the graph.
        day: on which deadlines and documents are judged (ISO); the newest day that the graph knows where none is given.
        only: ids of kinds.
        newest: how many of the newest documents are looked at; all where none is given.

    Raises:
        OptionError: there is no such kind.
    """
    wanted = list(only) or list(kinds())
    for name in wanted:
        if name not in kinds():
            raise OptionError(
                "“{name}” is no kind of finding. Give one of {known}.", name=name, known=", ".join(kinds())
            )
    audited = Audited(kg, day_of(kg, day), newest)
    by_kind = (sorted(FINDERS[name](audited), key=lambda f: f.document) for name in kinds() if name in wanted)
    return [finding for found in by_kind for finding in found]


def record(kg: KnowledgeGraph, finding: Finding) -> dict[str, Any]:
    """A finding as plain data: kind, severity, how sure, the sentence, what it speaks of, and its sources.

    `id` stays the same as long as the finding says the same.
    """
    kind = kinds()[finding.kind]
    regions = dict.fromkeys(map(kg.caption, kg.regions_of(finding.document)))
    places = {(f.evidence.file, f.evidence.start, f.evidence.end): source_of(f) for f in finding.facts}
    return {
        "id": digest(finding.kind, finding.sentence, *finding.nodes),
        "kind": finding.kind,
        "label": kind.label,
        "severity": kind.severity,
        "sure": kind.sure,
        "sentence": finding.sentence,
        "document": kg.caption(finding.document),
        "number": kg.value(finding.document, "number"),
        "regions": list(regions),
        "nodes": list(finding.nodes),
        "sources": list(places.values()),
    }
