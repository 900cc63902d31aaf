"""What the regions settle whose documents give them something else than before; all others stay as they are.

A region is settled twice, from what its documents gave before and from what they give now; the difference is what goes and what comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from zhize.graph.identity.by_region import RegionShare, doubts, settle_region
from zhize.graph.identity.describing import ZONE_LEVEL, Said, SaidKey, describe_region
from zhize.graph.identity.memory import Memory, packed_shares, unpacked_shares
from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.identity.settling import Pairs
from zhize.graph.identity.spool import Spool
from zhize.graph.model.facts import Issue
from zhize.graph.model.lineage import PROFILE, Profile


class RegionView(msgspec.Struct):
    """What a region settles: what is said of its nodes, what these became, what is in doubt."""

    said: dict[SaidKey, Said] = {}
    merged: dict[str, str] = {}
    doubts: list[Issue] = []

    def profiles(self) -> dict[str, Profile]:
        """Its agencies as `lineage` knows them."""
        out: dict[str, Profile] = {}
        for said in self.said.values():
            if said.predicate in PROFILE and said.node.startswith("agency:"):
                profile = out.setdefault(said.node, Profile())
                profile.tell(
                    said.predicate, str(said.value), said.place.document, said.place.section, said.place.evidence
                )
        return out


class RegionChange(msgspec.Struct):
    """A region that is settled anew: what it settled before and settles now; what documents give it that changed, and what the others do."""

    key: str
    before: RegionView
    now: RegionView
    changed: list[RegionShare]
    others: list[RegionShare]

    def refinals(self) -> Iterator[tuple[str, dict[str, str | None]]]:
        """The documents that have not changed whose nodes became others than before, with these."""
        old, new = self.before.merged, self.now.merged
        other = {node: new.get(node) for node in old.keys() | new.keys() if old.get(node) != new.get(node)}
        for share in self.others if other else ():
            if became := {use.node: other[use.node] for use in share.uses if use.node in other}:
                yield share.document, became


class Dealt:
    """What documents give to regions: those that changed before and now, in spools by region."""

    def __init__(self, memory: Memory, changed: frozenset[str]) -> None:
        self._memory, self._changed = memory, changed
        self._now: Spool[RegionShare] = Spool(RegionShare)
        self.touched: set[str] = set()
        self.places: dict[str, Region] = {}
        """The places without a code that are named, as far as was looked; of one key that of the first document."""
        self._placed: dict[str, str] = {}

    def deal(self, share: RegionShare, region: str) -> None:
        """Put down what a document that changed gives to a region now."""
        self._now.add(region, share)
        if share.place is not None:
            self._place(share.place, share.document)

    def touch(self, regions: Iterable[str]) -> None:
        """Put down regions that get something else than before."""
        self.touched.update(regions)

    def _place(self, place: Region, document: str) -> None:
        if document <= self._placed.get(place.key, document):
            self.places[place.key], self._placed[place.key] = place, document

    def registry(self, levels: Mapping[str, str]) -> Regions:
        """The regions that all documents name. `levels` are those of the places without a code of the graph as it was."""
        for key in sorted(self.touched & levels.keys()):
            for share in self._others(key):
                if share.place is not None:
                    self._place(share.place, share.document)
        regions = Regions.load()
        regions.adopt(self.places[key] for key in sorted(self.touched & self.places.keys()))
        for key, level in sorted(levels.items()):
            above, _, name = key.rpartition("/")
            told = ZONE_LEVEL if key in self.touched else level
            regions.adopt([Region(key, name, told, above or COUNTRY, None)])
        return regions

    def _others(self, region: str) -> list[RegionShare]:
        """What documents give to a region that have not changed."""
        return [s for s in unpacked_shares(self._memory.shares(region)) if s.document not in self._changed]

    def changes(self, apart_before: Pairs, apart: Pairs, regions: Regions) -> Iterator[RegionChange]:
        """The regions that get something else, settled before and now; what they get is kept for the next build."""
        for key in sorted(self.touched):
            before = unpacked_shares(self._memory.shares(key))
            others = [share for share in before if share.document not in self._changed]
            changed = self._now.of(key)
            now = sorted([*others, *changed], key=lambda share: share.document)
            self._memory.put_shares(key, packed_shares(now))
            yield RegionChange(key, _view(before, apart_before, regions), _view(now, apart, regions), changed, others)


def _view(shares: list[RegionShare], apart: Pairs, regions: Regions) -> RegionView:
    if not shares:
        return RegionView()
    nodes = settle_region(shares, apart)
    described = describe_region(nodes, regions)
    return RegionView(described.one_each, nodes.merged, doubts(nodes))
