"""Where responsibility marks stand in a paragraph: in brackets, behind a label, or as a sentence with 由."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import regex

from zhize.graph.language.lists import bracket
from zhize.graph.language.marks import Mark, parse_mark
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase
from zhize.graph.language.roles import (
    DEADLINE,
    PEOPLE,
    ROLES,
    Label,
    find_labels,
    label_at,
    lead_sentence,
    of_others,
    role_doing,
    role_verb,
    unstopped_label,
)

_OPENING, _CLOSING = "（[〔【", "）]〕】"
_FIRM = "。；！”）】》—"
"""What stands before a mark without brackets: the end of a sentence, or a dash."""
_LOOSE = "，、 "
"""What may also stand before one, where all its names are certain."""
LONGEST = 500


class PlacedMark(msgspec.Struct, frozen=True):
    """A mark where it stands: `start`/`end` in the text with its brackets, `inner` where its own text begins."""

    start: int
    end: int
    inner: int
    mark: Mark


@lru_cache(4096)
def find_marks(text: str) -> tuple[PlacedMark, ...]:
    """The marks of a paragraph, in order.

    Example: `完成清淤。（责任单位：区水利局）`, `完成清淤。——责任单位：区水利局`, `由区水利局牵头，区财政局配合。`.
    """
    text = _with_colons(_with_brackets(text))
    labels = [label for label in find_labels(text) if label.kind in ROLES or _begins(label)]
    marks: list[PlacedMark] = []
    if labels or any(char in text for char in _OPENING):
        marks = _bracketed(text, labels)
    if not marks and text.endswith(tuple(_CLOSING)):
        marks = _lost_opening(text)
    if not marks and "由" in text:
        marks = _sentences(text)
    return tuple(marks)


_ODD = regex.compile(r"[<＜〈《{｛（\[〔【](?=\p{Han})")
_ODD_OPENING, _ODD_CLOSING = frozenset("<＜〈《{｛"), frozenset(">＞〉》}｝")


def _with_brackets(text: str) -> str:
    """A paragraph of the same length whose marks stand in round brackets: `<责任单位：区水利局>`, `（责任单位：区水利局>`."""
    if _ODD_CLOSING.isdisjoint(text):
        return text
    signs = list(text)
    for opening in _ODD.finditer(text):
        label = label_at(text, opening.end())
        end = _closing(text, opening.end()) if label and label.kind in (*ROLES, DEADLINE) else None
        if end is not None:
            signs[opening.start()], signs[end] = "（", "）"
    return "".join(signs)


def _closing(text: str, at: int) -> int | None:
    """Where what is open at a place closes, by whatever sign; a title in 《》 and a bracket inside count as wholes."""
    depth = 0
    for place in range(at, len(text)):
        if text[place] in _ODD_OPENING or text[place] in _OPENING:
            depth += 1
        elif text[place] in _ODD_CLOSING or text[place] in _CLOSING:
            if not depth:
                return place
            depth -= 1
    return None


_SET = phrase("tasks", "set_label")
_MAY_SET = frozenset("【[〔") | {"为", "是"}


def _with_colons(text: str) -> str:
    """A paragraph of the same length whose labels end in a colon: `【责任单位】区水利局`, `责任单位为区水利局`."""
    return _SET.sub(_colon, text) if not _MAY_SET.isdisjoint(text) else text


def _colon(match: regex.Match[str]) -> str:
    label = unstopped_label(match["label"])
    if label is None or label.kind not in ROLES or label.end < len(match["label"]):
        return str(match[0])
    said = regex.split("[，。；]", match.string[match.end() : match.end() + LONGEST], maxsplit=1)[0]
    if match["is"] and not _of_bodies(parse_mark(said)):
        return str(match[0])  # `责任单位为落实不力的，予以通报`
    return f"{match['label']}：" if match["is"] else f"{'—' * (1 + len(match['stop']))}{match['label']}："


def _begins(label: Label) -> bool:
    return label.kind in (PEOPLE, DEADLINE)


def _bracketed(text: str, labels: list[Label]) -> list[PlacedMark]:
    out: list[PlacedMark] = []
    at = 0
    while True:
        span = bracket(text, at)
        loose = _loose(text, labels, at, span[0] if span else len(text))
        if loose:
            out.append(loose)
            at = loose.end
            continue
        if span is None:
            return out
        placed = _in_bracket(text, *span)
        if placed:
            out.append(placed)
        at = span[1]


def _in_bracket(text: str, start: int, end: int) -> PlacedMark | None:
    inner = text[start + 1 : end - 1]
    label = label_at(inner, 0)
    if label and (label.kind in (*ROLES, DEADLINE) or any(other.kind in ROLES for other in find_labels(inner))):
        return PlacedMark(start, end, start + 1, parse_mark(inner))
    unstopped = unstopped_label(inner)
    if unstopped:
        mark = parse_mark(f"{inner[: unstopped.end]}：{inner[unstopped.end :]}")
        if _certain(mark):
            return PlacedMark(start, end, start + 1, msgspec.structs.replace(mark, text=inner))
    if _may_be_bare(text, start, end, inner):
        mark = parse_mark(inner)
        caption = text[start] == "【" and not role_verb().search(inner) and not _names_body(mark)  # `【重点工程】`
        if _certain(mark) and not caption:
            return PlacedMark(start, end, start + 1, mark)
    return None


def _names_body(mark: Mark) -> bool:
    return any(is_agency(assignee.mention.reading) for assignee in mark.names)


def _of_bodies(mark: Mark) -> bool:
    """Whether a mark names bodies that are known as such, and nothing else."""
    names = [assignee.mention for assignee in mark.names]
    return bool(names) and not mark.unread and all(name.collective or is_agency(name.reading) for name in names)


def _certain(mark: Mark) -> bool:
    return mark.sure and not mark.unread


def _may_be_bare(text: str, start: int, end: int, inner: str) -> bool:
    """A bracket without a label is a mark after a finished sentence and before a new one, or at the end with a verb."""
    before = text[start - 1] if start else "。"
    after = text[end] if end < len(text) else "。"
    last = end == len(text) and bool(role_verb().search(inner) or role_doing().match(inner))
    return (
        (before in '。！；”"）' or last)
        and after not in "，、："
        and 2 < len(inner) < LONGEST
        and not of_others().match(inner)  # it speaks of other items; see `group`
        and inner.count("：") == sum(1 for _ in find_labels(inner))
    )


def _loose(text: str, labels: list[Label], at: int, stop: int) -> PlacedMark | None:
    """A labelled mark without its opening bracket, or without any: from the first label to the end of what it says."""
    for label in labels:
        if label.start < at or label.end > stop:
            continue
        before = text[label.start - 1] if label.start else "。"
        opened = before in _OPENING and bracket(text, label.start - 1) is None
        if not opened and before not in _FIRM and before not in _LOOSE:
            continue
        end = _loose_end(text, label.end)
        given = any(label.start <= other.start < end and other.kind in ROLES for other in labels)
        if not given and not (label.kind == DEADLINE and not label.start):
            continue  # only a deadline may stand on a line of its own; it belongs to the mark before
        mark = parse_mark(_closed(text[label.start : end]))
        if opened or before in _FIRM or _certain(mark):
            begin = label.start - (len(text[: label.start]) - len(text[: label.start].rstrip("— ")))
            return PlacedMark(begin, end, label.start, mark)
    return None


def _loose_end(text: str, at: int) -> int:
    """Just after the stop or the closing bracket that ends a mark without an opening bracket."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            if not depth:
                return at + 1
            depth -= 1
        elif char == "。" and not depth and label_at(text, at + 1) is None:
            return at + 1
        at += 1
    return at


def _closed(text: str) -> str:
    """A mark without its stop and without closing brackets that it did not open: `各镇（街）。` keeps its own."""
    text = text.rstrip("。")
    while text[-1:] in ("）", "]", "〕") and sum(text.count(c) for c in _CLOSING) > sum(
        text.count(c) for c in _OPENING
    ):
        text = text[:-1].rstrip("。")
    return text


def _lost_opening(text: str) -> list[PlacedMark]:
    """A mark at the end whose opening bracket was lost: `……开放。市教育局牵头，市财政局配合）`."""
    if text.count("（") >= text.count("）"):
        return []
    start = max(text.rfind(stop) for stop in "。；！") + 1
    inner = text[start:-1]
    mark = parse_mark(inner) if 2 < len(inner) < LONGEST and "（" not in inner else None
    return [PlacedMark(start, len(text), start, mark)] if mark and _certain(mark) else []


def _sentences(text: str) -> list[PlacedMark]:
    """`由A牵头，B、C配合。` as a sentence of its own, where all it names are bodies."""
    out = []
    for match in lead_sentence().finditer(text):
        mark = parse_mark(match["who"])
        if _certain(mark):
            out.append(PlacedMark(match.start(), match.end(), match.start("who"), mark))
    return out


def unclosed(text: str) -> bool:
    """Whether a paragraph ends inside a mark: its bracket opened before a label and did not close."""
    marks = find_marks(text)
    if not marks or marks[-1].end < len(text) or not marks[-1].inner:
        return False
    last = marks[-1]
    return text[last.inner - 1] in _OPENING and text[-1] not in _CLOSING
