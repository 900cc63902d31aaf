"""Whether identity by region is dealt out evenly: the seconds of each group that a build on Spark makes one task of.

Usage: python -m benchmarks.regions GAZETTES [TIMES ...] [--same]

Reads a folder and copies of it in other places (with --same in the same places, so that one region has most documents), then does for each
region and each province what a worker of Spark does for a group of rows, and measures the processor. `evenly on` is the work of all groups over that
of the longest: more processors than that gain nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.copies import copy_texts
from benchmarks.scale import PLACES
from zhize.graph.identity.by_region import RegionShare, doubts, settle_region, shares
from zhize.graph.identity.describing import Naming, describe_document, describe_region, describe_regions
from zhize.graph.identity.documents import place_of
from zhize.graph.identity.identity import read_documents
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.model.facts import Fact, Origin, Statement
from zhize.graph.model.lineage import PROFILE, lineage
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.read import find_files
from zhize.loaders.pipeline import Work, load_one, lost
from zhize.loaders.workers import each

SHOWN = 5


class Group(msgspec.Struct, frozen=True):
    """A group: the region or province, its rows, what they take, seconds."""

    key: str
    rows: int
    bytes: int
    seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gazettes", type=Path)
    parser.add_argument("times", type=int, nargs="*", default=[1, 10])
    parser.add_argument("--same", action="store_true", help="leave the copies in the places of the originals")
    given = parser.parse_args()
    for times in given.times:
        with tempfile.TemporaryDirectory() as temp:
            folder = given.gazettes
            if times > 1:
                copy_texts(given.gazettes, folder := Path(temp), times, () if given.same else PLACES)
            print(f"{times}x")
            measure(folder)


def measure(folder: Path) -> None:
    """Read a folder, then do the groups of regions and of provinces one by one."""
    limits = Limits()
    works = [Work(file, file.name, limits) for file in find_files(folder).files]
    parts: dict[str, list[Statement]] = defaultdict(list)
    origins: dict[str, Origin] = {}
    for result in each(load_one, works, workers=2, limits=limits, lost=lost):
        for statement in result.statements:
            parts[statement.document].append(statement)
        origins |= {o.document: o for o in result.origins if o.document not in origins}
    given: dict[str, list[bytes]] = defaultdict(list)
    places: dict[str, Region] = {}
    namings: list[Naming] = []
    for statements in parts.values():
        for _, reading in read_documents(statements, origins):
            places |= {region.key: region for region in reading.places}
            namings += describe_document(reading.names, place_of(reading.statements[0])).namings
            for key, share in shares(reading.names).items():
                given[key].append(msgspec.msgpack.encode(share))
    regions = Regions.load()
    regions.adopt(sorted(places.values(), key=lambda r: (r.key.count("/"), r.key)))
    profiles: dict[str, list[Fact]] = {}

    def settle(key: str) -> None:
        own = sorted((msgspec.msgpack.decode(data, type=RegionShare) for data in given[key]), key=lambda s: s.document)
        nodes = settle_region(own, frozenset())
        described = describe_region(nodes, regions)
        facts = described.facts
        doubts(nodes)
        namings.extend(described.namings)
        profiles[key] = [f for f in facts if f.subject.startswith("agency:") and f.predicate in PROFILE]

    show("regions", [timed(key, len(rows), sum(map(len, rows)), settle) for key, rows in given.items()])
    within = [f for f in describe_regions(namings, regions) if f.predicate == "within"]
    tops: dict[str, list[Fact]] = defaultdict(list)
    for facts in profiles.values():
        if place := next((str(f.object).partition(":")[2] for f in facts if f.predicate == "jurisdiction"), None):
            chain = [regions.get(place), *regions.ancestors(place)]
            tops[chain[-2 if len(chain) > 1 else -1].key] += facts  # type: ignore[union-attr]

    def relate(key: str) -> None:
        lineage([*tops[key], *within])

    show("provinces", [timed(key, len(facts), 0, relate) for key, facts in tops.items()])


def timed(key: str, rows: int, size: int, work: Callable[[str], None]) -> Group:
    """Do the work of a group."""
    start = time.process_time()
    work(key)
    return Group(key, rows, size, time.process_time() - start)


def show(name: str, groups: list[Group]) -> None:
    """Print what groups took, those that took longest first."""
    groups.sort(key=lambda group: -group.seconds)
    whole = sum(group.seconds for group in groups)
    rows, middle = sum(group.rows for group in groups), groups[len(groups) // 2]
    print(
        f"  {len(groups)} {name}, {rows:,} rows, {whole:.2f} s; middle {1000 * middle.seconds:.1f} ms, longest {1000 * groups[0].seconds:.1f} ms; "
        f"evenly on {whole / groups[0].seconds:.1f}"
    )
    for group in groups[:SHOWN]:
        print(
            f"    {group.key[:30]}: {group.rows:,} rows, {group.bytes / 2**20:.2f} MB, {group.seconds:.3f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
