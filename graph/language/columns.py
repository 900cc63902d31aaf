"""Heads of columns of tables: which slot the cells under a head fill. The words are those of `lexicon/columns.yaml`."""

from __future__ import annotations

from functools import cache

import msgspec

from zhize.graph.language.vocabulary import load


class SlotWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The heads of one slot: whole heads, and parts of heads."""

    names: tuple[str, ...] = msgspec.field(name="is")
    has: tuple[str, ...] = ()


class ColumnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of columns.yaml."""

    longest: int
    slots: dict[str, SlotWords]


@cache
def column_words() -> ColumnWords:
    """Load and check columns.yaml.

    Raises:
        SchemaError: the file is malformed.
    """
    words: ColumnWords = load("columns.yaml", ColumnWords)
    return words


def slot_of(head: str) -> str | None:
    """The slot of a head of a column, None where it is no head.

    Example: `牵头单位` -> leads, `完成时限` -> deadline, `区水利局` -> None.
    """
    bare = head.replace(" ", "").strip("：:")
    if not bare or len(bare) > column_words().longest:
        return None
    slots = column_words().slots.items()
    whole = next((slot for slot, words in slots if bare in words.names), None)
    return whole or next((slot for slot, words in slots if any(word in bare for word in words.has)), None)


def read_head(cells: list[str]) -> dict[str, tuple[int, ...]]:
    """The columns of every slot, where a row is the head of a table: every cell that is not blank is a head.

    Example: `序号`, `任务`, `责任单位` -> item 0, title 1, responsible_for 2.
    """
    slots: dict[str, tuple[int, ...]] = {}
    for i, cell in enumerate(cells):
        slot = slot_of(cell)
        if slot:
            slots[slot] = (*slots.get(slot, ()), i)
    return slots
