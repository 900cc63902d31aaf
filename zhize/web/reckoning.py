"""Findings, networks and comparisons for pages: reckoned from the graph; of a large one only from its newest documents."""

from __future__ import annotations

from zhize.api import OpenGraph
from zhize.queries.audit.audit import audit
from zhize.queries.audit.finding import Finding
from zhize.queries.compare.match import Comparison, compare
from zhize.queries.network.network import Network, network

Reckoned = list[Finding] | Network | Comparison
MOST_AUDITED = 300
"""Documents that are audited for a page, the newest."""
MOST_COMPARED = 60
"""Documents of each side that are compared for a page, the newest: the work grows with their product."""


def reckon(opened: OpenGraph, key: tuple[str, ...]) -> Reckoned:
    """What a page needs, by its kind and its arguments.

    Example: `("audit", "2024-01-31")`, `("network", "region:370302")`, `("compare", "云州市", "青石区")`; empty arguments
    mean the newest day, all regions.

    Raises:
        OptionError: nothing of the graph is called so.
    """
    kind, *given = key
    if kind == "audit":
        return audit(opened.light, given[0] or None, newest=MOST_AUDITED)
    if kind == "network":
        return network(opened.light, given[0] or None)
    return compare(opened.light, given[0], given[1], newest=MOST_COMPARED)
