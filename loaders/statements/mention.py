"""Bodies that a text speaks of, outside marks and lists: who is mentioned where."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from zhize.graph.identity.regions import Regions
from zhize.graph.language.mentions import Mention
from zhize.graph.language.running import names_in
from zhize.loaders.claims import Claims, Scope


@lru_cache(1)
def _place_test() -> Callable[[str], bool]:
    """A test whether a text is the name of a coded place."""
    regions = Regions.load()

    @lru_cache(65536)
    def is_place(text: str) -> bool:
        return bool(regions.find(text))

    return is_place


def mentions(scope: Scope) -> Claims:
    """Bodies named in the title, the addressees and the running text, each once a document with its first place.

    Example: `提请市委编办对部门职责进行确认` -> 市委编办.
    """
    found = Claims()
    seen: set[str] = set()
    document = scope.document
    pieces = [(document.title, document.head, ()), (document.addressees or "", document.addressees_span, ())]
    for text, whole, _ in pieces:
        for span in names_in(text, _place_test()) if whole else ():
            name = text[span.start : span.end]
            if name not in seen and whole:
                seen.add(name)
                found.add(scope.id, "mentions", Mention(name, name), whole, "mention")
    for section in scope.sections:
        for block in section.blocks:
            for span in names_in(block.text, _place_test()):
                name = block.text[span.start : span.end]
                if name in seen:
                    continue
                seen.add(name)
                place = (block.start + span.start, block.start + span.end)
                found.add(scope.id, "mentions", Mention(name, name), place, "mention", section=section.path)
    return found
