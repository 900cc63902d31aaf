"""Which function answers which frame, and which frames give way to the next that fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from zhize.queries import contacts, duties, papers, people, plans, standing, work
from zhize.queries.answer import Answer
from zhize.queries.links import Links

if TYPE_CHECKING:
    from zhize.queries.ask import Asker

Handler = Callable[["Asker", str, Links], Answer | None]

HANDLERS: dict[str, Handler] = {
    "level": plans.level,
    "grade": plans.grade,
    "upkeep": plans.upkeep,
    "procedure": plans.procedure,
    "target": plans.target,
    "status": standing.status_of,
    "partners": standing.partners,
    "documents": standing.documents,
    "groups": standing.groups,
    "title": standing.title,
    "provision": standing.provision,
    "contact": contacts.contact,
    "seat": people.seat,
    "number": papers.number,
    "validity": papers.validity,
    "repeals": papers.repeals,
    "basis": papers.basis,
    "date": papers.date,
    "issuer": papers.issuer,
    "chief": people.chief,
    "participants": work.participants,
    "count": papers.count,
    "deadline": papers.deadline,
    "members": people.members,
    "solo_tasks": work.solo_tasks,
    "tasks": work.tasks,
    "duty": duties.duty,
    "lead": work.lead,
}
PASSING = frozenset({"level", "grade", "upkeep", "procedure", "target", "documents", "groups", "title"})
"""Frames told by few words; where one finds nothing, the next frame that fits is tried."""
