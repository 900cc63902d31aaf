"""Lines of print: what each is, which are page furniture, and which run on into the next."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache

import msgspec
import regex

from zhize.graph.language.bodies import name_end
from zhize.graph.language.doers import may_be_name, owner_of
from zhize.graph.language.leading import leading_names
from zhize.graph.language.names import is_agency
from zhize.graph.language.people import is_person
from zhize.graph.language.spans import Span
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.patterns import ISSUER_LINE, numbering
from zhize.loaders.print.clean import squeeze
from zhize.loaders.print.line_signs import is_attachment_label, is_bare_heading, stands_apart
from zhize.loaders.print.one_line_papers import cuts
from zhize.loaders.print.rosters import roster_rows


class Line(msgspec.Struct):
    """One print line without its marks of layout.

    `level` is the Markdown heading level (0: none), `indent` the blanks before it, `gap` whether a blank line
    stands before it; `text` is squeezed, `traced` is what it stands for (with the blanks of table rows kept),
    `raw` the text before blanks were taken out, in which wide blanks part names.
    """

    traced: TracedText
    text: str
    level: int = 0
    bold: bool = False
    bullet: bool = False
    indent: int = 0
    gap: bool = False
    table: bool = False
    raw: str = ""


_HEADING = regex.compile(r"^(#{1,6})\s*")
_BULLET = regex.compile(r"^(?:[-*+•●▪◆■>]\s+|[\uf000-\uf0ff•●▪◆➢➤]\s*(?=\p{Han}))+")
_BOLD = regex.compile(r"\*\*|__(?=\S)|(?<=\S)__")


LONGEST_LINE = 8000
"""A longer line is no line of print; it is read in pieces, which keeps reading linear in its length."""


def _pieces(raw: TracedText) -> list[TracedText]:
    if len(raw) <= LONGEST_LINE:
        return [raw]
    return [raw[at : at + LONGEST_LINE] for at in range(0, len(raw), LONGEST_LINE)]


def read_lines(text: TracedText) -> list[Line]:
    """The lines of a cleaned file that are not blank, Markdown marks taken off and noted."""
    lines: list[Line] = []
    gap = True
    whole = itertools.chain.from_iterable(map(_paper_lines, text.lines()))
    pieces = list(itertools.chain.from_iterable(map(_pieces, whole)))
    rosters = roster_rows(pieces)
    for i, raw in enumerate(pieces):
        body = raw.strip()
        if not body.text:
            gap = True
            continue
        if lines and not gap and _begins_blank(raw.text, lines[-1]):
            body = raw[raw.text.index("\t") : raw.text.rindex(body.text) + len(body.text)]
        rows = rosters.get(i)
        if rows is None:
            lines.append(_line(raw, body, gap))
        else:
            lines += [Line(row, row.text, gap=gap, table=True) for row in rows]
        gap = False
    return [line for line in lines if line.text]


def _begins_blank(text: str, above: Line) -> bool:
    """Whether a line is a row whose first cell is blank: a tab at its head, and as many tabs as the row above."""
    return above.table and text.lstrip(" ").startswith("\t") and text.count("\t") == above.text.count("\t")


def _paper_lines(line: TracedText) -> list[TracedText]:
    """A line that holds a whole paper as several; see `one_line_papers`."""
    at = [0, *cuts(line.text), len(line.text)]
    return [line[a:b] for a, b in itertools.pairwise(at)]


def _line(raw: TracedText, body: TracedText, gap: bool) -> Line:
    indent = len(raw.text) - len(raw.text.lstrip())
    level = 0
    if heading := _HEADING.match(body.text):
        level = len(heading[1])
        body = body[heading.end() :]
    bullet = _BULLET.match(body.text)
    if bullet:
        body = body[bullet.end() :]
    if body.text.endswith("|") and body.text.count("|") == 1:  # what divided a page's title from the name of its site
        body = body[:-1].strip()
    bold = "**" in body.text or "__" in body.text
    if bold:
        body = body.sub(_BOLD, lambda m: "").strip()
    table = ("\t" in body.text and not _NUMBERED.match(body.text)) or body.text.count("|") >= 3
    printed = body.text
    body = _table_row(body) if table else squeeze(body)
    if "\\|" in body.text:
        body = body.sub(_OWN_BAR, lambda m: "|")
    return Line(body, body.text, level, bold, bool(bullet), indent, gap, table, printed)


_ONE = regex.compile(r"^\p{Han}$")


def join_vertical(lines: list[Line]) -> list[Line]:
    """Text printed down a narrow cell, one character per line, as lines again.

    Four characters or more under each other make a line; where most stand close, a blank line parts two cells.
    Example: `责` `任` `单` `位` -> `责任单位`.
    """
    out: list[Line] = []
    for one, group in itertools.groupby(lines, key=lambda line: bool(_ONE.match(line.text)) and not line.level):
        run = list(group)
        if not one or len(run) < 4:
            out += run
            continue
        parted = sum(line.gap for line in run[1:]) <= len(run) // 3
        cells: list[list[Line]] = []
        for line in run:
            if not cells or (parted and line.gap):
                cells.append([])
            cells[-1].append(line)
        for cell in cells:
            traced = TracedText.join(line.traced for line in cell)
            out.append(msgspec.structs.replace(cell[0], traced=traced, text=traced.text))
    return out


_PIPE = regex.compile(r"\s*(?<!\\)\|\s*")
_OWN_BAR = regex.compile(r"\\\|")
"""A bar that is part of a cell's text."""
_AROUND_TAB = regex.compile(r"(?<! ) ++(?=\t)|(?<=\t) ++")


def _table_row(body: TracedText) -> TracedText:
    """A Markdown or tab-separated row as cells divided by single tabs; blanks inside cells stay."""
    if body.text.count("|") >= 3:
        body = body.sub(_PIPE, lambda m: "\t")
        if body.text.startswith("\t"):
            body = body[1:]
        if body.text.endswith("\t"):
            body = body[:-1]
        if not body.text.strip("-: \t"):
            return body[:0]
    return body.sub(_AROUND_TAB, lambda m: "")


def column_width(lines: list[Line]) -> int:
    """The number of characters of a print line where a file is set in narrow columns, else 0."""
    widths = Counter(min(60, round(_width(line.text))) for line in lines if not line.table)
    total = sum(widths.values())
    if total < 20:
        return 0
    best = max(range(8, 32), key=lambda w: sum(widths[w + d] for d in (-1, 0, 1)))
    return best if sum(widths[best + d] for d in (-2, -1, 0, 1)) > 0.45 * total else 0


_NARROW = regex.compile(r"[^\u2E80-\U0010FFFF“”‘’—…]+")


@lru_cache(4096)
def _width(text: str) -> float:
    return len(text) - 0.5 * sum(len(run) for run in _NARROW.findall(text))


_LABELLED = regex.compile(
    r"(?:常务)?副?(?:总?指挥长?|组长|主任|总?召集人)[：:]|成员(?:单位)?[：:]|(?:主要|工作)?(?:职责|任务)[：:]|"
    r"(?:附件|附表|附录|附)\d{0,2}(?:[：:]|$)|注[：:]|抄送|主题词|联系人|联系电话|——|※"
    r"|\p{Han}[\p{Han}（）]{1,20}[：:](?:0\d{2,3}-)?\d{3,8}$"
    r"|(?:牵头|责任|配合|协办|主办|承办|落实|参与|参加|实施)(?:责任)?(?:单位|部门)[：:]|(?:完成|办理)?时限[：:]|完成时间[：:]"
)
_NUMBERED = regex.compile(r"^[（(]?[\d一二三四五六七八九十]{1,3}[）)]?[.、．)）]?(?<=[.、．)）])\t+[^\t]{8,}$")
"""A number with its stop before a tab is that of an item, as word processors save it, and no cell of a table."""


_OPENS_BRACKET = regex.compile(r"^[（\[〔]")
_REMARK = regex.compile(r"^（(?:此件|此页|联系|公开|主动公开)")
_ENDS_IN_MARK = regex.compile(r"[。；！”][（\[〔][^。]{2,400}[）\]〕]$")
_TERMINAL = "。！？；：…"


def starts_block(line: Line) -> bool:
    """Whether a line begins something new by its own form: a heading, an item, a label, a row, a date."""
    text = line.text
    if line.table or line.level or numbering(text):
        return True
    if stands_apart(text):
        return True
    return bool(_LABELLED.match(text) or _REMARK.match(text))


LONG_LINE = 60
"""No print line is so many characters wide: what is longer is a paragraph on one line."""


def whole_lines(lines: list[Line]) -> bool:
    """Whether each line of a file is a paragraph: at least three lines are longer than any print line."""
    return sum(1 for line in lines if not line.table and _width(line.text) > LONG_LINE) >= 3


class Setting(msgspec.Struct, frozen=True):
    """How paragraphs are set: the width of narrow columns (0: none), whether each line is a paragraph of its own, the
    blanks that a paragraph begins with (0: none), and the characters of a full line in print that has them (0: unknown).
    """

    width: int = 0
    whole: bool = False
    indent: int = 0
    full: int = 0


def setting(lines: list[Line], width: int) -> Setting:
    """How the paragraphs of a document are set."""
    return Setting(width, whole_lines(lines), *_indented(lines))


def _indented(lines: list[Line]) -> Span:
    """The blanks before paragraphs and the length of a full line, both 0 where print does not tell them for certain.

    Paragraphs have blanks where three lines or more begin with the same, and no line that goes on with a sentence does.
    """
    blanks = Counter(line.indent for line in lines if 2 <= line.indent <= MOST_BLANKS and not line.table)
    indent, often = blanks.most_common(1)[0] if blanks else (0, 0)
    after_comma = sum(b.indent == indent for a, b in itertools.pairwise(lines) if a.text[-1] in "、，")
    if often < FEWEST_LINES or after_comma:
        return 0, 0
    wrapped = Counter(
        _length(a)
        for a, b in itertools.pairwise(lines)
        if not b.indent and a.text[-1] not in _TERMINAL and not (a.table or b.table) and not starts_block(b)
    )
    full, count = wrapped.most_common(1)[0] if wrapped else (0, 0)
    near = sum(n for length, n in wrapped.items() if abs(length - full) <= 1)
    return indent, full if near >= FEWEST_LINES and near > 0.6 * sum(wrapped.values()) and count > 1 else 0


FEWEST_LINES = 3
"""So many lines alike tell how a document is set."""
MOST_BLANKS = 8
"""What stands further in is centred."""


def _length(line: Line) -> int:
    """The characters of a line with the two that its blanks take."""
    return len(line.text) + min(line.indent, 2)


def runs_on(previous: Line, line: Line, how: Setting) -> bool:
    """Whether `line` goes on with the paragraph of `previous`.

    A line that opens a bracket (a mark on a line of its own) belongs to what stands before it. In narrow
    columns a full line that ends in a stop may run on, and in print whose paragraphs begin with blanks; elsewhere a stop
    at the line's end ends the paragraph, and a page break in mid-sentence does not.
    """
    width = how.width
    if previous.table or line.table:
        return False
    if how.whole and (_is_caption(previous.text) or _heads_paragraph(previous, line)):
        return False
    if starts_block(line) and not (_in_list(previous, line) or _number_in_sentence(previous, line, width)):
        return False
    if _stands_alone(previous) or (_LABELLED.match(previous.text) and line.text in previous.text):
        return False
    if previous.text[-1] in "、，" and not previous.level:
        return True
    if _OPENS_BRACKET.match(line.text):
        return not previous.level or len(previous.text) > 40
    if previous.text.rfind("《") > previous.text.rfind("》") and not previous.level:
        return True
    if (
        previous.level
        or _ENDS_IN_MARK.search(previous.text)
        or _ends_short(previous, width)
        or (not width and is_bare_heading(previous.text))
        or (not width and previous.gap and _is_caption(previous.text))
    ):
        return False
    if previous.text[-1] in _TERMINAL:
        if how.full and not line.indent:
            return abs(_length(previous) - how.full) <= 1
        full = width and _width(previous.text) >= width - 1.5 and previous.text[-1] != "："
        return bool(full) and line.indent < 2
    if line.indent >= 2 and (width or previous.indent >= 2 or line.indent == how.indent):
        return False
    if _list_ends(previous.text, line.text):
        return False
    if line.gap and not width and _is_caption(line.text):
        return False
    return not (line.bold and line.gap and not previous.bold and line.text[:1] not in "，。、；")


def _in_list(previous: Line, line: Line) -> bool:
    """A name alone on a line, or the rest of one, that goes on with a list: `成员单位：区水利局、区⏎应急管理局`."""
    if previous.level or line.level or "、" not in previous.text or not ISSUER_LINE.match(line.text):
        return False
    last = previous.text.rsplit("、", 1)[-1]
    return len(last) < LONGEST_NAME and not is_agency(last) and is_agency(last + line.text)


LONGEST_NAME = 30


def _list_ends(text: str, following: str) -> bool:
    """Whether a label's list of names ends with a line: in a whole name or a person, before a line that begins with a body.

    Example: `成员单位：区水利局、区财政局` before `区防汛办设在区水利局…`, `副组长：王建国、李明` before `区财政局局长为成员。`.
    """
    if not _LABELLED.match(text):
        return False
    last = text.rsplit("：", 1)[-1].rsplit("、", 1)[-1]
    whole = is_agency(last) or is_person(last)
    return whole and bool(leading_names(following)[1] or name_end(following, 0))


_CAPTION = regex.compile(r"^[^，。；！？《》“”]{2,20}$")
LONGEST_HEADING = 40
"""A heading on a line of its own has no more characters, twice as many over a blank line."""


def _heads_paragraph(previous: Line, line: Line) -> bool:
    """A numbered line without a stop over a whole paragraph: `二、压实责任，形成合力` over `各部门要加强…`."""
    found = numbering(previous.text)
    if found is None or found.style not in ("一、", "（一）") or len(previous.text) > LONGEST_HEADING * (1 + line.gap):
        return False
    ends = previous.text[-1] not in _TERMINAL + "，、" and not _GOES_ON.search(previous.text)
    return ends and _width(line.text) > LONG_LINE and previous.text.count("（") == previous.text.count("）")


_GOES_ON = regex.compile(r"[、（\[〔—\-和及与或的等为在对于由向第]$")


def _is_caption(text: str) -> bool:
    """A short line without a stop, in print that is not set in narrow columns: a caption, no line of a paragraph."""
    whole = bool(_CAPTION.match(text)) and not _GOES_ON.search(text) and text.count("（") == text.count("）")
    return whole and (owner_of(text) is not None or may_be_name(text))


def _number_in_sentence(previous: Line, line: Line, width: int) -> bool:
    """A line that begins with digits because a sentence was cut there: `…标兵户⏎2.5万户`."""
    found = numbering(line.text)
    if found is None or found.style not in ("1.", "1.1", "1") or line.level or line.bold or previous.level:
        return False
    item = found.style == "1." and regex.match(r"\p{Han}", line.text[len(found.printed) :].lstrip())
    if item and (found.printed[:-1] == "1" or numbering(previous.text)):
        return False  # a list begins, or its next item stands under a heading: `二、加强领导，压实责任` `3.压实…`
    if previous.text[-1] in _TERMINAL + "）〕]" or _stands_alone(previous) or is_bare_heading(previous.text):
        return False
    return (
        not _LABELLED.match(previous.text)
        and (not width or not _ends_short(previous, width))
        and len(previous.text) > 8
    )


def _ends_short(line: Line, width: int) -> bool:
    """In narrow columns a line well short of the others ends its paragraph."""
    return bool(width) and _width(line.text) < width - 3.5


def _stands_alone(line: Line) -> bool:
    text = line.text
    return is_attachment_label(text) or stands_apart(text)
