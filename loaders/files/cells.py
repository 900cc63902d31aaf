"""Tables as all kinds of files hold them: is a table one at all, and how do the pieces of a cell belong together?"""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.names import is_agency, is_collective, is_elliptic, parse
from zhize.graph.language.vocabulary import load

MOST_COLUMNS = 100
"""No table of print has more columns; a wider span is a mistake of the file and counts as this many."""
MOST_ROWS = 5000
"""A cell that claims to be higher counts as this high."""


class LayoutWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of layout.yaml."""

    foot: tuple[str, ...]
    foot_labels: tuple[str, ...]
    chrome: frozenset[str]
    surnames: str


@cache
def layout_words() -> LayoutWords:
    """The words that tell parts of a page apart, loaded once."""
    words: LayoutWords = load("layout.yaml", LayoutWords)
    return words


class Shape(msgspec.Struct, frozen=True):
    """What decides whether a cell belongs to a table of data: its text, its lines, whether a table stands in it."""

    text: str
    lines: int = 1
    nested: bool = False
    size: int = -1
    """How many characters it has, where `text` does not hold them all."""

    @property
    def length(self) -> int:
        """How many characters the cell has."""
        return self.size if self.size >= 0 else len(self.text.strip())


_LABEL = regex.compile(r"^[\p{Han}\s\u3000A-Za-z/（）()]{2,14}[：:]$")


def is_layout(rows: list[list[Shape]]) -> bool:
    """Whether a table only places text on the page, so that its cells are read as lines one after another.

    Such are a table of one cell, a row for each paragraph, a table round other tables, a single row, and one whose
    text stands nearly all in one cell of many paragraphs.
    """
    filled = [row for row in ([cell for cell in row if cell.length] for row in rows) if row]
    if max(map(len, filled), default=0) <= 1:
        return True
    if any(cell.nested for row in rows for cell in row):
        return not _lists_names(filled)
    if len(filled) == 1:
        return True
    cells = [cell for row in filled for cell in row]
    largest = max(cells, key=lambda cell: cell.length)
    has_head = len(filled[0]) > 1 and all(cell.length <= 12 and cell.lines <= 2 for cell in filled[0])
    page = largest.lines >= 6 and largest.length > 0.7 * sum(cell.length for cell in cells)
    return page and len(filled) <= 4 and not has_head


def _lists_names(rows: list[list[Shape]]) -> bool:
    """Whether tables within a table only list names in cells of it: it has a head, and what is nested is short."""
    head = rows[0]
    has_head = len(head) >= 3 and all(cell.length <= 12 and not cell.nested for cell in head)
    nested = [cell for row in rows for cell in row if cell.nested]
    return has_head and len(rows) > 1 and all(cell.length <= 60 and cell.lines <= 8 for cell in nested)


def is_pairs(rows: list[list[Shape]]) -> bool:
    """Whether a table lists labels with their values beside them: `发文字号：` `甲发〔2023〕5号`."""
    filled = [row for row in rows if any(cell.length for cell in row)]
    return bool(filled) and all(
        len(row) % 2 == 0 and all(_LABEL.match(cell.text.strip()) for cell in row[::2]) for row in filled
    )


_BEHIND = regex.compile(r"[^、，；。：,;:（(）)\s]*$")
_AHEAD = regex.compile(r"^[^、，；。：,;:（(）)\s]*")
_NUMBERED = regex.compile(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳●•])")
_WORD = regex.compile(r"[A-Za-z0-9]$")


def cell_glue(left: str, right: str, *, soft: bool) -> str:
    """What stands between two pieces of a cell that a break parts: nothing, `、` or a blank.

    A name cut by a narrow cell is put together, two whole names are told apart. `soft` is a break that only fills
    the cell's width (`<br>`, a line of print), in contrast to a paragraph's end.

    Example: `区教育和` + `体育局` -> nothing; `区应急局` + `区住建局` -> `、`.
    """
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or left[-1] in "、，,（(《“：:" or right[0] in "、，。；：,;）)》”":
        return ""
    if left[-1] in "。；;！？" or _NUMBERED.match(right):
        return " "
    behind, ahead = _BEHIND.search(left), _AHEAD.search(right)
    a, b = (behind[0] if behind else ""), (ahead[0] if ahead else "")
    if _is_name(a) and (_is_name(b) or is_elliptic(b)):
        whole = parse(a + b)
        return "" if whole and whole.core_id and not _is_name(b) else "、"
    if _are_persons(a, b):
        return "、"
    if left.count("（") > left.count("）"):
        return ""
    if _WORD.search(left) and right[0].isascii() and right[0].isalnum():
        return " "
    return "" if soft or _is_name(a + b) else " "


def _is_name(text: str) -> bool:
    return is_agency(text) or is_collective(text)


def _are_persons(a: str, b: str) -> bool:
    surnames = layout_words().surnames
    return 2 <= len(a) <= 3 and 2 <= len(b) <= 3 and a[0] in surnames and b[0] in surnames
