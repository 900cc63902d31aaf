"""How fast printed names become agencies: 1,000,000 mentions against 100,000 agencies in memory.

Usage: python benchmarks/identity.py [MENTIONS]

Every county of the country prints the short names of its departments; each is read in a document of its own region.
"""

import resource
import sys
import time

from zhize.graph.identity.documents import node_of, read_document
from zhize.graph.identity.homes import home_of
from zhize.graph.identity.regions import Regions
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.official import official
from zhize.graph.model.facts import Evidence, Origin, Statement

DEPARTMENTS = 40


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    regions = Regions.load()
    counties = [r for r in regions._table.values() if r.level == "区县"]
    names = [
        "区" + official(d.id, "区县")
        for d in lexicon().departments.values()
        if d.kind == "department" and d.units == ("org",)
    ][:DEPARTMENTS]
    origins = [Origin(f"document:{r.key}", f"{_full(regions, r)}人民政府", None, "", r.key) for r in counties]
    statements = [Statement("", "mentions", "", o.document, (), Evidence(o.file, 0, 0, ""), "name") for o in origins]
    start = time.perf_counter()
    documents = [read_document([s], home_of(o, [], regions), regions) for o, s in zip(origins, statements, strict=True)]
    print(f"{len(origins)} documents placed in {time.perf_counter() - start:.1f} s")
    nodes: set[str] = set()
    start = time.perf_counter()
    for i in range(wanted):
        which = i % len(statements)
        name = names[(i // len(statements)) % len(names)]
        nodes.add(node_of(documents[which], Mention(name, name), statements[which], regions))
    spent = time.perf_counter() - start
    print(f"{wanted:,} mentions to {len(nodes):,} agencies in {spent:.1f} s: {wanted / spent:,.0f} a second")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _full(regions: Regions, region: object) -> str:
    chain = [region, *regions.ancestors(region.key)]  # type: ignore[attr-defined]
    return "".join(r.name for r in reversed(chain) if r.level != "国家")


if __name__ == "__main__":
    main()
