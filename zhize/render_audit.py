"""Findings of an audit, and who has how much to do, as text to read and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.messages import gettext as _
from zhize.messages import later, listed
from zhize.queries.answer import shorten
from zhize.queries.audit.finding import kinds

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph
    from zhize.queries.audit.finding import Finding
    from zhize.queries.audit.load import Load

MOST = 20
"""Findings of one kind that are printed; all with `whole`."""
COLUMNS = (
    *(("类别", 22), ("程度", 8), ("把握", 8), ("说明", 70)),
    *(("文号", 22), ("文件", 36), ("地区", 12), ("出处", 34), ("原文", 60)),
)
"""Heading and width (in characters) of each column of the table of findings."""
LOADS = (
    *((later("地区"), 14), (later("机构"), 30), (later("牵头"), 8), (later("配合"), 8), (later("负责"), 8)),
    *((later("职责"), 8), (later("牵头或负责"), 12), (later("本地任务"), 10), (later("占比"), 8)),
)
"""Heading and width of each column of the table of loads."""


def render_findings(found: Sequence[Finding], *, whole: bool = False) -> str:
    """The findings kind by kind, each a sentence with the first places that show it."""
    lines: list[str] = []
    for kind_id, group in groupby(found, key=lambda f: f.kind):
        kind, here = kinds()[kind_id], list(group)
        lines.append(
            _(
                "【{kind}】{count} ({severity}, {sure})",
                kind=_(kind.label),
                count=len(here),
                severity=_(kind.severity),
                sure=_(kind.sure),
            )
        )
        for finding in here if whole else here[:MOST]:
            lines.append(f"  {finding.said}")
            lines += [
                "      " + _("{reason}: {text}", reason=place, text=shorten(quote, 60))
                for place, quote in _places(finding)[:2]
            ]
        if len(here) > MOST and not whole:
            lines.append(_("  … {number} more (--whole prints all)", number=len(here) - MOST))
    counts = Counter(kinds()[f.kind].severity for f in found)
    total = listed(f"{_(severity)} {n}" for severity, n in counts.items())
    last = _("{count} findings: {total}.", count=len(found), total=total) if found else _("No findings.")
    return "\n".join([*lines, last]) + "\n"


def _places(finding: Finding) -> list[tuple[str, str]]:
    places = {f"{f.evidence.file}:{f.evidence.line}": f.evidence.quote for f in reversed(finding.facts)}
    return list(places.items())[::-1]


def finding_rows(kg: KnowledgeGraph, found: Sequence[Finding]) -> list[list[str]]:
    """The rows of the table of findings."""
    rows = []
    for finding in found:
        kind, places = kinds()[finding.kind], _places(finding)
        regions = dict.fromkeys(map(kg.caption, kg.regions_of(finding.document)))
        rows.append(
            [
                *(kind.label, kind.severity, kind.sure, finding.sentence),
                *(kg.text(finding.document, "number"), kg.caption(finding.document), "、".join(regions)),
                "；".join(place for place, _ in places[:5]),
                places[0][1] if places else "",
            ]
        )
    return rows


def load_rows(kg: KnowledgeGraph, found: Sequence[Load]) -> list[list[str]]:
    """The rows of the table of loads."""
    return [
        [
            *(kg.caption(one.region), kg.caption(one.agency)),
            *map(str, (one.leads, one.supports, one.responsible, one.duties, one.main, one.all)),
            f"{100 * one.share:.0f}%",
        ]
        for one in found
    ]


def render_loads(kg: KnowledgeGraph, found: Sequence[Load]) -> str:
    """The loads as text, a line each, its fields apart by tabs."""
    rows = [[_(name) for name, width in LOADS], *load_rows(kg, found)]
    return "".join("\t".join(row) + "\n" for row in rows)


def write_findings(kg: KnowledgeGraph, found: Sequence[Finding], out: Path) -> Path:
    """Write findings as a spreadsheet (one sheet of all, then one for each kind) or as CSV.

    Raises:
        OptionError: the file ends in neither .xlsx nor .csv.
    """
    from zhize.graph.views.sheets import write_sheets

    sheets = {"全部": finding_rows(kg, found)}
    if out.suffix != ".csv":
        for kind_id, group in groupby(found, key=lambda f: f.kind):
            sheets[kinds()[kind_id].label] = finding_rows(kg, list(group))
    return write_sheets(out, "审查", COLUMNS, sheets)


def write_loads(kg: KnowledgeGraph, found: Sequence[Load], out: Path) -> Path:
    """Write loads as a spreadsheet or CSV.

    Raises:
        OptionError: the file ends in neither .xlsx nor .csv.
    """
    from zhize.graph.views.sheets import write_sheets

    return write_sheets(out, "各机构任务量", LOADS, {"任务量": load_rows(kg, found)})
