"""Relations between agencies that follow from general knowledge: superiors, counterparts elsewhere, reforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Set
from itertools import combinations

import msgspec

from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.reforms import reforms
from zhize.graph.model.facts import Evidence, Fact, Value, digest

PROFILE = frozenset({"jurisdiction", "core", "level", "name"})
"""What is read of agencies here, of the facts that identity made."""


class Profile(msgspec.Struct):
    """What the graph says of an agency, and where it is first printed, which derived facts cite."""

    region: str = ""
    core: str = ""
    name: str = ""
    level: str = ""
    document: str = ""
    section: tuple[str, ...] = ()
    evidence: Evidence | None = None

    def tell(self, predicate: str, value: str, document: str, section: tuple[str, ...], evidence: Evidence) -> None:
        """Put down what a fact of one of the predicates `PROFILE` says."""
        if predicate == "jurisdiction":
            self.region = value
        elif predicate == "core":
            self.core = value
        elif predicate == "level":
            self.level = value
        elif predicate == "name":
            self.name, self.document, self.section, self.evidence = value, document, section, evidence


def lineage(facts: list[Fact]) -> list[Fact]:
    """Parents, counterparts and reforms between the agencies of a graph.

    `parent`: a department's government, a branch's body in the region above (淄川区公安分局 under 淄博市公安局).
    `counterpart`: the same department in regions under the same region; of places of which no print says where they lie, in those of one level. `Change`: where a place's documents print
    both a department and what a reform made of it. Nothing is added that the graph does not hold at both ends;
    the facts cite the first print of the agency they speak of and carry the rule `lexicon`.
    """
    above = {f.subject: str(f.object) for f in facts if f.predicate == "within"}
    agencies = profiles(f for f in facts if f.rule == "identity")
    return related(agencies, above, agencies.keys())


def profiles(facts: Iterable[Fact]) -> dict[str, Profile]:
    """What facts say of agencies."""
    found: dict[str, Profile] = {}
    for fact in facts:
        if fact.subject.startswith("agency:") and fact.predicate in PROFILE:
            known = found.setdefault(fact.subject, Profile())
            known.tell(fact.predicate, str(fact.object), fact.document, fact.section, fact.evidence)
    return found


def related(agencies: Mapping[str, Profile], above: Mapping[str, str], wanted: Container[str]) -> list[Fact]:
    """What `lineage` says of the wanted ones among some agencies; `above` holds the regions in which regions lie.

    Of a wanted agency the others must be there that are of its department, or of one that a reform joins to it (`reformed_with`), in its
    region, the regions above, and those that lie beside its own.
    """
    known = {n: a for n, a in sorted(agencies.items()) if a.evidence is not None and a.region}
    by_place = by_places(known)
    out: list[Fact] = []
    for node, agency in known.items():
        parent = _parent(node, agency, by_place, above) if node in wanted else None
        if parent:
            out.append(_fact(agency, node, "parent", parent))
    out += _counterparts(known, above, wanted)
    return out + _changes(known, by_place, wanted)


def by_places(agencies: Mapping[str, Profile]) -> dict[tuple[str, str], str]:
    """The agency of each department in each region."""
    return {(a.region, a.core): node for node, a in sorted(agencies.items()) if a.core and a.region and a.evidence}


def looks_up(core: str) -> bool:
    """Whether a department has its like in a region above as its superior."""
    department = lexicon().departments.get(core)
    return core == "government" or (department is not None and department.vertical)


def reformed_with(cores: Set[str]) -> set[str]:
    """The departments that a reform made some departments of, or made of them."""
    return {other for r in reforms() for core, other in ((r.old, r.new), (r.new, r.old)) if core in cores}


def _parent(
    node: str, agency: Profile, by_place: Mapping[tuple[str, str], str], above: Mapping[str, str]
) -> str | None:
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


def _counterparts(agencies: Mapping[str, Profile], above: Mapping[str, str], wanted: Container[str]) -> list[Fact]:
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
        if (a in wanted or b in wanted) and agencies[a].region != agencies[b].region
    ]


def _changes(
    agencies: Mapping[str, Profile], by_place: Mapping[tuple[str, str], str], wanted: Container[str]
) -> list[Fact]:
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
            if old not in wanted and new not in wanted:
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


def _fact(agency: Profile, subject: str, predicate: str, value: Value) -> Fact:
    assert agency.evidence is not None  # agencies that no document prints are left out above
    fact_id = digest("lexicon", subject, predicate, value)
    return Fact(fact_id, subject, predicate, value, agency.document, agency.section, agency.evidence, "lexicon")
