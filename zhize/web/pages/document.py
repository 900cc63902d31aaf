"""The page of a document: its head, its print with the words of every statement marked, its statements, its outline."""

from __future__ import annotations

import sys
from collections import defaultdict

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.prints import Print
from zhize.graph.views.cards import Card, card
from zhize.web.pages.parts import NoSuchPage, Pager, Place, Ref, place_of
from zhize.web.prints import Heading, Line, Mark, cut, marked
from zhize.web.shelf import Shelf

LONGEST = 6_000
"""Characters of the print on one page."""
WHOLE = sys.maxsize
"""As many characters as any print has."""
_WORDS = {
    "Task": ("text", "title"),
    "Duty": ("text",),
    "Target": ("indicator",),
    "Step": ("text", "title"),
    "Action": ("text",),
    "Provision": ("text",),
    "ResponseLevel": ("condition", "name"),
    "EventGrade": ("threshold", "name"),
    "Contact": ("value",),
    "Appointment": ("person",),
    "Membership": ("person",),
    "Body": ("name",),
}
"""The properties of what a document holds item by item whose words are marked: the first that it has."""
_MORE = {("Task", "deadline"), ("Body", "duty"), ("Body", "alias")}
_HEAD = ("number", "title", "issuer", "date", "effective", "valid_until")


class Statement(msgspec.Struct, frozen=True):
    """Something read from a document: what it is called, what it says, of which node, where it stands.

    `kind` groups statements for colours: head, work, item, seat, paper, other.
    """

    number: int
    kind: str
    label: str
    text: str
    refs: tuple[Ref, ...]
    place: Place


class Section(msgspec.Struct, frozen=True):
    """A heading of the outline, and the page of the print it stands on."""

    anchor: str
    level: int
    text: str
    page: int


class DocumentPage(msgspec.Struct, frozen=True):
    """A document. `lines` are those of one page of the print, empty where the graph holds no print of it."""

    node: str
    title: str
    card: Card
    file: str
    files: tuple[str, ...]
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]
    pager: Pager
    at: tuple[int, int] | None = None
    at_quote: str = ""

    @property
    def begins(self) -> dict[int, str]:
        """Names of the places where the statements begin, by their numbers, as a static page has them."""
        return {s.number: f"w{s.place.start}-{s.place.end}" for s in self.statements}

    @property
    def most(self) -> int:
        """How many lines of each part of the card are shown: fewer where there are many."""
        return 60 if sum(len(part.lines) for part in self.card.parts) <= 80 else 12

    @property
    def kinds(self) -> dict[int, str]:
        """The groups of the statements by their numbers."""
        return {statement.number: statement.kind for statement in self.statements}


def document_page(
    shelf: Shelf,
    node: str,
    *,
    at: tuple[int, int] | None = None,
    file: str = "",
    page: int = 1,
    longest: int = LONGEST,
) -> DocumentPage:
    """The page of a document.

    Args:
        shelf: the graph.
        node: of the document.
        at: offsets into the file of words to open the print at.
        file: which of the files it stands in; the first where none is given.
        page: which page of the print; the one that holds `at` where that is given.
        longest: how many characters of the print a page has at most.

    Raises:
        NoSuchPage: the document does not stand in that file.
    """
    files = shelf.files(node)
    if file and file not in files:
        raise NoSuchPage(f"这份文件不在“{file}”中。")
    name = file or (files[0] if files else "")
    text = shelf.print_of(name) if name else None
    shown = card(shelf.kg, node)
    statements = _statements(shelf.kg, shelf.stated_in(node), name)
    if text is None:
        return DocumentPage(node, shown.title, shown, name, tuple(files), (), (), tuple(statements), Pager(1, 0), at)
    low, high = _extent(shelf, text, node, name)
    parts = cut(text.text, low, high, longest)
    words = text.span(*at) if at else (0, 0)
    if at and words[0] < words[1]:
        page = next((n for n, (a, b) in enumerate(parts, 1) if a <= words[0] < b), page)
    page = min(max(page, 1), len(parts))
    headings = _headings(shelf.kg, node, text, name)
    marks = [Mark(*text.span(s.place.start, s.place.end), s.number) for s in statements]
    pages = {text.span(offset, offset + 1)[0]: n for n, offset in enumerate(text.pages, 1)}
    lines = marked(text.text, marks, headings, words, pages, parts[page - 1])
    lines = [msgspec.structs.replace(line, start=text.offset(line.start)) for line in lines]
    here = {m.number for m in marks if m.start < parts[page - 1][1] and m.end > parts[page - 1][0]}
    sections = [
        Section(f"h{h.start}", h.level, h.text, next((n for n, (a, b) in enumerate(parts, 1) if a <= h.start < b), 1))
        for h in headings
    ]
    return DocumentPage(
        node,
        shown.title,
        shown,
        name,
        tuple(files),
        tuple(lines),
        tuple(sections),
        tuple(s for s in statements if s.number in here),
        Pager(page, len(parts), 1),
        at if words[0] < words[1] else None,
        text.text[words[0] : words[1]],
    )


def page_starts(shelf: Shelf, node: str) -> list[int]:
    """The offsets of its first file at which the pages of a document begin on a static site.

    A text that does not follow the order of its file is one page: there an offset does not tell the page.
    """
    files = shelf.files(node)
    text = shelf.print_of(files[0]) if files else None
    if text is None or not text.ascends:
        return [0]
    low, high = _extent(shelf, text, node, files[0])
    return [text.offset(a) for a, _ in cut(text.text, low, high, LONGEST)]


def _extent(shelf: Shelf, text: Print, node: str, file: str) -> tuple[int, int]:
    """The part of a file's text that a document is, in whole lines."""
    start, end = shelf.extent(node, file)
    low, high = text.span(start, end)
    low = text.text.rfind("\n", 0, low) + 1
    after = text.text.find("\n", high)
    return low, len(text.text) if after < 0 else after + 1


def _headings(kg: KnowledgeGraph, node: str, text: Print, file: str) -> list[Heading]:
    """The outline of a document in the order of print."""
    levels: dict[str, int] = {}

    def level(section: str) -> int:
        if section not in levels:
            levels[section] = 1  # a ring, which no document has, ends here
            above = next((str(f.object) for f in kg.out(section, "part_of")), None)
            levels[section] = 1 if above is None else 1 + level(above)
        return levels[section]

    out = []
    for fact in kg.into(node, "section_of"):
        title = next(iter(kg.properties.get(fact.subject, {}).get("title", [])), None)
        if title is not None and title.evidence.file == file:
            start, _ = text.span(title.evidence.start, title.evidence.end)
            out.append(Heading(start, min(level(fact.subject), 6), str(title.object)))
    return sorted(out, key=lambda h: h.start)


def _statements(kg: KnowledgeGraph, facts: list[Fact], file: str) -> list[Statement]:
    """The statements of a document in a file, in print order; facts of the same words and kind are one."""
    groups: dict[tuple[int, int, str, str], list[Fact]] = defaultdict(list)
    kinds: dict[tuple[int, int, str, str], str] = {}
    for fact in _told(kg, facts):
        kind, label = _kind(kg, fact)
        where = fact.evidence
        if where.file == file and label and where.start < where.end:
            key = (where.start, -where.end, label, _what(kg, fact))
            groups[key].append(fact)
            kinds[key] = kind
    out = []
    for number, key in enumerate(sorted(groups), 1):
        found = groups[key]
        place = place_of(found[0])
        assert place is not None
        refs = tuple(dict.fromkeys(_who(kg, fact) for fact in found))
        out.append(Statement(number, kinds[key], key[2], key[3], refs, place))
    return out


def _told(kg: KnowledgeGraph, facts: list[Fact]) -> list[Fact]:
    """The facts whose words are marked."""
    first: dict[str, str] = {}
    for fact in facts:
        class_id = kg.ontology.class_of(fact.subject).id
        order = _WORDS.get(class_id, ())
        if fact.predicate in order:
            known = first.get(fact.subject)
            if known is None or order.index(fact.predicate) < order.index(known):
                first[fact.subject] = fact.predicate
    return [
        fact
        for fact in facts
        if first.get(fact.subject) == fact.predicate
        or (kg.ontology.class_of(fact.subject).id, fact.predicate) in _MORE
        or (fact.subject == fact.document and fact.predicate in _HEAD)
        or fact.predicate in _RELATIONS
    ]


_RELATIONS = {
    **dict.fromkeys(("leads", "supports", "responsible_for", "has_duty", "acts", "starts", "ends"), "work"),
    **dict.fromkeys(("chief", "deputy", "member", "led_by", "seat", "within_body"), "seat"),
    **dict.fromkeys(("based_on", "cites", "repeals", "amends", "implements", "continues", "issues"), "paper"),
    **dict.fromkeys(("prepares", "explains", "revises"), "work"),
}


def _kind(kg: KnowledgeGraph, fact: Fact) -> tuple[str, str]:
    """The group of a statement, and what it is called."""
    relation = kg.ontology.relations.get(fact.predicate)
    if relation is not None:
        inward = fact.predicate in ("starts", "ends", "acts", "has_duty")
        return _RELATIONS[fact.predicate], relation.inverse if inward else relation.role or relation.label
    node_class = kg.ontology.class_of(fact.subject)
    label = node_class.properties[fact.predicate].label
    if node_class.id == "Document":
        return "head", label
    if (node_class.id, fact.predicate) in _MORE:
        return "item", label
    return "seat" if node_class.id in ("Body", "Membership", "Appointment") else "item", node_class.label


def _what(kg: KnowledgeGraph, fact: Fact) -> str:
    """What a statement says beside whom it names."""
    if fact.predicate not in kg.ontology.relations:
        return kg.ontology.class_of(fact.subject).properties[fact.predicate].shown(fact.object)
    if _RELATIONS[fact.predicate] == "seat":
        return kg.caption(fact.subject)
    return "" if fact.subject == fact.document else kg.caption(str(fact.object))


def _who(kg: KnowledgeGraph, fact: Fact) -> Ref:
    """Whom or what a statement leads to."""
    if fact.predicate not in kg.ontology.relations:
        return Ref(kg.caption(fact.subject), fact.subject)
    here = _RELATIONS[fact.predicate] == "work"
    node = fact.subject if here else str(fact.object)
    return Ref(fact.printed or kg.caption(node), node)
