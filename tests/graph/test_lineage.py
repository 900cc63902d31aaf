"""Relations between agencies that follow from general knowledge."""

from __future__ import annotations

import pytest

from zhize.graph.model.facts import Evidence, Fact, digest
from zhize.graph.model.lineage import lineage

PLACES = {
    "region:370000": ("省", "region:000000"),
    "region:410000": ("省", "region:000000"),
    "region:370300": ("市", "region:370000"),
    "region:370302": ("区县", "region:370300"),
    "region:370303": ("区县", "region:370300"),
    "region:云州市": ("市", "region:000000"),
    "region:青州市": ("市", "region:000000"),
    "region:白泉区": ("区县", "region:000000"),
}


def said(subject: str, predicate: str, value: str) -> Fact:
    at = Evidence("a.txt", 0, 3, "区水利局", 1)
    return Fact(digest(subject, predicate, value), subject, predicate, value, "document:甲", (), at, "identity")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("region:370302", "region:370303", True),  # districts of one city
        ("region:370000", "region:410000", True),  # provinces
        ("region:370302", "region:370300", False),  # a district and its city
        ("region:云州市", "region:青州市", True),  # cities of which no print says in which province they lie
        ("region:云州市", "region:白泉区", False),  # a city and a district of which no print says where they lie
    ],
)
def test_counterparts_lie_under_one_region(one: str, other: str, expected: bool) -> None:
    facts = [said(place, "within", above) for place, (_, above) in PLACES.items()]
    for place in (one, other):
        told = {"jurisdiction": place, "core": "水利", "name": "水利局", "level": PLACES[place][0]}
        facts += [said(f"agency:{place}", name, value) for name, value in told.items()]
    assert any(f.predicate == "counterpart" for f in lineage(facts)) == expected
