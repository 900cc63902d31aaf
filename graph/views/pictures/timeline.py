"""Documents on a line of time: when they were made, how long they are in force, when their tasks are due."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from zhize.errors import OptionError, require
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import status
from zhize.graph.views.pictures.matrix import title_of
from zhize.graph.views.pictures.picture import ChartPicture
from zhize.graph.views.pictures.static import FONTS

Row = dict[str, Any]

_STATES = {"有效": "#0072B2", "尚未施行": "#56B4E9", "未写明": "#B8BDC4", "已失效": "#D55E00", "已废止": "#8A3B00"}
_LISTED = 8
_SHORT = 730
"""Days of a timeline with a line a month."""


def timeline(kg: KnowledgeGraph, agency: str | None = None, region: str | None = None) -> ChartPicture:
    """The documents of the graph, or only those that give an agency something to do or are for a region.

    Raises:
        OptionError: there is no dated document.
    """
    who = "、".join(kg.caption(node) for node in (agency, region) if node)
    title = f"{who + '：' if who else ''}文件的日期、有效期与任务期限"
    today = kg.newest_day
    documents = [d for d in _documents(kg, agency, region) if kg.text(d, "date")]
    if not documents or today is None:
        raise OptionError("There is nothing to draw: {title}.", title=title)
    documents.sort(key=lambda d: (kg.text(d, "date"), d))
    names = _names(kg, documents)
    bars = [_bar(kg, document, names[document], today) for document in documents]
    deadlines = [row for document in documents for row in _deadlines(kg, document, names[document], agency)]
    note = f"按图谱中最新的日期（{today}）判断效力；没有写明期限的，画到该日为止。"
    head = ["文件", "日期", "效力", "任务期限"]
    table = [[bar["name"], bar["date"], bar["said"], ""] for bar in bars]
    table += [[row["name"], row["date"], "", row["tasks"]] for row in deadlines]
    spec = _spec(title, note, bars, deadlines, list(names.values()), today)
    return ChartPicture(title, spec, (head, table), note)


def _documents(kg: KnowledgeGraph, agency: str | None, region: str | None) -> list[str]:
    """Documents of the graph, and cited ones of which it knows the term."""
    terms = ("valid_until", "extended_until")
    cited = [d for d in kg.nodes("Document") if any(kg.values(d, t) for t in terms) or kg.into(d, "repeals")]
    found = list(dict.fromkeys([*kg.own_documents, *cited]))
    if region:
        found = [d for d in found if region in kg.regions_of(d)]
    if agency:
        theirs = {f.document for r in kg.ontology.of_kind("work") for f in kg.out(agency, r.id)}
        found = [d for d in found if d in theirs]
    return found


def _names(kg: KnowledgeGraph, documents: list[str]) -> dict[str, str]:
    """Number and short title, one of its own for each document."""
    names: dict[str, str] = {}
    for document in documents:
        title = kg.caption(document).removeprefix("关于印发").removeprefix("关于").removesuffix("的通知")
        title = title if len(title) <= 24 else title[:23] + "…"
        name = " ".join(part for part in (kg.text(document, "number"), title) if part)
        while name in names.values():
            name += " "
        names[document] = name
    return names


def _bar(kg: KnowledgeGraph, document: str, name: str, today: str) -> Row:
    """A document from its date, or the day it takes effect, to its last day.

    `date` is for reading: a field that is drawn by time (`day`) is a number to what draws.
    """
    now = status(kg, document, today)
    start = kg.text(document, "in_force_from") or kg.text(document, "date")
    end = now.until or (now.since if now.state == "已废止" else None) or max(today, start)
    said = now.state + (f"，{start}起" if now.state != "未写明" else "") + (f"，至{now.until}" if now.until else "")
    if now.state == "已废止" and now.by:
        said += f"（{kg.caption(now.by)}）"
    fact = kg.source(document)
    source = fact.evidence.place if fact else ""
    return {
        "name": name,
        "title": kg.caption(document),
        "date": kg.text(document, "date"),
        "day": kg.text(document, "date"),
        "start": start,
        "end": end,
        "state": now.state,
        "said": said,
        "source": source,
    }


def _deadlines(kg: KnowledgeGraph, document: str, name: str, agency: str | None) -> list[Row]:
    days: dict[str, list[str]] = defaultdict(list)
    for fact in kg.into(document, "task_of"):
        task = fact.subject
        mine = agency is None or any(f.subject == agency for r in kg.ontology.roles for f in kg.into(task, r))
        if mine and kg.text(task, "due"):
            printed = kg.text(task, "deadline")
            days[kg.text(task, "due")].append(kg.caption(task) + (f"（{printed}）" if printed else ""))
    rows = []
    for day, tasks in sorted(days.items()):
        more = [f"……共 {len(tasks)} 项"] if len(tasks) > _LISTED else []
        rows.append(
            {"name": name, "date": day, "day": day, "count": len(tasks), "tasks": "；".join([*tasks[:_LISTED], *more])}
        )
    return rows


def _is_short(bars: list[Row]) -> bool:
    """Whether the time is too short for a line a year."""
    first, last = (date.fromisoformat(pick(bar[end] for bar in bars)) for pick, end in ((min, "start"), (max, "end")))
    return (last - first).days < _SHORT


def _spec(title: str, note: str, bars: list[Row], deadlines: list[Row], names: list[str], today: str) -> Row:
    require("draw")
    import altair as alt

    def chart(data: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=data))

    y = alt.Y(
        "name:N",
        sort=names,
        title=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labelLimit=460, labelFontSize=13, domain=False, ticks=False, grid=True, gridColor="#8883"),
    )
    short = _is_short(bars)
    line = alt.Scale(type="utc", padding=14)
    x = alt.X(
        "start:T",
        title=None,
        scale=line,
        axis=alt.Axis(
            format="%Y年%-m月" if short else "%Y年",
            tickCount="month" if short else "year",
            labelFontSize=13,
            orient="top",
            labelOverlap=True,
            labelSeparation=14,
        ),
    )
    states = [state for state in _STATES if any(bar["state"] == state for bar in bars)]
    colour = alt.Color("state:N", title="效力", scale=alt.Scale(domain=states, range=[_STATES[s] for s in states]))
    tips = [
        alt.Tooltip("title:N", title="文件"),
        alt.Tooltip("date:N", title="成文日期"),
        alt.Tooltip("said:N", title="效力"),
        alt.Tooltip("source:N", title="出处"),
    ]
    due = [
        alt.Tooltip("name:N", title="文件"),
        alt.Tooltip("date:N", title="期限"),
        alt.Tooltip("count:Q", title="任务数"),
        alt.Tooltip("tasks:N", title="任务"),
    ]
    sign = alt.Shape(
        "sign:N",
        title="标记",
        scale=alt.Scale(domain=["成文日期", "任务期限", "最新日期"], range=["circle", "diamond", "stroke"]),
    )
    day = chart("deadlines").transform_calculate(sign="'任务期限'").encode(y=y, x=alt.X("day:T"), tooltip=due)
    layers = [
        chart("bars")
        .mark_bar(height=10, cornerRadius=3, opacity=0.85)
        .encode(y=y, x=x, x2="end:T", color=colour, tooltip=tips),
        chart("today").mark_rule(strokeDash=[4, 4], color="#C8641B", strokeWidth=1.5).encode(x="day:T"),
        chart("bars")
        .transform_calculate(sign="'成文日期'")
        .mark_point(filled=True, size=70, fill="white", stroke="#7a7f87", opacity=1)
        .encode(y=y, x=alt.X("day:T"), shape=sign, tooltip=tips),
        day.mark_point(filled=True, size=150, fill="#E69F00", stroke="#7a7f87", opacity=1).encode(shape=sign),
        day.transform_calculate(many="datum.count > 1 ? datum.count : ''")
        .mark_text(dx=10, align="left", fontSize=12, style="printed")
        .encode(text="many:N"),
    ]
    if not deadlines:
        layers = layers[:-2]
    whole = alt.layer(*layers).properties(
        width=760, height=alt.Step(26), padding=16, background="white", title=title_of(title, note)
    )
    spec: Row = (
        whole.configure(font=FONTS, aria=False)
        .configure_view(stroke=None)
        .configure_legend(labelFontSize=13, titleFontSize=13, orient="top")
        .to_dict()
    )
    spec["datasets"] = {"bars": bars, "deadlines": deadlines, "today": [{"day": today}]}
    return spec
