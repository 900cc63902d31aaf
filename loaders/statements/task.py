"""One task with who does it, and the claims that state it."""

from __future__ import annotations

import msgspec

from zhize.graph.language.deadlines import Deadline
from zhize.graph.language.marks import Assignee
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope


class Task(msgspec.Struct, frozen=True):
    """A task as read: what it is, where it stands and whom it is given to.

    `whole` is the span of the item and `given` of the words that name who does it, both in the clean text; `deadline`
    counts in the clean text too. `rule` names the form that was read.
    """

    title: str
    text: str
    item: str
    mark: str
    names: tuple[Assignee, ...]
    path: tuple[str, ...]
    whole: Span
    given: Span
    rule: str
    deadline: Deadline | None = None


def add_task(scope: Scope, ids: Ids, found: Claims, task: Task) -> None:
    """Add the claims of a task."""
    node = ids.make("task", *task.path, task.item, task.title, task.mark)
    values = (
        ("title", task.title, task.whole),
        ("text", task.text, task.whole),
        ("item", task.item, task.whole),
        ("mark", task.mark, task.given),
    )
    for predicate, value, span in values:
        found.add(node, predicate, value, span, task.rule, section=task.path)
    if task.deadline:
        span = (task.deadline.start, task.deadline.end)
        found.add(node, "deadline", task.deadline.printed, span, task.rule, section=task.path)
    found.add(node, "task_of", scope.id, task.whole, task.rule, section=task.path)
    for order, assigned in enumerate(task.names):
        found.add(assigned.mention, assigned.role, node, task.given, task.rule, section=task.path, order=order)
