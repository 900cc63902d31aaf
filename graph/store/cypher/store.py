"""The embedded Cypher store: the graph in a database of its own, read-only once it is built.

The engine is ArcadeDB, which runs on a Java machine that comes with its wheel. Nothing is started before a
store is opened, nothing is logged or printed, and several processes may read one store at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from zhize.errors import GraphError, QueryError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.engine import acquire, of_engine, release, sentence_of, start
from zhize.graph.store.cypher.load import follow, load
from zhize.graph.store.kept import find, keep
from zhize.graph.store.rows import Rows, check_values

if TYPE_CHECKING:
    from zhize.graph.store.sqlite.following import Following

LAYOUT = 1
"""Version of what is stored; a store of another version is built anew."""


class CypherStore:
    """A read-only Cypher database of a knowledge graph.

    A node has the label of its class and the properties `id`, `label` (its caption) and those of the schema.
    A relation has the type of the schema (LEADS) and the properties `id` (of its fact), printed, document,
    section, quote, file, start, end and rule. In results a node is a dict of its properties with `type`, a
    relation one with `type`, `source` and `target` (node ids), a path a list of both by turns.

    Example:
        >>> with CypherStore.build(lambda: kg, folder, stamp) as store:  # doctest: +SKIP
        ...     store.query("MATCH (a:Agency {id: $id}) RETURN a.name", {"id": "agency:370302:应急管理局"})
    """

    def __init__(self, place: Path) -> None:
        """Open the database at a place; use `open` or `build`."""
        self.place = place
        self._database = acquire(place)
        self._open = True

    @classmethod
    def build(
        cls,
        kg: Callable[[], KnowledgeGraph],
        folder: Path,
        stamp: str,
        since: Callable[[str], Following | None] | None = None,
    ) -> CypherStore:
        """Make the database of a folder hold the graph, and open it: it follows, or another takes its place.

        Args:
            kg: gives the graph; called only where the database must be made anew.
            folder: the store's folder, made where it is missing.
            stamp: what the content is called; `open` finds the store by it again.
            since: gives what changed since the graph was called so; None where the database must be made anew.

        Raises:
            GraphError: the folder cannot be written, or the engine does not start.
        """

        def make(place: Path) -> None:
            start(place.parent)
            load(kg(), place)

        def followed(place: Path, held: str) -> bool:
            changes = since(held) if since else None
            if changes is not None:
                start(place.parent)
                follow(changes, place)
            return changes is not None

        place = keep(folder, stamp, LAYOUT, make, "Cypher store", ("statistics.json",), followed)
        start(place.parent)  # another process may have made it meanwhile
        return cls(place)

    @classmethod
    def open(cls, folder: Path, stamp: str) -> CypherStore | None:
        """Open the store that was built with this stamp; None where there is none and one must be built."""
        place = find(folder, stamp, LAYOUT)
        if place is None:
            return None
        start(place.parent)
        try:
            return cls(place)
        except GraphError:
            return None

    def query(self, text: str, params: Mapping[str, Any] | None = None) -> Rows:
        """Run a query.

        Args:
            text: Cypher that reads.
            params: values for its `$name`s; text, numbers, truth values, None, lists and dicts of these.

        Raises:
            QueryError: the query is wrong, lacks a parameter, writes, or reads files; or the store is closed.
        """
        if not self._open:
            raise QueryError("The Cypher store is closed. Open the graph again.")
        values = check_values(params)
        try:
            text.encode()
            answer = self._database.query("opencypher", text, *([values] if values else []))
            found = answer.to_list()
            columns = list(found[0]) if found else self._columns(text)
            return Rows(columns, [[_plain(row.get(column)) for column in columns] for row in found])
        except UnicodeEncodeError:
            raise QueryError("The query holds half a character (a lone surrogate).") from None
        except Exception as error:
            if not of_engine(error):
                raise
            raise QueryError(sentence_of(error)) from None

    def _columns(self, text: str) -> list[str]:
        """The columns of a query that found nothing, from its RETURN."""
        import jpype

        parser = jpype.JClass("com.arcadedb.query.opencypher.parser.Cypher25AntlrParser")
        try:
            statement = parser(self._database.get_java_database()).parse(text.rstrip().rstrip(";"))
            while hasattr(statement, "getFirstQuery"):
                statement = statement.getFirstQuery()
            clause = statement.getReturnClause()
            names = [] if clause is None else [str(item.getOutputName()) for item in clause.getReturnItems()]
        except Exception as error:
            if not of_engine(error):
                raise
            return []
        return [name for name in names if name != "*"]

    def close(self) -> None:
        """Close the store. It can be closed twice."""
        if self._open:
            self._open = False
            release(self.place)

    def __enter__(self) -> CypherStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# -- values


def _plain(value: Any) -> Any:
    """A value of the engine as text, number, list, dict or None."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if hasattr(value, "getVertices") and hasattr(value, "toAlternatingList"):
        return [_record(item) for item in value.toAlternatingList()]
    if hasattr(value, "getTypeName") and hasattr(value, "propertiesAsMap"):
        return _record(value)
    return str(value)


def _record(record: Any) -> dict[str, Any]:
    from arcadedb_embedded import convert_java_to_python

    properties = {str(k): _plain(v) for k, v in convert_java_to_python(record.propertiesAsMap()).items()}
    ends: dict[str, Any] = {}
    if hasattr(record, "getOutVertex"):
        ends = {"source": str(record.getOutVertex().get("id")), "target": str(record.getInVertex().get("id"))}
    return {"type": str(record.getTypeName()), **ends, **dict(sorted(properties.items()))}
