"""The head of a document as facts: number, title, kind, who signed it and when, and the issue it stands in."""

from __future__ import annotations

import regex

from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import joint
from zhize.graph.language.papers import paper_words
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.print.documents import Gazette


def heads(scope: Scope, gazette: Gazette) -> Claims:
    """Facts of the document's head and signature.

    Joint signatures are one text (`A、B`) and several bodies.
    """
    document, found = scope.document, Claims()
    head = document.head if document.head[0] < document.head[1] else (document.number_span or document.head)
    number_span = document.number_span or head
    signature = document.signature_span or head
    found.add(scope.id, "title", document.title, head, "head")
    found.add(scope.id, "number", document.number, number_span, "head")
    found.add(scope.id, "kind", document.kind, head, "head")
    found.add(scope.id, "issuer", document.issuer, signature, "signature")
    found.add(scope.id, "date", document.date, signature, "signature")
    for order, name in enumerate(issuers(document.issuer or "")):
        found.add(Mention(name, name), "signed", scope.id, signature, "signature", order=order)
    found.add(scope.id, "registration", document.registration, document.registration_span or head, "head")
    found.add(scope.id, "addressees", document.addressees, document.addressees_span or head, "head")
    if issue := gazette.masthead:
        node, span = f"gazette:{issue.name}:{issue.year}:{issue.issue}", gazette.masthead_span
        for name in ("name", "year", "issue", "date", "publisher"):
            found.add(node, name, getattr(issue, name), span, "issue")
        found.add(scope.id, "published_in", node, head, "issue")
    for unread in document.unread:
        kind = f"unread-{unread.kind}"
        found.doubt(kind, unread.text, reason_of(kind), unread.span)
    due = document.number is not None or document.kind in paper_words().issuing
    if document.date is None and due:
        found.doubt("no-date", document.title, reason_of("no-date"), head)
    if document.issuer is None and due:
        found.doubt("no-issuer", document.title, reason_of("no-issuer"), head)
    if not document.blocks:
        found.doubt("no-text", document.title, reason_of("no-text"), head)
    return found


def issuers(text: str) -> list[str]:
    """The bodies of a signature, apart or run together: `中共甲市委办公室、甲市人民政府办公室`, `财政部税务总局` -> two."""
    return [body for name in regex.split(r"、", text) if name for body in joint(name) or (name,)]
