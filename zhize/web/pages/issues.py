"""The page of what could not be read for certain."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Issue
from zhize.graph.store.sqlite import listing
from zhize.web.pages.parts import PER_PAGE, Pager, pager
from zhize.web.shelf import Shelf


class OpenIssue(msgspec.Struct, frozen=True):
    """An issue with the document that it stands in; empty where it stands in none."""

    issue: Issue
    document: str


class IssuesPage(msgspec.Struct, frozen=True):
    """Issues of a kind, or of all."""

    kind: str
    kinds: dict[str, int]
    rows: tuple[OpenIssue, ...]
    pager: Pager


def issues_page(shelf: Shelf, kind: str = "", page: int = 1, size: int = PER_PAGE) -> IssuesPage:
    """A page of the list of issues."""
    kinds = listing.issue_kinds(shelf.reader)
    cut = pager(page, kinds.get(kind, 0) if kind else sum(kinds.values()), size)
    found, _ = listing.issues(shelf.reader, kind, cut.size, cut.first_row)
    rows = [OpenIssue(i, shelf.document_at(i.file, i.start) if i.start < i.end else "") for i in found]
    return IssuesPage(kind, kinds, tuple(rows), cut)
