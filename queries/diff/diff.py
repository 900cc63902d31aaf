"""What changed from one state to another: things that came and went, and what is said of those that stayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import FAR
from zhize.queries.diff.change import ASPECTS, Change, What
from zhize.queries.diff.things import Part, Thing, things

ALIKE = 0.6
"""Two texts of one document that agree to this share are one that was changed (0 to 1, see difflib)."""


class Difference(msgspec.Struct, frozen=True):
    """The changes from one state to another, and the titles and numbers of the documents that they are of."""

    changes: tuple[Change, ...]
    papers: KnowledgeGraph


def diff(before: KnowledgeGraph, after: KnowledgeGraph, day: str | None = None) -> Difference:
    """The changes from one state to another, document by document, in the order of ASPECTS and of print.

    Where something stands in its file is no matter; only what is said counts. The state of documents is told for a day
    (ISO), by default the newest that either knows.
    """
    on = day or max(before.newest_day or "", after.newest_day or "") or FAR
    old = {thing.node: thing for thing in things(before, on)}
    both: list[_Pair] = []
    new: list[Thing] = []
    for thing in things(after, on):
        known = old.pop(thing.node, None)
        if known is None:
            new.append(thing)
        else:
            both.append(_Pair(known, thing))
    found = [c for pair in (*both, *_paired(list(old.values()), new)) for c in _changes(pair)]
    found.sort(key=lambda c: (c.document, ASPECTS.index(c.aspect), c.fact.evidence.start, c.node, c.what))
    return Difference(tuple(found), _papers(before, after, {c.document for c in found}))


def _papers(before: KnowledgeGraph, after: KnowledgeGraph, documents: set[str]) -> KnowledgeGraph:
    """What documents are called, by the newer state where it knows them."""
    facts: list[Fact] = []
    for document in documents:
        known = after.properties.get(document) or before.properties.get(document, {})
        facts += [fact for name in ("title", "number") for fact in known.get(name, [])]
    return KnowledgeGraph(facts)


class _Pair(msgspec.Struct, frozen=True):
    """A thing before and after; None where it is only in one state."""

    old: Thing | None
    new: Thing | None


def _changes(pair: _Pair) -> Iterator[Change]:
    if pair.old is None or pair.new is None:
        yield from _one_sided(pair)
    else:
        yield from _altered(pair.old, pair.new)


def _one_sided(pair: _Pair) -> Iterator[Change]:
    thing = pair.new or pair.old
    if thing is not None:
        said = _told(thing)
        what: What = "added" if pair.new else "removed"
        before, after = ("", said) if pair.new else (said, "")
        yield Change(thing.aspect, what, thing.node, thing.title, thing.document, before, after, thing.fact)


def _told(thing: Thing) -> str:
    """A thing with who does or holds it: `整修道路（牵头：区交通运输局）`."""
    who = "；".join("、".join(p.words for p in parts) for parts in thing.parts.values() if parts)
    return f"{thing.text}（{who}）" if who else thing.text


def _altered(old: Thing, new: Thing) -> Iterator[Change]:
    if _bare(old.text) != _bare(new.text):
        yield Change(new.aspect, "changed", new.node, new.title, new.document, old.text, new.text, new.fact)
    for aspect in dict.fromkeys((*old.parts, *new.parts)):
        was, now = old.parts.get(aspect, ()), new.parts.get(aspect, ())
        if {p.key for p in was} == {p.key for p in now}:
            continue
        what: What = "changed" if was and now else "added" if now else "removed"
        yield Change(aspect, what, new.node, new.title, new.document, _words(was), _words(now), _shown(was, now, new))


def _words(parts: Sequence[Part]) -> str:
    return "、".join(p.words for p in parts)


def _shown(was: Sequence[Part], now: Sequence[Part], thing: Thing) -> Fact:
    """The fact that shows what is said now; where nothing is said any more, that of the thing itself."""
    known = {p.key for p in was}
    return next((p.fact for p in now if p.key not in known), now[0].fact if now else thing.fact)


def _paired(old: list[Thing], new: list[Thing]) -> list[_Pair]:
    """Things whose node is in one state only: those of one document that are one by their words; the rest stands alone."""
    left: dict[str, list[Thing]] = defaultdict(list)
    for thing in old:
        left[thing.document].append(thing)
    out: list[_Pair] = []
    for thing in new:
        best = _nearest(thing, left[thing.document])
        if best is not None:
            left[thing.document].remove(best)
        out.append(_Pair(best, thing))
    return out + [_Pair(thing, None) for alone in left.values() for thing in alone]


def _nearest(thing: Thing, others: list[Thing]) -> Thing | None:
    """The thing that this was before: of the same aspect, with the same title, or most alike in its words."""
    same = [o for o in others if o.aspect == thing.aspect]
    titled = [o for o in same if o.title == thing.title]
    if len(titled) == 1:
        return titled[0]
    best = max(same, key=lambda o: (_likeness(thing, o), o.item == thing.item), default=None)
    return best if best is not None and _likeness(thing, best) >= ALIKE else None


def _likeness(a: Thing, b: Thing) -> float:
    shorter, longer = sorted((len(a.text), len(b.text)))
    if shorter * 2 < longer * ALIKE:  # they cannot agree so far
        return 0.0
    return SequenceMatcher(None, a.text, b.text, autojunk=False).ratio()


def _bare(text: str) -> str:
    return "".join(text.split())
