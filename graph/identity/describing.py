"""Facts about the nodes that mentions made: what they are called, their kind, region and printed forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

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


K = TypeVar("K")
V = TypeVar("V")
PLACING = frozenset({"jurisdiction", "relevant_for", "governs"})
"""The predicates of facts made here whose object is a region."""
_REGION = "region:"


class Naming(msgspec.Struct, frozen=True, array_like=True):
    """A region that a fact speaks of, and the place of the document that does; the first is cited for what describes the region."""

    region: str
    document: str
    evidence: Evidence


def earliest(namings: Iterable[Naming]) -> dict[str, Naming]:
    """The first of the places that name each region, by the key of the region."""
    first: dict[str, Naming] = {}
    for naming in namings:
        first[naming.region] = min(naming, first.get(naming.region, naming), key=lambda n: (n.document, n.evidence))
    return first


SaidKey = tuple[str, str, Value, str, str]
"""Node, predicate, value, document, form: what the id of a fact is made of that no statement makes."""


class Said(msgspec.Struct, frozen=True, gc=False):
    """A fact that no statement makes, before it is made; `form` is the printed form of a node that a rule made another."""

    node: str
    predicate: str
    value: Value
    place: Place
    form: str = ""

    @property
    def key(self) -> SaidKey:
        """By which the fact is told from others."""
        return (self.node, self.predicate, self.value, self.place.document, self.form)

    @property
    def fact(self) -> Fact:
        """The fact."""
        s = self.place
        fact_id = digest("identity", self.node, self.predicate, self.value, s.document)
        if self.form:
            fact_id = digest(fact_id, self.form)
        return Fact(
            fact_id,
            self.node,
            self.predicate,
            self.value,
            s.document,
            s.section,
            s.evidence,
            "identity",
            self.form or None,
        )


class Description(msgspec.Struct):
    """Facts that no statement makes, before they are made, and the zones among the regions of which they speak that are told by a name."""

    said: list[Said] = msgspec.field(default_factory=list)
    zones: list[Region] = msgspec.field(default_factory=list)

    def say(self, node: str, predicate: str, value: Value, s: Place, form: str = "") -> None:
        """Put down a fact."""
        self.said.append(Said(node, predicate, value, s, form))

    @property
    def one_each(self) -> dict[SaidKey, Said]:
        """Of what makes the same fact the last, by key."""
        return {said.key: said for said in self.said}

    @property
    def facts(self) -> list[Fact]:
        """The facts, each once."""
        return [said.fact for said in self.one_each.values()]

    @property
    def namings(self) -> list[Naming]:
        """The regions that the facts speak of, each with the place."""
        return [named for said in self.said if (named := naming_of(said)) is not None]


def differing(before: Mapping[K, V], now: Mapping[K, V]) -> tuple[list[V], list[V]]:
    """What was said and is not so now, and what is said now and was not so, of what is told by keys."""
    gone = [value for key, value in before.items() if now.get(key) != value]
    return gone, [value for key, value in now.items() if before.get(key) != value]


def naming_of(said: Said) -> Naming | None:
    """The region that a fact speaks of, with the place; None where it speaks of none."""
    if said.predicate not in PLACING:
        return None
    return Naming(str(said.value).removeprefix(_REGION), said.place.document, said.place.evidence)


def describe_region(nodes: Nodes, regions: Regions) -> Description:
    """Names and printed forms of the persons, posts, classes and agencies of a region. `nodes` are the region's."""
    out = Description()
    forms, printed = _forms(nodes)
    done: set[str] = set()
    for use in sorted(nodes.uses, key=lambda u: (u.node, u.printed)):
        node, s = nodes.final(use.node), use.place
        if node.startswith(("post:", "person:", "collective:")):
            out.say(node, "name", use.printed, s)
            continue
        hidden = use.node in nodes.misprinted and node.startswith("agency:")
        out.say(node, "hidden" if hidden else "mention", use.printed, s)
        if node != use.node and node.startswith("agency:"):
            out.say(node, ABSORBED, use.node, s, use.printed)
        if node in done or hidden or node not in nodes.readings:
            continue
        done.add(node)
        reading = nodes.readings[node]
        region = regions.get(reading.region) if reading.region else None
        out.say(node, "name", canonical(node, reading, region, forms[node], printed[node]), s)
        for predicate, value in _traits(reading):
            if value:
                out.say(node, predicate, value, s)
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
    out.say(node, "jurisdiction", _REGION + region.key, s)
    zone = _ZONE.match(reading.rest)
    if zone:
        governed = regions.add(zone["zone"], ZONE_LEVEL, region.key)
        out.say(node, "governs", _REGION + governed.key, s)
        out.zones.append(governed)


def describe_document(names: DocumentNames, s: Place) -> Description:
    """Where the bodies that a document sets up belong, and where it applies. `s` is the place of its first statement."""
    out = Description()
    for node in sorted(set(names.bodies.values())):
        key: str | None = node.split(":")[1]
        if regex.fullmatch(r"[0-9a-f]{16}", key or ""):  # its name speaks of no region: that of the document
            key = names.home.key
        if key:
            out.say(node, "jurisdiction", _REGION + key, s)
    home, document = names.home, names.document
    if home.region is not None:
        out.say(document, "relevant_for", _REGION + home.region.key, s)
        out.say(document, "region_basis", _said(home), s)
    if home.village is not None:
        out.say(document, "relevant_for", _REGION + home.village.key, s)
    return out


def _said(home: Home) -> str:
    return f"{home.basis}：{home.words}"


def describe_regions(namings: Iterable[Naming], regions: Regions) -> list[Fact]:
    """What regions are called and in which others they lie; each cites the first place that names it or one within it."""
    first = earliest(namings)
    out: list[Fact] = []
    done: set[str] = set()
    for key, naming in sorted(first.items()):
        for region in (regions.get(key), *regions.ancestors(key)):
            if region.key in done:
                break
            done.add(region.key)
            out += region_facts(region, naming)
    return out


def region_facts(region: Region, naming: Naming) -> list[Fact]:
    """What a region is called and in which other it lies; the facts cite the place that names it or one within it."""
    node = _REGION + region.key
    values: list[tuple[str, Value | None]] = [
        ("name", region.name),
        ("level", region.level),
        ("code", region.code),
        ("within", None if region.parent is None else _REGION + region.parent),
    ]
    return [
        Fact(digest(node, p, v), node, p, v, naming.document, (), naming.evidence, "regions")
        for p, v in values
        if v is not None
    ]


ZONE_LEVEL = "园区"
"""The level of a zone that only the name of its committee tells."""
_ZONE = regex.compile(
    r"^(?P<zone>\p{Han}{0,12}?(?:高新区|开发区|度假区|示范区|保税区|保税港区|园区|新区|功能区|合作区|经开区|试验区|风景区))(?:管委会|管理委员会)$"
)
