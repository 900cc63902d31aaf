"""Which forms of query can answer a part of a question: all whose types fit, none first."""

from __future__ import annotations

from collections.abc import Callable

import regex

from zhize.graph.language.phrases import phrase
from zhize.queries import bodies, counted, duties, papers, status, tasks, times
from zhize.queries.candidate import Candidate
from zhize.queries.inquiry import Inquiry
from zhize.queries.words import question_words

Form = Callable[[Inquiry], list[Candidate]]

FORMS: dict[str, tuple[Form, ...]] = {
    "body": (tasks.doers, duties.holders, bodies.people, papers.attributes, papers.upkeep, status.levels),
    "person": (bodies.people,),
    "place": (bodies.seats,),
    "tasks": (tasks.tasks_of, tasks.tasks_without, bodies.groups_of, times.due_tasks),
    "groups": (bodies.groups_of, bodies.parts_of),
    "duty": (duties.duties_of, tasks.tasks_of),
    "moment": (papers.attributes, tasks.deadlines),
    "duration": (),
    "number": (papers.attributes,),
    "document": (papers.attributes, times.ending_documents),
    "count": (counted.counted,),
    "yesno": (status.standing,),
}
"""Forms of query by the type of value that answers."""

_ESTABLISHMENTS = phrase("questions", "establishments")

ITEMS = frozenset({"tasks", "duty", "groups"})
"""Types whose answer belongs to an agency or body of the question: without its name nothing typed is asked."""


def forms_for(asked: Inquiry) -> list[Form]:
    """The forms that fit a part of a question."""
    if "top" in asked.target.operators and asked.target.type in ("body", "count", "tasks"):
        return [counted.top]
    if asked.target.type in ("body", "person") and "appointed" in asked.target.relations:
        return [bodies.appointments]
    if asked.target.type in ("body", "person") and {"chief", "deputy"} & set(asked.target.relations):
        return [bodies.people]
    if asked.target.type in ("body", "person") and "titled" in asked.target.relations:
        return []
    if asked.target.type == "body" and _ESTABLISHMENTS.search(asked.target.asked):
        return []
    if asked.target.type == "body" and "signed" in asked.target.relations and asked.links.numbered:
        return [papers.attributes, papers.upkeep]
    forms = list(FORMS.get(asked.target.type, ()))
    if asked.target.type == "groups" and regex.search(question_words().single, asked.target.asked):
        return [duties.holders, bodies.people, tasks.doers]  # `哪个组管…`: one that does it, not all there are
    if asked.target.type == "body" and "seat" in asked.target.relations:
        return [bodies.seats]
    if asked.target.type == "body" and "member" in asked.target.relations:
        return [bodies.people]
    return forms
