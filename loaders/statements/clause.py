"""Every clause of a document as a node, whether a statement was read from it or not: what nobody read can still be found."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from zhize.graph.language.columns import slot_of
from zhize.graph.language.names import is_agency
from zhize.graph.language.people import is_person, role_of
from zhize.graph.language.spans import Span
from zhize.graph.language.values import Value
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.clauses import sentences
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.clause_values import values_of
from zhize.loaders.statements.mention import named_in, own_places
from zhize.loaders.tables import read_row

SHORTEST = 4
LONGEST_HEAD = 12
"""A cell of a table's first row names its column when it is no longer than this."""


class _Piece(msgspec.Struct, frozen=True):
    """A clause before it is a node. `offset` is where it begins in the text of its block."""

    text: str
    start: int
    end: int
    block: Block
    offset: int = 0
    row: bool = False


def clause_nodes(scope: Scope) -> Claims:
    r"""The clauses of a document in print order: pieces of paragraphs between ；。！？, and rows of tables.

    A row says its cells with the heads of their columns: under `对象\t标准` the row `甲\t100元` is `对象：甲；标准：100元`.
    The values that a clause names are properties of it (`statements/clause_values.py`).
    """
    claims, ids = Claims(), Ids(scope.id)
    own = own_places(scope.document)
    order = 0
    for section in scope.sections:
        for piece in _pieces(section):
            order += 1
            span = (piece.start, piece.end)
            node = ids.make("clause", piece.text)
            claims.add(node, "text", piece.text, span, "clause", section=section.path)
            claims.add(node, "item", section.number, span, "clause", section=section.path)
            claims.add(node, "clause_in", scope.id, span, "clause", section=section.path, order=order)
            for named in values_of(piece.text, _bodies(piece, own)):
                place = _place(piece, named.value)
                claims.add(node, named.kind, named.value.text, place, "clause", section=section.path)
    return claims


def _bodies(piece: _Piece, own: frozenset[str]) -> list[Value]:
    """The names of bodies in a clause, with their places in its text; those of its paragraph are looked for once."""
    out: list[Value] = []
    end = piece.offset + len(piece.text)
    for span in named_in(piece.block.text, own):
        name = piece.block.text[span.start : span.end]
        if piece.row:
            at = piece.text.find(name)
            out += [Value(at, at + len(name), name, name)] if at >= 0 else []
        elif piece.offset <= span.start and span.end <= end:
            out.append(Value(span.start - piece.offset, span.end - piece.offset, name, name))
    return out


def _place(piece: _Piece, value: Value) -> Span:
    """Where a value of a clause stands in the print; in a row of a table its first place, else the row."""
    if not piece.row:
        return piece.start + value.start, piece.start + value.end
    at = piece.block.text.find(value.text)
    start = piece.block.start + at
    return (start, start + len(value.text)) if at >= 0 else (piece.start, piece.end)


def _pieces(section: Section) -> Iterator[_Piece]:
    heads: list[str] | None = None
    for i, block in enumerate(section.blocks):
        if block.table:
            cells = read_row(block, None).cells
            if heads is None:
                heads = cells if is_head(cells) else []
                if heads:
                    continue
            if (text := _row(cells, heads)) and len(text) >= SHORTEST:
                yield _Piece(text, block.start, block.end, block, row=True)
            continue
        heads = None
        yield from _of_paragraph(block, section.offset if i == 0 and section.number else 0)


def is_head(cells: list[str]) -> bool:
    """Whether the first row of a table names its columns: short words, and no person, role or quantity among them.

    Example: `姓名`, `单位`, `职务` do; `组长`, `王建国`, `区长` and `区水利局`, `3座` do not.
    """
    bare = [cell.replace(" ", "") for cell in cells]
    named = [cell for cell in bare if cell]
    if len(named) < min(2, len(bare)) or any(len(cell) > LONGEST_HEAD for cell in named):
        return False
    if all(slot_of(cell) for cell in named):
        return True
    return not any(regex.search(r"\d", cell) or is_person(cell) or is_agency(cell) for cell in named) and not (
        role_of(bare[0]) and not any(slot_of(cell) for cell in bare[1:])
    )


def _row(cells: list[str], heads: list[str]) -> str:
    named = len(heads) == len(cells)
    return "；".join(f"{heads[i]}：{cell}" if named and heads[i] else cell for i, cell in enumerate(cells) if cell)


def _of_paragraph(block: Block, at: int) -> Iterator[_Piece]:
    for start, end in sentences(block.text, at):
        text = block.text[start:end].strip()
        lead = len(block.text[start:end]) - len(block.text[start:end].lstrip())
        if len(text) >= SHORTEST:
            yield _Piece(text, block.start + start + lead, block.start + end, block, start + lead)
