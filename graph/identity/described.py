"""What follows from all that is said of regions and agencies: what regions are called, and how agencies are related.

Only what may have become other is looked at again: regions that are named in another place than before with those above them, and agencies that
are described otherwise with those that are related to them. What has not changed is taken from the graph as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from zhize.graph.identity.describing import PLACING, Naming, Said, earliest, naming_of, region_facts
from zhize.graph.identity.memory import Memory, unpacked_shares
from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.model.facts import Fact
from zhize.graph.model.lineage import PROFILE, Profile, by_places, looks_up, profiles, reformed_with, related

_OF_REGIONS = ("name", "level", "code", "within")


def _own(node: str) -> str:
    return f"region:{node}"


class NamedRegions:
    """The places that name regions: those that no longer do, those that do now, and those that do as before."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._gone: dict[str, set[str]] = defaultdict(set)
        self._first: dict[str, Naming] = {}

    def said(self, gone: Iterable[Said], made: Iterable[Said]) -> None:
        """Put down what is no longer said, and what is said now."""
        for said in gone:
            if (named := naming_of(said)) is not None:
                self._gone[named.region].add(said.fact.id)
        found = [named for said in made if (named := naming_of(said)) is not None]
        for key, naming in earliest(found).items():
            self._first[key] = earliest((naming, self._first.get(key, naming)))[key]

    def keys(self) -> set[str]:
        """The regions that are named now or were before."""
        return {*self._memory.regions(), *self._first}

    def facts(self, regions: Regions, touched: set[str]) -> tuple[list[Fact], list[Fact]]:
        """What was said of regions that are named otherwise than before, and of those above them; what is to be said now.

        `touched` are the regions of whose places without a code `regions` knows what all documents say.
        """
        affected: set[str] = set()
        for key in {*self._gone, *self._first}:
            affected |= {key, *(r.key for r in regions.ancestors(key))}
        now: dict[str, Naming] = {}
        for key in sorted(self.keys()):
            if len(now) == len(affected):
                break
            wanted = [k for k in (key, *(r.key for r in regions.ancestors(key))) if k in affected and k not in now]
            if wanted and (naming := self._naming(key)) is not None:
                now |= dict.fromkeys(wanted, naming)
        before = [f for key in affected for p in _OF_REGIONS for f in self._memory.facts_of(_own(key), p)]
        made = [
            f for key, naming in sorted(now.items()) for f in region_facts(self._region(key, regions, touched), naming)
        ]
        return [f for f in before if f.rule == "regions"], made

    def _naming(self, key: str) -> Naming | None:
        """The first place that names a region now."""
        held = (
            Naming(key, f.document, f.evidence)
            for predicate in sorted(PLACING)
            for f in self._memory.facts_into(_own(key), predicate)
            if f.rule == "identity" and f.id not in self._gone.get(key, ())
        )
        new = self._first.get(key)
        return earliest((*held, *([new] if new else []))).get(key)

    def _region(self, key: str, regions: Regions, touched: set[str]) -> Region:
        """A region, of which a document may have told the level that the graph did not know before."""
        found = regions.get(key)
        if found.code is None and key != COUNTRY and key not in touched:
            for share in unpacked_shares(self._memory.shares(key)):
                if share.place is not None:
                    return share.place
        return found


class RelatedAgencies:
    """How the agencies of some regions are described now and were before."""

    def __init__(self, memory: Memory, regions: Regions, touched: set[str]) -> None:
        self._memory, self._regions, self._touched = memory, regions, touched
        self._before: dict[str, dict[str, Profile]] = {}
        self._now: dict[str, dict[str, Profile]] = {}
        self._changed: set[str] = set()

    def described(self, region: str, before: dict[str, Profile], now: dict[str, Profile]) -> None:
        """Put down the agencies of a region that is settled anew."""
        self._before[region], self._now[region] = before, now
        self._changed |= {n for n in before.keys() | now.keys() if before.get(n) != now.get(n)}

    def facts(self, keys: set[str]) -> tuple[list[Fact], list[Fact]]:
        """The relations of agencies that may have become others, as they were and as they are now. `keys` are all regions that are named."""
        if not self._changed:
            return [], []
        below: dict[str, set[str]] = defaultdict(set)
        for key in keys:
            if (parent := self._regions.get(key).parent) is not None:
                below[parent].add(key)
        wanted = self._changed | (self._dependent(below) if self._memory.regions() else set())
        agencies = {n: a for own in self._now.values() for n, a in own.items()}
        cores = {
            a.core
            for table in (self._before, self._now)
            for own in table.values()
            for n, a in own.items()
            if n in wanted
        }
        needed = {*cores, *reformed_with(cores), "government"}
        context: set[str] = set()
        for place in {n.split(":")[1] for n in wanted} & keys:
            region = self._regions.get(place)
            context |= {place, *(r.key for r in self._regions.ancestors(place)), *below[region.parent or ""]}
        for key in sorted(context - self._touched):
            agencies |= self._held(key, needed, wanted)
        above = {_own(k): _own(up) for k in {*context, *keys} if (up := self._regions.get(k).parent) is not None}
        return list(self._related_before(wanted)), related(agencies, above, wanted)

    def _dependent(self, below: dict[str, set[str]]) -> set[str]:
        """Agencies whose superior may have become another, for a region has another agency of a department than before."""
        out: set[str] = set()
        for region in self._touched & {*self._before, *self._now}:
            both = (self._before.get(region, {}), self._now.get(region, {}))
            old, new = map(by_places, both)
            for place in (p for p in old.keys() | new.keys() if old.get(p) != new.get(p)):
                if place[1] == "government":
                    out |= {*both[0], *both[1]}
                for key in _under(region, below) if looks_up(place[1]) else ():
                    out |= {n for n, a in self._of(key, place[1]).items() if a.core == place[1]}
        return out

    def _of(self, region: str, core: str) -> dict[str, Profile]:
        """The agencies of a region now, of a department at least."""
        return self._now.get(region, {}) if region in self._touched else self._held(region, {core}, ())

    def _held(self, region: str, cores: Iterable[str], wanted: Iterable[str]) -> dict[str, Profile]:
        """The agencies of a region that is as it was, of some departments, and those that are wanted whatever they are."""
        facts: list[Fact] = []
        departments, named = set(cores), set(wanted)
        for node in self._memory.agencies_in(region):
            core = [f for f in self._memory.facts_of(node, "core") if f.rule == "identity"]
            if node in named or departments & {str(f.object) for f in core}:
                facts += core
                facts += [
                    f
                    for p in sorted(PROFILE - {"core"})
                    for f in self._memory.facts_of(node, p)
                    if f.rule == "identity"
                ]
        return profiles(facts)

    def _related_before(self, wanted: set[str]) -> Iterator[Fact]:
        """How some agencies were related."""
        memory = self._memory
        found: list[Fact] = []
        for node in sorted(wanted):
            found += [f for p in ("parent", "counterpart") for f in memory.facts_of(node, p)]
            found += memory.facts_into(node, "counterpart")
            for fact in (*memory.facts_into(node, "predecessor"), *memory.facts_into(node, "successor")):
                found += [f for p in _OF_CHANGES for f in memory.facts_of(fact.subject, p)]
        yield from {f.id: f for f in found if f.rule == "lexicon"}.values()


_OF_CHANGES = ("name", "kind", "year", "predecessor", "successor")


def _under(region: str, below: dict[str, set[str]]) -> Iterator[str]:
    for key in sorted(below.get(region, ())):
        yield key
        yield from _under(key, below)
