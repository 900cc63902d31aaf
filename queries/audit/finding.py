"""A finding of an audit, and the kinds of findings that queries/data/audit.yaml declares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from zhize.errors import SchemaError
from zhize.graph.language.vocabulary import read_yaml
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import Status, status
from zhize.graph.views.tables import paper_name
from zhize.messages import Sentence

Severity = Literal["差错", "核对", "提示"]
Sure = Literal["确定", "很可能", "可能"]
SEVERITIES: tuple[Severity, ...] = ("差错", "核对", "提示")


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of finding: what it is called, how grave it is, how sure, and the sentence that says it."""

    id: str
    label: str
    severity: Severity
    sure: Sure
    says: str


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds, words and bounds of audit.yaml, which says what each means."""

    kinds: tuple[Kind, ...]
    framing: tuple[str, ...]
    acting: tuple[str, ...]
    vague: tuple[str, ...]
    gone: tuple[str, ...]
    old_forms: tuple[str, ...]
    lag: int
    siblings: int
    share: float
    member_lists: tuple[str, ...]
    members: int
    listed: float
    leading: float
    tasks: int
    papers: tuple[str, ...]
    forms: tuple[str, ...]
    sent_up: tuple[str, ...]
    making: tuple[str, ...]
    chiefs: dict[str, str]
    chief_words: tuple[str, ...]
    seat_words: tuple[str, ...]


class Finding(msgspec.Struct, frozen=True):
    """One finding: its kind, the values of its sentence, the document and nodes it speaks of, the facts that show it.

    Example: kind `due_before_date` of a task due on 2024-01-31 in a paper of 2024-03-01; its facts are the deadline
    and the date.
    """

    kind: str
    values: Mapping[str, str | Sentence]
    document: str
    nodes: tuple[str, ...]
    facts: tuple[Fact, ...]

    @property
    def said(self) -> Sentence:
        """What was found, to be said in the language of who reads it."""
        return Sentence(kinds()[self.kind].says, dict(self.values))

    @property
    def sentence(self) -> str:
        """What was found, in Chinese."""
        return self.said.said("zh")


class Audited:
    """A graph on a day (ISO): its own documents, or so many of the newest, and which of them hold on that day."""

    def __init__(self, kg: KnowledgeGraph, day: str, newest: int | None = None) -> None:
        self.kg, self.day = kg, day
        self._status: dict[str, Status] = {}
        self._tasks: dict[str, list[str]] = {}
        self._doers: dict[str, list[Fact]] = {}
        self.documents = [d for d in kg.own_documents if kg.text(d, "date") <= day]
        if newest is not None and len(self.documents) > newest:
            kept = set(sorted(self.documents, key=lambda d: (kg.text(d, "date"), d))[-newest:])
            self.documents = [d for d in self.documents if d in kept]

    def status(self, document: str) -> Status:
        """The state of a document on the day."""
        if document not in self._status:
            self._status[document] = status(self.kg, document, self.day)
        return self._status[document]

    def holds(self, document: str) -> bool:
        """Whether a document of the graph is known on the day and has not ended."""
        known = self.kg.text(document, "date") <= self.day
        return known and self.status(document).state not in ("已废止", "已失效")

    def tasks(self, document: str) -> list[str]:
        """The tasks of a document, in print order."""
        if document not in self._tasks:
            self._tasks[document] = list(dict.fromkeys(f.subject for f in self.kg.into(document, "task_of")))
        return self._tasks[document]

    def doers(self, task: str) -> list[Fact]:
        """The facts that say who does a task, role by role, in print order."""
        if task not in self._doers:
            self._doers[task] = [f for role in self.kg.ontology.roles for f in self.kg.into(task, role)]
        return self._doers[task]

    def leads(self, task: str) -> list[Fact]:
        """The facts that say who leads a task."""
        return [f for f in self.doers(task) if f.predicate == "leads"]

    def paper(self, document: str) -> str:
        """How a sentence calls a document: by its number, else by its title."""
        return paper_name(self.kg, document)


@cache
def bounds() -> Bounds:
    """Load what an audit looks for.

    Raises:
        SchemaError: the file is malformed, or declares a kind twice.
    """
    name = "queries/data/audit.yaml"
    found = read_yaml(resources.files("zhize.queries") / "data" / "audit.yaml", name, Bounds)
    ids = [kind.id for kind in found.kinds]
    if len(set(ids)) < len(ids):
        raise SchemaError("{name}: a kind is declared twice. Keep one.", name=name)
    return found


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of findings by their ids, in the order in which they are told."""
    return {kind.id: kind for kind in bounds().kinds}
