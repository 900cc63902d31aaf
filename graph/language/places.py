"""Where something is, as printed: an address behind its label, a seat behind 设在, an area within 东至…西至."""

from __future__ import annotations

from zhize.graph.language.late import late
from zhize.graph.language.values import Value

_LABEL = late(r"(?:地址|地点|办公地点|住所|位置)[：:]\s*(?P<v>[^，。；　\s]{4,60})")
_AT = late(
    r"(?:设在|设于|位于|坐落于|挂靠在?|放在|前往|地点在)(?P<v>[\p{Han}A-Za-z0-9·（）]{2,30}?)(?=[，。；、）]|内(?!\p{Han})|$)"
)
_AREA = late(
    r"(?<=[与和在及、]|以及|邻)(?P<v>\p{Han}{2,12}?(?:省|自治区|市|区|县|镇|乡|街道|开发区|度假区))(?=[、，。和及以有为接相毗]|$)"
)
_BOUND = late(r"(?P<v>(?:东|南|西|北)[至起到接临][^。；]{2,80})")


def find(text: str) -> list[Value]:
    """The places that a text names by a label or a word of place, in print order.

    Example: `办公室设在区应急局，地址：青石路1号` -> `区应急局`, `青石路1号`.
    """
    out = [
        Value(m.start("v"), m.end("v"), m["v"], m["v"]) for p in (_LABEL, _AT, _BOUND, _AREA) for m in p.finditer(text)
    ]
    return sorted(out, key=lambda v: v.start)
