"""Rows of tables as cells, with merged cells and ditto marks filled from the row above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
import regex

from zhize.graph.language.spans import Span
from zhize.loaders.patterns import DITTO
from zhize.loaders.print.documents import Block

_SAME = regex.compile(rf"^(?:{DITTO}|″|同上|同前)$")


class Row(msgspec.Struct, frozen=True):
    """The cells of a row; `span` is where they stand in the clean text, with the rows that filled it.

    `merged` holds the columns whose cell is that of the row above.
    """

    cells: list[str]
    span: Span
    merged: tuple[int, ...] = ()


def read_row(block: Block, above: Row | None) -> Row:
    r"""The cells of a table row.

    Example: under `甲\t区水利局` the row `乙\t同上` reads as `乙`, `区水利局`, and cites both rows.
    """
    cells = [cell.strip() for cell in block.text.split("\t")]
    start = block.start
    merged: list[int] = []
    for i, cell in enumerate(cells):
        if _SAME.match(cell):
            known = above is not None and i < len(above.cells)
            merged.append(i)
            cells[i] = above.cells[i] if above is not None and known else ""
            start = min(start, above.span[0]) if above is not None and known else start
    return Row(cells, (start, block.end), tuple(merged))


T = TypeVar("T")
S = TypeVar("S", bound=str)


def rows_under(blocks: Iterable[Block], head: Callable[[list[str]], T | None]) -> Iterator[tuple[Row, T]]:
    """The rows of tables below a head row, each with what `head` made of that row.

    `head` is given the cells of every row and returns what it makes of a head it knows, or a false value.
    """
    columns: T | None = None
    above: Row | None = None
    for block in blocks:
        if not block.table:
            columns, above = None, None
            continue
        above = read_row(block, above)
        found = head(above.cells)
        if found:
            columns = found
        elif columns is not None:
            yield above, columns


def columns_of(cells: Sequence[str], heads: Mapping[S, Sequence[str]]) -> dict[str, int]:
    """Which column of a head row fills which slot; `heads` are the words over the columns of a slot.

    Of two columns with words of one slot the first fills it. Example: `步骤 | 时 限` -> step 0, limit 1.
    """
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        bare = "".join(cell.split())
        slot = next((slot for slot, words in heads.items() if bare in words), None)
        if slot is not None:
            columns.setdefault(slot, at)
    return columns
