"""What questions are asked of: a graph with its names, its clauses, and its tasks, duties and bodies as texts."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import regex

from zhize.graph.identity.regions import short_name
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.names import Linker, Links
from zhize.queries.passages import Floats, Passage, Passages, clauses
from zhize.queries.words import question_words


class Ground:
    """A graph prepared for questions. Each index is built when it is first needed."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self.documents = kg.own_documents
        self._signs: dict[str, Floats] = {}
        self.titles = {d: self._title(d) for d in self.documents}

    def _title(self, document: str) -> str:
        kg = self.kg
        plans = [kg.text(str(f.object), "title") for f in kg.out(document, "issues")]
        head = [kg.text(document, p) for p in ("title", "issuer", "number", "date")]
        return "　".join(dict.fromkeys((head[0], *plans, *head[1:])))

    @cached_property
    def said(self) -> Passages:
        """All clauses."""
        return Passages(clauses(self.kg), self.titles)

    @cached_property
    def clause_at(self) -> dict[str, int]:
        """The number of each clause by its node."""
        return {p.fact.subject: p.number for p in self.said.rows}

    @cached_property
    def tasks(self) -> Passages:
        """All tasks, each a text of its title and content."""
        return self._nodes("Task", lambda n: f"{self.kg.text(n, 'title')}。{self.kg.text(n, 'text')}")

    @cached_property
    def duties(self) -> Passages:
        """All duties with the list they stand in."""
        return self._nodes("Duty", lambda n: self.kg.text(n, "text") + "　" + self.kg.text(n, "context"))

    @cached_property
    def bodies(self) -> Passages:
        """All bodies by their names, with what they are for."""
        return self._nodes("Body", self._body)

    @cached_property
    def appointments(self) -> Passages:
        """All appointments by post and unit."""
        return self._nodes("Appointment", lambda n: f"{self.kg.text(n, 'unit')}{self.kg.text(n, 'post')}")

    def _body(self, node: str) -> str:
        kg = self.kg
        above = [str(f.object) for f in kg.out(node, "within_body")]
        return "　".join(str(v) for n in (node, *above) for p in ("name", "alias") for v in kg.values(n, p))

    def _nodes(self, kind: str, text: object) -> Passages:
        rows = []
        for node in self.kg.nodes(kind):
            fact = self.kg.source(node)
            if fact is not None:
                rows.append((fact, node))
        rows.sort(key=lambda r: (r[0].document, r[0].evidence.file, r[0].evidence.start, r[1]))
        return Passages(
            [Passage(i, text(n), f.document, f.section, n, f) for i, (f, n) in enumerate(rows)],  # type: ignore[operator]
            self.titles,
        )

    @cached_property
    def linker(self) -> Linker:
        """The names of the graph."""
        return Linker(self.kg, self.knows, self.resembles)

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
            rows = self.said.rows
            marks = (1.0 if sign is None or regex.search(sign, p.text) else 0.0 for p in rows)
            self._signs[kind] = np.fromiter(marks, dtype=np.float32, count=len(rows))
        return self._signs[kind]

    @cached_property
    def places(self) -> dict[str, frozenset[str]]:
        """The regions of each document with those above them."""
        return {d: frozenset(self._places(d)) for d in self.documents}

    def _places(self, document: str) -> set[str]:
        kg = self.kg
        homes = {str(f.object) for f in kg.out(document, "relevant_for")}
        for fact in kg.into(document, "signed"):
            homes |= {str(f.object) for f in kg.out(fact.subject, "jurisdiction")}
        return homes

    def above(self, regions: frozenset[str]) -> frozenset[str]:
        """The regions that hold some regions, all the way up."""
        out: set[str] = set()
        open_ones = set(regions)
        while open_ones:
            up = {str(f.object) for r in open_ones for f in self.kg.out(r, "within")} - out
            out |= up
            open_ones = up
        return frozenset(out)

    def scope(self, links: Links) -> dict[str, float]:
        """How far each document is meant by the places and numbers of a question, 0 to 1."""
        return {d: self._scope(d, links) for d in self.said.documents}

    def _scope(self, document: str, links: Links) -> float:
        if links.numbered:
            own = set(links.numbered) & set(self.documents)
            return 1.0 if document in (own or self._naming(links.numbered)) else 0.0
        if not links.places:
            return 1.0
        homes = self.places.get(document, frozenset())
        title = self.titles.get(document, "")
        asked = self._innermost(links)
        if homes & asked:
            return 1.0
        names = [n for p in links.places for n in short_forms(p.text) if set(p.nodes) & asked]
        if any(n in title for n in names):
            return 1.0
        if homes & links.regions:
            return 0.75
        if self.above(homes) & asked or homes & self.above(asked):
            return 0.6
        said = self.said.by_document.get(document, [])
        count = sum(any(n in self.said.rows[i].text for n in names) for i in said)
        return 0.7 if count >= 1 else 0.0

    def _naming(self, numbered: tuple[str, ...]) -> set[str]:
        """The documents that print the number of a document that the graph has no text of."""
        numbers = [self.kg.text(d, "number") for d in numbered]
        return {p.document for p in self.said.rows if any(n and n in p.text for n in numbers)}

    def _innermost(self, links: Links) -> frozenset[str]:
        """Of `淄博市淄川区` the district: places that hold no other place of the question."""
        upper = self.above(links.regions)
        return frozenset(links.regions - upper) or links.regions

    def by_row(self, passages: Passages, scope: dict[str, float]) -> Floats:
        """A number a document as a number a row."""
        return np.fromiter(
            (scope.get(p.document, 0.0) for p in passages.rows), dtype=np.float32, count=len(passages.rows)
        )


def short_forms(place: str) -> tuple[str, ...]:
    """A place's name with and without its level word."""
    short = short_name(place)
    return (place, short) if short != place else (place,)


def shown_title(kg: KnowledgeGraph, document: str) -> str:
    """A document's title for a sentence, without marks of its own."""
    return regex.sub("^《|》$", "", kg.text(document, "title"))
