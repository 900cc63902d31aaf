"""Who prepares, explains and revises a document: `本预案由A负责解释`."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.bodies import OFFICE
from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase
from zhize.graph.language.sentences import sentence_end
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block

_BY = phrase("references", "kept_by")
_VERBS = {relation: phrase("references", relation) for relation in ("prepares", "revises", "explains")}
_ANOTHER = (phrase("references", "keeper"), phrase("references", "kept"))
_PAPER = phrase("references", "this_paper")
_MORE = phrase("references", "more")


def upkeep(scope: Scope) -> Claims:
    """Who made a document, revises it and explains it; what follows in the sentence counts for the same body.

    Example: `本预案由区应急局制定，并负责解释。` -> prepares, explains.
    """
    found = Claims()
    for section in scope.sections:
        for n, block in enumerate(section.blocks):
            if not block.table:
                at = section.offset if n == 0 else 0
                for kept in _kept(block.text, at):
                    _add(kept, section, block, scope, found)
    return found


class _Kept(msgspec.Struct, frozen=True):
    """Who keeps a document, in what words (`what`), and where it is said."""

    who: tuple[Mention, ...]
    what: str
    start: int
    end: int


def _kept(text: str, at: int) -> list[_Kept]:
    """What a paragraph says of who keeps its document."""
    main = [*_BY.finditer(text)]
    others = [_of(m) for pattern in _ANOTHER for m in pattern.finditer(text, at)] if _spoken(text) else []
    others = [o for o in others if o.who and not any(m.start() <= o.start < m.end() for m in main)]
    out: list[_Kept] = []
    for match in main:
        stop = sentence_end(text, match.end() - 1, stops="。")
        ends = min((o.start for o in others if match.end() <= o.start < stop), default=stop)
        said = match["what"] + "".join(m[0] for m in _MORE.finditer(text[match.end() : ends]))
        before = text[match.start() : match.start("who")]
        out.append(_Kept(_names(match["who"]), said + before, match.start(), max(ends, match.end())))
    return out + others


def _spoken(text: str) -> bool:
    """Whether a text speaks of keeping a paper at all: `本预案`, `解释`."""
    return _VERBS["explains"].search(text) is not None or _PAPER.search(text) is not None


def _of(match: regex.Match[str]) -> _Kept:
    return _Kept(_names(match["who"]), match["what"], match.start(), match.end())


def _names(printed: str) -> tuple[Mention, ...]:
    names, _ = split_names(printed)
    return tuple(n for n in names if n.collective or is_agency(n.reading) or n.reading.endswith(OFFICE))


def _add(kept: _Kept, section: Section, block: Block, scope: Scope, found: Claims) -> None:
    span = (block.start + kept.start, block.start + kept.end)
    for predicate, verbs in _VERBS.items():
        if verbs.search(kept.what):
            for order, mention in enumerate(kept.who):
                found.add(mention, predicate, scope.id, span, "upkeep", section=section.path, order=order)
