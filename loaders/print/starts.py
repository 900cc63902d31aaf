"""Where documents start: a number line with the title around it, or a title that needs no number."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.numbers import REGISTRATION, number_of_line
from zhize.loaders.patterns import DATE_LINE, numbering
from zhize.loaders.print.line_signs import is_signed, looks_like_title
from zhize.loaders.print.lines import Line
from zhize.loaders.print.titles import LONGEST_TITLE, Title, kind_of_title, read_list_title, read_title


class Head(msgspec.Struct):
    """The head of a document: lines `first` to `end` (exclusive), and what they say.

    `issuer` are the bodies before the title, joined by 、; `apart` the lines among them that are no title.
    """

    first: int
    end: int
    number: str | None
    title: str
    issuer: str | None
    kind: str | None
    registration: str | None = None
    number_line: int | None = None
    registration_line: int | None = None
    apart: tuple[int, ...] = ()


def find_heads(lines: list[Line]) -> list[Head]:
    """The heads of all documents in a file's lines, in print order."""
    heads: list[Head] = []
    taken = 0
    anchored = {i for i, line in enumerate(lines) if _is_number_line(lines, i) and line.text}
    i = 0
    while i < len(lines):
        head = None
        if i in anchored:
            head = _numbered_head(lines, i, taken)
        elif not any(k in anchored for k in range(i, i + 6)):
            head = _bare_head(lines, i)
            if head and heads and _is_issued(lines, heads[-1], head):
                head = None
        if head:
            _take_registration(lines, head, taken)
            heads.append(head)
            i = taken = head.end
        else:
            i += 1
    return _without_page_titles(heads) or _first_title(lines)


def _without_page_titles(heads: list[Head]) -> list[Head]:
    """Heads without those that only repeat, as the title of a page, what is printed just below."""
    return [
        head
        for i, head in enumerate(heads)
        if i + 1 == len(heads)
        or head.number not in (None, heads[i + 1].number)
        or heads[i + 1].first - head.end > (_PAGE_TITLE_LINES if head.title == heads[i + 1].title else 0)
    ]


_PAGE_TITLE_LINES = 6


def _is_number_line(lines: list[Line], i: int) -> bool:
    """A line that is a document number; a bare `第5号` only below the words that it belongs to."""
    text = lines[i].text
    if lines[i].table or len(text) > 90:
        return False
    number = number_of_line(lines[i].raw or text)
    if number is None:
        return False
    if number.startswith(("第", "令第")):
        return i > 0 and bool(_DECREE.match(lines[i - 1].text))
    named = _ANNOUNCED.match(number)
    if named is None or not named["issuer"]:
        return True
    whole = all(map(is_issuer, issuers_of(_issuer_before(lines[i], named))))
    return whole and (i == 0 or lines[i].gap or lines[i].level > 0 or _ends(lines[i - 1]))


def _ends(line: Line) -> bool:
    """Whether a line is the end of something: of a sentence, a title, a name, a day."""
    text = line.text
    return bool(
        text[-1] in "。；）)" or DATE_LINE.match(text) or is_signed(text) or kind_of_title(text) or is_issuer(text)
    )


_ANNOUNCED = regex.compile(r"^(?P<issuer>.*?)(?:公告|通告|令)(?:\d{4}年)?第\d+号$")


def _issuer_before(line: Line, named: regex.Match[str]) -> str:
    return _before_title(line.raw or line.text, named["issuer"])


def _take_registration(lines: list[Line], head: Head, taken: int) -> None:
    """The registration number that stands above or below the head's number, or above its title."""
    near = [head.first - 1] if head.first > taken else []
    if head.number_line is not None:
        near += [head.number_line - 1, head.number_line + 1]
    for k in near:
        if 0 <= k < len(lines) and REGISTRATION.fullmatch(lines[k].text):
            head.first, head.end = min(head.first, k), max(head.end, k + 1)
            head.registration, head.registration_line = lines[k].text, k
            return


_DECREE = regex.compile(r"^(?P<issuer>\p{Han}[\p{Han}（）]{1,40}?)(?P<kind>令|公告|通告)$")
_LABELLED = regex.compile(r"(?:注|附件|附|抄送|主题词|联系人|联系电话)\d{0,2}[：:.、]")


def _stops_title(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。；：，！？"
        or line.table
        or DATE_LINE.match(text)
        or is_signed(text)
        or REGISTRATION.fullmatch(text)
        or _LABELLED.match(text)
        or number_of_line(line.raw or text)
    )


def _numbered_head(lines: list[Line], i: int, floor: int) -> Head | None:
    """The head around a number line: the title above it (gazettes), else below it (single prints)."""
    number = number_of_line(lines[i].raw or lines[i].text) or ""
    above = _title_above(lines, i, floor)
    if above:
        return _head(lines, above[0], i + 1, number, above[1], i)
    decree = _decree(lines, i, number)
    if decree:
        return decree
    joined = ""
    for k in range(i + 1, min(i + 9, len(lines))):
        if REGISTRATION.fullmatch(lines[k].text):
            continue
        joined += lines[k].text
        if lines[k].text.endswith("：") or len(joined) > LONGEST_TITLE:
            break
        below = read_title(joined)
        if below:
            return _head(lines, i, k + 1, number, below, i)
    # Another title without 关于: the lines just above, if they end in a word for a document.
    joined, first = "", i
    for k in range(i - 1, max(floor, i - 4) - 1, -1):
        if _stops_title(lines[k]):
            break
        joined, first = lines[k].text + joined, k
        if looks_like_title(joined):
            kind = regex.search(r"(?:通知|通告|公告|决定|令|意见|办法|批复|函)$", joined)
            return Head(first, i + 1, number, joined, None, kind[0] if kind else None, None, i)
    return None


def _decree(lines: list[Line], i: int, number: str) -> Head | None:
    """A decree or an announcement by number: `青石市人民政府令` / `第179号`, or both on one line."""
    text = number[: number.index("第")] if "第" in number else ""
    first, match = i, _DECREE.match(text)
    if match is None and i and (match := _DECREE.match(lines[i - 1].text)) and number.startswith(("第", "令第")):
        first, number = i - 1, f"{lines[i - 1].text}{number.removeprefix('令')}"
    if match is None or not is_issuer(match["issuer"]):
        return None
    return Head(first, i + 1, number, match[0], match["issuer"], match["kind"], None, i if first < i else None)


def _head(lines: list[Line], first: int, end: int, number: str | None, title: Title, number_line: int | None) -> Head:
    """A head with the issuers before its title told apart by the blanks and line ends between them."""
    issuer = None
    if title.issuer:
        kept = [k for k in range(first, end) if k != number_line]
        raw = "\n".join(lines[k].raw or lines[k].text for k in kept)
        issuer = "、".join(issuers_of(_before_title(raw, title.issuer)))
    return Head(first, end, number, title.text, issuer, title.kind, None, number_line)


def _before_title(raw: str, issuer: str) -> str:
    """The part of the printed lines that is the issuer, with its blanks and line ends."""
    left = regex.sub(r"\s", "", issuer)
    for at, char in enumerate(raw):
        if char.isspace():
            continue
        if not left.startswith(char):
            break
        left = left[1:]
        if not left:
            return raw[: at + 1]
    return issuer


def _title_above(lines: list[Line], i: int, floor: int) -> tuple[int, Title] | None:
    joined = ""
    best: tuple[int, Title] | None = None
    for k in range(i - 1, max(floor, i - 18) - 1, -1):
        line = lines[k]
        if REGISTRATION.fullmatch(line.text) and best is None:
            continue
        if _stops_title(line):
            break
        if best and (_repeats(line, best[1]) or (best[1].issuer and not _is_issuer_line(line))):
            break
        joined = line.text + joined
        if len(joined) > LONGEST_TITLE:
            break
        title = read_title(joined)
        if title:
            best = (k, title)
        elif best:
            break
    return best


def _repeats(line: Line, title: Title) -> bool:
    """The title of the page above that of the print, or a line that is a title of its own."""
    return bool(line.text.endswith(title.text) or (read_title(line.text) and line.text[-2:] == title.text[-2:]))


def _is_issuer_line(line: Line) -> bool:
    return all(is_issuer(name) for name in issuers_of(line.raw or line.text))


def _bare_head(lines: list[Line], i: int) -> Head | None:
    """A document without a number that starts at this line: `…人民政府关于…的通告`, a list of appointments."""
    if i and not _may_end_document(lines[i - 1]):
        return None
    joined = ""
    for k in range(i, min(i + 5, len(lines))):
        line = lines[k]
        if line.table or (k > i and _stops_title(line)):
            return None
        joined += line.text
        if len(joined) > LONGEST_TITLE or joined[-1] in "。；：，":
            return None
        title = read_title(joined) or read_list_title(joined)
        if title and title.issuer:
            return _head(lines, i, k + 1, None, title, None)
    return None


def _may_end_document(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。）)"
        or DATE_LINE.match(text)
        or is_signed(text)
        or line.table
        or text.startswith(("注：", "附件"))
        or REGISTRATION.fullmatch(text)
        or (text[-1] not in "，、；：" and len(text) < 18)
    )


def _is_issued(lines: list[Line], before: Head, head: Head) -> bool:
    """Whether what begins here is what the document before issues or forwards: its first lines name it in 《》."""
    named = regex.sub(r"[\s〈〉《》]", "", head.title)
    opening = "".join(line.text for line in lines[before.first : min(before.end + 8, head.first)])
    opening = regex.sub(r"[\s〈〉]", "", opening).replace("《", "").replace("》", "")
    return len(named) > 6 and named in opening


_CONTENT_LINES = 60


def _first_title(lines: list[Line]) -> list[Head]:
    """A file with one document that has no number line: the first title with 关于."""
    for i in range(min(len(lines), _CONTENT_LINES)):
        if i and (numbering(lines[i].text) or lines[i].table):
            continue
        joined = ""
        for k in range(i, min(i + 6, len(lines))):
            joined += lines[k].text
            title = read_title(joined)
            if title and (title.issuer or lines[i].level or i == 0):
                return [_head(lines, i, k + 1, None, title, None)]
    return []
