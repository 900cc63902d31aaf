"""A file's lines into formal documents: one 文号 each, or one 通告 or list without a number."""

from __future__ import annotations

import msgspec
import regex

from zhize.loaders.clean import clean
from zhize.loaders.lines import (
    Line,
    column_width,
    drop_contents,
    is_attachment_label,
    is_furniture,
    looks_like_title,
    read_lines,
    runs_on,
)
from zhize.loaders.mapped import Mapped
from zhize.loaders.patterns import (
    DATE,
    DATE_LINE,
    ISSUER_LINE,
    LIST_TITLE,
    NUMBER,
    NUMBER_LINE,
    SIGNED_LINE,
    TITLE,
    iso_date,
    numeral,
)
from zhize.loaders.read import SourceText

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
    registration: str | None = None
    title_issuer: str | None = None
    number_span: tuple[int, int] | None = None
    signature_span: tuple[int, int] | None = None


class Gazette(msgspec.Struct):
    """What a file holds: the issue it is (where it says so), its clean text and its documents."""

    file: str
    name: str | None
    year: int | None
    issue: int | None
    clean: Mapped
    documents: list[Document]


class _Head(msgspec.Struct):
    first: int
    end: int
    number: str | None
    title: str
    issuer: str | None
    kind: str | None
    registration: str | None = None
    number_line: int | None = None


def split(source: SourceText) -> Gazette:
    """The documents of a file. A file that holds none gives a gazette without documents."""
    all_lines = read_lines(clean(source.text))
    name, year, issue = _issue_of(all_lines)
    lines = [line for line in drop_contents(all_lines) if not is_furniture(line.text)]
    width = column_width(lines)
    heads = _find_heads(lines)
    parts: list[Mapped] = []
    at = 0

    def add(piece: Mapped) -> tuple[int, int]:
        nonlocal at
        start = at
        parts.append(piece)
        at += len(piece) + 1
        return start, start + len(piece)

    documents: list[Document] = []
    for position, head in enumerate(heads):
        stop = heads[position + 1].first if position + 1 < len(heads) else len(lines)
        title_lines = [
            line.mapped for k, line in enumerate(lines[head.first : head.end], head.first) if k != head.number_line
        ]
        span = add(Mapped.join(title_lines)) if title_lines else (at, at)
        number_span = add(lines[head.number_line].mapped) if head.number_line is not None else None
        groups = _group(lines[head.end : stop], width, _issued_titles(head.title))
        blocks = []
        for pieces, first, title in groups:
            whole = Mapped.join(pieces)
            for cut in range(0, len(whole), LONGEST_BLOCK):
                piece = whole[cut : cut + LONGEST_BLOCK]
                start, end = add(piece)
                blocks.append(Block(piece.text, start, end, first.level, first.bold, first.table, title))
        documents.append(_document(head, span, number_span, blocks))
    return Gazette(source.name, name, year, issue, Mapped.join(parts, "\n"), documents)


_ISSUE_NAME = regex.compile(r"\p{Han}{2,24}?公报")
_ISSUE_NUMBER = regex.compile(r"(?P<year>(?:19|20)\d\d)年?第?(?P<issue>\d{1,3})期")


def _issue_of(lines: list[Line]) -> tuple[str | None, int | None, int | None]:
    """Name, year and number of the gazette's issue, from its cover or its running heads."""
    for i, line in enumerate(lines):
        number = _ISSUE_NUMBER.search(line.text)
        if not number:
            continue
        for near in (line, *lines[max(0, i - 3) : i], *lines[i + 1 : i + 3]):
            rest = near.text[: number.start()] + near.text[number.end() :] if near is line else near.text
            name = _ISSUE_NAME.search(rest)
            if name:
                return name[0], int(number["year"]), int(number["issue"])
    return None, None, None


_REGISTRATION = regex.compile(r"^[A-Z]{2,8}[-—–]\d{4}[-—–]\d{3,10}$")
_META_NUMBER = regex.compile(r"^(?:发文字号|文号|发文号|文件编号)[：:\t ]*" + NUMBER.pattern)


def _find_heads(lines: list[Line]) -> list[_Head]:
    heads: list[_Head] = []
    taken = 0
    anchored = {i for i, line in enumerate(lines) if NUMBER_LINE.match(line.text)}
    i = 0
    while i < len(lines):
        head = None
        if i in anchored:
            head = _numbered_head(lines, i, taken)
        elif not any(k in anchored for k in range(i, i + 6)):
            head = _bare_head(lines, i)
        if head:
            if head.first > taken and _REGISTRATION.match(lines[head.first - 1].text):
                head.first -= 1
                head.registration = lines[head.first].text
            heads.append(head)
            i = taken = head.end
        else:
            i += 1
    if not heads:
        heads = _single_document(lines)
    return heads


def _stops_title(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。；：，！？" or line.table or DATE_LINE.match(text) or SIGNED_LINE.match(text) or NUMBER_LINE.match(text)
        or _REGISTRATION.match(text) or regex.match(r"(?:注|附件|附|抄送|主题词|联系人|联系电话)\d{0,2}[：:.、]", text)
    )  # fmt: skip


def _numbered_head(lines: list[Line], i: int, floor: int) -> _Head | None:
    """The head around a number line: the title above it (gazettes), else below it (single prints)."""
    above = _title_above(lines, i, floor)
    if above:
        first, match = above
        return _Head(first, i + 1, _number_text(lines[i].text), match["title"], match["issuer"], match["kind"], None, i)
    joined = ""
    for k in range(i + 1, min(i + 6, len(lines))):
        if lines[k].text.endswith("："):
            break
        joined += lines[k].text
        below = TITLE.match(joined)
        if below:
            first = i
            return _Head(
                first, k + 1, _number_text(lines[i].text), below["title"], below["issuer"], below["kind"], None, i
            )
    # A decree or another title without 关于: the lines just above, if they end in a word for a document.
    joined, first = "", i
    for k in range(i - 1, max(floor, i - 4) - 1, -1):
        if _stops_title(lines[k]):
            break
        joined, first = lines[k].text + joined, k
        if looks_like_title(joined):
            kind = regex.search(r"(?:通知|通告|公告|决定|令|意见|办法|批复|函)$", joined)
            return _Head(first, i + 1, _number_text(lines[i].text), joined, None, kind[0] if kind else None, None, i)
    return None


def _number_text(line: str) -> str:
    return line.strip("（）").replace("第", "") if "〔" in line else line


def _title_above(lines: list[Line], i: int, floor: int) -> tuple[int, regex.Match[str]] | None:
    joined = ""
    best: tuple[int, regex.Match[str]] | None = None
    for k in range(i - 1, max(floor, i - 9) - 1, -1):
        line = lines[k]
        if _stops_title(line):
            break
        if best and best[1]["issuer"] and not ISSUER_LINE.match(line.text):
            break
        joined = line.text + joined
        match = TITLE.match(joined)
        if match:
            best = (k, match)
        elif best:
            break
    return best


def _bare_head(lines: list[Line], i: int) -> _Head | None:
    """A document without a number that starts at this line: `…人民政府关于…的通告`, a list of appointments."""
    if i and not _may_end_document(lines[i - 1]):
        return None
    joined = ""
    for k in range(i, min(i + 5, len(lines))):
        line = lines[k]
        if line.table or (k > i and (DATE_LINE.match(line.text) or NUMBER_LINE.match(line.text))):
            return None
        joined += line.text
        if len(joined) > 150 or joined[-1] in "。；：，":
            return None
        match = TITLE.match(joined) or LIST_TITLE.match(joined)
        if match and match["issuer"]:
            kind = match.groupdict().get("kind") or regex.search(r"\p{Han}{2}$", joined)[0]  # type: ignore[index]
            listed = "kind" not in match.groupdict()
            title = joined if listed and not match["title"].startswith("关于") else match["title"]
            return _Head(i, k + 1, None, title, match["issuer"], kind)
    return None


def _may_end_document(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。）)" or DATE_LINE.match(text) or SIGNED_LINE.match(text) or line.table or text.startswith(("注：", "附件"))
        or _REGISTRATION.match(text) or (text[-1] not in "，、；：" and len(text) < 18)
    )  # fmt: skip


def _single_document(lines: list[Line]) -> list[_Head]:
    """A file with one document that has no number line: the number in a metadata row, or none at all."""
    number = None
    for line in lines:
        meta = _META_NUMBER.match(line.text)
        if meta:
            number = f"{meta['prefix']}〔{meta['year']}〕{meta['n']}号"
            break
    for i in range(min(len(lines), 60)):
        joined = ""
        for k in range(i, min(i + 4, len(lines))):
            joined += lines[k].text
            match = TITLE.match(joined)
            if match and (match["issuer"] or number or lines[i].level or i == 0):
                return [_Head(i, k + 1, number, match["title"], match["issuer"], match["kind"])]
    return []


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
    """A bracket opened just before is still open: `（责任单位：⏎市政府各部门）`."""
    tail = "".join(piece.text for piece in pieces)[-300:]
    opened = tail.rfind("（")
    return opened > max(tail.rfind("）"), tail.rfind("。")) and not line.table and not line.level


_ADDRESSED = regex.compile(r"(?:各|人民政府|政府|委|局|办|厅|部门|单位|公司|院校|街道|中心|管委会).*：$")


def _document(head: _Head, span: tuple[int, int], number_span: tuple[int, int] | None, blocks: list[Block]) -> Document:
    issuer, date, signed, where = _signature(blocks)
    addressees = None
    for block in blocks[:3]:
        if _ADDRESSED.search(block.text) and len(block.text) < 200 and "。" not in block.text:
            addressees = block.text[:-1]
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


__all__ = ["Block", "Document", "Gazette", "bare_title", "numeral", "split"]
