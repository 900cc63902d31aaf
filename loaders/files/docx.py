"""DOCX to text as it is printed: with automatic numbers, text boxes and fields, tracked changes as accepted.

Paragraphs are lines, headings get Markdown marks, rows of tables are tab-separated lines. What does not print is
left out: hidden text, deleted text, comments, the table of contents (which only repeats headings).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from zhize.errors import ReadError
from zhize.loaders.files.cells import MOST_COLUMNS, Shape, cell_glue, is_layout, is_pairs
from zhize.loaders.files.docx_numbers import Numbers, Styles
from zhize.loaders.files.ooxml import Package, attribute, child, children, is_on, local
from zhize.loaders.patterns import DITTO
from zhize.messages import Sentence

_GONE = frozenset(
    [
        "del",
        "moveFrom",
        "sectPr",
        "pPr",
        "tblPr",
        "tblGrid",
        "rPr",
        "instrText",
        "delText",
        "delInstrText",
        "commentReference",
        "annotationRef",
        "footnoteReference",
        "endnoteReference",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
    ]
)
"""Elements that print nothing."""
DEEPEST = 40
"""Tables and boxes nested deeper than this are left out."""


def docx_text(data: bytes, label: str) -> tuple[str, list[Sentence]]:
    """The text of a DOCX, and sentences on what of it could not be read.

    Raises:
        ReadError: the file is no DOCX, or unpacks to more than a document can hold.
    """
    package = Package(data, label)
    name = package.main()
    root = package.xml(name)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise ReadError(
            "{label}: the file is no readable DOCX (it holds no document). Save it anew as DOCX or text.", label=label
        )
    reader = _Reader(package, name)
    lines = list(reader.blocks(body, 0))
    if name in package.damaged:
        reader.notes.append(
            Sentence(
                "{file}: the file is damaged ({error}). What stands behind that place may be missing. Save it anew as "
                "DOCX or text.",
                {"file": label, "error": package.damaged[name]},
            )
        )
    if reader.too_deep:
        reader.notes.append(
            Sentence(
                "{file}: text that is nested deeper than {most} levels is not read. Save the file as text.",
                {"file": label, "most": DEEPEST},
            )
        )
    return "\n".join(lines), reader.notes


class _Field:
    """A field that is open: its instruction is not printed, its result is, but not that of a table of contents."""

    def __init__(self) -> None:
        self.code, self.shown = "", False


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self.package = package
        self.targets = package.targets(name)
        kinds = {kind.rpartition("/")[2]: path for kind, path in self.targets.values()}
        self.styles = Styles(package.xml(kinds["styles"]) if "styles" in kinds else None)
        self.numbers = Numbers(package.xml(kinds["numbering"]) if "numbering" in kinds else None, self.styles)
        self.notes: list[Sentence] = []
        self.fields: list[_Field] = []
        self.too_deep = False
        self.started = False
        """Whether a line was printed: a box before it is the head of the paper."""

    def blocks(self, container: Any, depth: int, *, cell: bool = False) -> Iterator[str]:
        """The lines of a body, a cell or a box."""
        if depth > DEEPEST:
            self.too_deep = True
            return
        carried = ""
        for element in container:
            name = local(element)
            if name == "p":
                lines, runs_on = self.paragraph(element, depth, cell=cell)
                if carried and lines:
                    lines[0] = carried + lines[0]
                    carried = ""
                if runs_on and lines:
                    carried = lines.pop()
                self.started = self.started or any(line.strip() for line in lines)
                yield from lines
            elif name == "tbl":
                yield from self.table(element, depth + 1)
            elif name == "altChunk":
                yield from self.chunk(element)
            elif name == "sdt":
                yield from self._control(element, depth, cell)
            elif name == "AlternateContent":
                yield from self.blocks(_chosen(element), depth + 1, cell=cell)
            elif name not in _GONE:
                yield from self.blocks(element, depth + 1, cell=cell)
        if carried:
            yield carried

    def _control(self, element: Any, depth: int, cell: bool) -> Iterator[str]:
        properties, content = child(element, "sdtPr"), child(element, "sdtContent")
        gallery = child(child(properties, "docPartObj"), "docPartGallery")
        if content is not None and "contents" not in (attribute(gallery, "val") or "").lower():
            yield from self.blocks(content, depth + 1, cell=cell)

    def paragraph(self, element: Any, depth: int, *, cell: bool = False) -> tuple[list[str], bool]:
        """The lines of a paragraph, boxes that hang on it among them, and whether its end was deleted."""
        properties = child(element, "pPr")
        style = attribute(child(properties, "pStyle"), "val") if properties is not None else None
        run = child(properties, "rPr") if properties is not None else None
        boxes: list[Any] = []
        text = "".join(self.inline(element, boxes, hidden=self.styles.hides(style)))
        boxed = [line for box in boxes for line in self.blocks(box, depth + 1)]
        number = self.numbers.of(properties, style)
        if self.styles.is_contents(style):
            return boxed, False
        lines = text.split("\n")
        if number and (text.strip() or cell):
            lines[0] = number + lines[0].lstrip()
        level = self.styles.heading(style)
        if level and not cell and lines[0].strip():
            lines[0] = "#" * level + " " + lines[0]
        ends = child(run, "del") if run is not None else None
        if not boxed:
            return lines, ends is not None
        if not text.strip():
            return boxed, False
        return (lines + boxed, False) if self.started else (boxed + lines, False)

    def inline(self, element: Any, boxes: list[Any], *, hidden: bool) -> Iterator[str]:
        """The text of a paragraph's children in their order; boxes are put aside."""
        for part in element:
            name = local(part)
            if name in _GONE:
                continue
            if name == "r":
                yield from self._run(part, boxes, hidden)
            elif name == "fldSimple":
                if "TOC" not in (attribute(part, "instr") or "").split():
                    yield from self.inline(part, boxes, hidden=hidden)
            elif name == "ruby":
                yield from self.inline(_inner(part, "rubyBase"), boxes, hidden=hidden)
            elif name == "AlternateContent":
                yield from self.inline(_chosen(part), boxes, hidden=hidden)
            elif name == "sdt":
                yield from self.inline(_inner(part, "sdtContent"), boxes, hidden=hidden)
            elif name in ("oMath", "oMathPara"):
                yield "".join(t.text or "" for t in part.iter() if local(t) == "t")
            else:  # ins, moveTo, hyperlink, smartTag, customXml, bdo, dir …
                yield from self.inline(part, boxes, hidden=hidden)

    def _run(self, run: Any, boxes: list[Any], hidden: bool) -> Iterator[str]:
        properties = child(run, "rPr")
        if properties is not None:
            style = attribute(child(properties, "rStyle"), "val")
            hidden = self.styles.hides(style) or hidden
            vanish = child(properties, "vanish")
            hidden = is_on(vanish) if vanish is not None else hidden
        for part in run:
            yield from self._piece(part, boxes, hidden)

    def _piece(self, part: Any, boxes: list[Any], hidden: bool) -> Iterator[str]:
        name = local(part)
        if name == "fldChar":
            self._field(attribute(part, "fldCharType") or "")
        elif name == "instrText" and self.fields:
            self.fields[-1].code += part.text or ""
        elif name in ("drawing", "pict", "object"):
            boxes.extend(_boxes(part))
        elif name == "AlternateContent":
            for piece in _chosen(part):
                yield from self._piece(piece, boxes, hidden)
        elif name == "ruby":
            yield from self.inline(_inner(part, "rubyBase"), boxes, hidden=hidden)
        elif not hidden and self._printed():
            yield _sign(name, part)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _printed(self) -> bool:
        return all(field.shown and field.code.split()[:1] != ["TOC"] for field in self.fields)

    def table(self, table: Any, depth: int) -> Iterator[str]:
        """The rows of a table, or the lines of its cells where it only places them on the page."""
        if depth > DEEPEST:
            self.too_deep = True
            return
        rows = [[_Cell(self, cell, depth) for cell in _cells(row)] for row in _table_rows(table)]
        shapes = [[cell.shape() for cell in row] for row in rows]
        if is_pairs(shapes):
            for row in rows:
                for label, value in zip(row[::2], row[1::2], strict=True):
                    yield label.joined() + value.joined()
        elif is_layout(shapes):
            for row in rows:
                for cell in row:
                    yield from cell.lines
        else:
            yield from _grid(rows, list(_table_rows(table)))

    def chunk(self, element: Any) -> Iterator[str]:
        """A document of another kind that stands inside this one (altChunk)."""
        _, path = self.targets.get(attribute(element, "id") or "", ("", ""))
        data = self.package.part(path) if path else None
        ending = path.rpartition(".")[2].lower()
        if data is not None and ending in ("html", "htm", "xhtml", "mht", "txt"):
            from zhize.loaders.files.encoding import decode
            from zhize.loaders.files.html import html_text

            text = decode(data, self.package.label)
            yield from (text if ending == "txt" else html_text(text).text).split("\n")
        elif data is not None and ending == "docx":
            text, notes = docx_text(data, self.package.label)
            self.notes += notes
            yield from text.split("\n")
        else:
            self.notes.append(
                Sentence(
                    "{file}: a part of the file ({part}) is embedded (altChunk) in a form that is not read. "
                    "Open it in Word and save it anew as DOCX.",
                    {"file": self.package.label, "part": str(path or "altChunk")},
                )
            )


class _Cell:
    """A cell of a table: its lines, how many columns it takes, whether it is merged with the one above."""

    def __init__(self, reader: _Reader, element: Any, depth: int) -> None:
        properties = child(element, "tcPr")
        span = attribute(child(properties, "gridSpan"), "val") if properties is not None else None
        self.width = min(int(span), MOST_COLUMNS) if span and span.isascii() and span.isdigit() and len(span) < 9 else 1
        merge = child(properties, "vMerge") if properties is not None else None
        self.continues = merge is not None and attribute(merge, "val") != "restart"
        self.nested = any(local(e) == "tbl" for e in element.iter() if e is not element)
        self.lines = list(reader.blocks(element, depth, cell=True))

    def shape(self) -> Shape:
        return Shape("".join(self.lines), sum(bool(line.strip()) for line in self.lines), self.nested)

    def joined(self) -> str:
        out = ""
        for line in self.lines:
            piece = " ".join(line.split())
            out += cell_glue(out, piece, soft=False) + piece
        return out


def _grid(rows: list[list[_Cell]], elements: list[Any]) -> Iterator[str]:
    for row, element in zip(rows, elements, strict=True):
        cells = [""] * _skipped(element)
        for cell in row:
            cells.append(DITTO if cell.continues else cell.joined())
            cells += [""] * (max(1, cell.width) - 1)
        yield "\t".join(cells[:MOST_COLUMNS]).rstrip("\t")


def _skipped(row: Any) -> int:
    before = attribute(child(child(row, "trPr"), "gridBefore"), "val") if child(row, "trPr") is not None else None
    return min(int(before), MOST_COLUMNS) if before and before.isascii() and before.isdigit() and len(before) < 4 else 0


def _table_rows(table: Any) -> Iterator[Any]:
    """The rows of a table, those in content controls too; deleted and hidden rows are gone."""
    for part in table:
        name = local(part)
        if name == "tr":
            properties = child(part, "trPr")
            hidden = child(properties, "hidden") if properties is not None else None
            if properties is None or (child(properties, "del") is None and (hidden is None or not is_on(hidden))):
                yield part
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _table_rows(part)


def _cells(row: Any) -> Iterator[Any]:
    for part in row:
        name = local(part)
        if name == "tc":
            if child(child(part, "tcPr"), "cellDel") is None:
                yield part
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _cells(part)


def _inner(element: Any, name: str) -> Any:
    found = child(element, name)
    return found if found is not None else ()


def _chosen(element: Any) -> Any:
    """The one of several forms of the same thing that is read: the first that is no fallback."""
    for name in ("Choice", "Fallback"):
        for part in children(element, name):
            return part
    return ()


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes in a drawing, not those within them."""
    for part in element:
        name = local(part)
        if name == "txbxContent":
            yield part
        elif name == "AlternateContent":
            yield from _boxes(_chosen(element=part))
        else:
            yield from _boxes(part)


def _sign(name: str, part: Any) -> str:
    """What a piece of a run prints."""
    match name:
        case "t":
            return regex.sub(r"[\r\n]+", " ", part.text or "")
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case _:
            return ""
