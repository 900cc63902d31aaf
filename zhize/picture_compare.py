"""A comparison as a picture: matched items side by side with what differs, below them what either side has alone."""

from __future__ import annotations

from collections.abc import Sequence

from zhize.errors import OptionError
from zhize.graph.views.pictures.board import BETWEEN, HEADING, PAD, Board
from zhize.graph.views.pictures.diagram import Edge, Frame, Node
from zhize.graph.views.pictures.picture import DiagramPicture
from zhize.queries.answer import shorten
from zhize.queries.compare.match import Comparison, Pair, Side
from zhize.render_compare import KINDS, RELATIONS, differences

_WIDE, _APART = 300, 90
_LONGEST = 90
"""Characters of a difference that its box shows; its card shows all."""
_COLORS = {"a": "#4775d1", "b": "#4b9b80", "differs": "#da730b"}


def compared_picture(found: Comparison, a: str, b: str) -> DiagramPicture:
    """The board of a comparison of `a` with `b`: pairs that are the same matter or a part of it, in the order of `a`.

    Raises:
        OptionError: the sides have no items that could be matched.
    """
    pairs = sorted((p for p in found.pairs if p.relation != "related"), key=lambda p: (p.a.number, p.a.path, -p.score))
    if not pairs and not found.only_a and not found.only_b:
        raise OptionError("“{a}” and “{b}” have no documents on the same matter to compare.", a=a, b=b)
    board, edges = Board(), list[Edge]()
    lefts = [column * (_WIDE + _APART) for column in range(3)]
    y = float(HEADING)
    for n, pair in enumerate(pairs):
        y = _row(board, edges, pair, n, lefts, y)
    if pairs:
        for left, name in zip(lefts, (a, b, "不同之处"), strict=True):
            board.frames.append(Frame(name, left - PAD, HEADING - PAD, _WIDE + 2 * PAD, y - HEADING + PAD))
    y += BETWEEN
    for left, side, name, alone in ((lefts[0], "a", a, found.only_a), (lefts[1], "b", b, found.only_b)):
        nodes = [_box(f"{side}-{n}", side, kind, one) for n, (kind, one) in enumerate(alone)]
        board.frame(f"仅{name}有（{len(nodes)}）", nodes, left - PAD, y, _WIDE)
    note = "对应关系按事项、单位和用词比对推定，不是文件原文。"
    return DiagramPicture(board.diagram(f"{a} 与 {b}：同一事项对照", edges, note=note))


def _row(board: Board, edges: list[Edge], pair: Pair, n: int, lefts: Sequence[float], top: float) -> float:
    """One pair: its two items, what differs, and the line between the items; gives where the next row begins."""
    left, right = f"pair-{n}-a", f"pair-{n}-b"
    bottom = max(
        board.put(_box(left, "a", pair.kind, pair.a), lefts[0], top, _WIDE),
        board.put(_box(right, "b", pair.kind, pair.b), lefts[1], top, _WIDE),
    )
    label = RELATIONS[pair.relation]
    about = f"{label}（{pair.score:.0%}）：{pair.why}"
    edges.append(Edge(f"pair-{n}", left, right, "alike", label, about, directed=False, kind_label="对应"))
    if lines := [*differences(pair.changes)]:
        card = tuple((line.partition("：")[0], line.partition("：")[2]) for line in lines)
        said = "；".join(shorten(line, _LONGEST) for line in lines)
        box = Node(f"pair-{n}-c", said, "differs", "不同之处", _COLORS["differs"], "\n".join(lines), card)
        bottom = max(bottom, board.put(box, lefts[2], top, _WIDE))
    return bottom + PAD


def _box(node: str, side: str, kind: str, item: Side) -> Node:
    label = f"{item.item or ''} {item.title}".strip()
    card = (("文号", item.number), ("章节", " / ".join(item.path)), ("类别", KINDS[kind]))
    about = "\n".join((item.title, item.number, " / ".join(item.path)))
    return Node(node, label, side, "前者" if side == "a" else "后者", _COLORS[side], about, card)
