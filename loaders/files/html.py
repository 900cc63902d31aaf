"""HTML to text with offsets into the page's own characters.

What a reader of the page sees is read, line by line: tables of data become tab-separated lines, tables that only
place text do not; what the site prints round the text (navigation, links, foot) is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

import regex

from zhize.loaders.files.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    Shape,
    cell_glue,
    is_layout,
    is_pairs,
    layout_words,
)
from zhize.loaders.files.html_style import HEADINGS, hidden_selectors, is_hidden, keeps_lines, take_shown_form
from zhize.loaders.files.html_tree import BLOCKS, Element, Text, parse
from zhize.loaders.files.traced_text import Builder, TracedText
from zhize.loaders.patterns import DITTO

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "select",
        "option",
        "button",
        "object",
        "iframe",
        "textarea",
        "video",
        "audio",
        "canvas",
        "noembed",
        "noframes",
        "datalist",
        "map",
        "rt",
        "rp",
        "del",
        "s",
        "strike",
    ]
)
"""Elements that print nothing, or what is struck out or says how a word is spoken."""
LABEL = 60
"""A cell with more characters is no label; what it says does not matter for the form of its table."""
CHROME = frozenset(["nav", "header", "footer", "aside", "menu"])
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_WORDS_OF_A_NAME = regex.compile(r"[-_]|(?<=[a-z])(?=[A-Z])")
_PRINTED = re.compile(r"[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]|关于|附件|第[一二三四五六七八九十百]+[章条]")


def html_text(source: str) -> TracedText:
    """The visible text of a page, block elements as lines, traced to characters of the page's source."""
    root = parse(source)
    page = _Page(source, root)
    text = page.read()
    if page.hidden > 5 * len(text.text.split()) and len("".join(text.text.split())) < page.hidden / 5:
        page = _Page(source, root, all_shown=True)  # a script shows the text when the page opens
        text = page.read()
    return _without_foot(text)


class _Page:
    """One reading of a page: measures its elements first, then writes its text."""

    def __init__(self, source: str, root: Element, *, all_shown: bool = False) -> None:
        self.source, self.root, self.all_shown = source, root, all_shown
        self.hidden = 0
        self.chrome = layout_words().chrome
        self.unseen = frozenset[str]() if all_shown else hidden_selectors(source)
        self._measure(root, linked=False)
        self.out = Builder()

    def read(self) -> TracedText:
        self._block(self.root)
        return self.out.traced()

    def _measure(self, element: Element, *, linked: bool) -> None:
        """Count the characters of every element, and mark those that are not shown."""
        size = links = lines = tables = 0
        for child in element.children:
            if isinstance(child, Text):
                piece = self.source[child.start : child.end]
                if not piece.isspace():
                    count = len("".join(piece.split()))
                    size += count
                    links += count if linked else 0
                continue
            if child.attributes and "display" in child.attributes:
                take_shown_form(child)
            tag = child.tag
            child.hidden = tag in SKIPPED
            if child.hidden:
                continue
            self._measure(child, linked=linked or tag == "a")
            if child.attributes and not self.all_shown and is_hidden(child, self.unseen):
                child.hidden = True
                self.hidden += child.size
                continue
            size += child.size
            links += child.links
            lines += child.lines + (tag in BLOCKS and (child.size > 0 or tag == "br"))
            tables += child.tables + (tag == "table" and child.size > 0)
        element.size, element.links, element.lines, element.tables = size, links, lines, tables

    def _is_chrome(self, element: Element) -> bool:
        """Whether an element holds what the site prints round a text, and not the text."""
        share = element.size / max(1, self.root.size)
        if self._is_named_chrome(element) and (share < 0.5 or element.links > 0.8 * element.size):
            many_links = element.links > 0.5 * element.size
            return many_links or (element.tag != "header" and not self._holds_print(element))
        return share < 0.5 and element.links > 0.85 * element.size and self._is_list_of_links(element)

    def _is_named_chrome(self, element: Element) -> bool:
        names = _names(element)
        return element.tag in CHROME or (bool(names) and any(_last_word(name) in self.chrome for name in names))

    def _holds_print(self, element: Element) -> bool:
        return bool(_PRINTED.search(self._plain(element))) and element.links < 0.3 * element.size

    def _is_list_of_links(self, element: Element) -> bool:
        if element.tag not in ("ul", "ol", "div", "td", "dl", "section"):
            return False
        links = [child for child in _inside(element) if child.tag == "a"]
        return len(links) >= 4 and not _PRINTED.search(self._plain(element))

    def _plain(self, element: Element) -> str:
        out: list[str] = []
        for child in element.children:
            if isinstance(child, Text):
                out.append(self.source[child.start : child.end])
            elif not child.hidden:
                out.append(self._plain(child))
        return "".join(out)

    def _block(self, element: Element, *, kept: bool = False) -> None:
        """Write an element's text; blocks begin and end lines, and so do the source's lines where they are kept."""
        kept = kept or element.tag == "pre" or ("white-space" in element.attributes and keeps_lines(element))
        for child in element.children:
            if isinstance(child, Text):
                self._text(child, kept=kept)
            elif child.hidden:
                continue
            elif child.tag in BLOCKS and not child.size:
                self._break(child.at)
            elif child.tag not in BLOCKS and child.tag != "a" and not child.children:
                continue
            elif self._is_chrome(child):
                self._break(child.at)
            elif child.tag == "table":
                self._table(child)
            elif child.tag in BLOCKS:
                self._break(child.at)
                if child.tag in HEADINGS and child.size:
                    self.out.glue("#" * int(child.tag[1]) + " ", child.at)
                self._block(child, kept=kept)
                self._break(self.out.end or child.at)
            else:
                self._block(child, kept=kept)

    def _break(self, at: int) -> None:
        if self.out.last not in ("", "\n"):
            self.out.glue("\n", at)

    def _text(self, text: Text, *, kept: bool = False) -> None:
        _write(self.out, self.source, text, kept=kept)

    def _table(self, table: Element) -> None:
        rows = _rows(table)
        shapes = [[self._shape(cell) for cell in row] for row in rows]
        self._break(table.at)
        for caption in (c for c in table.children if isinstance(c, Element) and c.tag == "caption"):
            self._block(caption)
            self._break(caption.at)
        if is_pairs(shapes):
            self._pairs(rows)
        elif is_layout(shapes) or table.get("role") == "presentation":
            for cell in (cell for row in rows for cell in row if not self._is_chrome(cell)):
                self._break(cell.at)
                self._block(cell)
            self._break(table.at)
        else:
            self._data(rows)

    def _shape(self, cell: Element) -> Shape:
        text = unescape(self._plain(cell)) if cell.size < LABEL and not cell.tables else ""
        return Shape(text, 1 + cell.lines, cell.tables > 0, max(cell.size, len(text.strip())))

    def _pairs(self, rows: list[list[Element]]) -> None:
        for row in rows:
            for number, cell in enumerate(row):
                if number % 2 == 0:
                    self._break(cell.at)
                self._cell(cell)
        self._break(self.out.end)

    def _data(self, rows: list[list[Element]]) -> None:
        """Rows as tab-separated lines; cells that stand for a higher one of a row above are ditto marks."""
        merged: dict[int, int] = {}
        for row in rows:
            column = 0
            for cell in row:
                column = self._under(merged, column, cell.at)
                width = _count(cell.get("colspan"), MOST_COLUMNS)
                height = MOST_ROWS if cell.get("rowspan") == "0" else _count(cell.get("rowspan"), MOST_ROWS)
                for number in range(width):
                    self._gap(column, cell.at)
                    if not number:
                        self._cell(cell)
                    if height > 1:
                        merged[column] = height - 1
                    column += 1
            self._under(merged, column, self.out.end)
            self._break(self.out.end)

    def _under(self, merged: dict[int, int], column: int, at: int) -> int:
        while merged.get(column):
            self._gap(column, at)
            self.out.glue(DITTO, at)
            merged[column] -= 1
            column += 1
        return column

    def _gap(self, column: int, at: int) -> None:
        if column:
            self.out.glue("\t", at)

    def _cell(self, cell: Element) -> None:
        """The pieces of a cell on one line, each put to the one before as its break tells."""
        written = ""
        for number, (soft, piece) in enumerate(self._pieces(cell)):
            piece = piece.strip()
            if number:
                glue = cell_glue(written, piece.text, soft=soft)
                self.out.glue(glue, self.out.end)
                written += glue
            self.out.extend(piece)
            written += piece.text

    def _pieces(self, cell: Element) -> list[tuple[bool, TracedText]]:
        """The lines of a cell, each with whether the break before it is a soft one."""
        pieces: list[tuple[bool, TracedText]] = []
        line = Builder()
        soft = True

        def end(is_soft: bool) -> None:
            nonlocal line, soft
            traced = line.traced()
            if traced.text.strip():
                pieces.append((soft, traced))
                line, soft = Builder(), is_soft
            else:
                line = Builder()
                soft = soft and is_soft

        def walk(element: Element) -> None:
            for child in element.children:
                if isinstance(child, Text):
                    _write(line, self.source, child)
                elif child.hidden:
                    continue
                elif child.tag == "br":
                    end(True)
                elif child.tag in BLOCKS:
                    end(False)
                    walk(child)
                    end(False)
                else:
                    walk(child)

        walk(cell)
        end(True)
        return pieces


def _write(out: Builder, source: str, text: Text, *, kept: bool = False) -> None:
    """Write a piece of text: character references as what they stand for, the source's line ends as blanks."""
    raw = source[text.start : text.end]
    if not kept:
        if out.last in ("", "\n") and not raw.strip(" \t\r\n"):
            return  # the source's own indents say nothing
        raw = raw.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if "&" not in raw or text.raw:
        out.add(raw, text.start)
        return
    done = 0
    for match in _REFERENCE.finditer(raw):
        out.add(raw[done : match.start()], text.start + done)
        out.stand_for(unescape(match[0]), text.start + match.start(), text.start + match.end())
        done = match.end()
    out.add(raw[done:], text.start + done)


def _inside(element: Element) -> list[Element]:
    """The shown elements in an element, at any depth."""
    out: list[Element] = []
    todo = [element]
    while todo:
        for child in todo.pop().children:
            if isinstance(child, Element) and not child.hidden:
                out.append(child)
                todo.append(child)
    return out


def _rows(table: Element) -> list[list[Element]]:
    """The cells of each row of a table; cells outside a row make one."""
    rows: list[list[Element]] = []
    todo: list[Element | Text] = list(reversed(table.children))
    loose = False
    while todo:
        child = todo.pop()
        if isinstance(child, Text) or child.hidden or child.tag in ("caption", "table"):
            continue
        if child.tag == "tr":
            loose = False
            rows.append(
                [c for c in child.children if isinstance(c, Element) and c.tag in ("td", "th") and not c.hidden]
            )
        elif child.tag in ("td", "th"):
            if not loose:
                rows.append([])
            loose = True
            rows[-1].append(child)
        else:
            todo.extend(reversed(child.children))
    return rows


def _count(value: str | None, most: int) -> int:
    """A colspan or rowspan; what is no number counts as 1, a larger one as the most there can be."""
    return (
        min(int(value), most)
        if value and value.isascii() and value.isdigit() and 1 <= len(value) <= 9 and int(value)
        else 1
    )


def _names(element: Element) -> list[str]:
    if "class" not in element.attributes and "id" not in element.attributes:
        return []
    return [*(element.get("class") or "").split(), *(element.get("id") or "").split()]


@lru_cache(4096)
def _last_word(name: str) -> str:
    return _WORDS_OF_A_NAME.split(name)[-1].lower().rstrip("0123456789")


def _without_foot(text: TracedText) -> TracedText:
    """Without the site's foot: the lines from `责任编辑：` on, and labels of the site that end the page."""
    words = layout_words()
    lines = text.text.split("\n")
    lengths = [len(line.strip()) for line in lines]
    total, cut = sum(lengths), len(lines)
    left = 0
    site_only = True
    for number in range(len(lines) - 1, -1, -1):
        bare = lines[number].strip().lstrip("#·【[ ").strip()
        left += lengths[number]
        if left > max(200, 0.3 * total):
            break
        if not bare:
            continue
        if (bare.startswith(words.foot) and len(bare) < 120) or (
            site_only and bare.startswith(words.foot_labels) and len(bare) < 120
        ):
            cut = number
        elif _PRINTED.search(bare) and cut == len(lines):
            break
        else:
            site_only = site_only and len(bare) <= 6
    return text[: max(0, sum(map(len, lines[:cut])) + cut - 1)] if cut < len(lines) else text
