"""What one question is asked of: some documents of a graph, or all, with their clauses, tasks, duties and bodies as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np
import regex

from zhize.graph.identity.regions import short_name
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.paper_data import Paper
from zhize.queries.names import Linker, Links
from zhize.queries.passages import Passages
from zhize.queries.semantic import meant_by
from zhize.queries.sheets import Floats, Sheet
from zhize.queries.shelf import Shelf, Whole
from zhize.queries.words import question_words

T = TypeVar("T")
_UNTITLED = 0.6
"""How far another document is meant than those that the question names by their titles."""


class Ground:
    """Documents of a graph prepared for questions. Each index is built when it is first needed.

    `numbers` are the documents to look at; all where none are given. What lists, counts and tops need is complete all the same.
    """

    def __init__(self, shelf: Shelf, linker: Linker, numbers: list[int] | None = None) -> None:
        self.shelf, self.kg, self.linker = shelf, shelf.kg, linker
        wanted = shelf.all() if numbers is None else numbers
        self._abroad = None if len(wanted) == shelf.documents else shelf
        named = self.kg.reader.nodes_at(wanted)
        papers = shelf.papers(wanted)
        self._numbers = {d: n for n, d in sorted(named.items(), key=lambda x: x[1])}
        self._papers: dict[str, Paper] = {d: papers[n] for d, n in self._numbers.items()}
        self._signs: dict[str, Floats] = {}
        self._whole_texts: dict[str, str] = {}
        self._above: dict[frozenset[str], frozenset[str]] = {}
        self._vectors: Whole | None = None
        self.titles = _Titles({d: p.title for d, p in self._papers.items() if p.title}, shelf)

    @cached_property
    def said(self) -> Passages:
        """All clauses of the documents."""
        return Passages(self._sheets("Clause"), self.titles, self.kg, self._abroad)

    @cached_property
    def clause_at(self) -> Mapping[str, int]:
        """The number of each clause by its node."""
        return _Places(self.shelf, self.said)

    @cached_property
    def tasks(self) -> Passages:
        """All tasks, each a text of its title and content."""
        return self._texts("Task")

    @cached_property
    def duties(self) -> Passages:
        """All duties with the list they stand in."""
        return self._texts("Duty")

    @cached_property
    def bodies(self) -> Passages:
        """All bodies by their names, with what they are for."""
        return self._texts("Body")

    @cached_property
    def appointments(self) -> Passages:
        """All appointments by post and unit."""
        return self._texts("Appointment")

    def _texts(self, kind: str) -> Passages:
        return Passages(self._sheets(kind), self.titles, self.kg, of_nodes=True)

    def _sheets(self, kind: str) -> list[tuple[str, Sheet]]:
        return [(d, self.shelf.sheet(n, kind)) for d, n in self._numbers.items()]

    def nodes(self, kind: str) -> list[str]:
        """The nodes of a class that stand in the documents, sorted; all of the graph where all documents are looked at."""
        if self._abroad is None:
            return self.kg.nodes(kind)
        numbers = [line.node for paper in self._papers.values() for line in paper.nodes.get(kind, ())]
        return sorted(self.kg.reader.nodes_at(numbers).values())

    def knows(self, text: str) -> bool:
        """Whether any clause or title holds a string."""
        return self.said.own.finds(text) or self.said.title.finds(text) or self.said.path.finds(text)

    def resembles(self, name: str) -> bool:
        """Whether a clause or title holds most of a long name: one that the question shortens or varies."""
        if len(name) < 8:
            return False
        shares = [float(layer.share(name).max(initial=0.0)) for layer in (self.said.own, self.said.title)]
        return max(shares) >= (0.7 if len(name) >= 12 else 0.85)

    def with_value(self, kind: str) -> Floats:
        """1 for each clause that may hold a value of a type, by the signs such values are printed with; 1 for all where none tell."""
        if kind not in self._signs:
            sign = question_words().signs.get(kind)
            every = np.ones(len(self.said.rows), dtype=np.float32)
            self._signs[kind] = every if sign is None else self.said.marks(kind, regex.compile(sign))
        return self._signs[kind]

    def near(self, question: str) -> Floats | None:
        """How near in meaning each clause is to a question; None where not all have a vector."""
        vectors = self.shelf.vectors
        if vectors is not None and self._vectors is None and vectors.made():
            self._vectors = vectors.rows([meant_by(self.titles.get(p.document), p.text) for p in self.said.rows])
        return None if vectors is None or self._vectors is None else vectors.near(question, self._vectors)

    @cached_property
    def places(self) -> Mapping[str, frozenset[str]]:
        """The regions of each document."""
        return _Lookup(self.shelf.homes)

    def above(self, regions: frozenset[str]) -> frozenset[str]:
        """The regions that hold some regions, all the way up."""
        if regions not in self._above:
            out: set[str] = set()
            open_ones = set(regions)
            while open_ones:
                up = {str(f.object) for r in open_ones for f in self.kg.out(r, "within")} - out
                out |= up
                open_ones = up
            self._above[regions] = frozenset(out)
        return self._above[regions]

    def scope(self, links: Links, titled: frozenset[str] = frozenset()) -> Mapping[str, float]:
        """How far each document is meant by the places and numbers of a question, 0 to 1; less where it names others by title."""
        meant = self._meant(links)

        def share(document: str) -> float | None:
            if not self._holds(document):
                return None
            return meant(document) * (_UNTITLED if titled and document not in titled else 1.0)

        return _Lookup(share)

    def _holds(self, document: str) -> bool:
        """Whether the graph has a text of a document."""
        return document in self._papers or (self._abroad is not None and self.shelf.has_paper(document))

    def _meant(self, links: Links) -> Callable[[str], float]:
        """Tells of a document how far it is meant."""
        if links.numbered:
            own = {d for d in links.numbered if self.shelf.title(d)} or self._naming(links.numbered)
            return lambda document: float(document in own)
        if not links.places:
            return lambda document: 1.0
        asked = self._innermost(links)
        above = self.above(asked)
        names = [n for p in links.places for n in short_forms(p.text) if set(p.nodes) & asked]

        def meant(document: str) -> float:
            homes = self.places[document]
            title = self.titles.get(document, "")
            if homes & asked or any(n in title for n in names):
                return 1.0
            if homes & links.regions:
                return 0.75
            if homes & above or self.above(homes) & asked:
                return 0.6
            return 0.7 if any(n in self._text(document) for n in names) else 0.0

        return meant

    def _text(self, document: str) -> str:
        """All clauses of a document as one text."""
        if document not in self._whole_texts:
            paper = self._papers.get(document) or self.shelf.paper_of(document)
            self._whole_texts[document] = "\n".join(line.text for line in paper.clauses) if paper else ""
        return self._whole_texts[document]

    def _naming(self, numbered: tuple[str, ...]) -> set[str]:
        """The documents that print the number of a document that the graph has no text of."""
        numbers = [self.kg.text(d, "number") for d in numbered]
        return {p.document for p in self.said.rows if any(n and n in p.text for n in numbers)}

    def _innermost(self, links: Links) -> frozenset[str]:
        """Of `淄博市淄川区` the district: places that hold no other place of the question."""
        upper = self.above(links.regions)
        return frozenset(links.regions - upper) or links.regions

    def by_row(self, passages: Passages, scope: Mapping[str, float]) -> Floats:
        """A number per document as a number per row."""
        return passages.by_row([scope.get(d, 0.0) for d in passages.documents])


class _Titles(dict[str, str]):
    """Titles of the documents at hand; those of others are looked up."""

    def __init__(self, known: dict[str, str], shelf: Shelf) -> None:
        super().__init__(known)
        self._shelf = shelf

    def get(self, document: str, default: str = "") -> str:  # type: ignore[override]
        return self[document] if document in self else self._shelf.title(document) or default


class _Lookup(Mapping[str, T]):
    """A table whose values are found when they are asked for, and kept; there is none where None is found."""

    def __init__(self, find: Callable[[str], T | None]) -> None:
        self._find = find
        self._known: dict[str, T | None] = {}

    def __getitem__(self, document: str) -> T:
        if document not in self._known:
            self._known[document] = self._find(document)
        found = self._known[document]
        if found is None:
            raise KeyError(document)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class _Places(Mapping[str, int]):
    """The places of clauses by their nodes."""

    def __init__(self, shelf: Shelf, said: Passages) -> None:
        self._shelf, self._said = shelf, said

    def __getitem__(self, node: str) -> int:
        place = self._said.place_of(self._shelf.number_of(node))
        if place is None:
            raise KeyError(node)
        return place

    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf.kg.reader.nodes_at(self._said.keys).values())

    def __len__(self) -> int:
        return len(self._said.rows)


def short_forms(place: str) -> tuple[str, ...]:
    """A place's name with and without its level word."""
    short = short_name(place)
    return (place, short) if short != place else (place,)


def shown_title(kg: KnowledgeGraph, document: str) -> str:
    """A document's title for a sentence, without marks of its own."""
    return kg.text(document, "title").removeprefix("《").removesuffix("》")
