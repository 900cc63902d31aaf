"""Graphs and folders many times the size of one: with copies of other places and other documents."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
import regex

from zhize.graph.identity.regions import coded_regions
from zhize.graph.model.facts import Fact, Value, digest
from zhize.graph.model.ontology import ontology
from zhize.loaders.files.read import find_files

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


class Place(msgspec.Struct, frozen=True):
    """A real city with districts and counties of names that no other has, and its province: what a copy is moved to."""

    province: str
    city: str
    counties: tuple[str, ...]


def copy_texts(folder: Path, into: Path, times: int, places: Sequence[str] = ()) -> int:
    """Write the text files (.txt, .md) of a folder and `times - 1` copies into another; the bytes of all.

    The documents of a copy have other numbers. Of the given places the city and its districts are in each copy other real ones, so that a
    city has as many counties and a province as many cities as there are: agencies of neighbouring places are related in pairs.
    """
    total = 0
    files = [file for file in find_files(folder).files if file.suffix in (".txt", ".md")]
    for n in range(times):
        stems = _stems(places, n) if n else {}
        pattern = regex.compile("|".join(sorted(stems, key=len, reverse=True))) if stems else None
        for k, file in enumerate(files):
            text = file.read_bytes().decode("utf-8-sig", errors="replace")
            if n:
                text = pattern.sub(lambda m, stems=stems: stems[m[0]], text) if pattern else text
                text = text.replace("号\n", f"{n}号\n")
            total += (into / f"{n:03d}-{k}-{file.name}").write_bytes(text.encode())
    return total


def _stems(places: Sequence[str], n: int) -> dict[str, str]:
    """What the names of places become in a copy, both without their last character, and so the name of the province."""
    regions = {r.key: r for r in coded_regions()}
    listed = [r for r in regions.values() if r.name in places]
    cities = Counter(r.parent for r in listed if r.level == "区县")
    if not cities:
        return {}
    city = regions[cities.most_common(1)[0][0] or ""]
    province = regions[city.parent or ""]
    others = [place for place in _places() if place.city != city.name]
    place, again = others[(n - 1) % len(others)], (n - 1) // len(others)
    free = deque(place.counties)
    free.rotate(-again * len(listed))
    out = {province.name[:-1]: place.province[:-1], city.name[:-1]: place.city[:-1]}
    for own in (r.name for r in listed if r.parent == city.key):
        new = free.popleft() if free else chr(0x5000 + n) + own[1:]
        out[own[:-1]] = new[:-1]
    return out


@cache
def _places() -> list[Place]:
    """The real cities that copies are moved to, in the order of their codes."""
    regions = coded_regions()
    names = Counter(r.name for r in regions)
    below: dict[str, list[str]] = defaultdict(list)
    for r in regions:
        if r.parent and r.level == "区县" and r.name.endswith("区") and len(r.name) > 2 and names[r.name] == 1:
            below[r.parent].append(r.name)
    province = {r.key: r.name for r in regions if r.level == "省" and r.name.endswith("省")}
    return [
        Place(province[r.parent], r.name, tuple(below[r.key]))
        for r in regions
        if r.level == "市" and r.name.endswith("市") and r.parent in province and below[r.key]
    ]
