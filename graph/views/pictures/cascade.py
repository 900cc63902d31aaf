"""Documents on one matter side by side by level of government, and how tasks of one level continue in the next."""

from __future__ import annotations

from collections import defaultdict

from zhize.errors import OptionError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.board import BETWEEN, GAP, HEADING, PAD, Board, height_of
from zhize.graph.views.pictures.diagram import Diagram, Edge, Frame, Node
from zhize.graph.views.pictures.networks import document_node, edge_of, node_of

LEVELS = ("国家", "省", "市", "区县", "园区", "镇街", "村社区")
_PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔贵滇云藏陕秦甘陇青宁新"
_LINKS = ("implements", "based_on")
_ALIKE = 62.0
"""How alike (of 100) two tasks must be to be joined."""

WIDE, NARROW, BESIDE = 300, 210, 80


def cascade_view(kg: KnowledgeGraph, topic: str) -> Diagram:
    """The documents on a topic in columns from the state down to the district.

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
    x, before = 0.0, list[str]()
    for level in sorted(columns):
        tasks = {d: list(dict.fromkeys(f.subject for f in kg.into(d, "task_of"))) for d in columns[level]}
        wide = WIDE if any(tasks.values()) else NARROW
        here = [task for group in tasks.values() for task in group]
        pairs = alike(kg, before, here)
        _column(kg, board, LEVELS[level], tasks, {b: a for a, b, _ in pairs}, x, wide)
        edges += [_alike_edge(kg, *pair) for pair in pairs]
        before = here or before
        x += wide + 2 * PAD + BESIDE
    for document in documents:
        edges += [edge_of(kg, f) for relation in _LINKS for f in kg.out(document, relation)]
        edges += [edge_of(kg, f, quiet=True) for f in kg.into(document, "task_of")]
    joined = sum(edge.kind == "alike" for edge in edges)
    note = f"“相近任务”按文字相似推定（{joined}对），不是文件原文；其余各线都有出处。" if joined else ""
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


def level_of(kg: KnowledgeGraph, document: str) -> str:
    """The level of government of a document: by its region, its title, its number; else the state's."""
    said = _regional(kg, document)
    if said:
        return said
    title = kg.text(document, "title").removeprefix("中共")
    named = [r for r in kg.nodes("Region") if title.startswith(kg.caption(r)) and kg.text(r, "level") in LEVELS]
    if named:
        return kg.text(max(named, key=lambda r: len(kg.caption(r))), "level")
    number = kg.text(document, "number")
    if not number:
        return "国家"
    alike = [d for d in kg.own_documents if kg.text(d, "number")[:2] == number[:2]]
    said = next((level for d in alike if (level := _regional(kg, d))), "")
    return said or ("省" if number[0] in _PROVINCES else "国家")


def _regional(kg: KnowledgeGraph, document: str) -> str:
    """The highest level of the regions that a document is for, empty where it names none."""
    regions = [kg.text(str(f.object), "level") for f in kg.out(document, "relevant_for")]
    return min((level for level in regions if level in LEVELS), key=LEVELS.index, default="")


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


def alike(kg: KnowledgeGraph, above: list[str], below: list[str]) -> list[tuple[str, str, float]]:
    """Pairs of tasks of two levels whose text is alike, the most alike first, each task once."""
    from rapidfuzz import fuzz, process

    if not above or not below:
        return []
    titles = [[_plain(kg.caption(t)) for t in group] for group in (above, below)]
    texts = [[_plain(kg.text(t, "text"))[:300] for t in group] for group in (above, below)]
    scores = 0.6 * process.cdist(*titles, scorer=fuzz.ratio) + 0.4 * process.cdist(*texts, scorer=fuzz.ratio)
    ranked = sorted(
        ((float(scores[i, j]), i, j) for i in range(len(above)) for j in range(len(below))),
        key=lambda hit: (-hit[0], hit[1], hit[2]),
    )
    used: set[str] = set()
    pairs = []
    for score, i, j in ranked:
        if score < _ALIKE:
            break
        if not {above[i], below[j]} & used:
            used |= {above[i], below[j]}
            pairs.append((above[i], below[j], score))
    return pairs


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum() and c not in "市区县省镇")


def _alike_edge(kg: KnowledgeGraph, above: str, below: str, score: float) -> Edge:
    lines = [f"文字相近（{score:.0f}%）", *(_where(kg.source(task)) for task in (above, below))]
    return Edge(f"{above}|{below}", above, below, "alike", "相近任务", "\n".join(lines), directed=False)


def _where(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return f"{fact.evidence.quote}（{fact.evidence.file} {fact.evidence.start}–{fact.evidence.end}）"
