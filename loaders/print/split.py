"""A file's lines into formal documents: one 文号 each, or one 通告 or list without a number."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.dates import is_unread_date
from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.numbers import is_unread_number
from zhize.graph.language.spans import Span
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.patterns import DATE_LINE, ISSUER_LINE, numbering
from zhize.loaders.print.clean import clean
from zhize.loaders.print.contents import drop_contents, entries
from zhize.loaders.print.documents import Block, Document, Gazette, ListedPaper, UnreadValue
from zhize.loaders.print.furniture import is_furniture
from zhize.loaders.print.issued import bare_title, issued_titles, promulgated_titles
from zhize.loaders.print.joined_heads import part_heads
from zhize.loaders.print.line_signs import is_attachment_label, is_signed, looks_like_title
from zhize.loaders.print.lines import Line, column_width, join_vertical, read_lines, runs_on, setting
from zhize.loaders.print.masthead import masthead
from zhize.loaders.print.page import PageData, drop_footer, take_page_data
from zhize.loaders.print.promulgation import promulgated, reported
from zhize.loaders.print.signature import Signature, find_signature
from zhize.loaders.print.standing import standing_head
from zhize.loaders.print.starts import Head, find_heads
from zhize.loaders.print.titles import kind_of_title, read_title

LONGEST_BLOCK = 8000
"""A paragraph longer than this is no paragraph; it is read in pieces, which keeps reading linear in its length."""


class _Parts:
    """The clean text as it grows: each piece stands on a line of its own."""

    def __init__(self) -> None:
        self.pieces: list[TracedText] = []
        self.length = 0

    def add(self, piece: TracedText) -> Span:
        """Append a piece; its span in the clean text."""
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece) + 1
        return start, start + len(piece)


def split(source: SourceText) -> Gazette:
    """The documents of a file. A file that holds none gives a gazette without documents."""
    printed = read_lines(clean(source.text))
    issue = masthead(printed)
    page, text = take_page_data(drop_contents(printed))
    lines = drop_footer(part_heads(join_vertical([line for line in text if not is_furniture(line.text)])))
    width = column_width(lines)
    heads = _heads(lines, source, page)
    parts = _Parts()
    span = parts.add(TracedText.join(issue.lines)) if issue else (0, 0)
    contents = [ListedPaper(entry.title, entry.number, parts.add(entry.traced)) for entry in entries(printed)]
    stops = [*(head.first for head in heads[1:]), len(lines)]
    documents = [_cut(lines, head, stop, width, parts) for head, stop in zip(heads, stops, strict=False)]
    if len(documents) == 1:
        _take_over(documents[0], page, parts)
        if source.title and documents[0].title == source.title.text and heads[0].first == heads[0].end:
            documents[0].head = parts.add(source.title)
    return Gazette(source.name, issue, span, TracedText.join(parts.pieces, "\n"), documents, contents)


def _heads(lines: list[Line], source: SourceText, page: PageData) -> list[Head]:
    """The heads of a file: of documents with a head, else of the one text that stands alone."""
    report = reported(lines)
    if report:
        return [Head(report.line, report.line + 1, None, report.title, report.issuer, kind_of_title(report.title))]
    heads = find_heads(lines)
    if len(heads) > 1 or (heads and (heads[0].number or heads[0].issuer or not heads[0].first)):
        return heads
    title = page.values.get("title")
    named = title.printed if title else _own_name(source)
    alone = standing_head(lines, named, official=bool(title or "number" in page.values))
    if title and alone and alone.end == alone.first and (read := read_title(title.printed)):
        alone.title, alone.kind, alone.issuer = read.text, read.kind, "、".join(issuers_of(read.issuer or "")) or None
    if heads and (alone is None or alone.end == alone.first or not alone.kind):
        return heads
    return [alone] if alone else []


def _own_name(source: SourceText) -> str:
    """What a file is called: as it says itself where that names a paper or a body, else its own name."""
    said = source.title.text if source.title else ""
    return said if kind_of_title(said) or is_issuer(said) else source.name


def _take_over(document: Document, page: PageData, parts: _Parts) -> None:
    """What a page says of its only document counts where the print says nothing."""
    for kind, value in page.values.items():
        if kind == "title" or (kind != "title" and getattr(document, kind)):
            continue
        span = parts.add(value.traced)
        if value.text is None:
            document.unread.append(UnreadValue(kind, value.printed, span))
            continue
        setattr(document, kind, value.text)
        if kind == "number":
            document.number_span = span
        elif document.signature_span is None:
            document.signature_span = span


def _cut(lines: list[Line], head: Head, stop: int, width: int, parts: _Parts) -> Document:
    """One document: its head and the blocks up to the next head."""
    apart = {head.number_line, head.registration_line}
    title_lines = [lines[k].traced for k in range(head.first, head.end) if k not in apart]
    at = parts.length
    span = parts.add(TracedText.join(title_lines)) if title_lines else (at, at)
    number_span = parts.add(lines[head.number_line].traced) if head.number_line is not None else None
    registration = parts.add(lines[head.registration_line].traced) if head.registration_line is not None else None
    sign = find_signature(lines, head.end, stop)
    made_known = promulgated_titles(lines[head.end : head.end + 6])
    known = [*issued_titles(head.title), *made_known]
    blocks: list[Block] = []
    begins: dict[int, int] = {}
    for group in _group(lines[head.end : stop], width, known, _lines_apart(sign, head.end)):
        whole = TracedText.join(group.pieces)
        begins[head.end + group.first] = len(blocks)
        for cut in range(0, len(whole), LONGEST_BLOCK):
            piece = whole[cut : cut + LONGEST_BLOCK]
            start, end = parts.add(piece)
            line = group.line
            blocks.append(Block(piece.text, start, end, line.level, line.bold, line.table, group.title))
    document = _document(head, span, number_span, blocks)
    document.registration_span = registration
    _sign(document, head, lines, sign, begins)
    if head.kind == _DECREE:
        _name_by_text(document, made_known)
    return document


_DECREE = "令"


def _name_by_text(document: Document, made_known: list[str]) -> None:
    """A decree bears the name of the one text that it makes known; with none or several it keeps its own.

    Example: `青石市人民政府令` / `《青石市停车办法》已经…通过，现予公布` -> title `青石市停车办法`, kind 办法
    """
    title, *more = dict.fromkeys(made_known) or [""]
    kind = kind_of_title(title)
    if more or kind is None:
        return
    block = next((b for b in document.blocks if b.title and bare_title(b.text) == title), None)
    if block is None:  # printed apart from its decree, or in a file of its own: cited where the decree names it
        block = next((b for b in document.blocks if title in b.text), None)
    if block is None:
        return
    start = block.start + max(block.text.find(title), 0)
    document.head = (start, block.end if block.title else start + len(title))
    named = read_title(title)
    document.title, document.kind = (named.text if named else title), kind


def _lines_apart(sign: Signature | None, offset: int) -> dict[int, int]:
    """Lines of the signature that make blocks of their own: first line -> line after the last, counted from `offset`."""
    if sign is None:
        return {}
    return {k - offset: k + 1 - offset for k in range(sign.first, sign.day)} | {sign.day - offset: sign.end - offset}


class _Group(msgspec.Struct):
    """Lines that make one block: their pieces, the first line and its index, whether they are a title."""

    pieces: list[TracedText]
    line: Line
    first: int
    title: bool = False


def _group(lines: list[Line], width: int, known: list[str], apart: dict[int, int]) -> list[_Group]:
    """Lines into blocks; the lines of a signature (`apart`) stand by themselves."""
    groups: list[_Group] = []
    previous: Line | None = None
    how = setting(lines, width)
    i = 0
    while i < len(lines):
        if i in apart:
            groups.append(_Group([line.traced for line in lines[i : apart[i]]], lines[i], i))
            i = apart[i]
            previous = lines[i - 1]
            continue
        length = _title_length(lines, i, known, previous, width)
        if length:
            groups.append(_Group([line.traced for line in lines[i : i + length]], lines[i], i, True))
            previous = None
            i += length
            continue
        line = lines[i]
        if (
            previous is not None
            and i - 1 not in apart
            and (
                runs_on(previous, line, how)
                or _goes_on(groups[-1].pieces, line)
                or _in_bracket(groups[-1].pieces, line)
            )
        ):
            groups[-1].pieces.append(line.traced)
        else:
            groups.append(_Group([line.traced], line, i))
        previous = line
        i += 1
    return groups


_NUMBERED = regex.compile(r"[（一二三四五六七八九十\d第]")


_DRAFT = regex.compile(r"（(?:会签稿|征求意见稿|送审稿|草案|试行|暂行)）$")


_FARTHEST = 24
"""How many characters longer or shorter a printed title may be than the one named: marks, blanks and a bracket behind."""


def _is_known(text: str, known: list[str]) -> bool:
    """Whether a text is one of the titles that the document names, but for a bracket behind it."""
    if not any(abs(len(text) - len(k)) < _FARTHEST for k in known):
        return False
    bare = bare_title(text)
    return any(bare == k or (len(k) > 6 and _DRAFT.sub("", bare) == _DRAFT.sub("", k)) for k in known)


def _title_length(lines: list[Line], i: int, known: list[str], previous: Line | None, width: int) -> int:
    """How many lines from here on are the title of what the document issues (0: none)."""
    joined = ""
    for n in range(1, 5):
        if i + n > len(lines) or lines[i + n - 1].table:
            break
        joined += lines[i + n - 1].text
        if _is_known(joined, known):
            return n
    if is_attachment_label(lines[i].text) or ISSUER_LINE.match(lines[i].text):
        return 0
    after_label = previous is not None and is_attachment_label(previous.text)
    fresh = previous is None or after_label or bool(DATE_LINE.match(previous.text) or is_signed(previous.text))
    fresh = fresh or (previous is not None and previous.text.startswith(("注：", "（此件")))
    if not fresh and (width or (previous and previous.text[-1] not in "。）")):
        return 0
    joined = ""
    for n in range(1, 4 if (fresh or after_label or lines[i].level) else 2):
        if i + n > len(lines):
            break
        line = lines[i + n - 1]
        if line.table or (n > 1 and (ISSUER_LINE.match(line.text) or _is_known(line.text, known))):
            break
        joined += line.text
        if looks_like_title(joined) and not ISSUER_LINE.match(joined) and not _NUMBERED.match(joined):
            return n
    return 0


_IN_LINE = regex.compile(r"^（(\d{1,2})）")


def _goes_on(pieces: list[TracedText], line: Line) -> bool:
    """`（2）` at a line's start goes on with a paragraph in which `（1）` stands within the text."""
    match = _IN_LINE.match(line.text)
    if not match or line.level or match[1] == "1":
        return False
    text = "".join(piece.text for piece in pieces)
    return text.find(f"（{int(match[1]) - 1}）") > 0


def _in_bracket(pieces: list[TracedText], line: Line) -> bool:
    """A bracket opened just before is still open: `（责任单位：⏎市政府各部门）`; an item that follows leaves it so."""
    if line.gap and pieces[-1].text[-1:] not in "、，：（和及" and numbering(line.text):
        return False
    tail = "".join(piece.text for piece in pieces)[-300:]
    if line.table or line.level:
        return False
    return any(
        tail.rfind(opens) > max(tail.rfind(closes), tail.rfind("。")) for opens, closes in ("（）", "〔〕", "【】")
    )


_ADDRESSED = regex.compile(
    r"(?:各|人民政府|政府|委|局|办|厅|部门|单位|公司|院校|街道|中心|管委会).*(?<!如下|以下|包括)：$"
)


def _document(head: Head, span: Span, number_span: Span | None, blocks: list[Block]) -> Document:
    addressees = addressees_span = None
    for block in blocks[:3]:
        if len(block.text) < 400 and "。" not in block.text and _ADDRESSED.search(block.text):
            addressees, addressees_span = block.text[:-1], (block.start, block.end - 1)
            break
    return Document(
        number=head.number,
        title=regex.sub(r"[《》]", "", head.title),
        issuer=head.issuer,
        date=None,
        kind=head.kind,
        head=span,
        blocks=blocks,
        signed=len(blocks),
        addressees=addressees,
        addressees_span=addressees_span,
        registration=head.registration,
        title_issuer=head.issuer,
        number_span=number_span,
    )


def _sign(document: Document, head: Head, lines: list[Line], sign: Signature | None, begins: dict[int, int]) -> None:
    """Issuer and day of a document: as signed, else as the note under its title says."""
    if sign is not None:
        document.date = sign.date
        first = begins.get(sign.first)
        if sign.issuers:
            document.issuer = "、".join(sign.issuers)
        if first is not None and (sign.issuers or head.kind in ("令", "公告", "决定")):
            last = document.blocks[max(n for k, n in begins.items() if k < sign.end)]
            document.signed, document.signature_span = first, (document.blocks[first].start, last.end)
    if head.number is None and (document.date is None or document.issuer is None):
        made = promulgated(lines, head.end)
        document.issuer = document.issuer or made.issuer
        document.date = document.date or made.date
    document.unread += _unread(document)


_NEAR_HEAD = 4


def _unread(document: Document) -> list[UnreadValue]:
    """Numbers and days that are printed where they are looked for, in a form that is not understood."""
    out = []
    if document.number is None:
        near = [b for b in document.blocks[:_NEAR_HEAD] if is_unread_number(b.text)]
        out += [UnreadValue("number", b.text, (b.start, b.end)) for b in near]
    if document.date is None:
        out += [UnreadValue("date", b.text, (b.start, b.end)) for b in document.blocks if is_unread_date(b.text)][:1]
    return out
