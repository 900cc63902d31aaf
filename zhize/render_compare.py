"""A comparison as text to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhize.queries.compare.changes import Changes, Who
    from zhize.queries.compare.match import Comparison, Side

RELATIONS = {"same": "同一事项", "part": "部分相同", "related": "相关"}
KINDS = {"task": "任务", "duty": "职责", "body": "机构"}


def render_comparison(found: Comparison, *, related: bool = False, unmatched: bool = False) -> str:
    """The pairs with what differs, a block each; also what has no counterpart where that is wanted."""
    lines: list[str] = []
    for pair in found.pairs:
        if pair.relation == "related" and not related:
            continue
        lines.append(
            f"【{RELATIONS[pair.relation]}·{KINDS[pair.kind]} {pair.score:.2f}】{_named(pair.a)} ⇄ {_named(pair.b)}"
        )
        lines += [f"    {line}" for line in (pair.why, *differences(pair.changes)) if line]
    for title, alone in (("仅前者有", found.only_a), ("仅后者有", found.only_b)) if unmatched else ():
        lines += [f"【{title}·{KINDS[kind]}】{_named(side)}" for kind, side in alone]
    return "\n".join(lines or ["没有找到相互对应的事项。"]) + "\n"


def differences(changed: Changes) -> Iterator[str]:
    """What differs, a line each."""
    for name, who in (("牵头", changed.lead), ("配合", changed.support), ("责任", changed.responsible)):
        if line := _who(who):
            yield f"{name}：{line}"
    if changed.deadline.a != changed.deadline.b:
        yield f"时限：{changed.deadline.a or '（无）'} → {changed.deadline.b or '（无）'}"
    for name, pieces in (("增加", changed.added), ("减少", changed.dropped)):
        if pieces:
            yield f"{name}：{'；'.join(pieces)}"


def _who(who: Who) -> str:
    if not who.only_a and not who.only_b:
        return ""
    return f"{'、'.join(who.a) or '（无）'} → {'、'.join(who.b) or '（无）'}"


def _named(side: Side) -> str:
    number = f"{side.item} " if side.item else ""
    return f"{side.number} {number}{side.title}"


_SIDE = (("文号", 22), ("序号", 8), ("事项", 36))
COLUMNS = (
    *(("关系", 10), ("类别", 8), ("相似度", 8)),
    *((f"前者{name}", width) for name, width in _SIDE),
    *((f"后者{name}", width) for name, width in _SIDE),
    *(("依据", 40), ("不同之处", 70)),
)
"""Heading and width (in characters) of each column of the spreadsheet."""


def write_comparison(found: Comparison, out: Path) -> Path:
    """Write a comparison as a spreadsheet or CSV, by the file's ending: pairs first, then what has no counterpart.

    Raises:
        OptionError: the file ends in neither .xlsx nor .csv.
    """
    from zhize.graph.views.sheets import write_sheets

    none = ("", "", "")
    rows = [
        [RELATIONS[p.relation], KINDS[p.kind], f"{p.score:.2f}", *_cells(p.a), *_cells(p.b), p.why, _lines(p.changes)]
        for p in found.pairs
    ]
    rows += [["仅前者有", KINDS[kind], "", *_cells(side), *none, "", ""] for kind, side in found.only_a]
    rows += [["仅后者有", KINDS[kind], "", *none, *_cells(side), "", ""] for kind, side in found.only_b]
    return write_sheets(out, "事项对照", COLUMNS, {"对照": rows})


def _cells(side: Side) -> tuple[str, str, str]:
    return side.number, side.item or "", side.title


def _lines(changed: Changes) -> str:
    return "\n".join(differences(changed))
