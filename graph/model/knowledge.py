"""The knowledge graph in memory, computed from a set of facts and from nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from zhize.graph.model.facts import Fact, Issue, Value, print_order
from zhize.graph.model.ontology import Ontology, ontology

if TYPE_CHECKING:
    import networkx as nx

CALLED = ("name", "alias", "mention", "hidden", "number", "title")
"""The properties by which a node is called."""

SHOWN_BY = ("text", "title", "name", "value")
"""The properties whose evidence shows a node, the best first."""


class KnowledgeGraph:
    """A graph of nodes with properties and of relations, each with the fact that states it.

    Tables of nodes and relations are made when they are first asked for; the graph itself never changes.

    Example:
        >>> kg = KnowledgeGraph([])
        >>> kg.nodes("Agency")
        []
    """

    def __init__(self, facts: Iterable[Fact], issues: Iterable[Issue] = ()) -> None:
        self.ontology: Ontology = ontology()
        self.facts: list[Fact] = sorted(facts, key=print_order)
        self.issues: list[Issue] = sorted(issues)

    @cached_property
    def properties(self) -> dict[str, dict[str, list[Fact]]]:
        """Facts that state properties, by node and by property, in print order."""
        table: dict[str, dict[str, list[Fact]]] = {}
        for fact in self.facts:
            if fact.predicate not in self.ontology.relations:
                table.setdefault(fact.subject, {}).setdefault(fact.predicate, []).append(fact)
        for node, properties in table.items():
            if node.startswith("document:"):
                for facts in properties.values():
                    facts.sort(key=of_another)
        return table

    @cached_property
    def _outgoing(self) -> dict[str, dict[str, list[Fact]]]:
        return self._index(lambda fact: fact.subject)

    @cached_property
    def _incoming(self) -> dict[str, dict[str, list[Fact]]]:
        return self._index(lambda fact: str(fact.object))

    def _index(self, end: Callable[[Fact], str]) -> dict[str, dict[str, list[Fact]]]:
        """Relation facts by the node at one end and by relation."""
        table: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
        for fact in self.relations():
            table[end(fact)].setdefault(fact.predicate, []).append(fact)
        return table

    @cached_property
    def node_ids(self) -> list[str]:
        """All node ids, sorted."""
        ids = set(self.properties)
        for fact in self.relations():
            ids.add(fact.subject)
            ids.add(str(fact.object))
        return sorted(ids)

    @cached_property
    def _by_class(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = defaultdict(list)
        for node in self.node_ids:
            table[self.ontology.class_of(node).id].append(node)
        return table

    def nodes(self, class_id: str) -> list[str]:
        """Return the ids of the nodes of one class, sorted."""
        return self._by_class.get(class_id, [])

    def relations(self) -> Iterator[Fact]:
        """Yield the facts that relate two nodes."""
        known = self.ontology.relations
        return (fact for fact in self.facts if fact.predicate in known)

    @cached_property
    def newest_day(self) -> str | None:
        """The date of the newest document of the graph (ISO): the day up to which the graph knows."""
        return max((day for node in self.nodes("Document") if (day := self.text(node, "date"))), default=None)

    @cached_property
    def own_documents(self) -> list[str]:
        """Documents that the graph holds the text of (not those only cited), sorted."""
        return sorted({f.subject for f in self.facts if f.rule == "head" and f.subject.startswith("document:")})

    def value(self, node: str, name: str) -> Value | None:
        """Return the first value of a property, or None."""
        facts = self.properties.get(node, {}).get(name)
        return facts[0].object if facts else None

    def text(self, node: str, name: str) -> str:
        """Return the first value of a property as text, empty where there is none."""
        value = self.value(node, name)
        return "" if value is None else str(value)

    def values(self, node: str, name: str) -> list[Value]:
        """Return all different values of a property, in print order."""
        return list(dict.fromkeys(fact.object for fact in self.properties.get(node, {}).get(name, [])))

    def out(self, node: str, relation: str) -> list[Fact]:
        """Return the facts of a relation that start at a node, in print order."""
        return self._outgoing.get(node, {}).get(relation, [])

    def into(self, node: str, relation: str) -> list[Fact]:
        """Return the facts of a relation that end at a node, in print order."""
        return self._incoming.get(node, {}).get(relation, [])

    def regions_of(self, document: str) -> list[str]:
        """Return the regions that a document is meant for, in print order."""
        return list(dict.fromkeys(str(fact.object) for fact in self.out(document, "relevant_for")))

    def caption(self, node: str) -> str:
        """Return the name or title of a node, as the schema declares it (`caption`), else the end of its id."""
        return self.text(node, self.ontology.class_of(node).caption) or node.partition(":")[2]

    def called(self, class_id: str, text: str) -> tuple[list[str], list[str]]:
        """Return the nodes of a class that are called just so; where there are none, those that have the text in a name."""
        exact: list[str] = []
        part: list[str] = []
        for node in self.nodes(class_id):
            names = [node, self.caption(node), *(str(value) for name in CALLED for value in self.values(node, name))]
            if text in names:
                exact.append(node)
            elif any(text in name for name in names):
                part.append(node)
        return exact, [] if exact else part

    def ahead(self, nodes: Iterable[str], predicates: Collection[str]) -> None:
        """Read what some nodes have of some predicates at once, before they are asked for one by one; here all is in memory."""

    def named(self, class_id: str, text: str) -> list[str]:
        """Return the nodes of a class that are called just so."""
        return self.called(class_id, text)[0]

    def stated(self, documents: Collection[str]) -> list[Fact]:
        """Return the facts that some documents state, in the order of documents and print."""
        return sorted((f for f in self.facts if f.document in documents), key=print_order)

    def names_of(self, class_id: str) -> set[str]:
        """Return all that the nodes of a class are called."""
        nodes = self.nodes(class_id)
        return {name for n in nodes for name in (self.caption(n), *(str(v) for p in CALLED for v in self.values(n, p)))}

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Names that several agencies or bodies have."""
        names = Counter(self.caption(n) for c in ("Agency", "Body") for n in self.nodes(c))
        return frozenset(name for name, count in names.items() if count > 1)

    def is_shared(self, name: str) -> bool:
        """Tell whether several agencies or bodies have a name."""
        return name in self._shared

    def label(self, node: str) -> str:
        """Return the caption of a node, with its place (or its document) where bodies of several places are called so.

        Example: `区防指（青石区）` beside `区防指（白塔区）`.
        """
        name = self.caption(node)
        if not node.startswith(("agency:", "body:")) or not self.is_shared(name):
            return name
        region = next((str(f.object) for f in self.out(node, "jurisdiction")), None)
        source = self.source(node)
        where = self.caption(region) if region else f"《{self.caption(source.document)}》" if source else ""
        return told_apart(name, where)

    def source(self, node: str) -> Fact | None:
        """Return the fact whose evidence best shows a node: of its text, else its title, its name, its value, any."""
        facts = self.properties.get(node, {})
        for name in SHOWN_BY:
            if name in facts:
                return facts[name][0]
        return next((group[0] for group in facts.values()), None)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The networkx graph: node attributes are properties (lists where many), edge keys are fact ids."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="zhize")
        for node in self.node_ids:
            node_class = self.ontology.class_of(node)
            attributes: dict[str, object] = {"type": node_class.id, "label": self.label(node)}
            for name, prop in node_class.properties.items():
                values = self.values(node, name)
                if values:
                    attributes[name] = values if prop.many else values[0]
            graph.add_node(node, **attributes)
        for fact in self.relations():
            evidence = fact.evidence
            graph.add_edge(
                fact.subject,
                str(fact.object),
                key=fact.id,
                type=fact.predicate,
                label=self.ontology.relations[fact.predicate].label,
                printed=fact.printed or "",
                document=fact.document,
                rule=fact.rule,
                file=evidence.file,
                start=evidence.start,
                end=evidence.end,
                quote=evidence.quote,
            )
        return graph


def told_apart(name: str, where: str) -> str:
    """A name that several have, with the place that tells one from the others."""
    return f"{name}（{where}）" if where and where not in name else name


def of_another(fact: Fact) -> bool:
    """Whether another document states a fact of a document: what one says of itself comes first."""
    return fact.document != fact.subject
