"""A file's lines into formal documents: one 文号 each, or one 通告 or list without a number."""

from __future__ import annotations

import msgspec
import regex

from zhize.loaders.files.mapped import Mapped
from zhize.loaders.files.read import SourceText
from zhize.loaders.patterns import DATE, DATE_LINE, ISSUER_LINE, SIGNED_LINE, iso_date, numbering
from zhize.loaders.print.clean import clean
from zhize.loaders.print.contents import Entry, drop_contents, entries
from zhize.loaders.print.lines import (
    Line,
    column_width,
    is_attachment_label,
    is_furniture,
    join_vertical,
    looks_like_title,
    read_lines,
    runs_on,
)
from zhize.loaders.print.masthead import Masthead, masthead
from zhize.loaders.print.standing import standing_head
from zhize.loaders.print.starts import Head, find_heads

LONGEST_BLOCK = 8000
"""A paragraph longer than this is no paragraph; it is read in pieces, which keeps reading linear in its length."""


class Block(msgspec.Struct):
    """A paragraph, heading, table row or mark line; `start`/`end` are offsets into the clean text."""

    text: str
    start: int
    end: int
    level: int = 0
    bold: bool = False
    table: bool = False
    title: bool = False


class Document(msgspec.Struct):
    """One formal document, cut but not yet understood.

    `title` is without the issuer before 关于; `blocks` are what follows the head; `signed` is the index of the
    signature among them (len(blocks) where there is none).
    """

    number: str | None
    title: str
    issuer: str | None
    date: str | None
    kind: str | None
    head: tuple[int, int]
    blocks: list[Block]
    signed: int
    addressees: str | None = None
    addressees_span: tuple[int, int] | None = None
    registration: str | None = None
    registration_span: tuple[int, int] | None = None
    title_issuer: str | None = None
    number_span: tuple[int, int] | None = None
    signature_span: tuple[int, int] | None = None


class Gazette(msgspec.Struct):
    """What a file holds: the issue it is (where it says so), its clean text, its documents and its contents."""

    file: str
    masthead: Masthead | None
    masthead_span: tuple[int, int]
    clean: Mapped
    documents: list[Document]
    contents: list[tuple[Entry, tuple[int, int]]]


class _Parts:
    """The clean text as it grows: each piece stands on a line of its own."""

    def __init__(self) -> None:
        self.pieces: list[Mapped] = []
        self.length = 0

    def add(self, piece: Mapped) -> tuple[int, int]:
        """Append a piece; its span in the clean text."""
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece) + 1
        return start, start + len(piece)


def split(source: SourceText) -> Gazette:
    """The documents of a file. A file that holds none gives a gazette without documents."""
    printed = read_lines(clean(source.text))
    issue = masthead(printed)
    lines = join_vertical([line for line in drop_contents(printed) if not is_furniture(line.text)])
    width = column_width(lines)
    heads = find_heads(lines)
    if not heads and (alone := standing_head(lines, source.name)):
        heads = [alone]
    parts = _Parts()
    span = parts.add(Mapped.join(issue.lines)) if issue else (0, 0)
    contents = [(entry, parts.add(entry.mapped)) for entry in entries(printed)]
    stops = [*(head.first for head in heads[1:]), len(lines)]
    documents = [_cut(lines, head, stop, width, parts) for head, stop in zip(heads, stops, strict=False)]
    return Gazette(source.name, issue, span, Mapped.join(parts.pieces, "\n"), documents, contents)


def _cut(lines: list[Line], head: Head, stop: int, width: int, parts: _Parts) -> Document:
    """One document: its head and the blocks up to the next head."""
    apart = {head.number_line, head.registration_line}
    title_lines = [lines[k].mapped for k in range(head.first, head.end) if k not in apart]
    at = parts.length
    span = parts.add(Mapped.join(title_lines)) if title_lines else (at, at)
    number_span = parts.add(lines[head.number_line].mapped) if head.number_line is not None else None
    registration = parts.add(lines[head.registration_line].mapped) if head.registration_line is not None else None
    blocks = []
    for pieces, first, title in _group(lines[head.end : stop], width, _issued_titles(head.title)):
        whole = Mapped.join(pieces)
        for cut in range(0, len(whole), LONGEST_BLOCK):
            piece = whole[cut : cut + LONGEST_BLOCK]
            start, end = parts.add(piece)
            blocks.append(Block(piece.text, start, end, first.level, first.bold, first.table, title))
    document = _document(head, span, number_span, blocks)
    document.registration_span = registration
    return document


_ISSUED = regex.compile(r"(?:印发|转发|公布|批转|组织实施|实施)(?P<name>.+?)的(?:通知|公告|通告|决定)$")


def _issued_titles(title: str) -> list[str]:
    """What a title says the document issues: `关于印发淄川区防汛抗旱应急预案的通知` -> the plan's title."""
    match = _ISSUED.search(title)
    if not match:
        return []
    name = match["name"]
    marked = regex.findall(r"《([^《》]+)》", name)
    return [bare_title(t) for t in marked] if marked else [bare_title(name)]


def bare_title(title: str) -> str:
    """A title without book-title marks and with straight brackets of years kept: what two prints share."""
    return regex.sub(r"[《》〈〉“”\"\s]", "", title)


def _group(lines: list[Line], width: int, known: list[str]) -> list[tuple[list[Mapped], Line, bool]]:
    """Lines into blocks: (pieces, first line, is a title)."""
    groups: list[tuple[list[Mapped], Line, bool]] = []
    previous: Line | None = None
    i = 0
    while i < len(lines):
        length = _title_length(lines, i, known, previous, width)
        if length:
            groups.append(([line.mapped for line in lines[i : i + length]], lines[i], True))
            previous = None
            i += length
            continue
        line = lines[i]
        if previous is not None and (
            runs_on(previous, line, width) or _goes_on(groups[-1][0], line) or _in_bracket(groups[-1][0], line)
        ):
            groups[-1][0].append(line.mapped)
            previous = line
        else:
            groups.append(([line.mapped], line, False))
            previous = line
        i += 1
    return groups


def _title_length(lines: list[Line], i: int, known: list[str], previous: Line | None, width: int) -> int:
    """How many lines from here on are the title of what the document issues (0: none)."""
    joined = ""
    for n in range(1, 5):
        if i + n > len(lines) or lines[i + n - 1].table:
            break
        joined += lines[i + n - 1].text
        bare = bare_title(joined)
        if any(bare == k or (len(k) > 6 and bare == k.removesuffix("（试行）")) for k in known):
            return n
    if is_attachment_label(lines[i].text):
        return 0
    after_label = previous is not None and is_attachment_label(previous.text)
    fresh = previous is None or after_label or bool(DATE_LINE.match(previous.text) or SIGNED_LINE.match(previous.text))
    fresh = fresh or (previous is not None and previous.text.startswith(("注：", "（此件")))
    if not fresh and (width or (previous and previous.text[-1] not in "。）")):
        return 0
    joined = ""
    for n in range(1, 4 if (fresh or after_label or lines[i].level) else 2):
        if i + n > len(lines):
            break
        line = lines[i + n - 1]
        if line.table or (n > 1 and ISSUER_LINE.match(line.text)):
            break
        joined += line.text
        if (
            looks_like_title(joined)
            and not ISSUER_LINE.match(joined)
            and not regex.match(r"[（一二三四五六七八九十\d第]", joined)
        ):
            return n
    return 0


_IN_LINE = regex.compile(r"^（(\d{1,2})）")


def _goes_on(pieces: list[Mapped], line: Line) -> bool:
    """`（2）` at a line's start goes on with a paragraph in which `（1）` stands within the text."""
    match = _IN_LINE.match(line.text)
    if not match or line.level or match[1] == "1":
        return False
    text = "".join(piece.text for piece in pieces)
    return text.find(f"（{int(match[1]) - 1}）") > 0


def _in_bracket(pieces: list[Mapped], line: Line) -> bool:
    """A bracket opened just before is still open: `（责任单位：⏎市政府各部门）`; an item that follows leaves it so."""
    if line.gap and pieces[-1].text[-1:] not in "、，：（和及" and numbering(line.text):
        return False
    tail = "".join(piece.text for piece in pieces)[-300:]
    opened = tail.rfind("（")
    return opened > max(tail.rfind("）"), tail.rfind("。")) and not line.table and not line.level


_ADDRESSED = regex.compile(r"(?:各|人民政府|政府|委|局|办|厅|部门|单位|公司|院校|街道|中心|管委会).*：$")


def _document(head: Head, span: tuple[int, int], number_span: tuple[int, int] | None, blocks: list[Block]) -> Document:
    issuer, date, signed, where = _signature(blocks)
    addressees = addressees_span = None
    for block in blocks[:3]:
        if len(block.text) < 400 and "。" not in block.text and _ADDRESSED.search(block.text):
            addressees, addressees_span = block.text[:-1], (block.start, block.end - 1)
            break
    if date is None:
        for block in blocks:
            if match := DATE_LINE.match(block.text):
                date = iso_date(match)
                break
    return Document(
        number=head.number,
        title=regex.sub(r"[《》]", "", head.title),
        issuer=issuer or head.issuer,
        date=date,
        kind=head.kind,
        head=span,
        blocks=blocks,
        signed=signed,
        addressees=addressees,
        addressees_span=addressees_span,
        registration=head.registration,
        title_issuer=head.issuer,
        number_span=number_span,
        signature_span=where,
    )


def _signature(blocks: list[Block]) -> tuple[str | None, str | None, int, tuple[int, int] | None]:
    """Issuer and date as signed: an issuer line (or several) and a date line, or both on one line."""
    for i, block in enumerate(blocks):
        if match := SIGNED_LINE.match(block.text):
            return match["issuer"], _date_of(match["date"]), i, (block.start, block.end)
        if DATE_LINE.match(block.text) and i and ISSUER_LINE.match(blocks[i - 1].text):
            first = i - 1
            while first and ISSUER_LINE.match(blocks[first - 1].text) and len(blocks[first - 1].text) > 4:
                first -= 1
            issuers = "、".join(b.text for b in blocks[first:i])
            return issuers, _date_of(block.text), first, (blocks[first].start, block.end)
    return None, None, len(blocks), None


def _date_of(text: str) -> str | None:
    match = DATE.search(text)
    return iso_date(match) if match else None


__all__ = ["Block", "Document", "Gazette", "bare_title", "split"]
