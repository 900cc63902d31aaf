"""The page of the network of work: who depends on whom, who stands between others, who works together."""

from __future__ import annotations

import msgspec

from zhize.queries.network.network import Network
from zhize.web.pages.parts import Place, Ref, place_of, ref
from zhize.web.pages.tables import named
from zhize.web.shelf import Shelf


class DependenceRow(msgspec.Struct, frozen=True):
    """Who depends on whom, for how many of the tasks that it leads, in how many papers, with a place that shows it."""

    agency: Ref
    on: Ref
    leads: int
    shared: int
    papers: int
    place: Place | None


class BrokerRow(msgspec.Struct, frozen=True):
    """Who stands between others; see `zhize.queries.network`."""

    agency: Ref
    between: float
    partners: int
    tasks: int
    groups: int
    stays: int


class ClusterRow(msgspec.Struct, frozen=True):
    """Agencies that work together, with the papers that say so most often."""

    agencies: tuple[Ref, ...]
    papers: tuple[Ref, ...]
    stays: float


class NetworkPage(msgspec.Struct, frozen=True):
    """The network of a place or of all; `regions` are the places that may be chosen."""

    region: str
    regions: tuple[Ref, ...]
    tasks: int
    shared: int
    agencies: int
    papers: int
    tried: int
    dependences: tuple[DependenceRow, ...]
    brokers: tuple[BrokerRow, ...]
    clusters: tuple[ClusterRow, ...]
    cautions: tuple[str, ...]


def network_region(shelf: Shelf, region: str) -> str:
    """The node of a region that is named, empty where none is.

    Raises:
        WrongParameter: there is no such region, or several.
    """
    chosen = named(shelf, "Region", region, "地区")
    return chosen.node if chosen else ""


def network_page(shelf: Shelf, region: str = "") -> NetworkPage:
    """The network of the papers for a region (its node or name), or of all papers where none is given.

    Raises:
        WrongParameter: there is no such region, or several.
    """
    kg = shelf.kg
    node = network_region(shelf, region)
    found: Network = shelf.network(node)
    return NetworkPage(
        node,
        tuple(sorted((ref(kg, r) for r in shelf.places), key=lambda r: r.text)),
        found.tasks,
        found.shared,
        found.agencies,
        found.papers,
        found.tried,
        tuple(
            DependenceRow(ref(kg, d.agency), ref(kg, d.on), d.leads, d.shared, d.papers, place_of(d.fact))
            for d in found.dependences
        ),
        tuple(BrokerRow(ref(kg, b.agency), b.between, b.partners, b.tasks, b.groups, b.stays) for b in found.brokers),
        tuple(
            ClusterRow(tuple(ref(kg, a) for a in c.agencies), tuple(ref(kg, d) for d in c.papers), c.stays)
            for c in found.clusters
        ),
        found.cautions,
    )
