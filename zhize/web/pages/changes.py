"""The page and the feed of what the last build changed."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby
from xml.etree import ElementTree

import msgspec

from zhize.graph.store.sqlite.seal import seal_place
from zhize.queries.diff.change import ASPECTS, Change
from zhize.queries.diff.diff import Difference
from zhize.render_diff import COLUMNS, WHATS, aspect_label, change_line, change_rows, summary
from zhize.web.addresses import ServerAddresses
from zhize.web.pages.parts import PER_PAGE, Pager, Place, Ref, WrongParameter, pager, placed
from zhize.web.render import clean
from zhize.web.sheets import Sheet
from zhize.web.shelf import Shelf

LONGEST_ENTRY = 100
"""Changes of a document that an entry of the feed tells; of more it tells how many."""


class ChangeRow(msgspec.Struct, frozen=True):
    """A change: of what, how, in which document; before and after in words; where it shows."""

    aspect: str
    what: str
    title: Ref
    document: Ref
    before: str
    after: str
    place: Place | None


class AspectCount(msgspec.Struct, frozen=True):
    """An aspect and how many changes are of it."""

    aspect: str
    label: str
    count: int


class ChangesPage(msgspec.Struct, frozen=True):
    """A page of changes of an aspect or of all; `known` is false where the last build made the graph."""

    aspect: str
    known: bool
    summary: str
    aspects: tuple[AspectCount, ...]
    rows: tuple[ChangeRow, ...]
    pager: Pager


def changes_page(shelf: Shelf, aspect: str = "", page: int = 1, size: int = PER_PAGE) -> ChangesPage:
    """A page of the list of changes.

    Raises:
        WrongParameter: there is no such aspect.
    """
    every = shelf.changes.changes if shelf.changes else ()
    counts = Counter(c.aspect for c in every)
    told = tuple(AspectCount(a, aspect_label(a), counts[a]) for a in ASPECTS if counts[a])
    wanted = _chosen(every, aspect)
    cut = pager(page, len(wanted), size)
    rows = tuple(_row(shelf, c) for c in wanted[cut.first_row : cut.first_row + cut.size])
    return ChangesPage(aspect, shelf.changes is not None, summary(every), told, rows, cut)


def _chosen(every: tuple[Change, ...], aspect: str) -> list[Change]:
    if aspect and aspect not in ASPECTS:
        raise WrongParameter(f"没有“{aspect}”这种变化，可写{'、'.join(ASPECTS)}。")
    return [c for c in every if aspect in ("", c.aspect)]


def _row(shelf: Shelf, change: Change) -> ChangeRow:
    papers = shelf.changes.papers if shelf.changes else shelf.kg
    here = change.what != "removed"
    return ChangeRow(
        aspect_label(change.aspect),
        WHATS[change.what],
        Ref(change.title, change.node if shelf.has(change.node) else ""),
        Ref(papers.caption(change.document), change.document if shelf.has(change.document) else ""),
        change.before,
        change.after,
        placed(change.fact.document, change.fact.evidence) if here else None,
    )


def changes_sheet(shelf: Shelf, aspect: str) -> Sheet:
    """The changes as a download."""
    found = shelf.changes
    if found is None:
        return Sheet(COLUMNS, [])
    return Sheet(COLUMNS, change_rows(Difference(tuple(_chosen(found.changes, aspect)), found.papers)))


_ATOM = "http://www.w3.org/2005/Atom"


def changes_feed(shelf: Shelf, host: str, addresses: ServerAddresses) -> bytes:
    """What the last build changed as an Atom feed, an entry for each document; `host` is the start of absolute addresses.

    An entry stays the same until a build changes its document again.
    """
    written = datetime.fromtimestamp(int(seal_place(shelf.opened.path).stat().st_mtime), UTC).isoformat()
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _add(feed, "title", "职责图谱：变化")
    _add(feed, "id", _name(host + addresses.list("changes.atom")))
    _add(feed, "updated", written)
    _add(ElementTree.SubElement(feed, "author"), "name", "职责图谱")
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": host + addresses.list("changes.atom")})
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "href": host + addresses.list("changes")})
    found = shelf.changes or Difference((), shelf.kg)
    for document, group in groupby(found.changes, key=lambda c: c.document):
        here = list(group)
        entry = ElementTree.SubElement(feed, "entry")
        number, title = (found.papers.text(document, name) for name in ("number", "title"))
        _add(entry, "title", f"{title}{f'（{number}）' if number else ''}")
        _add(entry, "id", _name(f"{shelf.stamp} {document}"))
        _add(entry, "updated", written)
        to = addresses.node(document) if shelf.has(document) else addresses.list("changes")
        ElementTree.SubElement(entry, "link", {"href": host + to})
        lines = [change_line(change) for change in here[:LONGEST_ENTRY]]
        more = [f"……另有{len(here) - LONGEST_ENTRY}项"] if len(here) > LONGEST_ENTRY else []
        _add(entry, "summary", "\n".join([summary(here), *lines, *more]))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _name(text: str) -> str:
    """A name of a thing in a feed: the same text has the same."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def _add(above: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(above, name).text = clean(text).encode("utf-8", "replace").decode()
