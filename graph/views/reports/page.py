"""A report as one HTML page that refers to nothing outside itself and prints on A4."""

from __future__ import annotations

from importlib import resources

from zhize.errors import MissingExtra
from zhize.graph.views.pictures.diagram import page_template
from zhize.graph.views.pictures.picture import DiagramPicture
from zhize.graph.views.reports.content import Part, Report, heading


def page_html(report: Report) -> str:
    """The report as HTML; what is printed in a gazette reaches it as text only."""
    return page_template("report.html.j2", _own_file).render(report=report, heading=heading, chart=_chart)


def _own_file(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _chart(part: Part) -> str:
    """The chart of a part as SVG; where it cannot be drawn, the sentence that says why."""
    from markupsafe import Markup, escape

    if part.chart is None:
        return ""
    try:
        return Markup(DiagramPicture(part.chart).svg())  # noqa: S704 - made by the engine, which escapes its text
    except MissingExtra as missing:
        return Markup("<p>（此图未画出：{}）</p>").format(escape(str(missing)))
