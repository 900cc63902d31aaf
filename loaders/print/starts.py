"""Where documents start: a number line with the title around it, or a title that needs no number."""

from __future__ import annotations

import msgspec
import regex

from zhize.loaders.patterns import DATE_LINE, ISSUER_LINE, LIST_TITLE, NUMBER, NUMBER_LINE, SIGNED_LINE, TITLE
from zhize.loaders.print.lines import Line, looks_like_title

LONGEST_TITLE = 200


class Head(msgspec.Struct):
    """The head of a document: lines `first` to `end` (exclusive), and what they say."""

    first: int
    end: int
    number: str | None
    title: str
    issuer: str | None
    kind: str | None
    registration: str | None = None
    number_line: int | None = None
    registration_line: int | None = None


_REGISTRATION = regex.compile(r"^[A-Z]{2,8}[-—–]\d{4}[-—–]\d{3,10}$")
_META_NUMBER = regex.compile(r"^(?:发文字号|文号|发文号|文件编号)[：:\t ]*" + NUMBER.pattern)


def find_heads(lines: list[Line]) -> list[Head]:
    """The heads of all documents in a file's lines, in print order."""
    heads: list[Head] = []
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
                head.registration, head.registration_line = lines[head.first].text, head.first
            heads.append(head)
            i = taken = head.end
        else:
            i += 1
    if not heads:
        heads = _single_document(lines)
    if len(heads) == 1 and heads[0].number is None:
        heads[0].number = _metadata_number(lines)
    return heads


def _metadata_number(lines: list[Line]) -> str | None:
    """The number that a web page gives for its only document: `发文字号：青政办发〔2024〕7号`."""
    found = {f"{m['prefix']}〔{m['year']}〕{m['n']}号" for line in lines if (m := _META_NUMBER.match(line.text))}
    return found.pop() if len(found) == 1 else None


def _stops_title(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。；：，！？" or line.table or DATE_LINE.match(text) or SIGNED_LINE.match(text) or NUMBER_LINE.match(text)
        or _REGISTRATION.match(text) or regex.match(r"(?:注|附件|附|抄送|主题词|联系人|联系电话)\d{0,2}[：:.、]", text)
    )  # fmt: skip


def _numbered_head(lines: list[Line], i: int, floor: int) -> Head | None:
    """The head around a number line: the title above it (gazettes), else below it (single prints)."""
    above = _title_above(lines, i, floor)
    if above:
        first, match = above
        return Head(first, i + 1, _number_text(lines[i].text), match["title"], match["issuer"], match["kind"], None, i)
    joined = ""
    for k in range(i + 1, min(i + 6, len(lines))):
        joined += lines[k].text
        if lines[k].text.endswith("：") or len(joined) > LONGEST_TITLE:
            break
        below = TITLE.match(joined)
        if below:
            first = i
            return Head(
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
            return Head(first, i + 1, _number_text(lines[i].text), joined, None, kind[0] if kind else None, None, i)
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
        if len(joined) > LONGEST_TITLE:
            break
        match = TITLE.match(joined)
        if match:
            best = (k, match)
        elif best:
            break
    return best


def _bare_head(lines: list[Line], i: int) -> Head | None:
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
            return Head(i, k + 1, None, title, match["issuer"], kind)
    return None


def _may_end_document(line: Line) -> bool:
    text = line.text
    return bool(
        text[-1] in "。）)" or DATE_LINE.match(text) or SIGNED_LINE.match(text) or line.table or text.startswith(("注：", "附件"))
        or _REGISTRATION.match(text) or (text[-1] not in "，、；：" and len(text) < 18)
    )  # fmt: skip


def _single_document(lines: list[Line]) -> list[Head]:
    """A file with one document that has no number line: the number in a metadata row, or none at all."""
    number = _metadata_number(lines)
    for i in range(min(len(lines), 60)):
        joined = ""
        for k in range(i, min(i + 4, len(lines))):
            joined += lines[k].text
            match = TITLE.match(joined) if len(joined) <= LONGEST_TITLE else None
            if match and (match["issuer"] or number or lines[i].level or i == 0):
                return [Head(i, k + 1, number, match["title"], match["issuer"], match["kind"])]
    return []
