"""Who prepares, explains and revises a document: `本预案由A负责解释`."""

from __future__ import annotations

from zhize.graph.language.bodies import OFFICE
from zhize.graph.language.lists import split_names
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase
from zhize.graph.language.sentences import sentence_end
from zhize.loaders.claims import Claims, Scope

_BY = phrase("references", "kept_by")
_VERBS = {relation: phrase("references", relation) for relation in ("prepares", "revises", "explains")}
_MORE = phrase("references", "more")


def upkeep(scope: Scope) -> Claims:
    """Who made a document, revises it and explains it; what follows in the sentence counts for the same body.

    Example: `本预案由区应急局制定，并负责解释。` -> prepares, explains.
    """
    found = Claims()
    for section in scope.sections:
        for block in section.blocks:
            for match in _BY.finditer(block.text) if not block.table else ():
                names, _ = split_names(match["who"])
                stop = sentence_end(block.text, match.end() - 1, stops="。")
                said = match["what"] + "".join(m[0] for m in _MORE.finditer(block.text[match.end() : stop]))
                before = block.text[match.start() : match.start("who")]
                span = (block.start + match.start(), block.start + max(stop, match.end()))
                for predicate, verbs in _VERBS.items():
                    if not verbs.search(said + before):
                        continue
                    for order, mention in enumerate(names):
                        if mention.collective or is_agency(mention.reading) or mention.reading.endswith(OFFICE):
                            found.add(mention, predicate, scope.id, span, "upkeep", section=section.path, order=order)
    return found
