"""The level of government that a document belongs to, also where the graph knows no more of it than a citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from zhize.graph.identity.regions import LEVELS, short_name
from zhize.graph.language.papers import paper_words
from zhize.graph.model.knowledge import KnowledgeGraph

STATE = LEVELS[0]


def level_of(kg: KnowledgeGraph, document: str) -> str:
    """The level by what the document is for; else by its title, its number, its kind, or who cites it.

    A law, a standard or a plan without a place is the state's; an attachment or a list without one is of the level of the
    document that names it.
    """
    title = kg.text(document, "title").removeprefix("中共")
    number = kg.text(document, "number")
    return (
        _regional(kg, document)
        or _leading(kg, title)
        or (_numbered(kg, number) if number else "")
        or _named(kg, title)
        or _attached(kg, document, title)
        or ("" if number or not _is_rule(title) else STATE)
        or ("" if number else _cited_by(kg, document))
        or STATE
    )


def _regional(kg: KnowledgeGraph, document: str) -> str:
    """The highest level of the regions that a document is for, empty where it names none."""
    return _highest(kg.text(str(f.object), "level") for f in kg.out(document, "relevant_for"))


def _highest(levels: Iterable[str]) -> str:
    return min((level for level in levels if level in LEVELS), key=LEVELS.index, default="")


def _leading(kg: KnowledgeGraph, title: str) -> str:
    """By the place, the state or the level word that a title begins with: 云州市…, 国家…, 省委…."""
    words = paper_words()
    if title.startswith(words.state):
        return STATE
    places = [r for r in kg.nodes("Region") if title.startswith(kg.caption(r)) and kg.text(r, "level") in LEVELS]
    if places:
        return kg.text(max(places, key=lambda r: len(kg.caption(r))), "level")
    return next((level for level, begins in words.levels.items() if title.startswith(begins)), "")


def _numbered(kg: KnowledgeGraph, number: str) -> str:
    """By the short name that a number begins with: that of documents that are known, of a province, of a place."""
    if number.startswith(paper_words().state):
        return STATE
    for length in (2, 1):
        alike = [d for d in kg.own_documents if kg.text(d, "number")[:length] == number[:length]]
        levels = Counter(level for d in alike if (level := _regional(kg, d)))
        if levels:
            return levels.most_common(1)[0][0]
        if length == 2 and number[0] in paper_words().provinces:
            return LEVELS[1]
    places = {kg.text(r, "level") for r in kg.nodes("Region") if kg.caption(r).startswith(number[0])}
    return places.pop() if len(places) == 1 else ""


def _named(kg: KnowledgeGraph, title: str) -> str:
    """By the places that stand anywhere in a title, the smallest: 2024年云州市…, 关于加强云州人才工作的措施."""
    found = [
        kg.text(r, "level")
        for r in kg.nodes("Region")
        if kg.text(r, "level") in LEVELS and len(short := short_name(kg.caption(r))) > 1 and short in title
    ]
    return max(found, key=LEVELS.index, default="")


def _attached(kg: KnowledgeGraph, document: str, title: str) -> str:
    """By the document that it is attached to."""
    citing = (f.subject for f in kg.into(document, "cites"))
    return _highest(_regional(kg, d) for d in citing if any(title in str(v) for v in kg.values(d, "attachment")))


def _is_rule(title: str) -> bool:
    """Whether a title is that of a law, a rule, a standard or a plan, such as lower levels cite without the state's name."""
    bare = title.partition("（")[0] if title.endswith("）") else title
    return bare.endswith(paper_words().rules)


def _cited_by(kg: KnowledgeGraph, document: str) -> str:
    """The level of those that name a document without resting on it."""
    facts = kg.into(document, "cites")
    rests = any(kg.into(document, relation) for relation in ("based_on", "implements"))
    return "" if rests else _highest(_regional(kg, f.subject) for f in facts)
