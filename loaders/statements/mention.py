"""Bodies that a text speaks of, outside marks and lists: who is mentioned where."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from zhize.graph.identity.regions import Regions
from zhize.graph.language.mentions import Mention
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.running import names_in
from zhize.graph.language.spans import Span, Stretch
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.print.documents import Document


@lru_cache(1)
def _place_test() -> Callable[[str], bool]:
    """A test whether a text is the name of a coded place."""
    regions = Regions.load()

    @lru_cache(65536)
    def is_place(text: str) -> bool:
        return bool(regions.find(text))

    return is_place


_CHAIN = phrase("tasks", "chain")
_LINK = phrase("tasks", "place")


def own_places(document: Document) -> frozenset[str]:
    """Places that only a document's head knows, alone and in a chain: `云州市青石区人民政府` -> 云州市, 青石区, both."""
    text = f"{document.issuer or ''} {document.title_issuer or ''} {document.title}"
    out: set[str] = set()
    for chain in _CHAIN.finditer(text):
        links = _LINK.findall(chain[0])
        out |= {"".join(links[a:b]) for a in range(len(links)) for b in range(a + 1, len(links) + 1)}
    return frozenset(out)


@lru_cache(4096)
def named_in(text: str, own: frozenset[str]) -> tuple[Stretch, ...]:
    """The names of bodies in a paragraph of a document that knows these places of its own."""
    return tuple(names_in(text, lambda place: place in own or _place_test()(place)))


_SHORT_NAME = phrase("tasks", "short_name")


_PLACE_OF_BODY = phrase("tasks", "placed_body")
_OF_LEVEL = phrase("tasks", "body_of_level")
_JOINS = words("tasks", "joins")


def _with_place_before(text: str, before: Stretch, span: Stretch) -> str:
    """A name with the place that the name joined to it prints: `河北省委和省政府` -> 河北省政府."""
    name = text[span.start : span.end]
    joined = text[before.end : span.start] in _JOINS
    placed = _PLACE_OF_BODY.match(text[before.start : before.end]) if joined else None
    if placed is None or not name.startswith(placed["level"]) or not _OF_LEVEL.match(name, len(placed["level"])):
        return name
    return placed["place"] + name.removeprefix(placed["level"])


def mentions(scope: Scope) -> Claims:
    """Bodies named in the title, the addressees and the running text, each once per document, with its first place.

    A short name that the text introduces reads as the name before it. Example: `提请市委编办对部门职责进行确认` -> 市委编办;
    `省防汛抗旱指挥部（以下简称指挥部）` -> both names of one body.
    """
    found = Claims()
    seen: set[str] = set()
    document = scope.document

    def add(mention: Mention, place: Span, path: tuple[str, ...] = ()) -> None:
        if mention.printed not in seen:
            seen.add(mention.printed)
            found.add(scope.id, "mentions", mention, place, "mention", section=path)

    own = own_places(document)
    heads = (
        (document.title_issuer or "", document.head),
        (document.title, document.head),
        (document.addressees or "", document.addressees_span),
    )
    for text, whole in heads:
        for span in named_in(text, own) if whole else ():
            add(Mention(text[span.start : span.end], text[span.start : span.end]), whole or document.head)
    for section in scope.sections:
        for block in section.blocks:
            spans = named_in(block.text, own)
            for before, span in zip([None, *spans], spans, strict=False):
                name = block.text[span.start : span.end]
                reading = _with_place_before(block.text, before, span) if before else name
                add(Mention(name, reading), (block.start + span.start, block.start + span.end), section.path)
                if short := _SHORT_NAME.match(block.text, span.end):
                    place = (block.start + short.start("short"), block.start + short.end("short"))
                    add(Mention(short["short"], name), place, section.path)
    return found
