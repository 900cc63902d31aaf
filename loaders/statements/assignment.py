"""Tasks and who does them, from items with responsibility marks and from tables with columns for them."""

from __future__ import annotations

import itertools

import msgspec
import regex

from zhize.graph.language.deadlines import find_deadline, whole_deadline
from zhize.graph.language.lists import bracket
from zhize.graph.language.mentions import Mention
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section, first_clause
from zhize.loaders.print.split import Block
from zhize.loaders.statements.marks import FIRST_LEADS, LABEL, Mark, parse_mark, with_first_leading
from zhize.loaders.tables import Row, rows_under

Spans = list[tuple[int, int, int]]
"""Pieces of a section: block, from, to."""


class _Seen(msgspec.Struct):
    """A mark where it stands: `start`/`end` in the block with its brackets, `inner` where its text begins."""

    block: int
    start: int
    end: int
    inner: int
    mark: Mark


class _State(msgspec.Struct):
    ids: Ids
    found: Claims
    first_leads: bool
    whole: tuple[str, int, int] | None
    titles: set[str] = msgspec.field(default_factory=set)


def assignments(scope: Scope) -> Claims:
    """Tasks of a document with role, agency, deadline and section.

    Reads marks in brackets at the end of an item (`（责任单位：A、B）`, `（A牵头，B配合）`), marks on a line of
    their own (`牵头单位：A`), several marks in one item, and rows of tables with a column 责任单位 or 牵头单位.
    """
    state = _State(Ids(scope.id), Claims(), _declared_first(scope), _whole_deadline(scope))
    for section in scope.sections:
        _of_section(scope, section, state)
    for section in scope.sections:
        _of_tables(scope, section, state)
    return state.found


def _declared_first(scope: Scope) -> bool:
    for section in scope.sections:
        for block in section.blocks:
            if FIRST_LEADS.search(block.text) and not find_marks(block.text):
                return True
    return False


def _whole_deadline(scope: Scope) -> tuple[str, int, int] | None:
    for section in scope.sections:
        for block in section.blocks:
            last = max((seen.end for seen in find_marks(block.text)), default=0)
            if (last or not section.number or block is not section.blocks[0]) and not block.table:
                found = whole_deadline(block.text[last:])
                if found:
                    at = block.start + last
                    return found[0], at + found[1], at + found[2]
    return None


def find_marks(text: str, index: int = 0) -> list[_Seen]:
    """The marks of a paragraph, in order."""
    return _bracketed(text, index) or _lost_opening(text, index) or _prose(text, index)


def _lost_opening(text: str, index: int) -> list[_Seen]:
    """A mark at the end whose opening bracket was lost: `……开放。市教育局牵头，市财政局配合）`."""
    if not text.endswith("）") or text.count("（") >= text.count("）"):
        return []
    start = max(text.rfind(stop) for stop in "。；！") + 1
    inner = text[start:-1]
    mark = parse_mark(inner) if 2 < len(inner) < 300 and "（" not in inner else None
    if mark is None or not mark.sure or mark.unread:
        return []
    return [_Seen(index, start, len(text), start, mark)]


_PROSE = regex.compile(r"(?:^|(?<=[。；！]))由(?P<who>[^。；，]{2,60}牵头[^。；]{0,200}?)(?=[。；]|$)")


def _prose(text: str, index: int) -> list[_Seen]:
    """`由A牵头，B、C配合。` as a sentence of its own, where all it names are bodies."""
    out = []
    for match in _PROSE.finditer(text):
        mark = parse_mark(match["who"])
        if mark.sure and not mark.unread:
            out.append(_Seen(index, match.start(), match.end(), match.start("who"), mark))
    return out


def _bracketed(text: str, index: int) -> list[_Seen]:
    out: list[_Seen] = []
    at = 0
    while True:
        span = bracket(text, at)
        loose = _loose_mark(text, at, span[0] if span else len(text))
        if loose:
            start, end = loose
            out.append(_Seen(index, start, end, start, parse_mark(_closed(text[start:end]))))
            at = end
            continue
        if span is None:
            return out
        a, b = span
        inner = text[a + 1 : b - 1]
        if (label := LABEL.match(inner)) and (label.lastgroup != "other" or _ROLE_LABEL.search(inner)):
            out.append(_Seen(index, a, b, a + 1, parse_mark(inner)))
        elif _may_be_bare(text, a, b, inner):
            mark = parse_mark(inner)
            if mark.sure and not mark.unread:
                out.append(_Seen(index, a, b, a + 1, mark))
        at = b


def _closed(text: str) -> str:
    """A mark without its stop and without closing brackets that it did not open: `各镇（街）。` keeps its own."""
    text = text.rstrip("。")
    while text[-1:] in ("）", "]", "〕") and sum(text.count(c) for c in "）]〕") > sum(text.count(c) for c in "（[〔"):
        text = text[:-1].rstrip("。")
    return text


_ROLE_LABEL = regex.compile(r"(?:单位|部门|主体)[：:]")


_OF_MANY = regex.compile(r"以上|上述|以下|下列")
"""A bracket that speaks of other items is no mark of its own item; see `groups`."""


def _may_be_bare(text: str, a: int, b: int, inner: str) -> bool:
    """A bracket without a label is a mark only after a finished sentence and before a new one."""
    before = text[a - 1] if a else "。"
    after = text[b] if b < len(text) else "。"
    plain = "：" not in LABEL.sub("", inner) and "。" not in inner
    return (
        not _OF_MANY.match(inner)
        and before in '。！；”"）'
        and after not in "，、："
        and 2 < len(inner) < 500
        and plain
    )


def _loose_mark(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """A labelled mark without its opening bracket, or without any: from the label to the end of what it says."""
    match = LABEL.search(text, start, stop)
    if not match or match.lastgroup in ("deadline", "other"):
        return None
    before = text[match.start() - 1] if match.start() else "。"
    opened = before in "（[〔" and bracket(text, match.start() - 1) is None
    if not opened and before not in "。；！”）":
        return None
    end, depth = match.end(), 0
    while end < len(text):
        char = text[end]
        if char in "（[〔":
            depth += 1
        elif char in "）]〕":
            if not depth:
                return match.start(), end + 1
            depth -= 1
        elif char == "。" and not depth and not LABEL.match(text, end + 1):
            return match.start(), end + 1
        end += 1
    return match.start(), end


def _of_section(scope: Scope, section: Section, state: _State) -> None:
    marks = [m for i, block in enumerate(section.blocks) if not block.table for m in find_marks(block.text, i)]
    if regex.search(r"组$", section.title):
        marks = []  # `抢险组。由A牵头，B配合` sets up a working group, it gives no task
    marks = [m for m in marks if _checked(section.blocks[m.block], m, state)]
    if not marks:
        return
    if len(marks) > 1 and _one_after_another(section, marks):
        marks = [_merged(marks)]
    marks = [m for m in marks if m.mark.names]
    position = (0, section.offset)
    if section.heading and section.number and (len(marks) > 1 or _CONTAINER.search(section.title)):
        position = (0, section.offset + len(section.title))
    if not section.number and marks:
        first = marks[0].block if marks[0].start >= SHORTEST_ITEM else max(0, marks[0].block - 1)
        position = (first, 0)  # the addressees and the preamble before it are no part of the item
    inline = ""
    for n, seen in enumerate(marks):
        spans = _between(section.blocks, position, (seen.block, seen.start))
        spans, printed = _after_number(section, spans)
        text = "".join(section.blocks[i].text[a:b] for i, a, b in spans)
        numbers = [m[0] for m in _INLINE.finditer(text) if m.start() == 0 or text[m.start() - 1] in "。；：，！”）"]
        inline = _range(numbers) or (inline if n else "")
        if len(marks) > 1 or _CONTAINER.search(section.title):
            title = first_clause(_LEAD_IN.sub("", text)) or section.title
            path = (*section.path, section.label) if section.heading and section.title else section.path
        else:
            title = section.title or first_clause(_LEAD_IN.sub("", text))
            path = section.path
        _task(scope, state, section, seen, spans, text, title, path, section.number + (printed or inline))
        position = (seen.block, seen.end)


_ITEM_IN_TEXT = regex.compile(r"(?:^|(?<=[。；：！）]))(?P<n>\d{1,2})[.、](?=\p{Han})")


SHORTEST_ITEM = 4


def _after_number(section: Section, spans: Spans) -> tuple[Spans, str]:
    """In a paragraph without a number of its own, an item begins at the last number in it: `……意见。1.对团队给予资助。`."""
    if section.number or not spans:
        return spans, ""
    i, a, b = spans[-1]
    found = list(_ITEM_IN_TEXT.finditer(section.blocks[i].text, a, b))
    if not found or b - found[-1].end() < SHORTEST_ITEM:
        return spans, ""
    return [(i, found[-1].end(), b)], found[-1]["n"]


_CONTAINER = regex.compile(r"（[一二三四五六七八九十\d]+[项条个件]）$")
"""A heading that counts what stands under it (`新增指标（1项）`) is no task itself."""

_INLINE = regex.compile(r"（\d{1,2}）")
_LEAD_IN = regex.compile(
    r"^(?:[。；\s]*)(?:(?:落实措施|具体措施|主要措施|工作措施|重点任务|工作内容|主要任务|工作任务)：)?(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.、])?"
)


def _range(numbers: list[str]) -> str:
    if not numbers:
        return ""
    numbers = [f"({n.strip('（）')})" for n in numbers]
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _one_after_another(section: Section, marks: list[_Seen]) -> bool:
    """Label by label on lines of their own: `牵头单位：A` / `配合单位：B` are one mark."""
    return all(
        not "".join(
            section.blocks[i].text[x:y] for i, x, y in _between(section.blocks, (a.block, a.end), (b.block, b.start))
        ).strip("。；，")
        for a, b in itertools.pairwise(marks)
    )


def _merged(marks: list[_Seen]) -> _Seen:
    names = tuple(dict.fromkeys(name for m in marks for name in m.mark.names))
    text = "；".join(m.mark.text for m in marks)
    deadline = next((m.mark.deadline for m in marks if m.mark.deadline), None)
    first = marks[0]
    mark = msgspec.structs.replace(first.mark, text=text, names=names, deadline=deadline)
    return msgspec.structs.replace(first, mark=mark, end=marks[-1].end if marks[-1].block == first.block else first.end)


def _checked(block: Block, seen: _Seen, state: _State) -> bool:
    span = (block.start + seen.start, block.start + seen.end)
    if not seen.mark.names and seen.mark.deadline:
        return True
    if not seen.mark.names:
        state.found.doubt("mark-names-nobody", seen.mark.text, "责任标注里没有读出单位名称", span)
        return False
    for piece in seen.mark.unread:
        state.found.doubt("mark-part-unread", piece, "责任标注中这一部分没有读懂", span)
    if seen.mark.labelled and not seen.mark.sure:
        state.found.doubt("name-shape", seen.mark.text, "标注中有名称不像机构名称，按原样保留", span)
    return True


def _between(blocks: list[Block], start: tuple[int, int], end: tuple[int, int]) -> Spans:
    """The pieces (block, from, to) between two places, without table rows."""
    out: Spans = []
    for i in range(start[0], end[0] + 1):
        a = start[1] if i == start[0] else 0
        b = end[1] if i == end[0] else len(blocks[i].text)
        if a < b and not blocks[i].table:
            out.append((i, a, b))
    return out


def _task(
    scope: Scope, state: _State, section: Section, seen: _Seen, spans: Spans, text: str, title: str,
    path: tuple[str, ...], item: str,
) -> None:  # fmt: skip
    blocks = section.blocks
    mark = with_first_leading(seen.mark) if state.first_leads else seen.mark
    if seen.mark.first_leads and not state.first_leads:
        state.first_leads = True
        mark = with_first_leading(mark)
    block = blocks[seen.block]
    inner = (block.start + seen.inner, block.start + seen.inner + len(mark.text))
    begin = blocks[spans[0][0]].start + spans[0][1] if spans else block.start + seen.start
    whole = (begin, block.start + seen.end)
    deadline = _deadline(state, blocks, spans, mark, inner)
    task = state.ids.make("task", *path, item, title, mark.text)
    found, rule = state.found, _rule(block.text[seen.start], mark)
    facts = (("title", title, whole), ("text", text, whole), ("item", item, whole), ("mark", mark.text, inner))
    for name, value, span in facts:
        found.add(task, name, value, span, rule, section=path)
    if deadline:
        found.add(task, "deadline", deadline[0], (deadline[1], deadline[2]), rule, section=path)
    found.add(task, "task_of", scope.id, whole, rule, section=path)
    for order, assigned in enumerate(mark.names):
        found.add(assigned.mention, assigned.role, task, inner, rule, section=path, order=order)
    state.titles.add(title)


def _rule(first: str, mark: Mark) -> str:
    """Which rule read a mark: `mark` (with a label), `bare-mark` (brackets alone), `prose` (a sentence)."""
    if mark.labelled:
        return "mark"
    return "prose" if first == "由" else "bare-mark"


def _deadline(
    state: _State, blocks: list[Block], spans: Spans, mark: Mark, inner: tuple[int, int]
) -> tuple[str, int, int] | None:
    if mark.deadline:
        return mark.deadline, *inner
    for i, a, b in spans:
        found = find_deadline(blocks[i].text[a:b])
        if found and not (found[0] == "年内" and state.whole):
            at = blocks[i].start + a
            return found[0], at + found[1], at + found[2]
    return state.whole


_COLUMNS = (
    ("leads", regex.compile(r"牵头(?:责任)?(?:单位|部门|领导单位)|主办(?:单位|部门)|主责(?:单位|部门)")),
    ("supports", regex.compile(r"(?:配合|协办|参与|参加|协助|协同)(?:责任)?(?:单位|部门)")),
    ("responsible_for", regex.compile(r"(?:责任|落实|承办|实施|负责|执行)(?:单位|部门|主体)")),
    ("deadline", regex.compile(r"时限|完成时间|办结时间|时间节点|进度安排")),
    ("title", regex.compile(r"任务|事项|内容|名称|项目|措施|举措|目标")),
    ("item", regex.compile(r"^序号$|^编号$")),
)


def _of_tables(scope: Scope, section: Section, state: _State) -> None:
    for row, columns in rows_under(section.blocks, _header):
        if len(row.cells) > max(columns[c] for c in columns if c in ("title", "leads", "responsible_for")):
            _row(scope, section, row, columns, state)


def _header(cells: list[str]) -> dict[str, int]:
    """Which column holds what, where a row is the head of a table of tasks."""
    columns: dict[str, int] = {}
    for i, cell in enumerate(cells):
        bare = cell.replace(" ", "")
        for role, pattern in _COLUMNS:
            if len(bare) <= 12 and pattern.search(bare) and role not in columns:
                columns[role] = i
                break
    return columns if "title" in columns and ("leads" in columns or "responsible_for" in columns) else {}


def _row(scope: Scope, section: Section, row: Row, columns: dict[str, int], state: _State) -> None:
    cells = row.cells

    def cell(role: str) -> str:
        return cells[columns[role]].strip() if role in columns and columns[role] < len(cells) else ""

    title = first_clause(cell("title").replace(" ", ""))
    if not title or title in state.titles:
        return  # the same item as in the text: the table only repeats it
    texts = {
        role: regex.sub(r"(?<=\p{Han}|）) +(?=\p{Han})", "、", cell(role))
        for role in ("leads", "supports", "responsible_for")
    }
    names: list[tuple[str, Mention]] = []
    for role, text in texts.items():
        if text:
            for a in parse_mark(text).names:
                verb = a.role if a.role != "responsible_for" else role
                names.append((verb, a.mention))
    span = row.span
    if not names:
        if any(texts.values()):
            state.found.doubt("mark-names-nobody", "　".join(cells), "表中这一行没有读出单位名称", span)
        return
    mark = "；".join(cell(role) for role in texts if cell(role))
    path = (
        (*section.path, section.label)
        if section.title and section.style not in ("title", "signature")
        else section.path
    )
    task = state.ids.make("task", *path, cell("item"), title, mark)
    add = state.found.add
    values = (
        ("title", title),
        ("text", cell("title")),
        ("item", cell("item")),
        ("mark", mark),
        ("deadline", cell("deadline")),
    )
    for name, value in values:
        add(task, name, value, span, "table", section=path)
    add(task, "task_of", scope.id, span, "table", section=path)
    for order, (role, mention) in enumerate(dict.fromkeys(names)):
        add(mention, role, task, span, "table", section=path, order=order)
