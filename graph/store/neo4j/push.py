"""A knowledge graph in a Neo4j server: it is pushed in batches; a push that broke off can be repeated and goes on.

A node has the label of its class and `ZhizeNode`, a relation the type of the schema; their properties are
those of every Cypher store (see `records`) and `_hash`, which tells whether one must be written again. So a
push writes what is new or changed, deletes what is gone and leaves the rest, and one that broke off goes on
where it stopped. Nodes and relations that somebody else made in the database are not touched.

One node `(:ZhizeLoad {id: 'zhize'})` holds `state`: 'loading' from the first write on, 'whole' at the end, and the `stamp`
of the graph. Who reads should look at it first. A database that holds an earlier graph whole follows by the difference of
facts, as far as the graph's log goes back; where its nodes and relations are then not as many as the graph's, all is
compared. All is compared too where a graph is pushed again that is there already.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from zhize.errors import ServerError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.neo4j.connection import CONNECTING, SILENCE, Connection, Row, connected
from zhize.graph.store.neo4j.errors import explained
from zhize.graph.store.neo4j.records import LAYOUT, node_row, relation_row
from zhize.graph.store.neo4j.schema import LOAD, MARK, quoted, statements
from zhize.graph.store.records import check_names

if TYPE_CHECKING:
    from zhize.graph.store.sqlite.following import Following

Progress = Callable[[str, int, int], None]
_CHUNK = 2_000


class PushReport(msgspec.Struct, frozen=True):
    """What a push found and did. `documents` are those with relations that were written or deleted."""

    nodes: int
    relations: int
    nodes_written: int
    nodes_deleted: int
    relations_written: int
    relations_deleted: int
    documents: tuple[str, ...]


class LoadState(msgspec.Struct, frozen=True):
    """What a database says that it holds; `whole` is False while a push is under way or after one broke off."""

    stamp: str
    whole: bool
    nodes: int
    relations: int


def push(
    kg: Callable[[], KnowledgeGraph],
    uri: str,
    user: str,
    password: str,
    *,
    stamp: str = "",
    since: Callable[[str], Following | None] | None = None,
    database: str | None = None,
    chunk: int = _CHUNK,
    patience: float = CONNECTING,
    silence: float = SILENCE,
    progress: Progress | None = None,
) -> PushReport:
    """Make a Neo4j database hold a graph.

    Args:
        kg: gives the graph; called only where all must be compared.
        uri: address of the server, bolt://host:7687 or neo4j+s://host.
        user: who writes.
        password: its password; it is sent to the server and kept nowhere.
        stamp: what the content is called, kept with the state of the load.
        since: gives what changed since the graph was called so; None where all must be compared.
        database: the database's name; the user's own where it is not given.
        chunk: rows in a transaction.
        patience: seconds in which a lost connection is sought again.
        silence: seconds that a query may take.
        progress: called with what is written, how many are done and how many there are.

    Raises:
        OptionError: the address is none.
        ServerError: the server is down, refuses, falls silent or is lost on the way; another push ran at the same time.
    """
    check_names(ontology())
    rows, tell = max(1, chunk), progress or (lambda *_: None)
    with connected(uri, user, password, database, patience=patience, silence=silence) as server:
        with explained(uri, user):
            held = next(iter(server.read(_HELD, layout=LAYOUT)), None)
        with explained(uri, user, writing=True):
            changes = since(held["stamp"]) if since and held and held["stamp"] != stamp else None
            if changes is not None:
                report = _Follow(changes, server, rows, tell).run(uri, stamp)
                if report is not None:
                    return report
            return _Push(kg(), server, rows, tell).compare(uri, stamp)


def load_state(uri: str, user: str, password: str, *, database: str | None = None) -> LoadState | None:
    """What a database says that it holds; None where nothing was ever pushed to it.

    Raises:
        OptionError: the address is none.
        ServerError: the server is down or refuses.
    """
    query = (
        f"MATCH (l:{LOAD} {{id: 'zhize'}}) RETURN coalesce(l.stamp, '') AS stamp, l.state = 'whole' AS whole, "
        "coalesce(l.nodes, 0) AS nodes, coalesce(l.relations, 0) AS relations"
    )
    with connected(uri, user, password, database) as server, explained(uri, user):
        found = server.read(query)
    return msgspec.convert(found[0], LoadState) if found else None


_HELD = f"MATCH (l:{LOAD} {{id: 'zhize', state: 'whole', layout: $layout}}) RETURN l.stamp AS stamp"
"""The stamp of the graph that a database holds whole, written as it is now."""


class _Push:
    """One push in one session. Its queries hold names of the ontology only; values are parameters."""

    def __init__(self, kg: KnowledgeGraph, server: Connection, chunk: int, progress: Progress) -> None:
        self.kg = kg
        self.server = server
        self.chunk = chunk
        self.progress = progress
        self.documents: set[str] = set()

    def compare(self, uri: str, stamp: str) -> PushReport:
        """Compare all that is there with the graph: schema, nodes, relations, what is gone, and the mark that all is there."""
        own = self.begin(stamp)
        nodes, gone = self.changes_of_nodes()
        self.write_nodes(nodes)
        written, deleted = self.write_relations()
        self.delete_nodes(gone)
        counts = self.counts()
        self.finish(uri, own, counts, (len(self.kg.node_ids), sum(1 for _ in self.kg.relations())))
        return self.report(counts, nodes, gone, written, deleted)

    def begin(self, stamp: str) -> str:
        """Make the schema and mark the database as one that is being loaded; the name of this push."""
        own = uuid.uuid4().hex
        self.prepare()
        self.server.write(
            f"MERGE (l:{LOAD} {{id: 'zhize'}}) SET l.state = 'loading', l.stamp = $stamp, l.layout = $layout, l.run = $run",
            stamp=stamp,
            layout=LAYOUT,
            run=own,
        )
        return own

    def report(
        self,
        counts: tuple[int, int],
        nodes: dict[str, list[Row]],
        gone: dict[str, list[str]],
        written: int,
        deleted: int,
    ) -> PushReport:
        """What was done."""
        return PushReport(
            *counts,
            nodes_written=sum(map(len, nodes.values())),
            nodes_deleted=sum(map(len, gone.values())),
            relations_written=written,
            relations_deleted=deleted,
            documents=tuple(sorted(self.documents)),
        )

    # -- parts of a push

    def parts(self, rows: list[Any]) -> Iterable[list[Any]]:
        """Rows in chunks."""
        return (rows[i : i + self.chunk] for i in range(0, len(rows), self.chunk))

    def prepare(self) -> None:
        """Make constraints and indexes and wait until they are there."""
        commands = statements(self.kg.ontology)
        for done, command in enumerate(commands, 1):
            self.server.command(command)
            self.progress("schema", done, len(commands))
        self.server.command("CALL db.awaitIndexes(600)", seconds=660)

    # -- nodes

    def changes_of_nodes(self) -> tuple[dict[str, list[Row]], dict[str, list[str]]]:
        """By class: the rows that must be written, and the ids of nodes that are gone."""
        wanted: dict[str, list[Row]] = {}
        gone: dict[str, list[str]] = {}
        for class_id in self.kg.ontology.classes:
            label = f"{quoted(class_id)}:{MARK}"
            known = {
                row["id"]: row["hash"]
                for row in self.server.read(f"MATCH (n:{label}) RETURN n.id AS id, n._hash AS hash")
            }
            rows = [node_row(self.kg, node) for node in self.kg.nodes(class_id)]
            wanted[class_id] = [row for row in rows if known.pop(row["id"], None) != row["properties"]["_hash"]]
            gone[class_id] = sorted(known)
        return wanted, gone

    def write_nodes(self, wanted: dict[str, list[Row]]) -> None:
        """Write nodes, all of a class in one form of query."""
        total, done = sum(map(len, wanted.values())), 0
        for class_id, rows in wanted.items():
            query = f"UNWIND $rows AS row MERGE (n:{quoted(class_id)} {{id: row.id}}) SET n = row.properties, n:{MARK}"
            for part in self.parts(rows):
                self.server.write(query, rows=part)
                done += len(part)
                self.progress("nodes", done, total)

    def delete_nodes(self, gone: dict[str, list[str]]) -> None:
        """Delete nodes that the graph no longer has."""
        for class_id, ids in gone.items():
            for part in self.parts(ids):
                self.server.write(
                    f"UNWIND $ids AS id MATCH (n:{quoted(class_id)}:{MARK} {{id: id}}) DETACH DELETE n", ids=part
                )

    # -- relations

    def write_relations(self) -> tuple[int, int]:
        """Delete relations that are gone or changed, write those that are missing; how many of each."""
        groups = self.grouped(self.kg.relations())
        total = sum(len(rows) for by_ends in groups.values() for rows in by_ends.values())
        done = written = deleted = 0
        for type_, by_ends in groups.items():
            known = self.known_relations(type_)
            missing = {ends: [row for row in rows if not _taken(known, row)] for ends, rows in by_ends.items()}
            deleted += self.delete_relations(type_, known)
            for ends, rows in missing.items():
                done += len(by_ends[ends]) - len(rows)
                for part in self.parts(rows):
                    self.create_relations(type_, ends, part)
                    written += len(part)
                    done += len(part)
                    self.progress("relations", done, total)
        return written, deleted

    def grouped(self, facts: Iterable[Fact]) -> dict[str, dict[str, list[Row]]]:
        """The rows of relations by type, of which there are all, and by the classes of their ends."""
        model = self.kg.ontology
        groups: dict[str, dict[str, list[Row]]] = {r.cypher: defaultdict(list) for r in model.relations.values()}
        for fact in facts:
            row = relation_row(fact)
            ends = f"{model.class_of(row['source']).id} {model.class_of(row['target']).id}"
            groups[model.relations[fact.predicate].cypher][ends].append(row)
        return groups

    def known_relations(self, type_: str) -> dict[str, tuple[str, str]]:
        """Relations of a type that are there: hash and document by fact id."""
        query = f"MATCH (:{MARK})-[r:{quoted(type_)}]->() WHERE r._hash IS NOT NULL RETURN r.id AS id, r._hash AS hash, r.document AS document"
        return {row["id"]: (row["hash"], row["document"]) for row in self.server.read(query)}

    def delete_relations(self, type_: str, known: dict[str, tuple[str, str]]) -> int:
        """Delete what is left of the known relations: they are gone, or say something else now."""
        self.documents.update(document for _, document in known.values())
        query = f"UNWIND $ids AS id MATCH ()-[r:{quoted(type_)} {{id: id}}]->() WHERE r._hash IS NOT NULL DELETE r"
        for part in self.parts(sorted(known)):
            self.server.write(query, ids=part)
        return len(known)

    def create_relations(self, type_: str, ends: str, rows: list[Row]) -> None:
        """Write relations between nodes of two classes."""
        source, target = map(quoted, ends.split(" "))
        query = (
            f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
            f"MERGE (a)-[r:{quoted(type_)} {{id: row.id}}]->(b) SET r = row.properties"
        )
        self.server.write(query, rows=rows)
        self.documents.update(row["properties"]["document"] for row in rows)

    # -- the end

    def counts(self) -> tuple[int, int]:
        """How many nodes and relations of a graph the database holds."""
        (nodes,) = self.server.read(f"MATCH (n:{MARK}) RETURN count(n) AS n")
        (relations,) = self.server.read(
            f"MATCH (:{MARK})-[r]->(:{MARK}) WHERE r._hash IS NOT NULL RETURN count(r) AS n"
        )
        return nodes["n"], relations["n"]

    def finish(self, uri: str, own: str, counts: tuple[int, int], wanted: tuple[int, int]) -> None:
        """Mark the load as whole, if it is and nobody else began one meanwhile."""
        if counts != wanted:
            raise ServerError(
                "{uri}: the database holds {nodes} nodes and {relations} relations, the graph {wanted_nodes} and "
                "{wanted_relations}. Something else writes to it; run the command again when nothing does.",
                uri=uri,
                nodes=counts[0],
                relations=counts[1],
                wanted_nodes=wanted[0],
                wanted_relations=wanted[1],
            )
        query = (
            f"MATCH (l:{LOAD} {{id: 'zhize', run: $run}}) "
            "SET l.state = 'whole', l.nodes = $nodes, l.relations = $relations RETURN l.state AS state"
        )
        if not self.server.write(query, run=own, nodes=counts[0], relations=counts[1]):
            raise ServerError("{uri}: another push to this database began meanwhile. Run one at a time.", uri=uri)


class _Follow(_Push):
    """A push of what changed to a database that holds an earlier graph whole."""

    def __init__(self, changes: Following, server: Connection, chunk: int, progress: Progress) -> None:
        super().__init__(changes.kg, server, chunk, progress)
        self.changes = changes

    def run(self, uri: str, stamp: str) -> PushReport | None:
        """Write the difference; None where the database does not hold what it should then."""
        own = self.begin(stamp)
        relations = self.kg.ontology.relations
        deleted = written = 0
        for type_, by_ends in self.grouped(f for f in self.changes.gone if f.predicate in relations).items():
            rows = [row for part in by_ends.values() for row in part]
            deleted += self.delete_relations(type_, {r["id"]: ("", r["properties"]["document"]) for r in rows})
        nodes, gone = self.changes_of_nodes()
        self.write_nodes(nodes)
        for type_, by_ends in self.grouped(f for f in self.changes.added if f.predicate in relations).items():
            for ends, rows in by_ends.items():
                for part in self.parts(rows):
                    self.create_relations(type_, ends, part)
                    written += len(part)
        self.delete_nodes(gone)
        counts = self.counts()
        if counts != self.changes.counts():
            return None
        self.finish(uri, own, counts, counts)
        return self.report(counts, nodes, gone, written, deleted)

    def changes_of_nodes(self) -> tuple[dict[str, list[Row]], dict[str, list[str]]]:
        """As of a whole push, of the nodes that may be others now."""
        ids: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.changes.nodes):
            ids[self.kg.ontology.class_of(node).id].append(node)
        wanted: dict[str, list[Row]] = {}
        gone: dict[str, list[str]] = {}
        for class_id, nodes in ids.items():
            query = (
                f"UNWIND $ids AS id MATCH (n:{quoted(class_id)}:{MARK} {{id: id}}) RETURN n.id AS id, n._hash AS hash"
            )
            known = {row["id"]: row["hash"] for part in self.parts(nodes) for row in self.server.read(query, ids=part)}
            rows = [node_row(self.kg, node) for node in nodes if self.changes.holds(node)]
            wanted[class_id] = [row for row in rows if known.pop(row["id"], None) != row["properties"]["_hash"]]
            gone[class_id] = sorted(known)
        return wanted, gone


def _taken(known: dict[str, tuple[str, str]], row: Row) -> bool:
    """Tell whether a relation is there unchanged, and take it off the known ones; what remains of these is deleted."""
    there = known.get(row["id"])
    if there is None or there[0] != row["properties"]["_hash"]:
        return False
    del known[row["id"]]
    return True
