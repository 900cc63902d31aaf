"""The page of the audit: what does not fit together in the graph or is missing, by kind and severity, on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from zhize.queries.audit.finding import SEVERITIES, Finding, kinds
from zhize.render_audit import COLUMNS, finding_rows
from zhize.web.pages.parts import PER_PAGE, Pager, Place, Ref, WrongParameter, pager, placed, ref
from zhize.web.reckoning import MOST_AUDITED
from zhize.web.sheets import Sheet
from zhize.web.shelf import Shelf

SHOWN = 3
"""Places that are shown of one finding."""


class FindingRow(msgspec.Struct, frozen=True):
    """A finding: its kind, how grave, how sure, the sentence, what it speaks of, where it shows."""

    kind: str
    label: str
    severity: str
    sure: str
    sentence: str
    document: Ref
    nodes: tuple[Ref, ...]
    places: tuple[Place, ...]


class KindCount(msgspec.Struct, frozen=True):
    """A kind of finding, and how many there are of it."""

    kind: str
    label: str
    severity: str
    count: int


class AuditPage(msgspec.Struct, frozen=True):
    """A page of findings: of a kind or of all, of a severity or of all, judged on a day (ISO).

    Of the `documents` of the graph the newest are `audited`.
    """

    kind: str
    severity: str
    as_of: str
    kinds: tuple[KindCount, ...]
    severities: tuple[str, ...]
    rows: tuple[FindingRow, ...]
    pager: Pager
    documents: int
    audited: int


def audit_page(
    shelf: Shelf, kind: str = "", severity: str = "", as_of: str = "", page: int = 1, size: int = PER_PAGE
) -> AuditPage:
    """A page of the list of findings.

    Raises:
        WrongParameter: there is no such kind or severity.
    """
    found = shelf.findings(as_of)
    documents = len(shelf.kg.own_documents)
    counts = Counter(f.kind for f in found)
    told = tuple(KindCount(k.id, k.label, k.severity, counts[k.id]) for k in kinds().values() if counts[k.id])
    wanted = chosen(found, kind, severity)
    cut = pager(page, len(wanted), size)
    rows = tuple(_row(shelf, f) for f in wanted[cut.first_row : cut.first_row + cut.size])
    return AuditPage(
        kind,
        severity,
        as_of or shelf.kg.newest_day or "",
        told,
        SEVERITIES,
        rows,
        cut,
        documents,
        min(documents, MOST_AUDITED),
    )


def chosen(found: Sequence[Finding], kind: str, severity: str) -> list[Finding]:
    """The findings of a kind and a severity; all where these are empty.

    Raises:
        WrongParameter: there is no such kind or severity.
    """
    if kind and kind not in kinds():
        raise WrongParameter(f"没有“{kind}”这种审查结果，可写{'、'.join(kinds())}。")
    if severity and severity not in SEVERITIES:
        raise WrongParameter(f"没有“{severity}”这种程度，可写{'、'.join(SEVERITIES)}。")
    return [f for f in found if kind in ("", f.kind) and severity in ("", kinds()[f.kind].severity)]


def audit_sheet(shelf: Shelf, kind: str, severity: str, as_of: str) -> Sheet:
    """The findings as a download."""
    return Sheet(COLUMNS, finding_rows(shelf.kg, chosen(shelf.findings(as_of), kind, severity)))


def _row(shelf: Shelf, finding: Finding) -> FindingRow:
    kind = kinds()[finding.kind]
    places = dict.fromkeys(placed(f.document, f.evidence) for f in finding.facts)
    return FindingRow(
        finding.kind,
        kind.label,
        kind.severity,
        kind.sure,
        finding.sentence,
        ref(shelf.kg, finding.document),
        tuple(ref(shelf.kg, n) for n in dict.fromkeys(finding.nodes) if n != finding.document)[:8],
        tuple(places)[:SHOWN],
    )
