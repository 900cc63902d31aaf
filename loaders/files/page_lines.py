"""The characters of a page as its lines, in the order in which they are read."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import msgspec
import regex

from zhize.loaders.files.glyphs import Glyph

MIDDLE = (0.42, 0.58)
"""Part of a page's width in which the gap between two columns lies."""
SPLIT = 1.2
"""A gap wider than so many times the height of the print parts two lines."""


class Segment(msgspec.Struct):
    """A run of print on one line, or a table: its text and its box in points from the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    rows: list[list[str]] | None = None
    """The cells of a table; None for a line."""
    score: float = 1.0
    """How sure the reading of a picture is; 1 for what the file says itself."""

    @property
    def height(self) -> float:
        """The height of the print."""
        return self.top - self.bottom


def segments(glyphs: list[Glyph]) -> list[Segment]:
    """The runs of print of a page that is read along its lines."""
    return [segment for line in baselines(glyphs) for segment in _cut(line)]


def baselines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The characters by the lines they stand on, top line first, each from left to right."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.base):
        if lines and lines[-1][0].base - glyph.base < 0.4 * max(lines[-1][0].size, glyph.size, 1.0):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda g: g.left)
    return lines


def _cut(line: list[Glyph]) -> list[Segment]:
    """A line at its wide gaps; where the print is set wide throughout, only at gaps wider than that."""
    while line and line[0].text == " ":
        line = line[1:]
    if not line:
        return []
    gaps = [b.left - a.right for a, b in pairwise(line)]
    height = median(g.size for g in line)
    count = sum(len(g.text) for g in line)
    usual = median([*gaps, *[0.0] * (count - len(line))]) if count > 3 else 0.0
    limit = max(SPLIT * height, 2.5 * usual)
    spread = count <= 4 and all("\u4e00" <= g.text <= "\u9fff" for g in line) and gaps and max(gaps) < 8 * height
    if spread and (max(gaps) < 1.6 * min(gaps) or len(gaps) == 1):
        limit = max(gaps) + 1  # a title of a few characters set wide: 通  知
    out: list[list[Glyph]] = [[line[0]]]
    for gap, glyph in zip(gaps, line[1:], strict=True):
        if gap > limit:
            out.append([])
        out[-1].append(glyph)
    return [_segment(run, usual) for run in out if any(not g.text.isspace() for g in run)]


def _segment(run: list[Glyph], usual: float = 0.0) -> Segment:
    text = run[0].text
    for before, glyph in pairwise(run):
        if _WORDS.match(before.text[-1]) and _WORDS.match(glyph.text):
            gap = glyph.left - before.right
            spread = usual > 0.1 * glyph.size
            text += " " if gap > (0.6 * glyph.size + 1.5 * usual if spread else 0.15 * glyph.size) else ""
        text += glyph.text
    low = min(g.base for g in run)
    return Segment(text, run[0].left, low, max(g.right for g in run), low + max(g.size for g in run))


_WORDS = regex.compile(r"[A-Za-z0-9]")


def is_vertical(glyphs: list[Glyph]) -> bool:
    """Whether the print runs down the page: most characters stand under the one before them."""
    printed = [g for g in glyphs if not g.text.isspace()]
    count = sum(len(g.text) for g in printed)
    if count < 20:
        return False
    down, across = 0, count - len(printed)
    for a, b in pairwise(printed):
        size = max(a.size, b.size, 1.0)
        if abs(a.left - b.left) < 0.3 * size and 0.5 * size < a.base - b.base < 2.5 * size:
            down += 1
        elif abs(a.base - b.base) < 0.3 * size and b.left > a.left:
            across += 1
    return down > 0.5 * count and down > 2 * across


_TURNED = str.maketrans("︵︶︻︼︽︾︿﹀︹︺﹁﹂︱︙︓︔︐︑︒", "（）【】《》〈〉〔〕「」—…：；，、。")


def vertical_segments(glyphs: list[Glyph]) -> list[Segment]:
    """The lines of print that runs down the page, from the right to the left."""
    columns: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.text.isspace()), key=lambda g: -(g.left + g.right)):
        middle = (glyph.left + glyph.right) / 2
        if columns and (columns[-1][0].left + columns[-1][0].right) / 2 - middle < 0.6 * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    out: list[Segment] = []
    for number, column in enumerate(columns):
        column.sort(key=lambda g: -g.base)
        runs = [[column[0]]]
        for before, glyph in pairwise(column):
            if before.base - glyph.base > 3 * glyph.size:
                runs.append([])
            runs[-1].append(glyph)
        for run in runs:
            text = "".join(g.text for g in run).translate(_TURNED)
            # the order of reading is put as one from the top to the bottom
            out.append(Segment(text, 0, -number - 1, 1, -number))
    return out


def in_order(found: list[Segment], width: float) -> list[Segment]:
    """Runs of print in the order of reading; two columns are read one after the other."""
    left = [s for s in found if s.right < width * MIDDLE[1]]
    right = [s for s in found if s.left > width * MIDDLE[0]]
    beside = len(left) >= 3 and len(right) >= 3 and len(left) + len(right) >= 0.6 * len(found)
    if beside and not _are_rows(found):
        return _by_columns(found, left, right)
    return sorted(found, key=lambda s: (-s.top, s.left))


def _are_rows(found: list[Segment]) -> bool:
    """Whether what stands side by side are the cells of rows without rules: mostly three or more on a line."""
    lines = side_by_side(found)
    wide = sum(len(line) >= 3 for line in lines)
    return wide >= 3 and wide > 0.4 * len(lines)


def side_by_side(found: list[Segment]) -> list[list[Segment]]:
    """Runs of print by the lines on which they stand, from the top; tables stand alone."""
    lines: list[list[Segment]] = []
    for segment in sorted(found, key=lambda s: (-s.top, s.left)):
        last = lines[-1][0] if lines else None
        if (
            last is not None
            and last.rows is None
            and segment.rows is None
            and abs(last.bottom - segment.bottom) < 0.4 * max(last.height, segment.height)
        ):
            lines[-1].append(segment)
        else:
            lines.append([segment])
    for line in lines:
        line.sort(key=lambda s: s.left)
    return lines


def _by_columns(found: list[Segment], left: list[Segment], right: list[Segment]) -> list[Segment]:
    """Full-width lines cut the page into bands; in each band the left column is read before the right."""
    ordered: list[Segment] = []
    band: list[Segment] = []
    both = {id(s) for s in left} & {id(s) for s in right}
    lefts, rights = {id(s) for s in left} - both, {id(s) for s in right} - both

    def flush() -> None:
        ordered.extend(sorted((s for s in band if id(s) in lefts), key=lambda s: -s.top))
        ordered.extend(sorted((s for s in band if id(s) not in lefts), key=lambda s: -s.top))
        band.clear()

    for segment in sorted(found, key=lambda s: (-s.top, s.left)):
        if id(segment) in lefts or id(segment) in rights:
            band.append(segment)
        else:
            flush()
            ordered.append(segment)
    flush()
    return ordered


_FIGURES = regex.compile(r"\d+")
_PAGE_NUMBER = regex.compile(r"^[\s\-—–·第页共/#ofOF]*#[\s\-—–·第页共/#ofOF]*$")
ZONE = 0.12
"""Part of the page's height at its head and foot in which running heads stand."""


def without_running_heads(pages: list[list[Segment]], heights: list[float]) -> list[list[Segment]]:
    """Pages without what repeats at their heads and feet, and without page numbers there."""
    seen: dict[tuple[str, int], int] = {}
    for page, height in zip(pages, heights, strict=True):
        for key in {_key(s) for s in page if _in_zone(s, height)}:
            seen[key] = seen.get(key, 0) + 1
    enough = max(2, min(3, len(pages)))

    def repeats(segment: Segment) -> bool:
        text, place = _key(segment)
        return sum(seen.get((text, place + d), 0) for d in (-1, 0, 1)) >= enough

    out: list[list[Segment]] = []
    for number, (page, height) in enumerate(zip(pages, heights, strict=True)):
        kept = [
            s
            for s in page
            if not (_in_zone(s, height) and (_PAGE_NUMBER.match(_key(s)[0]) or (len(pages) > 1 and repeats(s))))
        ]
        if number and kept and _breaks_in(kept[0], height, out):
            kept = kept[1:]
        out.append(kept)
    return out


def _breaks_in(first: Segment, height: float, before: list[list[Segment]]) -> bool:
    """A line at the head of a page that repeats an earlier one and cuts the sentence that runs over the page."""
    last = next((page[-1] for page in reversed(before) if page), None)
    if last is None or last.rows is not None or first.rows is not None or not _in_zone(first, height):
        return False
    cut = last.text.rstrip()[-1:] not in "。！？；：）" and len(last.text) > 12
    return cut and any(s.text.strip() == first.text.strip() for page in before for s in page)


def _in_zone(segment: Segment, height: float) -> bool:
    return segment.rows is None and (segment.bottom > (1 - ZONE) * height or 0 <= segment.top < ZONE * height)


def _key(segment: Segment) -> tuple[str, int]:
    return _FIGURES.sub("#", "".join(segment.text.split())), round(segment.bottom / 8)


class PrintedLine(msgspec.Struct, frozen=True):
    """A line of the text of a page, and the runs of print it is made of; the rows of a table are one line each of one run."""

    text: str
    runs: tuple[Segment, ...]


def printed(page: list[Segment], width: float) -> list[PrintedLine]:
    """The lines of a page: rows of tables with tabs, the first lines of paragraphs with the indent they have."""
    out: list[PrintedLine] = []
    margin = _margins(page, width)
    lines = side_by_side(page) if _are_rows(page) else [[segment] for segment in page]
    for line in lines:
        if line[0].rows is not None:
            out += [PrintedLine("\t".join(cells).rstrip("\t"), (line[0],)) for cells in line[0].rows]
        elif len(line) >= 3:
            out.append(PrintedLine("\t".join(segment.text.strip() for segment in line), tuple(line)))
        else:
            out += [PrintedLine(_indented(segment, margin), (segment,)) for segment in line]
    return out


def _margins(page: list[Segment], width: float) -> list[float]:
    """Where the lines of the columns begin, for each half of the page."""
    out: list[float] = []
    for half in (0, 1):
        lefts = sorted(s.left for s in page if s.rows is None and s.height > 2 and (s.left > width / 2) == bool(half))
        out.append(lefts[len(lefts) // 4] if len(lefts) >= 4 else -1.0)
    return out


def _indented(segment: Segment, margins: list[float]) -> str:
    margin = next((m for m in reversed(margins) if 0 <= m <= segment.left + 1), None)
    if margin is None or segment.text[:1].isspace() or segment.height <= 0:
        return segment.text
    return "\u3000\u3000" + segment.text if 1.5 < (segment.left - margin) / segment.height < 2.6 else segment.text
