"""HTML to text with offsets into the page's own characters.

The standard parser tells where each piece of text stands, which tree parsers do not; a fact from a web page
can so be checked against the page's source. Rows of tables become tab-separated lines.
"""

from __future__ import annotations

from array import array
from html import unescape
from html.parser import HTMLParser

from zhize.loaders.files.mapped import Mapped
from zhize.loaders.patterns import DITTO

SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "nav", "header", "footer", "select", "svg"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "ul",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class _TextParser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.line_starts = [0]
        at = source.find("\n")
        while at >= 0:
            self.line_starts.append(at + 1)
            at = source.find("\n", at + 1)
        self.chars: list[str] = []
        self.starts = array("L")
        self.ends = array("L")
        self.skipped: list[str] = []
        self.cell_depth = 0
        self.cells = 0
        self.blanks = 0
        """How many columns the open cell still takes."""
        self.merged: dict[int, int] = {}
        """Columns taken by a cell of a row above, and for how many rows more."""

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def _add(self, text: str, at: int, width: int | None = None) -> None:
        for number, char in enumerate(text):
            self.chars.append(char)
            self.starts.append(at + number if width is None else at)
            self.ends.append(at + number + 1 if width is None else at + width)

    def _break(self) -> None:
        # Inside a table cell a break only separates names; outside it ends the line.
        glue = " " if self.cell_depth else "\n"
        if self.chars and self.chars[-1] not in ("\n\t" if self.cell_depth else "\n"):
            self._add(glue, self._at(), 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.skipped.append(tag)
        if self.skipped:
            return
        if tag == "table":
            self.merged.clear()
        if tag == "tr":
            self._close_row()
            self._break()
        elif tag in ("td", "th"):
            self.cell_depth = 0
            self._open_cell(dict(attrs))
        elif tag in BLOCKS:
            self._break()
            if tag in HEADINGS and not self.cell_depth:
                self._add("#" * int(tag[1]) + " ", self._at(), 0)

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        self._fill()
        self._gap()
        width, height = _count(attrs.get("colspan")), _count(attrs.get("rowspan"))
        if height > 1:
            self.merged |= dict.fromkeys(range(self.cells, self.cells + width), height - 1)
        self.cells += 1
        self.blanks = width - 1
        self.cell_depth = 1

    def _close_row(self) -> None:
        if self.cells:
            self._fill()
        self.cells = self.cell_depth = 0

    def _gap(self) -> None:
        if self.cells:
            self._add("\t", self._at(), 0)

    def _fill(self) -> None:
        """Blanks for the rest of a wide cell, ditto marks for cells merged with those above."""
        while self.blanks or self.merged.get(self.cells):
            self._gap()
            if self.blanks:
                self.blanks -= 1
            else:
                self._add(DITTO, self._at(), 0)
                self.merged[self.cells] -= 1
            self.cells += 1

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        if tag in ("td", "th"):
            self.cell_depth = 0
        elif tag in BLOCKS and tag not in VOID:
            if tag in ("tr", "table"):
                self._close_row()
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            # Line ends of the source are no line ends of the page.
            self._add(data.replace("\n", " ").replace("\r", " ").replace("\t", " "), self._at())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, raw: str) -> None:
        if not self.skipped:
            self._add(unescape(raw), self._at(), len(raw))


def _count(value: str | None) -> int:
    """A colspan or rowspan; what is no number from 1 to 100 counts as 1."""
    return int(value) if value and value.isdecimal() and 1 <= int(value) <= 100 else 1


def html_text(source: str) -> Mapped:
    """The visible text of a page, block elements as lines, mapped to characters of the page's source."""
    parser = _TextParser(source)
    parser.feed(source)
    parser.close()
    return Mapped("".join(parser.chars), parser.starts, parser.ends)
