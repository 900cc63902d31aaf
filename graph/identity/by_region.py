"""What the documents of one region settle together; no region depends on another.

What the names of a document give is dealt out to the regions that they belong to (`shares`); all shares of a region give its nodes
(`settle_region`). Names without a region are a region of their own document.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zhize.graph.identity.describing import Nodes
from zhize.graph.identity.documents import DocumentNames, Use, issue_at
from zhize.graph.identity.reading import DOCUMENT, LEVEL_WORD, NATIONAL, UNPLACED, Reading
from zhize.graph.identity.regions import Region
from zhize.graph.identity.settling import Pairs, settle
from zhize.graph.language.issues import reason_of
from zhize.graph.model.facts import Issue


class RegionShare(msgspec.Struct, array_like=True):
    """What the names of a document give to a region: its agencies with their readings, its nodes as they are printed, its bodies."""

    document: str
    readings: dict[str, Reading]
    uses: list[Use]
    bodies: list[str]
    place: Region | None = None
    """The region itself, where it has no code and the document names it."""


def shares(names: DocumentNames, places: Iterable[Region] = ()) -> dict[str, RegionShare]:
    """What the names of a document give to each region that they speak of, by the region's key; `places` are those without a code."""
    out: dict[str, RegionShare] = {}

    def share(node: str) -> RegionShare:
        reading = names.readings.get(node)
        key = (reading.region if reading else None) or node.split(":")[1]
        return out.setdefault(key, RegionShare(names.document, {}, [], []))

    for node, reading in names.readings.items():
        share(node).readings[node] = reading
    for use in names.uses:
        share(use.node).uses.append(use)
    for body in sorted(set(names.body_ids.values())):
        share(body).bodies.append(body)
    for place in places:
        out.setdefault(place.key, RegionShare(names.document, {}, [], [])).place = place
    return out


def settle_region(given: Iterable[RegionShare], apart: Pairs) -> Nodes:
    """The nodes of one region, from what its documents give, in the order of the documents.

    Example: 区教体局 of one document and 区教育局 of another are one node, where no document prints a 区体育局.
    """
    ordered = sorted(given, key=lambda share: share.document)
    readings: dict[str, Reading] = {}
    for share in ordered:
        for node, reading in share.readings.items():
            readings.setdefault(node, reading)
    uses = [use for share in ordered for use in share.uses]
    forms: dict[str, set[str]] = {}
    for use in uses:
        if use.rest:
            forms.setdefault(use.node, set()).add(use.rest)
    settled = settle(readings, forms, apart)
    nodes = Nodes(readings, settled.merged, settled.misprinted, uses)
    _bodies_of_documents(nodes, forms, {body for share in ordered for body in share.bodies})
    return nodes


def _bodies_of_documents(nodes: Nodes, forms: dict[str, set[str]], bodies: set[str]) -> None:
    """Names of standing bodies that some document of the region sets up mean these, wherever they are printed."""
    for node, reading in nodes.readings.items():
        for rest in sorted({reading.rest, *forms.get(node, ())}) if reading.region else ():
            if (body := f"body:{reading.region}:{rest}") in bodies:
                nodes.merged[node] = body
    nodes.merged = {node: nodes.merged.get(meant, meant) for node, meant in nodes.merged.items()}


_BY_FORM = {
    DOCUMENT: "by-form-document",
    LEVEL_WORD: "by-form-level",
    UNPLACED: "by-form-unplaced",
    NATIONAL: "by-form-national",
}


def doubts(nodes: Nodes) -> list[Issue]:
    """Issues of names taken for misprints, and of agencies that no lexicon knows, each at its first place."""
    issues: list[Issue] = []
    told: set[str] = set()
    for use in nodes.uses:
        if right := nodes.misprinted.get(use.node):
            reason = reason_of("ocr-name", right=right)
            issues.append(issue_at(use.place, "ocr-name", use.printed, reason))
            continue
        reading = nodes.readings.get(use.node)
        if reading is None or reading.basis != "form" or use.node in nodes.merged or use.node in told:
            continue
        told.add(use.node)
        by = reason_of(_BY_FORM.get(reading.rule, "by-form-place"))
        issues.append(issue_at(use.place, "form-only", use.printed, reason_of("form-only", by=by)))
    return issues
