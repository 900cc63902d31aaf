"""The page of a topic: its documents by level of government, and which tasks of one level go on in the next."""

from __future__ import annotations

import msgspec

from zhize.graph.identity.regions import LEVELS
from zhize.graph.language.roles import LEAD, RESPONSIBLE
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.cascade import Follow
from zhize.graph.views.pictures.paper_level import level_of
from zhize.queries.compare.tasks import followed_tasks
from zhize.web.pages.parts import Ref
from zhize.web.shelf import Shelf

MOST = 24
"""Documents shown at most."""
SHOWN = 100
"""Tasks shown of all documents together, of each at least LEAST: a page of many documents would weigh too much."""
LEAST = 4


class Follower(msgspec.Struct, frozen=True):
    """A task of a document with who leads it (or answers for it) and its deadline, and the one of the level above that it is
    like (percent), with the same of that; none where it is like none. `later`: its last day is after that of the one above.
    """

    task: Ref
    doers: tuple[Ref, ...]
    leads: tuple[Ref, ...] = ()
    deadline: str = ""
    above: Ref | None = None
    alike: int = 0
    above_leads: tuple[Ref, ...] = ()
    above_deadline: str = ""
    later: bool = False


class Paper(msgspec.Struct, frozen=True):
    """A document of a level with its tasks, and the documents that it rests on or carries out.

    Of many tasks some are shown, those that go on from the level above before others; `total` is how many there are.
    """

    document: Ref
    number: str
    date: str
    rests_on: tuple[Ref, ...]
    tasks: tuple[Follower, ...]
    cited: bool
    total: int


class Level(msgspec.Struct, frozen=True):
    """A level of government with its documents."""

    name: str
    papers: tuple[Paper, ...]


class CascadePage(msgspec.Struct, frozen=True):
    """A topic down the levels; `more` documents are not shown."""

    topic: str
    levels: tuple[Level, ...]
    more: int = 0


def cascade_page(shelf: Shelf, topic: str) -> CascadePage:
    """The documents with a topic in their titles, from the state down to the village."""
    kg = shelf.kg
    wanted = "".join(topic.split())
    if not wanted:
        return CascadePage(topic, ())
    found = _documents(shelf, wanted)
    documents = found[:MOST]
    by_level: dict[int, list[str]] = {}
    for document in documents:
        by_level.setdefault(LEVELS.index(level_of(kg, document)), []).append(document)
    most = max(LEAST, SHOWN // max(1, len(documents)))
    levels, before = [], list[str]()
    for number in sorted(by_level):
        here = [f.subject for d in by_level[number] for f in kg.into(d, "task_of")]
        pairs = {pair.below: pair for pair in followed_tasks(kg, before, here)}
        levels.append(Level(LEVELS[number], tuple(_paper(shelf, d, pairs, most) for d in by_level[number])))
        before = here or before
    return CascadePage(topic, tuple(levels), len(found) - len(documents))


def _documents(shelf: Shelf, topic: str) -> list[str]:
    """Documents with a topic in their titles or in what they issue, those that the graph holds first, by date."""
    kg = shelf.kg
    named = [name.node for name in shelf.names("Document", topic)]
    plans = [name.node for name in shelf.names("Plan", topic)]
    issuing = [f.subject for plan in plans for f in kg.into(plan, "issues")]
    every = dict.fromkeys((*named, *issuing))
    return sorted(every, key=lambda d: (not shelf.files(d), shelf.dates.get(d, ""), d))


def _paper(shelf: Shelf, document: str, pairs: dict[str, Follow], most: int) -> Paper:
    kg = shelf.kg
    rests = dict.fromkeys(str(f.object) for r in ("implements", "based_on") for f in kg.out(document, r))
    tasks = list(dict.fromkeys(f.subject for f in kg.into(document, "task_of")))
    first = {*sorted(tasks, key=lambda task: task not in pairs)[:most]}
    return Paper(
        Ref(kg.caption(document), document),
        kg.text(document, "number"),
        kg.text(document, "date"),
        tuple(Ref(kg.caption(d), d) for d in rests),
        tuple(_follower(kg, task, pairs) for task in tasks if task in first),
        not shelf.files(document),
        len(tasks),
    )


def _follower(kg: KnowledgeGraph, task: str, pairs: dict[str, Follow]) -> Follower:
    facts = [f for relation in kg.ontology.roles for f in kg.into(task, relation)]
    doers = tuple(dict.fromkeys(Ref(f.printed or kg.caption(f.subject), f.subject) for f in facts))
    own = Follower(Ref(kg.caption(task), task), doers[:6], _leads(kg, task), kg.text(task, "deadline"))
    if (pair := pairs.get(task)) is None:
        return own
    last, last_above = kg.text(task, "due"), kg.text(pair.above, "due")
    return msgspec.structs.replace(
        own,
        above=Ref(kg.caption(pair.above), pair.above),
        alike=round(100 * pair.score),
        above_leads=_leads(kg, pair.above),
        above_deadline=kg.text(pair.above, "deadline"),
        later=bool(last and last_above and last > last_above),
    )


def _leads(kg: KnowledgeGraph, task: str) -> tuple[Ref, ...]:
    """Who leads a task; who answers for it where nobody is told to lead."""
    facts = kg.into(task, LEAD) or kg.into(task, RESPONSIBLE)
    return tuple(dict.fromkeys(Ref(f.printed or kg.caption(f.subject), f.subject) for f in facts))[:4]
