"""Telephone numbers and mailboxes, and whose they are."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.tables import rows_under

_PHONE = regex.compile(
    r"(?<![\d.—-])(?:0\d{2,3}[-—－ ]?)?(?:1[3-9]\d{9}|[2-8]\d{6,7}|9[56]\d{3,4}|12\d{3}|1[12]\d)(?![\d.%])"
)
_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", regex.A)
_LABEL = phrase("contacts", "label")
_HOLDER_LINE = phrase("contacts", "holder_line")
_HOLDER_BEFORE = phrase("contacts", "holder_before")
_NAMED = phrase("contacts", "named")
_SAID = phrase("contacts", "said")
_OWN_WORDS = phrase("contacts", "own_words")
_PHONE_KIND = words("contacts", "phone")[0]
_MAIL_KIND = words("contacts", "mailbox")[0]
_COLUMNS = {
    "holder": phrase("contacts", "holder_column"),
    _PHONE_KIND: phrase("contacts", "phone_column"),
    _MAIL_KIND: phrase("contacts", "mail_column"),
}


class Contact(msgspec.Struct, frozen=True):
    """A number or mailbox as printed: its kind, whose it is, and the words round it."""

    kind: str
    value: str
    holder: str
    context: str


def contacts(scope: Scope) -> Claims:
    """Contacts of a document: `区应急局：5181128`, `报市妇儿工委办公室（联系电话：3160330，邮箱：…）`."""
    found, ids = Claims(), Ids(scope.id)
    holder = ""
    for section in scope.sections:
        _tables(scope, section, found, ids)
        for block in section.blocks:
            if block.table and regex.search(r"\t", block.text):
                continue
            text = block.text
            matches = [(_PHONE_KIND, m) for m in _PHONE.finditer(text)] + [
                (_MAIL_KIND, m) for m in _MAIL.finditer(text)
            ]
            for kind, match in sorted(matches, key=lambda pair: pair[1].start()):
                before = text[: match.start()]
                line = _HOLDER_LINE.match(before)
                label = _LABEL.search(before)
                listed = _NAMED.search(before) if _SAID.search(text) else None
                if kind == _PHONE_KIND and not line and not label and not listed:
                    continue
                if listed:
                    holder = listed["holder"]
                elif label and not line:
                    holder = ""
                if line:
                    holder = _OWN_WORDS.sub("", line["holder"])
                elif named := _HOLDER_BEFORE.search(before):
                    holder = named["holder"] or holder
                span = (
                    (block.start, block.end)
                    if len(text) < 120
                    else (block.start + match.start(), block.start + match.end())
                )
                if _mobile_of_person(match[0]):
                    continue  # a person's own number is no public contact
                start = max(text.rfind(stop, 0, match.start()) for stop in "。；") + 1
                context = text[start : sentence_end(text, match.end(), stops="。；")]
                _add(scope, section, Contact(kind, match[0], holder, context), span, found, ids)
    return found


def _add(scope: Scope, section: Section, contact: Contact, span: Span, found: Claims, ids: Ids) -> None:
    node = ids.make("contact", contact.kind, contact.value, contact.holder)
    facts = (
        ("value", contact.value),
        ("kind", contact.kind),
        ("holder", contact.holder),
        ("context", contact.context),
        ("contact_of", scope.id),
    )
    for predicate, text in facts:
        found.add(node, predicate, text, span, "contact", section=section.path)


def _head(cells: list[str]) -> dict[str, int] | None:
    """Which column holds what, where a row is the head of a table of contacts."""
    head = {
        name: i
        for name, pattern in _COLUMNS.items()
        for i, cell in enumerate(cells)
        if len(cell) <= 10 and pattern.search(cell)
    }
    known = "holder" in head and len(head) > 1 and not any(_PHONE.search(cell) for cell in cells)
    return head if known else None


def _tables(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Rows of tables whose head names a column of bodies and one of numbers or mailboxes."""
    for row, columns in rows_under(section.blocks, _head):
        for kind, pattern in ((_PHONE_KIND, _PHONE), (_MAIL_KIND, _MAIL)):
            at = columns.get(kind, len(row.cells))
            for match in pattern.finditer(row.cells[at]) if at < len(row.cells) else ():
                if not _mobile_of_person(match[0]):
                    contact = Contact(kind, match[0], row.cells[columns["holder"]], " ".join(row.cells))
                    _add(scope, section, contact, row.span, found, ids)


def _mobile_of_person(number: str) -> bool:
    return bool(regex.fullmatch(r"1[3-9]\d{9}", number))
