"""Facts about the nodes that mentions made: what they are called, their kind, region and printed forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
import regex

from zhize.graph.identity.documents import DocumentNames, Place, Use
from zhize.graph.identity.homes import Home
from zhize.graph.identity.reading import Reading
from zhize.graph.identity.regions import Region, Regions
from zhize.graph.identity.settling import canonical
from zhize.graph.identity.splits import ABSORBED
from zhize.graph.model.facts import Evidence, Fact, Value, digest


class Nodes(msgspec.Struct):
    """All nodes of a build: readings by node, what merged into what, printed forms in order of print."""

    readings: dict[str, Reading]
    merged: dict[str, str]
    misprinted: dict[str, str]
    uses: list[Use]

    def final(self, node: str) -> str:
        """The node that a node became."""
        return self.merged.get(node, node)


class Naming(msgspec.Struct, frozen=True, array_like=True):
    """A region that a fact speaks of, and the place of the document that does; the first is cited for what describes the region."""

    region: str
    document: str
    evidence: Evidence


class Description(msgspec.Struct):
    """Facts that no statement makes, the regions that they speak of, and the zones among these that are told by a name."""

    facts: list[Fact] = msgspec.field(default_factory=list)
    namings: list[Naming] = msgspec.field(default_factory=list)
    zones: list[Region] = msgspec.field(default_factory=list)

    def name(self, region: str, s: Place) -> None:
        """Put down a region that a place names."""
        self.namings.append(Naming(region, s.document, s.evidence))


def describe_region(nodes: Nodes, regions: Regions) -> Description:
    """Names and printed forms of the persons, posts, classes and agencies of a region. `nodes` are the region's."""
    out = Description()
    forms, printed = _forms(nodes)
    done: set[str] = set()
    for use in sorted(nodes.uses, key=lambda u: (u.node, u.printed)):
        node, s = nodes.final(use.node), use.place
        if node.startswith(("post:", "person:", "collective:")):
            out.facts.append(_about(node, "name", use.printed, s))
            continue
        hidden = use.node in nodes.misprinted and node.startswith("agency:")
        out.facts.append(_about(node, "hidden" if hidden else "mention", use.printed, s))
        if node != use.node and node.startswith("agency:"):
            fact = _about(node, ABSORBED, use.node, s)
            out.facts.append(msgspec.structs.replace(fact, id=digest(fact.id, use.printed), printed=use.printed))
        if node in done or hidden or node not in nodes.readings:
            continue
        done.add(node)
        reading = nodes.readings[node]
        region = regions.get(reading.region) if reading.region else None
        out.facts.append(_about(node, "name", canonical(node, reading, region, forms[node], printed[node]), s))
        out.facts += [_about(node, p, v, s) for p, v in _traits(reading) if v]
        if region is not None:
            _locate(node, reading, region, s, regions, out)
    return out


def _forms(nodes: Nodes) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """The forms of each node's name without region, counted by the documents that print them, and as printed."""
    forms: dict[str, Counter[str]] = {}
    printed: dict[str, list[str]] = {}
    for use in nodes.uses:
        node = nodes.final(use.node)
        if use.node not in nodes.misprinted and use.node in nodes.readings:
            forms.setdefault(node, Counter())[use.rest or nodes.readings[use.node].rest] += 1
            printed.setdefault(node, []).append(use.printed)
    return forms, printed


def _traits(reading: Reading) -> tuple[tuple[str, str], ...]:
    return (("kind", reading.kind), ("level", reading.level), ("core", reading.core_id or ""), ("basis", reading.basis))


def _locate(node: str, reading: Reading, region: Region, s: Place, regions: Regions, out: Description) -> None:
    out.facts.append(_about(node, "jurisdiction", f"region:{region.key}", s))
    out.name(region.key, s)
    zone = _ZONE.match(reading.rest)
    if zone:
        governed = regions.add(zone["zone"], "园区", region.key)
        out.facts.append(_about(node, "governs", f"region:{governed.key}", s))
        out.name(governed.key, s)
        out.zones.append(governed)


def describe_document(names: DocumentNames, s: Place) -> Description:
    """Where the bodies that a document sets up belong, and where it applies. `s` is the place of its first statement."""
    out = Description()
    for node in sorted(set(names.bodies.values())):
        key: str | None = node.split(":")[1]
        if regex.fullmatch(r"[0-9a-f]{16}", key or ""):  # its name speaks of no region: that of the document
            key = names.home.key
        if key:
            out.facts.append(_about(node, "jurisdiction", f"region:{key}", s))
            out.name(key, s)
    home, document = names.home, names.document
    if home.region is not None:
        out.facts.append(_about(document, "relevant_for", f"region:{home.region.key}", s))
        out.facts.append(_about(document, "region_basis", _said(home), s))
        out.name(home.region.key, s)
    if home.village is not None:
        out.facts.append(_about(document, "relevant_for", f"region:{home.village.key}", s))
        out.name(home.village.key, s)
    return out


def _said(home: Home) -> str:
    return f"{home.basis}：{home.words}"


def describe_regions(namings: Iterable[Naming], regions: Regions) -> list[Fact]:
    """What regions are called and in which others they lie; each cites the first place that names it or one within it."""
    first: dict[str, Naming] = {}
    for naming in namings:
        first[naming.region] = min(naming, first.get(naming.region, naming), key=lambda n: (n.document, n.evidence))
    out: list[Fact] = []
    done: set[str] = set()
    for key, naming in sorted(first.items()):
        document, evidence = naming.document, naming.evidence
        chain = [regions.get(key), *regions.ancestors(key)]
        for region, outer in zip(chain, [*chain[1:], None], strict=True):
            if region.key in done:
                break
            done.add(region.key)
            node = f"region:{region.key}"
            values: list[tuple[str, Value | None]] = [
                ("name", region.name),
                ("level", region.level),
                ("code", region.code),
                ("within", f"region:{outer.key}" if outer else None),
            ]
            out += [
                Fact(digest(node, p, v), node, p, v, document, (), evidence, "regions")
                for p, v in values
                if v is not None
            ]
    return out


_ZONE = regex.compile(
    r"^(?P<zone>\p{Han}{0,12}?(?:高新区|开发区|度假区|示范区|保税区|保税港区|园区|新区|功能区|合作区|经开区|试验区|风景区))(?:管委会|管理委员会)$"
)


def _about(node: str, predicate: str, value: Value, s: Place) -> Fact:
    fact_id = digest("identity", node, predicate, value, s.document)
    return Fact(fact_id, node, predicate, value, s.document, s.section, s.evidence, "identity")
