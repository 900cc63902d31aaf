"""Documents on one matter side by side by level of government, and how tasks of one level continue in the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from zhize.errors import OptionError
from zhize.graph.identity.regions import LEVELS
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.board import BETWEEN, GAP, HEADING, PAD, Board, height_of
from zhize.graph.views.pictures.diagram import Diagram, Edge, Frame, Node
from zhize.graph.views.pictures.networks import document_node, edge_of, node_of
from zhize.graph.views.pictures.paper_level import level_of

_LINKS = ("implements", "based_on", "amends", "repeals", "continues")

_FEW, _LISTED = 2, 10
"""Items from which on two documents are joined, and how many a hover lists."""
WIDE, NARROW, BESIDE = 300, 210, 80


class Follow(msgspec.Struct, frozen=True):
    """A task below that takes over one above, or (`part`) a part of it: how alike they are (0 to 1), and why so."""

    above: str
    below: str
    score: float
    why: str
    part: bool = False


class Kin(msgspec.Struct, frozen=True):
    """Two documents that speak of the same matters: how many items of the lower one, and their titles."""

    above: str
    below: str
    items: int
    titles: tuple[str, ...]


PaperMatcher = Callable[[KnowledgeGraph, Sequence[str], Sequence[str]], list[Kin]]
"""Tells which documents (the third) have items of those of the level above (the second)."""
Matcher = Callable[[KnowledgeGraph, Sequence[str], Sequence[str]], list[Follow]]
"""Tells which tasks (the third) take over which of the level above (the second)."""


def cascade_view(kg: KnowledgeGraph, topic: str, match: Matcher, match_papers: PaperMatcher) -> Diagram:
    """The documents on a topic in columns from the state down to the district, with what one says of another.

    Where a document says nothing of one above it that has items on the same matters, a line with their number joins them.

    Raises:
        OptionError: no document has the topic in its title.
    """
    wanted = "".join(topic.split())
    documents = _documents(kg, wanted)
    if not documents:
        raise OptionError("No document of the graph has “{topic}” in its title. Give another topic.", topic=topic)
    columns: dict[int, list[str]] = defaultdict(list)
    for document in documents:
        columns[LEVELS.index(level_of(kg, document))].append(document)
    board, edges = Board(), list[Edge]()
    x, before, papers = 0.0, list[str](), list[str]()
    for level in sorted(columns):
        tasks = {d: list(dict.fromkeys(f.subject for f in kg.into(d, "task_of"))) for d in columns[level]}
        wide = WIDE if any(tasks.values()) else NARROW
        here = [task for group in tasks.values() for task in group]
        pairs = match(kg, before, here)
        _column(kg, board, LEVELS[level], tasks, {pair.below: pair.above for pair in pairs}, x, wide)
        edges += [_follow_edge(kg, pair) for pair in pairs]
        before = here or before
        own = [document for document in columns[level] if document in kg.own_documents]
        edges += _kin(kg, match_papers(kg, papers, own)) if papers and own else []
        papers = own or papers
        x += wide + 2 * PAD + BESIDE
    for document in documents:
        edges += [edge_of(kg, f) for relation in (*_LINKS, "cites") for f in kg.out(document, relation)]
        edges += [edge_of(kg, f, quiet=True) for f in kg.into(document, "task_of")]
    guessed = any(edge.kind in ("alike", "kin") for edge in edges)
    note = "“上下级对应”的线按事项、单位和用词比对推定，不是文件原文；其余各线都有出处。" if guessed else ""
    return board.diagram(f"{topic}：各级文件与任务", edges, note=note)


def _documents(kg: KnowledgeGraph, topic: str) -> list[str]:
    """Documents with the topic in their title or in what they issue, and what these rest on and implement."""
    own = set(kg.own_documents)
    found = [d for d in kg.nodes("Document") if topic in kg.text(d, "title") or topic in _issued(kg, d)]
    around = [str(f.object) for d in found if d in own for r in _LINKS for f in kg.out(d, r)]
    around += [f.subject for d in found for r in _LINKS for f in kg.into(d, r) if f.subject in own]
    every = dict.fromkeys([*found, *around])
    return sorted(every, key=lambda d: (d not in own, kg.text(d, "date"), kg.text(d, "title")))


def _issued(kg: KnowledgeGraph, document: str) -> str:
    return " ".join(kg.caption(str(f.object)) for f in kg.out(document, "issues"))


def _column(
    kg: KnowledgeGraph,
    board: Board,
    level: str,
    tasks: dict[str, list[str]],
    partner: dict[str, str],
    x: float,
    wide: int,
) -> None:
    """The documents of one level, each with its tasks below it, a task as high as the one it continues."""
    high = {node.id: node.place[1] for node in board.nodes if node.place}
    top = y = 0.0
    start = len(board.nodes)
    for document, group in tasks.items():
        y = board.put(document_node(kg, document), x + PAD, y + PAD, wide)
        if not group:
            continue
        y += HEADING
        last, wanted = y, list[tuple[float, Node]]()
        for i, task in enumerate(group):
            node = node_of(kg, task)
            near = high.get(partner.get(task, ""))
            last = near if near is not None else last + 0.01
            wanted.append((last if near is not None else max(last, y) + i * 0.01, node))
        first = len(board.nodes)
        bottom = board.beside(wanted, x + PAD, y, wide)
        heading = min((n.place or (0, 0))[1] - height_of(n, wide) / 2 for n in board.nodes[first:])
        board.frames.append(
            Frame(f"任务（{len(group)}）", x + PAD / 2, heading - PAD / 2, wide + PAD, bottom - heading + PAD)
        )
        y = bottom + BETWEEN
    bottom = max((n.place or (0, 0))[1] + height_of(n, wide) / 2 for n in board.nodes[start:])
    board.frames.insert(0, Frame(level, x - PAD / 2, top - GAP / 2, wide + 3 * PAD, bottom - top + PAD + GAP))


def _kin(kg: KnowledgeGraph, pairs: list[Kin]) -> list[Edge]:
    """A line for each pair of which neither says anything of the other."""
    edges = []
    for pair in pairs:
        said = (f for relation in (*_LINKS, "cites") for f in kg.out(pair.below, relation))
        if pair.items >= _FEW and all(str(f.object) != pair.above for f in said):
            more = [f"……共 {pair.items} 项"] if pair.items > _LISTED else []
            title = "\n".join(["对应的事项：", *pair.titles[:_LISTED], *more])
            ends = (pair.above, pair.below)
            label = f"对应 {pair.items} 项"
            edges.append(Edge("|".join(ends), *ends, "kin", label, title, directed=False, kind_label="上下级对应文件"))
    return edges


def _follow_edge(kg: KnowledgeGraph, pair: Follow) -> Edge:
    label = "部分对应" if pair.part else "同一事项"
    lines = [
        f"{label}（{pair.score:.0%}）：{pair.why}",
        *(_where(kg.source(task)) for task in (pair.above, pair.below)),
    ]
    ends = (pair.above, pair.below)
    return Edge("|".join(ends), *ends, "alike", label, "\n".join(lines), directed=False, kind_label="上下级对应任务")


def _where(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return f"{fact.evidence.quote}（{fact.evidence.place}）"
