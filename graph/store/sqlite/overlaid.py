"""A stored graph in which some nodes read otherwise than in the file: decisions of people are put over what was built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from zhize.graph.model.facts import Fact, print_order
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.stored import StoredGraph

Change = Callable[[list[Fact]], list[Fact]]
"""Changes facts: gives them with other ends, leaves some out, adds some. It must treat each node's facts alike whatever others are there."""


class OverlaidGraph(StoredGraph):
    """A stored graph of which the facts at some nodes are changed; only these are read, nothing else is loaded.

    Example: two agencies declared one: all facts of the second are facts of the first, the second is no node any more.
    """

    def __init__(self, reader: Reader, nodes: Iterable[str], change: Change) -> None:
        super().__init__(reader)
        self._change = change
        before = {f.id: f for node in nodes for f in (*reader.facts_of(node), *reader.facts_into(node))}
        places = {str(f.object) for f in before.values() if f.predicate == "jurisdiction"}
        named = {f.id: f for place in places for f in reader.facts_of(place)}
        after = {f.id: f for f in change([*before.values(), *(f for key, f in named.items() if key not in before)])}
        self._gone = before.keys() - after.keys()
        self._now = {key: f for key, f in after.items() if before.get(key, named.get(key)) != f}
        self._at: dict[str, list[Fact]] = defaultdict(list)
        self._to: dict[str, list[Fact]] = defaultdict(list)
        for fact in self._now.values():
            self._at[fact.subject].append(fact)
            if fact.predicate in self.ontology.relations:
                self._to[str(fact.object)].append(fact)
        made = {f.subject for f in self._now.values() if f.id not in before and f.id not in named}
        self.affected = frozenset(nodes) | made
        """The nodes that may be called otherwise than in the file."""

    @cached_property
    def _whole(self) -> KnowledgeGraph:
        loaded = self.reader.graph()
        return KnowledgeGraph(self._change(loaded.facts), loaded.issues)

    def _read_of(self, node: str, predicate: str | None = None) -> list[Fact]:
        stored = [self._now.get(f.id, f) for f in super()._read_of(node, predicate) if f.id not in self._gone]
        more = [f for f in self._at.get(node, ()) if predicate in (None, f.predicate)]
        return _ordered({f.id: f for f in (*stored, *more) if f.subject == node})

    def _read_into(self, node: str, relation: str) -> list[Fact]:
        stored = [self._now.get(f.id, f) for f in super()._read_into(node, relation) if f.id not in self._gone]
        more = [f for f in self._to.get(node, ()) if f.predicate == relation]
        return _ordered({f.id: f for f in (*stored, *more) if f.object == node})

    def ahead(self, nodes: Iterable[str], predicates: Collection[str]) -> None:
        """Read what some nodes have of some properties at once, of those that read as in the file; relations may end elsewhere now."""
        if not any(p in self.ontology.relations for p in predicates):
            super().ahead((n for n in nodes if n not in self.affected), predicates)

    def _bearers(self, nodes: Collection[str], name: str) -> dict[str, set[str]]:
        others = super()._bearers([n for n in nodes if n not in self.affected], name)
        out = {value: set(bearers) for value, bearers in others.items()}
        for node in nodes:
            for fact in self._some(node, name) if node in self.affected else ():
                out.setdefault(str(fact.object), set()).add(node)
        return out

    def captions(self, nodes: Collection[str]) -> set[str]:
        """What some agencies or bodies are called, each as `caption` tells."""
        mine = {self.caption(n) for n in nodes if n in self.affected}
        return mine | super().captions([n for n in nodes if n not in self.affected])

    def ends(self, nodes: Collection[str], relation: str) -> dict[str, set[int | str]]:
        """What a relation of some nodes ends at, by number where it has one, by the document that states it."""
        out = super().ends([n for n in nodes if n not in self.affected], relation)
        mine = [f for n in nodes if n in self.affected for f in self._some(n, relation)]
        numbers = self.reader.numbers_of(str(f.object) for f in mine)
        for fact in mine:
            end = str(fact.object)
            out.setdefault(fact.document, set()).add(numbers.get(end, end))
        return out

    def related(self, nodes: Collection[str], relations: Collection[str], ends: Collection[int]) -> set[str]:
        """Those of some nodes of which a relation ends at one of some others, by number; of affected ones all."""
        others = [n for n in nodes if n not in self.affected]
        return super().related(others, relations, ends) | {n for n in nodes if n in self.affected}

    def sharing(self, nodes: Collection[str], relations: Collection[str]) -> list[tuple[str, str, str, str]]:
        """What some nodes share with others by some relations: (node, what it is related to, the other, the document that relates the other)."""
        both = [(node, str(f.object)) for node in nodes for r in relations for f in self._some(node, r)]
        into = {shared: [f for r in relations for f in self.into(shared, r)] for _, shared in both}
        return sorted({(node, shared, f.subject, f.document) for node, shared in both for f in into[shared]})

    def ahead_into(self, nodes: Collection[str], relations: Collection[str]) -> None:
        """Relations are read one by one: they may begin elsewhere now."""

    def stating(self, nodes: Collection[str], predicates: Collection[str]) -> dict[str, set[str]]:
        """The documents that state facts of some predicates of some nodes, by node."""
        mine = {n: {f.document for p in predicates for f in self._some(n, p)} for n in nodes if n in self.affected}
        others = super().stating([n for n in nodes if n not in self.affected], predicates)
        return others | {n: documents for n, documents in mine.items() if documents}

    def stating_into(self, nodes: Collection[str], relations: Collection[str]) -> dict[str, set[str]]:
        """The documents that state facts of some relations that end at some nodes, by node."""
        mine = {n: {f.document for r in relations for f in self.into(n, r)} for n in nodes if n in self.affected}
        others = super().stating_into([n for n in nodes if n not in self.affected], relations)
        return others | {n: documents for n, documents in mine.items() if documents}

    def _has(self, node: str) -> bool:
        return bool(self.facts_of(node)) or any(self._read_into(node, r) for r in self.ontology.relations)

    def nodes(self, class_id: str) -> list[str]:
        """Return the ids of the nodes of one class, sorted."""
        prefix = self.ontology.classes[class_id].prefix + ":"
        mine = [n for n in self.affected if n.startswith(prefix)]
        return sorted({*super().nodes(class_id), *mine} - {n for n in mine if not self._has(n)})

    @cached_property
    def node_ids(self) -> list[str]:
        """All node ids, sorted."""
        return sorted({*self.reader.node_ids(), *self.affected} - {n for n in self.affected if not self._has(n)})

    def caption(self, node: str) -> str:
        """Return the name or title of a node, as the schema declares it, else the end of its id."""
        return KnowledgeGraph.caption(self, node) if node in self.affected else super().caption(node)

    def is_shared(self, name: str) -> bool:
        """Tell whether several agencies or bodies have a name."""
        exact = {n for c in ("Agency", "Body") for n in self.named(c, name)}
        return sum(self.caption(n) == name for n in exact) > 1

    def stated(self, documents: Collection[str]) -> list[Fact]:
        """The facts that some documents state, in the order of documents and print."""
        facts = {f.id: self._now.get(f.id, f) for f in super().stated(documents) if f.id not in self._gone}
        facts |= {f.id: f for f in self._now.values() if f.document in documents}
        return sorted(facts.values(), key=print_order)

    def named(self, class_id: str, text: str) -> list[str]:
        """The nodes of a class that are called just so."""
        mine = _Few(self, class_id).named(class_id, text)
        return sorted({*(n for n in super().named(class_id, text) if n not in self.affected), *mine})

    def called(self, class_id: str, text: str) -> tuple[list[str], list[str]]:
        """The nodes of a class that are called just so; where there are none, those that have the text in a name."""
        exact, part = super().called(class_id, text)
        mine = _Few(self, class_id)
        more, near = KnowledgeGraph.called(mine, class_id, text)
        exact = sorted({*(n for n in exact if n not in self.affected), *more})
        return exact, [] if exact else sorted({*(n for n in part if n not in self.affected), *near})


class _Few(KnowledgeGraph):
    """The affected nodes of an overlaid graph alone."""

    def __init__(self, graph: OverlaidGraph, class_id: str) -> None:
        prefix = graph.ontology.classes[class_id].prefix + ":"
        nodes = [n for n in graph.affected if n.startswith(prefix)]
        super().__init__(f for node in nodes for facts in graph.facts_of(node).values() for f in facts)


def _ordered(facts: dict[str, Fact]) -> list[Fact]:
    return sorted(facts.values(), key=print_order)
