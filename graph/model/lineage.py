"""Relations between agencies that follow from general knowledge: superiors, counterparts elsewhere, reforms."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import msgspec

from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.reforms import reforms
from zhize.graph.model.facts import Fact, Value, digest

PROFILE = frozenset({"jurisdiction", "core", "level", "name"})
"""What is read of agencies here, of the facts that identity made."""


class _Profile(msgspec.Struct):
    """What the graph says of an agency; derived facts cite `fact`, which is where the agency is first printed."""

    region: str = ""
    core: str = ""
    name: str = ""
    level: str = ""
    fact: Fact | None = None


def lineage(facts: list[Fact]) -> list[Fact]:
    """Parents, counterparts and reforms between the agencies of a graph.

    `parent`: a department's government, a branch's body in the region above (淄川区公安分局 under 淄博市公安局).
    `counterpart`: the same department in regions under the same region; of places of which no print says where they lie, in those of one level. `Change`: where a place's documents print
    both a department and what a reform made of it. Nothing is added that the graph does not hold at both ends;
    the facts cite the first print of the agency they speak of and carry the rule `lexicon`.
    """
    agencies = _agencies(facts)
    above = {f.subject: str(f.object) for f in facts if f.predicate == "within"}
    by_place = {(a.region, a.core): node for node, a in agencies.items() if a.core}
    out: list[Fact] = []
    for node, agency in agencies.items():
        parent = _parent(node, agency, by_place, above)
        if parent:
            out.append(_fact(agency, node, "parent", parent))
    out += _counterparts(agencies, above)
    return out + _changes(agencies, by_place)


def _agencies(facts: list[Fact]) -> dict[str, _Profile]:
    found: dict[str, _Profile] = {}
    for fact in facts:
        if not fact.subject.startswith("agency:") or fact.rule != "identity" or fact.predicate not in PROFILE:
            continue
        known = found.setdefault(fact.subject, _Profile())
        if fact.predicate == "jurisdiction":
            known.region = str(fact.object)
        elif fact.predicate == "core":
            known.core = str(fact.object)
        elif fact.predicate == "level":
            known.level = str(fact.object)
        elif fact.predicate == "name":
            known.name, known.fact = str(fact.object), fact
    return {node: known for node, known in sorted(found.items()) if known.fact is not None and known.region}


def _parent(node: str, agency: _Profile, by_place: dict[tuple[str, str], str], above: dict[str, str]) -> str | None:
    department = lexicon().departments.get(agency.core)
    if department is None or department.kind not in ("department", "office", "government"):
        return None
    if department.vertical or agency.core == "government":
        region: str | None = above.get(agency.region)
        while region:
            if upper := by_place.get((region, agency.core)):
                return upper
            region = above.get(region)
        if agency.core == "government" or not agency.name.endswith("局") or agency.name.endswith("分局"):
            return None
    government = by_place.get((agency.region, "government"))
    return government if government != node else None


def _counterparts(agencies: dict[str, _Profile], above: dict[str, str]) -> list[Fact]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for node, agency in agencies.items():
        upper = above.get(agency.region)
        if agency.core and upper:
            # Right under the country lie provinces, and places of any level of which no print says where they lie.
            groups[agency.core, upper, "" if upper in above else agency.level].append(node)
    return [
        _fact(agencies[a], a, "counterpart", b)
        for nodes in groups.values()
        for a, b in combinations(nodes, 2)
        if agencies[a].region != agencies[b].region
    ]


def _changes(agencies: dict[str, _Profile], by_place: dict[tuple[str, str], str]) -> list[Fact]:
    out: list[Fact] = []
    kinds = {"merged": "并入", "renamed": "更名", "transferred": "职责划转"}
    by_core: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (region, core), node in sorted(by_place.items()):
        by_core[core].append((region, node))
    for reform in (r for r in reforms() if r.kind != "under" and not r.forms):
        for region, old in by_core.get(reform.old, ()):
            new = by_place.get((region, reform.new))
            if new is None or (reform.levels and agencies[old].level not in reform.levels):
                continue
            node = f"change:{digest(old, new, reform.year)}"
            name = f"{agencies[old].name}{kinds[reform.kind]}{agencies[new].name}"
            values: tuple[tuple[str, Value], ...] = (
                ("name", name),
                ("kind", kinds[reform.kind]),
                ("year", reform.year),
                ("predecessor", old),
                ("successor", new),
            )
            out += [_fact(agencies[old], node, predicate, value) for predicate, value in values]
    return out


def _fact(agency: _Profile, subject: str, predicate: str, value: Value) -> Fact:
    source = agency.fact
    assert source is not None  # agencies that no document prints are left out above
    return msgspec.structs.replace(
        source,
        id=digest("lexicon", subject, predicate, value),
        subject=subject,
        predicate=predicate,
        object=value,
        rule="lexicon",
    )
