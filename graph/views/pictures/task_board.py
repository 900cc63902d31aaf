"""A document with many tasks as a board that reads like a table: a row per task, a column per role; on paper over pages."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import as_listed
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.board import BETWEEN, GAP, HEADING, PAD, Board
from zhize.graph.views.pictures.diagram import Diagram, Edge, Frame, inline, own_file, page_template
from zhize.graph.views.pictures.lines import stroke_of
from zhize.graph.views.pictures.networks import edge_of, node_of
from zhize.graph.views.pictures.picture import DiagramPicture

MANY = 30
"""A document with more tasks than this is drawn so."""
_TASK, _DOER, _SIDE_BY_SIDE = 320, 156, 2


class Doer(msgspec.Struct, frozen=True):
    """Who has a role for a task: the name as printed, and the full name that it stands for."""

    name: str
    full: str


class TaskRow(msgspec.Struct, frozen=True):
    """A task: its section, item number, title, text, who has which role (in the order of the columns), deadline, place."""

    section: str
    item: str
    title: str
    text: str
    doers: tuple[tuple[Doer, ...], ...]
    deadline: str
    place: str


class RoleColumn(msgspec.Struct, frozen=True):
    """A column of the table: the role and the colour of its relation."""

    name: str
    ink: str


class TaskBoard(DiagramPicture):
    """The picture: a page with a real table, which is searched and printed; static and as a network from the diagram."""

    def __init__(
        self, diagram: Diagram, about: str, columns: tuple[RoleColumn, ...], rows: tuple[TaskRow, ...]
    ) -> None:
        super().__init__(diagram)
        self.about = about
        self.columns = columns
        self.rows = rows

    def html(self) -> str:
        """The page: one table, whose head stands on every printed page."""
        from markupsafe import Markup

        files = {"page_style": inline(own_file("task_board.css")), "page_script": inline(own_file("task_board.js"))}
        safe = {key: Markup(text) for key, text in files.items()}  # noqa: S704 - closes no element: inline
        template = page_template("task_board.html.j2")
        return template.render(title=self.title, about=self.about, columns=self.columns, rows=self.rows, **safe)


def task_board(kg: KnowledgeGraph, document: str) -> TaskBoard:
    """The board of a document, its tasks in the order of print."""
    tasks = list(dict.fromkeys(f.subject for f in kg.into(document, "task_of")))
    columns = tuple(
        RoleColumn(str(relation.role), stroke_of(relation.line).ink) for relation in kg.ontology.roles.values()
    )
    about = "　".join(word for name in ("number", "issuer", "date") if (word := kg.text(document, name)))
    rows = tuple(_row(kg, task) for task in tasks)
    return TaskBoard(_diagram(kg, document, tasks), f"{about}　共{len(rows)}项任务", columns, rows)


def _row(kg: KnowledgeGraph, task: str) -> TaskRow:
    source = kg.source(task)
    doers = []
    for role in kg.ontology.roles:
        names = (
            Doer(f.printed or kg.caption(f.subject), kg.caption(f.subject)) for f in as_listed(kg.into(task, role))
        )
        doers.append(tuple(dict.fromkeys(names)))
    place = source.evidence.place if source else ""
    section = " / ".join(source.section) if source else ""
    title, text = kg.text(task, "title"), kg.text(task, "text")
    return TaskRow(section, kg.text(task, "item"), title, text, tuple(doers), kg.text(task, "deadline"), place)


def _diagram(kg: KnowledgeGraph, document: str, tasks: list[str]) -> Diagram:
    """The same as boxes: a task has the boxes of its doers beside it; relations are drawn for what is selected."""
    board, edges = Board(), list[Edge]()
    roles = list(kg.ontology.roles)
    cell = _SIDE_BY_SIDE * (_DOER + GAP) - GAP
    lefts = [_TASK + 2 * BETWEEN + k * (cell + 2 * BETWEEN) for k in range(len(roles))]
    y = float(HEADING)
    for task in tasks:
        bottom = board.put(node_of(kg, task), 0, y, _TASK)
        for left, role in zip(lefts, roles, strict=True):
            facts = as_listed(kg.into(task, role))
            boxes = []
            for fact in facts:
                box = f"{fact.subject}@{task}@{role}"
                own = node_of(kg, fact.subject, fact.printed)
                boxes.append(msgspec.structs.replace(own, id=box, of=own.id))
                edges.append(msgspec.structs.replace(edge_of(kg, fact, quiet=True), source=box))
            unique = list({box.id: box for box in boxes}.values())
            if unique:
                bottom = max(bottom, board.grid(unique, left, y, _DOER, _SIDE_BY_SIDE))
        y = bottom + PAD
    tall = y + PAD
    board.frames.append(Frame(f"任务（{len(tasks)}）", -PAD, HEADING - PAD, _TASK + 2 * PAD, tall - HEADING))
    for left, role in zip(lefts, roles, strict=True):
        name = str(kg.ontology.roles[role].role)
        board.frames.append(Frame(name, left - PAD, HEADING - PAD, cell + 2 * PAD, tall - HEADING))
    return board.diagram(f"{kg.caption(document)}：任务与责任单位", edges)
