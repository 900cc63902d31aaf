"""What a clause lists: names between marks, items below it, what stands behind a label."""

from __future__ import annotations

import regex

from zhize.graph.language.phrases import phrase
from zhize.queries.ground import Ground
from zhize.queries.passages import Passage
from zhize.queries.words import Target, question_words


def labelled(target: Target, text: str) -> str:
    """What stands behind the label that is asked for: `性质是什么`, `单位性质：事业单位` -> `事业单位`; else empty."""
    label = regex.match(question_words().named, target.asked)
    match = regex.search(rf"{label['v']}[：:](?P<v>[^，。；：]+)", text) if label else None
    return match["v"] if match else ""


_LISTS = phrase("answers", "lists")
_APART = phrase("answers", "apart")
_OPENS = phrase("answers", "opens")
_LABEL = phrase("answers", "item_label")
FARTHEST = 400
"""So many clauses are looked at below one that brings in a list; a list is told whole, however long its items are."""


def opens(passage: Passage) -> bool:
    """Whether a clause brings in a list that stands below it: `应当提交下列材料：`."""
    return bool(_OPENS.search(passage.text.rstrip("。；")))


def listed(ground: Ground, passage: Passage) -> tuple[str, ...]:
    """What a clause lists: its names between marks, else the items that stand under it."""
    text = passage.text.rstrip("。；")
    if not opens(passage):
        match = _LISTS.search(text)
        return tuple(p for p in _APART.split(match["list"]) if p) if match else ()
    out: dict[tuple[tuple[str, ...], str], str] = {}
    depth = len(passage.section)
    below = False
    for row in ground.said.rows[passage.number + 1 : passage.number + FARTHEST]:
        if row.document != passage.document or len(row.section) < depth:
            break
        deeper = len(row.section) > depth
        if not deeper and (below or not row.item or row.item == passage.item):
            break
        below = below or deeper
        out.setdefault((row.section[: depth + 1], row.item), row.text.rstrip("；。"))
    return _labels(tuple(out.values()))


def _labels(items: tuple[str, ...]) -> tuple[str, ...]:
    """Of items that are all labelled the labels: `特大型：因灾死亡…` -> `特大型`."""
    labels = [match["v"] for item in items if (match := _LABEL.match(item))]
    return tuple(labels) if len(labels) == len(items) > 1 else items
