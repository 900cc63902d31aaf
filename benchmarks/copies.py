"""Graphs and folders many times the size of one: with copies of other places and other documents."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Fact, Value, digest
from zhize.graph.model.ontology import ontology
from zhize.loaders.files.read import find_files

PROVINCES = [
    "山东",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "内蒙古",
]
"""Copies lie in these in turn, as many as a province has cities: places under one place are related in pairs."""
CITIES = 16
_NAMES = frozenset({"name", "title", "mention", "alias"})


def copies(facts: list[Fact], times: int) -> list[Fact]:
    """The facts and `times - 1` copies, whose names hold the number of the copy."""
    relations = ontology().relations
    out = list(facts)
    for n in range(1, times):
        nodes = {node: f"{node}#{n}" for f in facts for node in (f.subject, f.document)}

        def copied(fact: Fact, n: int = n, nodes: dict[str, str] = nodes) -> Fact:
            value: Value = fact.object
            if fact.predicate in relations:
                value = nodes.get(str(value)) or f"{value}#{n}"
            elif fact.predicate in _NAMES:
                value = f"{n}号{value}"
            return msgspec.structs.replace(
                fact, id=digest(fact.id, n), subject=nodes[fact.subject], document=nodes[fact.document], object=value
            )

        out += map(copied, facts)
    return out


def copy_texts(folder: Path, into: Path, times: int, places: Sequence[str] = ()) -> int:
    """Write the text files (.txt, .md) of a folder and `times - 1` copies into another; the bytes of all.

    The documents of a copy have other numbers, the given places of it have other names and lie in another province after `CITIES` copies.
    """
    total = 0
    files = [file for file in find_files(folder).files if file.suffix in (".txt", ".md")]
    for n in range(times):
        for k, file in enumerate(files):
            text = file.read_bytes().decode("utf-8-sig", errors="replace")
            if n:
                for name in places:
                    text = text.replace(name[:-1], chr(0x5000 + n) + name[1:-1])
                text = text.replace("号\n", f"{n}号\n")
                text = text.replace(PROVINCES[0], PROVINCES[n // CITIES % len(PROVINCES)])
            total += (into / f"{n:03d}-{k}-{file.name}").write_bytes(text.encode())
    return total
