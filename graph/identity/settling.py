"""What the documents of one region settle together: merged departments, misprints, and how each body is called."""

from __future__ import annotations

from collections import Counter

import msgspec

from zhize.graph.identity.misprints import PrintedName, misprints
from zhize.graph.identity.reading import NATIONAL, PLACE_INSIDE, SEAT, Reading, main_name
from zhize.graph.identity.regions import COUNTRY, Region, short_name
from zhize.graph.language.official import merged_parts

Pairs = frozenset[tuple[str, str]]


class Settlement(msgspec.Struct, frozen=True):
    """Nodes of a region that are other nodes: by a merged department, or as misprints (with the right name)."""

    merged: dict[str, str]
    misprinted: dict[str, str]


def settle(readings: dict[str, Reading], forms: dict[str, set[str]], apart: Pairs) -> Settlement:
    """Decide which nodes of one region are one body. `readings` are the region's nodes with a reading each, `forms` how
    its documents print them without the region.
    """
    merged = _merged_departments(readings, apart)
    names = [
        PrintedName(n, r.region or "", r.rest, r.core_id, (*sorted(forms.get(n, ())), n.split(":", 2)[2]))
        for n, r in sorted(readings.items())
        if n not in merged
    ]
    wrong: dict[str, str] = {}
    for found in misprints(names, apart):
        merged[found.node] = found.meant
        wrong[found.node] = found.right
    return Settlement(merged, wrong)


def _merged_departments(readings: dict[str, Reading], apart: Pairs) -> dict[str, str]:
    """Where a place has a merged department (教育和体育局) and prints 教育局, but none of the other parts as a body of
    its own, both names are one body.
    """
    cores: dict[str, str] = {}
    for node, reading in sorted(readings.items()):
        if reading.core_id:
            cores.setdefault(reading.core_id, node)
    out: dict[str, str] = {}
    for core, node in cores.items():
        parts = [p for p in merged_parts(core) if p in cores]
        if len(parts) == 1 and tuple(sorted((cores[parts[0]], node))) not in apart:
            out[cores[parts[0]]] = node
    return out


def canonical(node: str, reading: Reading, region: Region | None, forms: Counter[str], printed: list[str]) -> str:
    """The official name of a body with its region: the fullest form that documents print, else the lexicon's.

    `forms` counts the forms of the name without its region, `printed` lists every printed form.
    """
    stem = node.split(":", 2)[2]
    if region is None:
        return stem
    if stem == "团委" or stem.startswith("共青团"):
        return f"共青团{region.name}委员会"
    if reading.rule == NATIONAL or region.key == COUNTRY:
        return stem if reading.core_id else reading.rest
    if reading.rule in (PLACE_INSIDE, SEAT):
        return reading.rest
    if reading.core_id:
        stem = _full_stem(stem, forms)
        if stem.startswith(_HEADED):
            return stem
    short = short_name(region.name)
    own = sorted((main_name(p) for p in printed), key=lambda p: (-len(p), p))
    if own and all(p.startswith(short) and not p.startswith(region.name) for p in own):
        return own[0]  # 淄博海关, 周村供电中心: their names have the place without its level word
    return region.name + stem


def _full_stem(stem: str, forms: Counter[str]) -> str:
    """The name behind the region as the place's own documents print it in full, else the lexicon's with the type word
    that they print: 国资委 of a district is its 国有资产监督管理委员会, not 局.
    """
    if stem in forms:
        return stem
    whole = [f for f in forms if not f.endswith(_SHORT_TYPES) or f == "党委"]
    full = [f for f in whole if len(f) >= len(stem) - 1 or (len(f) > 5 and f.endswith(("办公室", "委员会")))]
    if full:
        return max(full, key=lambda f: (forms[f], len(f), f))
    if stem[-1] in "局厅" and all(f.endswith("委") for f in forms):
        return stem[:-1] + "委员会"
    return stem


_SHORT_TYPES = ("委", "办")
"""Type words in short, which no full name of a department has."""
_HEADED = ("国家", "中国", "中华", "国网", "人民银行", "审计署", "财政部")
"""Branches whose full names begin with the central body's name."""
