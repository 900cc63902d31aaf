"""The public API: open a graph and ask it. (Building stands in `building`: it needs the whole grammar.)"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.drawing import Drawings
from zhize.errors import AmbiguousName, GraphError, OptionError
from zhize.frames import Frames
from zhize.graph.identity.decisions import decided, read_decisions, table_of
from zhize.graph.model.facts import Fact, Issue, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.reader import Reader
from zhize.judging import Judgements

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph

    from zhize.graph.store.cypher.store import CypherStore
    from zhize.graph.store.rows import Rows
    from zhize.graph.store.sqlite.following import Following
    from zhize.graph.store.sqlite.search import Hit
    from zhize.graph.store.sqlite.stored import StoredGraph
    from zhize.graph.views.cards import Card
    from zhize.queries.answer import Answer
    from zhize.queries.ask import Asker
    from zhize.queries.explain import Explanation


def open(path: str | Path) -> OpenGraph:
    """Open a graph folder.

    Example:
        >>> kg = zhize.open("kg")
        >>> kg.close()

    Raises:
        GraphError: no graph is there, or it is damaged.
    """
    return OpenGraph(Path(path))


class OpenGraph(Drawings, Frames, Judgements):
    """An open graph: questions, queries, tables, drawings and the networkx graph."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = Reader.open(path)
        manifest = self.reader.manifest
        decisions = table_of(path)
        read_decisions(decisions)  # a damaged table is told before anything is answered
        if decisions.is_file():  # decisions change what the graph says, so what is kept beside it is made anew
            stamp = digest(manifest.stamp, decisions.read_bytes().hex())
            manifest = msgspec.structs.replace(manifest, stamp=stamp)
        self.manifest = manifest

    @cached_property
    def kg(self) -> KnowledgeGraph:
        """The graph's model: facts, nodes and relations.

        Example:
            >>> len(zhize.open("kg").kg.nodes("Task"))
            49
        """
        kg = self.reader.graph()
        facts = decided(kg.facts, table_of(self.path))
        return kg if facts is kg.facts else KnowledgeGraph(facts, kg.issues)

    @cached_property
    def light(self) -> StoredGraph:
        """The same model, read from the file as it is asked: for what concerns a few nodes.

        Example:
            >>> kg = zhize.open("kg")
            >>> kg.light.caption(kg.find("Body", "区森防指"))
            '区森林防火指挥部'
        """
        from zhize.graph.store.sqlite.overlaid import OverlaidGraph
        from zhize.graph.store.sqlite.stored import StoredGraph

        table = table_of(self.path)
        nodes = {node for decision in read_decisions(table) for node in decision.pair}
        if not nodes:
            return StoredGraph(self.reader)
        return OverlaidGraph(self.reader, nodes, lambda facts: decided(facts, table))

    def search(self, *words: str, most: int = 20) -> list[Hit]:
        """Find the clauses that hold some words, with their places; see `zhize.graph.store.sqlite.search`.

        Example:
            >>> zhize.open("kg").search("雨水", "篦子")[0].marked()
            '清掏【雨水篦子】。'
        """
        from zhize.graph.store.sqlite.search import search

        return search(self.reader, list(words), most)

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The networkx MultiDiGraph.

        Example:
            >>> zhize.open("kg").graph.is_directed()
            True
        """
        return self.kg.graph

    @property
    def facts(self) -> list[Fact]:
        """All facts.

        Example:
            >>> zhize.open("kg").facts[0].evidence.quote != ""
            True
        """
        return self.kg.facts

    @property
    def issues(self) -> list[Issue]:
        """What could not be read for certain.

        Example:
            >>> sorted({issue.kind for issue in zhize.open("kg").issues})[:2]
            ['duty-open', 'form-only']
        """
        return self.kg.issues

    @cached_property
    def _asker(self) -> Asker:
        from zhize.queries.ask import Asker
        from zhize.queries.semantic import ClauseVectors

        return Asker(self.light, ClauseVectors.of(self.path))

    def ask(self, question: str, *, region: str | None = None) -> Answer:
        """Answer a question in Chinese, with sources, or say that the graph does not hold the answer.

        Example:
            >>> answer = zhize.open("kg").ask("青石区应急管理局负责什么？")
            >>> answer.answered, len(answer.sources) > 0
            (True, True)
        """
        return self._asker.ask(question, region=region)

    def follow(self, before: str, question: str) -> str:
        """Tell a question in full that may go on from the one before: `那牵头单位呢？`.

        Example:
            >>> zhize.open("kg").follow("谁负责清掏雨水篦子？", "那牵头单位呢？")
            '清掏雨水篦子的牵头单位？'
        """
        return self._asker.follow(before, question)

    def explain(self, question: str, *, region: str | None = None) -> Explanation:
        """Tell how a question is understood: parts, names, words, forms with their scores, and Cypher that asks the same.

        Example:
            >>> zhize.open("kg").explain("区森防指办公室设在哪里？").cypher[:5]
            'MATCH'
        """
        return self._asker.explain(question, region=region)

    def cypher(self, query: str, /, params: Mapping[str, Any] | None = None) -> Rows:
        """Run a Cypher query on the embedded store (built beside the graph when first needed).

        Example:
            >>> zhize.open("kg").cypher("MATCH (b:Body) RETURN count(b) AS n").rows  # doctest: +SKIP
            [[13]]

        Raises:
            QueryError: the query is wrong, lacks a parameter, or writes.
        """
        return self._cypher.query(query, dict(params or {}))

    @cached_property
    def _cypher(self) -> CypherStore:
        from zhize.graph.store.cypher.store import CypherStore

        folder = self.path / "cypher"
        stamp = self.manifest.stamp
        return CypherStore.open(folder, stamp) or CypherStore.build(lambda: self.kg, folder, stamp, self.since)

    def since(self, stamp: str) -> Following | None:
        """What changed since the graph had a stamp, for stores that follow it; None where they must be made anew."""
        from zhize.graph.store.sqlite.following import following

        return following(self.light, stamp) if self.manifest.stamp == self.reader.manifest.stamp else None

    def cypher_place(self) -> Path:
        """Return where the embedded Cypher store lies on disk; it is built when it is missing."""
        return self._cypher.place

    def sparql(self, query: str, /, params: Mapping[str, Any] | None = None) -> Rows:
        """Run a SPARQL query on the embedded store (built beside the graph when first needed).

        Example:
            >>> zhize.open("kg").sparql("SELECT (COUNT(?t) AS ?n) WHERE { ?t a z:Document }").columns
            ['n']

        Raises:
            QueryError: the query is wrong, lacks a parameter, or writes.
        """
        from zhize.graph.store.rdf.sparql import sparql

        return sparql(self._triples, query, dict(params or {}))

    def sparql_place(self) -> Path | None:
        """Return where the embedded SPARQL store lies on disk, built when it is missing; None where nothing can be written."""
        from zhize.graph.store.rdf.oxigraph import kept_store

        try:
            return kept_store(lambda: self.kg, self.path / "oxigraph", self.manifest.stamp, self.since)
        except GraphError:
            return None

    @cached_property
    def _triples(self) -> pyoxigraph.Store:
        from zhize.graph.store.rdf.oxigraph import open_store

        return open_store(lambda: self.kg, self.path / "oxigraph", self.manifest.stamp, self.since)

    def question(self, name: str, params: Mapping[str, str | int] | None = None, *, engine: str = "sparql") -> Rows:
        """Ask a question of the query library (`zhize query GRAPH --list` shows them).

        Example:
            >>> zhize.open("kg").question("bodies_of_agency", {"agency": "青石区应急局"}).columns[:2]
            ['position', 'body_id']

        Args:
            name: of the question, e.g. `tasks_of_agency`.
            params: its parameters; an agency, body, document or region by its id or by a name of it.
            engine: `sparql` (starts at once) or `cypher`; both give the same rows.

        Raises:
            QueryError: no such question, or a parameter is missing or unknown.
            OptionError: a name fits no node or several.
        """
        from zhize.queries.library import NODES, run_cypher, run_sparql

        if engine not in ("cypher", "sparql"):
            raise OptionError("“{engine}” is no engine. Give cypher or sparql.", engine=engine)
        known = set(self.kg.node_ids)
        given = {
            key: self.find(NODES[key], value)
            if key in NODES and isinstance(value, str) and value not in known
            else value
            for key, value in (params or {}).items()
        }
        return run_cypher(self._cypher, name, given) if engine == "cypher" else run_sparql(self._triples, name, given)

    def as_of(self, day: str) -> OpenGraph:
        """The graph as of a day (ISO), as a graph of its own: everything that can be asked of a graph can be asked of it.

        Holds what had been stated by then and was in force; see `zhize.graph.model.asof`. It is kept beside the graph.

        Example:
            >>> len(zhize.open("kg").as_of("2024-03-31").documents())
            6

        Raises:
            OptionError: this is no day.
            GraphError: the folder cannot be written.
        """
        from datetime import date

        from zhize.days import day_folder

        try:
            on = date.fromisoformat(day).isoformat()
        except ValueError:
            raise OptionError("{day}: this is no day. Write it as 2024-01-31.", day=day) from None
        return open(day_folder(self, on))

    def close(self) -> None:
        """Close the file and the embedded Cypher store."""
        self.reader.close()
        if "_cypher" in self.__dict__:
            self.__dict__.pop("_cypher").close()

    def report(self, subject: str, name: str, out: str | Path) -> Path:
        """Write a report on an agency, body, document or region; the suffix says how (.docx, .pdf, .html).

        Example:
            >>> zhize.open("kg").report("agency", "青石区应急局", "应急局.html").name
            '应急局.html'

        Args:
            subject: agency, body, document or region.
            name: its name, short name, number or title.
            out: the file to write.

        Raises:
            OptionError: another subject or suffix, a name that fits none or several, or a PDF without LibreOffice.
            GraphError: the file cannot be written.
        """
        from zhize.graph.views.reports.files import save_report
        from zhize.graph.views.reports.report import SUBJECTS
        from zhize.graph.views.reports.report import report as report_on

        if subject not in SUBJECTS:
            raise OptionError(
                "“{subject}” has no report. Give one of {known}.", subject=subject, known=", ".join(SUBJECTS)
            )
        node = self.find(SUBJECTS[subject], name)
        return save_report(report_on(self.kg if subject == "region" else self.light, node), Path(out))

    def dump(self, folder: str | Path) -> list[Path]:
        """Write the graph as sorted JSON Lines, the same bytes for the same input, and return the files.

        Example:
            >>> [file.name for file in zhize.open("kg").dump("lines")][0]
            'facts.jsonl'

        Raises:
            GraphError: the folder cannot be written.
        """
        from zhize.graph.store.jsonl import dump

        return dump(self.kg, self.reader.sources(), self.reader.manifest, Path(folder))

    # -- names

    def find(self, class_id: str, text: str, *, offer: bool = True) -> str:
        """Find the node of a class that a text names; agencies are also found as questions name them (周村区应急局).

        Where none fits, the error offers names that are nearly so, if `offer` is true.

        Example:
            >>> zhize.open("kg").find("Agency", "青石区应急局")
            'agency:青石区:应急管理局'

        Raises:
            OptionError: none or several fit.
        """
        from zhize.graph.model.named import find_node, unlike

        try:
            node = find_node(self.light, class_id, text, offer=False)
            return unlike(self.light, node, text, self._asker.shelf.department) if class_id == "Agency" else node
        except OptionError as error:
            if asked := self._asked_for(class_id, text):
                return asked
            if isinstance(error, AmbiguousName) or not offer:
                raise
            return find_node(self.light, class_id, text)

    def _asked_for(self, class_id: str, text: str) -> str | None:
        links = self._asker.linker.link(text).agencies if class_id == "Agency" else []
        nodes = [n for link in links for n in link.nodes]
        return nodes[0] if len(nodes) == 1 else None

    def show(self, name: str) -> Card:
        """Return the card of an agency, body or document, found by any of its names, its number or its title.

        Example:
            >>> zhize.open("kg").show("区森防指").title
            '区森林防火指挥部'

        Raises:
            OptionError: nothing or several things are called so.
        """
        from zhize.graph.model.named import find_first
        from zhize.graph.views.cards import card

        return card(self.light, find_first(self.light, ("Document", "Body", "Agency"), name, self.find))

    def subject_of(self, question: str) -> str | None:
        """Return the agency that a question is about, by id; of several, the one with most to show.

        Example:
            >>> zhize.open("kg").subject_of("青石区应急局负责什么？")
            'agency:青石区:应急管理局'
        """
        nodes = [n for link in self._asker.linker.link(question).agencies for n in link.nodes]
        return max(nodes, key=lambda n: (self._load(n), n), default=None)

    def busiest_agency(self) -> str:
        """Return the agency with the most tasks and duties.

        Example:
            >>> zhize.open("kg").busiest_agency()
            'agency:云州市:市场监督管理局'

        Raises:
            OptionError: the graph holds no agency.
        """
        agencies = self.kg.nodes("Agency")
        if not agencies:
            raise OptionError("The graph holds no agency.")
        return max(agencies, key=lambda a: (self._load(a), a))

    def _load(self, agency: str) -> int:
        """How many tasks and duties an agency has."""
        return sum(len(self.kg.out(agency, r)) for r in (*self.kg.ontology.roles, "has_duty"))
