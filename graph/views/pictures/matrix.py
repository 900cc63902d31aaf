"""How many tasks each agency has, by document or by role, as a heat map."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhize.errors import OptionError, require
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.pictures.layout import wrap
from zhize.graph.views.pictures.picture import ChartPicture
from zhize.graph.views.pictures.static import FONTS

if TYPE_CHECKING:
    import altair as alt

BY = {"document": "文件", "role": "分工"}
_LISTED = 12  # tasks in a hover
_CELL = 26


def matrix(kg: KnowledgeGraph, by: str, region: str | None = None, max_rows: int = 60) -> ChartPicture:
    """The heat map: agencies down, documents or roles across, the number of tasks in the cells.

    Raises:
        OptionError: `by` is neither, or no agency has a task.
    """
    if by not in BY:
        raise OptionError("A matrix is by document or by role, not by “{by}”.", by=by)
    if max_rows < 1:
        raise OptionError("max_rows is {max_rows}; it must be at least 1.", max_rows=max_rows)
    cells = _cells(kg, by, region)
    place = kg.caption(region) if region else ""
    title = f"{place + '：' if place else ''}各机构承担的任务（按{BY[by]}）"
    if not cells:
        raise OptionError("There is nothing to draw: {title}.", title=title)
    total: dict[str, set[str]] = defaultdict(set)
    for (agency, _), facts in cells.items():
        total[agency] |= {str(f.object) for f in facts}
    ranked = sorted(total, key=lambda a: (-len(total[a]), kg.caption(a)))
    kept = sorted(ranked[:max_rows], key=lambda a: _place(kg, a))
    columns = _columns(kg, by, {column for agency, column in cells if agency in kept})
    rows = [
        _cell(kg, agency, column, name, cells[agency, column], len(total[agency]))
        for agency in kept
        for column, name in columns.items()
        if (agency, column) in cells
    ]
    note = ""
    if len(ranked) > len(kept):
        note = f"共 {len(ranked)} 个机构，只画出任务最多的 {len(kept)} 个；其余各不多于 {len(total[ranked[max_rows - 1]])} 项。"
    head = ["机构", BY[by], "任务数", "任务"]
    table = [[row["agency"], row["column"].replace("\n", ""), str(row["count"]), row["tasks"]] for row in rows]
    order = [kg.caption(agency) for agency in kept]
    return ChartPicture(title, _spec(title, note, rows, order, list(columns.values()), BY[by]), (head, table), note)


def _cells(kg: KnowledgeGraph, by: str, region: str | None) -> dict[tuple[str, str], list[Fact]]:
    """The relations of each cell."""
    cells: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for agency in kg.nodes("Agency"):
        if region and all(str(f.object) != region for f in kg.out(agency, "jurisdiction")):
            continue
        for role in kg.ontology.roles:
            for fact in kg.out(agency, role):
                for link in kg.out(str(fact.object), "task_of")[:1]:
                    cells[agency, str(link.object) if by == "document" else role].append(fact)
    return cells


def _columns(kg: KnowledgeGraph, by: str, used: set[str]) -> dict[str, str]:
    """Names of the columns in their order: documents by place and date, roles as the schema has them."""
    if by == "role":
        return {role: relation.label for role, relation in kg.ontology.roles.items() if role in used}

    def order(document: str) -> tuple[str, str, str]:
        return (_place(kg, document), kg.text(document, "date"), document)

    names: dict[str, str] = {}
    for document in sorted(used, key=order):
        number, title = kg.text(document, "number"), kg.caption(document).removeprefix("关于印发").removeprefix("关于")
        title = title.removesuffix("的通知")
        title = title if len(title) <= 22 else title[:21] + "…"
        names[document] = "\n".join([*([number] if number else []), *wrap(title, 12)])
    return names


def _place(kg: KnowledgeGraph, node: str) -> str:
    """The place of an agency or a document: places stand together in rows and in columns."""
    places = [kg.caption(str(f.object)) for r in ("jurisdiction", "relevant_for") for f in kg.out(node, r)]
    return places[0] if places else "\uffff"


def _cell(kg: KnowledgeGraph, agency: str, column: str, name: str, facts: list[Fact], total: int) -> dict[str, Any]:
    tasks: dict[str, list[str]] = {}
    for fact in facts:
        tasks.setdefault(str(fact.object), []).append(kg.ontology.relations[fact.predicate].label)
    lines = [f"{kg.caption(task)}（{'、'.join(dict.fromkeys(roles))}）" for task, roles in tasks.items()]
    more = [f"……共 {len(lines)} 项"] if len(lines) > _LISTED else []
    full = kg.caption(column) if column.startswith("document:") else name
    sources = "；".join(dict.fromkeys(f.evidence.place for f in facts[:3]))
    return {
        "agency": kg.caption(agency),
        "column": name,
        "full": full,
        "count": len(tasks),
        "total": total,
        "tasks": "；".join([*lines[:_LISTED], *more]),
        "source": sources,
    }


def _spec(title: str, note: str, rows: list[dict[str, Any]], agencies: list[str], columns: list[str], by: str) -> Any:
    require("draw")
    import altair as alt

    most = max(row["count"] for row in rows)
    wide = 92 if by == "文件" else 120
    y = alt.Y(
        "agency:N",
        sort=agencies,
        title=None,
        axis=alt.Axis(labelLimit=400, labelFontSize=13, domain=False, ticks=False),
    )
    lines = alt.ExprRef("split(datum.value, '\\n')")
    x = alt.X(
        "column:N",
        sort=columns,
        title=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=-90 if by == "文件" else 0,
            labelLimit=400,
            labelFontSize=12,
            labelExpr=lines.expr,
            labelLineHeight=15,
            domain=False,
            ticks=False,
            labelOffset=-15 if by == "文件" else 0,
            labelBaseline="middle" if by == "文件" else "bottom",
        ),
    )
    shade = alt.Color(
        "count:Q",
        title="任务数",
        scale=alt.Scale(scheme="blues", domainMin=0, domainMax=max(most, 4)),
        legend=alt.Legend(format="d", tickMinStep=1, gradientLength=160),
    )
    tips = [
        alt.Tooltip("agency:N", title="机构"),
        alt.Tooltip("full:N", title=by),
        alt.Tooltip("count:Q", title="任务数"),
        alt.Tooltip("tasks:N", title="任务"),
        alt.Tooltip("source:N", title="出处"),
    ]
    base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y, tooltip=tips)
    number = alt.when(f"datum.count > {max(most, 4) * 0.55}").then(alt.value("white")).otherwise(alt.value("#1b1f24"))
    chart = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1).encode(color=shade),
        base.mark_text(fontSize=13).encode(text="count:Q", color=number),
    ).properties(
        width=alt.Step(wide * 0.62 if by == "文件" else wide),
        height=alt.Step(_CELL),
        padding=16,
        background="white",
        title=title_of(title, note),
    )
    spec = chart.configure(font=FONTS).configure_view(fill="#f5f6f8", stroke=None).to_dict()
    spec["datasets"] = {"cells": rows}
    return spec


def title_of(title: str, note: str) -> alt.TitleParams:
    """The title of a chart, with its note below."""
    import altair as alt

    return alt.TitleParams(
        text=title,
        subtitle=wrap(note, 60, 400) if note else [],
        anchor="start",
        frame="bounds",
        fontSize=20,
        subtitleFontSize=14,
        offset=14,
        color="#1b1f24",
        subtitleColor="#59616b",
        font=FONTS,
        subtitleFont=FONTS,
    )
