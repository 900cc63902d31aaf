"""Facts about the nodes that mentions made: what they are called, their kind, region and printed forms."""

from __future__ import annotations

from collections import Counter

import msgspec
import regex

from zhize.graph.identity.documents import DocumentNames, Place, Use
from zhize.graph.identity.homes import FREQUENT, Home
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


class _Places(msgspec.Struct):
    """Regions that facts speak of, each with the document and the place that named it first."""

    first: dict[str, tuple[str, Evidence]]

    def add(self, key: str, s: Place) -> None:
        self.first.setdefault(key, (s.document, s.evidence))


def describe(
    nodes: Nodes,
    documents: list[DocumentNames],
    opening: dict[str, Place],
    titles: dict[str, str],
    regions: Regions,
) -> list[Fact]:
    """All facts that no statement makes. `opening` is the place of the first statement of each document, cited for the whole."""
    places = _Places({})
    out = _named(nodes, places, regions)
    for names in documents:
        s = opening[names.document]
        out += _of_bodies(names, s, places)
        out += _of_document(names, titles.get(names.document, ""), s, places, regions)
    return out + _region_facts(places, regions)


def _named(nodes: Nodes, places: _Places, regions: Regions) -> list[Fact]:
    """Names and printed forms of persons, posts, classes and agencies."""
    out: list[Fact] = []
    forms, printed = _forms(nodes)
    done: set[str] = set()
    for use in sorted(nodes.uses, key=lambda u: (u.node, u.printed)):
        node, s = nodes.final(use.node), use.place
        if node.startswith(("post:", "person:", "collective:")):
            out.append(_about(node, "name", use.printed, s))
            continue
        hidden = use.node in nodes.misprinted and node.startswith("agency:")
        out.append(_about(node, "hidden" if hidden else "mention", use.printed, s))
        if node != use.node and node.startswith("agency:"):
            fact = _about(node, ABSORBED, use.node, s)
            out.append(msgspec.structs.replace(fact, id=digest(fact.id, use.printed), printed=use.printed))
        if node in done or hidden or node not in nodes.readings:
            continue
        done.add(node)
        reading = nodes.readings[node]
        region = regions.get(reading.region) if reading.region else None
        out.append(_about(node, "name", canonical(node, reading, region, forms[node], printed[node]), s))
        out += [_about(node, p, v, s) for p, v in _traits(reading) if v]
        if region is not None:
            out += _located(node, reading, region, s, places, regions)
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


def _located(node: str, reading: Reading, region: Region, s: Place, places: _Places, regions: Regions) -> list[Fact]:
    out = [_about(node, "jurisdiction", f"region:{region.key}", s)]
    places.add(region.key, s)
    zone = _ZONE.match(reading.rest)
    if zone:
        governed = regions.add(zone["zone"], "园区", region.key)
        out.append(_about(node, "governs", f"region:{governed.key}", s))
        places.add(governed.key, s)
    return out


def _of_bodies(names: DocumentNames, s: Place, places: _Places) -> list[Fact]:
    """The region of the bodies that a document sets up: their own where their name speaks of one, else its."""
    out: list[Fact] = []
    for node in sorted(set(names.bodies.values())):
        key: str | None = node.split(":")[1]
        if regex.fullmatch(r"[0-9a-f]{16}", key or ""):
            key = names.home.key
        if key:
            out.append(_about(node, "jurisdiction", f"region:{key}", s))
            places.add(key, s)
    return out


def _of_document(names: DocumentNames, title: str, s: Place, places: _Places, regions: Regions) -> list[Fact]:
    """Where a document applies, and what told it."""
    home, document = names.home, names.document
    if home.region is None:
        return []
    out = [
        _about(document, "relevant_for", f"region:{home.region.key}", s),
        _about(document, "region_basis", _said(home), s),
    ]
    places.add(home.region.key, s)
    village = _VILLAGE.search(title)
    if village:
        found = regions.guess(village["place"], home.region.key)
        out.append(_about(document, "relevant_for", f"region:{found.key}", s))
        places.add(found.key, s)
    return out


def _said(home: Home) -> str:
    return f"{home.basis}：{home.words}" if home.basis != FREQUENT else f"{home.basis}{home.words}"


def _region_facts(places: _Places, regions: Regions) -> list[Fact]:
    out: list[Fact] = []
    done: set[str] = set()
    for key, (document, evidence) in sorted(places.first.items()):
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


_VILLAGE = regex.compile(
    r"(?:关于|[省市区县])(?P<place>\p{Han}{2,6}?(?:镇|乡|街道)\p{Han}{1,6}?村)(?=村庄|村级|村民|土地|规划|旧村|示范)"
)
_ZONE = regex.compile(
    r"^(?P<zone>\p{Han}{0,12}?(?:高新区|开发区|度假区|示范区|保税区|保税港区|园区|新区|功能区|合作区|经开区|试验区|风景区))(?:管委会|管理委员会)$"
)


def _about(node: str, predicate: str, value: Value, s: Place) -> Fact:
    fact_id = digest("identity", node, predicate, value, s.document)
    return Fact(fact_id, node, predicate, value, s.document, s.section, s.evidence, "identity")
