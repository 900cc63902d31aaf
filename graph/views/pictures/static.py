"""Diagrams as static pictures: the positions of the page, drawn by altair as layers of lines, signs and text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import require
from zhize.graph.views.pictures.diagram import Diagram, Edge
from zhize.graph.views.pictures.layout import Layout, Point, lay_out, routes, width_of, wrap
from zhize.graph.views.pictures.lines import Stroke, strokes_of
from zhize.graph.views.pictures.static_names import Row, name_rows, sign_row

if TYPE_CHECKING:
    import altair as alt

    from zhize.graph.views.pictures.sheets import Span

Box = tuple[float, float, float, float]

FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
INK, QUIET, PANEL, RULE = "#1b1f24", "#59616b", "#f5f6f8", "#cfd4da"
_WIDEST = 2000  # pixels of a large network
_STEPS = 16  # points of a curve
_FEW = 100  # more lines are drawn fainter
_SIGN = 7  # radius of a sign before a label


def static_spec(diagram: Diagram, part: Span | None = None) -> dict[str, Any]:
    """The diagram in Vega-Lite, with its title, its note and a legend; of a board also one of its `sheets`."""
    require("draw")
    import altair as alt

    at = _fitted(lay_out(diagram))
    data = {
        "frames": [{"label": f.label, **_rect((f.x, f.y, f.x + f.width, f.y + f.height))} for f in diagram.frames],
        **_lines(diagram, at),
        "nodes": _nodes(diagram, at),
        "names": name_rows(diagram, at),
    }
    left, top, right, bottom = _bounds(data)
    whole_bottom = bottom
    if part:
        top, bottom = part
        data = _within(data, part)
    right = max(right, left + 640, left + width_of(diagram.title) * 20)
    data["legend"] = []
    if part is None or part[1] >= whole_bottom:
        data["legend"], bottom = _legend(diagram, left, bottom + 36, right)
    edge = 0 if part else 10
    box = (left - 10, top - edge, right + 10, bottom + edge)
    subtitle = wrap(diagram.note, (right - left) / 14, 400) if diagram.note else []
    title = alt.TitleParams(
        text=diagram.title,
        subtitle=subtitle,
        anchor="start",
        fontSize=20,
        subtitleFontSize=14,
        offset=14,
        subtitleColor=QUIET,
        color=INK,
        font=FONTS,
        subtitleFont=FONTS,
        frame="bounds",
    )
    size = {"width": box[2] - box[0], "height": box[3] - box[1]}
    chart = alt.layer(*_layers(diagram, at, box)).properties(title=title, background="white", padding=16, **size)
    spec: dict[str, Any] = chart.configure_view(stroke=None).configure_text(font=FONTS).to_dict()
    spec["datasets"] = data
    return spec


def _within(data: dict[str, list[Row]], part: Span) -> dict[str, list[Row]]:
    """What of a board stands on a sheet: whole boxes with their labels, and frames as far as they reach; lines are clipped."""
    top, bottom = part
    frames = [
        {
            **row,
            "y": max(row["y"], top),
            "y2": min(row["y2"], bottom),
            "label": row["label"] if row["y"] - 24 >= top else "",
        }
        for row in data["frames"]
        if row["y"] < bottom and row["y2"] > top
    ]
    nodes = [row for row in data["nodes"] if row["y"] >= top and row["y2"] <= bottom]
    boxes = [(row["x"], row["x2"], row["y"], row["y2"]) for row in nodes]
    names = [row for row in data["names"] if any(x < row["x"] < x2 and y < row["y"] < y2 for x, x2, y, y2 in boxes)]
    heads = [row for row in data["heads"] if top <= row["y"] <= bottom]
    return {**data, "frames": frames, "nodes": nodes, "names": names, "heads": heads}


def _fitted(at: Layout) -> Layout:
    """Shrink a large network to the width of a screen or two; nodes shrink less than distances do."""
    xs = [x for x, _ in at.places.values()]
    wide = max(xs, default=0) - min(xs, default=0)
    if at.roomy or wide <= _WIDEST:
        return at
    by = _WIDEST / wide
    places = {key: (x * by, y * by) for key, (x, y) in at.places.items()}
    sizes = {key: max(round(size * math.sqrt(by)), 2) for key, size in at.sizes.items()}
    return msgspec.structs.replace(at, places=places, sizes=sizes)


def _layers(diagram: Diagram, at: Layout, box: Box) -> list[alt.Chart]:
    """Frames, lines, arrow heads, nodes, names and the legend, from back to front."""
    import altair as alt

    axis_x = alt.Scale(domain=[box[0], box[2]], nice=False, zero=False)
    axis_y = alt.Scale(domain=[box[3], box[1]], nice=False, zero=False)
    xy = {"x": alt.X("x:Q", scale=axis_x, axis=None), "y": alt.Y("y:Q", scale=axis_y, axis=None)}
    corners = {**xy, "x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
    sign = {
        "shape": alt.Shape("path:N", scale=None),
        "size": alt.Size("size:Q", scale=None),
        "fill": alt.Fill("fill:N", scale=None),
        "stroke": alt.Stroke("color:N", scale=None),
    }
    frames = [
        _chart("frames").mark_rect(fill=PANEL, stroke=RULE, cornerRadius=8).encode(**corners),
        _chart("frames")
        .mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=14, fontWeight="bold", color=INK)
        .encode(**xy, text="label:N"),
    ]
    nodes = _box_layers(xy, corners, sign) if at.boxed else _sign_layers(at, xy, sign)
    return [*frames, *_line_layers(diagram, xy, corners), *nodes, *_legend_layers(xy, sign)]


def _chart(data: str) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.NamedData(name=data))


def _line_layers(diagram: Diagram, xy: Row, corners: Row) -> list[alt.Chart]:
    """Curves and straight lines of each kind of relation, and the arrow heads."""
    import altair as alt

    wide = alt.StrokeWidth("wide:Q", scale=None)
    clear = 0.75 if len(diagram.edges) <= _FEW else 0.45
    layers = []
    for name, stroke in _looks(diagram).items():
        look: Row = {"color": stroke.ink, "strokeDash": list(stroke.dashes) or [1, 0]}
        layers += [
            _chart(name)
            .mark_line(**look, opacity=clear, clip=True)
            .encode(**xy, detail="edge:N", order="step:Q", strokeWidth=wide),
            _chart(f"{name} straight")
            .mark_rule(**look, clip=True)
            .encode(**corners, strokeWidth=wide, opacity=alt.Opacity("clear:Q", scale=None)),
        ]
    head = {"angle": alt.Angle("angle:Q", scale=None), "size": alt.Size("size:Q", scale=None)}
    heads = _chart("heads").mark_point(shape="M0,0L-4,9H4Z", filled=True, opacity=1)
    return [*layers, heads.encode(**xy, **head, color=alt.Color("color:N", scale=None))]


def _box_layers(xy: Row, corners: Row, sign: Row) -> list[alt.Chart]:
    """Boxes with a sign and a label inside."""
    import altair as alt

    names = _chart("names").mark_text(
        align="left", baseline="middle", fontSize=13, lineBreak="\n", lineHeight=18, color=INK, dx=12
    )
    return [
        _chart("nodes")
        .mark_rect(fill="white", strokeWidth=1.8, cornerRadius=4)
        .encode(**corners, stroke=alt.Stroke("color:N", scale=None)),
        _chart("names").mark_point(strokeWidth=1.6, opacity=1).encode(**xy, **sign),
        names.encode(**xy, text="label:N"),
    ]


def _sign_layers(at: Layout, xy: Row, sign: Row) -> list[alt.Chart]:
    """Signs with their labels below, which have a white seam."""
    look: Row = {
        "align": "center",
        "baseline": "top",
        "fontSize": 13 if at.roomy else 12,
        "lineBreak": "\n",
        "lineHeight": 16,
    }
    seam: Row = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return [
        _chart("nodes").mark_point(strokeWidth=1.6, opacity=1).encode(**xy, **sign),
        _chart("names").mark_text(**look, **seam).encode(**xy, text="label:N"),
        _chart("names").mark_text(**look, color=INK).encode(**xy, text="label:N"),
    ]


def _legend_layers(xy: Row, sign: Row) -> list[alt.Chart]:
    import altair as alt

    rows = _chart("legend")
    return [
        rows.transform_filter("datum.path").mark_point(strokeWidth=1.6, opacity=1).encode(**xy, **sign),
        rows.transform_filter("datum.x2")
        .mark_rule(strokeWidth=2.2)
        .encode(
            **xy, x2="x2:Q", color=alt.Color("color:N", scale=None), strokeDash=alt.StrokeDash("dash:N", scale=None)
        ),
        rows.mark_text(align="left", baseline="middle", fontSize=13, color=INK, dx=14).encode(
            **xy | {"x": alt.X("text_x:Q")}, text="label:N"
        ),
    ]


def _rect(box: Box) -> Row:
    return {"x": box[0], "y": box[1], "x2": box[2], "y2": box[3]}


def _nodes(diagram: Diagram, at: Layout) -> list[Row]:
    """Boxes, or signs."""
    rows = []
    for node in diagram.nodes:
        x, y = at.places[node.id]
        if at.boxed:
            w, h = at.boxes[node.id]
            rows.append({"color": node.color, **_rect((x - w / 2, y - h / 2, x + w / 2, y + h / 2))})
        else:
            rows.append({"x": x, "y": y, **sign_row(node.shape, node.color, at.sizes[node.id])})
    return rows


def _strokes(diagram: Diagram) -> dict[str, Stroke]:
    return strokes_of(edge.kind for edge in diagram.edges)


def _looks(diagram: Diagram) -> dict[str, Stroke]:
    return {f"lines {i}": look for i, look in enumerate(_strokes(diagram).values())}


def _lines(diagram: Diagram, at: Layout) -> dict[str, list[Row]]:
    """Compute the points of the curves, one data set per kind of relation, and the arrow heads."""
    names = dict(zip(_strokes(diagram), _looks(diagram), strict=True))
    inks = {kind: look.ink for kind, look in _strokes(diagram).items()}
    curves = routes(diagram, at) if at.boxed else _straight(diagram, at)
    data: dict[str, list[Row]] = {f"{name}{how}": [] for name in names.values() for how in ("", " straight")}
    data["heads"] = []
    for i, edge in enumerate(diagram.edges):
        if edge.quiet:
            continue
        wide = round(min(1.2 + math.log2(max(edge.weight, 1)) * 1.4, 7), 2)
        points = _points(curves[edge.id], corners=bool(edge.via))
        if len(points) == 2:
            clear = 0.75 if edge.directed else min(0.25 + 0.1 * edge.weight, 1)
            row = {**_rect((*points[0], *points[1])), "wide": wide, "clear": clear if at.roomy else 0.4}
            data[f"{names[edge.kind]} straight"].append(row)
        else:
            rows = [{"edge": i, "step": step, "x": x, "y": y, "wide": wide} for step, (x, y) in enumerate(points)]
            data[names[edge.kind]] += rows
        if edge.directed:
            (ax, ay), (x, y) = points[-2], points[-1]
            angle = round(math.degrees(math.atan2(y - ay, x - ax)) + 90)
            size = 4 if at.roomy else 1.5
            data["heads"].append({"x": x, "y": y, "angle": angle, "color": inks[edge.kind], "size": size})
    return data


def _points(r: list[int], *, corners: bool) -> list[Point]:
    if corners:
        return list(zip(r[::2], r[1::2], strict=True))
    if r[2:4] == r[:2]:
        return [(r[0], r[1]), (r[6], r[7])]
    points = []
    for i in range(_STEPS + 1):
        t = i / _STEPS
        u = 1 - t
        x, y = (u**3 * r[k] + 3 * u * u * t * r[k + 2] + 3 * u * t * t * r[k + 4] + t**3 * r[k + 6] for k in (0, 1))
        points.append((round(x, 1), round(y, 1)))
    return points


def _straight(diagram: Diagram, at: Layout) -> dict[str, list[int]]:
    """Lines of a network from border to border; parallel ones are curved each differently, loops round."""
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in diagram.edges:
        a, b = sorted((edge.source, edge.target))
        pairs.setdefault((a, b), []).append(edge)
    result = {}
    for (a, b), group in pairs.items():
        for i, edge in enumerate(group):
            if a == b:
                x, y = at.places[a]
                reach = at.sizes[a] + 26 + 12 * i
                result[edge.id] = [
                    round(v)
                    for v in (
                        x,
                        y - at.sizes[a],
                        x - reach,
                        y - 2 * reach,
                        x + reach,
                        y - 2 * reach,
                        x,
                        y - at.sizes[a],
                    )
                ]
            else:
                side = 1 if edge.source == a else -1
                result[edge.id] = _bow(at, edge, side * (i - (len(group) - 1) / 2) * min(0.3, 1.4 / len(group)))
    return result


def _bow(at: Layout, edge: Edge, bend: float) -> list[int]:
    (ax, ay), (bx, by) = at.places[edge.source], at.places[edge.target]
    dx, dy = bx - ax, by - ay
    long = math.hypot(dx, dy) or 1
    out, back = at.sizes[edge.source] / long, 1 - (at.sizes[edge.target] + 3) / long
    start, end = (ax + dx * out, ay + dy * out), (ax + dx * back, ay + dy * back)
    if not bend:
        points = (start, start, end, end)
    else:
        middle = ((ax + bx) / 2 - dy * bend, (ay + by) / 2 + dx * bend)
        points = (start, middle, middle, end)
    return [round(value) for point in points for value in point]


def _bounds(data: dict[str, list[Row]]) -> Box:
    """What the drawing covers."""
    xs, ys = [0.0], [0.0]
    rows = [row for name, group in data.items() if name != "heads" for row in group]
    if rows:
        xs, ys = [], []
    for row in rows:
        radius = math.sqrt(row["size"]) / 2 if "size" in row else 0
        half = max(map(width_of, row["label"].split("\n"))) * 7 if "label" in row and "x2" not in row else radius
        left = 10 if "path" in row and "label" in row else half
        xs += [row["x"] - left, row["x"] + half * (2 if left != half else 1), row["x2"] if "x2" in row else row["x"]]
        tall = 16 * (row["label"].count("\n") + 1) if "label" in row and "path" not in row else radius
        ys += [row["y"] - (26 if "x2" in row else radius), row["y"] + tall, row["y2"] if "y2" in row else row["y"]]
    return min(xs), min(ys), max(xs), max(ys)


def _legend(diagram: Diagram, left: float, top: float, right: float) -> tuple[list[Row], float]:
    """Signs of the classes and lines of the relations, in rows below the drawing, and where they end."""
    looks = _strokes(diagram)
    entries: dict[str, Row] = {}
    for node in diagram.nodes:
        label = node.group or node.kind_label
        entries.setdefault(f"{node.kind} {node.group}", {"label": label, **sign_row(node.shape, node.color, _SIGN)})
    for edge in diagram.edges:
        look = looks[edge.kind]
        if not edge.quiet:
            name = edge.kind_label or edge.label
            entries.setdefault(
                f"\0{edge.kind}", {"label": name, "color": look.ink, "dash": list(look.dashes) or [1, 0]}
            )
    if diagram.size_label:
        entries["\0size"] = {"label": f"大小：{diagram.size_label}"}
    rows, x, y = [], left + 10, top
    for entry in entries.values():
        wide = width_of(entry["label"]) * 13 + (56 if "dash" in entry else 40)
        if x + wide > right and x > left + 10:
            x, y = left + 10, y + 26
        line = {"x2": x + 26, "text_x": x + 22} if "dash" in entry else {"text_x": x}
        rows.append({**entry, "x": x, "y": y, **line})
        x += wide
    return rows, y + 12
