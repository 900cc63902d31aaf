"""A comparison as text to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.messages import gettext as _
from zhize.messages import later, listed, speaking

if TYPE_CHECKING:
    from zhize.queries.compare.changes import Changes, Who
    from zhize.queries.compare.match import Comparison, Side

RELATIONS = {"same": later("同一事项"), "part": later("部分相同"), "related": later("相关")}
KINDS = {"task": later("任务"), "duty": later("职责"), "body": later("机构")}
ONLY_A, ONLY_B = later("仅前者有"), later("仅后者有")
NONE = later("（无）")


def render_comparison(found: Comparison, *, related: bool = False, unmatched: bool = False) -> str:
    """The pairs with what differs, a block each; also what has no counterpart where that is wanted."""
    lines: list[str] = []
    for pair in found.pairs:
        if pair.relation == "related" and not related:
            continue
        kind = f"{_(RELATIONS[pair.relation])}·{_(KINDS[pair.kind])}"
        lines.append(f"【{kind} {pair.score:.2f}】{_named(pair.a)} ⇄ {_named(pair.b)}")
        lines += [f"    {line}" for line in (pair.why, *differences(pair.changes)) if line]
    for title, alone in ((ONLY_A, found.only_a), (ONLY_B, found.only_b)) if unmatched else ():
        lines += [f"【{_(title)}·{_(KINDS[kind])}】{_named(side)}" for kind, side in alone]
    return "\n".join(lines or [_("没有找到相互对应的事项。")]) + "\n"


def differences(changed: Changes) -> Iterator[str]:
    """What differs, a line each."""
    roles = {
        later("牵头：{change}"): changed.lead,
        later("配合：{change}"): changed.support,
        later("责任：{change}"): changed.responsible,
    }
    for message, who in roles.items():
        if line := _who(who):
            yield _(message, change=line)
    if changed.deadline.a != changed.deadline.b:
        yield _("时限：{change}", change=f"{changed.deadline.a or _(NONE)} → {changed.deadline.b or _(NONE)}")
    for message, pieces in ((later("增加：{clauses}"), changed.added), (later("减少：{clauses}"), changed.dropped)):
        if pieces:
            yield _(message, clauses="；".join(pieces))


def _who(who: Who) -> str:
    if not who.only_a and not who.only_b:
        return ""
    return f"{listed(who.a) or _(NONE)} → {listed(who.b) or _(NONE)}"


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
    """Write a comparison as a spreadsheet or CSV in Chinese, by the file's ending: pairs first, then what has no counterpart.

    Raises:
        OptionError: the file ends in neither .xlsx nor .csv.
    """
    from zhize.graph.views.sheets import write_sheets

    none = ("", "", "")
    with speaking("zh"):
        rows = [
            [
                RELATIONS[p.relation],
                KINDS[p.kind],
                f"{p.score:.2f}",
                *_cells(p.a),
                *_cells(p.b),
                p.why,
                _lines(p.changes),
            ]
            for p in found.pairs
        ]
    rows += [[ONLY_A, KINDS[kind], "", *_cells(side), *none, "", ""] for kind, side in found.only_a]
    rows += [[ONLY_B, KINDS[kind], "", *none, *_cells(side), "", ""] for kind, side in found.only_b]
    return write_sheets(out, "事项对照", COLUMNS, {"对照": rows})


def _cells(side: Side) -> tuple[str, str, str]:
    return side.number, side.item or "", side.title


def _lines(changed: Changes) -> str:
    return "\n".join(differences(changed))
