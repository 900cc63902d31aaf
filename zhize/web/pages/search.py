"""The page of the full-text search: clauses with the words marked, and how many there are by place, kind, year, document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

from zhize.graph.store.sqlite.search import Hit, search
from zhize.web.pages.parts import Pager, Ref, pager
from zhize.web.shelf import Shelf

MOST = 200
"""Clauses looked at; facets count these."""
SIZE = 20


class Excerpt(msgspec.Struct, frozen=True):
    """A clause that was found, cut at the words asked for: every second piece is one of them."""

    pieces: tuple[str, ...]
    document: Ref
    number: str
    section: tuple[str, ...]
    file: str
    start: int
    end: int
    line: int


class Facet(msgspec.Struct, frozen=True):
    """A value by which hits can be narrowed, and how many have it; `chosen` where it is."""

    name: str
    value: str
    label: str
    count: int
    chosen: bool


class SearchPage(msgspec.Struct, frozen=True):
    """What was found. `whole` tells that each clause holds every word; `names` are nodes that are called so."""

    asked: str
    chosen: dict[str, str]
    whole: bool
    hits: tuple[Excerpt, ...]
    facets: dict[str, tuple[Facet, ...]]
    names: tuple[Ref, ...]
    pager: Pager
    more: bool = False


FACETS = {"region": "地区", "kind": "文种", "year": "年份", "document": "文件"}


def search_page(shelf: Shelf, asked: str, chosen: dict[str, str], page: int = 1) -> SearchPage:
    """Find clauses; `chosen` are values of FACETS that a hit's document must have."""
    found = search(shelf.reader, asked.split()[:10], MOST) if asked.strip() else []
    traits = {name: _trait(shelf, name) for name in FACETS}
    with_documents = [(hit, shelf.document_at(hit.file, hit.start)) for hit in found]
    shelf.kg.ahead({document for _, document in with_documents if document}, ("date", "kind"))
    kept = [
        (hit, document)
        for hit, document in with_documents
        if all(value in traits[name](document) for name, value in chosen.items())
    ]
    cut = pager(page, len(kept), SIZE)
    hits = [_found(hit, document) for hit, document in kept[cut.first_row : cut.first_row + cut.size]]
    facets = {}
    for name in FACETS:
        counted = Counter(value for _, document in kept for value in traits[name](document))
        rows = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
        facets[name] = tuple(Facet(name, v, _label(shelf, v), n, chosen.get(name) == v) for v, n in rows)
    whole = bool(found) and found[0].whole
    return SearchPage(asked, chosen, whole, tuple(hits), facets, _names(shelf, asked), cut, len(found) >= MOST)


def _trait(shelf: Shelf, name: str) -> Callable[[str], list[str]]:
    """What a document has of a facet, remembered."""
    kg, known = shelf.kg, dict[str, list[str]]()

    def look(document: str) -> list[str]:
        if not document:
            return []
        if name == "region":
            return kg.regions_of(document)
        if name == "document":
            return [document]
        text = kg.text(document, "date")[:4] if name == "year" else kg.text(document, "kind")
        return [text] if text else []

    def trait(document: str) -> list[str]:
        if document not in known:
            known[document] = look(document)
        return known[document]

    return trait


def _label(shelf: Shelf, value: str) -> str:
    return shelf.kg.caption(value) if value.startswith(("region:", "document:")) else value


def _found(hit: Hit, document: str) -> Excerpt:
    pieces, at = [], 0
    for start, end in hit.spans:
        pieces += [hit.text[at:start], hit.text[start:end]]
        at = end
    pieces.append(hit.text[at:])
    return Excerpt(
        tuple(pieces), Ref(hit.title, document), hit.number, hit.section, hit.file, hit.start, hit.end, hit.line
    )


def _names(shelf: Shelf, asked: str) -> tuple[Ref, ...]:
    """Agencies, bodies, documents and regions that are called just so, or have the words in their names."""
    words = asked.strip()
    if len(words) < 2 or len(words) > 60:
        return ()
    out: list[Ref] = []
    for class_id in ("Agency", "Body", "Document", "Region", "Person"):
        exact, part = shelf.called(class_id, words)
        out += [Ref(shelf.kg.label(node), node) for node in (exact or part)[:5]]
    return tuple(out[:12])
