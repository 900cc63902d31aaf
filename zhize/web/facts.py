"""Facts with their evidence, as the API gives them."""

from __future__ import annotations

from typing import Any

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.prints import LineBox
from zhize.web.asked import Parameters
from zhize.web.pages.parts import Pager, WrongParameter, pager
from zhize.web.shelf import Shelf

SIZE = 100


class FactsPage(msgspec.Struct, frozen=True):
    """Facts, each with what it says, where it stands and by which rule it was read."""

    facts: tuple[Fact, ...]
    boxes: dict[str, tuple[LineBox, ...]]
    """Where the lines of the evidence stand on their pages, by the ids of the facts; only of PDFs and scans."""
    pager: Pager


def facts_page(shelf: Shelf, given: Parameters) -> FactsPage:
    """The facts of a subject, into an object, or of a document.

    Raises:
        WrongParameter: none of these is given.
    """
    subject, into, document = given.text("subject"), given.text("object"), given.text("document")
    predicate = given.text("predicate") or None
    if subject:
        found = shelf.reader.facts_of(subject, predicate)
        found = [f for f in found if not into or f.object == into]
    elif into:
        found = shelf.reader.facts_into(into, predicate)
    elif document:
        found = [f for f in shelf.stated_in(document) if not predicate or f.predicate == predicate]
        document = ""
    else:
        raise WrongParameter("请给出 subject、object 或 document。")
    found = [f for f in found if not document or f.document == document]
    cut = pager(given.number("page"), len(found), SIZE)
    facts = found[cut.first_row : cut.first_row + cut.size]
    boxes = {f.id: tuple(here) for f in facts if (here := shelf.reader.boxes_of(f.evidence))}
    return FactsPage(tuple(facts), boxes, cut)


def counts(shelf: Shelf) -> dict[str, Any]:
    """What the graph holds, in numbers."""
    manifest = shelf.reader.manifest
    return {"stamp": shelf.stamp, "facts": manifest.facts, "issues": manifest.issues, "counts": shelf.counts}
