"""The interactive page of a chart: Vega inside our own template, in one file that refers to nothing outside."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import Any

from zhize.errors import require
from zhize.files import cache_folder, write_atomically
from zhize.graph.views.pictures.diagram import ESCAPES, inline, own_file, page_template

TIMES = {
    "dateTime": "%Y年%-m月%-d日 %H:%M",
    "date": "%Y年%-m月%-d日",
    "time": "%H:%M",
    "periods": ["上午", "下午"],
    "days": [f"星期{day}" for day in "日一二三四五六"],
    "shortDays": [f"周{day}" for day in "日一二三四五六"],
    "months": [f"{month}月" for month in range(1, 13)],
    "shortMonths": [f"{month}月" for month in range(1, 13)],
}
"""How dates are written on axes, as d3 has it."""


def render_chart(title: str, note: str, spec: dict[str, Any], table: tuple[list[str], list[list[str]]]) -> str:
    """The page. What is printed reaches it as data only: text nodes, canvas text and escaped hovers."""
    require("draw")
    from markupsafe import Markup

    drawn = {key: value for key, value in spec.items() if key != "title"}
    content = {"spec": drawn, "table": {"head": table[0], "rows": table[1]}, "locale": TIMES}
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    texts = {
        "vega_script": _vega(),
        "payload": payload,
        "page_script": inline(own_file("save.js") + own_file("chart.js")),
        "page_style": inline(own_file("diagram.css")) + inline(own_file("chart.css")),
    }
    safe = {key: Markup(text) for key, text in texts.items()}  # noqa: S704 - closes no element: inline, ESCAPES
    return page_template("chart.html.j2").render(title=title, note=note, **safe)


_SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache
def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed in one script, which is kept: to bundle it anew takes seconds."""
    import vl_convert

    key = hashlib.sha256(f"{version('vl-convert-python')} {_SNIPPET}".encode()).hexdigest()[:16]
    kept = cache_folder("charts") / f"vega-{key}.js"
    with suppress(OSError, UnicodeDecodeError):
        if script := _checked(kept.read_bytes().decode()):
            return inline(script)
    script = inline(vl_convert.javascript_bundle(_SNIPPET))
    with suppress(OSError):  # where the folder cannot be written it is bundled again next time
        write_atomically(kept, f"{_digest(script)}\n{script}".encode())
    return script


def _checked(text: str) -> str:
    """A script that was kept behind its digest; nothing where it is not whole."""
    digest, _, script = text.partition("\n")
    return script if digest == _digest(script) else ""


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()
