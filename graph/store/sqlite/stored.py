"""The graph as it lies in its file: nodes are read when they are asked for, so that a card or a ledger costs what it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import msgspec

from zhize.graph.model.facts import Fact, Issue, Value, print_order
from zhize.graph.model.knowledge import KnowledgeGraph, of_another
from zhize.graph.model.ontology import Ontology, ontology
from zhize.graph.store.sqlite.called import called
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.rows import as_json, unnamed
from zhize.graph.store.sqlite.views import kind_of

V = TypeVar("V")
_ANY = "(SELECT value FROM json_each(?))"
_TOGETHER = 64
"""Of so many groups of nodes it is remembered between two questions what they have together."""
MOST = 50_000
"""So many lists of facts are remembered at most between two questions."""


class StoredGraph(KnowledgeGraph):
    """A graph that gives the same as one in memory and reads only what it is asked for.

    Whoever asks for all facts, or walks over all properties, has it loaded; for such work load it at once.
    """

    def __init__(self, reader: Reader) -> None:
        self.ontology: Ontology = ontology()
        self.reader = reader
        self._own: dict[str, dict[str, list[Fact]]] = {}
        self._into: dict[tuple[str, str], list[Fact]] = {}
        self._parts: dict[tuple[str, str], list[Fact]] = {}
        self._captions: dict[str, str] = {}
        self._many: dict[tuple[frozenset[str], str], dict[str, set[str]]] = {}
        """Values that were read of many nodes together: those that have a name of a question, which others ask for too."""

    @cached_property
    def _whole(self) -> KnowledgeGraph:
        return self.reader.graph()

    @cached_property
    def facts(self) -> list[Fact]:  # type: ignore[override]
        """All facts, loaded when first asked for."""
        return self._whole.facts

    @cached_property
    def issues(self) -> list[Issue]:  # type: ignore[override]
        """All issues."""
        return self._whole.issues

    @cached_property
    def properties(self) -> _Properties:
        """Facts that state properties, by node and by property, in print order."""
        return _Properties(self)

    def facts_of(self, node: str) -> dict[str, list[Fact]]:
        """All facts whose subject is a node, by predicate, in print order."""
        known = self._own.get(node)
        if known is None:
            table: dict[str, list[Fact]] = {}
            for fact in self._read_of(node):
                table.setdefault(fact.predicate, []).append(fact)
            if node.startswith("document:"):
                for name, facts in table.items():
                    if name not in self.ontology.relations:
                        facts.sort(key=of_another)
            self._own[node] = known = table
        return known

    @cached_property
    def node_ids(self) -> list[str]:
        """All node ids, sorted."""
        return self.reader.node_ids()

    def nodes(self, class_id: str) -> list[str]:
        """Return the ids of the nodes of one class, sorted."""
        return self.reader.nodes_of(class_id)

    @cached_property
    def newest_day(self) -> str | None:
        """The date of the newest document of the graph (ISO)."""
        return self.reader.newest_day()

    @cached_property
    def own_documents(self) -> list[str]:
        """Documents that the graph holds the text of, sorted."""
        return self.reader.own_documents()

    def out(self, node: str, relation: str) -> list[Fact]:
        """Return the facts of a relation that start at a node, in print order."""
        return self._some(node, relation)

    def _read_of(self, node: str, predicate: str | None = None) -> list[Fact]:
        return self.reader.facts_of(node, predicate)

    def _read_into(self, node: str, relation: str) -> list[Fact]:
        return self.reader.facts_into(node, relation)

    def _some(self, node: str, predicate: str) -> list[Fact]:
        """The facts of a node with a predicate: read alone, for a body may have thousands of others."""
        own = self._own.get(node)
        if own is not None:
            return own.get(predicate, [])
        key = (node, predicate)
        facts = self._parts.get(key)
        if facts is None:
            facts = self._read_of(node, predicate)
            if node.startswith("document:") and predicate not in self.ontology.relations:
                facts.sort(key=of_another)
            self._parts[key] = facts
        return facts

    def value(self, node: str, name: str) -> Value | None:
        """Return the first value of a property, or None."""
        facts = self._some(node, name)
        return facts[0].object if facts else None

    def values(self, node: str, name: str) -> list[Value]:
        """Return all different values of a property, in print order."""
        return list(dict.fromkeys(fact.object for fact in self._some(node, name)))

    def source(self, node: str) -> Fact | None:
        """Return the fact whose evidence best shows a node: of its text, else its title, its name, its value, any."""
        for name in ("text", "title", "name", "value"):
            if facts := self._some(node, name):
                return facts[0]
        return super().source(node)

    def facts_at(self, node: str) -> list[Fact]:
        """All facts that begin or end at a node."""
        into = [f for relation in self.ontology.relations for f in self.into(node, relation)]
        return [*(f for facts in self.facts_of(node).values() for f in facts), *into]

    def ahead(self, nodes: Iterable[str], predicates: Collection[str]) -> None:
        """Read what some nodes have of some predicates at once, before they are asked for one by one."""
        new = {
            n for n in nodes if not n.startswith("clause:") and n not in self._own
        }  # clauses lie in a table of their own
        unread = {n for n in new if any((n, p) not in self._parts for p in predicates)}
        if len(unread) > 1:
            self.read_ahead(self.reader.numbers_of(unread), predicates)

    def read_ahead(self, numbers: Mapping[str, int], predicates: Iterable[str] = ()) -> None:
        """Read the facts of some nodes at once: of some predicates, or all. `numbers` are the nodes' in the file."""
        wanted, ids = list(predicates), as_json(numbers.values())
        if wanted:
            parts: dict[tuple[str, str], list[Fact]] = {(node, p): [] for node in numbers for p in wanted}
            both = f"f.subject IN {_ANY} AND f.predicate IN {_ANY}"
            for fact in self.reader.facts_where(both, (ids, as_json(self._terms(wanted)))):
                parts[fact.subject, fact.predicate].append(fact)
            for node in numbers:
                for p in wanted if node.startswith("document:") else ():
                    parts[node, p].sort(key=of_another)
            self._parts.update(parts)
            return
        own: dict[str, dict[str, list[Fact]]] = {node: {} for node in numbers}
        told = self.reader.clauses_where(f"f.subject IN {_ANY}", (ids,))
        for fact in sorted((*self.reader.facts_where(f"f.subject IN {_ANY}", (ids,)), *told), key=print_order):
            own[fact.subject].setdefault(fact.predicate, []).append(fact)
        for node in numbers:
            for name, facts in own[node].items() if node.startswith("document:") else ():
                if name not in self.ontology.relations:
                    facts.sort(key=of_another)
        self._own.update(own)

    def _terms(self, predicates: Iterable[str]) -> list[int]:
        """The numbers of those predicates that some fact has."""
        return [n for n, term in self.reader._terms.items() if term in set(predicates)]

    def clauses_ahead(self, numbers: Iterable[int]) -> None:
        """Read the texts of some clauses, by number, at once, before they are asked for one by one."""
        named = self.reader.nodes_at(numbers).items()
        new = {n: node for n, node in named if node not in self._own and (node, "text") not in self._parts}
        parts: dict[tuple[str, str], list[Fact]] = {(node, "text"): [] for node in new.values()}
        ids = as_json(new)
        told = self.reader.facts_where(
            f"f.subject IN {_ANY} AND f.predicate IN {_ANY}", (ids, as_json(self._terms(["text"])))
        )
        for fact in sorted((*told, *self.reader.clauses_where(f"f.subject IN {_ANY}", (ids,))), key=print_order):
            if fact.predicate == "text":
                parts[fact.subject, "text"].append(fact)
        self._parts.update(parts)

    def ahead_into(self, nodes: Collection[str], relations: Collection[str]) -> None:
        """Read the facts of some relations that end at some nodes at once, before they are asked for one by one."""
        if len(nodes) > 1:
            self.read_ahead_into(self.reader.numbers_of(nodes), relations)

    def read_ahead_into(self, numbers: Mapping[str, int], relations: Iterable[str]) -> None:
        """Read the facts of some relations that end at some nodes at once."""
        wanted = list(relations)
        into: dict[tuple[str, str], list[Fact]] = {(node, relation): [] for node in numbers for relation in wanted}
        values = (as_json(numbers.values()), as_json(self._terms(wanted)))
        for fact in self.reader.facts_where(f"f.object IN {_ANY} AND f.predicate IN {_ANY}", values):
            into[str(fact.object), fact.predicate].append(fact)
        self._into.update(into)

    # -- of many nodes at once, without facts being made

    def texts(self, nodes: Collection[str], name: str) -> dict[str, str]:
        """The first value of a property of each of some nodes as text, empty where there is none."""
        out = dict.fromkeys(nodes, "")
        several: set[str] = set()
        for value, bearers in self._bearers(nodes, name).items():
            several |= {n for n in bearers if out[n]}
            out |= dict.fromkeys(bearers, value)
        return out | {n: self.text(n, name) for n in several}

    def all_values(self, nodes: Collection[str], name: str) -> set[str]:
        """All values that some nodes have of a property, as texts."""
        return set(self._bearers(nodes, name))

    def _bearers(self, nodes: Collection[str], name: str) -> dict[str, set[str]]:
        """The nodes that have a property, of some, by its values as texts."""
        key = (frozenset(nodes), name)
        if key in self._many:
            return self._many[key]
        numbers = self.reader.numbers_of(nodes)
        named = {number: node for node, number in numbers.items()}
        query = (
            f"SELECT f.value, json_group_array(f.subject) FROM facts f WHERE f.subject IN {_ANY} "  # noqa: S608
            f"AND f.predicate IN {_ANY} GROUP BY f.value"
        )
        out: dict[str, set[str]] = {}
        for value, listed in self.reader.rows(query, (as_json(numbers.values()), as_json(self._terms([name])))):
            out.setdefault(str(value), set()).update(named[n] for n in set(msgspec.json.decode(listed)))
        self._many[key] = out
        return out

    def captions(self, nodes: Collection[str]) -> set[str]:
        """What some agencies or bodies are called, each as `caption` tells."""
        numbers = self.reader.numbers_of(nodes)
        query = f"SELECT id, caption FROM nodes WHERE id IN {_ANY}"  # noqa: S608
        named = dict(self.reader.rows(query, (as_json(numbers.values()),)))
        return {named.get(numbers.get(n)) or self.caption(n) for n in nodes}

    def ends(self, nodes: Collection[str], relation: str) -> dict[str, set[int | str]]:
        """What a relation of some nodes ends at, by number where it has one, by the document that states it."""
        query = (
            "SELECT DISTINCT c.document, f.object FROM fact_rows f JOIN places e ON e.id = f.evidence "  # noqa: S608
            f"JOIN sections c ON c.id = e.section WHERE f.subject IN {_ANY} AND f.predicate IN {_ANY}"
        )
        values = (as_json(self.reader.numbers_of(nodes).values()), as_json(self._terms([relation])))
        found: dict[int, set[int | str]] = {}
        for document, end in self.reader.rows(query, values):
            found.setdefault(document, set()).add(end)
        return {document: found[n] for n, document in self.reader.nodes_at(found).items()}

    def related(self, nodes: Collection[str], relations: Collection[str], ends: Collection[int]) -> set[str]:
        """Those of some nodes of which a relation ends at one of some others, by number."""
        query = (
            f"SELECT DISTINCT f.subject FROM fact_rows f WHERE f.object IN {_ANY} AND f.predicate IN {_ANY} "  # noqa: S608
            f"AND +f.subject IN {_ANY}"
        )
        values = (as_json(ends), as_json(self._terms(relations)), as_json(self.reader.numbers_of(nodes).values()))
        return set(self.reader.nodes_at(n for (n,) in list(self.reader.rows(query, values))).values())

    def sharing(self, nodes: Collection[str], relations: Collection[str]) -> list[tuple[str, str, str, str]]:
        """What some nodes share with others by some relations: (node, what it is related to, the other, the document that relates the other)."""
        query = (
            "WITH mine AS (SELECT DISTINCT f.subject AS node, f.object AS shared FROM fact_rows f "  # noqa: S608
            f"WHERE f.subject IN {_ANY} AND f.predicate IN {_ANY}) "
            "SELECT DISTINCT m.node, m.shared, o.subject, c.document FROM mine m CROSS JOIN fact_rows o ON o.object = m.shared "
            f"AND o.predicate IN {_ANY} JOIN places e ON e.id = o.evidence JOIN sections c ON c.id = e.section"
        )
        terms = as_json(self._terms(relations))
        rows = list(self.reader.rows(query, (as_json(self.reader.numbers_of(nodes).values()), terms, terms)))
        named = self.reader.nodes_at(n for row in rows for n in row)
        return [(named[node], named[shared], named[other], named[document]) for node, shared, other, document in rows]

    def stating(self, nodes: Collection[str], predicates: Collection[str]) -> dict[str, set[str]]:
        """The documents that state facts of some predicates of some nodes, by node."""
        return self._stating("subject", nodes, predicates)

    def stating_into(self, nodes: Collection[str], relations: Collection[str]) -> dict[str, set[str]]:
        """The documents that state facts of some relations that end at some nodes, by node."""
        return self._stating("object", nodes, relations)

    def _stating(self, side: str, nodes: Collection[str], predicates: Collection[str]) -> dict[str, set[str]]:
        query = (
            f"SELECT DISTINCT f.{side}, c.document FROM fact_rows f JOIN places e ON e.id = f.evidence "  # noqa: S608
            f"JOIN sections c ON c.id = e.section WHERE f.{side} IN {_ANY} AND f.predicate IN {_ANY}"
        )
        values = (as_json(self.reader.numbers_of(nodes).values()), as_json(self._terms(predicates)))
        rows = list(self.reader.rows(query, values))
        named = self.reader.nodes_at(n for row in rows for n in row)
        out: dict[str, set[str]] = {}
        for subject, document in rows:
            out.setdefault(named[subject], set()).add(named[document])
        return out

    def forget(self, most: int = MOST) -> None:
        """Let go of what was read, where it has become much; other threads may be reading."""
        if len(self._many) > _TOGETHER:
            self._many = {}
        if len(self._own) + len(self._into) + len(self._parts) + len(self._captions) > most:
            self._own, self._into, self._parts, self._captions = {}, {}, {}, {}
            self.properties = _Properties(self)

    def into(self, node: str, relation: str) -> list[Fact]:
        """Return the facts of a relation that end at a node, in print order."""
        facts = self._into.get((node, relation))
        if facts is None:
            self._into[node, relation] = facts = self._read_into(node, relation)
        return facts

    def caption(self, node: str) -> str:
        """Return the name or title of a node, as the schema declares it, else the end of its id."""
        if node in self._own or self.ontology.class_of(node).id in unnamed():
            return super().caption(node)
        caption = self._captions.get(node)
        if caption is None:
            caption = self.reader.caption(node)
            self._captions[node] = caption = super().caption(node) if caption is None else caption
        return caption

    def is_shared(self, name: str) -> bool:
        """Tell whether several agencies or bodies have a name."""
        return self.reader.called_so(name) > 1

    def named(self, class_id: str, text: str) -> list[str]:
        """The nodes of a class that are called just so; no node is looked at that is not."""
        if class_id in unnamed():
            return super().named(class_id, text)
        return self.reader.named(class_id, text)

    def called(self, class_id: str, text: str) -> tuple[list[str], list[str]]:
        """The nodes of a class that are called just so; where there are none, those that have the text in a name."""
        if class_id in unnamed():
            return super().called(class_id, text)
        return called(self.reader, class_id, text)

    def stated(self, documents: Collection[str]) -> list[Fact]:
        """The facts that some documents state, in the order of documents and print."""
        numbers = list(self.reader.numbers_of(documents).values())
        where = f"f.document IN ({', '.join(map(str, numbers))})"
        found = [*self.reader.facts_where(where, ()), *self.reader.clauses_where(where, ())]
        return sorted(found, key=print_order)

    def names_of(self, class_id: str) -> set[str]:
        """All that the nodes of a class are called."""
        if class_id in unnamed():
            return super().names_of(class_id)
        text = (
            f"SELECT a.name FROM aliases a JOIN nodes n ON n.id = a.node WHERE n.kind = {kind_of(':class')} "  # noqa: S608 - words of our own
            f"UNION SELECT caption FROM nodes WHERE kind = {kind_of(':class')}"
        )
        return {str(name) for (name,) in self.reader.rows(text, {"class": class_id}) if name}


class _Properties(dict[str, dict[str, list[Fact]]]):
    """The table of properties of a stored graph: a node's row is read when it is asked for."""

    def __init__(self, graph: StoredGraph) -> None:
        super().__init__()
        self._graph = graph

    def __missing__(self, node: str) -> dict[str, list[Fact]]:
        relations = self._graph.ontology.relations
        row = {name: facts for name, facts in self._graph.facts_of(node).items() if name not in relations}
        if not row:
            raise KeyError(node)
        self[node] = row
        return row

    def get(self, node: str, default: V = None) -> dict[str, list[Fact]] | V:  # type: ignore[assignment]
        try:
            return self[node]
        except KeyError:
            return default

    def __contains__(self, node: object) -> bool:
        return self.get(str(node)) is not None

    def _all(self) -> Mapping[str, dict[str, list[Fact]]]:
        return self._graph._whole.properties

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def keys(self) -> object:  # type: ignore[override]
        return self._all().keys()

    def values(self) -> object:  # type: ignore[override]
        return self._all().values()

    def items(self) -> object:  # type: ignore[override]
        return self._all().items()
