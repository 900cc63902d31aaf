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


def listed(ground: Ground, passage: Passage) -> tuple[str, ...]:
    """What a clause lists: its names between marks, else the items that stand under it."""
    text = passage.text.rstrip("。；")
    if not _OPENS.search(text):
        match = _LISTS.search(text)
        return tuple(p for p in _APART.split(match["list"]) if p) if match else ()
    out: dict[tuple[tuple[str, ...], str], str] = {}
    for row in ground.said.rows[passage.number + 1 : passage.number + 60]:
        deeper = len(row.section) > len(passage.section) or (row.item and row.item != passage.item)
        if row.document != passage.document or len(row.section) < len(passage.section) or not deeper:
            break
        out.setdefault((row.section[: len(passage.section) + 1], row.item), row.text.rstrip("；。"))
        if len(out) > 12:
            break
    return tuple(out.values())
